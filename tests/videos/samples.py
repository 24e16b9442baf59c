"""Small documents for the tests of the video core."""

from typing import Any

from videos.document.document import Document, parse_document

Json = dict[str, Any]
BLACK: Json = {"kind": "solid", "color": "#000000"}


def scene(elements: Json | None = None, **fields: Any) -> Json:
    """A black scene of one second; `elements` lie in the order in which they are named."""
    elements = elements or {}
    return {"duration": 1.0, "background": BLACK, **fields, "order": list(elements), "elements": elements}


def video(scenes: dict[str, Json] | None = None, **fields: Any) -> Json:
    """A document of 320 by 180 pixels at 10 frames a second."""
    scenes = scenes or {"intro": scene()}
    shape = {"version": 1, "width": 320, "height": 180, "fps": 10, "title": "Test"}
    return {**shape, **fields, "scene_order": list(scenes), "scenes": scenes}


def parsed(elements: Json | None = None, **fields: Any) -> Document:
    """A document of one scene with these elements."""
    return parse_document(video({"intro": scene(elements)}, **fields))
