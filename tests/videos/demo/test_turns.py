"""Whole turns of the demo model, with the product's own tools."""

from typing import Any

import pytest

from tests.videos.demo.studio import Studio
from videos.demo.utterances import Call
from videos.design.seen import findings
from videos.document.document import parse_document

pytestmark = pytest.mark.django_db

PROMPTS = [
    "create a fireworks animation",
    "a video about coffee",
    "birthday video for Anna with confetti, vertical",
    "product launch of Nova Watch in neon green",
    "countdown from ten with sparks",
    'quote of the day: "Stay hungry, stay foolish."',
    "sales: Jan 10, Feb 20, Mar 35",
    "a donut chart of apples 3, pears 5 and plums 2, square",
    "line chart of visitors: Mon 120, Tue 180, Wed 90 in 8 seconds",
    "3 scenes about space, 20 seconds, square",
    "20 scenes about dogs, 120 seconds",
    "20 scenes about space, 100 seconds",
    "1 scene about music, 1 second",
    "Merry Christmas!",
    "wedding of Tom and Lisa",
    "50% off summer sale",
    "Happy New Year 2027",
    "Welcome to the team, Julia!",
    "thank you video for Max",
    'show "Hello" and "World" in red on white',
    "snow",
    "bubbles, 60 fps",
    "Vídeo sobre el mar",
    "a video about love",
    "a video about our city",
    "a video about summer in light yellow",
    "a video about winter walks",
    "a video about books",
    "a video about " + "verylongwordindeed" * 5,
    "a video about 日本の春",
]


@pytest.fixture
def studio() -> Studio:
    return Studio()


@pytest.fixture
def coffee(studio: Studio) -> Studio:
    studio.ask("a video about coffee")
    return studio


@pytest.mark.parametrize("prompt", PROMPTS)
def test_a_prompt_becomes_a_whole_animated_video(studio: Studio, prompt: str) -> None:
    said = studio.ask(prompt)
    tools = [call.tool for call in studio.calls]
    assert tools == ["plan_scenes", *(["set_format"] if "fps" in prompt else []), "render_video"]
    assert studio.renders == [{"format": "mp4", "quality": "standard"}]
    assert said and "Not everything worked" not in said
    for scene in studio.document["scenes"].values():
        elements = scene["elements"].values()
        assert any(element["tracks"] or element["enter"]["preset"] != "none" for element in elements)


def test_the_video_is_what_was_asked_for(studio: Studio) -> None:
    studio.ask("3 scenes about space, 20 seconds, square, 60 fps")
    document = studio.document
    assert len(document["scene_order"]) == 3 and studio.seconds == 20
    assert (document["width"], document["height"], document["fps"]) == (1080, 1080, 60)
    assert document["title"] == "Space" and "Space" in studio.texts()


def test_words_stay_within_the_frame(studio: Studio) -> None:
    for prompt in PROMPTS[:6]:
        studio.ask(prompt)
        width, height = studio.document["width"], studio.document["height"]
        for scene in studio.document["scenes"].values():
            for element in scene["elements"].values():
                if element["type"] == "text":
                    assert element["x"] >= 0 and element["x"] + element["w"] <= width, element
                    assert element["y"] >= 0 and element["y"] + element["h"] <= height, element


def test_three_prompts_give_three_different_videos() -> None:
    looks = []
    for prompt in ("a video about our plans", "a video about the old mill", "a video about grandma"):
        studio = Studio()
        studio.ask(prompt)
        first = studio.document["scenes"][studio.document["scene_order"][0]]
        looks.append((studio.document["style"]["name"], str(first["order"])))
    assert len(set(looks)) == 3


def test_the_same_prompt_gives_the_same_video() -> None:
    one, other = Studio(), Studio()
    one.ask("a video about rain")
    other.ask("a video about rain")
    assert one.document == other.document


def test_a_failed_render_is_told(studio: Studio) -> None:
    studio.broken = {"render_video": "The disk is full."}
    assert "The disk is full." in studio.ask("a video about tea")


@pytest.mark.parametrize("prompt", ["remove Ada", "asdf qwer zxcv", "Grace Hopper reports to Ada, as an engineer"])
def test_what_it_does_not_understand_takes_no_video_away(coffee: Studio, prompt: str) -> None:
    before = coffee.document
    coffee.ask(prompt)
    assert not coffee.calls
    assert coffee.document == before


@pytest.mark.parametrize("prompt", ["make the title blue", "darker", "remove the second scene"])
def test_a_change_of_nothing_is_answered_with_what_one_can_do(studio: Studio, prompt: str) -> None:
    assert "For instance" in studio.ask(prompt) and not studio.calls


SCENES: tuple[dict[str, Any], ...] = (
    {"heading": "One"},
    {"heading": "A", "items": ["B", "C", "D"]},
    {},
    {"heading": "Long words " * 9},
)


def test_a_scene_without_a_layout_is_built_from_its_words(studio: Studio) -> None:
    planned = [
        {"id": f"s{i}", "description": "A calm page", "seconds": 3, "layout": "custom", **words}
        for i, words in enumerate(SCENES)
    ]
    studio.ask("hello")
    studio.run(
        Call("plan_scenes", {"title": "Three", "format": "1:1", "style": "noir", "colors": [], "scenes": planned})
    )
    studio.build()
    assert {"One", "A", "D"} <= set(studio.texts()) and any("Long words" in text for text in studio.texts())
    assert all(scene["elements"] and scene["layout"] is None for scene in studio.document["scenes"].values())
    assert not findings(parse_document(studio.document))


@pytest.mark.parametrize("format", ["16:9", "9:16", "1:1", "4:5"])
@pytest.mark.parametrize("words", ["W" * 200, "Donaudampfschifffahrtsgesellschaft " * 25, "日本の春 " * 100, "i"])
def test_whatever_a_scene_is_to_say_something_is_built(studio: Studio, format: str, words: str) -> None:
    planned = [{"id": "a", "seconds": 2, "layout": "custom", "heading": words, "items": [words] * 6}]
    studio.ask("hello")
    studio.run(Call("plan_scenes", {"title": "A", "format": format, "style": "stadium", "scenes": planned}))
    studio.build()
    assert studio.texts()


def test_the_brand_of_the_settings_is_what_new_scenes_and_our_colours_mean(studio: Studio) -> None:
    studio.choose(colours=["#ff8800", "#00aa55"], heading_font="serif", body_font="serif")
    studio.ask("a video about coffee")
    fonts = {element.font for scene in studio.seen.scenes.values() for element in scene.elements.values()
             if element.type == "text"}  # fmt: skip
    assert fonts == {"serif"}
    assert "#ff8800" in str(studio.document["style"]) and "#00aa55" in str(studio.document["style"])
    studio.choose(colours=["#ff5ad0"], heading_font="", body_font="")
    studio.ask("use our colours")
    assert "#ff5ad0" in str(studio.document) and "#ff8800" not in str(studio.document)
    studio.ask("a video about space in red")
    assert "#ef4444" in str(studio.document) and "#ff5ad0" not in str(studio.document)
