"""What repeats: dots, the lines of squared paper, bars that beat."""

from videos.design.backdrops.ground import Ground
from videos.design.colours import see_through
from videos.design.parts import Part, move_in, path, rect, shade, track


def grid(g: Ground) -> list[Part]:
    """Squared paper, of which a few cells light up one after the other."""
    w, h, u, random = g.canvas.width, g.canvas.height, g.canvas.unit, g.random
    step = 9 * u
    columns, rows = int(w / step) + 1, int(h / step) + 1
    left, top = (w - columns * step) / 2, (h - rows * step) / 2
    upright = [f"M {i * step:.1f} 0 L {i * step:.1f} {rows * step:.1f}" for i in range(1, columns)]
    level = [f"M 0 {i * step:.1f} L {columns * step:.1f} {i * step:.1f}" for i in range(1, rows)]
    line = see_through(g.palette.text, 0.1)
    parts = [
        path("paper", (left, top, columns * step, rows * step), " ".join(upright + level), stroke=line,
             stroke_width=round(0.14 * u, 1), enter=move_in("fade", 0, 0.8))
    ]  # fmt: skip
    cells = [(left + column * step, top + row * step, step, step) for column in range(columns) for row in range(rows)]
    random.shuffle(cells)
    for i, cell in enumerate(sorted(cells, key=g.covered)[:5]):
        on = g.seconds * (0.12 + 0.13 * i)
        lit = track("opacity", (0, 0.0), (on, 0.9), (on + 0.25 * g.seconds, 0.35), (g.seconds, 0.6))
        parts.append(rect(f"cell-{i}", cell, g.veil(i, 0.22), tracks=[lit]))
    return parts


def dots(g: Ground) -> list[Part]:
    """A field of dots over the frame, finer towards one corner, that breathes in diagonal bands."""
    w, h, u = g.canvas.width, g.canvas.height, g.canvas.unit
    step, bands = 6.5 * u, 4
    columns, rows = int(w / step) + 1, int(h / step) + 1
    shift_x, shift_y = (w - (columns - 1) * step) / 2, (h - (rows - 1) * step) / 2
    mirrored = g.variant % 2 == 1
    shapes: list[list[str]] = [[] for _ in range(bands)]
    for column in range(columns):
        for row in range(rows):
            x, y = shift_x + column * step, shift_y + row * step
            share = ((w - x if mirrored else x) / w + y / h) / 2
            r = (0.3 + 1.0 * share**1.5) * u
            if g.is_free(x, y, 1.5 * u):
                shapes[(column + row) % bands].append(_dot(x, y, r))
    parts = []
    for i, band in enumerate(filter(None, shapes)):
        peak = g.seconds * (0.2 + 0.2 * i)
        breath = track("opacity", (0, 0.25), (peak, 0.7), (g.seconds, 0.35))
        parts.append(path(f"dots-{i}", (0, 0, w, h), " ".join(band), g.veil(i, 0.5), tracks=[breath]))
    return parts


def _dot(x: float, y: float, r: float) -> str:
    """A circle of two arcs: short, since there are hundreds."""
    return f"M{x - r:.0f} {y:.0f}a{r:.1f} {r:.1f} 0 1 0 {2 * r:.1f} 0a{r:.1f} {r:.1f} 0 1 0 {-2 * r:.1f} 0Z"


def bars(g: Ground) -> list[Part]:
    """Bars at the foot that beat like those of a sound, fading upwards."""
    w, h, u, random = g.canvas.width, g.canvas.height, g.canvas.unit, g.random
    count = max(8, round(w / (7 * u)))
    step = w / count
    parts = []
    for i in range(count):
        tall = 5 + 13 * abs(2 * i / (count - 1) - 1) ** 1.5  # lower in the middle, where words stand
        beats = [h - random.uniform(0.45, 1.0) * tall * u for _ in range(5)]
        keys = [(g.seconds * k / 4, y) for k, y in enumerate(beats)]
        box = (i * step + step * 0.2, beats[0], step * 0.6, 24 * u)
        fading = shade(90, g.veil(i, 0.75), g.veil(i, 0.15))
        parts.append(rect(f"bar-{i}", box, g.veil(i, 0.5), 0.8 * u, gradient=fading, tracks=[track("y", *keys)]))
    return parts
