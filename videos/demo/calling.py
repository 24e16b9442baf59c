"""The tool calls that the demo model makes, with the arguments that the tools take."""

import json

from videos.demo.changing.operations import Operation
from videos.demo.reading.wished_changes import Render
from videos.demo.utterances import Call


def patch_call(operations: list[Operation], explanation: str) -> Call:
    """The call for JSON Patch operations: values travel as JSON text."""
    told = [
        {
            "op": each["op"],
            "path": each["path"],
            "from": each.get("from"),
            "value_json": json.dumps(each["value"], ensure_ascii=False) if "value" in each else None,
        }
        for each in operations
    ]
    return Call("apply_json_patch", {"operations": told, "explanation": explanation})


def render_call(wish: Render | None = None) -> Call:
    wish = wish or Render()
    return Call("render_video", {"format": wish.format, "quality": wish.quality})
