"""What the demo model understands of a new wish, and of a change."""

from typing import Any

import pytest

from videos.demo.reading.wish import read_wish, wants_new_video
from videos.demo.reading.wished_changes import (
    AddEffect,
    AddScene,
    Lengthen,
    Pace,
    Recolour,
    RemoveEffect,
    RemoveScene,
    Render,
    Reshape,
    Resize,
    Rewrite,
    SetDuration,
    SetRate,
    SetTransition,
    Undo,
    read_changes,
)
from videos.design.colours import NAMES, colours_in, lightness

WISHES: dict[str, dict[str, Any]] = {
    "create a fireworks animation": {"effects": ("firework",), "topic": ""},
    "a video about coffee": {"topic": "coffee"},
    "Make a 15s video about the history of coffee": {"topic": "history of coffee", "duration_s": 15},
    "birthday video for Anna with confetti": {
        "occasion": "birthday", "name": "Anna", "effects": ("confetti",), "topic": "",
    },
    "Anna's birthday, 9:16": {"occasion": "birthday", "name": "Anna", "format": "9:16"},
    "Happy birthday Max!": {"occasion": "birthday", "name": "Max"},
    "product launch of Nova Watch in green": {"occasion": "launch", "topic": "Nova Watch"},
    "countdown from 5": {"occasion": "countdown", "count_from": 5},
    "make a countdown from ten with sparks": {"count_from": 10, "effects": ("sparks",)},
    'quote of the day: "Stay hungry, stay foolish."': {
        "occasion": "quote", "quotes": ("Stay hungry, stay foolish.",),
    },
    "show “Hello World” in red": {"quotes": ("Hello World",), "colours": (NAMES["red"],)},
    "it's Tom's party": {"quotes": ()},
    "3 scenes about space, 20 seconds, square": {
        "scene_count": 3, "topic": "space", "duration_s": 20, "format": "1:1",
    },
    "Make me a video with 25 scenes about dogs": {"scene_count": 25, "topic": "dogs"},
    "a 500 seconds video about the sea": {"duration_s": 500, "topic": "sea"},
    "half a minute about tea, 60 fps": {"duration_s": 30, "fps": 60},
    "a two minute video on trees": {"duration_s": 120},
    "Erstelle ein Video über Kaffee mit Schnee": {"topic": "Kaffee", "effects": ("snow",)},
    "vertical video for my bakery": {"topic": "bakery", "format": "9:16"},
    "an instagram story about yoga": {"topic": "yoga", "format": "9:16"},
    "Make a video that explains photosynthesis": {"topic": "photosynthesis"},
    "a story about a brave little fox": {"topic": "brave little fox"},
    "video for New York": {"topic": "New York"},
    "create a video": {"says_something": False},
    "": {"says_something": False},
}  # fmt: skip


@pytest.mark.parametrize("prompt", WISHES)
def test_a_wish_is_read_from_its_words(prompt: str) -> None:
    wish = read_wish(prompt)
    assert {name: getattr(wish, name) for name in WISHES[prompt]} == WISHES[prompt]


@pytest.mark.parametrize(
    ("prompt", "kind", "labels", "values", "title"),
    [
        ("sales: Jan 10, Feb 20, Mar 35", "bar", ("Jan", "Feb", "Mar"), (10, 20, 35), "sales"),
        ("a donut chart of apples 3, pears 5 and plums 2", "donut", ("apples", "pears", "plums"), (3, 5, 2), ""),
        ("line chart of visitors: Mon 120, Tue 90.5", "line", ("Mon", "Tue"), (120, 90.5), "visitors"),
        ("pie: yes=60%; no=40%", "donut", ("yes", "no"), (60, 40), ""),
        ("our growth: 2021: 5, 2022: 9", "bar", ("2021", "2022"), (5, 9), "growth"),
        ("bar chart 10, 20, 30", "bar", ("1", "2", "3"), (10, 20, 30), ""),
    ],
)
def test_numbers_become_a_chart(
    prompt: str, kind: str, labels: tuple[str, ...], values: tuple[float, ...], title: str
) -> None:
    chart = read_wish(prompt).chart
    assert chart is not None
    assert (chart.kind, chart.labels, chart.values, chart.title) == (kind, labels, values, title)


@pytest.mark.parametrize("prompt", ["3 scenes, 10 seconds", "make it 10 seconds and 60 fps", "countdown from 5, 8 s"])
def test_measures_are_no_chart(prompt: str) -> None:
    assert read_wish(prompt).chart is None


CHANGES = {
    "make the title blue": [Recolour(None, "title", (NAMES["blue"],))],
    "change the subtitle to #f80": [Recolour(None, "subtitle", ("#ff8800",))],
    "make it pink and gold": [Recolour(None, "all", (NAMES["pink"], NAMES["gold"]))],
    "make it 10 seconds": [SetDuration(None, 10)],
    "make the first scene 6 seconds": [SetDuration(0, 6)],
    "make it 5 seconds longer": [Lengthen(None, 5)],
    "make it 5 seconds shorter": [Lengthen(None, -5)],
    "slower": [Pace(None, 1.35)],
    "can you make it a bit faster?": [Pace(None, 1 / 1.35)],
    "add a scene about salt and pepper": [AddScene(None, "salt and pepper", (), "add a scene about salt and pepper")],
    "remove the second scene": [RemoveScene(1)],
    "delete scene 3": [RemoveScene(2)],
    "drop the last scene": [RemoveScene(-1)],
    "make it vertical": [Reshape(None, "9:16")],
    "9:16 please": [Reshape(None, "9:16")],
    "undo": [Undo()],
    "bigger text": [Resize(None, "text", 1.25)],
    "make the title much smaller": [Resize(None, "title", 1 / 1.6)],
    'say "Hello" instead': [Rewrite(None, "Hello")],
    "change the title to My Summer": [Rewrite(None, "My Summer")],
    'replace "Coffee" with "Tea"': [Rewrite(None, "Tea", "title", "Coffee")],
    "add blue snow to the last scene": [AddEffect(-1, "snow", (NAMES["blue"],))],
    "remove the confetti": [RemoveEffect(None, "confetti")],
    "use slide transitions": [SetTransition(None, "slide")],
    "60 fps": [SetRate(None, 60)],
    "render it as gif": [Render(None, "gif", "standard")],
    "export as webm in high quality": [Render(None, "webm", "high")],
    "make the title bigger and red": [Resize(None, "title", 1.25), Recolour(None, "title", (NAMES["red"],))],
    "make the title blue, change the background to black and add snow": [
        Recolour(None, "title", (NAMES["blue"],)),
        Recolour(None, "background", (NAMES["black"],)),
        AddEffect(None, "snow", ()),
    ],
    'change the title to "Add snow, undo"': [Rewrite(None, "Add snow, undo")],
    "Mach den Titel rot": [Recolour(None, "title", (NAMES["rot"],))],
    "what do you think?": [],
}


@pytest.mark.parametrize("prompt", CHANGES)
def test_a_change_is_read_from_its_words(prompt: str) -> None:
    assert read_changes(prompt) == CHANGES[prompt]


def test_a_dark_shade_is_darker_and_a_light_one_lighter() -> None:
    dark, plain, light = colours_in("dark blue, blue, light blue")
    assert lightness(dark) < lightness(plain) < lightness(light)


def test_a_wish_for_a_video_is_told_from_a_wish_for_a_change() -> None:
    assert wants_new_video("create a fireworks animation") and wants_new_video("a video about tea")
    assert not wants_new_video("make the title blue") and not wants_new_video("add confetti")
