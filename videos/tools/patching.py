"""Changing the document with a JSON Patch."""

import json
from typing import Any, Literal

from pydantic import Field

from chat.tools import ToolArguments, ToolContext, ToolFailed, tool
from videos.nearest import colour_code
from videos.tools.common import author_of, locked_video, refusals


class PatchOperation(ToolArguments):
    op: Literal["add", "remove", "replace", "move", "copy", "test"]
    path: str = Field(description="JSON Pointer into the document.")
    from_: str | None = Field(None, alias="from", description="JSON Pointer; null where the operation has none.")
    value_json: str | None = Field(None, description="The value as a JSON text; null where the operation has none.")


class ApplyJsonPatch(ToolArguments):
    """Change the video's document with a JSON Patch (RFC 6902). All operations apply, or none."""

    operations: list[PatchOperation]
    explanation: str = Field(description="What changes, for the list of versions.")


@tool("apply_json_patch", ApplyJsonPatch)
def apply_json_patch(context: ToolContext, arguments: ApplyJsonPatch) -> str:
    video = locked_video(context)
    operations = [_operation(number, given) for number, given in enumerate(arguments.operations)]
    with refusals():
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
    """The value of a JSON text. Raises ToolFailed, with the text in quotes where these are missing."""
    try:
        return json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        meant = json.dumps(colour_code(text) or text, ensure_ascii=False)
        quoted = f" Did you mean {meant!r}?" if len(text) <= 200 and text[:1] not in '{["' else ""
        raise ToolFailed(
            f"{path}: is no JSON ({error}). A text needs its quotes.{quoted} Nothing was changed.",
            "value_json_invalid",
        ) from error


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")
