"""The HTTP API, as the protocol names it, asked from outside."""

import re
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.people import Person
from tests.servers import Place, Server
from tests.upstream import Hold, ScriptedUpstream, Text, attempts, call, calls, fail, marker, say, step

STATE_KEYS = {
    "id", "project", "message", "status", "activity", "epoch", "last_event_id", "content", "tool_calls", "steps",
    "jobs", "queue_position", "error", "usage", "timings", "created_at", "finished_at",
}  # fmt: skip
CALL_KEYS = {
    "id", "step", "index", "provider_call_id", "name", "arguments_text", "arguments", "status", "result", "error",
    "duration_ms", "executions",
}  # fmt: skip
STEP_KEYS = {"index", "content", "finish_reason", "usage", "first_token_ms", "duration_ms", "attempts"}


def held(gate: str, text: str = "so far") -> str:
    """A message whose answer says `text` and waits at `gate`."""
    return marker(step(Text(text, 1), Hold(gate), Text(" and on", 1)))


def patch(*operations: tuple[str, str, str | None]) -> dict[str, Any]:
    """Arguments of apply_json_patch, from (op, path, value as JSON)."""
    forms = [{"op": op, "path": path, "from": None, "value_json": value} for op, path, value in operations]
    return {"operations": forms, "explanation": "for a test"}


def title(owner: Person, project: str) -> Any:
    return owner.get(f"/api/projects/{project}/video")["document"]["title"]


# Projects


def test_a_project_is_made_read_renamed_and_deleted(owner: Person) -> None:
    made = owner.post("/api/projects", {"name": "Summer"}, 201)
    path = f"/api/projects/{made['id']}"
    assert isinstance(made["id"], str) and made["name"] == "Summer"
    assert owner.get(path) == made
    assert owner.ask("PATCH", path, 200, json={"name": "Winter"})["name"] == "Winter"
    assert owner.get(path)["name"] == "Winter"
    assert owner.ask("DELETE", path, 204) is None
    owner.get(path, 404)


def test_a_project_may_be_made_without_a_name(owner: Person) -> None:
    """The first answer gives it one: tests/browser/test_conversation.py."""
    made = owner.post("/api/projects", {}, 201)
    assert made["name"] and made["is_named"] is False
    for wrong in ({"name": ""}, {"name": None}, {"title": "A video"}):
        owner.post("/api/projects", wrong, 422)


def test_projects_are_listed_page_by_page(owner: Person) -> None:
    made = [owner.project(f"listed {number}") for number in range(3)]
    first = owner.get("/api/projects", params={"limit": 2})
    assert [each["id"] for each in first["items"]] == made[:0:-1]
    second = owner.get("/api/projects", params={"limit": 2, "after": first["next"]})
    assert second["items"][0]["id"] == made[0]
    everything = owner.get("/api/projects", params={"limit": 200})
    assert set(made) <= {each["id"] for each in everything["items"]} and everything["next"] is None


def test_a_project_that_is_deleted_while_an_answer_runs_takes_all_with_it(
    owner: Person, upstream: ScriptedUpstream
) -> None:
    project = owner.project()
    stream = owner.stream(project, held("deleted-project"))
    upstream.wait_held("deleted-project")
    owner.ask("DELETE", f"/api/projects/{project}", 204)
    owner.get(f"/api/streams/{stream}", 404)
    upstream.release("deleted-project")
    upstream.wait_idle()
    owner.get("/api/projects")


# Messages


def test_a_message_is_accepted_with_its_placeholder_and_its_stream(owner: Person, project: str) -> None:
    id = str(uuid4())
    sent = owner.send(project, marker(say("Hello")), id, client_id="tab-1")
    said, answer = sent["user_message"], sent["assistant_message"]
    assert (said["id"], said["role"], said["client_id"]) == (id, "user", "tab-1")
    assert (answer["role"], answer["parent"], answer["stream"]) == ("assistant", id, sent["stream"]["id"])
    assert answer["status"] in ("pending", "success")
    owner.until_ended(sent["stream"]["id"])
    shown = owner.get(f"/api/projects/{project}/messages")["items"]
    assert [(each["role"], each["status"]) for each in shown] == [("user", "success"), ("assistant", "success")]
    assert shown[1]["content"] == "Hello"


