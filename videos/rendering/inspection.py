"""Looking at a video as a critical person would: frames without anything to see, words cut off or on top of each other.

What stands where is computed from the document; whether anything is seen is asked of the pixels.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from videos.compiler import AssetReader, compile_with_warnings
from videos.compiler.composition import Composition, Output
from videos.compiler.movement import Movement
from videos.compiler.text.text_layers import laid_out
from videos.document.document import Component, Document, Scene
from videos.document.elements import ChartElement, ComponentElement, Element, ImageElement, TextElement
from videos.rendering.raster import Pixels, Raster
from videos.rendering.render_job import Frames

SHARES = (0.1, 0.5, 0.9)  # of each scene: when it is looked at
WIDTH = 320  # pixels of the frames that are looked at
VISIBLE = 0.5  # the opacity from which words must stand well
OUTSIDE = 0.005  # of the frame's shorter side: what rounding may move
OVERLAP = 0.06  # of the smaller text: more of it under another text is an overlap
FLAT = 6  # levels between the darkest and the brightest pixel of a flat frame
SEEN = 0.0005  # of the pixels: fewer that the elements change are nothing

Box = tuple[float, float, float, float]  # left, top, right, bottom in pixels of the document


@dataclass(frozen=True)
class Finding:
    """Something wrong. `kind` is blank, clipped, overlapping or warning; `share` the moment in its scene."""

    kind: str
    scene: str
    share: float
    message: str

    def __str__(self) -> str:
        return f"{self.kind} in {self.scene} at {self.share:.0%}: {self.message}"


@dataclass(frozen=True)
class Placed:
    """An element as it is at one moment: where what it draws is, in the frame."""

    name: str
    element: Element
    box: Box


def check(document: Document, read_asset: AssetReader = lambda asset: None) -> list[Finding]:
    """All that is wrong with the document at a tenth, the middle and nine tenths of each scene; none is good."""
    compiled = compile_with_warnings(document, read_asset)
    findings = [Finding("warning", "the video", 0.0, sentence) for sentence in compiled.warnings]
    for name, share, placed in _moments(document):
        findings += [Finding(kind, name, share, told) for kind, told in _misplaced(document, placed)]
    pictures = look(document, read_asset)
    bare = look(_without_elements(document), read_asset)
    for name, share, placed in _moments(document):
        full, empty = pictures[name, share], bare[name, share]
        if told := _blank(full, empty, bool(placed)):
            findings.append(Finding("blank", name, share, told))
    return findings


def look(
    document: Document, read_asset: AssetReader = lambda asset: None, width: int = WIDTH
) -> dict[tuple[str, float], Pixels]:
    """The frames that are looked at, by scene and share, `width` pixels wide: (height, width, 3) each."""
    height = max(2, round(width * document.height / document.width / 2) * 2)
    count = max(1, round(document.duration * document.fps))
    raster = Raster(compile_with_warnings(document, read_asset).lottie, Frames(width, height, document.fps, count))
    pictures, begins = {}, 0.0
    for name in document.scene_order:
        duration = document.scenes[name].duration
        for share in SHARES:
            index = min(round((begins + share * duration) * document.fps), count - 1)
            pictures[name, share] = raster.frame(index)[:, :, :3].copy()
        begins += duration
    return pictures


def _without_elements(document: Document) -> Document:
    empty: dict[str, object] = {"order": [], "elements": {}}
    scenes = {name: scene.model_copy(update=empty) for name, scene in document.scenes.items()}
    return document.model_copy(update={"scenes": scenes})


def _moments(document: Document) -> Iterator[tuple[str, float, list[Placed]]]:
    for name in document.scene_order:
        scene = document.scenes[name]
        stage = Composition(Output(document, lambda asset: None), name, scene.duration, 0.0, False)
        for share in SHARES:
            yield name, share, list(_placed(document, scene, stage, share * scene.duration))


def _placed(document: Document, holder: Scene | Component, stage: Composition, second: float) -> Iterator[Placed]:
    """The elements that are well seen at this second, those inside components too, in order."""
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
        if isinstance(element, TextElement):
            laid = laid_out(element, stage)
            across, down = laid.block.width * laid.zoom, (laid.block.height - 0.3 * laid.block.size) * laid.zoom
            shift = {"left": -1, "center": 0, "right": 1}[element.align] * (laid.box.w * laid.zoom - across) / 2
            x, y = movement.center(*laid.center)[at]
            across, down = _turned(across, down, element.rotation)
            x += shift
        else:
            across, down = element.w, element.h
            x, y = movement.center(element.x + element.w / 2, element.y + element.h / 2)[at]
        half = across * zoom / 2, down * zoom / 2
        yield Placed(name, element, (x - half[0], y - half[1], x + half[0], y + half[1]))


def _turned(across: float, down: float, degrees: float) -> tuple[float, float]:
    sine, cosine = abs(np.sin(np.radians(degrees))), abs(np.cos(np.radians(degrees)))
    return across * cosine + down * sine, across * sine + down * cosine


def _inside(
    document: Document, element: ComponentElement, movement: Movement, stage: Composition, second: float, at: int
) -> Iterator[Placed]:
    component = document.components[element.component]
    inner = Composition(stage.output, element.id, movement.end - movement.start, 0.0, False)
    zoom = min(element.w / stage.width, element.h / stage.height) * float(movement.scale()[at])
    x, y = movement.center(element.x + element.w / 2, element.y + element.h / 2)[at]
    for placed in _placed(document, component, inner, second - movement.start):
        left, top, right, bottom = placed.box
        across = [x + (side - stage.width / 2) * zoom for side in (left, right)]
        down = [y + (side - stage.height / 2) * zoom for side in (top, bottom)]
        yield Placed(placed.name, placed.element, (across[0], down[0], across[1], down[1]))


def _misplaced(document: Document, placed: list[Placed]) -> Iterator[tuple[str, str]]:
    """Words, charts and pictures beyond the frame's edge, and words over words. Other shapes may be cut by the edge."""
    room = OUTSIDE * min(document.width, document.height)
    for each in placed:
        if not isinstance(each.element, TextElement | ChartElement | ImageElement) or _is_empty(each.element):
            continue
        left, top, right, bottom = each.box
        beyond = max(-left, -top, right - document.width, bottom - document.height)
        if beyond > room:
            yield "clipped", f"{each.name} reaches {beyond:.0f} pixels beyond the frame."
    texts = [each for each in placed if isinstance(each.element, TextElement) and not _is_empty(each.element)]
    for one, other in combinations(texts, 2):
        if (share := _shared(one.box, other.box)) > OVERLAP:
            yield "overlapping", f"{one.name} and {other.name} share {share:.0%} of the smaller one."


def _is_empty(element: Element) -> bool:
    return isinstance(element, TextElement) and not element.text.strip()


def _shared(one: Box, other: Box) -> float:
    """How much of the smaller box lies in the other one, 0 to 1."""
    across = min(one[2], other[2]) - max(one[0], other[0])
    down = min(one[3], other[3]) - max(one[1], other[1])
    smaller = min((box[2] - box[0]) * (box[3] - box[1]) for box in (one, other))
    return max(across, 0.0) * max(down, 0.0) / max(smaller, 1e-9)


def _blank(picture: Pixels, bare: Pixels, has_elements: bool) -> str:
    """Why there is nothing to see; empty when there is."""
    if int(np.ptp(picture.astype(int), axis=(0, 1)).max()) <= FLAT:
        return "the frame has one flat colour."
    changed = (np.abs(picture.astype(int) - bare).max(axis=2) > FLAT).mean()
    return "nothing is seen but the background." if has_elements and changed < SEEN else ""
