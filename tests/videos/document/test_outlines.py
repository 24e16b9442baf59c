"""Paths are read as SVG has them, where libraries do not, too."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cases import case, needs_cases
from videos.document.outlines import Outline, outlines_from_svg, stretched_path

RADIUS = st.floats(0.5, 400).map(lambda radius: round(radius, 2))
FLAGS = st.sampled_from(["0 0", "0 1", "1 0", "1 1"])


def rounded(outlines: list[Outline]) -> list[list[tuple[float, float]]]:
    return [[(round(x, 6), round(y, 6)) for x, y in (*each.points, *each.leaving, *each.arriving)] for each in outlines]


@needs_cases
def test_what_was_reported_of_arcs_looks_the_same() -> None:
    arc, line = json.loads(case("text.json"))["zero_radius_arc"]["must_look_the_same"]
    assert rounded(outlines_from_svg(arc)) == rounded(outlines_from_svg(line))


@pytest.mark.parametrize("radii", ["0 0", "0 9", "9 0", "-0 5"])
@given(flags=FLAGS)
def test_an_arc_without_a_radius_is_a_straight_line(radii: str, flags: str) -> None:
    assert rounded(outlines_from_svg(f"M10 10A{radii} 30 {flags} 200 120L0 0Z")) == rounded(
        outlines_from_svg("M10 10L200 120L0 0Z")
    )


@given(rx=RADIUS, ry=RADIUS, flags=FLAGS)
def test_a_radius_has_no_sign(rx: float, ry: float, flags: str) -> None:
    told = rounded(outlines_from_svg(f"M10 10A{rx} {ry} 30 {flags} 60 60"))
    for signed in (f"{-rx} {ry}", f"{rx} {-ry}", f"{-rx} {-ry}"):
        assert rounded(outlines_from_svg(f"M10 10A{signed} 30 {flags} 60 60")) == told


def test_an_arc_to_where_it_begins_is_left_out() -> None:
    assert len(outlines_from_svg("M10 10A50 50 0 0 1 10 10L20 20")[0].points) == 2


@given(rx=RADIUS, ry=RADIUS, flags=FLAGS, across=st.floats(0.3, 3), down=st.floats(0.3, 3))
def test_a_path_of_any_commands_is_stretched(rx: float, ry: float, flags: str, across: float, down: float) -> None:
    d = f"m10 10h40v-20l5 5a{rx} {ry} 30 {flags} 60 60q5 5 9 0t3 3c1 2 3 4 5 6z"
    told = [point for each in outlines_from_svg(stretched_path(d, across, down)) for point in each.points]
    wanted = [(x * across, y * down) for each in outlines_from_svg(d) for x, y in each.points]
    assert len(told) == len(wanted)
    for one, other in zip(told, wanted, strict=True):
        assert one == pytest.approx(other, abs=0.02)
