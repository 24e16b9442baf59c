"""Fitting words into a box: they wrap, shrink when they must, and never leave the frame's safe area."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby

from videos.compiler.text.fonts import ASCENT, DESCENT, Face, Glyph, set_text
from videos.compiler.text.segments import breakable, collapsed, ended, letters

LINE_HEIGHT = 1.2  # ems
TALLER_LINES = {"script": 1.62, "serif": 1.28}  # fonts whose letters reach farther
SAFE_MARGIN = 0.04  # of the frame's shorter side
SMALLER = 0.95  # the next size to try
Align = str


@dataclass(frozen=True)
class Box:
    """Pixels, from the top-left corner."""

    x: float
    y: float
    w: float
    h: float

    @property
    def center(self) -> tuple[float, float]:
        return self.x + self.w / 2, self.y + self.h / 2


@dataclass(frozen=True)
class Line:
    """One line of a block: `x` of its start and `y` of its baseline in pixels from the box's centre."""

    glyphs: tuple[Glyph, ...]
    x: float
    y: float
    width: float

    @property
    def words(self) -> list[tuple[Glyph, ...]]:
        """The glyphs between the spaces, which have no outlines, in the order in which they are read."""
        groups = groupby(self.glyphs, key=lambda glyph: bool(glyph.outlines))
        words = [tuple(group) for drawn, group in groups if drawn]
        return sorted(words, key=lambda word: min(glyph.place for glyph in word))


@dataclass(frozen=True)
class Block:
    """A set text: lines at `size` pixels an em. `missing` are characters that no font has."""

    lines: tuple[Line, ...]
    size: float
    width: float
    height: float
    missing: frozenset[str]


def inside_frame(box: Box, width: float, height: float) -> Box:
    """The box moved and, if it must, shrunk into the frame's safe area."""
    margin = SAFE_MARGIN * min(width, height)
    w, h = min(box.w, width - 2 * margin), min(box.h, height - 2 * margin)
    x = min(max(box.x, margin), width - margin - w)
    y = min(max(box.y, margin), height - margin - h)
    return Box(x, y, w, h)


def fit(text: str, face: Face, size: float, box_width: float, box_height: float, align: Align) -> Block:
    """`text` at the largest size up to `size` at which it fits into the box. Words are cut only when tiny else."""
    paragraphs = [collapsed(paragraph) for paragraph in text.splitlines()] or [""]
    width_of = _Measure(face)
    smallest_whole = min(size, max(size * 0.4, 12.0))
    while True:
        lines = _wrapped(paragraphs, width_of, box_width / size, cut=size <= smallest_whole)
        tall = len(lines) * line_height(face) * size
        wide = max(map(width_of, lines)) * size
        if (tall <= box_height + 1e-6 and wide <= box_width + 1e-6) or size < 1:
            break
        size *= SMALLER
    lines = _balanced(paragraphs, width_of, box_width / size, lines)
    return _block(lines, face, size, box_width, align)


def line_height(face: Face) -> float:
    """From line to line, in ems."""
    return TALLER_LINES.get(face.font, LINE_HEIGHT)


class _Measure:
    """The width of a text in ems; whole texts are cached by the fonts."""

    def __init__(self, face: Face) -> None:
        self.face = face

    def __call__(self, text: str) -> float:
        return set_text(text, self.face).width


def _wrapped(paragraphs: list[str], width_of: _Measure, limit: float, cut: bool) -> list[str]:
    """Greedy lines no wider than `limit` ems; a word that is too wide alone is cut, or left too wide."""
    lines: list[str] = []
    for paragraph in paragraphs:
        line, used = "", 0.0
        for space, word in breakable(paragraph):
            wider = used + width_of(space) + width_of(ended(word)) if line else width_of(ended(word))
            if wider <= limit:
                line, used = f"{line}{space}{word}" if line else word, wider
                continue
            if line:
                lines.append(ended(line))
            *full, line = _cut(word, width_of, limit) if cut else [word]
            lines, used = lines + full, width_of(line)
        lines.append(line)
    return lines


def _cut(word: str, width_of: Callable[[str], float], limit: float) -> list[str]:
    """The word in pieces no wider than `limit`, of at least one letter each."""
    pieces, piece, used = [], "", 0.0
    for letter in letters(word):
        if piece and used + width_of(letter) > limit:
            pieces.append(piece)
            piece, used = "", 0.0
        piece, used = piece + letter, used + width_of(letter)
    return [*pieces, piece]


def _balanced(paragraphs: list[str], width_of: _Measure, limit: float, lines: list[str]) -> list[str]:
    """As many lines, of more even width: the narrowest limit that needs no further line."""
    if len(lines) == len(paragraphs):
        return lines
    best, low, high = lines, limit / len(lines), limit
    for _ in range(8):
        middle = (low + high) / 2
        tried = _wrapped(paragraphs, width_of, middle, cut=False)
        if len(tried) <= len(lines) and max(map(width_of, tried)) <= limit:
            best, high = tried, middle
        else:
            low = middle
    return best


def _block(lines: list[str], face: Face, size: float, box_width: float, align: Align) -> Block:
    step = line_height(face) * size
    height = len(lines) * step
    first = -height / 2 + (step - (ASCENT + DESCENT) * size) / 2 + ASCENT * size
    placed, missing = [], set[str]()
    for index, text in enumerate(lines):
        run = set_text(text, face)
        width = run.width * size
        x = {"left": -box_width / 2, "center": -width / 2, "right": box_width / 2 - width}[align]
        placed.append(Line(run.glyphs, x, first + index * step, width))
        missing |= run.missing
    widest = max(line.width for line in placed)
    return Block(tuple(placed), size, widest, height, frozenset(missing))


def shrunk_to_frame(
    block_size: tuple[float, float], center: tuple[float, float], degrees: float, frame: tuple[float, float]
) -> tuple[float, tuple[float, float]]:
    """The scale and the centre that keep a turned block inside the frame's safe area."""
    sine, cosine = abs(math.sin(math.radians(degrees))), abs(math.cos(math.radians(degrees)))
    across = block_size[0] * cosine + block_size[1] * sine
    down = block_size[0] * sine + block_size[1] * cosine
    margin = SAFE_MARGIN * min(frame)
    room = frame[0] - 2 * margin, frame[1] - 2 * margin
    scale = min(1.0, room[0] / max(across, 1e-6), room[1] / max(down, 1e-6))
    half = across * scale / 2, down * scale / 2
    x = min(max(center[0], margin + half[0]), frame[0] - margin - half[0])
    y = min(max(center[1], margin + half[1]), frame[1] - margin - half[1])
    return scale, (x, y)
