"""The WebSocket of a project, spoken to by a client that knows the protocol and nothing else."""

import json
from typing import Any
from uuid import uuid4

import pytest

from tests.people import Person, Tab
from tests.reading import Event, assert_gapless, fold_all, told
from tests.upstream import (
    Hold,
    Parallel,
    Repeat,
    ScriptedUpstream,
    Text,
    ToolCall,
    attempts,
    call,
    calls,
    fail,
    marker,
    say,
    step,
)

STORY = marker(calls(("no_such_tool", {"a": 1}), ("nor_this", {}), text="Let me see."), say("That is all.", 5))
WINDOW_EVENTS = 256
WINDOW_BYTES = 256 * 1024


def held(gate: str) -> str:
    """A message whose answer says a little, waits at `gate`, and goes on."""
    return marker(step(Text("before", 1), Hold(gate), Text(" after", 1)))


def many_events(gate: str) -> str:
    """A message whose answer waits at `gate` and is then told in about 600 events: calls with interleaved pieces."""
    pieces = Parallel((ToolCall("no_such_tool", {"text": "x" * 40}),) * 90)
    return marker(step(Hold(gate), pieces, finish="tool_calls"), say("Done."))


def paused(tab: Tab, owner: Person, upstream: ScriptedUpstream, project: str, content: str, gate: str) -> list[Event]:
    """Let an answer run to its end while `tab` acknowledges nothing; give the events that came before it was paused."""
    sent = owner.send(project, content)
    tab.until_told(sent["stream"]["id"], lambda state: state["status"] == "running")
    upstream.release(gate)
    assert owner.until_ended(sent["stream"]["id"])["status"] == "success"
    tab.settle()
    return tab.events(sent["stream"]["id"])


# Sending


def test_a_message_sent_at_a_tab_is_accepted_and_answered_there(owner: Person, project: str) -> None:
    id = str(uuid4())
    with owner.tab(project) as tab:
        tab.say("send", id=id, content=STORY)
        accepted = tab.until_type("accepted")
        assert accepted["created"] is True and accepted["user_message"]["id"] == id
        assert accepted["assistant_message"]["role"] == "assistant"
        stream = accepted["stream"]["id"]
        events = tab.until_end(stream)
    assert events[0]["type"] == "snapshot"
    assert_gapless(events)
    state = owner.snapshot(stream)
    assert told(fold_all(events) or {}) == told(state)
    assert (state["status"], state["content"]) == ("success", "Let me see.\n\nThat is all.")


def test_a_message_sent_twice_is_accepted_twice_and_answered_once(owner: Person, project: str) -> None:
    message = {"id": str(uuid4()), "content": marker(say("once"))}
    with owner.tab(project) as first, owner.tab(project) as second:
        first.say("send", **message)
        stream = first.until_type("accepted")["stream"]["id"]
        first.until_end(stream)
        second.say("send", **message)
        again = second.until_type("accepted")
        assert (again["created"], again["stream"]["id"]) == (False, stream)
        first.say("send", id=message["id"], content="something else")
        problem = first.until_type("problem")
        assert problem["about"] == message["id"] and problem["code"] and problem["message"]
    assert owner.snapshot(stream)["epoch"] == 1


def test_only_events_have_stream_and_id_at_the_top(owner: Person, project: str) -> None:
    with owner.tab(project) as tab:
        tab.say("send", id=str(uuid4()), content=STORY)
        accepted = tab.until_type("accepted")
        tab.until_end(accepted["stream"]["id"])
        tab.until_message(accepted["assistant_message"]["id"], "success")
        tab.settle()
    for frame in tab.frames:
        is_event = frame["type"] not in ("accepted", "message", "job", "pong", "problem", "reconnect")
        assert ("id" in frame) is is_event
        assert not is_event or frame["stream"] == accepted["stream"]["id"]


# Following


def test_a_tab_opened_meanwhile_gets_a_snapshot_and_then_what_comes(
    owner: Person, project: str, upstream: ScriptedUpstream
) -> None:
    stream = owner.stream(project, held("opened-meanwhile"))
    owner.until_told(stream, lambda state: state["content"] == "before")
    with owner.tab(project) as tab:
        snapshot = tab.until_type("snapshot")
        assert (snapshot["stream"], snapshot["state"]["content"]) == (stream, "before")
        upstream.release("opened-meanwhile")
        events = tab.until_end(stream)
    assert_gapless(events)
    assert told(fold_all(events) or {}) == told(owner.snapshot(stream))


