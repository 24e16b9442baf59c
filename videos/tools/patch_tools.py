"""Changing the document with a JSON Patch."""

from typing import Any, Literal

from pydantic import Field

from chat.llm.json_text import JsonText
from chat.tools import ToolArguments, ToolContext
from videos.design.by_hand.scene_edits import value_of
from videos.document.complaints import Gathering
from videos.tools.shared import author_of, locked_video, looks_like, video_tool


class PatchOperation(ToolArguments):
    op: Literal["add", "remove", "replace", "move", "copy", "test"]
    path: str
    from_: str | None = Field(None, alias="from")
    value_json: JsonText | None = Field(None, description="The value as a JSON text")


class ApplyJsonPatch(ToolArguments):
    """Change the document with a JSON Patch (RFC 6902), for what no other tool does. All operations apply, or none."""

    operations: list[PatchOperation]
    explanation: str = Field(description="What changes, for the list of versions")


@video_tool("apply_json_patch", ApplyJsonPatch)
def apply_json_patch(context: ToolContext, arguments: ApplyJsonPatch) -> str:
    video, operations, gathering = locked_video(context), [], Gathering()
    for number, given in enumerate(arguments.operations):
        with gathering:
            operations.append(_operation(number, given))
    gathering.tell()
    before = video.parsed
    version = video.patch(operations, author_of(context), arguments.explanation)
    if video.parsed == before:  # a version all the same: each patch leaves one
        return "That is so already; nothing was changed."
    touched = dict.fromkeys(each["path"].split("/")[2] for each in operations if each["path"].startswith("/scenes/"))
    shown = looks_like(video, touched)
    return f"Applied {len(operations)} operations: {version.summary}. Version {version.number}.\n{shown}".strip()


def _operation(number: int, given: PatchOperation) -> dict[str, Any]:
    operation: dict[str, Any] = {"op": given.op, "path": given.path}
    if given.from_ is not None:
        operation["from"] = given.from_
    if given.value_json is not None:
        operation["value"] = value_of(f"/operations/{number}/value_json", given.value_json)
    return operation
