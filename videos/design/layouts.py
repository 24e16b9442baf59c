"""From a plan to pictures: the elements of each scene, laid out for the frame. Pure."""

from collections.abc import Callable

from videos.compiler.text.fonts import Face
from videos.compiler.text.typesetting import fit
from videos.design.backdrops import LOW, backdrop
from videos.design.canvas import set_words
from videos.design.colours import mix, readable_on, see_through
from videos.design.forecasts import draw_forecast
from videos.design.icons import ICONS, QUOTE_MARK, scaled
from videos.design.logos import draw_logo
from videos.design.particle_effects import effect_parts
from videos.design.parts import Part, disc, glow, move_in, path, rect, ring, shade, text, track
from videos.design.plan import Chart, Layout, PlannedScene, VideoPlan
from videos.design.stage import Block, Stage, column, eyebrow, lettered, underline


def elements_for(plan: VideoPlan, scene: PlannedScene) -> list[Part]:
    """The elements of a scene of the plan, as `elements_json` holds them."""
    stage = Stage(plan, scene, plan.scenes.index(scene))
    parts = backdrop("blobs" if scene.beat.chart and plan.backdrop in LOW else plan.backdrop, stage.ground())
    for effect in scene.beat.effects:
        parts += effect_parts(
            effect, plan.palette, plan.canvas, stage.seconds, plan.seed, behind_words=bool(stage.texts)
        )
    return [*parts, *LAYOUTS[scene.beat.layout](stage)]


def _title(stage: Stage) -> list[Part]:
    canvas, u = stage.canvas, stage.canvas.unit
    inset, width = (canvas.margin + 3 * u, 0.6 * canvas.width) if stage.is_left else stage.middle_room
    align = "left" if stage.is_left else "center"
    words, *others = stage.texts
    calm = stage.entrance in ("pop", "zoom")
    font = stage.heading_font
    lines = 1 if font == "script" and len(words) <= 18 else 2 if canvas.is_wide else 3
    heading = lettered(
        stage, "title", words, _title_size(words), (inset, width), lines, stage.palette.text, 0.05,
        800, align=align, font=font, shadow=stage.shadow,
        enter=move_in(stage.entrance, stage.late(0.05), 0.9, "back" if calm else "ease_out"),
        tracks=[] if stage.is_left else stage.breathing,
    )  # fmt: skip
    blocks = [heading, underline(stage, inset if stage.is_left else canvas.width / 2 - 7 * u, 14 * u, 0.5)]
    for line in others[:1]:
        size, fill, weight = (9, stage.accent, 700) if len(line) <= 16 else (6.4, stage.quiet, 500)
        blocks.append(lettered(stage, "subtitle", line, size, (inset, width), 2, fill, 0.7, weight, align=align))
    beside = _medal(stage, (canvas.width - canvas.margin - 25 * u, stage.middle), 23 * u) if stage.is_left else []
    return [*beside, *column(blocks, stage.middle)]


def _title_size(words: str) -> float:
    """Short titles are set larger; in units."""
    return 30 if len(words) <= 5 else 24 if len(words) <= 9 else 20 if len(words) <= 14 else 17


def _statement(stage: Stage) -> list[Part]:
    canvas = stage.canvas
    medal, radius, (x, width, middle) = _two_places(stage)
    align = "left" if canvas.is_wide else "center"
    layouts = [scene.beat.layout for scene in stage.plan.scenes]
    before = layouts[: stage.number].count("statement")
    heading, *others = stage.texts
    blocks = []
    if layouts.count("statement") > 1:
        label = f"{before + 1} / {layouts.count('statement')}"
        blocks.append(eyebrow(stage, "number", label, (x, width), 0.0, align))
    blocks.append(
        lettered(stage, "heading", heading, 14, (x, width), 3, stage.palette.text, 0.05, 800, align=align,
                 font="display")
    )  # fmt: skip
    for line in others[:1]:
        size = 6.2 if canvas.is_wide else 6.8
        blocks.append(lettered(stage, "body", line, size, (x, width), 4, stage.quiet, 0.5, 400, align=align))
    return [*(_medal(stage, medal, radius) if stage.plan.icon else []), *column(blocks, middle)]


