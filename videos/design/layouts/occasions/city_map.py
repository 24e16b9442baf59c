"""A map that is no real one: streets, a river, a park, and a pin. Lengths in units."""

from dataclasses import dataclass
from random import Random

from videos.design.path_shapes import circle, polygon

PIN = (  # in a box of 100 by 100, its tip at the middle of the lower edge
    "M 50 100 C 32 72 14 58 14 36 C 14 14 30 0 50 0 C 70 0 86 14 86 36 C 86 58 68 72 50 100 Z"
)
HOLE = circle(50, 36, 15)


@dataclass(frozen=True)
class MapLayer:
    """Something on the map: an SVG path in a box of 100 by 100, and its colour."""

    id: str
    d: str
    fill: str


def map_layers(width: float, height: float, seed: int) -> list[MapLayer]:
    """What lies on the ground of a map of this size, the lowest first; nothing of it leaves the box."""
    random = Random(seed)
    across, down = 100 / width, 100 / height

    def shape(*points: tuple[float, float]) -> str:
        return polygon([(x * across, y * down) for x, y in points])

    def columns(step: float, thick: float, slant: float) -> list[str]:
        places, x = [], step * random.uniform(0.3, 0.8)
        while x < width - abs(slant) - thick - 1:
            if x + slant > 0:
                places.append(shape((x, 0), (x + thick, 0), (x + slant + thick, height), (x + slant, height)))
            x += step * random.uniform(0.7, 1.3)
        return places

    def rows(step: float, thick: float, slant: float) -> list[str]:
        places, y = [], step * random.uniform(0.3, 0.8)
        while y < height - abs(slant) - thick - 1:
            if y + slant > 0:
                places.append(shape((0, y), (0, y + thick), (width, y + slant + thick), (width, y + slant)))
            y += step * random.uniform(0.7, 1.3)
        return places

    slant = random.uniform(4, 9) * random.choice((-1, 1))
    streets = columns(17, 1.3, slant) + rows(14, 1.3, -slant * 0.7)
    y, fall = height * random.uniform(0.25, 0.4), height * random.uniform(0.2, 0.4)
    avenue = shape((0, y + fall), (0, y + fall + 3.4), (width, y + 3.4), (width, y))
    left, top = width * random.uniform(0.08, 0.2), height * random.uniform(0.55, 0.7)
    park = shape((left, top), (left + 26, top - 3), (left + 28, top + 17), (left + 3, top + 20))
    shore = height * random.uniform(0.02, 0.12)
    a, b, c, d, e, f, g, h = (round((shore + lower) * down, 1) for lower in (0, 14, -1, 7, 16, 8, 25, 11))
    river = f"M 0 {a} C 30 {b} 55 {c} 100 {d} L 100 {e} C 60 {f} 34 {g} 0 {h} Z"
    return [
        MapLayer("park", park, "$accent~surface:70"),
        MapLayer("streets", " ".join(streets), "$surface~text:14"),
        MapLayer("river", river, "$accent2~surface:45"),
        MapLayer("avenue", avenue, "$surface~text:26"),
    ]
