"""How text is cut and read: letters, lines, and the order in which letters come."""

import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.cases import case, needs_cases
from videos.compiler.text.fonts import Face, set_text
from videos.compiler.text.segments import SOFT_HYPHEN, breakable, collapsed, letters
from videos.compiler.text.typesetting import Block, fit

SANS = Face("sans")
FAMILY, ASTRONAUT, FLAG = (
    "👨\u200d👩\u200d👧",
    "👩\u200d🚀",
    "🇩🇪",
)
NO_BREAK, FIGURE, NARROW = "\u00a0", "\u2007", "\u202f"
LETTERS = [*"aZ09 .,'-—/()«»%€éשלمر我。「」안", "हि", "ภา", "ษๆ", FAMILY, FLAG, NO_BREAK, SOFT_HYPHEN]
WORLD = st.lists(st.sampled_from(LETTERS), max_size=40).map("".join)


def shapes(words: str) -> list[int]:
    return [glyph.index for glyph in set_text(words, SANS).glyphs]


@pytest.mark.parametrize("joined", [FAMILY, ASTRONAUT, "🏳\ufe0f\u200d🌈"])
def test_joined_emoji_are_one_picture(joined: str) -> None:
    assert letters(joined) == (joined,)
    assert shapes(joined) != shapes(joined.replace("\u200d", ""))


def test_a_flag_a_mark_and_a_syllable_are_letters() -> None:
    assert letters(f"a{FLAG}e\u0301हि") == ("a", FLAG, "e\u0301", "हि")


@needs_cases
def test_what_was_reported_of_joiners_and_no_break_spaces() -> None:
    told = json.loads(case("text.json"))
    for joined, apart in told["joiners"]["must_differ"]:
        assert shapes(joined) != shapes(apart)
    held: dict[str, Any] = told["no_break_space"]["one_line"]
    assert len(fit(held["text"], SANS, held["size"], held["w"], held["h"], held["align"]).lines) == 1


@pytest.mark.parametrize("space", [NO_BREAK, FIGURE, NARROW])
def test_a_space_that_holds_together_ends_no_line(space: str) -> None:
    assert breakable(f"10{space}000 people") == (("", f"10{space}000"), (" ", "people"))


@pytest.mark.parametrize(
    ("words", "pieces"),
    [
        ("a well-known fact", ["a", "well-", "known", "fact"]),
        ("yes/no — 3.5% ($12)", ["yes/", "no", "—", "3.5%", "($12)"]),
        ("你好。「好」", ["你", "好。", "「好」"]),
        (
            "ภาษาไทยสวยจริงๆ",
            ["ภาษาไทย", "สวย", "จริงๆ"],
        ),
        ("café « oui »", ["café", "« oui »"]),
        ("新しいパン屋を開きます。", ["新しい", "パン屋を", "開きます。"]),
        ("12月12日(土)、火〜日 7:00〜18:00", ["12月", "12日", "(土)、", "火〜日", "7:00〜18:00"]),
        ("Open 9:30–19:00", ["Open", "9:30–19:00"]),
        ("London–Paris, 3–5 days", ["London–", "Paris,", "3–5", "days"]),
    ],
)
def test_lines_end_where_the_world_ends_them(words: str, pieces: list[str]) -> None:
    assert [piece for _, piece in breakable(words)] == pieces


def test_a_soft_hyphen_is_seen_where_a_line_ends_by_it_and_nowhere_else() -> None:
    hyphen = shapes("-")[0]

    def drawn(block: Block) -> list[list[bool]]:
        return [[glyph.index == hyphen for glyph in line.glyphs] for line in block.lines]

    word = f"extra{SOFT_HYPHEN}ordinary"
    assert not any(map(any, drawn(fit(word, SANS, 20, 400, 400, "left"))))
    broken = drawn(fit(word, SANS, 20, 90, 400, "left"))
    assert [any(line) for line in broken] == [True, False] and broken[0][-1]


@given(WORLD)
@example("10\u00a0000")
def test_no_letter_is_lost_doubled_or_taken_apart(words: str) -> None:
    line = collapsed(words)
    pieces = breakable(line)
    assert "".join(space + piece for space, piece in pieces) == line
    assert tuple(letter for space, piece in pieces for letter in (*letters(space), *letters(piece))) == letters(line)


@given(WORLD, st.floats(30, 300))
def test_every_letter_that_is_set_stands_in_some_line(words: str, width: float) -> None:
    whole = set_text(collapsed(words), SANS)
    block = fit(words, SANS, 20, width, 10_000, "left")
    drawn = [glyph for line in block.lines for glyph in line.glyphs if glyph.outlines]
    assert block.missing == whole.missing
    assert bool(drawn) == any(glyph.outlines for glyph in whole.glyphs)


@pytest.mark.parametrize("words", ["שלום עולם", "مرحبا بكم"])
def test_what_runs_to_the_left_is_read_from_the_right(words: str) -> None:
    """Typewriters and word by word follow `place`: the first letter is the rightmost one."""
    (line,) = fit(words, SANS, 40, 1000, 200, "left").lines
    read = sorted(line.glyphs, key=lambda glyph: glyph.place)
    assert read[0].x == max(glyph.x for glyph in line.glyphs)
    assert read[-1].x == min(glyph.x for glyph in line.glyphs)
    first, second = line.words
    assert min(glyph.x for glyph in first) > max(glyph.x for glyph in second)


def test_latin_is_read_from_the_left() -> None:
    (line,) = fit("two words", SANS, 40, 1000, 200, "left").lines
    assert [glyph.place for glyph in line.glyphs] == list(range(9))
    first, second = line.words
    assert max(glyph.x for glyph in first) < min(glyph.x for glyph in second)