def _two_places(stage: Stage) -> tuple[tuple[float, float], float, tuple[float, float, float]]:
    """The icon's centre and radius, and the words' x, width and middle: side by side in a wide frame, else stacked."""
    canvas, u, middle = stage.canvas, stage.canvas.unit, stage.middle
    if not stage.plan.icon:
        return canvas.centre, 0, (canvas.margin + 3 * u, canvas.inner - 6 * u, middle)
    if not canvas.is_wide:
        radius, high = (22 * u, 0.3) if canvas.is_tall else (15 * u, 0.25)
        words = canvas.height * (0.6 if canvas.is_tall else 0.64)
        return (canvas.width / 2, canvas.height * high), radius, (canvas.margin, canvas.inner, words)
    width, far = canvas.inner - 62 * u, canvas.margin + 27 * u
    if stage.number % 2:
        return (canvas.width - far, middle), 23 * u, (canvas.margin + 3 * u, width, middle)
    return (far, middle), 23 * u, (canvas.width - canvas.margin - width, width, middle)


def _medal(stage: Stage, centre: tuple[float, float], radius: float) -> list[Part]:
    """The topic's icon on a shaded disc, with a soft light behind it and rings that grow around it."""
    u, palette = stage.canvas.unit, stage.palette
    side = radius * 1.16
    d = scaled(ICONS[stage.plan.icon], side / 100, side / 100)
    box = (centre[0] - side / 2, centre[1] - side / 2, side, side)
    one, two = [track("scale", (0, 0.92), (stage.seconds, 1.08))], [track("scale", (0, 1.0), (stage.seconds, 1.14))]
    face = shade(50, mix(palette.main, "#ffffff", 0.18), palette.main, mix(palette.main, palette.deep, 0.42))
    ink, pop = readable_on(palette.main), move_in("pop", 0.0, 0.7, "back")
    return [
        glow("medal-light", centre, radius * 1.9, palette.main, 0.4),
        ring("halo-ring-1", centre, radius * 1.2, see_through(palette.main, 0.45), 0.3 * u, tracks=one),
        ring("halo-ring-2", centre, radius * 1.38, see_through(palette.main, 0.2), 0.3 * u, tracks=two),
        disc(
            "medal",
            centre,
            radius,
            palette.main,
            gradient=face,
            shadow=stage.depth,
            enter=pop,
        ),
        path("icon", box, d, stroke=ink, stroke_width=1.25 * u, enter=move_in("draw", stage.late(0.3), 1.1)),
    ]


def _points(stage: Stage) -> list[Part]:
    canvas, u = stage.canvas, stage.canvas.unit
    words, *rows = stage.texts
    if canvas.is_wide:  # the heading at the left, the list beside it
        left = 0.34 * canvas.width - canvas.margin
        font = "display"
        label = eyebrow(stage, "label", stage.label, (canvas.margin, left), 0.0, "left")
        heading = lettered(stage, "heading", words, 13, (canvas.margin, left), 3, stage.palette.text, 0.05, 800,
                           align="left", font=font)  # fmt: skip
        line = underline(stage, canvas.margin, 10 * u, 0.4)
        x, width = 0.39 * canvas.width, 0.61 * canvas.width - canvas.margin
        room = min(canvas.height - 2 * canvas.margin, 2 * (stage.middle - canvas.margin))
        parts = column([label, heading, line] if stage.label else [heading, line], stage.middle)
        top = stage.middle
    else:
        heading = lettered(stage, "heading", words, 13, (canvas.margin, canvas.inner), 2, stage.palette.text, 0.05, 800,
                           font="display")  # fmt: skip
        room = canvas.height - 2 * canvas.margin - heading.height - 6 * u
        step = min(21 * u, room / max(1, len(rows)))
        y = max(canvas.margin, stage.middle - (heading.height + 6 * u + step * len(rows)) / 2)
        x, width, parts = canvas.margin, canvas.inner, [heading.draw(y)]
        top = y + heading.height + 6 * u + step * len(rows) / 2
    step = min(21 * u, room / max(1, len(rows)))
    for i, row in enumerate(rows):
        parts += _row(stage, i, row, (x, top + (i - len(rows) / 2) * step + 1.5 * u, width, step - 3 * u))
    return parts


