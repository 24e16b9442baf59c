"""One scene while it is laid out, and the blocks that its columns are built of. Pure."""

from collections.abc import Callable
from dataclasses import dataclass

from videos.compiler.text.fonts import Face
from videos.design.backdrops import LOW, Ground
from videos.design.canvas import Canvas, set_words
from videos.design.colours import Palette, lightness, mix
from videos.design.parts import Part, move_in, rect, text, track
from videos.design.plan import PlannedScene, VideoPlan

HEADING_ENTRANCES = ("slide_up", "zoom", "slide_left", "pop", "slide_up")


@dataclass(frozen=True)
class Stage:
    """One scene while it is laid out."""

    plan: VideoPlan
    scene: PlannedScene
    number: int  # of the scene, from 0

    @property
    def canvas(self) -> Canvas:
        return self.plan.canvas

    @property
    def palette(self) -> Palette:
        return self.plan.palette

    @property
    def texts(self) -> tuple[str, ...]:
        return tuple(words for words in self.scene.beat.texts if words)

    @property
    def seconds(self) -> float:
        return self.scene.duration_s

    @property
    def quiet(self) -> str:
        """The colour of words that come second."""
        return mix(self.palette.text, self.palette.soft, 0.22)

    @property
    def entrance(self) -> str:
        return HEADING_ENTRANCES[(self.plan.seed + self.number) % len(HEADING_ENTRANCES)]

    @property
    def is_left(self) -> bool:
        """Whether titles stand at the left, beside the icon, as they do in half of the wide videos that have one."""
        return self.canvas.is_wide and bool(self.plan.icon) and self.plan.seed % 2 == 1

    @property
    def middle(self) -> float:
        """The height at which words are centred: above what fills the foot of the frame, below a firework."""
        if "firework" in self.scene.beat.effects:
            return self.canvas.height * 0.56
        return self.canvas.height * (0.43 if self.plan.backdrop in LOW else 0.5)

    @property
    def breathing(self) -> list[Part]:
        """Tracks for words that stand for a while: they grow a little, so that nothing ever freezes."""
        return [track("scale", (0, 1.0), (self.seconds, 1.045), ease="linear")]

    @property
    def heading_font(self) -> str:
        """Greetings are written by hand, all else is set in the font for headings; a brand has its own for both."""
        return "script" if self.plan.style == "script" and self.number == 0 else "display"

    @property
    def shadow(self) -> float:
        """Of headings: what flies or falls behind them takes nothing of their edges."""
        return 0.55 if self.scene.beat.effects and self.ground().dark else 0.0

    @property
    def depth(self) -> float:
        """How strong the shadows of cards and buttons are; on a light ground less is enough."""
        return 0.5 if self.ground().dark else 0.24

    @property
    def accent(self) -> str:
        """The main accent as a colour for words: one too near to the ground goes towards the text's."""
        main = self.palette.main
        near = abs(lightness(main) - lightness(self.palette.deep)) < (0.38 if self.ground().dark else 0.25)
        return mix(main, self.palette.text, 0.45) if near else main

    @property
    def middle_room(self) -> tuple[float, float]:
        """The x and width of words in the middle, which leave balloons their place."""
        canvas = self.canvas
        width = min(canvas.inner, 168 * canvas.unit)
        if self.plan.backdrop == "balloons":
            width = min(width, canvas.width * (0.66 if canvas.is_wide else 0.72))
        return (canvas.width - width) / 2, width

    @property
    def label(self) -> str:
        """The small words over a heading: the video's title, unless the heading says it already."""
        heading = self.texts[0] if self.texts else ""
        return "" if heading.lower() in self.plan.title.lower() or len(self.plan.title) > 24 else self.plan.title

    def late(self, seconds: float) -> float:
        """A moment of the scene: `seconds` in a scene of three or more, earlier in a shorter one."""
        return seconds * min(1.0, self.seconds / 3)

    def ground(self) -> Ground:
        return Ground(self.canvas, self.palette, self.seconds, self.plan.seed, self.number)


@dataclass(frozen=True)
class Block:
    """A piece of a column: its height, the space under it, and what draws it at a given y."""

    height: float
    gap: float
    draw: Callable[[float], Part]


def column(blocks: list[Block], middle: float) -> list[Part]:
    """The blocks one below the other, together centred at `middle`."""
    total = sum(block.height + block.gap for block in blocks) - blocks[-1].gap
    y, parts = middle - total / 2, []
    for block in blocks:
        parts.append(block.draw(y))
        y += block.height + block.gap
    return parts


def lettered(
    stage: Stage,
    name: str,
    words: str,
    biggest: float,
    box: tuple[float, float],
    lines: int,
    fill: str,
    at: float,
    weight: int = 800,
    **more: object,
) -> Block:
    """Text in a column: `box` is its x and width, `biggest` its size in units, `at` when it comes."""
    x, width = box
    more["font"] = stage.plan.font or more.get("font", "sans")
    size, height = set_words(words, Face(str(more["font"]), weight), biggest * stage.canvas.unit, width, lines)
    style = {"weight": weight, "align": "center", "enter": move_in("slide_up", stage.late(at)), **more}
    return Block(
        height, 2.6 * stage.canvas.unit, lambda y: text(name, (x, y, width, height), words, size, fill, **style)
    )


def eyebrow(stage: Stage, name: str, words: str, box: tuple[float, float], at: float, align: str = "center") -> Block:
    """Small words in capitals set wide, over or under larger ones."""
    x, width = box
    size = 3.9 * stage.canvas.unit
    height = size * 1.5
    style = {"weight": 700, "align": align, "spacing": 0.16, "enter": move_in("fade", stage.late(at), 0.5)}
    style["font"] = stage.plan.font or "sans"
    return Block(
        height,
        2.2 * stage.canvas.unit,
        lambda y: text(name, (x, y, width, height), words.upper(), size, stage.accent, **style),
    )


def underline(stage: Stage, x: float, width: float, at: float) -> Block:
    """The short line between heading and subtitle."""
    u = stage.canvas.unit
    enter = move_in("wipe", stage.late(at), 0.5)
    return Block(
        0.8 * u,
        3.0 * u,
        lambda y: rect("line", (x, y, width, 0.8 * u), stage.palette.main, 0.4 * u, enter=enter),
    )
