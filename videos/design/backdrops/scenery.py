"""Places: hills, firs, roofs, the sea, and what stands in their sky."""

from math import cos, radians, sin

from videos.design.backdrops.ground import Ground
from videos.design.colours import mix, see_through
from videos.design.parts import Box, Part, disc, glow, move_in, path, shade, track
from videos.design.path_shapes import polygon, scaled, star


def waves(g: Ground) -> list[Part]:
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


def hills(g: Ground) -> list[Part]:
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


def firs(g: Ground) -> list[Part]:
    """Hills with a row of firs on the near ones, dark against the sky."""
    w, h, u, random = g.canvas.width, g.canvas.height, g.canvas.unit, g.random
    ranges = hills(g)
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
    return [*ranges[:2], rows[0], *ranges[2:], rows[1]]


def _fir(x: float, foot: float, high: float) -> str:
    """Three tiers of branches, the lowest down to `foot`."""
    tiers = []
    for top, bottom, half in ((0.0, 0.45, 0.16), (0.25, 0.72, 0.23), (0.5, 1.0, 0.3)):
        y = foot - high
        tiers.append(
            polygon([(x, y + top * high), (x + half * high, y + bottom * high), (x - half * high, y + bottom * high)])
        )
    return " ".join(tiers)


def stars(g: Ground) -> list[Part]:
    """A night sky with a crescent where it is free."""
    u = g.canvas.unit
    x, y, r = _in_the_sky(g, 11 * u)
    light = mix(g.palette.main, "#ffffff", 0.5) if g.dark else g.palette.main
    crescent = scaled("M 62 4 C 20 14 10 70 50 92 C 22 96 0 74 2 46 C 4 20 34 0 62 4 Z", 0.18 * u, 0.18 * u)
    box = (x - 6 * u, y - 9 * u, 12 * u, 18 * u)
    halo = disc("moon-halo", (x, y), r, see_through(light, 0.07), enter=move_in("zoom", 0.2, 1.2))
    return [*_twinkling(g, 44, 1.0), halo, path("moon", box, crescent, light, enter=move_in("fade", 0.2, 1.0))]


def _in_the_sky(g: Ground, r: float) -> tuple[float, float, float]:
    """The middle and radius of a round thing in the upper half, where least lies above it."""
    w, h = g.canvas.width, g.canvas.height
    spots = [(0.87, 0.15), (0.13, 0.15), (0.5, 0.13), (0.9, 0.42), (0.1, 0.42), (0.7, 0.3)]
    boxes: list[Box] = [(w * x - r, max(h * y, 1.1 * r) - r, 2 * r, 2 * r) for x, y in spots]
    x, y, _, _ = g.freest(boxes)
    return x + r, y + r, r


def _twinkling(g: Ground, count: int, down_to: float) -> list[Part]:
    """Stars over the upper part of the frame, down to a share of its height, in four groups that twinkle in turn."""
    w, h, u, random = g.canvas.width, g.canvas.height, g.canvas.unit, g.random
    parts = []
    for group in range(4):
        shapes = []
        for _ in range(count // 4):
            size = random.uniform(0.35, 0.95) * u
            x, y = random.uniform(0.01, 0.99) * w, random.uniform(0.02, 0.97) * down_to * h
            if g.is_free(x, y, 2 * size):
                shapes.append(star(x, y, size, size * 0.4, tips=4))
        if not shapes:
            continue
        moment = g.seconds * (0.3 + 0.15 * group)
        twinkle = track("opacity", (0, 0.45), (moment, 1.0), (g.seconds, 0.6))
        box = (0, 0, w, h * down_to)
        tone = "#ffffff" if g.dark else g.veil(group, 0.5)
        parts.append(path(f"stars-{group}", box, " ".join(shapes), tone, tracks=[twinkle]))
    return parts


def skyline(g: Ground) -> list[Part]:
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


def sun(g: Ground) -> list[Part]:
    """A large sun with wide rays that turn slowly, over the sea."""
    w, h, u = g.canvas.width, g.canvas.height, g.canvas.unit
    x, y, r = _in_the_sky(g, 13 * u)
    far = 1.2 * max(w, h)
    rays: list[str] = []
    for i in range(12):
        left, right = (_at_angle(far, 30 * i + side) for side in (-6.5, 6.5))
        rays.append(polygon([(far, far), (far + left[0], far + left[1]), (far + right[0], far + right[1])]))
    light = see_through(g.palette.main, 0.1) if g.dark else see_through(g.palette.soft, 0.55)
    beams = path("rays", (x - far, y - far, 2 * far, 2 * far), " ".join(rays), light,
                 tracks=[track("rotation", (0, 0.0), (g.seconds, 14.0), ease="linear")])  # fmt: skip
    warm = shade(70, mix(g.palette.main, "#ffffff", 0.35), g.palette.main)
    core = disc("sun", (x, y), r, g.palette.main, gradient=warm, enter=move_in("slide_up", 0, 1.0))
    halo = glow("halo", (x, y), 2.2 * r, g.palette.main, 0.4, enter=move_in("zoom", 0.1, 1.1))
    return [beams, halo, core, *waves(g)]


def _at_angle(far: float, degrees: float) -> tuple[float, float]:
    return far * cos(radians(degrees)), far * sin(radians(degrees))
