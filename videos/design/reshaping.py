"""Bringing a whole document into another format. Pure."""

from typing import Any

from videos.design.canvas import Canvas, Json, canvas_for, canvas_of
from videos.design.moving import boxed
from videos.design.reflow import reflowed

WHOLE = 0.9  # an element that takes this share of a side of the frame goes with the frame


def reshaped(document: Json, format: str) -> list[dict[str, Any]]:
    """The patch operations that bring the whole document into a format."""
    old, new = canvas_of(document), canvas_for(format)
    operations: list[dict[str, Any]] = [
        {"op": "replace", "path": "/width", "value": new.width},
        {"op": "replace", "path": "/height", "value": new.height},
    ]
    for group in ("scenes", "components"):
        for name, holder in document.get(group, {}).items():
            elements = list(holder.get("elements", {}).values())
            if elements:
                value = _in_frame(elements, old, new)
                operations.append({"op": "replace", "path": f"/{group}/{name}/elements", "value": value})
    return operations


def _in_frame(elements: list[Json], old: Canvas, new: Canvas) -> dict[str, Json]:
    """What people read is laid out anew; what lies behind it keeps its place in the frame."""
    read = [each for each in elements if _is_read(each, old)]
    return {each["id"]: _carried(each, old, new) for each in elements} | reflowed(read, old, new)


def _is_read(element: Json, canvas: Canvas) -> bool:
    """Whether an element belongs to the words: it lies within the margins and does not travel."""
    if element["type"] in ("particles", "component"):
        return False
    if any(track["property"] in ("x", "y") for track in element.get("tracks", [])):
        return False
    edge = 0.4 * canvas.margin
    within_x = edge <= element["x"] and element["x"] + element["w"] <= canvas.width - edge
    within_y = edge <= element["y"] and element["y"] + element["h"] <= canvas.height - edge
    return element["type"] == "text" or (within_x and within_y and not element["id"].startswith("dots"))


def _carried(element: Json, old: Canvas, new: Canvas) -> Json:
    """An element in the new frame: its centre where it was in shares of the frame, its size by the frame's unit."""
    across, down = new.width / old.width, new.height / old.height
    if element["type"] in ("particles", "component") or _spans(element, old):
        width, height = element["w"] * across, element["h"] * down
    else:
        width, height = element["w"] * old.scale_to(new), element["h"] * old.scale_to(new)
    x = (element["x"] + element["w"] / 2) * across - width / 2
    y = (element["y"] + element["h"] / 2) * down - height / 2
    return boxed(element, x, y, width, height)


def _spans(element: Json, canvas: Canvas) -> bool:
    return bool(element["w"] >= WHOLE * canvas.width or element["h"] >= WHOLE * canvas.height)
