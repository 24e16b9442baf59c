"""Captions over every layout, in every shape and script: they cover no word, and can be read on anything."""

import random
from collections.abc import Iterator
from itertools import combinations

import pytest

from tests.videos.design.test_layouts import AWKWARD, video
from tests.videos.samples import Json, scene
from tests.videos.samples import video as sample
from videos.design.captions.caption_layer import captioned
from videos.design.catalogue import LayoutKind, all_layouts
from videos.design.seen import Box, Seen, moments
from videos.design.styles import STYLES
from videos.document.document import SIZES, Document, parse_document
from videos.document.elements import ChartElement, TextElement
from videos.document.slots import Layout
from videos.document.style import AA, contrast, in_style
from videos.rendering.pieces import pieces_of
from videos.rendering.render_job import frames_of
from videos.sound.cues import Line

LAYOUTS = all_layouts()
SAID = {
    **AWKWARD,
    "two rows": "Fresh bread, every morning from six, and on Sundays from eight until it is gone.",
    "a path": "https://example.com/" + "long-path/" * 9,
}


def spoken(words: str, seconds: float = 5.0) -> list[Line]:
    return [
        Line("intro", words, 0.25, seconds / 2),
        Line("intro", "And a short one.", seconds / 2 + 0.1, seconds - 0.4),
    ]


def by_hand(elements: Json | None = None, format: str = "16:9") -> Document:
    width, height = SIZES[format]
    return parse_document(sample({"intro": scene(elements, duration=5.0)}, width=width, height=height))


def looks(document: Document) -> Iterator[tuple[list[Seen], list[Seen]]]:
    """The captions and the words of the scene that stand still beside them, at moments of it."""
    plain = in_style(document, document.style)
    for _, seen in moments(plain, "intro", (0.1, 0.3, 0.45, 0.6, 0.9)):
        captions = [each for each in seen if each.name.startswith("caption-")]
        words = [each for each in seen if isinstance(each.element, TextElement | ChartElement) and not each.moving]
        yield captions, [each for each in words if each not in captions]


def meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] - 1 and other[0] < one[2] - 1 and one[1] < other[3] - 1 and other[1] < one[3] - 1


def check(document: Document, what: str) -> None:
    shown = captioned(document, spoken(what))
    assert shown is not document
    for captions, words in looks(shown):
        assert len(captions) in (2, 4)  # one page at a time; at the very moment of a change both are told
        plate, text = captions[-2:]
        assert isinstance(text.element, TextElement) and len(text.lines) <= 2
        assert text.size > 0.97 * text.element.size  # the words fit their plate
        left, top, right, bottom = plate.box
        assert left >= 0 and top >= 0 and right <= document.width and bottom <= document.height
        assert not [each.name for each in words if meet(plate.box, each.box)]


@pytest.mark.parametrize("kind", LAYOUTS.values(), ids=LAYOUTS.keys())
def test_a_caption_covers_no_word_of_a_scene(kind: LayoutKind) -> None:
    chance = random.Random(kind.name)
    for format in chance.sample(list(SIZES), 2):
        layout = Layout(name=kind.name, slots=kind.example, seed=chance.randrange(1000))
        check(video(layout, format, chance.choice(list(STYLES.values()))), chance.choice(list(SAID.values())))


@pytest.mark.parametrize("words", SAID.values(), ids=SAID.keys())
@pytest.mark.parametrize("format", SIZES)
def test_words_of_every_script_are_read_to_the_end_in_two_rows_at_most(words: str, format: str) -> None:
    shown = captioned(by_hand(format=format), spoken(words))
    texts = [
        element
        for component in shown.components.values()
        for element in component.elements.values()
        if isinstance(element, TextElement)
    ]
    read = "".join(each.text for each in texts if each.text != "And a short one.")
    assert "".join(read.split()) == "".join(words.split())
    check(by_hand(format=format), words)
    times = [(each.start, each.end or 0) for each in texts]
    assert all(one[1] <= other[0] + 1e-6 for one, other in combinations(sorted(times), 2))


def test_what_was_made_by_hand_makes_room_too() -> None:
    words = {"type": "text", "text": "Words everywhere", "size": 60, "w": 1200, "h": 90, "x": 40}
    document = by_hand({f"row-{number}": {**words, "y": number * 90} for number in range(8)})
    check(document, SAID["two rows"])


@pytest.mark.parametrize("style", STYLES.values(), ids=STYLES.keys())
def test_captions_can_be_read_in_every_style(style: object) -> None:
    document = by_hand().model_copy(update={"style": style})
    shown = captioned(document, spoken("Some words."))
    (component,) = shown.components.values()
    plate, text = list(component.elements.values())[:2]
    assert contrast(text.fill, plate.fill) >= AA  # type: ignore[union-attr]


def test_where_nobody_has_spoken_yet_nothing_is_read() -> None:
    assert captioned(by_hand(), []) == by_hand()


def test_a_full_scene_has_room_for_captions() -> None:
    dot = {"type": "rect", "w": 4, "h": 4, "x": 30, "y": 30}
    document = by_hand({f"dot-{number}": dot for number in range(60)})
    check(document, SAID["two rows"])


def test_a_voice_that_goes_on_is_read_in_the_next_scene() -> None:
    document = parse_document(sample({name: scene(duration=3.0) for name in ("one", "two")}))
    shown = captioned(document, [Line("one", "It goes on and on.", 2.0, 4.5)])
    assert [scene.order for scene in shown.scenes.values()] == [["captions"], ["captions"]]


def test_only_scenes_in_which_something_is_read_are_drawn_anew() -> None:
    document = parse_document(sample({name: scene(duration=3.0) for name in ("one", "two")}))
    shown = captioned(document, [Line("one", "Only here.", 0.25, 2.0)])
    frames = frames_of(document, "mp4", "draft")
    before, after = (pieces_of(each, frames, "mp4", "draft") for each in (document, shown))
    same = [one.key == other.key for one, other in zip(before, after, strict=True)]
    assert True in same and False in same and same == sorted(same)