def test_a_stream_begun_elsewhere_is_followed_without_asking(owner: Person, project: str) -> None:
    with owner.tab(project) as tab:
        tab.settle()
        stream = owner.stream(project, STORY)
        events = tab.until_end(stream)
    assert events[0]["type"] == "snapshot" and told(fold_all(events) or {}) == told(owner.snapshot(stream))


def test_an_answer_that_is_over_at_once_is_followed_by_a_tab_just_opened(owner: Person) -> None:
    for _ in range(5):
        project = owner.project()
        with owner.tab(project) as tab:
            stream = owner.answered(project, marker(say("Quick.")))["id"]
            assert (fold_all(tab.until_end(stream)) or {})["content"] == "Quick."


def test_a_waiting_stream_is_shown_as_queued_and_then_begins(
    owner: Person, project: str, upstream: ScriptedUpstream
) -> None:
    first = owner.stream(project, held("waiting-shown"))
    upstream.wait_held("waiting-shown")
    second = owner.stream(project, marker(say("second")))
    with owner.tab(project) as tab:
        snapshot = tab.until(lambda frame: frame["type"] == "snapshot" and frame["stream"] == second)
        assert (snapshot["id"], snapshot["state"]["status"]) == ("0-0", "queued")
        upstream.release("waiting-shown")
        tab.until_end(first)
        events = tab.until_end(second)
    assert events[1]["type"] == "snapshot" and events[1]["state"]["epoch"] == 1
    assert_gapless(events)
    assert told(fold_all(events) or {}) == told(owner.snapshot(second))


def test_several_tabs_get_the_same_events_under_the_same_ids(
    owner: Person, project: str, upstream: ScriptedUpstream
) -> None:
    with owner.tab(project) as first, owner.tab(project) as second:
        stream = owner.stream(project, marker(step(Text("Both.", 1), Hold("both")), say("Done.")))
        for tab in (first, second):
            tab.until_told(stream, lambda state: state["content"] == "Both.")
        upstream.release("both")
        seen = [tab.until_end(stream) for tab in (first, second)]
    stored = {event["id"]: event for event in owner.events(stream, "1-1")}
    for events in seen:
        assert_gapless(events)
        same = [stored.get(event["id"]) == event for event in events if event["type"] != "snapshot"]
        assert len(same) >= 3 and all(same)


def test_a_retry_at_one_tab_is_followed_at_the_other(owner: Person, project: str) -> None:
    with owner.tab(project) as first, owner.tab(project) as second:
        stream = owner.stream(project, marker(attempts(fail(400), say("Now it goes."))))
        first.until_end(stream)
        second.until_end(stream)
        assert (fold_all(first.events(stream)) or {})["error"]["code"]
        first.say("retry", stream=stream)
        for tab in (first, second):
            events = tab.until_end(stream)
            assert_gapless(events)
            assert told(fold_all(events) or {}) == told(owner.snapshot(stream))
    assert owner.snapshot(stream)["content"] == "Now it goes."


def test_a_stop_at_one_tab_is_seen_at_the_other(owner: Person, project: str, upstream: ScriptedUpstream) -> None:
    with owner.tab(project) as first, owner.tab(project) as second:
        stream = owner.stream(project, held("stopped-at-a-tab"))
        second.until_told(stream, lambda state: state["content"] == "before")
        first.say("stop", stream=stream)
        for tab in (first, second):
            assert tab.until_end(stream)[-1]["status"] == "stopped"
    assert owner.snapshot(stream)["content"] == "before"


def test_what_cannot_be_retried_is_a_problem(owner: Person, project: str) -> None:
    state = owner.answered(project, marker(say("fine")))
    with owner.tab(project) as tab:
        tab.say("retry", stream=state["id"])
        problem = tab.until_type("problem")
        assert problem["about"] == state["id"] and problem["message"]
        tab.say("stop", stream=state["id"])  # already ended: nothing happens
        tab.settle()
    assert owner.snapshot(state["id"]) == state


# Messages and jobs


def test_messages_are_told_as_they_change(owner: Person, project: str) -> None:
    with owner.tab(project) as tab:
        sent = owner.send(project, marker(say("Hello **you**")))
        message = tab.until_message(sent["assistant_message"]["id"], "success")
        assert message["content"] == "Hello **you**" and message["stream"] == sent["stream"]["id"]
        said = [frame["message"]["id"] for frame in tab.frames if frame["type"] == "message"]
        assert sent["user_message"]["id"] in said
    (listed,) = [
        each for each in owner.get(f"/api/projects/{project}/messages")["items"] if each["id"] == message["id"]
    ]
    assert listed == message