def ids(sent: Any) -> tuple[str, str, str]:
    return sent["user_message"]["id"], sent["assistant_message"]["id"], sent["stream"]["id"]


def test_the_same_message_again_gives_the_same_ids_before_and_after_its_end(
    owner: Person, project: str, upstream: ScriptedUpstream
) -> None:
    id, content = str(uuid4()), held("again")
    first = owner.send(project, content, id)
    upstream.wait_held("again")
    assert ids(owner.send(project, content, id, status=200)) == ids(first)
    upstream.release("again")
    owner.until_ended(first["stream"]["id"])
    assert ids(owner.send(project, content, id, status=200)) == ids(first)
    assert len(owner.get(f"/api/projects/{project}/messages")["items"]) == 2
    assert owner.snapshot(first["stream"]["id"])["epoch"] == 1


def test_the_same_id_with_other_content_is_refused(owner: Person, project: str) -> None:
    id = str(uuid4())
    owner.send(project, marker(say("one")), id)
    assert set(owner.send(project, "something else", id, status=409)) >= {"code", "message"}
    owner.send(project, "", id, status=409)  # identity comes before validation
    owner.send(owner.project(), marker(say("elsewhere")), id, status=202)  # identity is (project, id)


def test_the_id_of_an_answer_is_taken_too(owner: Person, project: str) -> None:
    sent = owner.send(project, marker(say("one")))
    owner.send(project, "two", sent["assistant_message"]["id"], status=409)


def test_ten_sends_of_one_message_at_once_start_one_answer(owner: Person, project: str) -> None:
    id, content = str(uuid4()), marker(say("once"))

    def send(_: int) -> httpx.Response:
        return owner.http.post(f"/api/projects/{project}/messages", json={"id": id, "content": content})

    with ThreadPoolExecutor(10) as threads:
        answers = list(threads.map(send, range(10)))
    assert sorted(answer.status_code for answer in answers) == [200] * 9 + [202]
    assert len({ids(answer.json()) for answer in answers}) == 1
    assert len(owner.get(f"/api/projects/{project}/messages")["items"]) == 2


@pytest.mark.parametrize("content", ["", "  \n\t ", "x" * 32_001, "a\0b"])
def test_what_cannot_be_a_message_is_refused_with_a_sentence(owner: Person, project: str, content: str) -> None:
    refusal = owner.send(project, content, status=422)
    assert refusal["code"] and refusal["message"].endswith(".")
    assert owner.get(f"/api/projects/{project}/messages")["items"] == []


def test_the_longest_message_fits(owner: Person, project: str) -> None:
    script = marker(say("long"))
    owner.answered(project, script + " " * (31_999 - len(script)) + "é")


def test_waiting_gives_the_snapshot_of_the_ended_answer(owner: Person, project: str) -> None:
    state = owner.answered(project, marker(say("Hello")))
    assert (state["status"], state["content"]) == ("success", "Hello")
    assert state == owner.snapshot(state["id"])


def test_waiting_too_short_gives_what_sending_gives(owner: Person, project: str, upstream: ScriptedUpstream) -> None:
    body = {"id": str(uuid4()), "content": held("short-wait")}
    path = f"/api/projects/{project}/messages?wait=0.1"
    first, again = owner.post(path, body, 202), owner.post(path, body, 200)
    assert ids(first) == ids(again)
    upstream.release("short-wait")
    assert owner.post(f"/api/projects/{project}/messages?wait=20", body)["content"] == "so far and on"


@pytest.mark.parametrize("wait", ["soon", "-1", "", "nan", "inf", "1 s"])
def test_a_wait_that_is_no_number_is_refused(owner: Person, project: str, wait: str) -> None:
    body = {"id": str(uuid4()), "content": "hello"}
    owner.post(f"/api/projects/{project}/messages?wait={wait}", body, 422)


