"""Fitting words into a box: they wrap, shrink when they must, and never leave the frame's safe area."""

import math
from dataclasses import dataclass
from itertools import groupby

from videos.compiler.text.fonts import ASCENT, DESCENT, Face, Glyph, Run, set_text
from videos.compiler.text.segments import breakable, collapsed, ended, letters

LINE_HEIGHT = 1.2  # ems
TALLER_LINES = {"script": 1.62, "serif": 1.28}  # fonts whose letters reach farther
SAFE_MARGIN = 0.04  # of the frame's shorter side
SMALLER = 0.95  # the next size to try
NEAR = 1.04  # letters set in one piece differ in width from those set one by one by up to so much
SMALLEST = 0.1  # pixels: from there on a text may leave its box, which nobody sees
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
    """One line of a block: `x` of its start and `y` of its baseline in pixels from the box's centre; its `text`."""

    glyphs: tuple[Glyph, ...]
    x: float
    y: float
    width: float
    text: str = ""

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


@dataclass(frozen=True)
class Cut:
    """A line that is not set yet: it reaches from `start` to before `end` of its paragraph."""

    paragraph: str
    start: int
    end: int

    @property
    def text(self) -> str:
        return self.paragraph[self.start : self.end]

    def set_in(self, face: Face) -> Run:
        return set_text(self.paragraph, face, self.start, self.end)


def inside_frame(box: Box, width: float, height: float) -> Box:
    """The box moved and, if it must, shrunk into the frame's safe area."""
    margin = SAFE_MARGIN * min(width, height)
    w, h = min(box.w, width - 2 * margin), min(box.h, height - 2 * margin)
    x = min(max(box.x, margin), width - margin - w)
    y = min(max(box.y, margin), height - margin - h)
    return Box(x, y, w, h)


def fit(
    text: str,
    face: Face,
    size: float,
    box_width: float,
    box_height: float,
    align: Align,
    *,
    cut: bool | None = None,
) -> Block:
    """`text` at the largest size up to `size` at which it fits into the box.

    Words are `cut` by themselves only when they would be tiny else; True: as soon as one is too wide, False: never.
    """
    paragraphs = [collapsed(paragraph) for paragraph in text.splitlines()] or [""]
    smallest_whole = min(size, max(size * 0.4, 12.0))
    while True:
        is_cut = size <= smallest_whole if cut is None else cut
        lines = _wrapped(paragraphs, face, box_width / size, cut=is_cut)
        tall = len(lines) * line_height(face) * size
        if (tall <= box_height + 1e-6 and _widest(lines, face) * size <= box_width + 1e-6) or size < SMALLEST:
            break
        size *= SMALLER
    lines = _balanced(paragraphs, face, box_width / size, lines)
    return _block(lines, face, size, box_width, align)


def set_at(text: str, face: Face, size: float, box_width: float, align: Align, *, cut: bool = False) -> Block:
    """`text` at just this size; wider than `box_width` where a word is, unless words are `cut`."""
    paragraphs = [collapsed(paragraph) for paragraph in text.splitlines()] or [""]
    limit = box_width / size
    lines = _balanced(paragraphs, face, limit, _wrapped(paragraphs, face, limit, cut=cut))
    return _block(lines, face, size, box_width, align)


def narrowest(text: str, face: Face) -> float:
    """The width of the widest word, in ems: no narrower box holds the text without cutting one."""
    words = (ended(word) for paragraph in text.splitlines() for _, word in breakable(collapsed(paragraph)))
    return max((set_text(word, face).width for word in words), default=0.0)


def line_height(face: Face) -> float:
    """From line to line, in ems."""
    return TALLER_LINES.get(face.font, LINE_HEIGHT)


def _widest(lines: list[Cut], face: Face) -> float:
    return max(line.set_in(face).width for line in lines)


def _wrapped(paragraphs: list[str], face: Face, limit: float, cut: bool) -> list[Cut]:
    """Greedy lines no wider than `limit` ems; a word that is too wide alone is cut, or left too wide."""
    lines: list[Cut] = []
    for paragraph in paragraphs:
        start, end, used = 0, 0, 0.0  # of the line that is being filled
        for space, word in breakable(paragraph):
            first, wide = end + len(space), set_text(ended(word), face).width
            if end > start:
                wide += used + (set_text(space, face).width + face.spacing if space else 0.0) + face.spacing
                if wide > limit:  # set in one line they may be narrower by more than a little: "To Ye, VAT"
                    wide = Cut(paragraph, start, first + len(word)).set_in(face).width
            if wide <= limit:
                start, end, used = start if end > start else first, first + len(word), wide
                continue
            if end > start:
                lines.append(Cut(paragraph, start, end))
            start = first
            *full, rest = _cut(word, face, limit) if cut else [word]
            for piece in full:
                lines.append(Cut(paragraph, start, start + len(piece)))
                start += len(piece)
            end, used = start + len(rest), set_text(rest, face).width
        lines.append(Cut(paragraph, start, end))
    return lines


def _cut(word: str, face: Face, limit: float) -> list[str]:
    """The word in pieces no wider than `limit`, of at least one letter each."""
    pieces, piece, used = [], "", 0.0
    for letter in letters(word):
        wide = set_text(ended(letter), face).width
        wide += face.spacing if piece else 0.0
        if piece and used + wide > limit / NEAR:
            wide = set_text(ended(piece + letter), face).width - used
        if piece and used + wide > limit:
            pieces.append(piece)
            piece, used, wide = "", 0.0, set_text(ended(letter), face).width
        piece, used = piece + letter, used + wide
    return [*pieces, piece]


def _balanced(paragraphs: list[str], face: Face, limit: float, lines: list[Cut]) -> list[Cut]:
    """As many lines, of more even width: the narrowest limit that needs no further line."""
    if len(lines) == len(paragraphs):
        return lines
    best, low, high = lines, limit / len(lines), limit
    for _ in range(8):
        middle = (low + high) / 2
        tried = _wrapped(paragraphs, face, middle, cut=False)
        if len(tried) <= len(lines) and _widest(tried, face) <= limit:
            best, high = tried, middle
        else:
            low = middle
    return best


def _block(lines: list[Cut], face: Face, size: float, box_width: float, align: Align) -> Block:
    step = line_height(face) * size
    height = len(lines) * step
    first = -height / 2 + (step - (ASCENT + DESCENT) * size) / 2 + ASCENT * size
    placed, missing = [], set[str]()
    for index, line in enumerate(lines):
        run = line.set_in(face)
        width = run.width * size
        x = {"left": -box_width / 2, "center": -width / 2, "right": box_width / 2 - width}[align]
        placed.append(Line(run.glyphs, x, first + index * step, width, line.text))
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
