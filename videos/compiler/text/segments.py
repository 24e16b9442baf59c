"""Where a text may be cut: letters as people see them (UAX #29), and places where a line may end (UAX #14). Pure.

Thai has no spaces and no rule of letters: its words are found by budoux. So are the phrases of Japanese, whose lines
may end anywhere by that rule, but read badly where a word is cut.
"""

import re
from functools import cache, lru_cache
from itertools import accumulate

import budoux
from uniseg.graphemecluster import grapheme_clusters
from uniseg.linebreak import line_break_units

LONGEST_PHRASE = 12  # letters of one that is not cut
SOFT_HYPHEN = "\u00ad"  # seen only where a line ends by it
# White space at which a line may end; no-break, figure and narrow no-break spaces hold their neighbours together.
_BREAKING_SPACES = re.compile(r"[^\S\u00a0\u2007\u202f]+")
# What both rules cut in the obvious way, and nearly all that is written in English; the rules take 0.1 ms a character.
_PLAIN = re.compile(r"[A-Za-z0-9 .,']*")
_THAI = re.compile(r"[\u0e00-\u0e7f]+")
_KANA = re.compile(r"[\u3041-\u30ff]")  # what Japanese is known by
_INSIDE_JAPANESE = re.compile(r"(?<=[\u3041-\u30ff\u3400-\u9fff\u3005])(?=[\u3041-\u30ff\u3400-\u9fff\u3005])")
_HELD_TOGETHER = re.compile(  # the end of a range, and what is counted: 9:30–19:00, 火〜日, 12月
    r"(?<=\d\u2013)(?=\d)|(?<=\w[\u301c\uff5e])(?=\w)|(?<=\d)(?=[\u3400-\u9fff])"
)
_NEVER_FIRST = "\u0e2f\u0e46"  # signs of abbreviation and repetition belong to the word before them


def collapsed(paragraph: str) -> str:
    """One space wherever there was white space, none at the ends; spaces that hold words together stay."""
    return _BREAKING_SPACES.sub(" ", paragraph).strip(" ")


@lru_cache(maxsize=4096)
def letters(text: str) -> tuple[str, ...]:
    """The grapheme clusters: a letter with its marks, a family of emoji, a flag."""
    return tuple(text) if text.isascii() else tuple(grapheme_clusters(text))


@lru_cache(maxsize=4096)
def breakable(paragraph: str) -> tuple[tuple[str, str], ...]:
    """The pieces between which a line may end, each with the space before it."""
    if _PLAIN.fullmatch(paragraph):
        words = paragraph.split(" ")
        return tuple((" " if index else "", word) for index, word in enumerate(words))
    pieces: list[tuple[str, str]] = []
    space, place, whole = "", 0, _unbroken(paragraph)
    for unit in line_break_units(paragraph):
        word = unit.rstrip(" ")
        if place in whole:
            before, first = pieces.pop()
            pieces.append((before, first + word))
        else:
            first, *others = _thai_words(word)
            pieces += [(space, first), *(("", other) for other in others)]
        space, place = unit[len(word) :], place + len(unit)
    return tuple(pieces) or (("", ""),)


def _unbroken(paragraph: str) -> set[int]:
    """The places inside of words at which the rule would let a line end."""
    whole = {found.start() for found in _HELD_TOGETHER.finditer(paragraph)}
    if _KANA.search(paragraph):
        inside = {found.start() for found in _INSIDE_JAPANESE.finditer(paragraph)}
        phrases = _japanese().parse(paragraph)
        for phrase, end in zip(phrases, accumulate(map(len, phrases)), strict=True):
            if len(phrase) <= LONGEST_PHRASE:
                whole |= inside & set(range(end - len(phrase) + 1, end))
    return whole


def ended(line: str) -> str:
    """The line as it stands when it ends here: a soft hyphen at its end is seen, others are not."""
    return line[:-1] + "-" if line.endswith(SOFT_HYPHEN) else line


def _thai_words(word: str) -> list[str]:
    if not _THAI.search(word):
        return [word]
    words: list[str] = []
    for piece in _thai().parse(word):
        if words and piece[0] in _NEVER_FIRST:
            words[-1] += piece
        else:
            words.append(piece)
    return words


@cache
def _japanese() -> budoux.Parser:
    return budoux.load_default_japanese_parser()


@cache
def _thai() -> budoux.Parser:
    return budoux.load_default_thai_parser()