def test_messages_are_listed_newest_last_page_by_page(owner: Person, project: str) -> None:
    for number in range(3):
        owner.answered(project, marker(say(f"answer {number}")))
    path = f"/api/projects/{project}/messages"
    everything = owner.get(path)
    assert [each["content"] for each in everything["items"][1::2]] == ["answer 0", "answer 1", "answer 2"]
    assert everything["next"] is None
    newest = owner.get(path, params={"limit": 2})
    assert newest["items"] == everything["items"][-2:]
    older = owner.get(path, params={"limit": 4, "before": newest["next"]})
    assert older["items"] == everything["items"][:4] and older["next"] is None


def test_listed_messages_have_their_tool_calls(owner: Person, project: str) -> None:
    state = owner.answered(project, marker(call("render_film", {"a": 1}), say("No such tool.")))
    message = owner.get(f"/api/projects/{project}/messages")["items"][-1]
    assert message["tool_calls"] == state["tool_calls"] and len(state["tool_calls"]) == 1
    assert set(state["tool_calls"][0]) == CALL_KEYS


def test_a_message_may_follow_an_earlier_one(owner: Person, project: str, upstream: ScriptedUpstream) -> None:
    first = owner.send(project, marker(say("first answer")))
    owner.until_ended(first["stream"]["id"])
    owner.answered(project, marker(say("the answer that is left out")))
    sent = owner.send(project, marker(say("branch")), parent=first["assistant_message"]["id"])
    owner.until_ended(sent["stream"]["id"])
    assert sent["user_message"]["parent"] == first["assistant_message"]["id"]
    context = str(upstream.requests[-1].body["messages"])
    assert "first answer" in context and "left out" not in context
    owner.send(project, "an orphan", status=422, parent=str(uuid4()))


# Limits


@pytest.fixture(scope="module")
def tight(tmp_path_factory: pytest.TempPathFactory, migrated: Place, upstream: ScriptedUpstream) -> Iterator[Person]:
    """Somebody at a server that runs one answer of theirs at once and lets one more wait."""
    folder = tmp_path_factory.mktemp("tight")
    limits = {"MAX_RUNNING_PER_USER": "1", "MAX_QUEUED_PER_USER": "1", "MAX_QUEUED": "2"}
    place = migrated.copied(folder, {"OPENAI_BASE_URL": upstream.base_url, **limits})
    with place.server() as server:
        person = Person(server, place.token("busy"))
        with person.http:
            yield person


def test_a_full_queue_refuses_new_messages_but_knows_the_old(tight: Person, upstream: ScriptedUpstream) -> None:
    project, id = tight.project(), str(uuid4())
    running = tight.send(project, held("full"))
    upstream.wait_held("full")
    waiting = tight.send(project, marker(say("next")), id)
    body = {"id": str(uuid4()), "content": "one too many"}
    for path in (f"/api/projects/{project}/messages", f"/api/projects/{project}/messages?wait=5"):
        refused = tight.http.post(path, json=body)
        assert refused.status_code == 429 and int(refused.headers["Retry-After"]) > 0
        assert set(refused.json()) == {"code", "message", "queue_length"} and refused.json()["queue_length"] == 1
    assert ids(tight.send(project, marker(say("next")), id, status=200)) == ids(waiting)
    tight.send(project, "other content", id, status=409)
    with tight.tab(project) as tab:
        tab.say("send", id=str(uuid4()), content="one too many")
        assert tab.until_type("problem")["retry_after_s"] > 0
    assert tight.snapshot(waiting["stream"]["id"])["queue_position"] == 1
    upstream.release("full")
    assert tight.until_ended(running["stream"]["id"])["status"] == "success"
    assert tight.until_ended(waiting["stream"]["id"])["content"] == "next"
    tight.answered(project, marker(say("room again")))


# Streams


