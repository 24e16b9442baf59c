"""Words that run both ways, by Unicode's rules; another implementation of these is asked for the same."""

import unicodedata

import pytest
from bidi import get_display
from hypothesis import given, settings
from hypothesis import strategies as st

from videos.compiler.text.directions import Directed, in_sight_order
from videos.compiler.text.fonts import Face, set_text
from videos.compiler.text.segments import SOFT_HYPHEN
from videos.compiler.text.typesetting import fit

SANS = Face("sans")
RIGHT_TO_LEFT_ISOLATE, END_OF_ISOLATE = "\u2067", "\u2069"
# Of every class that Unicode's rules know but the end of a paragraph, inside and outside of the basic plane.
LETTERS = "aé𝐀אשام𞤀19٣۴+-%$€,.:/ \u00a0\t!&—😀([<「\u200b\u200e\u200f\u061c"
FORMATS = "\u202a\u202b\u202d\u202e\u202c\u2066\u2067\u2068\u2069"  # embeddings, overrides, isolates, their ends
BRACKETS, MARKS = ")]>」", "\u0301\u05b7"
# After a bracket the two implementations disagree on marks, which nobody puts there.
PIECES = [*LETTERS, *FORMATS, *BRACKETS, *(f"{letter}{mark}" for letter in "aא1 " for mark in MARKS)]
MIXED = st.lists(st.sampled_from(PIECES), min_size=1, max_size=24).map("".join)


def places(pieces: list[Directed]) -> list[int]:
    """The place of each character in the line, from left to right."""
    found: list[int] = []
    for piece in pieces:
        inside = range(piece.start, piece.start + len(piece.text))
        found += reversed(inside) if piece.leftwards else inside
    return found


def sight(line: str) -> str:
    return "".join(line[place] for place in places(in_sight_order(line)))


def seen(text: str) -> str:
    """Without what has no picture; where that stands is left to whoever follows the rules."""
    return "".join(character for character in text if unicodedata.category(character) != "Cf")


@given(MIXED)
@settings(max_examples=1000)
def test_every_text_stands_as_another_implementation_sets_it(words: str) -> None:
    assert seen(sight(words)) == seen(str(get_display(words)))


@pytest.mark.parametrize(
    ("words", "pieces"),
    [
        ("הנחה של 25%!", ["!", "25%", "הנחה של "]),
        ("25% הנחה", [" הנחה", "25%"]),
        ("שלום (עולם) 12-34", ["12-34", "שלום (עולם) "]),
        ("one שלום two", ["one ", "שלום", " two"]),
        ("שלום עולם 123 abc", ["abc", " ", "123", "שלום עולם "]),
        ("السعر 1,200.50 ريال", [" ريال", "1,200.50", "السعر "]),
        ("Call (אבג), now", ["Call (", "אבג", "), now"]),
        (
            f"a {RIGHT_TO_LEFT_ISOLATE}אב c (ד){END_OF_ISOLATE} b",
            [f"a {RIGHT_TO_LEFT_ISOLATE}", " (ד)", "c", "אב ", f"{END_OF_ISOLATE} b"],
        ),
        ("", []),
    ],
)
def test_pieces_stand_from_left_to_right(words: str, pieces: list[str]) -> None:
    assert [piece.text for piece in in_sight_order(words)] == pieces


@given(MIXED, st.data())
def test_a_line_stands_as_in_its_paragraph(words: str, data: st.DataObject) -> None:
    """All of it once, in the paragraph's order; what is invisible or a space at its end goes to the line's end."""
    start = data.draw(st.integers(0, len(words) - 1))
    end = data.draw(st.integers(start + 1, len(words)))
    line, whole = places(in_sight_order(words, start, end)), places(in_sight_order(words))
    assert sorted(line) == list(range(end - start))
    ends = ("WS", "S", "BN", *(name for name in map(unicodedata.bidirectional, FORMATS)))
    kept = next(
        (at for at in range(end, start, -1) if unicodedata.bidirectional(words[at - 1]) not in ends),
        start,
    )
    inside = [place for place in line if start + place < kept]
    assert inside == [place - start for place in whole if start <= place < kept]


def test_the_paragraph_says_which_way_each_of_its_lines_runs() -> None:
    words = "abc def אבג!"
    assert sight(words[8:]) == "!גבא"
    assert [piece.text for piece in in_sight_order(words, 8)] == ["אבג", "!"]
    _, second = fit(words, SANS, 40, 160, 400, "left").lines
    assert second.glyphs[-1].place == len("אבג")


def test_a_hyphen_at_the_end_of_a_line_goes_with_its_word() -> None:
    words = f"a {'אבג' * 3}{SOFT_HYPHEN}{'אבג' * 3}"
    pieces = in_sight_order(words, 0, words.index(SOFT_HYPHEN) + 1)
    assert [piece.text for piece in pieces] == ["a ", f"{'אבג' * 3}-"]
    assert pieces[1].leftwards


def test_brackets_are_mirrored_where_they_run_to_the_left() -> None:
    (opening,), (closing,) = ([glyph.index for glyph in set_text(sign, SANS).glyphs] for sign in "()")
    for words in ("(a)", "(א)"):
        left, *_, right = [glyph.index for glyph in set_text(words, SANS).glyphs]
        assert (left, right) == (opening, closing)


@given(MIXED, st.floats(20, 300), st.sampled_from(["left", "right", "center"]))
def test_mixed_lines_fit_into_their_box_and_are_read_word_by_word(words: str, width: float, align: str) -> None:
    block = fit(words, SANS, 20, width, 10_000, align)
    assert block.size < 1 or block.width <= width + 0.01
    for line in block.lines:
        begins = [min(glyph.place for glyph in word) for word in line.words]
        assert begins == sorted(begins)
        assert {each for word in line.words for each in word} == {glyph for glyph in line.glyphs if glyph.outlines}
