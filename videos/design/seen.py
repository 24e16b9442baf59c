"""What a scene looks like, computed from the document: where things stand, how lines broke, and what is wrong with it.

No pixels are asked: that is what `videos.rendering.inspection` adds.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from math import cos, hypot, radians, sin
from typing import TYPE_CHECKING

from PIL.ImageColor import getrgb

from videos.document.document import Component, Document, Scene
from videos.document.elements import (
    ChartElement,
    ComponentElement,
    Element,
    EllipseElement,
    LinearPaint,
    Pictured,
    RadialPaint,
    RectElement,
    SolidPaint,
    TextElement,
)
from videos.document.style import contrast, in_style, mixed

if TYPE_CHECKING:
    from videos.compiler.composition import Composition
    from videos.compiler.movement import Movement

SHARES = (0.1, 0.5, 0.9)  # of each scene: when it is looked at
VISIBLE = 0.5  # the opacity from which words must stand well
OUTSIDE = 0.005  # of the frame's shorter side: what rounding may move
OVERLAP = 0.06  # of the smaller text: more of it under another text is an overlap
SMALLER = 0.93  # of the size that was asked for: words set smaller than that are told
LARGE = 0.033, 0.026  # of the frame's shorter side, plain and bold: from here on words are large to WCAG
AA, AA_LARGE = 4.5, 3.0  # contrast. Source: https://www.w3.org/TR/WCAG22/#contrast-minimum
BOLD = 700

READ = TextElement | ChartElement

Box = tuple[float, float, float, float]  # left, top, right, bottom in pixels of the document


@dataclass(frozen=True)
class Finding:
    """Something wrong, of a `kind`: blank, clipped, overlapping, faint, small, warning; `share`: when in its scene."""

    kind: str
    scene: str
    share: float
    message: str

    def __str__(self) -> str:
        return f"{self.kind} in {self.scene} at {self.share:.0%}: {self.message}"


@dataclass(frozen=True)
class Seen:
    """An element as it is at one moment: where what it draws is, in the frame. `lines` of a text, `size` in pixels.

    `moving`: it comes or goes at this moment, and may reach beyond the frame or be ahead of what will lie under it.
    """

    name: str
    element: Element
    box: Box
    lines: tuple[str, ...] = ()
    size: float = 0.0
    moving: bool = False


@dataclass(frozen=True)
class Words:
    """Where something is read at a moment. `moving`: it comes or goes."""

    box: Box
    moving: bool


def words_at(document: Document, name: str, seconds: Sequence[float]) -> dict[float, list[Words]]:
    """Where the words of a scene are, its charts among them, at these of its seconds."""
    scene = document.scenes[name]
    may_be_read = [key for key in scene.order if isinstance(scene.elements[key], READ | ComponentElement)]
    words = {name: scene.model_copy(update={"order": may_be_read})}
    plain = in_style(document.model_copy(update={"scene_order": [name], "scenes": words}), document.style)
    shares = tuple(second / scene.duration for second in seconds)
    return {
        second: [Words(each.box, each.moving) for each in seen if _is_read(each.element)]
        for second, (_, seen) in zip(seconds, moments(plain, name, shares), strict=True)
    }


def _is_read(element: Element) -> bool:
    return isinstance(element, READ) and not _is_empty(element)


def findings(document: Document, *scenes: str, shares: tuple[float, ...] = SHARES) -> list[Finding]:
    """All that is wrong with these scenes (none named: with all) at shares of each; the same thing is told once."""
    document = in_style(document, document.style)
    names = scenes or document.scene_order
    return [each for name in names for each in _found(document, name, list(moments(document, name, shares)))]


def _found(document: Document, name: str, looked: list[tuple[float, list[Seen]]]) -> Iterator[Finding]:
    told = set[tuple[str, ...]]()
    for share, seen in looked:
        for kind, message in _wrong(document, name, seen):
            what = kind, *message.split()[:3]
            if what not in told:
                told.add(what)
                yield Finding(kind, name, share, message)


@dataclass(frozen=True)
class Look:
    """What a scene looks like when all has come, in few words, and what is wrong with it."""

    words: str
    findings: tuple[Finding, ...]


def look_of(document: Document, name: str) -> Look:
    """The look of a scene, which is computed once as long as nothing that is seen in it changes."""
    return _look_of(Alone(document, name))


class Alone:
    """One scene of a document, by itself: the same as another when all that is seen in it is."""

    def __init__(self, document: Document, name: str) -> None:
        scene = document.scenes[name]
        kept = {"scene_order": [name], "scenes": {name: scene}}
        if not any(isinstance(element, ComponentElement) for element in scene.elements.values()):
            kept["components"] = {}
        self.document = document.model_copy(update=kept)
        self.key = self.document.model_dump_json(exclude={"title", "assets", "audio"})

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Alone) and other.key == self.key

    def __hash__(self) -> int:
        return hash(self.key)


@lru_cache(maxsize=256)
def _look_of(alone: Alone) -> Look:
    document = in_style(alone.document, alone.document.style)
    (name,) = document.scene_order
    looked = list(moments(document, name))
    return Look(_in_short(name, looked[-1][1]), tuple(_found(document, name, looked)))


def in_words(document: Document, name: str, share: float = SHARES[-1]) -> str:
    """What is read in a scene, by itself when all has come: each text as its lines broke, with its size in pixels."""
    document = in_style(document, document.style)
    _, seen = next(moments(document, name, (share,)))
    return _in_words(name, seen)


def _in_short(name: str, seen: list[Seen]) -> str:
    """Sizes, and the lines of what broke into several: what is on one line is known to who wrote it."""
    texts = [each for each in seen if each.lines and isinstance(each.element, TextElement)]
    told = [
        f"{each.name} {' / '.join(each.lines)} {each.size:.0f}"
        if len(each.lines) > 1
        else f"{each.name} {each.size:.0f}"
        for each in texts
    ]
    return f"{name} (px): {'; '.join(told) or 'no words'}"


def _in_words(name: str, seen: list[Seen]) -> str:
    texts = [each for each in seen if each.lines and isinstance(each.element, TextElement)]
    told = [f"{each.name} {' / '.join(f'“{line}”' for line in each.lines)} {each.size:.0f} px" for each in texts]
    return f"{name}: {'; '.join(told) or 'no words'}"


def moments(document: Document, name: str, shares: tuple[float, ...] = SHARES) -> Iterator[tuple[float, list[Seen]]]:
    """What is seen of a scene at shares of its duration. `document` names no roles any more (`in_style`)."""
    from videos.compiler.composition import Composition, Output

    scene = document.scenes[name]
    stage = Composition(Output(document, lambda asset: None), name, scene.duration, 0.0, False)
    for share in shares:
        yield share, list(_seen(document, scene, stage, share * scene.duration))


def _seen(document: Document, holder: Scene | Component, stage: "Composition", second: float) -> Iterator[Seen]:
    """The elements that are well seen at this second, those inside components too, in order."""
    from videos.compiler.movement import Movement
    from videos.compiler.text.text_layers import laid_out

    for name in holder.order:
        element = holder.elements[name]
        movement = Movement(element, stage)
        at = round(second * stage.fps) - round(movement.first)
        if not movement.seen or not 0 <= at < len(movement.frames) or movement.opacity()[at] < VISIBLE:
            continue
        zoom = float(movement.scale()[at])
        if isinstance(element, ComponentElement):
            yield from _inside(document, element, movement, stage, second, at)
            continue
        lines: tuple[str, ...] = ()
        size = 0.0
        if isinstance(element, TextElement):
            laid = laid_out(element, stage)
            across, down = laid.block.width * laid.zoom, (laid.block.height - 0.3 * laid.block.size) * laid.zoom
            shift = {"left": -1, "center": 0, "right": 1}[element.align] * (laid.box.w * laid.zoom - across) / 2
            x, y = movement.center(*laid.center)[at]
            across, down = _turned(across, down, element.rotation)
            x += shift
            lines, size = tuple(line.text for line in laid.block.lines), laid.block.size * laid.zoom
        else:
            across, down = element.w, element.h
            x, y = movement.center(element.x + element.w / 2, element.y + element.h / 2)[at]
        half = across * zoom / 2, down * zoom / 2
        box = x - half[0], y - half[1], x + half[0], y + half[1]
        yield Seen(name, element, box, lines, size, not movement.rests(second))


def _turned(across: float, down: float, degrees: float) -> tuple[float, float]:
    sine, cosine = abs(sin(radians(degrees))), abs(cos(radians(degrees)))
    return across * cosine + down * sine, across * sine + down * cosine


def _inside(
    document: Document, element: ComponentElement, movement: "Movement", stage: "Composition", second: float, at: int
) -> Iterator[Seen]:
    from videos.compiler.composition import Composition

    component = document.components[element.component]
    inner = Composition(stage.output, element.id, movement.end - movement.start, 0.0, False)
    zoom = min(element.w / stage.width, element.h / stage.height) * float(movement.scale()[at])
    x, y = movement.center(element.x + element.w / 2, element.y + element.h / 2)[at]
    for seen in _seen(document, component, inner, second - movement.start):
        left, top, right, bottom = seen.box
        across = [x + (side - stage.width / 2) * zoom for side in (left, right)]
        down = [y + (side - stage.height / 2) * zoom for side in (top, bottom)]
        yield Seen(
            seen.name, seen.element, (across[0], down[0], across[1], down[1]), seen.lines, seen.size * zoom, seen.moving
        )


def _wrong(document: Document, name: str, seen: list[Seen]) -> Iterator[tuple[str, str]]:
    """Words, charts and pictures beyond the frame's edge, words over words, faint or shrunk words."""
    room = OUTSIDE * min(document.width, document.height)
    for each in seen:
        if not isinstance(each.element, TextElement | ChartElement | Pictured) or _is_empty(each.element):
            continue
        if each.moving or (isinstance(each.element, Pictured) and _covers_frame(each.box, document)):
            continue  # a picture that fills the frame may go beyond it
        left, top, right, bottom = each.box
        beyond = max(-left, -top, right - document.width, bottom - document.height)
        if beyond > room:
            yield "clipped", f"{each.name} reaches {beyond:.0f} pixels beyond the frame."
    texts = [each for each in seen if isinstance(each.element, TextElement) and not _is_empty(each.element)]
    for one, other in combinations(texts, 2):
        if (share := _shared(one.box, other.box)) > OVERLAP:
            yield "overlapping", f"{one.name} and {other.name} share {share:.0%} of the smaller one."
    for each in texts:
        assert isinstance(each.element, TextElement)
        if each.size < SMALLER * each.element.size:
            told = f"{each.name} is set at {each.size:.0f} instead of {each.element.size:g} pixels to fit its box."
            yield "small", told
        if not each.moving and (faint := _faint(document, name, each, seen)) is not None:
            yield "faint", faint