def test_a_snapshot_has_the_whole_state(owner: Person, project: str) -> None:
    sent = owner.send(project, marker(step(Text("Hello"))))
    stream = sent["stream"]["id"]
    state = owner.until_ended(stream)
    assert set(state) == STATE_KEYS
    assert (state["id"], state["project"], state["message"]) == (stream, project, sent["assistant_message"]["id"])
    assert (state["status"], state["epoch"], state["error"], state["queue_position"]) == ("success", 1, None, None)
    assert len(state["steps"]) == 1 and set(state["steps"][0]) == STEP_KEYS
    assert state["steps"][0]["finish_reason"] == "stop" and state["steps"][0]["usage"]["total_tokens"] == 15
    assert state["last_event_id"] == owner.events(stream)[-1]["id"]


def test_answers_of_a_project_run_in_order_and_a_waiting_one_tells_its_place(
    owner: Person, project: str, upstream: ScriptedUpstream
) -> None:
    first = owner.stream(project, held("in-order"))
    upstream.wait_held("in-order")
    second = owner.stream(project, marker(say("second")))
    state = owner.snapshot(second)
    assert (state["status"], state["epoch"], state["last_event_id"]) == ("queued", 0, "0-0")
    assert state["queue_position"] >= 1
    upstream.release("in-order")
    assert owner.until_ended(first)["finished_at"] < owner.until_ended(second)["finished_at"]


def test_a_stopped_answer_keeps_its_text(owner: Person, project: str, upstream: ScriptedUpstream) -> None:
    stream = owner.stream(project, held("stop-me"))
    owner.until_told(stream, lambda state: state["content"] == "so far")
    owner.post(f"/api/streams/{stream}/stop", status=202)
    state = owner.until_ended(stream)
    assert (state["status"], state["content"], state["error"]) == ("stopped", "so far", None)
    upstream.wait_idle()  # the model call was ended, not waited for
    message = owner.get(f"/api/projects/{project}/messages")["items"][-1]
    assert (message["status"], message["content"]) == ("stopped", "so far")
    owner.post(f"/api/streams/{stream}/stop", status=200)
    assert owner.snapshot(stream) == state


def test_a_waiting_answer_is_stopped_without_a_worker(owner: Person, project: str, upstream: ScriptedUpstream) -> None:
    running = owner.stream(project, held("before-stopped"))
    upstream.wait_held("before-stopped")
    waiting = owner.stream(project, "never asked")
    owner.post(f"/api/streams/{waiting}/stop", status=202)
    assert owner.snapshot(waiting)["status"] == "stopped"
    assert [event["type"] for event in owner.events(waiting)] == ["snapshot", "finalized"]
    upstream.release("before-stopped")
    owner.until_ended(running)


def test_stopping_keeps_finished_calls_and_cancels_the_jobs_of_the_turn(
    filmmaker: Person, upstream: ScriptedUpstream
) -> None:
    project = filmmaker.project()
    scenes = [{"id": "long", "seconds": 120, "layout": "custom", "heading": "Long", "description": "x"}]
    plan = {"title": "Long", "format": "16:9", "scenes": scenes}
    render = {"format": "mp4", "quality": "high"}
    held_step = step(Hold("with-job"))
    stream = filmmaker.stream(project, marker(call("plan_scenes", plan), call("render_video", render), held_step))
    upstream.wait_held("with-job")
    filmmaker.post(f"/api/streams/{stream}/stop", status=202)
    state = filmmaker.until_ended(stream)
    assert state["status"] == "stopped" and [each["status"] for each in state["tool_calls"]] == ["complete"] * 2
    jobs = [filmmaker.job_ended(job) for job in state["jobs"]]
    assert {(job["kind"], job["status"]) for job in jobs} == {("build", "cancelled"), ("render", "cancelled")}


def test_a_failed_answer_is_retried_from_where_it_failed(owner: Person, project: str) -> None:
    renamed = call("apply_json_patch", patch(("replace", "/title", '"Renamed"')), text="Renaming.")
    state = owner.answered(project, marker(renamed, attempts(fail(400), say("Renamed it."))))
    stream = state["id"]
    assert (state["status"], state["content"]) == ("error", "Renaming.")
    assert set(state["error"]) == {"code", "message", "retryable"}
    owner.post(f"/api/streams/{stream}/retry", status=202)
    again = owner.until_ended(stream)
    assert (again["status"], again["epoch"], again["error"]) == ("success", 2, None)
    assert again["content"] == "Renaming.\n\nRenamed it."
    assert again["tool_calls"] == state["tool_calls"] and again["tool_calls"][0]["executions"] == 1
    assert owner.get(f"/api/projects/{project}/video")["version"] == 2
    owner.post(f"/api/streams/{stream}/retry", status=409)


