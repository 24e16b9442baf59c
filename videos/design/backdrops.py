"""What moves quietly behind the words: shapes in the palette's colours, drawn for one frame and a number of seconds."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from videos.design.canvas import Canvas
from videos.design.colours import Palette, lightness, mix, see_through
from videos.design.icons import HEART, circle, polygon, scaled, star
from videos.design.parts import Part, disc, ellipse, glow, move_in, path, rect, ring, shade, track


@dataclass(frozen=True)
class Ground:
    """Where a backdrop is drawn. `variant` makes the scenes of a video differ."""

    canvas: Canvas
    palette: Palette
    seconds: float
    seed: int
    variant: int = 0

    @property
    def random(self) -> Random:
        return Random(self.seed * 31 + self.variant)

    @property
    def dark(self) -> bool:
        return lightness(self.palette.deep) < 0.5

    def veil(self, index: int, opacity: float) -> str:
        """An accent colour that lets the background through; lighter backgrounds need a little more of it."""
        return see_through(self.palette.accents[index % 3], opacity if self.dark else min(1.0, opacity * 1.6))

    def shadow(self, depth: float) -> str:
        """The colour of a silhouette: `depth` 0 is the near one."""
        return (
            mix(self.palette.deep, self.palette.soft, depth * 0.8)
            if self.dark
            else mix(self.palette.soft, "#ffffff", depth)
        )


def backdrop(kind: str, ground: Ground) -> list[Part]:
    """The elements of a backdrop, at most 40: soft lights that give depth, and what is drawn before them."""
    return [*_lights(ground), *BACKDROPS[kind](ground)]


def _lights(g: Ground) -> list[Part]:
    """Two soft lights in opposite corners that drift slowly."""
    w, h, u = g.canvas.width, g.canvas.height, g.canvas.unit
    spots = [((0.96, 0.06), (0.02, 0.98)), ((0.06, 0.04), (0.98, 0.96)), ((0.5, -0.04), (0.5, 1.06))][g.variant % 3]
    lights = []
    for i, (x, y) in enumerate(spots):
        r = (62 - 10 * i) * u
        drift = [_drift("x", w * x - r, 8 * u * (-1) ** i, g.seconds)]
        bright = (0.34 - 0.06 * i) * (1.0 if g.dark else 1.3)
        lights.append(
            glow(f"light-{i}", (w * x, h * y), r, g.palette.accents[(g.variant + i) % 3], bright, tracks=drift)
        )
    return lights


def _drift(name: str, start: float, distance: float, seconds: float) -> Part:
    """There and back again over the scene."""
    return track(name, (0, start), (seconds / 2, start + distance), (seconds, start + 0.15 * distance))


def _blobs(g: Ground) -> list[Part]:
    """Large discs that shade away to one side, cut by the corners of the frame."""
    w, h, u = g.canvas.width, g.canvas.height, g.canvas.unit
    corners = [(0.97, 0.06), (0.02, 0.98), (1.0, 0.95), (0.0, 0.04)]
    first = g.variant % 4
    parts = []
    for i, r in enumerate([30 * u, 22 * u]):
        x, y = corners[(first + 2 * i) % 4]
        tone = g.palette.accents[(g.variant + i) % 3]
        side = 135.0 if x < 0.5 else 45.0
        paint = shade(side, see_through(tone, 0.42 if g.dark else 0.6), see_through(tone, 0.04))
        tracks = [_drift("y", h * y - r, 5 * u * (-1) ** i, g.seconds)]
        enter = move_in("zoom", 0.1 * i, 1.0)
        parts.append(disc(f"blob-{i}", (w * x, h * y), r, tone, gradient=paint, enter=enter, tracks=tracks))
        edge = see_through(tone, 0.3)
        parts.append(
            ring(f"orbit-{i}", (w * x, h * y), 1.28 * r, edge, 0.25 * u, enter=enter, tracks=_around(tracks, r))
        )
    return parts


def _around(tracks: list[Part], radius: float) -> list[Part]:
    """The same way for the ring around a disc, whose box begins so much higher."""
    moved = [{**key, "value": round(key["value"] - 0.28 * radius, 2)} for key in tracks[0]["keys"]]
    return [{**tracks[0], "keys": moved}]


def _rings(g: Ground) -> list[Part]:
    w, h, u = g.canvas.width, g.canvas.height, g.canvas.unit
    x, y = [(w * 0.88, h * 0.2), (w * 0.12, h * 0.82), (w * 0.5, h * 0.5)][g.variant % 3]
    return [
        ring(f"ring-{i}", (x, y), (16 + 15 * i) * u, g.veil(i, 0.34 - 0.06 * i), 0.35 * u,
             enter=move_in("zoom", 0.12 * i, 1.0),
             tracks=[track("scale", (0, 0.94), (g.seconds, 1.08 + 0.03 * i))])
        for i in range(5)
    ]  # fmt: skip


def _diagonals(g: Ground) -> list[Part]:
    """Stripes across two corners that slide along slowly."""
    w, h, u = g.canvas.width, g.canvas.height, g.canvas.unit
    length = (w + h) * 1.2
    parts = []
    for i, (at, thick) in enumerate([(0.02, 14), (0.16, 4), (0.86, 18), (0.99, 6)]):
        x = at * w - length / 2
        slide = track("x", (0, x), (g.seconds, x + 5 * u * (-1) ** i), ease="linear")
        box = (x, (h - thick * u) / 2, length, thick * u)
        enter = move_in("fade", 0.1 * i, 0.8)
        parts.append(rect(f"stripe-{i}", box, g.veil(i, 0.16), rotation=-58.0, enter=enter, tracks=[slide]))
    return parts


def _grid(g: Ground) -> list[Part]:
    """A field of dots in the lower right corner; its columns light up one after the other."""
    w, h, u = g.canvas.width, g.canvas.height, g.canvas.unit
    step, count = 4.6 * u, 5
    left, top = w - 3 * u - count * step, h - 3 * u - count * step
    parts: list[Part] = []
    for column in range(count):
        dots = " ".join(circle(0.6 * u, (row + 0.5) * step, 0.6 * u) for row in range(count))
        on, off = g.seconds * (0.2 + 0.06 * column), g.seconds * (0.6 + 0.05 * column)
        glow = track("opacity", (0, 0.15), (on, 0.85), (off, 0.3), (g.seconds, 0.7))
        box = (left + column * step, top, 1.2 * u, count * step)
        parts.append(path(f"dots-{column}", box, dots, g.palette.accents[column % 3], tracks=[glow]))
    return parts


def _bars(g: Ground) -> list[Part]:
    w, h, u = g.canvas.width, g.canvas.height, g.canvas.unit
    count, random = 12, g.random
    step = w / count
    bars = []
    for i in range(count):
        beats = [h - random.uniform(4, 24) * u for _ in range(5)]
        keys = [(g.seconds * k / 4, y) for k, y in enumerate(beats)]
        box = (i * step + step * 0.18, beats[0], step * 0.64, 40 * u)
        bars.append(rect(f"bar-{i}", box, g.veil(i, 0.5), u, tracks=[track("y", *keys)]))
    return bars


def _waves(g: Ground) -> list[Part]:
    """Three swells at the foot of the frame that run against each other."""
    w, h, u = g.canvas.width, g.canvas.height, g.canvas.unit
    parts = []
    for i, (top, depth) in enumerate([(0.76, 0.18), (0.83, 0.27), (0.9, 0.36)]):
        outline, width = _swell(w / (2.0 + 0.5 * i), (5 - i) * u, 1.6 * w, 0.4 * h)
        start = -w * 0.3 if i % 2 else -w * 0.1
        shift = track("x", (0, start), (g.seconds, start + w * 0.16 * (-1) ** (i + 1)), ease="linear")
        fill = g.veil(2 * (i % 2), depth)
        parts.append(path(f"wave-{i}", (start, h * top, width, h * 0.4), outline, fill, tracks=[shift]))
    return parts


def _swell(length: float, high: float, at_least: float, deep: float) -> tuple[str, float]:
    """The outline of a row of waves, down to `deep`, and its width, which is `at_least` that."""
    d, x, swing = [f"M 0 {high:.1f}"], 0.0, high
    while x < at_least:
        y = f"{high + swing:.1f}"
        d.append(f"C {x + length / 3:.1f} {y} {x + 2 * length / 3:.1f} {y} {x + length:.1f} {high:.1f}")
        x, swing = x + length, -swing
    return f"{' '.join(d)} L {x:.1f} {deep:.1f} L 0 {deep:.1f} Z", x


def _hills(g: Ground) -> list[Part]:
    """Three ranges, the far one lightest, that rise one after the other."""
    w, h, random = g.canvas.width, g.canvas.height, g.random
    parts = []
    for i, (top, depth) in enumerate([(0.66, 0.95), (0.76, 0.5), (0.86, 0.1)]):
        high = h * (1 - top)
        one, two, three = (random.uniform(0.1, 0.75) * high for _ in range(3))
        points = [
            (0.2 * w, one - 0.3 * high), (0.3 * w, two + 0.2 * high), (0.5 * w, two),
            (0.7 * w, two - 0.2 * high), (0.82 * w, three - 0.3 * high), (w, three),
        ]  # fmt: skip
        curve = " ".join(f"{x:.1f} {y:.1f}" for x, y in points)
        foot = f"{high + 40:.1f}"
        d = f"M 0 {one:.1f} C {curve} L {w} {foot} L 0 {foot} Z"
        rise = move_in("slide_up", 0.15 * i, 1.0)
        near = shade(90, g.shadow(depth), mix(g.shadow(depth), g.palette.deep, 0.55 if g.dark else 0.0))
        parts.append(path(f"hill-{i}", (0, h * top, w, high + 40), d, g.shadow(depth), gradient=near, enter=rise))
    return parts


def _firs(g: Ground) -> list[Part]:
    """Hills with a row of firs on the near ones, dark against the sky."""
    w, h, u, random = g.canvas.width, g.canvas.height, g.canvas.unit, g.random
    hills = _hills(g)
    rows = []
    for i, (foot, tall, gap) in enumerate([(0.88, 15, 0.055), (1.0, 22, 0.085)]):
        trees, x = [], -random.uniform(0, gap)
        while x < 1.05:
            high = tall * random.uniform(0.6, 1.15) * u
            trees.append(_fir(x * w, 0.4 * tall * u + tall * u * 1.15, high))
            x += gap * random.uniform(0.45, 1.5)
        top = h * foot - tall * u * 1.15
        box = (0.0, top, float(w), tall * u * 1.6)
        rise = move_in("slide_up", 0.1 + 0.15 * i, 1.0)
        tone = mix(g.palette.deep, "#000000", 0.1 + 0.25 * i) if g.dark else g.shadow(0.2 * (1 - i))
        rows.append(path(f"firs-{i}", box, " ".join(trees), tone, enter=rise))
    return [*hills[:2], rows[0], *hills[2:], rows[1]]


def _fir(x: float, foot: float, high: float) -> str:
    """Three tiers of branches, the lowest down to `foot`."""
    tiers = []
    for top, bottom, half in ((0.0, 0.45, 0.16), (0.25, 0.72, 0.23), (0.5, 1.0, 0.3)):
        y = foot - high
        tiers.append(
            polygon([(x, y + top * high), (x + half * high, y + bottom * high), (x - half * high, y + bottom * high)])
        )
    return " ".join(tiers)


def _stars(g: Ground) -> list[Part]:
    w, h, u = g.canvas.width, g.canvas.height, g.canvas.unit
    at = (w * 0.87, h * 0.14)
    light = mix(g.palette.main, "#ffffff", 0.5)
    crescent = scaled("M 62 4 C 20 14 10 70 50 92 C 22 96 0 74 2 46 C 4 20 34 0 62 4 Z", 0.18 * u, 0.18 * u)
    box = (at[0] - 6 * u, at[1] - 9 * u, 12 * u, 18 * u)
    halo = disc("moon-halo", at, 11 * u, see_through(light, 0.07), enter=move_in("zoom", 0.2, 1.2))
    return [*_twinkling(g, 44, 1.0), halo, path("moon", box, crescent, light, enter=move_in("fade", 0.2, 1.0))]


def _twinkling(g: Ground, count: int, down_to: float) -> list[Part]:
    """Stars over the upper part of the frame, down to a share of its height, in four groups that twinkle in turn."""
    w, h, u, random = g.canvas.width, g.canvas.height, g.canvas.unit, g.random
    parts = []
    for group in range(4):
        shapes = []
        for _ in range(count // 4):
            size = random.uniform(0.35, 0.95) * u
            x, y = random.uniform(0.01, 0.99) * w, random.uniform(0.02, 0.97) * down_to * h
            shapes.append(star(x, y, size, size * 0.4, tips=4))
        moment = g.seconds * (0.3 + 0.15 * group)
        twinkle = track("opacity", (0, 0.35), (moment, 1.0), (g.seconds, 0.4))
        box = (0, 0, w, h * down_to)
        parts.append(path(f"stars-{group}", box, " ".join(shapes), "#ffffff", tracks=[twinkle]))
    return parts


def _skyline(g: Ground) -> list[Part]:
    """Roofs against the sky, their windows lit in two groups."""
    w, h, u, random = g.canvas.width, g.canvas.height, g.canvas.unit, g.random
    high, x = 30 * u, 0.0
    roofs, windows = [f"M 0 {high + 4:.1f}"], (list[str](), list[str]())
    while x < w:
        width, tall = random.uniform(8, 15) * u, random.uniform(8, 27) * u
        roofs.append(f"L {x:.1f} {high - tall:.1f} L {x + width:.1f} {high - tall:.1f}")
        for _ in range(3):
            left, top = x + width * random.uniform(0.15, 0.75), high - tall * random.uniform(0.25, 0.85)
            corners = [(left, top), (left + u, top), (left + u, top + 1.6 * u), (left, top + 1.6 * u)]
            windows[random.randrange(2)].append(polygon(corners))
        x += width
    outline = f"{' '.join(roofs)} L {x:.1f} {high + 4:.1f} Z"
    box = (0, h - high, x, high + 4)
    dark = mix(g.palette.deep, "#000000", 0.4) if g.dark else g.shadow(0.1)
    lit = [
        path(f"windows-{i}", box, " ".join(panes), g.veil(0, 0.8 - 0.3 * i), enter=move_in("fade", 0.3 + 0.6 * i, 0.5))
        for i, panes in enumerate(windows)
    ]
    return [*_twinkling(g, 36, 0.65), path("roofs", box, outline, dark), *lit]


def _steam(g: Ground) -> list[Part]:
    """Thin lines that rise at the right edge."""
    w, h, u = g.canvas.width, g.canvas.height, g.canvas.unit
    parts = _blobs(g)[:2]
    for i in range(3 if g.canvas.is_wide else 0):
        x = w - (8 + 7 * i) * u
        d = scaled("M 20 100 C -10 75 50 60 20 40 C -5 22 40 12 22 0", 0.2 * u, 0.5 * u)
        rise = track("y", (0, h * 0.72), (g.seconds, h * 0.34), ease="linear")
        fade = track("opacity", (0, 0.0), (g.seconds * (0.3 + 0.1 * i), 0.35), (g.seconds, 0.0))
        box = (x, h * 0.72, 6 * u, 50 * u)
        line = g.palette.accents[1]
        parts.append(path(f"steam-{i}", box, d, stroke=line, stroke_width=1.2 * u, tracks=[rise, fade]))
    return parts


def _hearts(g: Ground) -> list[Part]:
    w, h, u, random = g.canvas.width, g.canvas.height, g.canvas.unit, g.random
    parts = []
    for i in range(11):
        side = random.uniform(5, 14) * u
        x = w * (i + random.uniform(0.1, 0.9)) / 11 - side / 2
        start = h * random.uniform(0.35, 1.05)
        rise = track("y", (0, start), (g.seconds, start - h * random.uniform(0.15, 0.4)), ease="linear")
        heart = scaled(HEART, side / 100, side / 100)
        parts.append(
            path(
                f"heart-{i}",
                (x, start, side, side),
                heart,
                g.veil(i, 0.3),
                tracks=[rise],
                rotation=random.uniform(-18, 18),
            )
        )
    return parts


def _balloons(g: Ground) -> list[Part]:
    """Balloons that rise at both sides, each with its string and a gleam; the words have the middle for themselves."""
    w, h, u, random = g.canvas.width, g.canvas.height, g.canvas.unit, g.random
    places = [0.05, 0.13, 0.87, 0.95] if g.canvas.is_wide else [0.08, 0.92]
    parts = []
    for i, at in enumerate(places):
        r, x = random.uniform(5.5, 7.5) * u, w * at
        way = (h * (0.62 + 0.16 * (i % 3)), h * (0.1 + 0.2 * ((i + 1) % 3)))
        line = scaled("M 50 0 C 20 30 80 60 50 100", r / 50, 0.18 * u)
        string: Part = {"stroke": see_through(g.palette.text, 0.5), "stroke_width": 0.3 * u}
        tone, low, near = g.palette.accents[i % 3], 2.35 * r, 0.35 * r
        skin = shade(60, mix(tone, "#ffffff", 0.3), tone, mix(tone, "#000000", 0.25))
        parts += [
            path(f"string-{i}", (x - r, way[0] + low, 2 * r, 18 * u), line, tracks=_rising(g, way, low), **string),
            ellipse(f"balloon-{i}", (x - r, way[0], 2 * r, 2.4 * r), tone, gradient=skin, tracks=_rising(g, way, 0)),
            ellipse(
                f"gleam-{i}", (x - 0.55 * r, way[0] + near, 0.36 * r, 0.62 * r), "#ffffff70",
                tracks=_rising(g, way, near),
            ),
        ]  # fmt: skip
    return parts


def _rising(g: Ground, way: tuple[float, float], below: float) -> list[Part]:
    """From the first height of the way to the second, `below` pixels under it."""
    return [track("y", (0, way[0] + below), (g.seconds, way[1] + below), ease="ease_out")]


def _sun(g: Ground) -> list[Part]:
    w, h, u = g.canvas.width, g.canvas.height, g.canvas.unit
    x, y = w * 0.85, h * 0.2
    turning = [track("rotation", (0, 0.0), (g.seconds, 24.0), ease="linear")]
    rays = [
        rect(f"ray-{i}", (x - 0.6 * u, y - 24 * u, 1.2 * u, 48 * u), g.veil(0, 0.35), 0.6 * u, rotation=30.0 * i,
             tracks=[track("rotation", (0, 30.0 * i), (g.seconds, 30.0 * i + 20), ease="linear")])
        for i in range(6)
    ]  # fmt: skip
    warm = shade(60, mix(g.palette.accents[0], "#ffffff", 0.45), g.palette.accents[0])
    core = disc(
        "sun", (x, y), 12 * u, g.palette.accents[0], gradient=warm, enter=move_in("zoom", 0, 0.9), tracks=turning
    )
    halo = glow("halo", (x, y), 30 * u, g.palette.accents[2], 0.6, enter=move_in("zoom", 0.1, 1.1))
    return [*rays, halo, core, *_waves(g)]


BACKDROPS: dict[str, Callable[[Ground], list[Part]]] = {
    "blobs": _blobs, "rings": _rings, "diagonals": _diagonals, "grid": _grid, "bars": _bars, "waves": _waves,
    "hills": _hills, "stars": _stars, "skyline": _skyline, "steam": _steam, "hearts": _hearts, "balloons": _balloons,
    "sun": _sun, "firs": _firs,
}  # fmt: skip
LOW = frozenset({"waves", "hills", "firs", "skyline", "bars"})  # these fill the lower part of the frame