def _covers_frame(box: Box, document: Document) -> bool:
    return box[0] <= 1 and box[1] <= 1 and box[2] >= document.width - 1 and box[3] >= document.height - 1


def _is_empty(element: Element) -> bool:
    return isinstance(element, TextElement) and not element.text.strip()


def _shared(one: Box, other: Box) -> float:
    """How much of the smaller box lies in the other one, 0 to 1."""
    across = min(one[2], other[2]) - max(one[0], other[0])
    down = min(one[3], other[3]) - max(one[1], other[1])
    smaller = min((box[2] - box[0]) * (box[3] - box[1]) for box in (one, other))
    return max(across, 0.0) * max(down, 0.0) / max(smaller, 1e-9)


def _faint(document: Document, scene: str, text: Seen, seen: list[Seen]) -> str | None:
    """Whether words can hardly be read on what they lie on; None where they can, or where that is a picture."""
    element = text.element
    assert isinstance(element, TextElement)
    if element.gradient is not None or element.rotation or any(track.property == "fill" for track in element.tracks):
        return None
    grounds = _behind(document, scene, text, seen)
    if not grounds:
        return None
    worst, behind = min((contrast(_blended(element.fill, 1.0, ground), ground), ground) for ground in grounds)
    side = min(document.width, document.height)
    wanted = AA_LARGE if text.size >= side * LARGE[1 if element.weight >= BOLD else 0] else AA
    if worst >= wanted - 0.05:
        return None
    return f"{text.name} can hardly be read: contrast {worst:.1f} on {behind}, words of this size need {wanted:g}."


