"""Whole turns of the demo model, with tools that obey the document's real rules."""

from copy import deepcopy

import pytest

from tests.videos.demo.studio import Studio
from videos.demo.reading.conversation import LONGEST_PROMPT
from videos.design.colours import NAMES, lightness

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
    assert tools == ["plan_scenes", "render_video"]
    assert studio.renders == [{"format": "mp4", "quality": "standard"}]
    assert "is planned" in said and "Not everything worked" not in said
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
        first = studio.document["scenes"]["intro"]
        looks.append((str(first["background"]), str(first["order"])))
    assert len(set(looks)) == 3


def test_the_same_prompt_gives_the_same_video() -> None:
    one, other = Studio(), Studio()
    one.ask("a video about rain")
    other.ask("a video about rain")
    assert one.document == other.document


@pytest.mark.parametrize("prompt", ["Make me a video with 25 scenes about dogs", "a 500 seconds video about the sea"])
def test_what_a_video_may_not_be_is_planned_as_asked_and_the_refusal_explained(studio: Studio, prompt: str) -> None:
    said = studio.ask(prompt)
    assert [call.tool for call in studio.calls] == ["plan_scenes"]
    assert ("25" in said or "500" in said) and "20 scenes and 120 seconds" in said
    assert len(studio.versions) == 1 and not studio.renders


@pytest.mark.parametrize("answer", ["8 scenes, 60 seconds", "ok, then 8 scenes", "make it 60 seconds"])
def test_after_a_refused_plan_new_measures_are_enough(studio: Studio, answer: str) -> None:
    studio.ask("a 500 seconds video about dogs" if "60" in answer else "25 scenes about dogs")
    studio.ask(answer)
    assert studio.document["title"] == "Dogs" and studio.renders
    assert studio.seconds == 60 or len(studio.document["scene_order"]) == 8


def test_a_failed_render_is_told(studio: Studio) -> None:
    studio.broken = {"render_video": "The disk is full."}
    assert "The disk is full." in studio.ask("a video about tea")


@pytest.mark.parametrize("prompt", ["hello", "what can you do?", "help", "who are you?", "thanks", "can you help me?"])
def test_it_says_what_it_is(studio: Studio, prompt: str) -> None:
    said = studio.ask(prompt)
    assert "offline demo model" in said and "OPENAI_API_KEY" in said and not studio.calls


def test_what_it_does_not_understand_it_says_so(studio: Studio) -> None:
    said = studio.ask("create a video")
    assert "could not find" in said and "offline demo model" in said and not studio.calls


@pytest.mark.parametrize("prompt", ["remove Ada", "asdf qwer zxcv", "Grace Hopper reports to Ada, as an engineer"])
def test_what_it_does_not_understand_takes_no_video_away(coffee: Studio, prompt: str) -> None:
    before = coffee.document
    assert "could not find" in coffee.ask(prompt) and not coffee.calls
    assert coffee.document == before


def test_a_change_of_the_selected_scene_is_not_told_as_one_of_all(coffee: Studio) -> None:
    coffee.selected = coffee.document["scene_order"][1]
    assert "new colours for that scene" in coffee.ask("make it red")


def test_a_change_of_nothing_is_answered_with_what_one_can_do(studio: Studio) -> None:
    assert "nothing in the video yet" in studio.ask("make the title blue") and not studio.calls


# --- changes -------------------------------------------------------------------------------------


def test_the_title_becomes_blue(coffee: Studio) -> None:
    before = len(coffee.versions)
    said = coffee.ask("make the title blue")
    assert [call.tool for call in coffee.calls] == ["apply_json_patch", "render_video"]
    assert coffee.document["scenes"]["intro"]["elements"]["title"]["fill"] == NAMES["blue"]
    assert len(coffee.versions) == before + 1 and "A new colour for the title" in said


def test_the_video_becomes_ten_seconds_and_all_in_it_fits(coffee: Studio) -> None:
    coffee.ask("make it 10 seconds")
    assert coffee.seconds == 10
    for scene in coffee.document["scenes"].values():
        for element in scene["elements"].values():
            assert all(key["t"] <= scene["duration"] + 0.02 for track in element["tracks"] for key in track["keys"])


def test_a_scene_is_added_and_filled(coffee: Studio) -> None:
    count = len(coffee.document["scene_order"])
    coffee.ask("add a scene about tea")
    assert len(coffee.document["scene_order"]) == count + 1 and "Tea" in coffee.texts()
    new = coffee.document["scenes"][coffee.document["scene_order"][-1]]
    assert new["order"], "the new scene shows something"


def test_a_new_scene_fits_what_the_same_sentence_does_to_the_video(coffee: Studio) -> None:
    coffee.ask("remove the last scene, make it vertical and add a scene about tea")
    new = coffee.document["scenes"][coffee.document["scene_order"][-1]]
    heading = new["elements"]["heading"]
    assert heading["text"] == "Tea" and heading["x"] + heading["w"] <= coffee.document["width"] == 720


