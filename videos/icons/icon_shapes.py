"""The icons there are: line icons of the Lucide package, and marks of brands of the Simple Icons package.

Nothing is read before the first icon is asked for; then names, other names and tags once, and each drawing when it is
wanted. Brand marks whose owners set terms of their own are left out: what is here is in the public domain, as pictures.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from lucide.db import get_db_connection

SIDE = 24.0  # of the square that each icon is drawn in
LINE_WIDTH = 2.0  # of a line icon, in that square
BRAND = "brand:"
_FREE = (None, "CC0-1.0")


@dataclass(frozen=True)
class IconShape:
    """A drawing in a square of SIDE by SIDE: `d` is an SVG path of absolute commands.

    `filled`: a brand's mark, to be filled; others are lines, to be stroked LINE_WIDTH wide.
    """

    name: str
    d: str
    filled: bool


@dataclass(frozen=True)
class Catalogue:
    """All names, each with its tags; and other names that icons go by, in plain words, with the icon's own."""

    tags: dict[str, tuple[str, ...]]
    aliases: dict[str, str]


def plain_words(words: str) -> str:
    """Lower case without accents, one space for whatever stands between words: "E-Mail_Adresse", "e mail adresse"."""
    apart = unicodedata.normalize("NFKD", words.casefold())
    return " ".join(re.findall(r"[^\W_]+", "".join(c for c in apart if not unicodedata.combining(c))))


def shape_of(name: str) -> IconShape | None:
    """The icon of exactly this name, "clock" or "brand:github"; None when there is none."""
    return _brand(name.removeprefix(BRAND)) if name.startswith(BRAND) else _line_icon(name)


@cache
def catalogue() -> Catalogue:
    """What there is of line icons."""
    with get_db_connection() as database:
        if database is None:
            return Catalogue({}, {})
        tags: dict[str, list[str]] = {name: [] for (name,) in database.execute("SELECT name FROM icons ORDER BY name")}
        for name, tag in database.execute("SELECT name, tag FROM icon_tags ORDER BY name, rowid"):
            tags[name].append(tag)
        aliases = {plain_words(alias): name for name, alias in database.execute("SELECT name, alias FROM icon_aliases")}
    own = {plain_words(name): name for name in tags}
    return Catalogue({name: tuple(each) for name, each in tags.items()}, {**aliases, **own})


@cache
def brands() -> dict[str, str]:
    """The names of brands in plain words, with and without spaces, each with its icon's name."""
    import simple_icons_pack

    marks = [mark for name in dir(simple_icons_pack) if _is_free(mark := getattr(simple_icons_pack, name))]
    spellings = ((spelling, mark.slug) for mark in marks for spelling in _spellings(mark.title, mark.slug))
    return {spelling: f"{BRAND}{slug}" for spelling, slug in spellings}


def _is_free(mark: object) -> bool:
    return hasattr(mark, "svg") and getattr(mark, "license", None) in _FREE


def _spellings(*names: str) -> Iterable[str]:
    for name in names:
        yield from (plain_words(name), plain_words(name).replace(" ", ""))


@lru_cache(maxsize=1024)
def _line_icon(name: str) -> IconShape | None:
    with get_db_connection() as database:
        row = database and database.execute("SELECT svg FROM icons WHERE name = ?", (name,)).fetchone()
    return IconShape(name, _path(row[0]), filled=False) if row else None


@lru_cache(maxsize=1024)
def _brand(slug: str) -> IconShape | None:
    import simple_icons_pack

    mark = simple_icons_pack.get_icon(slug)
    return IconShape(f"{BRAND}{slug}", _path(mark.svg), filled=True) if mark and _is_free(mark) else None


def _path(svg: str) -> str:
    """All shapes of an SVG drawing as one path, whose commands are absolute so that its pieces may stand in a row."""
    from fontTools.pens.svgPathPen import SVGPathPen
    from fontTools.svgLib.path import SVGPath

    pen = SVGPathPen(None, ntos=lambda number: f"{number:.3f}".rstrip("0").rstrip("."))
    SVGPath.fromstring(svg.encode()).draw(pen)
    return str(pen.getCommands())
