"""Scene builds from outside: a real server, a scripted model."""

import json
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from tests.people import Person
from tests.servers import Place
from tests.upstream import Hold, ScriptedUpstream, attempts, call, calls, fail, marker, say
from tests.videos.making import (
    asked_for,
    builds,
    plan,
    planned,
    requests_for,
    scene_answer,
    text_element,
    texts,
    unique,
    will_build,
)


def until_built(person: Person, project: str, message: str) -> Any:
    with person.tab(project) as tab:
        if (found := message_of(person, project, message))["status"] == "building":
            found = tab.until_message(message, "success")
    return found


def message_of(person: Person, project: str, message: str) -> Any:
    items = person.get(f"/api/projects/{project}/messages")["items"]
    return next(item for item in items if item["id"] == message)


def document(person: Person, project: str) -> Any:
    return person.get(f"/api/projects/{project}/video")["document"]


def test_a_planned_video_is_building_until_each_scene_is_there(
    owner: Person, project: str, upstream: ScriptedUpstream
) -> None:
    one, two = unique("one", "two")
    will_build(upstream, one, gate=one)
    will_build(upstream, two)
    state = planned(owner, project, one, two)
    assert len(state["jobs"]) == 2
    with owner.tab(project) as tab:
        tab.until(lambda f: f["type"] == "job" and f["job"].get("scene") == two and f["job"]["status"] == "ready")
        assert message_of(owner, project, state["message"])["status"] == "building"
        assert texts(document(owner, project), one) == [one]  # its sketch
        upstream.release(one)
    until_built(owner, project, state["message"])
    made = document(owner, project)
    assert (texts(made, one), texts(made, two)) == ([f"Built {one}"], [f"Built {two}"])
    versions = owner.get(f"/api/projects/{project}/video/versions")["items"]
    assert [v["author"]["kind"] for v in versions] == ["system", "tool_call", "build", "build"]
    assert {v["author"]["message"] for v in versions[1:]} == {state["message"]}
    job = builds(owner, project)[one]
    assert job["status"] == "ready" and job["seconds"] >= 0 and job["attempts"] == 1 and job["version"] == 4
    (request,) = requests_for(upstream, one)
    assert "tools" not in request and request["response_format"]["type"] == "json_schema"


def test_at_most_four_scenes_of_a_project_are_built_at_once_and_the_others_know_their_place(
    owner: Person, project: str, upstream: ScriptedUpstream
) -> None:
    scenes = unique("a", "b", "c", "d", "e", "f")
    gate = scenes[0]
    for scene in scenes:
        will_build(upstream, scene, gate=gate)
    state = planned(owner, project, *scenes)
    upstream.wait_held(gate, 4)
    unfinished = owner.get(f"/api/projects/{project}/jobs?unfinished=1")["items"]
    found = {item["scene"]: item for item in unfinished if item["kind"] == "build"}
    assert [found[scene]["status"] for scene in scenes] == ["running"] * 4 + ["queued"] * 2
    assert found[scenes[4]]["position"] < found[scenes[5]]["position"]
    assert found[scenes[0]]["position"] is None
    upstream.release(gate)
    until_built(owner, project, state["message"])
    assert {job["status"] for job in builds(owner, project).values()} == {"ready"}


def test_a_scene_that_fails_keeps_its_words_is_told_and_can_be_built_alone(
    owner: Person, project: str, upstream: ScriptedUpstream
) -> None:
    good, bad = unique("good", "bad")
    will_build(upstream, good)
    will_build(upstream, bad, "I would rather not.", "{}")  # the tests' server tries twice
    state = planned(owner, project, good, bad)
    assert until_built(owner, project, state["message"])["status"] == "success"
    failed = builds(owner, project)[bad]
    assert failed["status"] == "failed" and failed["error"]["code"] == "unfit_answer" and failed["attempts"] == 2
    assert texts(document(owner, project), bad) == [bad]
    complained = requests_for(upstream, bad)[1]["messages"]
    assert complained[-2]["content"] == "I would rather not." and "no JSON" in complained[-1]["content"]
    asked = len(requests_for(upstream, good))
    will_build(upstream, bad)
    owner.post(f"/api/jobs/{failed['id']}/retry", status=202)
    assert message_of(owner, project, state["message"])["status"] in ("building", "success")
    assert owner.job_ended(failed["id"])["status"] == "ready"
    assert texts(document(owner, project), bad) == [f"Built {bad}"]
    assert len(requests_for(upstream, good)) == asked


def test_an_answer_that_breaks_a_rule_is_mended_by_the_model(
    owner: Person, project: str, upstream: ScriptedUpstream
) -> None:
    (scene,) = unique("mended")
    blue = {"type": "text", "id": "words", "text": "Hi", "fill": "blue", "size": 900}
    wrong = scene_answer("", elements_json=json.dumps([blue]), transition={"kind": "fade_in", "duration": 1})
    will_build(upstream, scene, wrong, "```json\n" + scene_answer("Hi") + "\n```")
    state = planned(owner, project, scene)
    until_built(owner, project, state["message"])
    assert texts(document(owner, project), scene) == ["Hi"]
    told = requests_for(upstream, scene)[1]["messages"][-1]["content"]
    assert all(place in told for place in ("/elements_json/0/fill", "/elements_json/0/size", "/transition/kind"))


