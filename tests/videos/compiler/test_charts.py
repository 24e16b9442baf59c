"""Charts, seen from outside: bars and shares as large as their values, words that can be read, inside their box."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.videos.pictures import Picture, bounds, frame, frames
from tests.videos.samples import scene, video
from videos.compiler.charts.chart_words import shares_text, value_text
from videos.document.document import Document, parse_document

CHART = {"type": "chart", "x": 20, "y": 10, "w": 280, "h": 160, "values": [1, 2, 3], "labels": ["a", "b", "c"]}
COLORS = {"colors": ["#ff0000", "#00ff00", "#0000ff"]}
FULL_GROWN = 25  # the frame at which all is there

LABELS = [
    "",
    "Q1",
    "September",
    "Customer acquisition cost",
    "Donaudampfschifffahrtsgesellschaft",
    "אגסים 25%",
    "W" * 80,
]
VALUES = st.one_of(st.floats(-1e12, 1e12), st.sampled_from([0.0, -0.0, 1e-5, 1e9, -3.0, 5e-324, 1e12, -1e12]))
BOXES = st.tuples(st.integers(30, 300), st.integers(20, 160))


def chart(**fields: Any) -> Document:
    return parse_document(video({"a": scene({"c": {**CHART, **fields}}, duration=3.0)}))


def tallest(picture: Picture, channel: int) -> int:
    """Pixels of this colour, one of red, green, blue, in its tallest column."""
    others = [other for other in range(3) if other != channel]
    return int(((picture[:, :, channel] > 120) & (picture[:, :, others].max(axis=2) < 60)).sum(axis=0).max())


def test_bars_grow_to_heights_in_the_ratio_of_their_values() -> None:
    early, late = frames(chart(**COLORS), 3, FULL_GROWN)
    heights = [tallest(late, channel) for channel in range(3)]
    assert heights[0] > 10 and abs(heights[2] - 3 * heights[0]) <= 6 and abs(heights[1] - 2 * heights[0]) <= 6
    assert tallest(early, 2) < heights[2] / 2


def test_a_donut_gives_each_value_its_share() -> None:
    picture = frame(chart(**COLORS, kind="donut"), FULL_GROWN)
    areas = [int(((picture[:, :, c] > 200) & (picture.sum(axis=2) < 300)).sum()) for c in range(3)]
    assert abs(areas[2] / areas[0] - 3) < 0.5 and abs(areas[1] / areas[0] - 2) < 0.4


@given(
    st.sampled_from(["bar", "line", "donut"]),
    st.lists(st.tuples(VALUES, st.sampled_from(LABELS)), min_size=1, max_size=24),
    BOXES,
    st.sampled_from(["", "€", "%", " kg", "$ ", "W" * 12]),
)
@settings(max_examples=40)
def test_a_chart_stays_inside_its_box(
    kind: str, parts: list[tuple[float, str]], box: tuple[int, int], unit: str
) -> None:
    values = [abs(value) + 1 if kind == "donut" else value for value, _ in parts]
    fields = {"kind": kind, "values": [min(value, 1e12) for value in values], "labels": [label for _, label in parts]}
    picture = frame(chart(**fields, w=box[0], h=box[1], unit=unit), FULL_GROWN)
    assert picture.max() > 60
    left, top, right, bottom = bounds(picture)
    assert left >= 18 and top >= 8 and right <= 22 + box[0] and bottom <= 12 + box[1]


@given(st.lists(st.floats(-100, 100), min_size=1, max_size=8), BOXES, st.booleans(), st.sampled_from(LABELS))
@settings(max_examples=40)
def test_no_bar_is_ever_upside_down(values: list[float], box: tuple[int, int], told: bool, label: str) -> None:
    """What is above zero stands on the line, what is below hangs from it; the larger a value, the higher its end."""
    colors = ["#00ff00" if value > 0 else "#0000ff" for value in values]
    # Words in red, so that they are no bars.
    fields = {"values": values, "colors": colors, "labels": [label] * len(values), "text_color": "#ff0000"}
    picture = frame(chart(**fields, w=box[0], h=box[1], show_values=told), FULL_GROWN)
    up, down = (np.flatnonzero((picture[:, :, c] > 150).any(axis=1)) for c in (1, 2))
    reach = max(values) if max(values) > 0 else 0, -min(values) if min(values) < 0 else 0
    if len(up) and len(down):
        assert up.max() <= down.min() + 1
    if min(reach) > 0.1 * max(reach) and box[1] > 100:
        assert len(up) and len(down)
        assert abs(len(up) / len(down) - reach[0] / reach[1]) <= 0.1 * reach[0] / reach[1] + 4 / len(down)


@given(
    st.lists(st.tuples(st.floats(-1e9, 1e9), st.sampled_from(LABELS)), min_size=2, max_size=8),
    st.sampled_from(["bar", "line"]),
    st.tuples(st.integers(100, 300), st.integers(60, 160)),
)
@settings(max_examples=40)
def test_words_never_run_into_their_neighbours(parts: list[tuple[float, str]], kind: str, box: tuple[int, int]) -> None:
    """Nothing is written where the place of a value ends and that of the next begins."""
    fields = {"kind": kind, "values": [value for value, _ in parts], "labels": [label for _, label in parts]}
    hidden = {"colors": ["#00000000"], "text_color": "#ff0000"}
    picture = frame(chart(**fields, **hidden, w=box[0], h=box[1]), FULL_GROWN)
    for edge in range(1, len(parts)):
        column = picture[:, round(20 + box[0] * edge / len(parts))]
        assert not ((column[:, 0] > 180) & (column[:, 1] < 60)).any()


def test_the_values_of_a_line_stand_clear_of_it() -> None:
    """Steeply up and down: a value above its point would lie on the line."""
    fields = {"kind": "line", "values": [10, 90, 12, 88, 9], "labels": [], "colors": ["#0000ff"], "w": 280}
    words = {"show_values": True, "text_color": "#ff0000"}
    both = frame(chart(**fields, **words), FULL_GROWN)
    alone = frame(chart(**{**fields, "colors": ["#00000000"]}, **words), FULL_GROWN)
    red = [((each[:, :, 0] > 180) & (each[:, :, 1:].max(axis=2) < 60)).sum() for each in (both, alone)]
    assert red[0] >= 0.97 * red[1] > 0


def test_a_curve_never_swings_beyond_its_points() -> None:
    """From far up to nearly nothing: it must not dip below zero on its way to the next one."""
    values = {"kind": "line", "labels": [], "show_values": False, "colors": ["#00ff00"]}

    def lowest(*points: float) -> int:
        picture = frame(chart(**values, values=[*points]), FULL_GROWN)
        return int(np.flatnonzero(((picture[:, :, 1] > 180) & (picture[:, :, 0] < 80)).any(axis=1)).max())

    assert abs(lowest(1e9, 1e-5, 0, 2.5e6) - lowest(1e9, 0, 0, 0)) <= 1


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (0, "", "0"),
        (-0.0, "", "0"),
        (3, "", "3"),
        (-3, "", "−3"),
        (1234, "", "1,234"),
        (12_000, "", "12,000"),
        (999_999, "", "999,999"),
        (999_999.9, "", "1M"),
        (1.2e6, "", "1.2M"),
        (2.5e6, "", "2.5M"),
        (999_999_999, "", "1B"),
        (1e9, "", "1B"),
        (-7e9, "", "−7B"),
        (1e12, "", "1T"),
        (0.25, "", "0.25"),
        (0.1 + 0.2, "", "0.3"),
        (0.00001, "", "0.00001"),
        (3e-12, "", "3×10⁻¹²"),
        (12345.6, "", "12,345.6"),
        (12, "%", "12%"),
        (12.5, "€", "€12.50"),
        (-1299.99, "$", "−$1,299.99"),
        (5, " €", "5\u00a0€"),
        (5, "€ ", "€\u00a05"),
        (5, "US$", "US$5"),
        (2.5, " kg", "2.5\u00a0kg"),
        (3_000_000, " people", "3M\u00a0people"),
    ],
)
def test_values_are_written_as_people_write_them(value: float, unit: str, words: str) -> None:
    assert value_text(value, unit) == words


@given(st.floats(-1e12, 1e12))
def test_a_value_says_what_it_is(value: float) -> None:
    words = value_text(value)
    assert "e" not in words and len(words) <= 13
    number = words.replace("−", "-").replace(",", "")
    for suffix, power in (("T", 12), ("B", 9), ("M", 6)):
        number = number.replace(suffix, f"e{power}")
    number = number.translate(str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")).replace("×10", "e")
    assert float(number) == pytest.approx(value, rel=6e-3)


@given(st.lists(st.floats(0, 1e12), min_size=1, max_size=24).filter(lambda values: sum(values) > 0))
def test_shares_are_a_hundred_together(values: list[float]) -> None:
    words = shares_text(values)
    known = {"<1%": 0, ">99%": 100}
    assert sum(known[each] if each in known else int(each[:-1]) for each in words) == 100
    assert all((each == "0%") == (value == 0) for each, value in zip(words, values, strict=True) if value == 0)
    assert "0%" not in [each for each, value in zip(words, values, strict=True) if value / sum(values) > 1e-12]


@pytest.mark.parametrize(("color", "channel"), [("#ff0000", 0), ("#0000ff", 2)])
def test_words_have_the_colour_that_is_asked_for(color: str, channel: int) -> None:
    picture = frame(chart(text_color=color, colors=["#00000000"]), FULL_GROWN)
    assert bounds(picture) and picture[:, :, channel].max() > 230
    assert all(picture[:, :, other].max() < 60 for other in range(3) if other != channel)


def test_a_unit_is_shown_with_each_value() -> None:
    assert (frame(chart(unit="%"), FULL_GROWN) != frame(chart(), FULL_GROWN)).any()


def test_words_of_a_chart_are_readable_on_either_ground() -> None:
    for ground, bright in (("#ffffff", False), ("#000000", True)):
        background = {"kind": "solid", "color": ground}
        shown = scene({"c": {**CHART, "colors": ["#00000000"]}}, background=background, duration=3.0)
        picture = frame(parse_document(video({"a": shown})), FULL_GROWN).astype(int)
        assert np.abs(picture - (0 if bright else 255)).max() > 150