def test_two_scenes_are_added_in_one_sentence(coffee: Studio) -> None:
    coffee.ask("add a scene about tea and add a scene about milk")
    assert {"Tea", "Milk"} <= set(coffee.texts()) and len(coffee.document["scene_order"]) == 6


def test_a_scene_with_numbers_is_a_chart(coffee: Studio) -> None:
    coffee.ask("add a chart scene about cups: Mon 3, Tue 5")
    kinds = [each["type"] for c in coffee.document["scenes"].values() for each in c["elements"].values()]
    assert "chart" in kinds


def test_the_second_scene_goes(coffee: Studio) -> None:
    second = coffee.document["scene_order"][1]
    coffee.ask("remove the second scene")
    assert second not in coffee.document["scenes"] and len(coffee.document["scene_order"]) == 3


def test_the_only_scene_stays(studio: Studio) -> None:
    studio.ask('show "Hello"')
    assert "only scene" in studio.ask("remove the first scene") and len(studio.document["scene_order"]) == 1


def test_a_scene_that_is_not_there_is_told(coffee: Studio) -> None:
    assert "There is no scene 9" in coffee.ask("remove scene 9")


@pytest.mark.parametrize("prompt", PROMPTS[:10])
def test_every_video_can_be_made_vertical_and_wide_again(studio: Studio, prompt: str) -> None:
    studio.ask(prompt)
    for change, size in (("make it vertical", (720, 1280)), ("make it widescreen", (1280, 720))):
        studio.ask(change)
        assert (studio.document["width"], studio.document["height"]) == size
    for scene in studio.document["scenes"].values():
        for element in scene["elements"].values():
            assert element["type"] != "text" or (element["x"] >= 0 and element["x"] + element["w"] <= 1280.5)


def test_the_text_says_something_else(coffee: Studio) -> None:
    coffee.ask('say "Hello" instead')
    assert coffee.texts()[0] == "Hello" and "Coffee" in coffee.texts()
    coffee.ask('replace "coffee" with "Cocoa"')
    assert "Coffee" not in coffee.texts() and "Cocoa" in coffee.texts()


def test_a_light_background_gets_dark_words(coffee: Studio) -> None:
    coffee.ask("change the background to white")
    assert lightness(coffee.document["scenes"]["intro"]["background"]["colors"][0]) > 0.9
    assert lightness(coffee.document["scenes"]["intro"]["elements"]["title"]["fill"]) < 0.3


def test_an_effect_comes_and_goes(coffee: Studio) -> None:
    coffee.ask("add confetti")
    assert all("confetti" in scene["elements"] for scene in coffee.document["scenes"].values())
    coffee.ask("add fireworks to the last scene")
    coffee.ask("remove the confetti")
    assert not any("confetti" in scene["elements"] for scene in coffee.document["scenes"].values())
    assert "firework-0" in coffee.document["scenes"][coffee.document["scene_order"][-1]]["elements"]


@pytest.mark.parametrize(
    "prompt",
    [
        "bigger text", "make the title much smaller", "slower", "twice as fast", "make it 5 seconds longer",
        "use wipe transitions", "60 fps", "make it pink and gold", "make the subtitle red",
        "make the title bigger and red, change the background to dark blue and add snow",
        "add a scene about tea, make it square and remove the first scene",
    ],
)  # fmt: skip
def test_other_changes_are_valid_and_rendered(coffee: Studio, prompt: str) -> None:
    before = coffee.document
    said = coffee.ask(prompt)
    assert coffee.document != before and len(coffee.renders) == 2 and "Done" in said, said


def test_many_changes_of_a_long_video_fit_into_one_patch(studio: Studio) -> None:
    studio.ask("16 scenes about space, 100 seconds")
    studio.ask("make it 60 seconds")
    assert studio.seconds == 60
    (patch,) = (call for call in studio.calls if call.tool == "apply_json_patch")
    assert len(patch.arguments["operations"]) <= 500


def test_a_change_beyond_the_limits_is_refused_with_the_reason(coffee: Studio) -> None:
    before = coffee.document
    said = coffee.ask("make it 300 seconds")
    assert "120 seconds" in said and coffee.document == before


def test_a_video_too_short_to_be_seen_is_refused(coffee: Studio) -> None:
    assert "too short" in coffee.ask("make it 0.01 seconds") and not coffee.calls


@pytest.mark.parametrize("letters", ["x", "a-", "no ", "“", "fade ", "T", "1, ", "' "])
def test_of_a_prompt_as_long_as_they_come_only_the_beginning_is_read(coffee: Studio, letters: str) -> None:
    other, prompt = deepcopy(coffee), (letters * 32_000)[:32_000]
    assert coffee.ask(prompt) == other.ask(prompt[:LONGEST_PROMPT])
    assert coffee.document == other.document