OVERLAPPING = json.dumps([text_element("One of the two", "one"), text_element("Two of the two", "two")])


@pytest.mark.parametrize(
    ("second", "shown", "status"),
    [
        (scene_answer("Mended"), ["Mended"], "ready"),
        (scene_answer("", elements_json=OVERLAPPING), ["One of the two", "Two of the two"], "ready"),
        ("I would rather not.", ["One of the two", "Two of the two"], "ready"),
    ],
)
def test_words_over_words_are_complained_about_once_and_better_than_nothing(
    owner: Person, project: str, upstream: ScriptedUpstream, second: str, shown: list[str], status: str
) -> None:
    (scene,) = unique("flawed")
    will_build(upstream, scene, scene_answer("", elements_json=OVERLAPPING), second)
    until_built(owner, project, planned(owner, project, scene)["message"])
    assert texts(document(owner, project), scene) == shown
    job = builds(owner, project)[scene]
    assert (job["status"], job["attempts"]) == (status, 2)
    told = requests_for(upstream, scene)[1]["messages"][-1]["content"]
    assert "overlapping: one and two share" in told


def test_thoughts_before_a_scene_are_no_part_of_it(owner: Person, project: str, upstream: ScriptedUpstream) -> None:
    (scene,) = unique("thoughtful")
    will_build(upstream, scene, "<think>\nA {blue} one?\n</think>\n\n" + scene_answer("Hi"))
    until_built(owner, project, planned(owner, project, scene)["message"])
    assert texts(document(owner, project), scene) == ["Hi"]
    assert len(requests_for(upstream, scene)) == 1


def test_a_server_that_knows_no_schema_is_told_it_in_words(
    owner: Person, project: str, upstream: ScriptedUpstream, tmp_path: Path, migrated: Place
) -> None:
    own = migrated.copied(tmp_path, {"OPENAI_BASE_URL": upstream.base_url})  # a server that remembers it from then on
    with own.server() as server, Person(server, own.token()) as person:
        scene, further = unique("words", "further")
        refusal = {"error": {"message": "response_format is not supported"}}
        upstream.add(fail(400, body=refusal), containing=asked_for(scene), tools=False)
        will_build(upstream, scene)
        will_build(upstream, further)
        mine = person.project()
        until_built(person, mine, planned(person, mine, scene)["message"])
        assert texts(document(person, mine), scene) == [f"Built {scene}"]
        until_built(person, mine, planned(person, mine, further)["message"])
    first, second = requests_for(upstream, scene)
    assert "response_format" in first and "response_format" not in second
    assert "additionalProperties" in second["messages"][0]["content"]
    assert "response_format" not in requests_for(upstream, further)[0]


def test_a_scene_that_the_model_makes_itself_is_not_built_again(
    owner: Person, project: str, upstream: ScriptedUpstream
) -> None:
    mine, theirs = unique("mine", "theirs")
    will_build(upstream, theirs)
    elements = json.dumps([text_element("By hand")])
    component = {"scene_id": mine, "component_id": "c", "title": "By hand", "elements_json": elements}
    script = marker(
        calls(("plan_scenes", plan(mine, theirs)), ("generate_component", component)), say("Done."), key=uuid4().hex
    )
    state = owner.answered(project, script)
    until_built(owner, project, state["message"])
    assert requests_for(upstream, mine) == []
    jobs = builds(owner, project)
    assert (jobs[mine]["status"], jobs[theirs]["status"]) == ("ready", "ready")
    assert document(owner, project)["components"]["c"]["order"] == ["words"]


def test_what_a_person_does_meanwhile_stays(owner: Person, project: str, upstream: ScriptedUpstream) -> None:
    edited, deleted, kept = unique("edited", "deleted", "kept")
    gate = f"gate-{edited}"
    for scene in (edited, deleted, kept):
        will_build(upstream, scene, gate=gate)
    state = planned(owner, project, edited, deleted, kept)
    upstream.wait_held(gate, 3)
    operations = [
        {"op": "replace", "path": f"/scenes/{edited}/elements/heading/text", "value": "My words"},
        {"op": "remove", "path": f"/scenes/{deleted}"},
        {"op": "replace", "path": "/scene_order", "value": [kept, edited]},
        {"op": "replace", "path": f"/scenes/{kept}/duration", "value": 7},
    ]
    owner.ask("PATCH", f"/api/projects/{project}/video", 200, json={"operations": operations})
    upstream.release(gate)
    until_built(owner, project, state["message"])
    jobs = builds(owner, project)
    assert {s: (jobs[s]["status"], (jobs[s]["error"] or {}).get("code")) for s in jobs} == {
        edited: ("cancelled", "scene_changed"),
        deleted: ("cancelled", "scene_deleted"),
        kept: ("ready", None),
    }
    made = document(owner, project)
    assert made["scene_order"] == [kept, edited]
    assert (texts(made, edited), texts(made, kept)) == (["My words"], [f"Built {kept}"])
    assert made["scenes"][kept]["duration"] == 7


