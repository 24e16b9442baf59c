"""The colours of a logo, found in pictures drawn of known ones."""

import io
from itertools import combinations
from math import dist

from coloraide import Color
from hypothesis import assume, given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from videos.files.picture_colours import MOST, dominant_colours

Colours = st.from_regex(r"\A#[0-9a-f]{6}\Z").filter(
    lambda colour: max(channels(colour)) > 60 and min(channels(colour)) < 200
)
GROUNDS = ["#ffffff", "#fbfaf8", "#000000", "#0a0a0c", "#ff00ff00"]  # the last one is transparent


def channels(colour: str) -> bytes:
    return bytes.fromhex(colour[1:])


def apart(one: str, other: str) -> float:
    """Distance in OKLab."""
    places = (Color(each).convert("oklab").coords() for each in (one, other))
    return dist(*places)


def logo(colours: list[str], ground: str) -> Image.Image:
    """Discs side by side, each a little smaller than the one before, with soft edges."""
    drawn = Image.new("RGBA", (240 * len(colours), 240), ground)
    draw = ImageDraw.Draw(drawn)
    for place, colour in enumerate(colours):
        draw.ellipse((240 * place + 10, 10, 240 * place + 220 - 12 * place, 220 - 12 * place), fill=colour)
    return drawn.resize((drawn.width * 2 // 3, 160), Image.Resampling.LANCZOS)


@given(st.lists(Colours, min_size=1, max_size=5), st.sampled_from(GROUNDS), st.booleans())
def test_the_colours_of_a_logo_are_found_and_no_others(colours: list[str], ground: str, as_jpeg: bool) -> None:
    assume(all(apart(one, other) > 0.2 for one, other in combinations(colours, 2)))
    picture = logo(colours, ground)
    if as_jpeg:
        file = io.BytesIO()
        Image.alpha_composite(Image.new("RGBA", picture.size, "white"), picture).convert("RGB").save(file, "JPEG")
        picture = Image.open(file)
    found = dominant_colours(picture)
    assert len(found) == len(colours) <= MOST
    assert all(min(apart(colour, each) for each in found) < 0.05 for colour in colours)


@given(st.binary(min_size=4, max_size=4 * 64), st.sampled_from(["RGBA", "RGB", "L", "LA", "P"]))
def test_any_picture_has_few_colours_each_once(data: bytes, mode: str) -> None:
    picture = Image.frombytes("RGBA", (len(data) // 4, 1), data[: len(data) // 4 * 4]).convert(mode)
    found = dominant_colours(picture)
    assert len(found) == len(set(found)) <= MOST
    assert all(Color.match(colour) for colour in found)


def test_black_words_on_white_have_no_colours_and_greys_come_last() -> None:
    assert dominant_colours(logo(["#111111"], "#ffffff")) == []
    words = Image.new("RGB", (300, 80), "#ffffff")
    ImageDraw.Draw(words).text((10, 10), "thin words", fill="#1a1a1a", font_size=40)
    assert dominant_colours(words) == []
    grey, red = dominant_colours(logo(["#888888", "#d01030"], "#ffffff"))[::-1]
    assert apart(grey, "#888888") < 0.02 and apart(red, "#d01030") < 0.02
