"""Numbers that count: as people write them, each digit in its place, and at the end the text as it always was."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.videos.pictures import frames
from tests.videos.samples import parsed
from videos.compiler.text.counting import MOST_DIGITS, first_number

SHARES = (0.0, 0.001, 0.1, 0.37, 0.5, 0.8, 0.999, 1.0)


@st.composite
def written(draw: st.DrawFn) -> tuple[str, int, int]:
    """A number as somebody writes it, its value in units of its last decimal, and how many decimals it has."""
    whole = draw(st.integers(0, 10**9))
    sign = draw(st.sampled_from(["", ",", ".", " ", "\u00a0", "\u202f", "’", "'"]))
    decimals = draw(st.integers(0, 3)) if sign or whole < 1000 else 0
    point = draw(st.sampled_from([each for each in ",." if each != sign]))
    if decimals == 3 and 0 < whole < 1000:
        decimals = 2  # 1.250 is a thousand
    behind = draw(st.integers(0, 10**decimals - 1)) if decimals else 0
    text = f"{whole:,}".replace(",", sign) + (f"{point}{behind:0{decimals}}" if decimals else "")
    return text, whole * 10**decimals + behind, decimals


@given(written(), st.sampled_from(["{}", "{} €", "−{} %", "${}M", "über {} Kunden", "x{}, then 7"]))
def test_a_number_is_read_as_it_is_written(number: tuple[str, int, int], around: str) -> None:
    text, units, decimals = number
    found = first_number(around.format(text))
    if not units:
        assert found is None
    else:
        assert found is not None and (found.written, found.units, found.decimals) == (text, units, decimals)


@given(written().filter(lambda number: number[1] > 0))
def test_on_the_way_it_rises_and_keeps_its_form(number: tuple[str, int, int]) -> None:
    text, units, decimals = number
    found = first_number(text)
    assert found is not None
    shown = [found.at(share) for share in SHARES]
    assert shown[-1] == text and {len(each) for each in shown} == {len(text)}
    values = [int("".join(re.findall(r"[0-9]", each))) for each in shown]
    assert values == sorted(values) and values[0] == 0 and values[-1] == units
    for each in shown:
        seen = each.lstrip(" ")
        assert seen[0].isdigit() and len(seen) > decimals
        # A sign stands where the whole number has one, a digit where it has a digit; or there is nothing yet.
        assert _form(seen) == _form(text)[-len(seen) :]


def _form(number: str) -> str:
    return re.sub(r"[0-9]", "0", number)


@pytest.mark.parametrize("text", ["", "none", "0", "0.00 €", "٤٥", "9" * (MOST_DIGITS + 2)])
def test_what_cannot_count_stands_still(text: str) -> None:
    assert first_number(text) is None


TEXTS = ["4,300 €", "−98 %", "1 000 000", "1.250,50", "Since 1987\nin Rome", "no number", "١٢٣", "מעל 1,200 לקוחות"]


@pytest.mark.parametrize("words", TEXTS)
@pytest.mark.parametrize("font", ["sans", "serif"])
def test_at_the_end_the_text_is_as_if_nothing_had_counted(words: str, font: str) -> None:
    text = {"type": "text", "text": words, "size": 40, "font": font, "enter": {"preset": "fade", "duration": 0.5}}
    still, counting = (frames(parsed({"t": {**text, "count_up": up}}), 2, 9) for up in (False, True))
    assert np.abs(still[1] - counting[1]).max() <= 8
    if first_number(words):
        assert (still[0] != counting[0]).any()


@given(st.sampled_from(TEXTS), st.sampled_from(["none", "slide_up", "typewriter", "draw", "wipe", "pop"]))
@settings(max_examples=20)
def test_what_stands_behind_the_number_does_not_move(words: str, preset: str) -> None:
    """The last sign of a text that is aligned to the left is where it is at the end, in whatever frame."""
    text = {"type": "text", "text": f"{words}|", "size": 30, "align": "left", "count_up": True}
    early, late = frames(parsed({"t": {**text, "enter": {"preset": "none", "duration": 0.4}}}), 1, 9)
    assert np.flatnonzero(early.max(axis=(0, 2)) > 99)[-1] == np.flatnonzero(late.max(axis=(0, 2)) > 99)[-1]
    frames(parsed({"t": {**text, "enter": {"preset": preset, "duration": 0.4}}}), 0, 2, 9)
