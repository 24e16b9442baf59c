"""Rectangles, ellipses, paths and pictures."""

import base64
import struct

from videos.compiler.composition import Composition
from videos.compiler.lottie import (
    Json,
    alpha,
    ellipse,
    group,
    image_layer,
    path,
    rectangle,
    shape_layer,
    still,
    stroke,
    trim,
)
from videos.compiler.movement import Movement
from videos.compiler.paints import painted, shadow_under
from videos.compiler.reveals import percent, share_between, windowed, wiped
from videos.compiler.timeline import Array
from videos.document.elements import EllipseElement, ImageElement, PathElement, RectElement
from videos.document.outlines import outlines_from_svg

ShapeElement = RectElement | EllipseElement | PathElement


def draw_shape(element: ShapeElement, composition: Composition, movement: Movement) -> list[Json]:
    """A filled and stroked shape; it is drawn along its line, or wiped when there is no line to draw."""
    progress = movement.progress()
    lined = element.stroke_width > 0 and alpha(element.stroke) > 0
    drawn = progress if lined and movement.reveal("draw") == "draw" else None
    shown = None if drawn is None else share_between(drawn, 0.6, 1.0)  # the fill comes when most of the line is there
    items = [group([*_contours(element), painted(element, movement, (element.w, element.h), shown)])]
    if lined:
        items.insert(0, _lined(element, movement, drawn))
    items += shadow_under(_contours(element), element.shadow, shadow_reach(composition), movement, shown)
    center = element.x + element.w / 2, element.y + element.h / 2
    layer = shape_layer(items, movement.placed(*center), movement.first, movement.last)
    around = element.stroke_width + (4 * shadow_reach(composition) if element.shadow else 0)
    size = element.w + around, element.h + around
    return [wiped(layer, movement, *size, progress if drawn is None else None)]


def shadow_reach(composition: Composition) -> float:
    """How wide the shadow of a shape is."""
    return 0.028 * min(composition.width, composition.height)


def _lined(element: ShapeElement, movement: Movement, drawn: Array | None) -> Json:
    window = [] if drawn is None else [trim(still(0), percent(movement, drawn))]
    return group([*_contours(element), *window, stroke(element.stroke, element.stroke_width)])


def _contours(element: ShapeElement) -> list[Json]:
    if isinstance(element, RectElement):
        return [rectangle(element.w, element.h, min(element.radius, element.w / 2, element.h / 2))]
    if isinstance(element, EllipseElement):
        return [ellipse(element.w, element.h)]
    outlines = outlines_from_svg(element.d)
    return [path(outline.moved(-element.w / 2, -element.h / 2)) for outline in outlines]


def draw_image(element: ImageElement, composition: Composition, movement: Movement) -> list[Json]:
    """A picture of the assets; one that cannot be read is reported and left out."""
    natural = _picture(element.asset, composition)
    if natural is None:
        composition.output.warn(f"The picture {element.asset!r} cannot be read; it is left out.")
        return []
    ratios = element.w / natural[0], element.h / natural[1]
    even = max(ratios) if element.fit == "cover" else min(ratios)
    zoom = ratios if element.fit == "fill" else (even, even)
    center = element.x + element.w / 2, element.y + element.h / 2
    placed = movement.placed(*center, zoom=zoom, anchor=(natural[0] / 2, natural[1] / 2))
    layer = image_layer(_asset_name(element.asset), placed, movement.first, movement.last)
    size = min(element.w, natural[0] * zoom[0]), min(element.h, natural[1] * zoom[1])
    radius = min(element.radius, size[0] / 2, size[1] / 2)
    progress = movement.progress()
    if element.fit == "cover" or radius or progress is not None:
        shares = [(movement.first, 1.0)] if progress is None else movement.keys(progress, 0.002)
        window = size[0] / zoom[0], size[1] / zoom[1]  # masks are in the picture's own pixels
        corners = radius / zoom[0], radius / zoom[1]
        layer = windowed(layer, (natural[0] / 2, natural[1] / 2), window, shares, corners)
    if not element.shadow:
        return [layer]
    shade = shadow_under([rectangle(*size, radius)], element.shadow, shadow_reach(composition), movement, progress)
    return [layer, shape_layer(shade, movement.placed(*center), movement.first, movement.last)]


def _asset_name(asset: str) -> str:
    return f"picture-{asset}"


def _picture(name: str, composition: Composition) -> tuple[int, int] | None:
    """Width and height of an asset, which is put into the output once; None when it cannot be read."""
    asset = composition.output.document.assets[name]
    data = composition.output.read_asset(asset)
    size = picture_size(data) if data else None
    if data and size:
        source = f"data:{asset.mime};base64,{base64.b64encode(data).decode()}"
        shown = {"id": _asset_name(name), "w": size[0], "h": size[1], "u": "", "p": source, "e": 1}
        composition.output.assets[_asset_name(name)] = shown
    return size


def picture_size(data: bytes) -> tuple[int, int] | None:
    """Width and height in the header of a PNG or JPEG file; None for anything else."""
    if data.startswith(b"\x89PNG\r\n\x1a\n") and len(data) >= 24:
        width, height = struct.unpack(">II", data[16:24])
        return (width, height) if width and height else None
    return _jpeg_size(data) if data.startswith(b"\xff\xd8") else None


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    """Walk the segments to the frame header, whose markers are C0 to CF without C4, C8 and CC."""
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        marker, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return (width, height) if width and height else None
        at += 2 + length
    return None
