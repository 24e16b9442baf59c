"""Signs of details, initials, and words on pictures."""

import pytest

from tests.videos.design.test_layouts import LAYOUTS, SIZES, video
from videos.design.layouts.occasions.labelled import icon_of, initials
from videos.design.seen import findings
from videos.design.styles import STYLES
from videos.document.document import parse_document
from videos.document.slots import Detail, Layout


@pytest.mark.parametrize(
    ("label", "value", "icon"),
    [
        ("", "+49 (0)30 123-4567", "phone"),
        ("", "hello@lumen.example", "mail"),
        ("", "www.lumen.example/menu", "globe"),
        ("", "lumen.example", "globe"),
        ("", "12 Mill Road, Springfield", "map-pin"),
        ("", "Mon. 8 to 12", "map-pin"),
        ("Telefon", "ask for Ana", "phone"),
        ("When", "Friday", "calendar"),
        ("Instagram", "@cafe.lumen", "brand:instagram"),
        ("", "https://www.youtube.com/lumen", "brand:youtube"),
        ("ANA", "+49 30 1234567", "phone"),  # not the airline
    ],
)
def test_a_detail_has_the_sign_of_what_it_is(label: str, value: str, icon: str) -> None:
    assert icon_of(Detail(label=label, value=value), "map-pin") == icon


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("Ana Ruiz", "AR"),
        ("Ana María de la Ruiz", "AR"),
        ("ana", "A"),
        ("  ", ""),
        ("محمد علي", "م"),
        ("👩‍🚀 Crew", "👩‍🚀"),
    ],
)
def test_initials_are_whole_letters(name: str, first: str) -> None:
    assert initials(name) == first


@pytest.mark.parametrize("name", ["hero", "event", "place", "captioned", "person", "product", "gallery"])
@pytest.mark.parametrize("picture", ["#ffffff", "#000000"])
def test_words_on_a_picture_are_read_whatever_it_shows(name: str, picture: str) -> None:
    """With a plain plate in the picture's place the checker can tell."""
    kind = LAYOUTS[name]
    slots = kind.example if kind.example.pictures else kind.example.model_copy(update={"picture": "view"})
    for style in (STYLES["midnight"], STYLES["linen"]):
        for format in SIZES:
            for seed in range(len(kind.arrangements)):
                document = video(Layout(name=name, slots=slots, seed=seed), format, style).to_json()
                elements = document["scenes"]["intro"]["elements"]
                shared = ("id", "x", "y", "w", "h", "tracks", "enter")
                for id, element in elements.items():
                    if element["type"] == "image":
                        plate = {name: element[name] for name in shared}
                        elements[id] = {"type": "rect", "fill": picture, "radius": element["radius"], **plate}
                told = [str(each) for each in findings(parse_document(document)) if each.kind == "faint"]
                assert not told, (format, style.name, seed, told)
