"""What rises: steam, hearts, balloons."""

from videos.design.backdrops.forms import blobs
from videos.design.backdrops.ground import Ground
from videos.design.colours import mix, see_through
from videos.design.parts import Box, Part, ellipse, path, shade, track
from videos.design.path_shapes import HEART, scaled


def steam(g: Ground) -> list[Part]:
    """Thin lines that rise at the right edge."""
    w, h, u = g.canvas.width, g.canvas.height, g.canvas.unit
    parts = blobs(g)[:2]
    for i in range(3):
        x = w - (8 + 7 * i) * u
        d = scaled("M 20 100 C -10 75 50 60 20 40 C -5 22 40 12 22 0", 0.2 * u, 0.5 * u)
        rise = track("y", (0, h * 0.72), (g.seconds, h * 0.34), ease="linear")
        fade = track("opacity", (0, 0.0), (g.seconds * (0.3 + 0.1 * i), 0.35), (g.seconds, 0.0))
        box = (x, h * 0.72, 6 * u, 50 * u)
        line = g.palette.accents[1]
        parts.append(path(f"steam-{i}", box, d, stroke=line, stroke_width=1.2 * u, tracks=[rise, fade]))
    return parts


def hearts(g: Ground) -> list[Part]:
    """Hearts of many sizes, where least lies above them."""
    w, h, u, random = g.canvas.width, g.canvas.height, g.canvas.unit, g.random
    parts = []
    for i in range(11):
        side = random.uniform(5, 14) * u
        rise = h * random.uniform(0.08, 0.2)
        spots = [(random.uniform(0, 1) * w, random.uniform(0.15, 1.05) * h) for _ in range(4)]
        ways: list[Box] = [(x - side / 2, y - rise, side, side + rise) for x, y in spots]
        x, top, _, _ = g.freest(ways)
        way = track("y", (0, top + rise), (g.seconds, top), ease="linear")
        heart, turn = scaled(HEART, side / 100, side / 100), random.uniform(-18, 18)
        box = (x, top + rise, side, side)
        parts.append(path(f"heart-{i}", box, heart, g.veil(i, 0.3), tracks=[way], rotation=turn))
    return parts


def balloons(g: Ground) -> list[Part]:
    """Balloons that rise where the words leave them room, each with its string and a gleam."""
    u = g.canvas.unit
    parts = []
    for i, (x, low, high, r) in enumerate(_ways(g, 5)):
        way = (low, high)
        line = scaled("M 50 0 C 20 30 80 60 50 100", r / 50, 0.14 * u)
        string: Part = {"stroke": see_through(g.palette.text, 0.5), "stroke_width": round(0.3 * u, 1)}
        tone, foot, near = g.palette.accents[i % 3], 2.35 * r, 0.35 * r
        skin = shade(60, mix(tone, "#ffffff", 0.3), tone, mix(tone, "#000000", 0.25))
        parts += [
            path(f"string-{i}", (x - r, low + foot, 2 * r, 14 * u), line, tracks=_rising(g, way, foot), **string),
            ellipse(f"balloon-{i}", (x - r, low, 2 * r, 2.4 * r), tone, gradient=skin, tracks=_rising(g, way, 0)),
            ellipse(
                f"gleam-{i}", (x - 0.55 * r, low + near, 0.36 * r, 0.62 * r), "#ffffff70",
                tracks=_rising(g, way, near),
            ),
        ]  # fmt: skip
    return parts


def _rising(g: Ground, way: tuple[float, float], below: float) -> list[Part]:
    """From the first height of the way to the second, `below` pixels under it."""
    return [track("y", (0, way[0] + below), (g.seconds, way[1] + below), ease="ease_out")]


def _ways(g: Ground, count: int) -> list[tuple[float, float, float, float]]:
    """Middle, first and last top, and radius of balloons: where they pass behind least, apart from each other."""
    w, h, u, random = g.canvas.width, g.canvas.height, g.canvas.unit, g.random
    chosen: list[tuple[float, float, float, float]] = []
    boxes: list[Box] = []
    for _ in range(count):
        r, rise = random.uniform(5.2, 7.6) * u, random.uniform(10, 22) * u
        spots = [(random.uniform(-0.02, 1.02) * w, random.uniform(-0.04, 0.86) * h) for _ in range(60)]
        ways: list[Box] = [(x - 1.2 * r, y, 2.4 * r, rise + 2.6 * r + 10 * u) for x, y in spots]
        x, y, across, down = min(ways, key=lambda way: round(g.covered(way) + _shared(way, boxes), 2))
        boxes.append((x, y, across, down))
        chosen.append((x + across / 2, y + rise, y, r))
    return chosen


def _shared(box: Box, others: list[Box]) -> float:
    """1 for each of the others that this box touches."""
    x, y, w, h = box
    return float(sum(x < a + c and a < x + w and y < b + d and b < y + h for a, b, c, d in others))