def _row(stage: Stage, index: int, words: str, box: tuple[float, float, float, float]) -> list[Part]:
    """One line of a list: a card, its number on a disc and the words, coming from the side."""
    u, palette = stage.canvas.unit, stage.palette
    x, y, width, height = box
    enter = move_in("slide_left", stage.late(0.15 + 0.22 * index), 0.6)
    words_in = move_in("fade", stage.late(0.45 + 0.22 * index), 0.6)
    chip = min(5 * u, height * 0.36)
    font = stage.plan.font or "sans"
    size, _ = set_words(words, Face(font, weight=600), 6.2 * u, width - 7 * u - 3 * chip, 2)
    tone = palette.accents[index % 3]
    dark = stage.ground().dark
    card = see_through(mix(palette.deep, "#ffffff", 0.16), 0.86) if dark else "#ffffffe6"
    face = shade(50, mix(tone, "#ffffff", 0.25), tone)
    place = (x + 3 * u + 2.6 * chip, y, width - 6 * u - 2.6 * chip, height)
    centre = (x + 3 * u + chip, y + height / 2)
    numeral = (centre[0] - chip, centre[1] - chip, 2 * chip, 2 * chip)
    return [
        rect(f"card-{index}", box, card, 3 * u, shadow=stage.depth, enter=enter),
        disc(f"mark-{index}", centre, chip, tone, gradient=face, enter=enter),
        text(f"numeral-{index}", numeral, str(index + 1), chip, readable_on(tone), weight=800, font="display",
             enter=words_in),
        text(f"point-{index}", place, words, size, palette.text, weight=600, align="left", font=font,
             enter=words_in),
    ]  # fmt: skip


def _quote(stage: Stage) -> list[Part]:
    canvas, u = stage.canvas, stage.canvas.unit
    box = stage.middle_room
    words, *others = stage.texts
    side = 16 * u
    sign, pop = scaled(QUOTE_MARK, side / 100, side / 100), move_in("pop", 0, 0.6, "back")

    def mark(y: float) -> Part:
        return path("mark", (canvas.width / 2 - side / 2, y, side, 0.68 * side), sign, stage.accent, enter=pop)

    fade = move_in("fade", stage.late(0.15), 1.5)
    size = 14 if len(words) <= 42 else 11.5 if len(words) <= 90 else 9
    quote = lettered(
        stage, "quote", words, size, box, 6, stage.palette.text, 0.3, 600, font="serif", enter=fade,
        tracks=stage.breathing,
    )  # fmt: skip
    blocks = [Block(0.68 * side, 3 * u, mark), quote]
    for author in others[:1]:
        blocks.append(underline(stage, canvas.width / 2 - 4 * u, 8 * u, 1.0))
        blocks.append(eyebrow(stage, "author", author, box, 1.1))
    return column(blocks, stage.middle)


def _poem(stage: Stage) -> list[Part]:
    """Lines of verse that come one by one, in the middle of the sky."""
    canvas, u = stage.canvas, stage.canvas.unit
    box = (canvas.margin, canvas.inner)
    *lines, author = stage.scene.beat.texts
    size = 12.5 if len(lines) <= 3 else 11
    step = min(1.3, max(0.3, (stage.seconds - 2.4) / max(1, len(lines))))
    blocks = [
        lettered(stage, f"verse-{i}", words, size, box, 2, stage.palette.text, 0.0, 500, font="serif", shadow=0.45,
                 enter=move_in("fade", 0.1 + i * step, 1.2))
        for i, words in enumerate(lines)
    ]  # fmt: skip
    blocks = [Block(block.height, 1.2 * u, block.draw) for block in blocks]
    if author:
        blocks[-1] = Block(blocks[-1].height, 4 * u, blocks[-1].draw)
        blocks.append(eyebrow(stage, "author", author, box, 0.4 + len(lines) * step))
    return column(blocks, stage.middle)


def _chart(stage: Stage) -> list[Part]:
    canvas, u, chart = stage.canvas, stage.canvas.unit, stage.scene.beat.chart
    assert chart is not None
    words, *others = stage.texts
    box = (canvas.margin, canvas.inner)
    heading = lettered(stage, "heading", words, 11, box, 2, stage.palette.text, 0.05, 800, align="left", font="display")
    parts = [heading.draw(canvas.margin * 0.9)]
    top = canvas.margin * 0.9 + heading.height + 3 * u
    for note in others[:1]:
        below = lettered(stage, "note", note, 5, box, 1, stage.quiet, 0.4, 500, align="left")
        parts.append(below.draw(canvas.margin * 0.9 + heading.height + 1.5 * u))
        top += below.height + 1.5 * u
    height = min(canvas.height - top - canvas.margin, canvas.inner * 1.1)
    free = canvas.height - top - canvas.margin - height
    panel = (canvas.margin, top + free / 2, canvas.inner, height)
    inset = (panel[0] + 5 * u, panel[1] + 4 * u, panel[2] - 10 * u, panel[3] - 7 * u)
    dark = stage.ground().dark
    plate = see_through(mix(stage.palette.deep, "#ffffff", 0.1), 0.92) if dark else "#ffffffd8"
    drawn = {
        "type": "chart", "id": "chart", "x": inset[0], "y": inset[1], "w": inset[2], "h": inset[3], "kind": chart.kind,
        "labels": list(chart.labels), "values": list(chart.values), "colors": _series_colours(stage, chart),
        "show_values": True,
    }  # fmt: skip
    return [rect("panel", panel, plate, 3.5 * u, shadow=stage.depth, enter=move_in("fade", 0.0, 0.4)), *parts, drawn]


