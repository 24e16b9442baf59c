"""What an element is called and how it is to look, said in words: as far as there is room and as it can be read."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from videos.design.by_hand.scene_edits import EVERY_SCENE, SceneEdit, edit_document
from videos.design.by_hand.wished_looks import FAINT
from videos.design.laying_out import settled_document
from videos.design.seen import findings
from videos.document.complaints import Complaint, Gathering
from videos.document.document import Asset, new_document, parse_document
from videos.document.style import Style

Json = dict[str, Any]
SLOTS: dict[str, Json] = {
    "one": {"name": "title", "slots": {"heading": "Corner Bakery", "body": "Opening on Friday"}},
    "two": {"name": "quote", "slots": {"quote": "The best crust in town."}},
    "three": {"name": "effect", "slots": {"effect": "confetti"}},
}


def standing() -> Json:
    """A video of three scenes, the last one without words, and a picture that nothing shows yet."""
    before = new_document("Bakery")
    scenes = {name: {"duration": 4.0, "layout": layout} for name, layout in SLOTS.items()}
    picture = Asset(mime="image/png", sha256="0" * 64).model_dump(mode="json")
    style = Style().model_dump(mode="json")
    look = {"style": style, "assets": {"logo": picture}}
    told = {**before.to_json(), "scene_order": list(scenes), "scenes": scenes, **look}
    return settled_document(before, told).to_json()


STANDING = standing()


def edited(scene: str, *changes: tuple[str, str, Any], **edit: Any) -> Json:
    """The document after these changes: element, property, value."""
    document, gathering = parse_document(STANDING).to_json(), Gathering()
    told = [{"element": element, "property": name, "value_json": json.dumps(value)} for element, name, value in changes]
    edit_document(document, SceneEdit(scene, changes=told, **edit), gathering)
    gathering.tell()
    return settled_document(parse_document(STANDING), document).to_json()


@pytest.mark.parametrize(("scene", "slot"), [("one", "heading"), ("two", "quote")])
def test_words_that_a_layout_shows_change_in_its_slot(scene: str, slot: str) -> None:
    layout = edited(scene, ("title", "text", "Bread"))["scenes"][scene]["layout"]
    assert layout and layout["slots"][slot] == "Bread"


def test_of_every_scene_those_without_it_are_passed_over() -> None:
    after = edited(EVERY_SCENE, ("title", "color", "#ffee88"))["scenes"]
    assert after["three"] == STANDING["scenes"]["three"]
    assert [after[name]["elements"][slot]["fill"] for name, slot in (("one", "heading"), ("two", "quote"))] == [
        "#ffee88"
    ] * 2


def test_a_scene_that_has_none_is_told() -> None:
    with pytest.raises(Complaint, match="has no element 'title'"):
        edited("three", ("title", "scale", 1.2))


@given(colour=st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}"))
@settings(max_examples=15, deadline=None)
def test_a_colour_that_cannot_be_read_gives_way_to_one_near_it_or_stays_as_wished(colour: str) -> None:
    after = edited("one", ("title", "color", colour))
    fill = after["scenes"]["one"]["elements"]["heading"]["fill"]
    assert fill == colour or not findings(parse_document(after), "one")


PICTURE = {"type": "image", "id": "logo", "asset": "logo", "w": 150, "h": 94}


@given(place=st.sampled_from(["top left", "top right", "bottom left", "bottom right", "top", "bottom"]))
@settings(max_examples=8, deadline=None)
def test_a_new_picture_stands_at_the_edge_that_is_named(place: str) -> None:
    after = edited("one", ("logo", "place", place), put_elements_json=json.dumps([PICTURE]))
    scene = after["scenes"]["one"]
    logo = scene["elements"]["logo"]
    top, left = logo["y"] < after["height"] / 2, logo["x"] < after["width"] / 2
    assert ("top" in place) == top and ("left" in place or "right" not in place) == left
    assert scene["layout"], "what is put over a layout leaves it whole"


def test_behind_is_under_all_that_is_there_and_faint() -> None:
    after = edited("one", ("logo", "place", "behind"), put_elements_json=json.dumps([PICTURE]))
    scene = after["scenes"]["one"]
    behind = scene["elements"]["logo"]
    assert scene["order"][0] == "logo" and behind["opacity"] == FAINT
    assert (behind["w"], behind["h"]) == (after["width"], after["height"]) and not findings(parse_document(after))


def test_words_go_where_there_is_room_or_nowhere() -> None:
    words = {"type": "text", "id": "note", "text": "Free parking"}
    after = edited("one", ("note", "place", "free"), put_elements_json=json.dumps([words]))
    assert not findings(parse_document(after)) and after["scenes"]["one"]["layout"]


@pytest.mark.parametrize("wish", [("title", "place", "sideways"), ("title", "place", "")])
def test_a_place_that_there_is_not_is_refused(wish: tuple[str, str, str]) -> None:
    with pytest.raises(Complaint, match="no room"):
        edited("one", wish)


@pytest.mark.parametrize(
    ("scene", "name", "slot"),
    [("one", "subtitle", "body"), ("one", "snow", "effect"), ("one", "effects", "effect"), ("one", "logo", "picture")],
)
def test_what_a_layout_shows_goes_by_its_slot_and_the_layout_stays(scene: str, name: str, slot: str) -> None:
    shown = edited(scene, slots_json=json.dumps({"effect": "snow", "picture": "logo"}))
    document, gathering = parse_document(shown).to_json(), Gathering()
    edit_document(document, SceneEdit(scene, remove_elements=[name]), gathering)
    gathering.tell()
    layout = settled_document(parse_document(shown), document).to_json()["scenes"][scene]["layout"]
    assert shown["scenes"][scene]["layout"]["slots"][slot] not in ("", "none")
    assert layout and layout["slots"][slot] in ("", "none")


@given(name=st.sampled_from(["snow", "logo", "pictures", "nothing"]), where=st.sampled_from(["two", EVERY_SCENE]))
def test_what_is_not_there_cannot_be_removed(name: str, where: str) -> None:
    with pytest.raises(Complaint, match="has no element"):
        edited(where, remove_elements=[name])


def test_what_one_scene_shows_goes_from_every_scene() -> None:
    after = edited(EVERY_SCENE, remove_elements=["subtitle"])["scenes"]
    assert after["one"]["layout"]["slots"]["body"] == ""
    assert [after[name] for name in ("two", "three")] == [STANDING["scenes"][name] for name in ("two", "three")]


def test_an_effect_falls_in_a_scene_without_a_layout_too_and_goes_again() -> None:
    by_hand = edited("one", ("title", "size", 90), slots_json="")
    assert by_hand["scenes"]["one"]["layout"] is None
    for effect in ("snow", "confetti", "none"):
        gathering = Gathering()
        edit_document(by_hand, SceneEdit("one", slots_json=json.dumps({"effect": effect})), gathering)
        gathering.tell()
        scene = parse_document(by_hand).to_json()["scenes"]["one"]
        shown = [scene["elements"][name].get("effect") for name in scene["order"]]
        assert shown == ([effect] if effect != "none" else []) + [None] * (len(shown) - (effect != "none"))
