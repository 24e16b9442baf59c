"""A video in another format: what was drawn by hand is moved, scenes with a layout are laid out anew. Pure."""

from typing import Any

import jsonpatch

from videos.design.by_hand.moving import boxed
from videos.design.by_hand.reflow import reflowed
from videos.design.canvas import Canvas, Json, canvas_for, canvas_of
from videos.design.laying_out import settled_document
from videos.document.document import SIZES, Document, format_of
from videos.document.style import Style

WHOLE = 0.9  # an element that takes this share of a side of the frame goes with the frame


def in_format(document: Document, format: str) -> Document:
    """The whole video in a format. Raises Complaint where its words do not fit there."""
    if (document.width, document.height) == SIZES[format]:
        return document
    before = document.to_json()
    return settled_document(document, jsonpatch.apply_patch(before, reshaped(before, format)))


def in_frame(document: Json, format: str, fps: int | None = None) -> Json:
    """The document in a format, and at so many frames a second (None: as it is); to be laid out when it is stored."""
    same = format_of(document["width"], document["height"]) == format
    framed = document if same else jsonpatch.apply_patch(document, reshaped(document, format))
    return {**framed, "fps": fps or document["fps"]}


def reshaped(document: Json, format: str) -> list[dict[str, Any]]:
    """The patch operations that bring the document into a format. What layouts made stays, until they lay it out."""
    old, new = canvas_of(document), canvas_for(format)
    style = Style.model_validate(document.get("style", {}))
    operations: list[dict[str, Any]] = [
        {"op": "replace", "path": "/width", "value": new.width},
        {"op": "replace", "path": "/height", "value": new.height},
    ]
    for group in ("scenes", "components"):
        for name, holder in document.get(group, {}).items():
            made = (holder.get("layout") or {"made": ()})["made"]
            elements = {key: each for key, each in holder.get("elements", {}).items() if key not in made}
            for key, value in _in_frame(elements, style, old, new).items():
                operations.append({"op": "replace", "path": f"/{group}/{name}/elements/{key}", "value": value})
    return operations


def _in_frame(elements: dict[str, Json], style: Style, old: Canvas, new: Canvas) -> dict[str, Json]:
    """What people read is laid out anew; what lies behind it keeps its place in the frame."""
    read = [_in_font(each, style.font(each.get("font", ""))) for each in elements.values() if _is_read(each, old)]
    moved = {key: _carried(each, old, new) for key, each in elements.items()} | reflowed(read, old, new)
    return {key: _in_font(each, elements[key].get("font", "")) for key, each in moved.items()}


def _in_font(element: Json, font: str) -> Json:
    return {**element, "font": font} if font else element


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
