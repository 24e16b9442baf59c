"""Every style can be read, and none looks like another."""

from itertools import combinations

import pytest
from coloraide import Color

from videos.design.styles import STYLE_USES, STYLES
from videos.document.style import BACKDROPS, Style, contrast


@pytest.mark.parametrize("style", STYLES.values(), ids=STYLES.keys())
def test_a_style_can_be_read(style: Style) -> None:
    for ground in (style.background, style.surface):
        assert contrast(style.text, ground) >= 7
        assert contrast(style.quiet, ground) >= 5, "4.5 and some for the light that a backdrop adds"
    for role in ("accent", "accent2"):
        assert contrast(style.color(f"${role}"), style.background) >= 3, "a shape is seen"
        assert contrast(style.color(f"$on_{role}"), style.color(f"${role}")) >= 4.5, "a button's words are read"


def test_no_style_looks_like_another() -> None:
    for one, other in combinations(STYLES.values(), 2):
        apart = [Color(getattr(one, role)).delta_e(getattr(other, role), method="2000") for role in
                 ("background", "accent", "accent2")]  # fmt: skip
        traits = [getattr(one, name) != getattr(other, name) for name in ("heading_font", "backdrop", "motion")]
        assert sum(min(each, 40) for each in apart) + 15 * sum(traits) >= 50, (one.name, other.name, apart, traits)


def test_there_is_a_style_for_most_things_in_light_and_dark() -> None:
    dark = [style for style in STYLES.values() if style.is_dark]
    assert len(STYLES) >= 20 and len(dark) >= 8 and len(STYLES) - len(dark) >= 8
    assert {style.backdrop for style in STYLES.values()} == set(BACKDROPS), "each backdrop is in use"
    assert STYLE_USES.keys() == STYLES.keys() and all(len(about.split()) <= 5 for about in STYLE_USES.values())
