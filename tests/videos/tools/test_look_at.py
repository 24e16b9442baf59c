"""The model looks at a scene: in words, as a picture where it takes some, and when the scene is built."""

import base64
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from PIL import Image

from tests.chat.answer.strict_servers import check_everywhere
from tests.people import Person
from tests.servers import Place, Server
from tests.upstream import ScriptedUpstream, call, calls, marker, say
from tests.videos.making import plan, planned, will_build

Json = dict[str, Any]


@pytest.fixture(scope="module")
def house(
    tmp_path_factory: pytest.TempPathFactory, migrated: Place, upstream: ScriptedUpstream
) -> Iterator[tuple[Place, Server]]:
    folder = tmp_path_factory.mktemp("looking")
    limits = {"MAX_RUNNING_PER_USER": "50", "MAX_QUEUED_PER_USER": "50", "LEASE_SECONDS": "1"}
    place = migrated.copied(folder, {"OPENAI_BASE_URL": upstream.base_url, "OPENAI_MODEL": "seeing", **limits})
    with place.server() as running:
        yield place, running


@pytest.fixture(scope="module")
def maker(house: tuple[Place, Server]) -> Iterator[Person]:
    with Person.at(house[1], "maker") as person:
        yield person


@pytest.fixture
def model() -> str:
    return f"model-{uuid4().hex[:8]}"


@pytest.fixture
def project(maker: Person, model: str) -> str:
    made = maker.project()
    maker.ask("PATCH", f"/api/projects/{made}/settings", 200, json={"model": model})
    return made


def look(scene: str, t: float | None = None) -> Json:
    return {"scene_id": scene, "t": t}


def asked(upstream: ScriptedUpstream, model: str) -> list[list[Json]]:
    """The messages of each step's request."""
    return [each.body["messages"] for each in upstream.requests if each.body["model"] == model and "tools" in each.body]


def pictures(messages: list[Json]) -> list[bytes]:
    parts = [part for each in messages if isinstance(each["content"], list) for part in each["content"][1:]]
    return [base64.b64decode(part["image_url"]["url"].partition(",")[2]) for part in parts]


def built(maker: Person, upstream: ScriptedUpstream, project: str, *scenes: str) -> None:
    for scene in scenes:
        will_build(upstream, scene)
    for job in planned(maker, project, *scenes)["jobs"]:
        assert maker.job_ended(job)["status"] == "ready"


def result_of(answer: Any, place: int = 0) -> str:
    (told,) = [each for each in answer["tool_calls"] if each["name"] == "look_at"][place : place + 1]
    assert told["status"] == "complete", told
    return str(told["result"])


def test_a_model_that_takes_pictures_sees_the_moment_and_reads_of_it(
    maker: Person, upstream: ScriptedUpstream, project: str, model: str
) -> None:
    scenes = [uuid4().hex[:8] for _ in range(2)]
    built(maker, upstream, project, *scenes)
    two = calls(("look_at", look(scenes[1], 1.5)), ("look_at", look(scenes[0])))
    answer = maker.answered(project, marker(two, say("Nice."), key=uuid4().hex))
    assert answer["content"] == "Nice."
    assert result_of(answer).startswith(
        f"Scene {scenes[1]} at 1.5 of 2 s, version 4:\n{scenes[1]}: words “Built {scenes[1]}”"
    )
    messages = asked(upstream, model)[-1]
    check_everywhere(messages)
    assert [Image.open(io.BytesIO(each)).size for each in pictures(messages)] == [(910, 512)] * 2
    told = messages[-1]["content"][0]["text"].split("\n\n<state>")[0].split("\n")[1:]
    assert told == [f"Scene {scenes[1]} at 1.5 of 2 s, version 4.", f"Scene {scenes[0]} at 1.2 of 2 s, version 4."]
    seen = [Image.open(io.BytesIO(each)).tobytes() for each in pictures(messages)]
    assert seen[0] != seen[1]


def test_one_that_takes_none_goes_by_the_words(
    maker: Person, upstream: ScriptedUpstream, project: str, model: str
) -> None:
    scene = uuid4().hex[:8]
    built(maker, upstream, project, scene)
    refusal = {"error": {"message": "Invalid content type. image_url is only supported by certain models."}}
    upstream.refuse(model, "image_url", 400, refusal)
    before = len(asked(upstream, model))
    for _ in range(2):
        answer = maker.answered(project, marker(call("look_at", look(scene)), say("Fine."), key=uuid4().hex))
        assert answer["content"] == "Fine." and "words “" in result_of(answer)
        assert [step["attempts"] for step in answer["steps"]] == [1, 1]
    assert [len(pictures(each)) for each in asked(upstream, model)[before:]] == [0, 1, 0, 0, 0]


