"""Where a picture is wished the demo model has it made if somebody does that, and else says what it can show."""

import pytest

from videos.demo.changing.wished_changes import Change, read_changes
from videos.demo.conversation import Conversation, Done
from videos.demo.turns import answer

DOCUMENT = {"scene_order": ["one", "two"], "scenes": {}, "assets": {}}


@pytest.mark.parametrize(
    ("prompt", "about", "place"),
    [
        ("make a picture of a cat in scene 2", "a cat", "2"),
        ("Please draw me an illustration of two bakers at work for scene 1.", "two bakers at work", "1"),
        ("Create a photo of bread in the oven", "bread in the oven", None),
        ("mach ein Bild von einer Katze in Szene 2", "einer Katze", "2"),
        ("fais une image d’un chat dans la scène 2", "un chat", "2"),
        ("haz una imagen de un gato en la escena 2", "un gato", "2"),
        ("faça uma imagem de um gato na cena 2", "um gato", "2"),
        ("シーン2に猫の写真を作って", "猫", "2"),
    ],
)
def test_an_order_is_read(prompt: str, about: str, place: str | None) -> None:
    scope = (int(place) - 1,) if place else None
    assert read_changes(prompt).changes == (Change("order_picture", scope, words=about),)


@pytest.mark.parametrize(
    "prompt", ["make the picture larger", "a video about a photo of a cat", "make a video of a cat"]
)
def test_other_wishes_are_no_orders(prompt: str) -> None:
    assert not any(each.deed == "order_picture" for each in read_changes(prompt).changes)


def test_it_is_ordered_once_for_its_scene_and_told_in_the_language() -> None:
    prompt, tools = "mach ein Bild von einer Katze in Szene 2", frozenset({"make_picture", "edit_scene"})
    asked = answer(Conversation(prompt, document=DOCUMENT, tools=tools))
    (call,) = asked.calls
    assert (call.tool, call.arguments) == ("make_picture", {"about": "einer Katze", "scene_id": "two"})
    done = [Done("make_picture", call.arguments, "It is being made.")]
    told = answer(Conversation(prompt, done, document=DOCUMENT, tools=tools))
    assert not told.calls and "Bild wird gemacht" in told.text
    refused = [Done("make_picture", call.arguments, "Error: /scene_id: there is no place for it.")]
    told = answer(Conversation(prompt, refused, document=DOCUMENT, tools=tools))
    assert not told.calls and "here is no place for it" in told.text


@pytest.mark.parametrize(
    ("tools", "told"),
    [(("edit_scene",), "An icon, an effect or a picture that you attach"), (("make_picture",), "make a picture of")],
)
def test_a_photo_that_cannot_be_made_is_told_with_the_nearest(tools: tuple[str, ...], told: str) -> None:
    said = answer(Conversation("a photo of a cat", tools=frozenset({"plan_scenes", *tools}))).text
    assert told in said
    assert not any(word in said for word in ("IMAGE_", "key", "server", "setting"))