def test_a_waiting_message_tells_its_place_in_the_queue(
    owner: Person, project: str, upstream: ScriptedUpstream
) -> None:
    with owner.tab(project) as tab:
        owner.stream(project, held("place-told"))
        upstream.wait_held("place-told")
        waiting = owner.send(project, marker(say("second")))
        message = tab.until_message(waiting["assistant_message"]["id"], "pending")
        assert message["queue_position"] >= 1
        upstream.release("place-told")
        assert tab.until_message(waiting["assistant_message"]["id"], "success")["queue_position"] is None


def test_jobs_are_told_and_their_message_is_building_until_they_end(filmmaker: Person) -> None:
    project = filmmaker.project()
    render = call("render_video", {"format": "lottie", "quality": "standard"})
    with filmmaker.tab(project) as tab:
        sent = filmmaker.send(project, marker(render, say("It is being rendered.")))
        job = tab.until(lambda frame: frame["type"] == "job" and frame["job"]["status"] == "ready")["job"]
        tab.until_message(sent["assistant_message"]["id"], "success")
        events = tab.events(sent["stream"]["id"])
    state = filmmaker.until_ended(sent["stream"]["id"])
    assert job == filmmaker.get(f"/api/jobs/{job['id']}") and state["jobs"] == [job["id"]]
    assert (fold_all(events) or {})["jobs"] == [job["id"]]


# Cursors


@pytest.fixture(scope="module")
def ended(owner: Person) -> tuple[str, str, list[Event]]:
    """A project, a stream of it that was retried and ended well, and its newest epoch's events."""
    project = owner.project("cursors")
    state = owner.answered(project, marker(call("no_such_tool", text="First."), attempts(fail(400), say("Second.", 4))))
    owner.post(f"/api/streams/{state['id']}/retry", status=202)
    owner.until_ended(state["id"])
    return project, state["id"], owner.events(state["id"], "2-1")


def resumed(tab: Tab, stream: str, after: str | None) -> list[Event]:
    """The events that a `resume` brings, up to the end."""
    tab.frames.clear()
    tab.say("resume", stream=stream, after=after)
    return tab.until_end(stream)


def test_a_cursor_brings_what_came_after_it(owner: Person, ended: tuple[str, str, list[Event]]) -> None:
    project, stream, events = ended
    with owner.tab(project) as tab:
        assert resumed(tab, stream, "2-1") == events
        for cut in range(1, len(events)):
            assert resumed(tab, stream, events[cut - 1]["id"]) == events[cut:]


@pytest.mark.parametrize("acknowledges", [True, False])
def test_what_was_missed_comes_many_events_in_a_frame_where_that_is_asked_for(
    owner: Person, upstream: ScriptedUpstream, project: str, acknowledges: bool
) -> None:
    gate = uuid4().hex
    stream = owner.stream(project, many_events(gate))
    upstream.release(gate)
    owner.until_ended(stream)
    events = owner.events(stream, "1-1")
    with owner.tab(project, batch=True, acknowledges=acknowledges) as tab:
        tab.say("resume", stream=stream, after="1-1")
        if not acknowledges:
            while len(tab.events(stream)) < 256:
                tab.next()
            tab.settle()
            assert tab.events(stream) == events[:256], "a window holds as many as without"
            tab.acknowledge(tab.events(stream)[-1])
            tab.acknowledges = True
        assert tab.until_end(stream) == events and len(events) > 400
        assert sum(tab.together) > 0.9 * len(events) and max(tab.together) > 100


def test_a_cursor_at_the_end_brings_nothing(owner: Person, ended: tuple[str, str, list[Event]]) -> None:
    project, stream, events = ended
    with owner.tab(project) as tab:
        tab.settle()
        tab.frames.clear()
        tab.say("resume", stream=stream, after=events[-1]["id"])
        tab.settle()
        tab.settle()
        assert tab.events(stream) == []


@pytest.mark.parametrize(
    "after", [None, "", "garbage", "1-2", "0-0", "2-999", "9-1", "2-0", "-", "2-1-1", "a-b", "1e3-4"]
)
def test_a_cursor_that_says_nothing_brings_a_snapshot_and_the_end(
    owner: Person, ended: tuple[str, str, list[Event]], after: str | None
) -> None:
    project, stream, events = ended
    with owner.tab(project) as tab:
        snapshot, finalized = resumed(tab, stream, after)
    assert snapshot["type"] == "snapshot" and finalized == events[-1]
    assert snapshot["id"] == events[-2]["id"] == snapshot["state"]["last_event_id"]
    assert told(fold_all([snapshot, finalized]) or {}) == told(owner.snapshot(stream))


