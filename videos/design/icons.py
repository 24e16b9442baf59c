"""Line icons, drawn in a box of 100 by 100 and scaled to where they are needed."""

import re
from math import cos, pi, sin

ROUND = 0.5523  # how far the handles of a Bézier quarter circle reach


def scaled(d: str, across: float, down: float) -> str:
    """An SVG path of absolute M, L, C and Z commands, its x stretched by `across` and its y by `down`."""
    numbers = iter(re.findall(r"-?\d+(?:\.\d+)?", d))
    parts = []
    for letter in re.findall(r"[MLCZ]", d):
        pairs = {"M": 1, "L": 1, "C": 3, "Z": 0}[letter]
        points = [f"{float(next(numbers)) * across:.1f} {float(next(numbers)) * down:.1f}" for _ in range(pairs)]
        parts.append(" ".join([letter, *points]))
    return " ".join(parts)


def circle(x: float, y: float, r: float) -> str:
    """A circle as four curves."""
    k = r * ROUND
    return (
        f"M {x + r} {y} C {x + r} {y + k} {x + k} {y + r} {x} {y + r} C {x - k} {y + r} {x - r} {y + k} {x - r} {y}"
        f" C {x - r} {y - k} {x - k} {y - r} {x} {y - r} C {x + k} {y - r} {x + r} {y - k} {x + r} {y} Z"
    )


def polygon(points: list[tuple[float, float]]) -> str:
    """A closed line through the points."""
    first, *others = [f"{x:.1f} {y:.1f}" for x, y in points]
    return f"M {first} L {' L '.join(others)} Z"


def star(x: float, y: float, outer: float, inner: float, tips: int = 5) -> str:
    """A star with one tip up."""
    turns = [(outer if i % 2 == 0 else inner, pi * i / tips - pi / 2) for i in range(2 * tips)]
    return polygon([(x + r * cos(turn), y + r * sin(turn)) for r, turn in turns])


def _rays(x: float, y: float, start: float, end: float, count: int) -> str:
    turns = [2 * pi * i / count for i in range(count)]
    return " ".join(
        f"M {x + start * cos(t):.1f} {y + start * sin(t):.1f} L {x + end * cos(t):.1f} {y + end * sin(t):.1f}"
        for t in turns
    )


QUOTE_MARK = (
    "M 3 46 C 3 20 17 6 40 2 C 30 12 27 20 28 27 C 40 27 46 36 46 46 C 46 58 36 67 25 67 C 12 67 3 58 3 46 Z"
    " M 55 46 C 55 20 69 6 92 2 C 82 12 79 20 80 27 C 92 27 98 36 98 46 C 98 58 88 67 77 67 C 64 67 55 58 55 46 Z"
)
HEART = "M 50 86 C 8 58 8 18 34 17 C 44 17 50 26 50 32 C 50 26 56 17 66 17 C 92 18 92 58 50 86 Z"
ICONS = {
    "cup": "M 16 34 L 74 34 L 70 76 C 69 85 62 90 54 90 L 36 90 C 28 90 21 85 20 76 Z M 73 44 C 94 42 94 70 70 68"
    " M 34 24 C 28 17 40 13 34 6 M 54 24 C 48 17 60 13 54 6",
    "wave": "M 6 40 C 20 22 34 22 50 40 C 66 58 80 58 94 40 M 6 64 C 20 46 34 46 50 64 C 66 82 80 82 94 64",
    "planet": circle(50, 50, 24) + " M 27 44 C 6 56 2 70 20 68 C 40 66 72 48 86 36 C 98 26 92 20 72 33",
    "mountain": "M 6 84 L 38 24 L 57 60 L 68 44 L 94 84 Z M 27 45 L 36 52 L 43 44 L 50 47",
    "leaf": "M 20 80 C 10 40 44 14 88 14 C 90 58 62 90 20 80 Z M 12 92 C 28 66 44 48 66 36",
    "building": "M 22 90 L 22 24 L 56 12 L 56 90 M 56 42 L 80 48 L 80 90 M 10 90 L 92 90"
    " M 33 38 L 45 38 M 33 54 L 45 54 M 33 70 L 45 70",
    "note": circle(30, 78, 12) + " M 42 78 L 42 24 L 84 14 L 84 66 " + circle(72, 66, 12),
    "paw": circle(50, 68, 17) + circle(22, 48, 9) + circle(40, 30, 9) + circle(62, 30, 9) + circle(80, 48, 9),
    "globe": circle(50, 50, 38) + " M 12 50 L 88 50 M 50 12 C 24 34 24 66 50 88 M 50 12 C 76 34 76 66 50 88",
    "heart": HEART,
    "bolt": "M 56 8 L 22 56 L 47 56 L 40 92 L 78 40 L 53 40 Z",
    "book": "M 50 26 C 38 16 22 16 10 20 L 10 80 C 22 75 38 75 50 86 C 62 75 78 75 90 80 L 90 20 C 78 16 62 16 50 26 Z"
    " M 50 26 L 50 86",
    "star": star(50, 52, 42, 18),
    "sun": circle(50, 50, 18) + " " + _rays(50, 50, 28, 42, 8),
    "chat": "M 12 20 L 88 20 L 88 66 L 48 66 L 28 86 L 28 66 L 12 66 Z M 28 36 L 72 36 M 28 50 L 58 50",
}
