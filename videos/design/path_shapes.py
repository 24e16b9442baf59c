"""Shapes as paths, drawn in a box of 100 by 100 and scaled to where they are needed."""

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


QUOTE_MARK = (
    "M 3 46 C 3 20 17 6 40 2 C 30 12 27 20 28 27 C 40 27 46 36 46 46 C 46 58 36 67 25 67 C 12 67 3 58 3 46 Z"
    " M 55 46 C 55 20 69 6 92 2 C 82 12 79 20 80 27 C 92 27 98 36 98 46 C 98 58 88 67 77 67 C 64 67 55 58 55 46 Z"
)
HEART = "M 50 86 C 8 58 8 18 34 17 C 44 17 50 26 50 32 C 50 26 56 17 66 17 C 92 18 92 58 50 86 Z"