def test_a_cursor_without_after_is_an_absent_one(owner: Person, ended: tuple[str, str, list[Event]]) -> None:
    project, stream, _ = ended
    with owner.tab(project) as tab:
        tab.say("resume", stream=stream)
        assert [event["type"] for event in tab.until_end(stream)] == ["snapshot", "finalized"]


def test_a_tab_that_returns_to_a_running_stream_gets_what_it_missed(
    owner: Person, project: str, upstream: ScriptedUpstream
) -> None:
    stream = owner.stream(
        project, marker(step(Text("one ", 1), Hold("left"), Text("two ", 1), Hold("back"), Text("three", 1)))
    )
    with owner.tab(project) as tab:
        tab.until_told(stream, lambda state: state["content"] == "one ")
        before = tab.events(stream)
    upstream.release("left")
    owner.until_told(stream, lambda state: state["content"] == "one two ")
    with owner.tab(project) as tab:
        tab.say("resume", stream=stream, after=before[-1]["id"])
        tab.until(lambda frame: frame["type"] == "delta" and frame["content"] == "two ")
        upstream.release("back")
        after = [event for event in tab.until_end(stream) if event["type"] != "snapshot"]
    assert_gapless([*before, *after])
    assert told(fold_all([*before, *after]) or {}) == told(owner.snapshot(stream))


# The window


def test_a_client_that_acknowledges_nothing_is_paused_at_256_events(
    owner: Person, project: str, upstream: ScriptedUpstream
) -> None:
    with owner.tab(project, acknowledges=False) as tab:
        events = paused(tab, owner, upstream, project, many_events("256 events"), "256 events")
        assert len(events) == WINDOW_EVENTS and events[-1]["type"] != "finalized"
        stream = events[0]["stream"]
        tab.acknowledge(events[9])
        tab.until(lambda frame: len(tab.events(stream)) == WINDOW_EVENTS + 10)
        tab.settle()
        assert len(tab.events(stream)) == WINDOW_EVENTS + 10
        tab.acknowledges = True
        tab.acknowledge(tab.events(stream)[-1])
        events = tab.until_end(stream)
    assert_gapless(events)
    assert told(fold_all(events) or {}) == told(owner.snapshot(stream))


def test_a_client_that_acknowledges_nothing_is_paused_at_256_kib(
    owner: Person, project: str, upstream: ScriptedUpstream
) -> None:
    text = marker(step(Hold("256 KiB"), Repeat("x" * 2000, 200, per_second=500)))
    with owner.tab(project, acknowledges=False) as tab:
        events = paused(tab, owner, upstream, project, text, "256 KiB")
        sizes = [len(json.dumps(event, ensure_ascii=False, separators=(",", ":"))) for event in events]
        assert len(events) < WINDOW_EVENTS and sum(sizes) <= WINDOW_BYTES < sum(sizes) + max(200_000, *sizes)
        assert events[-1]["type"] == "delta"
        answers = [
            frame["message"] for frame in tab.frames if frame["type"] == "message" and frame["message"]["stream"]
        ]
        assert answers[-1]["status"] == "pending"  # told when there is room: it is larger than the text
        tab.acknowledges = True
        tab.acknowledge(events[-1])
        events = tab.until_end(events[0]["stream"])
        assert len(tab.until_message(answers[-1]["id"], "success")["content"]) == 400_000
    assert_gapless(events)
    assert told(fold_all(events) or {}) == told(owner.snapshot(events[0]["stream"]))


def test_a_paused_stream_holds_up_neither_another_nor_other_tabs(
    owner: Person, project: str, upstream: ScriptedUpstream
) -> None:
    with owner.tab(project, acknowledges=False) as tab, owner.tab(project) as other:
        events = paused(tab, owner, upstream, project, many_events("held up"), "held up")
        stream = events[0]["stream"]
        assert_gapless(other.until_end(stream))
        next_one = owner.stream(project, marker(say("next")))
        assert (fold_all(tab.until_end(next_one)) or {})["content"] == "next"
        assert len(tab.events(stream)) == WINDOW_EVENTS


