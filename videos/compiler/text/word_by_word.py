"""Words that come one after another, each with its own short movement."""

from collections.abc import Sequence

import numpy as np

from videos.compiler.halos import halo_of
from videos.compiler.lottie import Json, group, keyed, path, still, transform
from videos.compiler.movement import DIRECTIONS, FADE_SHARE, FADING, SMALLEST, Movement
from videos.compiler.paints import painted
from videos.compiler.text.fonts import Glyph
from videos.compiler.text.typesetting import Block
from videos.compiler.timeline import Array, between
from videos.document.elements import TextElement

WORD_SHARE = 0.6  # of an entrance: what one word takes of it
MOST_WORDS = 40  # more of them come line by line
SMALLEST_WORD = 0.6
SLIDE_EMS = 0.8  # how far a word slides
SHADOW_EMS = 0.11  # how wide the shadow of a text is


def comes_by_word(element: TextElement, block: Block) -> bool:
    """Whether the entrance brings the words one after another: any but the revealing ones, of several words."""
    moves = element.enter.preset in FADING or element.enter.preset in SMALLEST
    return moves and element.enter.duration > 0 and len(_parts(block)) > 1


def word_groups(element: TextElement, block: Block, movement: Movement) -> list[Json]:
    """A group for each word, in reading order; shadows and light lie below all of them."""
    parts = _parts(block)
    paint = painted(element, movement, (block.width, block.height))
    halo = halo_of(element, movement, block.size * SHADOW_EMS)
    words, halos = [], []
    for index, outlines in enumerate(parts):
        placed = _moving(element, block, movement, outlines, index / (len(parts) - 1))
        words.append(group([*outlines, paint], placed))
        if under := halo.below(outlines, movement):
            halos.append(group(under, placed))
    return [*words, *halos]


def glyph_paths(glyphs: Sequence[Glyph], x: float, y: float, size: float) -> list[Json]:
    """The outlines of glyphs whose line begins at (x, y), at `size` pixels an em."""
    return [
        path(each.moved(x + glyph.x * size, y + glyph.y * size, size)) for glyph in glyphs for each in glyph.outlines
    ]


def _parts(block: Block) -> list[list[Json]]:
    """The outlines of each word, or of each line of a long text."""
    words = [(line, word) for line in block.lines for word in line.words]
    if len(words) > MOST_WORDS:
        words = [(line, line.glyphs) for line in block.lines if line.glyphs]
    return [glyph_paths(glyphs, line.x, line.y, block.size) for line, glyphs in words]


def _moving(element: TextElement, block: Block, movement: Movement, outlines: list[Json], turn: float) -> Json:
    """The transform of a word whose turn comes at this share, 0 to 1, of the time in which words begin."""
    preset, duration = element.enter.preset, element.enter.duration
    begin = movement.start + turn * (1 - WORD_SHARE) * duration

    def came(share: float = 1.0) -> Array:
        return between(begin, WORD_SHARE * duration * share, movement.entrance_ease, movement.times)

    middle = _middle(outlines)
    x, y = DIRECTIONS.get(preset, (0, 0))
    away = (1 - came())[:, None] * SLIDE_EMS * block.size
    place = np.array(middle) - away * np.array([x, y])
    smallest = max(SMALLEST.get(preset, 1.0), SMALLEST_WORD)  # or its overshoot would run into its neighbours
    size = np.maximum(100 * (smallest + (1 - smallest) * came()), 0)
    fading = np.clip(came(1.0 if preset == "fade" else FADE_SHARE), 0, 1)
    return transform(
        position=keyed(movement.keys(place, 0.1)),
        scale=keyed(movement.keys(np.stack([size, size], axis=1), 0.1)),
        opacity=keyed(movement.keys(100 * fading, 0.5)),
        anchor=still(middle),
    )


def _middle(outlines: list[Json]) -> tuple[float, float]:
    points = np.array([point for outline in outlines for point in outline["ks"]["k"]["v"]])
    low, high = points.min(axis=0), points.max(axis=0)
    return float(low[0] + high[0]) / 2, float(low[1] + high[1]) / 2
