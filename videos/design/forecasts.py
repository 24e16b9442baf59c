"""Weather cards: the place, and for each day its sky and its degrees. Pure."""

from math import cos, pi, sin

from videos.design.colours import mix, see_through
from videos.design.icons import circle, polygon
from videos.design.parts import Part, disc, ellipse, glow, move_in, path, rect, shade, text, track
from videos.design.stage import Stage, lettered

SKIES = ("sunny", "cloudy", "rainy", "snowy")


def draw_forecast(stage: Stage) -> list[Part]:
    """The place, and a card for each day."""
    canvas, u = stage.canvas, stage.canvas.unit
    place, *days = stage.texts
    heading = lettered(stage, "heading", place, 13, (canvas.margin, canvas.inner), 1, stage.palette.text, 0.0, 800,
                       align="left" if canvas.is_wide else "center", font="display")  # fmt: skip
    top = canvas.margin + heading.height + 3 * u
    parts = [heading.draw(canvas.margin)]
    across = len(days) if canvas.is_wide else 1
    down = -(-len(days) // across)
    gap = 3.5 * u
    width = (canvas.inner - gap * (across - 1)) / across
    height = min((canvas.height - top - canvas.margin - gap * (down - 1)) / down, 78 * u)
    for i, words in enumerate(days):
        box = (canvas.margin + (i % across) * (width + gap), top + (i // across) * (height + gap), width, height)
        parts += _card(stage, i, words, box)
    return parts


def _card(stage: Stage, index: int, words: str, box: tuple[float, float, float, float]) -> list[Part]:
    u, palette = stage.canvas.unit, stage.palette
    x, y, w, h = box
    name, sky, degrees = parts_of(words)
    at = stage.late(0.05 + 0.15 * index)
    enter = move_in("slide_up", at, 0.7)
    dark = stage.ground().dark
    plate = shade(90, see_through("#ffffff", 0.26 if dark else 0.92), see_through("#ffffff", 0.1 if dark else 0.62))
    size = min(w * 0.5, h * 0.46)
    upright = h > w * 0.8
    middle = (x + w / 2, y + h * 0.43) if upright else (x + h * 0.55, y + h * 0.5)
    if upright:
        places = ((x, y + h * 0.05, w, h * 0.15), (x, y + h * 0.68, w, h * 0.18), (x, y + h * 0.85, w, h * 0.1))
    else:
        left, wide = x + h * 1.05, w - h * 1.15
        places = (
            (left, y + h * 0.1, wide, h * 0.2),
            (left, y + h * 0.3, wide, h * 0.4),
            (left, y + h * 0.7, wide, h * 0.2),
        )
    main, small = (degrees or sky.capitalize()), (sky.capitalize() if degrees else "")
    parts = [
        rect(f"card-{index}", box, "#ffffff1a", 4 * u, gradient=plate, shadow=0.5 * stage.depth, enter=enter),
        *_sky(stage, f"sky-{index}", sky, middle, size, at + 0.15),
        text(f"degrees-{index}", places[1], main, places[1][3] * 0.8, palette.text, weight=700, font="display",
             enter=move_in("pop", at + 0.25, 0.6)),
    ]  # fmt: skip
    for key, words_shown, place in (("day", name, places[0]), ("sky-name", small, places[2])):
        if words_shown:
            label = text(f"{key}-{index}", place, words_shown, min(place[3] * 0.6, 5 * u), stage.quiet, weight=600,
                         enter=move_in("fade", at + 0.2, 0.5))  # fmt: skip
            parts.append(label)
    return parts


def _sky(stage: Stage, name: str, sky: str, middle: tuple[float, float], size: float, at: float) -> list[Part]:
    """A picture of the sky, `size` wide."""
    x, y = middle
    if sky == "sunny":
        return _sun(stage, name, (x, y), size * 0.26, at)
    parts = _sun(stage, name, (x + size * 0.2, y - size * 0.16), size * 0.16, at) if sky == "cloudy" else []
    parts += _drops(stage, name, sky, (x, y), size)
    k = size / 100
    puffs = [(28, 62, 20), (52, 48, 28), (76, 62, 19)]
    base = polygon([(28 * k, 58 * k), (76 * k, 58 * k), (76 * k, 81 * k), (28 * k, 82 * k)])
    d = " ".join([base, *(circle(a * k, b * k, r * k) for a, b, r in puffs)])
    tone = shade(90, "#ffffff", "#dfe7f5") if sky == "cloudy" else shade(90, "#f4f6ff", "#aebbd6")
    box = (x - size / 2, y - size * 0.56, size, size)
    drift = [track("x", (0, box[0] - 0.03 * size), (stage.seconds, box[0] + 0.05 * size))]
    enter = move_in("zoom", at, 0.7)
    return [*parts, path(f"{name}-cloud", box, d, "#ffffff", gradient=tone, shadow=0.25, enter=enter, tracks=drift)]


def _sun(stage: Stage, name: str, middle: tuple[float, float], r: float, at: float) -> list[Part]:
    x, y = middle
    warm = shade(60, "#ffe27a", "#ff9a3d")
    rays = []
    for i in range(8):
        turn, thick = 2 * pi * i / 8, r * 0.16
        far = [(x + d * r * cos(turn), y + d * r * sin(turn)) for d in (1.32, 1.62)]
        rays.append(f"M {far[0][0] - x + 2 * r:.1f} {far[0][1] - y + 2 * r:.1f} L {far[1][0] - x + 2 * r:.1f} "
                    f"{far[1][1] - y + 2 * r:.1f}")  # fmt: skip
    turning = [track("rotation", (0, 0.0), (stage.seconds, 45.0), ease="linear")]
    box = (x - 2 * r, y - 2 * r, 4 * r, 4 * r)
    return [
        glow(f"{name}-glow", middle, r * 2.6, "#ffc857", 0.5),
        path(f"{name}-rays", box, " ".join(rays), stroke="#ffb347", stroke_width=thick, tracks=turning,
             enter=move_in("zoom", at, 0.7)),
        disc(f"{name}-sun", middle, r, "#ffc857", gradient=warm, enter=move_in("pop", at, 0.7, "back")),
    ]  # fmt: skip


def _drops(stage: Stage, name: str, sky: str, middle: tuple[float, float], size: float) -> list[Part]:
    """Drops or flakes that fall from the cloud, each in its own time."""
    if sky not in ("rainy", "snowy"):
        return []
    x, y = middle
    drops = []
    for i, across in enumerate((-0.22, 0.0, 0.22)):
        left, start = x + across * size, y + size * 0.2
        w, h = (0.045 * size, 0.16 * size) if sky == "rainy" else (0.085 * size, 0.085 * size)
        tone = "#6cc4ff" if sky == "rainy" else "#ffffff"
        period = 0.9 if sky == "rainy" else 1.8
        falls = max(1, min(5, int(stage.seconds / period)))
        keys, shown = [], []
        for fall in range(falls):
            begin = (fall + i / 3) * period
            keys += [(begin, start), (begin + 0.85 * period, start + 0.28 * size)]
            shown += [(begin, 0.0), (begin + 0.2 * period, 1.0), (begin + 0.85 * period, 0.0)]
        tracks = [track("y", *keys, ease="linear"), track("opacity", *shown, ease="linear")]
        drops.append(ellipse(f"{name}-drop-{i}", (left - w / 2, start, w, h), mix(tone, "#ffffff", 0.1), tracks=tracks))
    return drops


def parts_of(words: str) -> tuple[str, str, str]:
    """Day, sky and degrees of a day that is told as "Monday sunny 24°"; each of them may be missing."""
    pieces = words.split()
    sky = next((piece for piece in pieces if piece in SKIES), "sunny")
    at = pieces.index(sky) if sky in pieces else len(pieces)
    return " ".join(pieces[:at]), sky, " ".join(pieces[at + 1 :])