def test_a_resume_lifts_the_pause(owner: Person, project: str, upstream: ScriptedUpstream) -> None:
    with owner.tab(project, acknowledges=False) as tab:
        events = paused(tab, owner, upstream, project, many_events("lifted"), "lifted")
        tab.acknowledges = True
        assert_gapless([events[-1], *resumed(tab, events[0]["stream"], events[-1]["id"])])


def test_senseless_acknowledgements_are_passed_over(owner: Person, project: str) -> None:
    with owner.tab(project) as tab:
        for stream, id in [("x", "1-1"), ("1", "x"), ("9" * 60, "1-1"), ("1", "9" * 15 + "-1"), ("", "")]:
            tab.say("ack", stream=stream, id=id)
        tab.settle()
        assert tab.frames[-1] == {"type": "pong"} and not [f for f in tab.frames if f["type"] == "problem"]


# Frames that are none


@pytest.mark.parametrize(
    ("frame", "about"),
    [
        ("", None),
        ("{", None),
        ("hello", None),
        ("[]", None),
        ("null", None),
        ("5", None),
        ('"ping"', None),
        ("{}", None),
        ('{"type": null}', None),
        ('{"type": 5}', "5"),
        ('{"type": "sing"}', "sing"),
        ('{"type": "send"}', "send"),
        ('{"type": "send", "id": "x", "content": "hello"}', "send"),
        ('{"type": "resume"}', "resume"),
        ('{"type": "resume", "stream": 1}', "resume"),
        ('{"type": "resume", "stream": "1", "after": 5}', "resume"),
        ('{"type": "ack", "stream": "1"}', "ack"),
        ('{"type": "stop", "stream": {}}', "stop"),
        ('{"type": "send", "content": "%s"}' % ("x" * 530_000), None),
        ("é" * 263_000, None),
        ("[" * 20_000, None),
        (b"\x00\xff", None),
        (b'{"type": "ping"}', None),
    ],
    ids=str,
)
def test_a_frame_that_is_none_is_a_problem_and_the_socket_stays_open(
    owner: Person, shared: str, frame: Any, about: str | None
) -> None:
    with owner.tab(shared) as tab:
        tab.connection.send(frame)
        problem = tab.until_type("problem")
        assert problem["code"] and problem["message"].endswith(".") and problem["about"] == about
        tab.settle()


@pytest.fixture(scope="module")
def shared(owner: Person) -> str:
    return owner.project("shared by tests that store nothing")


@pytest.mark.parametrize("content", ["", "   ", "x" * 32_001, "a\0b"])
def test_what_cannot_be_a_message_is_a_problem_about_its_id(owner: Person, shared: str, content: str) -> None:
    id = str(uuid4())
    with owner.tab(shared) as tab:
        tab.say("send", id=id, content=content)
        problem = tab.until_type("problem")
        assert problem["about"] == id and problem["message"].endswith(".")
        tab.settle()
    assert owner.get(f"/api/projects/{shared}/messages")["items"] == []


def test_many_pings_get_as_many_pongs(owner: Person, shared: str) -> None:
    with owner.tab(shared) as tab:
        for _ in range(200):
            tab.say("ping")
        for _ in range(200):
            tab.until_type("pong")


def test_a_deleted_project_closes_its_sockets(owner: Person) -> None:
    from websockets.exceptions import ConnectionClosed

    project = owner.project()
    with owner.tab(project) as tab:
        tab.settle()
        owner.ask("DELETE", f"/api/projects/{project}", 204)
        with pytest.raises(ConnectionClosed) as closed:
            while True:
                tab.next()
        assert closed.value.rcvd is not None and closed.value.rcvd.code >= 4000


def test_a_long_answer_at_full_speed_arrives_whole_and_in_order(owner: Person, project: str) -> None:
    with owner.tab(project) as tab:
        tab.settle()
        stream = owner.stream(project, marker(step(Repeat("{i} ", 5000))))
        events = tab.until_end(stream)
    assert_gapless(events)
    assert (fold_all(events) or {})["content"] == "".join(f"{number} " for number in range(5000))


def test_an_answer_of_more_than_a_mebibyte_fits(owner: Person, project: str) -> None:
    with owner.tab(project) as tab:
        sent = owner.send(project, marker(step(Repeat("x" * 2000, 700))))
        stream = sent["stream"]["id"]
        tab.until_end(stream)
        tab.until_message(sent["assistant_message"]["id"], "success")
        snapshot, _ = resumed(tab, stream, None)
    assert len(snapshot["state"]["content"]) == 1_400_000
