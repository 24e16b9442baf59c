"""What people call a part of a scene is what a tool changes there; what is so already makes no version."""

import json
from typing import Any

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


TITLE = {"op": "replace", "path": "/title", "value_json": '"Corner Bakery"'}
SO_ALREADY: list[tuple[str, dict[str, Any]]] = [
    ("reorder_scenes", {"scene_ids": ["intro", "offer", "hours", "end"]}),
    ("apply_json_patch", {"operations": [TITLE], "explanation": "Called so"}),
]


@pytest.mark.parametrize(("tool", "arguments"), SO_ALREADY)
def test_what_is_so_already_is_told_and_makes_no_version(studio: Studio, tool: str, arguments: dict[str, Any]) -> None:
    before = studio.version
    assert "nothing was changed" in studio.run(Call(tool, arguments)) and studio.version == before