def test_a_retry_may_begin_at_an_earlier_step(owner: Person, project: str) -> None:
    first = attempts(call("nothing", text="One way."), say("Another way."))
    state = owner.answered(project, marker(first, fail(400)))
    for wrong in (-1, 7):
        owner.post(f"/api/streams/{state['id']}/retry", {"from_step": wrong}, 422)
    owner.post(f"/api/streams/{state['id']}/retry", {"from_step": 0}, 202)
    again = owner.until_ended(state["id"])
    assert (again["status"], again["content"], again["tool_calls"]) == ("success", "Another way.", [])


def test_a_stopped_answer_can_be_retried(owner: Person, project: str, upstream: ScriptedUpstream) -> None:
    stream = owner.stream(project, held("stopped-retried"))
    upstream.wait_held("stopped-retried")
    owner.post(f"/api/streams/{stream}/retry", status=409)
    owner.post(f"/api/streams/{stream}/stop", status=202)
    owner.until_ended(stream)
    upstream.release("stopped-retried")
    owner.post(f"/api/streams/{stream}/retry", status=202)
    assert owner.until_ended(stream)["content"] == "so far and on"


# Tool calls


def test_a_failed_call_is_run_again_and_the_answer_goes_on_behind_it(owner: Person, project: str) -> None:
    picky = patch(("test", "/title", '"Ready"'), ("replace", "/title", '"Done"'))
    state = owner.answered(project, marker(call("apply_json_patch", picky, text="Trying."), say("Told.")))
    failed = state["tool_calls"][0]
    assert (failed["status"], failed["executions"], failed["error"]["code"] != "") == ("error", 0, True)
    ready = patch(("replace", "/title", '"Ready"'))
    owner.answered(project, marker(call("apply_json_patch", ready), say("Prepared.")))
    owner.post(f"/api/tool-calls/{failed['id']}/retry", status=202)
    again = owner.until_ended(state["id"])
    (ran,) = again["tool_calls"]
    assert (ran["id"], ran["status"], ran["executions"], ran["error"]) == (failed["id"], "complete", 1, None)
    assert again["content"] == "Trying.\n\nTold." and title(owner, project) == "Done"
    owner.post(f"/api/tool-calls/{failed['id']}/retry", status=409)


def test_a_call_of_a_running_answer_or_with_broken_arguments_is_not_retried(
    owner: Person, project: str, upstream: ScriptedUpstream
) -> None:
    both = calls(("no_such_tool", {}), ("apply_json_patch", '{"operations": ['))
    stream = owner.stream(project, marker(both, step(Hold("call-retry"))))
    upstream.wait_held("call-retry")
    unknown_tool, broken = owner.snapshot(stream)["tool_calls"]
    assert broken["status"] == "error" and broken["arguments"] is None
    owner.post(f"/api/tool-calls/{unknown_tool['id']}/retry", status=409)
    upstream.release("call-retry")
    owner.until_ended(stream)
    owner.post(f"/api/tool-calls/{broken['id']}/retry", status=409)


@pytest.fixture
def unknown_call(owner: Person, project: str, server: Server) -> tuple[str, str]:
    """A stream and a call of it whose outcome a crash left unknown (written by hand: a crash takes seconds)."""
    state = owner.answered(project, marker(call("apply_json_patch", patch(("replace", "/title", '"X"'))), say("Ok.")))
    id = state["tool_calls"][0]["id"]
    with sqlite3.connect(server.place.folder / "db.sqlite3", timeout=10) as database:
        change = "UPDATE chat_toolcall SET status = 'unknown', executions = 0, result = NULL WHERE id = ?"
        assert database.execute(change, [id.replace("-", "")]).rowcount == 1
    database.close()
    return state["id"], id


