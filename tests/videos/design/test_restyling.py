"""A look changed in words stays a look that can be read, whatever was asked."""

import pytest
from coloraide import Color
from hypothesis import given
from hypothesis import strategies as st

from videos.design.restyling import WISHES, dark, darker, legible, light, lighter, with_colours, with_fonts
from videos.design.styles import STYLES
from videos.document.style import Style, contrast

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")
ROLES = ("background", "surface", "text", "quiet", "accent", "accent2")
ANY_STYLE = st.sampled_from(list(STYLES.values()))


def is_readable(style: Style) -> bool:
    grounds = style.background, style.surface
    words = all(contrast(word, ground) >= 4.5 for word in (style.text, style.quiet) for ground in grounds)
    shapes = all(contrast(shape, style.background) >= 3 for shape in (style.accent, style.accent2))
    on = all(contrast(style.color(f"$on_{role}"), style.color(f"${role}")) >= 4.5 for role in ("accent", "accent2"))
    return words and shapes and on and Style.model_validate(style.model_dump()) == style


@given(ANY_STYLE, st.lists(COLOURS, min_size=1, max_size=6))
def test_any_colours_give_a_style_that_can_be_read_and_as_dark_or_light_as_before(
    style: Style, colours: list[str]
) -> None:
    branded = with_colours(style, colours)
    assert is_readable(branded)
    assert branded.is_dark == style.is_dark
    assert branded.heading_font == style.heading_font and branded.backdrop == style.backdrop


@given(ANY_STYLE, st.lists(st.sampled_from(list(WISHES)), min_size=1, max_size=4))
def test_any_wishes_one_after_the_other_leave_a_style_that_can_be_read(style: Style, wishes: list[str]) -> None:
    for wish in wishes:
        style = WISHES[wish](style)
    assert is_readable(style)


@given(ANY_STYLE, st.dictionaries(st.sampled_from(ROLES), COLOURS))
def test_any_colours_in_any_roles_can_be_made_readable(style: Style, roles: dict[str, str]) -> None:
    mended = legible(style.model_copy(update=roles))
    assert is_readable(mended)
    assert legible(mended) == mended, "what can be read stays as it is"


@pytest.mark.parametrize("style", STYLES.values(), ids=STYLES.keys())
def test_dark_and_light_swap_the_ground_and_keep_the_hue_of_the_accents(style: Style) -> None:
    assert dark(style).is_dark and not light(style).is_dark
    for changed in (dark(style), light(style), darker(style), lighter(style)):
        for role in ("accent", "accent2"):
            old, new = (Color(getattr(each, role)).convert("oklch") for each in (style, changed))
            if old["chroma"] > 0.05 and new["chroma"] > 0.05:
                assert abs((old["hue"] - new["hue"] + 180) % 360 - 180) < 12, (role, style, changed)


@pytest.mark.parametrize("style", STYLES.values(), ids=STYLES.keys())
def test_darker_is_a_step_and_many_steps_end_in_the_dark(style: Style) -> None:
    """As lighter does, the other way; nobody who asks for a bit of it gets another video."""
    for wish, sign in ((darker, -1), (lighter, 1)):
        lights, changed = [], style
        for _ in range(14):
            lights.append(Color(changed.background).convert("oklch")["lightness"] * sign)
            stepped = wish(changed)
            assert is_readable(stepped)
            if stepped.is_dark == changed.is_dark:
                assert abs(Color(stepped.background).convert("oklch")["lightness"] * sign - lights[-1]) < 0.1
            changed = stepped
        assert lights == sorted(lights)
        assert changed.is_dark == (sign < 0)


def test_colours_that_suit_stand_as_they_were_given() -> None:
    branded = with_colours(STYLES["midnight"], ["#0b2a5b", "#ff7a00", "#ffffff"])
    assert (branded.background, branded.accent, branded.text) == ("#0b2a5b", "#ff7a00", "#ffffff")
    assert with_colours(STYLES["linen"], ["#0b2a5b", "#d94f00"]).accent == "#0b2a5b"


def test_a_font_brings_its_weight() -> None:
    noir = STYLES["noir"]
    assert with_fonts(noir, heading="poster").heading_weight == 400
    assert with_fonts(noir, heading=noir.heading_font, body="serif") == noir.model_copy(update={"body_font": "serif"})
