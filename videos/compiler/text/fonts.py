"""Packaged fonts: which one has a character, how a text is set in it, and the outlines of its glyphs.

All lengths are in ems, so that a text is set once and then scaled; y points down.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from videos.compiler.text.directions import in_sight_order
from videos.compiler.text.segments import letters
from videos.document.outlines import Outline, OutlinePen

if TYPE_CHECKING:
    import uharfbuzz as hb

# The family that each `font` of the document begins with; what it lacks comes from the others.
FAMILIES = {
    "sans": "inter", "display": "outfit", "serif": "playfair-display", "script": "pacifico", "condensed": "oswald",
    "poster": "anton", "slab": "roboto-slab", "mono": "jetbrains-mono", "rounded": "fredoka", "hand": "caveat",
}  # fmt: skip
NOTO, CJK = (
    "manimgx_fonts",
    "noto_cjk_sans_otc",
)  # packages of files: many scripts, symbols and emoji; Han, kana, hangul
BOLD, EMBOLDENED_EMS = 600, 0.03  # from which weight on a font of one weight is drawn bolder, and by how much
ASCENT, DESCENT = 0.97, 0.24  # of a line, from the baseline; the same for all fonts, so that lines stay even


@dataclass(frozen=True)
class Glyph:
    """One drawn glyph: `x` from the run's start, `y` below the baseline; `place` of its letter in the line."""

    font: str
    weight: int
    index: int
    x: float
    y: float
    place: int

    @property
    def outlines(self) -> tuple[Outline, ...]:
        return _outlines(self.font, self.weight, self.index)


@dataclass(frozen=True)
class Run:
    """A line that is set. `missing` are the characters that no font has; they are left out."""

    glyphs: tuple[Glyph, ...]
    width: float
    missing: frozenset[str]


@dataclass(frozen=True)
class Face:
    """How a text is written: the document's `font`, its weight, and room between letters in ems."""

    font: str = "sans"
    weight: int = 400
    spacing: float = 0.0


@lru_cache(maxsize=4096)
def set_text(paragraph: str, face: Face, start: int = 0, end: int | None = None) -> Run:
    """The line from `start` to before `end` of a paragraph, in the first font that has each character."""
    glyphs: list[Glyph] = []
    width, missing = 0.0, set[str]()
    for directed in in_sight_order(paragraph, start, end):
        parts = list(_by_font(directed.text, face.font))
        for start, part, font in reversed(parts) if directed.leftwards else parts:
            if font is None:
                missing.update(part)
                continue
            first = directed.start + start
            placed, advance = _shape(part, font, face, leftwards=directed.leftwards)
            glyphs += [Glyph(font, face.weight, glyph, width + x, y, first + at) for glyph, at, x, y in placed]
            width += advance
    return Run(tuple(glyphs), max(width - face.spacing, 0.0), frozenset(missing))


def _by_font(text: str, wanted: str) -> Iterator[tuple[int, str, str | None]]:
    """The text cut where the font changes, each piece with its start; what belongs to a letter stays with it."""
    start, part, current = 0, "", None
    for letter, font in _with_fonts(text, wanted):
        if part and font != current:
            yield start, part, current
            start, part = start + len(part), ""
        part, current = part + letter, font
    if part:
        yield start, part, current


def _with_fonts(text: str, wanted: str) -> Iterator[tuple[str, str | None]]:
    """Each letter with the font that has all of it; one that no font has is taken apart."""
    for letter in letters(text):
        font = _font_for(letter, wanted)
        if font is None and len(letter) > 1:
            yield from ((character, _font_for(character, wanted)) for character in letter)
        else:
            yield letter, font


@lru_cache(maxsize=4096)
def _font_for(cluster: str, wanted: str) -> str | None:
    names = FAMILIES[wanted], *_names()
    return next((font for font in names if _has(font, cluster)), None)


def _has(font: str, cluster: str) -> bool:
    opened = _opened(font, 400)
    return all(opened.get_nominal_glyph(ord(character)) for character in cluster if not _invisible(character))


def _invisible(character: str) -> bool:
    """Joiners, variation selectors, controls: they shape other characters and have no picture of their own."""
    return unicodedata.category(character) in ("Cf", "Cc") or 0xFE00 <= ord(character) <= 0xFE0F


@cache
def _names() -> tuple[str, ...]:
    """All fonts, in the order in which they are asked for a character: those of the document, then the others."""
    return (*FAMILIES.values(), *sorted(_files(NOTO), key=_rank), *_files(CJK))


@cache
def _files(package: str) -> dict[str, Path]:
    """The upright fonts of a package, by name."""
    folder = Path(str(files(package)))
    found = sorted(path for path in folder.iterdir() if path.suffix in (".ttf", ".ttc") and "Italic" not in path.name)
    return {path.stem: path for path in found}


def _rank(name: str) -> tuple[bool, bool, str]:
    """Letters before symbols, symbols before emoji: a sun in a text is rather a sign than a picture."""
    return "Emoji" in name, "Symbols" in name, name


@cache
def _opened_face(font: str) -> "hb.Face":
    import fontpkg
    import uharfbuzz as hb

    packaged = {**_files(NOTO), **_files(CJK)}
    path = packaged[font] if font in packaged else fontpkg.path(font, nearest=True)
    return hb.Face(hb.Blob.from_file_path(str(path)))


@cache
def _opened(font: str, weight: int) -> "hb.Font":
    """The font at this weight; a variable one is instanced by HarfBuzz, with the cut meant for large sizes."""
    import uharfbuzz as hb

    opened = hb.Font(_opened_face(font))
    opened.set_variations({"wght": weight, "opsz": 32})
    if font in _files(CJK) and weight >= BOLD:
        opened.synthetic_bold = (EMBOLDENED_EMS, EMBOLDENED_EMS, False)
    return opened


def _shape(text: str, font: str, face: Face, *, leftwards: bool) -> tuple[list[tuple[int, int, float, float]], float]:
    """Glyph, place of its letter in `text`, x and y of each; and the width, in ems."""
    import uharfbuzz as hb

    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    buffer.direction = "rtl" if leftwards else "ltr"
    opened = _opened(font, face.weight)
    hb.shape(opened, buffer, {"kern": True, "liga": face.spacing == 0, "dlig": False})
    em, x = opened.face.upem, 0.0
    placed = []
    for info, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        placed.append((info.codepoint, info.cluster, (x + position.x_offset) / em, -position.y_offset / em))
        x += position.x_advance + (face.spacing * em if position.x_advance else 0)
    return placed, x / em


@lru_cache(maxsize=4096)
def _outlines(font: str, weight: int, index: int) -> tuple[Outline, ...]:
    opened = _opened(font, weight)
    pen = OutlinePen(flip=-1.0)
    opened.draw_glyph_with_pen(index, pen)
    return tuple(outline.moved(0, 0, 1 / opened.face.upem) for outline in pen.outlines)
