"""What people call a part of a scene is what a tool changes there; what is so already makes no version."""

import json

import pytest

from tests.videos.demo.standing import bakery
from tests.videos.demo.studio import Studio
from videos.demo.utterances import Call

pytestmark = pytest.mark.django_db


@pytest.fixture
def studio() -> Studio:
    return bakery()


@pytest.mark.parametrize(
    ("scene", "label", "value", "slot", "told"),
    [
        ("hours", "Sat", "9:00-13:00", "details", ["7:00-18:00", "9:00-13:00"]),
        ("hours", "the hours on mon-fri", "8:00-17:00", "details", ["8:00-17:00", "8:00-14:00"]),
        ("offer", "Each", "3 €", "figures", ["3"]),
    ],
)
def test_an_entry_is_changed_by_its_label(
    studio: Studio, scene: str, label: str, value: str, slot: str, told: list[str]
) -> None:
    change = {"element": label, "property": "text", "value_json": json.dumps(value)}
    assert studio.run(Call("edit_scene", {"scene_id": scene, "changes": [change]})).startswith("Changed.")
    assert [each["value"] for each in studio.document["scenes"][scene]["layout"]["slots"][slot]] == told


def call_it(element: str, value: str, scene: str = "*") -> Call:
    """Words set by what they are."""
    return Call("edit_scene", {"scene_id": scene, "changes": [
        {"element": element, "property": "text", "value_json": json.dumps(value)}]})  # fmt: skip


def test_a_fact_is_changed_by_its_kind_where_there_is_one(studio: Studio) -> None:
    assert studio.run(call_it("price", "3 €")).startswith("Changed.")
    (figure,) = studio.document["scenes"]["offer"]["layout"]["slots"]["figures"]
    assert (figure["value"], figure["unit"]) == ("3", "€")
    told = studio.run(call_it("the opening hours", "9:00-12:00"))
    assert told.startswith("Error") and "could be 7:00-18:00, 8:00-14:00" in told
    assert "has no text 'weight'" in studio.run(call_it("weight", "3 kg"))


def test_words_that_stand_nowhere_are_refused_with_those_that_do(studio: Studio) -> None:
    told = studio.run(Call("replace_text", {"from": "Monday", "to": "Tuesday", "scene_id": "*"}))
    assert told.startswith("Error") and "no text has the words “Monday”" in told and "“Opening on Friday”" in told


def test_a_scene_named_twice_in_the_order_is_copied(studio: Studio) -> None:
    before = studio.document
    told = studio.run(Call("reorder_scenes", {"scene_ids": ["end", "intro", "offer", "offer", "hours"]}))
    after = studio.document
    assert after["scene_order"] == ["end", "intro", "offer", "offer-2", "hours"] and "offer-2" in told
    assert after["scenes"]["offer-2"] == after["scenes"]["offer"] == before["scenes"]["offer"]
    assert studio.run(Call("reorder_scenes", {"scene_ids": ["end", "end"]})).startswith("Error")


@pytest.mark.parametrize(
    ("name", "meant"), [("2", "offer"), ("scene 3", "hours"), ("agenda", "hours"), ("the croissant scene", "offer")]
)
def test_a_scene_by_what_people_call_it_is_what_was_meant(studio: Studio, name: str, meant: str) -> None:
    assert f"Did you mean '{meant}'?" in studio.run(Call("delete_scene", {"scene_id": name}))


def test_music_is_no_louder_where_there_is_none(studio: Studio) -> None:
    before = studio.document
    assert "no music yet" in studio.run(Call("set_music", {"volume": 0.9})) and studio.document == before


def test_an_unknown_label_is_refused(studio: Studio) -> None:
    before = studio.document
    change = {"element": "Sunday", "property": "text", "value_json": '"closed"'}
    assert studio.run(Call("edit_scene", {"scene_id": "hours", "changes": [change]})).startswith("Error")
    assert studio.document == before


def test_a_layout_without_a_subtitle_loses_no_other_words_to_that_name(studio: Studio) -> None:
    before = studio.document
    assert studio.run(Call("edit_scene", {"scene_id": "hours", "remove_elements": ["subtitle"]})).startswith("Error")
    assert studio.document == before


def test_an_order_that_is_so_already_is_told_and_makes_no_version(studio: Studio) -> None:
    before, order = studio.version, {"scene_ids": ["intro", "offer", "hours", "end"]}
    assert "nothing was changed" in studio.run(Call("reorder_scenes", order)) and studio.version == before