@pytest.mark.parametrize(
    ("outcome", "status", "executions"),
    [("run_again", "complete", 1), ("done", "complete", 1), ("abandon", "error", 0)],
)
def test_a_person_says_once_what_became_of_an_unknown_call(
    owner: Person, unknown_call: tuple[str, str], outcome: str, status: str, executions: int
) -> None:
    stream, id = unknown_call
    path = f"/api/tool-calls/{id}/resolve"
    owner.post(path, {"outcome": "maybe"}, 422)
    owner.post(path, {"outcome": outcome}, 202)
    state = owner.until_ended(stream)
    assert (state["status"], state["tool_calls"][0]["status"]) == ("success", status)
    assert state["tool_calls"][0]["executions"] == executions
    owner.post(path, {"outcome": outcome}, 409)


def test_a_call_whose_outcome_is_known_is_not_resolved(owner: Person, project: str) -> None:
    state = owner.answered(project, marker(call("no_such_tool"), say("Ok.")))
    owner.post(f"/api/tool-calls/{state['tool_calls'][0]['id']}/resolve", {"outcome": "done"}, 409)


# The video


def test_a_new_project_has_version_1_and_each_change_is_one_more(owner: Person, project: str) -> None:
    video, versions = f"/api/projects/{project}/video", f"/api/projects/{project}/video/versions"
    first = owner.get(video)
    assert first["version"] == 1 and first["document"]["title"] and len(first["document"]["scene_order"]) == 1
    state = owner.answered(
        project, marker(call("apply_json_patch", patch(("replace", "/title", '"Blue"'))), say("Done."))
    )
    assert owner.get(video)["version"] == 2 and title(owner, project) == "Blue"
    owner.post(f"{versions}/1/restore", status=201)
    assert owner.get(video) == {**first, "version": 3}
    listed = owner.get(versions)["items"]
    assert [each["version"] for each in listed] == [1, 2, 3]
    assert all(set(each) >= {"version", "author", "summary", "created_at"} for each in listed)
    assert state["tool_calls"][0]["id"] in str(listed[1]["author"])
    for wrong in ("0", "4", "x", "-1", "99999999999999999999"):
        owner.post(f"{versions}/{wrong}/restore", status=404)


# Jobs


def test_the_same_render_is_one_job(filmmaker: Person) -> None:
    project = filmmaker.project()
    path = f"/api/projects/{project}/renders"
    lottie = {"format": "lottie", "quality": "standard"}
    job = filmmaker.post(path, lottie, 202)
    assert set(job) >= {"id", "kind", "status", "progress", "eta_s", "version", "error"}
    assert (job["kind"], job["version"]) == ("render", 1)
    assert filmmaker.post(path, {**lottie, "version": 1}, 202)["id"] == job["id"]
    done = filmmaker.job_ended(job["id"])
    assert (done["status"], done["progress"], done["error"]) == ("ready", 1, None)
    assert filmmaker.post(path, lottie, 202)["id"] == job["id"]
    assert filmmaker.post(path, {**lottie, "quality": "draft"}, 202)["id"] != job["id"]
    filmmaker.post(path, {**lottie, "version": 9}, 404)
    for wrong in ({"format": "avi"}, {"quality": "best"}, {"version": 0}, {"version": "new"}):
        filmmaker.post(path, {**lottie, **wrong}, 422)


def test_the_file_of_a_job_is_served_in_ranges(filmmaker: Person) -> None:
    project = filmmaker.project()
    job = filmmaker.post(f"/api/projects/{project}/renders", {"format": "mp4", "quality": "draft"}, 202)["id"]
    assert filmmaker.job_ended(job)["status"] == "ready"
    path = f"/api/jobs/{job}/file"
    whole = filmmaker.http.get(path)
    assert whole.status_code == 200 and whole.headers["Content-Type"] == "video/mp4"
    assert whole.headers["Accept-Ranges"] == "bytes" and int(whole.headers["Content-Length"]) == len(whole.content)
    for asked, part in [("bytes=0-99", slice(0, 100)), ("bytes=100-", slice(100, None)), ("bytes=-7", slice(-7, None))]:
        answer = filmmaker.http.get(path, headers={"Range": asked})
        assert answer.status_code == 206 and answer.content == whole.content[part]
        assert re.fullmatch(rf"bytes \d+-\d+/{len(whole.content)}", answer.headers["Content-Range"])
    beyond = filmmaker.http.get(path, headers={"Range": f"bytes={len(whole.content)}-"})
    assert beyond.status_code == 416 and beyond.headers["Content-Range"] == f"bytes */{len(whole.content)}"
    assert filmmaker.http.get(path, headers={"Range": "lines=1-2"}).status_code == 200


