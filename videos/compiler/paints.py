"""How shapes and words are painted: a colour or a gradient, and a soft shadow made of wide faint lines."""

import math
from collections.abc import Sequence

from videos.compiler.lottie import Json, alpha, color, fill, gradient_fill, group, still, stroke, transform
from videos.compiler.movement import Movement
from videos.compiler.reveals import percent
from videos.compiler.timeline import Array
from videos.document.elements import LinearPaint, Painted, RadialPaint

SHADOW = "#050510"
SHADOW_RINGS = 3  # each is a line around all contours: of a text the dearest thing in a frame


def painted(element: Painted, movement: Movement, size: tuple[float, float], shown: Array | None = None) -> Json:
    """The element's fill for a drawing of `size` about the origin; `shown` is how much of it is there."""
    if element.gradient is not None:
        return {**gradient(element.gradient, *size), "o": percent(movement, shown)}
    return fill(movement.colors() or still(color(element.fill)), percent(movement, shown, 100 * alpha(element.fill)))


def gradient(paint: LinearPaint | RadialPaint, width: float, height: float) -> Json:
    """Colours from edge to edge of a box about the origin, or from its centre outwards to its farther sides."""
    if isinstance(paint, RadialPaint):
        return gradient_fill("radial", (0, 0), (max(width, height) / 2, 0), paint.colors)
    x, y = math.cos(math.radians(paint.angle)), math.sin(math.radians(paint.angle))
    half = (abs(x) * width + abs(y) * height) / 2
    return gradient_fill("linear", (-x * half, -y * half), (x * half, y * half), paint.colors)


def shadow_under(
    contours: Sequence[Json], strength: float, reach: float, movement: Movement, shown: Array | None = None
) -> list[Json]:
    """A shadow of these contours, `reach` pixels wide and a little lower; none when its strength is 0.

    Rings of faint lines look like a blur, and cost a small part of its time.
    """
    if strength <= 0:
        return []
    faint = percent(movement, shown, 100 * strength * 0.14)
    rings = [stroke(SHADOW, 2 * reach * (ring + 1) / SHADOW_RINGS, faint) for ring in range(SHADOW_RINGS)]
    under = fill(still(color(SHADOW)), percent(movement, shown, 100 * strength * 0.35))
    return [group([*contours, under, *rings], transform(still((0, reach * 0.45))))]
