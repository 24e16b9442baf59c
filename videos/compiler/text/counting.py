"""A number in a text that counts from 0 to itself, in the places in which it stands at the end."""

import re
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

import numpy as np

from videos.compiler.halos import Halo
from videos.compiler.lottie import Json, group, keyed, transform
from videos.compiler.movement import Movement
from videos.compiler.text.fonts import Face, Glyph, set_text
from videos.compiler.text.typesetting import Block, Line
from videos.compiler.text.word_by_word import glyph_paths
from videos.compiler.timeline import eased
from videos.document.elements import TextElement

COUNT_SECONDS = 1.2  # of a text without an entrance
LONGEST_SHARE = 0.7  # of the time in which a text is seen: it stands still for the rest
STEPS = 24  # numbers that are shown on the way, at most
MOST_DIGITS = 15
# Groups of three digits with the same sign between them, or as in India; else digits; then a decimal sign and more.
_SIGNS = ".,'’\u00a0\u2009\u202f "
_THREES = rf"[1-9][0-9]{{0,2}}(?P<sign>[{_SIGNS}])[0-9]{{3}}(?:(?P=sign)[0-9]{{3}})*"
_TWOS = r"[1-9][0-9]?(?:,[0-9]{2})+,[0-9]{3}"
_DECIMALS = r"[.,](?P<{}>[0-9]+)"
_NUMBER = re.compile(
    rf"(?:{_THREES}|{_TWOS})(?![0-9])(?:(?!(?P=sign)){_DECIMALS.format('behind')})?|[0-9]+(?:{_DECIMALS.format('after')})?"
)


@dataclass(frozen=True)
class Number:
    """A number as it is written: "1.250,50" is 125050 `units`, of which `decimals` stand behind the decimal sign."""

    written: str
    decimals: int

    @cached_property
    def units(self) -> int:
        return int("".join(filter(str.isdigit, self.written)))

    def at(self, share: float) -> str:
        """As written on the way, at this share of its value; spaces stand where it has no digits yet.

        Each sign stands as many places from the end as in the whole number.
        """
        digits = str(int(self.units * share)).rjust(self.decimals + 1, "0") if share < 1 else ""
        if share >= 1:
            return self.written
        result: list[str] = []
        left = len(digits)
        for character in reversed(self.written):
            if not left:
                result.append(" ")
            elif character.isdigit():
                left -= 1
                result.append(digits[left])
            else:
                result.append(character)
        return "".join(reversed(result))


def first_number(text: str) -> Number | None:
    """The first number of a text, if it can count: not when it is 0 or of too many digits."""
    found = _NUMBER.search(text)
    if not found:
        return None
    number = Number(found[0], len(found["behind"] or found["after"] or ""))
    return number if 0 < number.units < 10**MOST_DIGITS else None


@dataclass(frozen=True)
class Counting:
    """A number in its place: the glyphs of its characters, in the order in which it is written, and their line."""

    number: Number
    line: Line
    glyphs: tuple[Glyph, ...]

    def groups(
        self, element: TextElement, block: Block, movement: Movement, paint: Json, halo: Halo
    ) -> tuple[list[Json], list[Json]]:
        """The drawings of its characters, each seen while it is its turn; and what lies below them."""
        face, steps = _face(element), self._steps(element, movement)
        drawn, below = [], []
        for place, glyph in enumerate(self.glyphs):
            turns = [(frame, text[place]) for frame, text in steps]
            for character in sorted({character for _, character in turns} - {" "}):
                placed = transform(opacity=_seen(character, turns))
                there = _instead(glyph, self.number.written[place], character, face)
                outlines = glyph_paths(there, self.line.x, self.line.y, block.size)
                drawn.append(group([*outlines, paint], placed))
                if under := halo.below(outlines, movement):
                    below.append(group(under, placed))
        return drawn, below

    def _steps(self, element: TextElement, movement: Movement) -> list[tuple[float, str]]:
        """From which frame on which text is shown."""
        entrance = element.enter.duration if element.enter.preset != "none" else COUNT_SECONDS
        seconds = min(entrance, LONGEST_SHARE * (movement.end - movement.start))
        shares = np.linspace(0, 1, STEPS + 1)
        frames = (movement.start + shares * seconds) * movement.composition.fps
        texts = [self.number.at(float(share)) for share in eased("ease_out", shares)]
        return list(zip(map(float, frames), texts, strict=True))


def counting_in(element: TextElement, block: Block) -> Counting | None:
    """What counts in a text that is set; None when nothing is to, or its number is broken across lines."""
    number = first_number(element.text) if element.count_up else None
    if number is None:
        return None
    wanted = [_glyphs(character, element) for character in number.written]
    for line in block.lines:
        glyphs = sorted(line.glyphs, key=lambda glyph: glyph.place)
        drawn = [(glyph.font, glyph.index) for glyph in glyphs]
        for start in range(len(drawn) - len(wanted) + 1):
            if drawn[start : start + len(wanted)] == wanted:
                return Counting(number, line, tuple(glyphs[start : start + len(wanted)]))
    return None


def without(block: Block, counting: Counting) -> Block:
    """The block without the number that counts in it."""
    gone = set(counting.glyphs)

    def rest(line: Line) -> Line:
        return replace(line, glyphs=tuple(each for each in line.glyphs if each not in gone))

    return replace(block, lines=tuple(rest(line) if line is counting.line else line for line in block.lines))


def _seen(character: str, turns: list[tuple[float, str]]) -> Json:
    """The opacity of a character in a place where now this one is seen and now that."""
    shown = [(frame, 100 if it == character else 0) for frame, it in turns]
    changes = [now for before, now in pairwise(shown) if now[1] != before[1]]
    return keyed([shown[0], *changes], hold=True)


def _face(element: TextElement) -> Face:
    return Face(element.font, element.weight, element.spacing)


def _glyphs(character: str, element: TextElement) -> tuple[str, int] | None:
    run = set_text(character, _face(element))
    return (run.glyphs[0].font, run.glyphs[0].index) if run.glyphs else None


def _instead(glyph: Glyph, written: str, character: str, face: Face) -> list[Glyph]:
    """The character in the middle of the place of the one that is `written` there."""
    if character == written:
        return [glyph]
    run = set_text(character, face)
    aside = (set_text(written, face).width - run.width) / 2
    return [replace(each, x=glyph.x + aside + each.x, y=glyph.y, place=glyph.place) for each in run.glyphs]
