"""What a strong model answered to twelve briefs still makes the videos that it made: valid, whole, and good to look at.

A recording holds a brief, the facts in it, the calls of the answer, and what was answered to draw its custom scenes.
When a tool changes so that a recorded call is no longer valid, the brief is to be answered anew.
"""

import json
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from chat import tools
from tests.videos.demo.studio import Studio
from videos.demo.utterances import Call
from videos.design.seen import findings
from videos.document.document import parse_document
from videos.document.style import Style
from videos.jobs.build_request import read_scene
from videos.models import Author, AuthorKind

Json = dict[str, Any]
RECORDINGS = {
    path.stem: json.loads(path.read_text()) for path in sorted(Path(__file__).parent.glob("recordings/*.json"))
}


@pytest.mark.parametrize("recording", RECORDINGS.values(), ids=RECORDINGS.keys())
def test_the_recorded_calls_are_valid_for_the_schemas_that_go_out_today(recording: Json) -> None:
    schemas = {each["function"]["name"]: each["function"]["parameters"] for each in tools.definitions()}
    for call in recording["calls"]:
        Draft202012Validator(schemas[call["name"]]).validate(call["arguments"])


@pytest.mark.django_db
@pytest.mark.parametrize("recording", RECORDINGS.values(), ids=RECORDINGS.keys())
def test_every_fact_of_the_brief_is_seen_and_nothing_is_wrong(recording: Json) -> None:
    studio = played(recording)
    document = parse_document(studio.document)
    written = "".join("".join(words_of(studio)).split())
    missing = [fact for fact in recording["facts"] if "".join(fact.split()) not in written]
    assert not missing
    assert [str(each) for each in findings(document)] == []
    assert {name for name, scene in document.scenes.items() if scene.layout is None} == recording["drawn"].keys()


def test_no_two_of_the_videos_look_alike() -> None:
    looks = {}
    for name, recording in RECORDINGS.items():
        plan = next(call["arguments"] for call in recording["calls"] if call["name"] == "plan_scenes")
        style = next((call["arguments"] for call in recording["calls"] if call["name"] == "set_style"), {})
        layouts = tuple(scene["layout"] for scene in plan["scenes"])
        looks[name] = (plan["style"], style.get("style"), tuple(plan["colors"] or style.get("colors", ()))), layouts
    assert not [pair for pair in combinations(looks, 2) if looks[pair[0]] == looks[pair[1]]]
    assert len({style for style, _ in looks.values()}) >= len(looks) * 2 // 3
    assert len({layout for _, layouts in looks.values() for layout in layouts}) >= 12


def played(recording: Json) -> Studio:
    """The video after the recorded calls, each with the outcome that it had."""
    studio = Studio()
    studio.begin(recording["brief"])
    for call in recording["calls"]:
        told = studio.run(Call(call["name"], call["arguments"]))
        assert told.startswith("Error") == (not call["success"]), told
    document = studio.document
    frame = {"width": document["width"], "height": document["height"]}
    for name, answer in recording["drawn"].items():
        drawn = read_scene(answer, "stop", **frame, style=Style.model_validate(document["style"]))
        scene = document["scenes"][name]
        document = {**document, "scenes": {**document["scenes"], name: drawn.placed(scene, scene)}}
    studio.video.change(document, Author(AuthorKind.SYSTEM, ""))
    return studio


def words_of(studio: Studio) -> list[str]:
    """All that is written anywhere."""
    words = []
    for element in studio.elements():
        words += [element.get("text", ""), *element.get("labels", [])]
    return words
