"""Icons by name and by what they show: what is asked for in whatever spelling is found, and nothing raises."""

import random
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from videos.document.outlines import outlines_from_svg
from videos.icons.icon_search import find_icons, icon_named
from videos.icons.icon_shapes import SIDE, brands, catalogue, plain_words, shape_of
from videos.icons.icon_words import WORDS

NAMES = sorted(catalogue().tags)
BRANDS = sorted(set(brands().values()))
OURS = [
    (word.strip(), plain_words(icon))
    for line in WORDS.strip().splitlines()
    for icon, words in [line.rsplit(": ", 1)]
    for word in words.split(",")
]


def named(asked: str) -> str | None:
    shape = icon_named(asked)
    return shape.name if shape else None


def test_there_are_enough_of_them() -> None:
    assert len(NAMES) >= 1500 and len(BRANDS) >= 2500
    assert len({word for word, _ in OURS}) >= 1000


def test_importing_reads_no_icon() -> None:
    told = (
        "import videos.icons.icon_search as s, videos.icons.icon_shapes as i;"
        "print(i.catalogue.cache_info().currsize, i.brands.cache_info().currsize, s._meanings.cache_info().currsize)"
    )
    run = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, timeout=60, check=True)
    assert run.stdout.split() == ["0", "0", "0"]


@pytest.mark.parametrize("names", [NAMES, random.Random(1).sample(BRANDS, 300)], ids=["lines", "brands"])
def test_each_drawing_is_one_path_in_its_square(names: list[str]) -> None:
    for name in names:
        shape = shape_of(name)
        assert shape is not None and shape.name == name
        points = [value for outline in outlines_from_svg(shape.d) for point in outline.points for value in point]
        assert min(points) >= -0.5 and max(points) <= SIDE + 0.5, name


SPELLINGS = {
    "as it is": str,
    "in capitals": str.upper,
    "as words": lambda name: name.replace("-", " ").title(),
    "as a variable": lambda name: f" {name.replace('-', '_')} ",
}


@given(st.sampled_from(NAMES), st.sampled_from(list(SPELLINGS)))
def test_a_name_is_known_in_any_spelling(name: str, spelling: str) -> None:
    asked = SPELLINGS[spelling](name)
    assert named(asked) == name and find_icons(asked)[0] == name


@given(st.sampled_from(BRANDS))
def test_a_brand_is_known_by_its_mark_s_name(name: str) -> None:
    assert named(name) == named(name.upper()) == name and shape_of(name).filled  # type: ignore[union-attr]


def test_our_words_name_icons_that_there_are() -> None:
    assert not [word for word, _ in OURS if icon_named(word) is None]
    assert not [icon for _, icon in OURS if icon not in catalogue().aliases and not icon.startswith("brand ")]


@given(st.sampled_from([word for word, _ in OURS if len(word) > 6 and word.isalpha()]), st.integers(1, 5))
def test_a_slip_of_the_pen_is_forgiven(word: str, place: int) -> None:
    meant = named(word)
    assert meant in find_icons(word[:place] + word[place + 1 :], 8)
    assert meant in find_icons(word[:place] + word[place] + word[place:], 8)


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ("opening hours", "clock"), ("Öffnungszeiten", "clock"), ("phone", "phone"), ("phones", "phone"),
        ("adress", "map-pin"), ("coffe", "coffee"), ("e-mail", "mail"), ("E_Mail", "mail"), ("reseñas", "star"),
        ("free parking", "square-parking"), ("gluten free", "wheat-off"), ("Terminkalender", "calendar"),
        ("instagram", "brand:instagram"), ("youtub", "brand:youtube"), ("twitter", "brand:x"),
    ],
)  # fmt: skip
def test_what_people_say_is_found(asked: str, first: str) -> None:
    assert find_icons(asked)[0] == first


@given(st.text(max_size=120), st.integers(-1, 9))
@settings(max_examples=300)
def test_whatever_is_asked_for_has_an_answer(asked: str, most: int) -> None:
    found = find_icons(asked, most)
    assert len(found) <= max(most, 0) and len(set(found)) == len(found)
    assert all(shape_of(name) is not None for name in found)
    shape = icon_named(asked)
    assert shape is None or icon_named(shape.name) == shape
    assert named(f"brand:{asked}") in (None, *BRANDS)
