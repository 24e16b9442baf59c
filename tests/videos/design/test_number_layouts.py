"""Layouts of numbers: lengths are in the ratio of numbers, one count is seen at a time, what is no number is told."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.videos.design.test_layouts import video
from videos.design.seen import findings, moments
from videos.design.styles import STYLES
from videos.document.complaints import Complaint
from videos.document.document import SIZES, Document
from videos.document.slots import Figure, Layout, Slots
from videos.document.style import in_style

STYLE = STYLES["midnight"]


def laid(name: str, slots: Slots, format: str = "16:9", seed: int = 0) -> Document:
    return video(Layout(name=name, slots=slots, seed=seed), format, STYLE)


def figures(*values: str) -> Slots:
    return Slots(heading="Numbers", figures=[Figure(value=value, label=f"label {value}") for value in values])


@settings(max_examples=12, deadline=None)
@given(
    st.lists(st.integers(100, 99_999), min_size=2, max_size=6), st.sampled_from(sorted(SIZES)), st.sampled_from([0, 1])
)
def test_bars_are_as_long_as_their_numbers_are_large(numbers: list[int], format: str, seed: int) -> None:
    elements = laid("bar_chart", figures(*(f"{number:,}" for number in numbers)), format, seed).scenes["intro"].elements
    lengths = [elements[f"bar-{i}"].w for i in range(len(numbers))]  # an upright one is turned
    for number, length in zip(numbers, lengths, strict=True):
        assert length / max(lengths) == pytest.approx(max(0.006, number / max(numbers)), abs=0.01)


@pytest.mark.parametrize(
    ("name", "value"),
    [("bar_chart", "many"), ("line_chart", "24/7"), ("donut_chart", "n/a"), ("progress", "12 kg"), ("review", "9.5")],
)
def test_a_chart_refuses_what_is_no_number_with_a_sentence(name: str, value: str) -> None:
    slots = figures(value) if name in ("progress", "review") else figures("5", value)
    if name == "review":
        slots = Slots(quote="Good", figures=slots.figures)
    with pytest.raises(Complaint, match=rf"/figures: '{value}'") as refused:
        laid(name, slots)
    assert refused.value.code == "slot_unfit"


@pytest.mark.parametrize("seed", [0, 1])
@pytest.mark.parametrize("count", [1, 3, 10])
def test_a_countdown_shows_one_number_after_another(count: int, seed: int) -> None:
    items = [str(number) for number in range(count, 0, -1)]
    document = in_style(laid("countdown", Slots(heading="Soon", items=items), seed=seed), STYLE)
    shares = tuple((i + 0.8) / count for i in range(count))
    for item, (_, seen) in zip(items, moments(document, "intro", shares), strict=True):
        assert [each.lines for each in seen if each.name.startswith("count-")] == [(item,)]


def test_a_countdown_needs_something_to_count() -> None:
    with pytest.raises(Complaint, match="needs items, such as 3, 2, 1"):
        laid("countdown", Slots(heading="Soon"))


@settings(max_examples=100, deadline=None)
@given(
    st.sampled_from(["5 €", "96", "1,299.00 €", "20 %"]),
    st.lists(st.sampled_from(["from", "Bread", "morning", "per person", "on winter shoes"]), max_size=4).map(" ".join),
    st.sampled_from(["", "From", "This week only"]),
    st.sampled_from(["", "Bread"]),
    st.sampled_from(sorted(SIZES)),
    st.sampled_from([0, 1]),
)
def test_what_stands_around_a_price_stands_on_its_badge(
    price: str, label: str, kicker: str, heading: str, format: str, seed: int
) -> None:
    slots = Slots(kicker=kicker, heading=heading, figures=[Figure(value=price, label=label)])
    offer = Layout(name="offer", slots=slots, seed=seed)
    assert findings(video(offer, format, STYLES["stadium"])) == []  # whose ground is as dark as words on a badge
