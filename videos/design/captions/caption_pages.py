"""Spoken lines as they are read: at most two rows at a time, each page as long as its words take. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from videos.compiler.text.fonts import Face
from videos.compiler.text.typesetting import set_at
from videos.design.canvas import Canvas
from videos.document.style import AA, Style, contrast
from videos.sound.cues import Line

ROWS = 2
SIZES = (4.6, 4.2, 3.9)  # units: the first at which a line takes two rows; else it is read in several pages
WIDTH = {True: 0.74, False: 0.86}  # of a wide frame and of others
WEIGHT = 600
STAYS = 0.4  # seconds that words stay when they are said, unless others follow
PAD = (0.6, 0.3)  # of the plate around the rows, in ems


@dataclass(frozen=True)
class Page:
    """Rows that are read together from the second `start` of the video to `end`; `width` and `height` of its plate."""

    text: str
    size: float
    start: float
    end: float
    width: float
    height: float


def pages_of(lines: Sequence[Line], canvas: Canvas, style: Style) -> list[Page]:
    """All that is read, in order; one page is gone when the next comes."""
    face = Face(style.font("body"), WEIGHT)
    lines = sorted(lines, key=lambda line: line.start)  # a voice may go on while the next begins
    pages: list[Page] = []
    for line, following in zip_longest(lines, lines[1:]):
        stays = line.end + STAYS
        pages += _pages(line, min(stays, following.start) if following else stays, face, canvas)
    return pages


def caption_colors(style: Style) -> tuple[str, str]:
    """Words and plate: of the style, where they can be read on each other."""
    for words, plate in ((style.text, style.background), (style.text, style.surface)):
        if contrast(words, plate) >= AA:
            return words, plate
    return "#ffffff", "#000000"


def _pages(line: Line, end: float, face: Face, canvas: Canvas) -> Iterator[Page]:
    """Their parts of the time are as long as their words."""
    rows, size = _rows(line.text, face, canvas)
    parts = ["\n".join(rows[first : first + ROWS]) for first in range(0, len(rows), ROWS)]
    letters, begins = sum(map(len, parts)), line.start
    for number, part in enumerate(parts):
        is_last = number == len(parts) - 1
        ends = end if is_last else begins + (line.end - line.start) * len(part) / letters
        block = set_at(part, face, size, canvas.width, "center")
        yield Page(part, size, begins, ends, block.width + 2 * PAD[0] * size, block.height + 2 * PAD[1] * size)
        begins = ends


def _rows(text: str, face: Face, canvas: Canvas) -> tuple[list[str], float]:
    width = canvas.width * WIDTH[canvas.is_wide]
    for units in SIZES:
        size = units * canvas.unit
        block = set_at(text, face, size, width, "center", cut=True)
        if len(block.lines) <= ROWS:
            break
    return [line.text for line in block.lines], size
