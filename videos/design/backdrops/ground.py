"""Where a backdrop is drawn, and what all of them share: soft lights, slow ways there and back."""

from dataclasses import dataclass
from random import Random

from videos.design.canvas import Canvas
from videos.design.colours import Palette, lightness, mix, see_through
from videos.design.parts import Box, Part, glow, track


@dataclass(frozen=True)
class Ground:
    """Where a backdrop is drawn. `variant` makes the scenes of a video differ; `taken`: boxes of what lies above it."""

    canvas: Canvas
    palette: Palette
    seconds: float
    seed: int
    variant: int = 0
    is_dark: bool | None = None  # None: as its palette, which then names no roles
    energy: float = 0.7
    taken: tuple[Box, ...] = ()

    @property
    def random(self) -> Random:
        return Random(self.seed * 31 + self.variant)

    @property
    def dark(self) -> bool:
        return lightness(self.palette.deep) < 0.5 if self.is_dark is None else self.is_dark

    def veil(self, index: int, opacity: float) -> str:
        """An accent colour that lets the background through; lighter backgrounds need a little more of it."""
        return see_through(self.palette.accents[index % 3], opacity if self.dark else min(1.0, opacity * 1.6))

    def shadow(self, depth: float) -> str:
        """The colour of a silhouette: `depth` 0 is the near one, which on a light ground is the strongest tint."""
        if self.dark:
            return mix(self.palette.deep, self.palette.soft, depth * 0.8)
        return mix(self.palette.deep, self.palette.main, 0.08 + 0.22 * (1 - depth))

    def covered(self, box: Box) -> float:
        """How much of what lies above is over this box, in shares of its area."""
        x, y, w, h = box
        shared = 0.0
        for left, top, across, down in self.taken:
            shared += max(0.0, min(x + w, left + across) - max(x, left)) * max(
                0.0, min(y + h, top + down) - max(y, top)
            )
        return shared / max(w * h, 1.0)

    def is_free(self, x: float, y: float, around: float) -> bool:
        """Whether nothing lies above a point, nor nearer to it than `around`."""
        return not any(
            left - around < x < left + across + around and top - around < y < top + down + around
            for left, top, across, down in self.taken
        )

    def freest(self, boxes: list[Box]) -> Box:
        """The box with least above it; the first of those that are as free."""
        return min(boxes, key=lambda box: round(self.covered(box), 2))


def lights(g: Ground) -> list[Part]:
    """Two soft lights in opposite corners that drift slowly; the calmer the style, the weaker they are."""
    w, h, u = g.canvas.width, g.canvas.height, g.canvas.unit
    spots = [((0.96, 0.06), (0.02, 0.98)), ((0.06, 0.04), (0.98, 0.96)), ((0.5, -0.04), (0.5, 1.06))][g.variant % 3]
    parts = []
    for i, (x, y) in enumerate(spots):
        r = (62 - 10 * i) * u
        way = [drift("x", w * x - r, 8 * u * (-1) ** i, g.seconds)]
        bright = (0.34 - 0.06 * i) * (1.0 if g.dark else 1.2) * min(1.0, 0.2 + 1.1 * g.energy)
        parts.append(glow(f"light-{i}", (w * x, h * y), r, g.palette.accents[(g.variant + i) % 3], bright, tracks=way))
    return parts


def drift(name: str, start: float, distance: float, seconds: float) -> Part:
    """There and back again over the scene."""
    return track(name, (0, start), (seconds / 2, start + distance), (seconds, start + 0.15 * distance))
