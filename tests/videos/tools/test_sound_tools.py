"""Music, voices and captions by the tools: what is asked for is in the document, and what cannot be is refused."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.people import Person
from tests.servers import Place
from tests.speaking import SpeechServer
from tests.upstream.server import ScriptedUpstream
from tests.videos.making import plan
from tests.videos.tools.test_tools import steps
from videos.sound.beat import on_the_beat
from videos.sound.beds import beds

Json = dict[str, Any]
SCENES: list[Json] = [
    {"id": "one", "seconds": 3, "layout": "title", "heading": "Fresh bread", "body": "Every morning"},
    {"id": "two", "seconds": 4, "layout": "statement", "heading": "Come in!"},
]


@pytest.fixture(scope="module")
def owner(tmp_path_factory: pytest.TempPathFactory, migrated: Place, upstream: ScriptedUpstream) -> Iterator[Person]:
    """Somebody at a server that knows a model and a voice."""
    folder = tmp_path_factory.mktemp("sounding")
    with SpeechServer() as speaker:
        settings = {"OPENAI_BASE_URL": upstream.base_url, "SPEECH_BASE_URL": speaker.base_url}
        with migrated.copied(folder, settings).server() as server, Person.at(server, "owner") as person:
            yield person


@pytest.fixture
def project(owner: Person) -> str:
    return owner.project()


@pytest.fixture
def video(owner: Person, project: str) -> str:
    (done,) = steps(owner, project, ("plan_scenes", {**plan(), "title": "Bakery", "scenes": SCENES}))
    assert done["status"] == "complete", done["error"]
    return project


def did(owner: Person, project: str, tool: str, **arguments: Any) -> tuple[Json, str]:
    """The document after the call, and what the call answered."""
    (done,) = steps(owner, project, (tool, arguments))
    assert done["status"] == "complete", done["error"]
    document: Json = owner.get(f"/api/projects/{project}/video")["document"]
    return document, done["result"]


def refused(owner: Person, project: str, tool: str, **arguments: Any) -> str:
    (done,) = steps(owner, project, (tool, arguments))
    assert done["status"] == "error", done["result"]
    return str(done["error"]["message"])


def test_music_of_a_mood_is_changed_step_by_step_and_taken_out(owner: Person, video: str) -> None:
    document, told = did(owner, video, "set_music", mood="calm")
    assert document["audio"]["tracks"]["music"]["mood"] == "calm" and "68 beats a minute" in told
    document, _ = did(owner, video, "set_music", volume=0.3)
    assert (document["audio"]["tracks"]["music"]["volume"], document["audio"]["tracks"]["music"]["mood"]) == (
        0.3,
        "calm",
    )
    document, _ = did(owner, video, "set_music", other_piece=True)
    assert document["audio"]["tracks"]["music"]["piece"] == 1
    document, _ = did(owner, video, "set_music", mood="happy")
    assert document["audio"]["tracks"]["music"] | {"mood": "happy", "piece": 0} == document["audio"]["tracks"]["music"]
    document, _ = did(owner, video, "set_music", mood="none")
    assert document["audio"]["tracks"] == {}
    summaries = [each["summary"] for each in owner.get(f"/api/projects/{video}/video/versions")["items"]][-5:]
    assert summaries[::-1] == ["Removed music", "Music calm → happy", "Other music", "Music softer", "Added music"]
    document, _ = did(owner, video, "undo")
    assert document["audio"]["tracks"]["music"]["mood"] == "happy"


def test_scenes_change_on_the_beat(owner: Person, video: str) -> None:
    document, told = did(owner, video, "set_music", mood="energetic", cuts_on_beat=True)
    bar = beds()["energetic"][0].bar
    ends, second = [], 0.0
    for name in document["scene_order"]:
        second += document["scenes"][name]["duration"]
        ends.append(second / bar)
    assert "on its bars" in told and all(abs(end - round(end)) < 0.01 for end in ends)


def test_a_voice_reads_what_the_scenes_show_or_what_it_is_told(owner: Person, video: str) -> None:
    document, told = did(owner, video, "set_voice")
    said = {track["scene"]: track["text"] for track in document["audio"]["tracks"].values()}
    assert said == {"one": "Fresh bread. Every morning.", "two": "Come in!"} and "2 scenes" in told
    document, _ = did(
        owner, video, "set_voice", texts=[{"scene_id": "one", "text": "Warm bread, at six."}], fit_scenes=True
    )
    said = {track["scene"]: track["text"] for track in document["audio"]["tracks"].values()}
    assert said == {"one": "Warm bread, at six.", "two": "Come in!"}
    assert [document["scenes"][name]["fits_voice"] for name in ("one", "two")] == [True, False]
    document, _ = did(owner, video, "set_voice", texts=[{"scene_id": "two", "text": ""}])
    assert [track["scene"] for track in document["audio"]["tracks"].values()] == ["one"]
    document, _ = did(owner, video, "set_voice", voice="none")
    assert document["audio"]["tracks"] == {}


def test_captions_are_switched(owner: Person, video: str) -> None:
    document, told = did(owner, video, "set_captions", on=True)
    assert document["audio"]["captions"] and "Nobody speaks" in told
    document, _ = did(owner, video, "set_captions", on=False)
    assert not document["audio"]["captions"]


@pytest.mark.parametrize(
    "tool, arguments, told",
    [
        ("set_music", {"asset": "song"}, "no asset 'song'"),
        ("set_music", {"volume": 3}, "/volume"),
        (
            "set_voice",
            {"texts": [{"scene_id": "on", "text": "Hi"}]},
            "there is no scene 'on'. The scenes are: one, two.",
        ),
        ("set_voice", {"speed": 9}, "/speed"),
        ("set_voice", {"texts": [{"scene_id": "one", "text": "a" * 1001}]}, "1000"),
        ("set_music", {"cuts_on_beat": True, "asset": "song"}, "nobody knows the beat"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(
    owner: Person, video: str, tool: str, arguments: Json, told: str
) -> None:
    before = owner.get(f"/api/projects/{video}/video")
    assert told in refused(owner, video, tool, **arguments)
    assert owner.get(f"/api/projects/{video}/video") == before


@given(st.lists(st.floats(0.1, 30), min_size=1, max_size=20), st.sampled_from(sum(beds().values(), [])))
def test_every_cut_is_on_a_bar_or_half_of_one_and_near_to_where_it_was(seconds: list[float], bed: Any) -> None:
    snapped = on_the_beat(seconds, bed.bar)
    unit = bed.bar if min(seconds) >= 0.75 * bed.bar else bed.bar / 2
    assert all(abs(each / unit - round(each / unit)) < 0.01 and each > 0 for each in snapped)
    if min(seconds) >= unit:
        drift = [sum(snapped[: index + 1]) - sum(seconds[: index + 1]) for index in range(len(seconds))]
        assert max(map(abs, drift)) <= unit * len(seconds)


def test_without_a_voice_the_answer_says_how_to_get_one(
    tmp_path: Path, migrated: Place, upstream: ScriptedUpstream
) -> None:
    place = migrated.copied(tmp_path, {"OPENAI_BASE_URL": upstream.base_url})
    with place.server() as server, Person.at(server, "mute") as person:
        project = person.project()
        told = refused(person, project, "set_voice", texts=[{"scene_id": "intro", "text": "Hello"}])
    assert "no voice here yet" in told and "make voice" in told
