"""Changing the document with a JSON Patch."""

import json
from typing import Any, Literal

from pydantic import Field

from chat.llm.json_text import JsonText, read_json
from chat.tools import ToolArguments, ToolContext
from videos.document.complaints import Complaint, Gathering
from videos.document.nearest import colour_code
from videos.tools.shared import author_of, locked_video, video_tool


class PatchOperation(ToolArguments):
    op: Literal["add", "remove", "replace", "move", "copy", "test"]
    path: str = Field(description="JSON Pointer into the document.")
    from_: str | None = Field(None, alias="from", description="JSON Pointer; null where the operation has none.")
    value_json: JsonText | None = Field(
        None, description="The value as a JSON text; null where the operation has none."
    )


class ApplyJsonPatch(ToolArguments):
    """Change the video's document with a JSON Patch (RFC 6902). All operations apply, or none."""

    operations: list[PatchOperation]
    explanation: str = Field(description="What changes, for the list of versions.")


@video_tool("apply_json_patch", ApplyJsonPatch)
def apply_json_patch(context: ToolContext, arguments: ApplyJsonPatch) -> str:
    video, operations, gathering = locked_video(context), [], Gathering()
    for number, given in enumerate(arguments.operations):
        with gathering:
            operations.append(_operation(number, given))
    gathering.tell()
    version = video.patch(operations, author_of(context), arguments.explanation)
    return f"Applied {len(operations)} operations: {version.summary}. The video is at version {version.number}."


def _operation(number: int, given: PatchOperation) -> dict[str, Any]:
    operation: dict[str, Any] = {"op": given.op, "path": given.path}
    if given.from_ is not None:
        operation["from"] = given.from_
    if given.value_json is not None:
        operation["value"] = value_of(f"/operations/{number}/value_json", given.value_json)
    return operation


def value_of(path: str, text: str) -> Any:
    """The value of a JSON text. Raises Complaint, with the text in quotes where these are missing."""
    try:
        return read_json(text)
    except ValueError as error:
        meant = json.dumps(colour_code(text) or text, ensure_ascii=False)
        quoted = f" A text needs its quotes. Did you mean {meant!r}?" if text[:1] not in '{["' else ""
        message = f"{path}: is no JSON ({error}).{quoted if len(text) <= 200 else ''}"
        raise Complaint("value_json_invalid", path, message) from error