def _behind(document: Document, scene: str, text: Seen, seen: list[Seen]) -> list[str]:
    """The colours behind the middle and the corners of a text; none where that is a picture."""
    left, top, right, bottom = text.box
    frame = 0.0, 0.0, float(document.width), float(document.height)
    below = seen[: next((i for i, each in enumerate(seen) if each is text), 0)]
    found = []
    for x, y in (((left + right) / 2, (top + bottom) / 2), (left, top), (right, top), (left, bottom), (right, bottom)):
        ground: str | None = _painted(document.scenes[scene].background, frame, x, y, reach=hypot(*frame[2:]) / 2)
        for each in below:
            if not _is_at(each, x, y):
                continue
            if isinstance(each.element, Pictured):
                ground = None
            elif isinstance(each.element, RectElement | EllipseElement) and ground is not None:
                paint = each.element.gradient or SolidPaint(color=each.element.fill)
                color = _painted(
                    paint, each.box, x, y, reach=max(each.box[2] - each.box[0], each.box[3] - each.box[1]) / 2
                )
                ground = _blended(color, each.element.opacity, ground)
        if ground is not None:
            found.append(ground)
    return found


def _is_at(seen: Seen, x: float, y: float) -> bool:
    left, top, right, bottom = seen.box
    x, y = _turned_back(x, y, seen)
    if not (left <= x <= right and top <= y <= bottom):
        return False
    if isinstance(seen.element, EllipseElement):
        across, down = (right - left) / 2, (bottom - top) / 2
        return ((x - left - across) / across) ** 2 + ((y - top - down) / down) ** 2 <= 1
    return True