def test_who_wants_no_pictures_gets_none(maker: Person, upstream: ScriptedUpstream, project: str, model: str) -> None:
    maker.ask("PATCH", f"/api/projects/{project}/settings", 200, json={"pictures": "no"})
    maker.answered(project, marker(call("look_at", look("intro")), say("Fine."), key=uuid4().hex))
    assert not pictures(asked(upstream, model)[-1])


def test_it_sees_what_the_step_has_changed_before(maker: Person, project: str) -> None:
    patch = {"op": "replace", "path": "/scenes/intro/duration", "from": None, "value_json": "7"}
    both = calls(
        ("look_at", look("intro", 6.5)), ("apply_json_patch", {"operations": [patch], "explanation": "longer"})
    )
    answer = maker.answered(project, marker(both, say("Done."), key=uuid4().hex))
    assert result_of(answer).startswith("Scene intro at 6.5 of 7 s, version 2:")


def test_what_is_not_there_is_told(maker: Person, project: str) -> None:
    wrong = calls(("look_at", look("outro")), ("look_at", look("intro", 99)), ("look_at", look("intro", -1)))
    answer = maker.answered(project, marker(wrong, say("Oh."), key=uuid4().hex))
    assert [(each["status"], each["error"]["code"]) for each in answer["tool_calls"]] == [
        ("error", "unknown_scene"), ("error", "bad_moment"), ("error", "bad_moment"),
    ]  # fmt: skip


def test_a_scene_of_the_same_answer_is_built_when_somebody_looks(
    maker: Person, upstream: ScriptedUpstream, project: str
) -> None:
    scene, other = uuid4().hex[:8], uuid4().hex[:8]
    for each in (scene, other):
        will_build(upstream, each)
    steps = [call("plan_scenes", plan(scene, other)), call("look_at", look(scene)), say("Nice.")]
    answer = maker.answered(project, marker(*steps, key=uuid4().hex))
    assert f"words “Built {scene}”" in result_of(answer)
    events = maker.events(answer["id"], "1-1")
    looked = next(each["call"] for each in events if each["type"] == "tool_start" and each["name"] == "look_at")
    assert [each["type"] for each in events if each.get("call") == looked][-2:] == ["tool_progress", "tool_result"]
    for job in answer["jobs"]:
        assert maker.job_ended(job)["status"] == "ready"


def test_a_scene_that_cannot_be_built_is_told(maker: Person, upstream: ScriptedUpstream, project: str) -> None:
    scene = uuid4().hex[:8]
    will_build(upstream, scene, *["No scene."] * 5)
    steps = [call("plan_scenes", plan(scene)), call("look_at", look(scene)), say("Oh.")]
    answer = maker.answered(project, marker(*steps, key=uuid4().hex))
    assert f"Scene {scene} could not be built" in result_of(answer)


def test_a_stop_ends_the_waiting(maker: Person, upstream: ScriptedUpstream, project: str) -> None:
    scene, gate = uuid4().hex[:8], uuid4().hex
    will_build(upstream, scene, gate=gate)
    steps = [call("plan_scenes", plan(scene)), call("look_at", look(scene)), say("Never.")]
    stream = maker.stream(project, marker(*steps, key=gate))
    upstream.wait_held(gate)
    maker.post(f"/api/streams/{stream}/stop", status=202)
    ended = maker.until_ended(stream)
    assert ended["status"] == "stopped"
    assert [each["status"] for each in ended["tool_calls"]] == ["complete", "cancelled"]
    upstream.release(gate)


def test_killed_while_it_waits_it_looks_again(upstream: ScriptedUpstream, tmp_path: Path, migrated: Place) -> None:
    place = migrated.copied(
        tmp_path, {"OPENAI_BASE_URL": upstream.base_url, "OPENAI_MODEL": "killed", "LEASE_SECONDS": "1"}
    )
    token, scene, gate, after = place.token(), uuid4().hex[:8], uuid4().hex, uuid4().hex
    will_build(upstream, scene, gate=gate)
    will_build(upstream, scene)
    steps = [call("plan_scenes", plan(scene)), call("look_at", look(scene)), say("Nice.")]
    with place.server() as server, Person(server, token) as owner:
        stream = owner.stream(owner.project(), marker(*steps, key=after))
        upstream.wait_held(gate)
        owner.until_told(stream, lambda state: [each["status"] for each in state["tool_calls"]][1:] == ["executing"])
        server.process.kill()
    with place.server() as server, Person(server, token) as owner:
        ended = owner.until_ended(stream)
    assert (ended["status"], ended["content"]) == ("success", "Nice.")
    assert [(each["status"], each["executions"]) for each in ended["tool_calls"]] == [("complete", 1)] * 2
    assert f"Built {scene}" in result_of(ended)
    assert len(pictures(asked(upstream, "killed")[-1])) == 1
    upstream.release(gate)
