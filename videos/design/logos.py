"""A logo sting: the sign pops up in a burst of light, the name slides out beside or under it. Pure."""

from math import cos, pi, sin

from videos.design.colours import mix, readable_on, see_through
from videos.design.parts import Part, disc, glow, move_in, rect, ring, shade, text, track
from videos.design.stage import Stage, column, eyebrow, lettered

RAYS = 10


def draw_logo(stage: Stage) -> list[Part]:
    """The first letter of the name as its sign, and the name."""
    canvas, u, palette = stage.canvas, stage.canvas.unit, stage.palette
    name, *others = stage.texts
    centre = (canvas.width / 2, canvas.height * (0.38 if canvas.is_wide else 0.4))
    side = 27 * u
    box = (centre[0] - side / 2, centre[1] - side / 2, side, side)
    face = shade(50, mix(palette.main, "#ffffff", 0.25), palette.main, mix(palette.main, palette.accents[1], 0.75))
    pop = move_in("pop", 0.15, 0.8, "back")
    turn = [track("rotation", (0.15, -35.0), (1.1, 0.0), ease="ease_out")]
    wave = [track("scale", (0.35, 0.6), (1.5, 2.4), ease="ease_out"), track("opacity", (0.35, 0.8), (1.5, 0.0))]
    sign = [
        glow("light", centre, 48 * u, palette.main, 0.45, tracks=[track("opacity", (0, 0.3), (0.7, 1.0), (4, 0.7))]),
        ring("wave", centre, 16 * u, palette.main, 0.6 * u, tracks=wave),
        *_rays(stage, centre),
        rect("sign", box, palette.main, 7.5 * u, gradient=face, shadow=stage.depth, enter=pop, tracks=turn),
        text("initial", box, name[:1].upper(), 17 * u, readable_on(palette.main), weight=800, font="display",
             enter=move_in("pop", 0.35, 0.7, "back")),
    ]  # fmt: skip
    words = [
        lettered(stage, "title", name, 19, (canvas.margin, canvas.inner), 1, palette.text, 0.0, 800, font="display",
                 enter=move_in("slide_up", 0.25, 0.8), tracks=stage.breathing)
    ]  # fmt: skip
    for line in others[:1]:
        words.append(eyebrow(stage, "subtitle", line, (canvas.margin, canvas.inner), 1.0))
    return [*sign, *column(words, canvas.height * (0.75 if canvas.is_wide else 0.64))]


def _rays(stage: Stage, centre: tuple[float, float]) -> list[Part]:
    """Small dots that fly out as the sign lands."""
    u, palette = stage.canvas.unit, stage.palette
    dots = []
    for i in range(RAYS):
        turn = 2 * pi * i / RAYS + 0.2
        near, far, r = 15 * u, (25 + 7 * (i % 2)) * u, (0.8 + 0.5 * (i % 3)) * u
        ways = [(centre[0] + d * cos(turn) - r, centre[1] + d * sin(turn) - r) for d in (near, far)]
        tracks = [
            track("x", (0.45, ways[0][0]), (1.4, ways[1][0]), ease="ease_out"),
            track("y", (0.45, ways[0][1]), (1.4, ways[1][1]), ease="ease_out"),
            track("opacity", (0.44, 0.0), (0.5, 1.0), (1.1, 0.9), (1.6, 0.0)),
        ]
        tone = see_through(palette.accents[i % 3], 1.0)
        dots.append(disc(f"dot-{i}", (ways[1][0] + r, ways[1][1] + r), r, tone, tracks=tracks))
    return dots
