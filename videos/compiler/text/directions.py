"""Which way words run: Hebrew and Arabic to the left, numbers and Latin among them to the right."""

import unicodedata
from dataclasses import dataclass
from itertools import groupby

LEFTWARDS, RIGHTWARDS = frozenset({"R", "AL"}), frozenset({"L", "EN", "AN"})


@dataclass(frozen=True)
class Directed:
    """A piece of a line that runs one way; `start` is its place in the line."""

    text: str
    leftwards: bool
    start: int


def in_sight_order(line: str) -> list[Directed]:
    """The pieces of a line from left to right. Marks and spaces follow what stands on both sides, else the line.

    One level of the Unicode bidirectional algorithm: enough for titles, which embed nothing in each other.
    """
    known = [_strong(character) for character in line]
    base = next((way for way in known if way is not None), False)
    ways = [way if way is not None else _between(known, place, base) for place, way in enumerate(known)]
    pieces, start = [], 0
    for way, group in groupby(ways):
        length = len(list(group))
        pieces.append(Directed(line[start : start + length], way, start))
        start += length
    return pieces[::-1] if base else pieces


def _strong(character: str) -> bool | None:
    """Whether a character runs to the left; None when it has no way of its own."""
    kind = unicodedata.bidirectional(character)
    return True if kind in LEFTWARDS else False if kind in RIGHTWARDS else None


def _between(known: list[bool | None], place: int, base: bool) -> bool:
    before = next((way for way in reversed(known[:place]) if way is not None), base)
    after = next((way for way in known[place:] if way is not None), base)
    return before if before == after else base
