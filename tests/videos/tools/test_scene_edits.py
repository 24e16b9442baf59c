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