def test_a_stopped_build_ends_soon_and_a_stopped_answer_takes_its_builds_along(
    owner: Person, project: str, upstream: ScriptedUpstream
) -> None:
    slow, waits = unique("slow", "waits")
    will_build(upstream, slow, gate="never-opened")
    state = planned(owner, project, slow)
    upstream.wait_called(1)
    job = builds(owner, project)[slow]
    owner.post(f"/api/jobs/{job['id']}/cancel", status=202)
    assert owner.job_ended(job["id"])["status"] == "cancelled"
    assert until_built(owner, project, state["message"])["status"] == "success"
    script = marker(call("plan_scenes", plan(waits)), [Hold("never-opened")], key=uuid4().hex)
    stream = owner.stream(project, script)
    owner.until_told(stream, lambda s: any(c["status"] == "complete" for c in s["tool_calls"]))
    owner.post(f"/api/streams/{stream}/stop", status=202)
    assert owner.until_ended(stream)["status"] == "stopped"
    assert builds(owner, project)[waits]["status"] == "cancelled"
    assert requests_for(upstream, waits) == []


def test_an_answer_that_goes_on_after_a_stop_builds_what_the_stop_cancelled(
    owner: Person, project: str, upstream: ScriptedUpstream
) -> None:
    one, two, mine = unique("one", "two", "mine")
    for scene in (one, two, mine):
        will_build(upstream, scene)
    script = marker(call("plan_scenes", plan(one, two, mine)), attempts([Hold(one)], say("Planned.")), key=uuid4().hex)
    stream = owner.stream(project, script)
    owner.until_told(stream, lambda s: any(c["status"] == "complete" for c in s["tool_calls"]))
    owner.post(f"/api/streams/{stream}/stop", status=202)
    owner.until_ended(stream)
    stopped = builds(owner, project)
    assert {job["status"] for job in stopped.values()} == {"cancelled"}
    assert {job["error"]["code"] for job in stopped.values()} == {"stopped_with_answer"}
    by_hand = [{"op": "add", "path": f"/scenes/{mine}/elements/mine", "value": text_element("My words", "mine")}]
    by_hand += [{"op": "add", "path": f"/scenes/{mine}/order/-", "value": "mine"}]
    owner.ask("PATCH", f"/api/projects/{project}/video", 200, json={"operations": by_hand})
    owner.post(f"/api/streams/{stream}/retry", status=202)
    state = owner.until_told(stream, lambda s: s["status"] == "success")
    assert until_built(owner, project, state["message"])["status"] == "success"
    made = document(owner, project)
    assert (texts(made, one), texts(made, two)) == ([f"Built {one}"], [f"Built {two}"])
    assert "My words" in texts(made, mine), "what a person did meanwhile stays"
    assert {scene: job["status"] for scene, job in builds(owner, project).items()} == {
        one: "ready", two: "ready", mine: "cancelled",
    }  # fmt: skip


@pytest.mark.parametrize("point", ["during_build", "after_effect"])
def test_a_killed_process_leaves_no_scene_behind_and_none_twice(
    upstream: ScriptedUpstream, place: Place, point: str
) -> None:
    """Killed between a scene's way into the document and its commit, and between the plan and its commit."""
    one, two = unique("one", "two")
    will_build(upstream, one, *[scene_answer("Once")] * 2)
    will_build(upstream, two, *[scene_answer("Once")] * 2)
    place.settings |= {"OPENAI_BASE_URL": upstream.base_url, "LEASE_SECONDS": "1"}
    with place.server(EMBEDDED_WORKER="0") as server, Person(server, place.token()) as person:
        project = person.project()
        script = marker(call("plan_scenes", plan(one, two)), say("Planned."), key=uuid4().hex)
        with place.worker(FAILPOINTS=f"{point}=kill") as doomed:
            stream = person.stream(project, script)
            doomed.child.wait(30)
        with place.worker():
            state = person.until_ended(stream)
            until_built(person, project, state["message"])
            assert person.snapshot(stream)["tool_calls"][0]["executions"] == 1
        versions = person.get(f"/api/projects/{project}/video/versions")["items"]
        made = document(person, project)
    assert (texts(made, one), texts(made, two)) == (["Once"], ["Once"])
    assert [v["author"]["kind"] for v in versions] == ["system", "tool_call", "build", "build"]


def test_a_render_without_a_version_waits_for_the_builds(filmmaker: Person, upstream: ScriptedUpstream) -> None:
    project = filmmaker.project()
    (scene,) = unique("awaited")
    will_build(upstream, scene, gate=scene)
    state = planned(filmmaker, project, scene, seconds=0.5)
    upstream.wait_held(scene)
    asked = {"format": "lottie", "quality": "draft"}
    render = filmmaker.post(f"/api/projects/{project}/renders", asked, 202)
    assert filmmaker.post(f"/api/projects/{project}/renders", asked, 202)["id"] == render["id"]
    assert render["status"] == "queued" and render["version"] == 2
    upstream.release(scene)
    assert filmmaker.job_ended(render["id"])["version"] == 3
    until_built(filmmaker, project, state["message"])
