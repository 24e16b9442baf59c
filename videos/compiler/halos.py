"""What is seen around a drawing: its shadow, and the light that it gives. Both are made of wide faint lines."""

from collections.abc import Sequence
from dataclasses import dataclass

from videos.compiler.lottie import Json, alpha, color, fill, group, still, stroke, transform
from videos.compiler.movement import Movement
from videos.compiler.reveals import percent
from videos.compiler.timeline import Array
from videos.document.elements import Outlined, Painted

SHADOW = "#050510"
SHADOW_RINGS = (0.14, 0.14, 0.14)  # opacities; each is a line around all contours: of a text the dearest thing
GLOW_REACH = 2.2  # a light reaches so many times as far as a shadow
GLOW_RINGS = (0.1, 0.085, 0.07, 0.055, 0.04, 0.03, 0.02)  # opacity of each ring of a glow of 1, from the inside


@dataclass(frozen=True)
class Halo:
    """A shadow and a glow, each of its strength from 0 to 1; the shadow is `reach` pixels wide.

    `light`: the colour of the glow. `edge`: the width of the line around what gives it. `line`: the contours are
    lines of this width, not the edges of areas.
    """

    shadow: float
    reach: float
    glow: float = 0.0
    light: str | Json = SHADOW
    edge: float = 0.0
    line: float | None = None

    @property
    def width(self) -> float:
        """How far it is seen beyond the edges, at most."""
        return max(2 * self.reach * (self.shadow > 0), (GLOW_REACH * self.reach + self.edge) * (self.glow > 0))

    def below(self, contours: Sequence[Json], movement: Movement, shown: Array | None = None) -> list[Json]:
        """The shapes that lie below a drawing of these contours; `shown` is how much of it is there.

        Rings of faint lines look like a blur, and cost a small part of its time.
        """
        return [*self._glowing(contours, movement, shown), *self._shaded(contours, movement, shown)]

    def _shaded(self, contours: Sequence[Json], movement: Movement, shown: Array | None) -> list[Json]:
        if self.shadow <= 0:
            return []
        strong = percent(movement, shown, 100 * self.shadow * 0.35)
        under = fill(still(color(SHADOW)), strong) if self.line is None else stroke(SHADOW, self.line, strong)
        strengths = [percent(movement, shown, 100 * self.shadow * each) for each in SHADOW_RINGS]
        rings = _rings(SHADOW, self.line or 0.0, self.reach, strengths)
        return [group([*contours, under, *rings], transform(still((0, self.reach * 0.45))))]

    def _glowing(self, contours: Sequence[Json], movement: Movement, shown: Array | None) -> list[Json]:
        if self.glow <= 0:
            return []
        strengths = [percent(movement, shown, 100 * self.glow * each) for each in GLOW_RINGS]
        return [group([*contours, *_rings(self.light, self.edge, GLOW_REACH * self.reach, strengths)])]


def _rings(code: str | Json, edge: float, reach: float, strengths: Sequence[Json]) -> list[Json]:
    """Lines one around the other, as wide as the `edge` and up to `reach` pixels beyond it, from the inside."""
    return [stroke(code, edge + 2 * reach * at / len(strengths), each) for at, each in enumerate(strengths, start=1)]


def halo_of(element: Painted, movement: Movement, reach: float, line: float | None = None) -> Halo:
    """The halo of an element; what has an outline alone shines in its colour."""
    stroked = isinstance(element, Outlined) and element.stroke_width > 0 and alpha(element.stroke) > 0
    edge = element.stroke_width if isinstance(element, Outlined) and stroked else line or 0.0
    return Halo(element.shadow, reach, element.glow, _light(element, movement), edge, line)


def _light(element: Painted, movement: Movement) -> str | Json:
    if element.gradient is not None:
        return next((code for code in element.gradient.colors if alpha(code) > 0), SHADOW)[:7]
    if isinstance(element, Outlined) and alpha(element.fill) == 0:
        return element.stroke[:7]
    return movement.colors() or element.fill[:7]
