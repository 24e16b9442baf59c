"""What is understood of a wish for a change."""

import time

import pytest

from videos.demo.changing.wished_changes import LASTING, Change, read_changes
from videos.design.colours import NAMES

RED, BLUE = NAMES["red"], NAMES["blue"]
WISHES = {
    "make the title blue": [Change("recolour", None, "title", colours=(BLUE,))],
    "change the subtitle to #f80": [Change("recolour", None, "subtitle", colours=("#ff8800",))],
    "make it pink and gold": [Change("recolour", colours=(NAMES["pink"], NAMES["gold"]))],
    "make it 10 seconds": [Change("length", amount=10)],
    "make the first scene 6 seconds": [Change("length", (0,), amount=6)],
    "make it 5 seconds shorter": [Change("length", amount=-5, choice="by")],
    "can you make it a bit faster?": [Change("pace", amount=1 / 1.25)],
    "add a scene about salt and pepper": [Change("add_scene", words="salt and pepper", amount=-1)],
    "add our hours: Mon-Fri 9-18": [Change("add_scene", words="our hours: Mon-Fri 9-18", amount=-1)],
    "remove scenes 2 and 3": [Change("remove_scene", (1, 2))],
    "drop the last scene": [Change("remove_scene", (-1,))],
    "9:16 please": [Change("reshape", choice="9:16")],
    "undo": [Change("undo")],
    "softer, please": [Change("sound", choice="music", words="softer")],
    "put subtitles in": [Change("sound", choice="captions")],
    "make the subtitle bigger": [Change("resize", None, "subtitle", amount=1.25)],
    "remove the voice-over": [Change("sound", choice="voice", words="none")],
    "go back to version 3": [Change("restore", amount=3)],
    "make it more playful and red": [Change("mood", choice="playful"), Change("recolour", colours=(RED,))],
    "bigger text": [Change("resize", None, "text", amount=1.25)],
    "the text is too small": [Change("resize", None, "text", amount=1.25)],
    "make the title much smaller": [Change("resize", None, "title", amount=1 / 1.6)],
    'say "Hello" instead': [Change("rewrite", None, "title", "Hello")],
    "change the title of scene 2 to My Summer": [Change("rewrite", (1,), "title", "My Summer")],
    "change Friday to Saturday in scene 2": [Change("replace", (1,), words="Saturday", old="Friday")],
    "the price is now 12 €": [Change("correct", words="12 €", old="price")],
    "change the price from 10 € to 12 €": [Change("replace", words="12 €", old="10 €")],
    "add blue snow to the last scene": [Change("coloured_effect", (-1,), choice="snow", colours=(BLUE,))],
    "remove the confetti": [Change("remove_effect", choice="confetti")],
    "use slide transitions": [Change("transition", choice="slide")],
    "export as webm in high quality": [Change("render", choice="webm", words="high")],
    "move the title up": [Change("nudge", None, "title", choice="top")],
    "put scene 3 before scene 1": [Change("move_scene", (2,), choice="before")],
    "use a handwritten font": [Change("font", choice="hand")],
    "in every scene make the text bigger": [Change("resize", (), "text", amount=1.25)],
    "make scene 2 longer and the background green": [
        Change("pace", (1,), amount=1.25), Change("recolour", (1,), "background", colours=(NAMES["green"],)),
    ],
    "make the title blue, change the background to black and add snow": [
        Change("recolour", None, "title", colours=(BLUE,)),
        Change("recolour", None, "background", colours=(NAMES["black"],)),
        Change("effect", choice="snow"),
    ],
    'change the title to "Add snow, undo"': [Change("rewrite", None, "title", "Add snow, undo")],
    "add our logo in every corner [picture: mark]": [
        Change("add_picture", None, words="corners", choice="logo", pictures=("mark",)),
    ],
    "make the title and the subtitle blue": [
        Change("recolour", None, "title", colours=(BLUE,)), Change("recolour", None, "subtitle", colours=(BLUE,)),
    ],
    "change the background to blue and the text to white": [
        Change("recolour", None, "background", colours=(BLUE,)),
        Change("recolour", None, "text", colours=(NAMES["white"],)),
    ],
    "change the style to noir": [Change("style", choice="noir")],
    "mach Szene 2 doppelt so lang": [Change("pace", (1,), amount=2)],
    "Mach den Titel rot": [Change("recolour", None, "title", colours=(RED,))],
    "ändere Freitag in Samstag": [Change("replace", words="Samstag", old="Freitag")],
    "remplace vendredi par samedi": [Change("replace", words="samedi", old="vendredi")],
    "cambia viernes por sábado": [Change("replace", words="sábado", old="viernes")],
    "troque sexta por sábado": [Change("replace", words="sábado", old="sexta")],
    "金曜日を土曜日に変えて": [Change("replace", words="土曜日", old="金曜日")],
    "what do you think?": [],
}  # fmt: skip


@pytest.mark.parametrize("prompt", WISHES)
def test_a_change_is_read_from_its_words(prompt: str) -> None:
    assert list(read_changes(prompt).changes) == WISHES[prompt]


def test_what_is_not_understood_is_kept_as_it_was_said() -> None:
    assert read_changes("make it vertical and let it dance").unread == ("let it dance",)
    assert read_changes("make it vertical, please. Thanks!").unread == ()


def test_what_comes_after_a_scene_means_it_until_it_is_gone() -> None:
    first, second = read_changes("remove scene 2 and make the title blue").changes
    assert first.deed not in LASTING and second.scope is None


@pytest.mark.parametrize(
    "letters", ["x", "no ", "“", "change a to ", "scene 1 and ", "add the text ", "を", "and make "]
)
def test_a_message_as_long_as_they_come_is_read_within_bounds(letters: str) -> None:
    read_changes("make it red")  # the first one reads the glossary
    began = time.process_time()
    wished = read_changes((letters * 32_000)[:32_000])
    assert time.process_time() - began < 5 and wished.unread