def test_a_job_is_cancelled_and_retried(filmmaker: Person) -> None:
    project = filmmaker.project()
    scenes = [{"id": "long", "seconds": 120, "layout": "custom", "heading": "Long", "description": "x"}]
    plan = {"title": "Long", "format": "16:9", "scenes": scenes}
    filmmaker.answered(project, marker(call("plan_scenes", plan), say("Planned.")))
    job = filmmaker.post(f"/api/projects/{project}/renders", {"format": "mp4", "quality": "high"}, 202)["id"]
    filmmaker.post(f"/api/jobs/{job}/retry", status=409)
    filmmaker.get(f"/api/jobs/{job}/file", 404)
    filmmaker.post(f"/api/jobs/{job}/cancel", status=202)
    assert filmmaker.job_ended(job)["status"] == "cancelled"
    filmmaker.post(f"/api/jobs/{job}/cancel", status=200)
    assert filmmaker.post(f"/api/jobs/{job}/retry", status=202)["status"] == "queued"
    filmmaker.post(f"/api/jobs/{job}/cancel", status=202)
    filmmaker.job_ended(job)


# For operators and other programs


def test_health_readiness_and_metrics_are_told(server: Server) -> None:
    assert httpx.get(f"{server.url}/healthz").json()["status"] == "ok"
    assert httpx.get(f"{server.url}/readyz").json()["database"] == "ok"
    metrics = httpx.get(f"{server.url}/metrics")
    assert metrics.status_code == 200 and metrics.headers["Content-Type"].startswith("text/plain")
    assert re.search(r'^reeltalk_streams\{status="success"\} \d', metrics.text, re.M)


def test_metrics_are_not_for_strangers_behind_a_proxy(server: Server, owner: Person) -> None:
    proxied = {"X-Forwarded-For": "203.0.113.7"}
    assert httpx.get(f"{server.url}/metrics", headers=proxied).status_code == 401
    assert owner.http.get("/metrics", headers=proxied).status_code == 200


def test_the_api_describes_itself_without_other_hosts(server: Server, owner: Person) -> None:
    description = owner.get("/api/openapi.json")
    for path in ("/api/projects/{id}/messages", "/api/streams/{id}", "/api/tool-calls/{id}/resolve", "/api/jobs/{id}"):
        assert path in description["paths"]
    page = owner.http.get("/api/docs")
    assert page.status_code == 200 and page.headers["Content-Type"].startswith("text/html")
    addresses = re.findall(r"""(?:src|href)=["']([^"']+)""", page.text)
    assert addresses and not [address for address in addresses if re.match(r"(https?:)?//", address)]
    for address in addresses:
        if address.startswith("/static/"):
            assert httpx.get(server.url + address).status_code == 200


def test_the_id_of_another_message_begins_no_answer(owner: Person, project: str) -> None:
    first, second = (owner.send(project, marker(say(word))) for word in ("one", "two"))
    for sent in (first, second):
        owner.until_ended(sent["stream"]["id"])
    path = f"/api/projects/{project}/messages/{first['assistant_message']['id']}/answer"
    for taken in (first["user_message"], second["user_message"], second["assistant_message"]):
        assert owner.post(path, {"id": taken["id"]}, 409)["code"] == "id_taken"
    id = str(uuid4())
    begun = owner.post(path, {"id": id}, 202)
    assert begun["assistant_message"]["id"] == id
    assert owner.post(path, {"id": id}, 200)["stream"]["id"] == begun["stream"]["id"]