def _turned_back(x: float, y: float, seen: Seen) -> tuple[float, float]:
    """The point as it lies to a turned element: beside its box as it would be were it not turned."""
    left, top, right, bottom = seen.box
    middle, turn = ((left + right) / 2, (top + bottom) / 2), radians(seen.element.rotation)
    across, down = x - middle[0], y - middle[1]
    return middle[0] + across * cos(turn) + down * sin(turn), middle[1] + down * cos(turn) - across * sin(turn)


def _painted(paint: SolidPaint | LinearPaint | RadialPaint, box: Box, x: float, y: float, reach: float) -> str:
    """`#rrggbbaa` of a paint at a point; a radial one reaches so many pixels from its middle."""
    if isinstance(paint, SolidPaint):
        return paint.color
    middle = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    if isinstance(paint, RadialPaint):
        share = hypot(x - middle[0], y - middle[1]) / max(reach, 1e-6)
    else:
        across, down = cos(radians(paint.angle)), sin(radians(paint.angle))
        half = (abs(across) * (box[2] - box[0]) + abs(down) * (box[3] - box[1])) / 2
        share = 0.5 + ((x - middle[0]) * across + (y - middle[1]) * down) / max(2 * half, 1e-6)
    place = min(max(share, 0.0), 1.0) * (len(paint.colors) - 1)
    first = min(int(place), len(paint.colors) - 2)
    one, other = ([*getrgb(color), 255][:4] for color in paint.colors[first : first + 2])
    return "#" + bytes(round(a + (b - a) * (place - first)) for a, b in zip(one, other, strict=True)).hex()


def _blended(color: str, opacity: float, ground: str) -> str:
    alpha = int(color[7:9], 16) / 255 if len(color) == 9 else 1.0
    return mixed(ground, color[:7], alpha * opacity)
