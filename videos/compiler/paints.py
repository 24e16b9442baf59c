"""How shapes and words are painted: in a colour or a gradient."""

import math
from collections.abc import Sequence
from itertools import pairwise

from videos.compiler.lottie import Json, alpha, color, fill, gradient_fill, gradient_stroke, still, stroke
from videos.compiler.movement import Movement
from videos.compiler.reveals import percent
from videos.compiler.timeline import Array
from videos.document.elements import LinearPaint, Painted, RadialPaint

SOFT_STEPS = 8  # of a light, from one of its colours to the next


def painted(element: Painted, movement: Movement, size: tuple[float, float], shown: Array | None = None) -> Json:
    """The element's fill for a drawing of `size` about the origin; `shown` is how much of it is there."""
    if element.gradient is not None:
        return {**gradient(element.gradient, *size), "o": percent(movement, shown)}
    return fill(movement.colors() or still(color(element.fill)), percent(movement, shown, 100 * alpha(element.fill)))


def is_light(paint: LinearPaint | RadialPaint | None) -> bool:
    """Whether it goes from the centre to nothing at the rim."""
    return isinstance(paint, RadialPaint) and alpha(paint.colors[-1]) == 0


def _softened(colors: Sequence[str]) -> list[str]:
    """The colours of a light with others between them, so that its end is no edge: it fades ever more slowly."""
    soft: list[str] = []
    for at, (inner, outer) in enumerate(pairwise(colors), start=1):
        ends = [*color(inner), alpha(inner)], [*color(outer if alpha(outer) else inner), alpha(outer)]
        for step in range(SOFT_STEPS):
            share = step / SOFT_STEPS
            faded = 1 - (1 - share) ** 1.6 if at == len(colors) - 1 else share
            shares = share, share, share, faded
            mixed = [one + (other - one) * part for one, other, part in zip(*ends, shares, strict=True)]
            soft.append("#" + bytes(round(255 * channel) for channel in mixed).hex())
    return [*soft, colors[-1]]


def painted_line(element: Painted, movement: Movement, size: tuple[float, float], width: float) -> Json:
    """As `painted`, of lines of this width instead of areas."""
    if element.gradient is not None:
        return gradient_stroke(gradient(element.gradient, *size), width)
    code = movement.colors() or still(color(element.fill))
    return stroke(code, width, still(100 * alpha(element.fill)))


def gradient(paint: LinearPaint | RadialPaint, width: float, height: float) -> Json:
    """Colours from edge to edge of a box about the origin, or from its centre outwards to its farther sides."""
    if isinstance(paint, RadialPaint):
        colors = _softened(paint.colors) if is_light(paint) else paint.colors
        return gradient_fill("radial", (0, 0), (max(width, height) / 2, 0), colors)
    x, y = math.cos(math.radians(paint.angle)), math.sin(math.radians(paint.angle))
    half = (abs(x) * width + abs(y) * height) / 2
    return gradient_fill("linear", (-x * half, -y * half), (x * half, y * half), paint.colors)
