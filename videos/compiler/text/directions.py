"""Which way words run: the pieces of a line as they stand side by side, by Unicode's rules (UAX #9). Pure."""

from dataclasses import dataclass

from videos.compiler.text.segments import ended


@dataclass(frozen=True)
class Directed:
    """A piece of a line that runs one way; `start` is its place in the line."""

    text: str
    leftwards: bool
    start: int


def in_sight_order(paragraph: str, start: int = 0, end: int | None = None) -> list[Directed]:
    """The pieces of a line from left to right; it reaches from `start` to before `end` of its paragraph.

    The first letter that has a way says which way the paragraph runs. Mirroring brackets is left to who draws a piece.
    """
    end = len(paragraph) if end is None else end
    line = paragraph[start:end] if end == len(paragraph) else ended(paragraph[start:end])
    # A hyphen that is seen because the line ends goes with the letter before it; the rules would call it a space.
    known = line if line == paragraph[start:end] else line[:-1]
    if not known:
        return [Directed(line, False, 0)] if line else []
    pieces = []
    for first, last, leftwards in _runs(paragraph, start, start + len(known)):
        last = len(line) if last == len(known) else last
        pieces.append(Directed(line[first:last], leftwards, first))
    return pieces


def _runs(paragraph: str, start: int, end: int) -> list[tuple[int, int, bool]]:
    """First and behind last of what runs one way, from `start`, and whether it runs to the left; from left to right."""
    from icu import Bidi, UnicodeString

    whole = Bidi()
    whole.setPara(UnicodeString(paragraph), Bidi.DEFAULT_LTR)
    line = whole.setLine(_units(paragraph[:start]), _units(paragraph[:end]))
    # ICU counts in units of UTF-16: a character outside of the basic plane is two.
    places = [place for place, character in enumerate(paragraph[start:end]) for _ in range(_units(character))]
    places.append(end - start)
    runs = (line.getVisualRun(index) for index in range(line.countRuns()))
    return [(places[first], places[first + length], bool(way)) for first, length, way in runs]


def _units(text: str) -> int:
    return len(text) + sum(character > "\uffff" for character in text)