def _series_colours(stage: Stage, chart: Chart) -> list[str]:
    """One tone for bars, another for the best of them; a tone for each share of a donut."""
    base, values = stage.palette.accents, chart.values
    if chart.kind == "donut":
        return [mix(base[i % 3], "#ffffff", 0.3 * (i // 3)) for i in range(len(values))]
    return [base[0] if value == max(values) else base[2] for value in values]


def _countdown(stage: Stage) -> list[Part]:
    canvas, u, palette = stage.canvas, stage.canvas.unit, stage.palette
    beat = stage.seconds / len(stage.texts)
    radius = 32 * u
    plate = shade(60, mix(palette.deep, "#ffffff", 0.12), mix(palette.deep, "#000000", 0.3))
    parts = [
        glow("light", canvas.centre, radius * 1.9, palette.main, 0.3),
        disc("plate", canvas.centre, radius * 1.14, palette.deep, gradient=plate, shadow=0.6),
        ring("track", canvas.centre, radius, see_through(palette.text, 0.13), 2.6 * u),
    ]
    for i, number in enumerate(stage.texts):
        start, end = round(i * beat, 2), round((i + 1) * beat, 2)
        life = {"start": start, "end": end}
        accent = palette.accents[i % 3]
        wave = [track("scale", (start, 1.1), (end, 1.9)), track("opacity", (start, 0.6), (end, 0.0))]
        sweep = [track("progress", (start, 0.0), (end, 1.0), ease="linear")]
        box = (canvas.width / 2 - radius, canvas.height / 2 - radius, 2 * radius, 2 * radius)
        parts += [
            ring(f"wave-{i}", canvas.centre, radius, accent, 0.5 * u, tracks=wave, **life),
            ring(f"sweep-{i}", canvas.centre, radius, accent, 2.6 * u, rotation=0.0, tracks=sweep, **life),
            text(f"count-{i}", box, number, 42 * u, palette.text, weight=800, align="center", font="display",
                 enter=move_in("pop", start, min(0.4, beat * 0.5), "back"), **life),
        ]  # fmt: skip
    return parts


def _effect(stage: Stage) -> list[Part]:
    """Only the effect, and words if there are any."""
    return _title(stage) if stage.texts else []


def _closing(stage: Stage) -> list[Part]:
    u = stage.canvas.unit
    words, *others = stage.texts
    size = 19 if len(words) <= 18 else 14
    box = stage.middle_room
    heading = lettered(
        stage, "heading", words, size, box, 3, stage.palette.text, 0.05, 800, font=stage.heading_font,
        shadow=stage.shadow, tracks=stage.breathing,
    )  # fmt: skip
    if not others:
        return column([heading], stage.middle)
    y = stage.middle - (heading.height + 17 * u) / 2
    return [heading.draw(y), *_pill(stage, others[0], y + heading.height + 5 * u)]


def _pill(stage: Stage, label: str, top: float) -> list[Part]:
    """A word on a rounded plate, like a button."""
    canvas, u, palette = stage.canvas, stage.canvas.unit, stage.palette
    font = stage.plan.font or "sans"
    block = fit(label, Face(font, weight=700), 6 * u, canvas.inner - 16 * u, 8 * u, "center")
    width = min(canvas.inner, max(30 * u, block.width + 18 * u))
    box = ((canvas.width - width) / 2, top, width, 13 * u)
    enter = move_in("pop", stage.late(0.5), 0.7, "back")
    face = shade(70, mix(palette.main, "#ffffff", 0.22), palette.main)
    style = {"weight": 700, "align": "center", "font": font, "enter": enter}
    words = text("label", box, label, block.size, readable_on(palette.main), **style)
    return [rect("pill", box, palette.main, 6.5 * u, gradient=face, shadow=stage.depth, enter=enter), words]


LAYOUTS: dict[Layout, Callable[[Stage], list[Part]]] = {
    "title": _title, "statement": _statement, "points": _points, "quote": _quote, "poem": _poem, "chart": _chart,
    "countdown": _countdown, "effect": _effect, "closing": _closing, "forecast": draw_forecast, "logo": draw_logo,
}  # fmt: skip
