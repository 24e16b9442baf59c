"""Text elements: glyph outlines, fitted into their box, shown at once, letter by letter or drawn."""

import unicodedata
from dataclasses import dataclass

import numpy as np

from videos.compiler.composition import Composition
from videos.compiler.halos import Halo, halo_of
from videos.compiler.lottie import (
    Json,
    Keys,
    alpha,
    group,
    keyed,
    shape_layer,
    still,
    stroke,
    transform,
    trim,
)
from videos.compiler.movement import Movement
from videos.compiler.paints import painted
from videos.compiler.reveals import percent, share_between, wiped
from videos.compiler.text.counting import counting_in, without
from videos.compiler.text.fonts import Face
from videos.compiler.text.typesetting import Block, Box, Line, fit, inside_frame, shrunk_to_frame
from videos.compiler.text.word_by_word import SHADOW_EMS, comes_by_word, glyph_paths, word_groups
from videos.compiler.timeline import Array
from videos.document.elements import TextElement


@dataclass(frozen=True)
class Laid:
    """A text in its place: its lines, what they are multiplied by, and where the middle of their box rests."""

    block: Block
    box: Box
    zoom: float
    center: tuple[float, float]


def laid_out(element: TextElement, composition: Composition) -> Laid:
    """The text fitted into its box, the box into the frame."""
    box = Box(element.x, element.y, element.w, element.h)
    if not any(track.property in ("x", "y") for track in element.tracks):  # who moves it says where it is
        box = inside_frame(box, composition.width, composition.height)
    face = Face(element.font, element.weight, element.spacing)
    block = fit(
        element.text, face, element.size, box.w, box.h, element.align, cut=True if element.wrap == "anywhere" else None
    )
    return Laid(block, box, *_kept_inside(element, composition, box, block))


def draw_text(element: TextElement, composition: Composition, movement: Movement) -> list[Json]:
    """The text as one layer; characters without a glyph are reported and left out."""
    laid = laid_out(element, composition)
    block, box = laid.block, laid.box
    report_missing(block, composition)
    progress = movement.progress()
    reveal = movement.reveal("typewriter")
    counts = counting_in(element, block) is not None
    by_word = comes_by_word(element, block) and progress is None and not counts
    whole = movement.without_entrance() if by_word else movement
    items = word_groups(element, block, movement) if by_word else _items(element, movement, block, progress, reveal)
    layer = shape_layer(items, whole.placed(*laid.center, zoom=laid.zoom), movement.first, movement.last)
    if reveal == "wipe":
        layer = wiped(layer, movement, box.w, block.height, progress)
    return [layer]


def report_missing(block: Block, composition: Composition) -> None:
    for character in sorted(block.missing):
        code = f"U+{ord(character):04X} {unicodedata.name(character, '')}".strip()
        composition.output.warn(f"No installed font has the character {character} ({code}); it is left out.")


def _kept_inside(
    element: TextElement, composition: Composition, box: Box, block: Block
) -> tuple[float, tuple[float, float]]:
    """A turned box may leave the frame although its text fits it: such a text is moved or shrunk."""
    if element.rotation % 180 == 0:
        return 1.0, box.center
    return shrunk_to_frame((box.w, block.height), box.center, element.rotation, (composition.width, composition.height))


def _items(element: TextElement, movement: Movement, block: Block, progress: Array | None, reveal: str) -> list[Json]:
    """What counts is not drawn or typed, too."""
    paint = painted(element, movement, (block.width, block.height))
    halo = halo_of(element, movement, block.size * SHADOW_EMS)
    if counting := counting_in(element, block):
        words, (numbers, below) = without(block, counting), counting.groups(element, block, movement, paint, halo)
        return [*numbers, *text_groups(words, [paint]), *below, *_below(halo, words, movement)]
    if progress is None or reveal == "wipe":
        return [*text_groups(block, [paint]), *_below(halo, block, movement)]
    if reveal == "draw":
        return _drawn(element, movement, block, progress, halo)
    return _typed(movement, block, progress, paint, halo)


def _below(halo: Halo, block: Block, movement: Movement, shown: Array | None = None) -> list[Json]:
    """Shadow and light word by word: lines around many outlines at once take many times as long to draw."""
    words = (glyph_paths(word, line.x, line.y, block.size) for line in block.lines for word in line.words)
    return [each for outlines in words for each in halo.below(outlines, movement, shown)]


def text_groups(block: Block, paint: list[Json]) -> list[Json]:
    """One group a line, about the centre of the box."""
    return [group([*line_paths(line, block.size), *paint]) for line in block.lines if line.glyphs]


def line_paths(line: Line, size: float) -> list[Json]:
    return glyph_paths(line.glyphs, line.x, line.y, size)


def _drawn(element: TextElement, movement: Movement, block: Block, progress: Array, halo: Halo) -> list[Json]:
    """The outlines are drawn, then filled; the line vanishes as the fill comes."""
    line_width = max(1.5, block.size * 0.025)
    line_opacity = percent(movement, 1 - share_between(progress, 0.8, 1.0), 100 * alpha(element.fill))
    code = element.gradient.colors[0] if element.gradient else element.fill
    paint = [
        trim(still(0), percent(movement, share_between(progress, 0.0, 0.75))),
        stroke(movement.colors() or code[:7], line_width, line_opacity),
    ]
    shown = share_between(progress, 0.55, 1.0)
    filled = painted(element, movement, (block.width, block.height), shown)
    below = _below(halo, block, movement, shown)
    return [*text_groups(block, [filled]), *text_groups(block, paint), *below]


def _typed(movement: Movement, block: Block, progress: Array, paint: Json, halo: Halo) -> list[Json]:
    """Each letter appears when the progress has reached it, in the order in which they are written."""
    count = sum(len(line.glyphs) for line in block.lines)
    groups: list[Json] = []
    below: list[Json] = []
    for line in block.lines:
        for glyph in sorted(line.glyphs, key=lambda glyph: glyph.place):
            shown = keyed(_switches(movement, progress > len(groups) / count), hold=True)
            outlines = glyph_paths((glyph,), line.x, line.y, block.size)
            groups.append(group([*outlines, paint], transform(opacity=shown)))
            if under := halo.below(outlines, movement):
                below.append(group(under, transform(opacity=shown)))
    return [*groups, *below]


def _switches(movement: Movement, shown: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> Keys:
    """The frames at which something is switched on (100) and off (0)."""
    changes = np.flatnonzero(np.diff(shown)) + 1
    return [(float(movement.frames[at]), 100 if shown[at] else 0) for at in (0, *changes)]
