"""Rectangles, ellipses, paths and icons."""

from videos.compiler.composition import Composition
from videos.compiler.halos import halo_of
from videos.compiler.lottie import (
    Json,
    alpha,
    ellipse,
    group,
    path,
    rectangle,
    shape_layer,
    still,
    stroke,
    transform,
    trim,
)
from videos.compiler.movement import Movement
from videos.compiler.paints import is_light, painted, painted_line
from videos.compiler.reveals import percent, share_between, wiped
from videos.compiler.timeline import Array
from videos.document.elements import EllipseElement, IconElement, PathElement, RectElement
from videos.document.outlines import outlines_from_svg
from videos.icons.icon_shapes import LINE_WIDTH, SIDE

SHADOW_SHARE = 0.1  # of an icon's size: how wide its shadow is at most

ShapeElement = RectElement | EllipseElement | PathElement


def draw_shape(element: ShapeElement, composition: Composition, movement: Movement) -> list[Json]:
    """A filled and stroked shape; it is drawn along its line, or wiped when there is no line to draw."""
    progress = movement.progress()
    lined = element.stroke_width > 0 and alpha(element.stroke) > 0
    drawn = progress if lined and movement.reveal("draw") == "draw" else None
    shown = None if drawn is None else share_between(drawn, 0.6, 1.0)  # the fill comes when most of the line is there
    items = [_filled(element, movement, shown)]
    if lined:
        items.insert(0, _lined(element, movement, drawn))
    halo = halo_of(element, movement, shadow_reach(composition))
    items += halo.below(_contours(element), movement, shown)
    center = element.x + element.w / 2, element.y + element.h / 2
    layer = shape_layer(items, movement.placed(*center), movement.first, movement.last)
    around = element.stroke_width + 2 * halo.width
    size = element.w + around, element.h + around
    return [wiped(layer, movement, *size, progress if drawn is None else None)]


def shadow_reach(composition: Composition) -> float:
    """How wide the shadow of a shape is."""
    return 0.028 * min(composition.width, composition.height)


def _filled(element: ShapeElement, movement: Movement, shown: Array | None) -> Json:
    """The fill. A light is drawn in a square and stretched to the box, so that it ends at the rim on all sides."""
    if not is_light(element.gradient):
        return group([*_contours(element), painted(element, movement, (element.w, element.h), shown)])
    side = max(element.w, element.h)
    across, down = side / element.w, side / element.h
    paint = painted(element, movement, (side, side), shown)
    return group([*_contours(element, across, down), paint], transform(scale=still((100 / across, 100 / down))))


def _lined(element: ShapeElement, movement: Movement, drawn: Array | None) -> Json:
    return group([*_contours(element), *_window(movement, drawn), stroke(element.stroke, element.stroke_width)])


def _window(movement: Movement, drawn: Array | None) -> list[Json]:
    """What lets as much of each line be seen as is drawn."""
    return [] if drawn is None else [trim(still(0), percent(movement, drawn))]


def _contours(element: ShapeElement, across: float = 1.0, down: float = 1.0) -> list[Json]:
    """The contours about the middle of the box, stretched."""
    width, height = element.w * across, element.h * down
    if isinstance(element, RectElement):
        return [rectangle(width, height, min(element.radius, element.w / 2, element.h / 2))]
    if isinstance(element, EllipseElement):
        return [ellipse(width, height)]
    outlines = [outline.moved(-element.w / 2, -element.h / 2) for outline in outlines_from_svg(element.d)]
    return [path(outline if across == down else outline.stretched(across, down)) for outline in outlines]


def draw_icon(element: IconElement, composition: Composition, movement: Movement) -> list[Json]:
    """An icon in the middle of its box. Its lines are drawn as a path's are; a brand's mark has none, and is wiped."""
    shape, side, progress = element.shape, min(element.w, element.h), movement.progress()
    zoom = side / SIDE
    width = element.stroke_width or LINE_WIDTH * zoom
    outlines = outlines_from_svg(shape.d)
    contours = [path(outline.moved(-side / 2, -side / 2, zoom)) for outline in outlines]
    drawn = progress if not shape.filled and movement.reveal("draw") == "draw" else None
    shown = None if drawn is None else share_between(drawn, 0.6, 1.0)
    if shape.filled:
        items = [group([*contours, painted(element, movement, (side, side))])]
    else:
        line = painted_line(element, movement, (side, side), width)
        items = [group([*contours, *_window(movement, drawn), line])]
    reach = min(shadow_reach(composition), SHADOW_SHARE * side)
    halo = halo_of(element, movement, reach, None if shape.filled else width)
    items += halo.below(contours, movement, shown)
    center = element.x + element.w / 2, element.y + element.h / 2
    layer = shape_layer(items, movement.placed(*center), movement.first, movement.last)
    around = side + width + 2 * halo.width
    return [wiped(layer, movement, around, around, progress if drawn is None else None)]
