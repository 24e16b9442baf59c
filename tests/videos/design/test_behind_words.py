"""A backdrop gives way where words stand, over all of its way, and nowhere else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from videos.design.backdrops import Ground, backdrop
from videos.design.behind_words import Exposed, readable
from videos.design.canvas import Canvas
from videos.design.laying_out import ROLES
from videos.design.parts import Part, disc, path, rect, track
from videos.design.styles import STYLES
from videos.document.style import BACKDROPS, Style, contrast, mixed

FRAME = (1000, 1000)
WORDS = [Exposed((300.0, 450.0, 400.0, 100.0), "#ffffff")]
DARK = Style(background="#000000")
EVEN = {"kind": "solid", "color": "$background"}


def left(part: Part) -> list[Part]:
    return readable([part], WORDS, DARK, EVEN, FRAME, 4.0)


BEHIND = {
    "a disc": disc("it", (500, 500), 120, "#ffffff"),
    "a turned bar": rect("it", (100, 480, 800, 40), "#ffffff", rotation=45.0),
    "a path": path("it", (400, 400, 200, 200), "M 0 0 L 200 0 L 100 200 Z", "#ffffff"),
    "a line": path("it", (0, 500, 1000, 10), "M 0 0 L 1000 0", stroke="#ffffff", stroke_width=20.0),
    "what passes": disc("it", (500, -200), 100, "#ffffff", tracks=[track("y", (0, -300), (4, 1200))]),
    "what grows": disc("it", (500, 800), 100, "#ffffff", tracks=[track("scale", (0, 1.0), (4, 4.0))]),
    "what turns": rect("it", (480, 0, 40, 1000), "#ffffff", tracks=[track("rotation", (0, 0.0), (4, 90.0))]),
}
BESIDE = {
    "a disc": disc("it", (150, 150), 120, "#ffffff"),
    "a turned bar": rect("it", (-400, 480, 800, 40), "#ffffff", rotation=90.0),
    "a hole": path("it", (0, 0, 1000, 1000), "M 0 0 L 1000 0 L 1000 300 L 0 300 Z", "#ffffff"),
    "a faint one": disc("it", (500, 500), 120, "#ffffff1a"),
    "what passes by": disc("it", (100, -200), 100, "#ffffff", tracks=[track("y", (0, -300), (4, 1200))]),
}


@pytest.mark.parametrize("part", BEHIND.values(), ids=BEHIND.keys())
def test_what_would_make_words_hard_to_read_is_dimmed_until_they_can_be_read(part: Part) -> None:
    for kept in left(part):
        assert contrast("#ffffff", mixed("#000000", "#ffffff", kept["opacity"])) >= 4.5
        assert {**kept, "opacity": 1.0} == {**part, "opacity": 1.0}


@pytest.mark.parametrize("part", BESIDE.values(), ids=BESIDE.keys())
def test_what_leaves_words_alone_stays_as_it_is(part: Part) -> None:
    assert left(part) == [part]


@given(st.sampled_from(list(STYLES.values())), st.sampled_from(BACKDROPS), st.integers(0, 999), st.booleans())
def test_every_backdrop_is_drawn_in_every_style_and_stays_where_there_are_no_words(
    style: Style, kind: str, seed: int, tall: bool
) -> None:
    frame = (1080, 1920) if tall else (1920, 1080)
    ground = Ground(Canvas(*frame), ROLES, 5.0, seed, seed // 7, style.is_dark, style.energy)
    parts = backdrop(kind, ground)
    assert 2 < len(parts) <= 40 and len({part["id"] for part in parts}) == len(parts)
    assert readable(parts, [], style, EVEN, frame, 5.0) == parts
