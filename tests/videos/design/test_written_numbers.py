"""What written numbers amount to, whoever wrote them, and how a figure stands with its unit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from videos.design.layouts.numbers.written_numbers import amount, amounts, share, written
from videos.document.slots import Figure

SEPARATORS = [(",", "."), (".", ","), (" ", ","), ("\u202f", ","), ("’", "."), ("", "."), ("", ",")]
AROUND = [("", ""), ("", " €"), ("$", ""), ("ca. ", " kg"), ("", "%"), ("", " new members")]


@given(
    whole=st.integers(0, 10**12),
    cents=st.none() | st.integers(0, 99),
    signs=st.sampled_from(SEPARATORS),
    around=st.sampled_from(AROUND),
    minus=st.sampled_from(["", "-", "−"]),
)
def test_a_number_is_read_with_whatever_signs_and_words_it_is_written(
    whole: int, cents: int | None, signs: tuple[str, str], around: tuple[str, str], minus: str
) -> None:
    groups, decimal = signs
    text = f"{whole:,}".replace(",", groups) + ("" if cents is None else f"{decimal}{cents:02}")
    value = whole + (cents or 0) / 100
    assert amount(f"{minus}{around[0]}{text}{around[1]}") == pytest.approx(
        -value if minus and around[0] in ("", "$") else value
    )


@given(st.text(max_size=40))
def test_any_text_is_read_or_is_no_number(text: str) -> None:
    assert amount(text) is None or isinstance(amount(text), float)


@pytest.mark.parametrize(
    ("text", "value"),
    [("2.5M", 2.5e6), ("2,5 Mio. €", 2.5e6), ("$1.2bn", 1.2e9), ("$3m", 3e6), ("3 m", 3.0), ("12,34,567", 1234567.0),
     ("٤٬٣٠٠", 4300.0), (".5", 0.5), ("0.125", 0.125), ("7/10", None), ("1.2.3", None), ("a dozen", None), ("", None)],
)  # fmt: skip
def test_multiples_other_digits_and_what_is_no_number(text: str, value: float | None) -> None:
    assert amount(text) == value


def test_numbers_side_by_side_are_written_by_one_hand() -> None:
    assert amounts(["1.250", "2.500"]) == [1250.0, 2500.0]
    assert amounts(["1.250", "2.5"]) == [1.25, 2.5]
    assert amounts(["1,250", "2,500.75"]) == [1250.0, 2500.75]


@given(part=st.integers(0, 10**6), whole=st.integers(1, 10**6), word=st.sampled_from(["/", " of ", " von ", " / "]))
def test_a_part_of_a_whole(part: int, whole: int, word: str) -> None:
    assert share(f"{part}{word}{whole}") == pytest.approx(part / whole)
    assert share(f"{part} %") == pytest.approx(part / 100)
    assert share(f"{part}–{whole}") is None and share(str(part)) is None


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [("4,300", "€", "4,300 €"), ("4,300", "$", "$4,300"), ("98.5", "%", "98.5%"), ("98,5", " %", "98,5 %"),
     ("24", "°C", "24°C"), ("4.8", "/5", "4.8/5"), ("12", "kg", "12 kg"), ("2.5", "Mio. €", "2.5 Mio. €"),
     ("1 250", "", "1 250")],
)  # fmt: skip
def test_a_figure_stands_with_its_unit_in_one_piece(value: str, unit: str, text: str) -> None:
    assert written(Figure(value=value, unit=unit)) == text.replace(" ", "\u00a0")