def test_undo_brings_back_what_was_before_the_last_answer(coffee: Studio) -> None:
    whole = coffee.document
    coffee.ask("make the title blue and add a scene about tea")
    coffee.ask("undo")
    assert coffee.document == whole


def test_undo_again_goes_further_back(coffee: Studio) -> None:
    whole = coffee.document
    coffee.ask("make the title blue")
    coffee.ask("make the title red")
    coffee.ask("undo")
    coffee.ask("undo")
    assert coffee.document == whole


def test_without_a_tool_for_it_undo_points_to_the_versions(coffee: Studio) -> None:
    coffee.tools = coffee.tools[:-1]  # without undo
    assert "list of versions" in coffee.ask("undo") and not coffee.calls


def test_only_rendering_changes_nothing(coffee: Studio) -> None:
    before = len(coffee.versions)
    said = coffee.ask("render it as a gif in high quality")
    assert coffee.renders[-1] == {"format": "gif", "quality": "high"}
    assert len(coffee.versions) == before and "GIF" in said


def test_a_second_video_replaces_the_first(coffee: Studio) -> None:
    coffee.ask("now make a video about tea, vertical")
    assert coffee.document["title"] == "Tea" and coffee.document["height"] == 1280


def test_an_outline_of_a_long_video_is_not_taken_for_an_empty_one(coffee: Studio) -> None:
    for scene in coffee.document["scenes"].values():
        del scene["elements"]
    assert "outline" in coffee.ask("make the title blue")


@pytest.mark.parametrize("prompt", ["add a bar chart of 12, 30, 45", "insert a donut chart of 12, 30 and 45"])
def test_numbers_become_a_scene_with_a_chart(coffee: Studio, prompt: str) -> None:
    coffee.ask(prompt)
    new = coffee.document["scenes"][coffee.document["scene_order"][-1]]
    (chart,) = (each for each in new["elements"].values() if each["type"] == "chart")
    assert chart["values"] == [12, 30, 45] and len(coffee.document["scene_order"]) == 5


def test_a_scene_moves_to_the_front(coffee: Studio) -> None:
    *others, last = coffee.document["scene_order"]
    coffee.ask("move the last scene to the front")
    assert coffee.document["scene_order"] == [last, *others]


def test_a_scene_is_built_once_more_and_becomes_another(coffee: Studio) -> None:
    before = coffee.document
    said = coffee.ask("redo scene 2")
    changed = [name for name, scene in coffee.document["scenes"].items() if scene != before["scenes"][name]]
    assert changed == [coffee.document["scene_order"][1]] and "built anew" in said


def test_what_is_in_the_video_is_told_scene_by_scene(coffee: Studio) -> None:
    said = coffee.ask("what's in the video?")
    assert not coffee.calls and "Coffee" in said and all(name in said for name in coffee.document["scene_order"])


def test_our_colours_are_asked_for_remembered_and_used(coffee: Studio) -> None:
    assert "Which are your colours?" in coffee.ask("use our colours") and not coffee.calls
    assert NAMES["teal"] in coffee.ask("our colours are teal and orange") and not coffee.calls
    coffee.ask("use our colours")
    assert NAMES["teal"] in str(coffee.document)


def test_a_selected_scene_is_the_one_that_is_meant(coffee: Studio) -> None:
    third = coffee.document["scene_order"][2]
    before = coffee.document["scenes"]
    coffee.selected = third
    coffee.ask("make the background dark green")
    assert [name for name, scene in coffee.document["scenes"].items() if scene != before[name]] == [third]


def test_a_scene_of_another_models_plan_is_built_from_its_words(studio: Studio) -> None:
    plan = {
        "title": "Three wishes", "intent": "x", "reasoning": "y", "format": "1:1", "fps": 30,
        "scenes": [
            {"id": f"s{i}", "description": "A calm page", "duration_s": 3, "kind": "text", "on_screen_text": texts}
            for i, texts in enumerate((["One"], ["A", "B", "C", "D"], [], ["Long words " * 9]))
        ],
    }  # fmt: skip
    studio._plan_scenes(plan)
    studio._build()
    assert {"One", "A", "D"} <= set(studio.texts())
    assert all(scene["elements"] for scene in studio.document["scenes"].values())


def test_the_brand_of_the_settings_is_what_new_scenes_and_our_colours_mean(studio: Studio) -> None:
    studio.brand = {"colours": ["#ff8800", "#00aa55"], "font": "serif"}
    studio.ask("a video about coffee")
    fonts = {element["font"] for element in studio.elements() if element["type"] == "text"}
    assert "serif" in fonts and not fonts & {"sans", "script"}
    assert "#ff8800" in str(studio.document) and "#00aa55" in str(studio.document)
    studio.brand = {"colours": ["#123abc"], "font": ""}
    studio.ask("use our colours")
    assert "#123abc" in str(studio.document) and "#ff8800" not in str(studio.document)
    studio.ask("a video about books in red")
    assert "#ef4444" in str(studio.document) and "#123abc" not in str(studio.document)
