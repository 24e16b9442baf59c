"""The same events over SSE and long poll, under the same ids, from any cursor."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import httpx
import pytest

from tests.people import Person
from tests.reading import Event, assert_gapless, fold_all, read_sse, told
from tests.upstream import Hold, Parallel, ScriptedUpstream, Text, ToolCall, call, calls, marker, say, step

STORY = marker(
    calls(("no_such_tool", {"a": "é\u2028\n"}), ("nor_this", {}), text="Let me see.\n\nSo:"), say("Done. 🎬", 5)
)
LONGER_THAN_PATIENCE = "60"  # seconds; this client gives up after 30
BAD_CURSORS = ["", "garbage", "0-0", "0-7", "1-999999", "9-1", "1-0", "1-1-1", "-1"]


def sse(person: Person, stream: str, last_event_id: str | None = None, **query: str) -> list[Event]:
    """All events of one SSE response."""
    headers = {"Accept": "text/event-stream"} | ({"Last-Event-ID": last_event_id} if last_event_id is not None else {})
    with person.http.stream("GET", f"/api/streams/{stream}/events", headers=headers, params=query) as answer:
        assert answer.status_code == 200
        return list(read_sse(lines(answer)))


def lines(answer: httpx.Response) -> Iterator[str]:
    """The lines of a response, parted at line feeds only, as the SSE format wants it."""
    rest = ""
    for text in answer.iter_text():
        *whole, rest = (rest + text).split("\n")
        yield from whole


@pytest.fixture(scope="module")
def ended(owner: Person) -> tuple[str, list[Event]]:
    """An ended stream and all its events, the opening snapshot included."""
    stream = owner.answered(owner.project("ended"), STORY)["id"]
    with owner.tab(owner.snapshot(stream)["project"]) as tab:
        tab.say("resume", stream=stream, after="1-1")
        return stream, tab.until_end(stream)


@pytest.fixture(scope="module", autouse=True)
def silence(owner: Person, upstream: ScriptedUpstream) -> Iterator[Future[str]]:
    """The first comment of a response that has nothing else to say; read beside the other tests, as it takes 15 s."""
    stream = owner.stream(owner.project("silent"), marker(step(Text("a", 1), Hold("silence"))))

    def first_comment() -> str:
        headers = {"Accept": "text/event-stream"}
        with owner.http.stream("GET", f"/api/streams/{stream}/events", headers=headers) as answer:
            return next(line for line in lines(answer) if line.startswith(":"))

    with ThreadPoolExecutor(1) as thread:
        yield thread.submit(first_comment)
        upstream.release("silence")


# SSE


def test_an_answer_is_told_as_it_comes(owner: Person, project: str, upstream: ScriptedUpstream) -> None:
    stream = owner.stream(project, marker(step(Text("before", 1), Hold("sse-live"), Text(" after", 1))))
    events: list[Event] = []
    with owner.http.stream("GET", f"/api/streams/{stream}/events", headers={"Accept": "text/event-stream"}) as answer:
        assert answer.headers["Content-Type"].startswith("text/event-stream")
        assert answer.headers["Cache-Control"] == "no-cache" and answer.headers["X-Accel-Buffering"] == "no"
        for event in read_sse(lines(answer)):
            events.append(event)
            state = fold_all(events)
            if state and state["content"] == "before":
                upstream.release("sse-live")
    assert events[-1]["type"] == "finalized"
    assert_gapless(events)
    assert told(fold_all(events) or {}) == told(owner.snapshot(stream))


@pytest.mark.parametrize("way", ["header", "query"])
def test_a_cursor_brings_what_came_after_it(owner: Person, ended: tuple[str, list[Event]], way: str) -> None:
    stream, events = ended
    for cut in range(len(events) - 1):
        cursor = events[cut]["id"]
        found = sse(owner, stream, cursor) if way == "header" else sse(owner, stream, after=cursor)
        assert found == events[cut + 1 :]


def test_the_header_goes_before_the_query(owner: Person, ended: tuple[str, list[Event]]) -> None:
    stream, events = ended
    assert sse(owner, stream, events[-2]["id"], after="1-1") == events[-1:]


@pytest.mark.parametrize("cursor", [None, *BAD_CURSORS])
def test_a_cursor_that_says_nothing_brings_a_snapshot_and_the_end(
    owner: Person, ended: tuple[str, list[Event]], cursor: str | None
) -> None:
    stream, events = ended
    snapshot, finalized = sse(owner, stream, cursor)
    assert (snapshot["type"], snapshot["id"], finalized) == ("snapshot", events[-2]["id"], events[-1])
    assert told(fold_all([snapshot, finalized]) or {}) == told(owner.snapshot(stream))


def test_a_cursor_at_the_end_is_a_204(owner: Person, ended: tuple[str, list[Event]]) -> None:
    stream, events = ended
    by_header = owner.http.get(f"/api/streams/{stream}/events", headers={"Last-Event-ID": events[-1]["id"]})
    by_query = owner.http.get(f"/api/streams/{stream}/events", params={"after": events[-1]["id"]})
    assert [(answer.status_code, answer.content) for answer in (by_header, by_query)] == [(204, b"")] * 2


def test_after_a_retry_the_old_end_is_a_cursor_like_any_other(owner: Person, project: str) -> None:
    script = marker(step(Text("a", 1), Hold("never")))
    stream = owner.stream(project, script)
    owner.until_told(stream, lambda state: state["content"] == "a")
    owner.post(f"/api/streams/{stream}/stop", status=202)
    end = owner.events(stream)[-1]["id"]
    owner.post(f"/api/streams/{stream}/retry", {"from_step": 0}, 202)
    owner.until_told(stream, lambda state: state["epoch"] == 2 and state["content"] == "a")
    with owner.http.stream("GET", f"/api/streams/{stream}/events", headers={"Last-Event-ID": end}) as answer:
        assert answer.status_code == 200
        first = next(read_sse(lines(answer)))
    assert first["type"] == "snapshot" and first["id"].startswith("2-")
    owner.post(f"/api/streams/{stream}/stop", status=202)
    owner.until_ended(stream)


def test_a_long_stream_may_come_in_several_responses_and_comes_whole(
    owner: Person, project: str, upstream: ScriptedUpstream
) -> None:
    pieces = Parallel(tuple(ToolCall("no_such_tool", {"text": "x" * 100}, pieces=8) for _ in range(100)))
    stream = owner.stream(project, marker(step(Hold("long"), pieces, finish="tool_calls"), say("Done.")))
    found = [owner.poll(stream, "0-0")["events"][0]]
    upstream.release("long")
    while found[-1]["type"] != "finalized":
        found += sse(owner, stream, found[-1]["id"])
    assert_gapless(found)
    assert len(found) > 500
    assert told(fold_all(found) or {}) == told(owner.snapshot(stream))


def test_a_reader_that_leaves_leaves_nothing_behind(owner: Person, project: str, upstream: ScriptedUpstream) -> None:
    stream = owner.stream(project, marker(step(Text("a", 1), Hold("left-alone"))))
    for _ in range(20):
        with owner.http.stream("GET", f"/api/streams/{stream}/events") as answer:
            assert next(read_sse(lines(answer)))["type"] == "snapshot"
    upstream.release("left-alone")
    assert owner.until_ended(stream)["content"] == "a"


# Long poll


def poll(
    person: Person, stream: str, after: str | None = None, wait: str = "5"
) -> tuple[list[Event], str | None, bool]:
    query = {"wait": wait} | ({"after": after} if after is not None else {})
    answer = person.get(f"/api/streams/{stream}/events", params=query, headers={"Accept": "application/json"})
    assert set(answer) == {"events", "last_event_id", "done"}
    return answer["events"], answer["last_event_id"], answer["done"]


def test_a_poll_brings_what_came_after_the_cursor(owner: Person, ended: tuple[str, list[Event]]) -> None:
    stream, events = ended
    for cut in range(len(events) - 1):
        assert poll(owner, stream, events[cut]["id"]) == (events[cut + 1 :], events[-1]["id"], True)


def test_a_poll_at_the_end_is_done_at_once(owner: Person, ended: tuple[str, list[Event]]) -> None:
    stream, events = ended
    assert poll(owner, stream, events[-1]["id"], wait="20") == ([], events[-1]["id"], True)


@pytest.mark.parametrize("cursor", [None, *BAD_CURSORS])
def test_a_poll_from_nowhere_brings_a_snapshot_and_the_end(
    owner: Person, ended: tuple[str, list[Event]], cursor: str | None
) -> None:
    stream, events = ended
    (snapshot, finalized), last, done = poll(owner, stream, cursor)
    assert (snapshot["type"], snapshot["id"]) == ("snapshot", events[-2]["id"])
    assert (finalized, last, done) == (events[-1], events[-1]["id"], True)


def test_a_poll_without_news_answers_when_its_time_is_over(
    owner: Person, project: str, upstream: ScriptedUpstream
) -> None:
    stream = owner.stream(project, marker(step(Text("a", 1), Hold("no-news"), Text("b", 1))))
    owner.until_told(stream, lambda state: state["content"] == "a")
    _, last, done = poll(owner, stream)
    with ThreadPoolExecutor(1) as thread:
        waiting = thread.submit(poll, owner, stream, last, LONGER_THAN_PATIENCE)
        for wait in ("0", "0.3"):
            assert poll(owner, stream, last, wait) == ([], last, False) and done is False
        assert not waiting.done()  # asked before, and its time is not over
        upstream.release("no-news")
        assert waiting.result()[0][0]["content"] == "b"
    owner.until_ended(stream)


def test_a_poll_answers_as_soon_as_there_is_news(owner: Person, project: str, upstream: ScriptedUpstream) -> None:
    stream = owner.stream(project, marker(step(Text("a", 1), Hold("news"), Text("b", 1), Hold("more"), Text("c", 1))))
    owner.until_told(stream, lambda state: state["content"] == "a")
    _, last, _ = poll(owner, stream)
    with ThreadPoolExecutor(1) as thread:
        waiting = thread.submit(poll, owner, stream, last, LONGER_THAN_PATIENCE)
        upstream.release("news")
        (news,), _, done = waiting.result()
    assert (news["content"], done) == ("b", False)  # nothing ended the wait but the news
    upstream.release("more")
    owner.until_ended(stream)


def test_a_waiting_stream_is_polled_from_0_0(owner: Person, project: str, upstream: ScriptedUpstream) -> None:
    first = owner.stream(project, marker(step(Text("a", 1), Hold("poll-queued"))))
    upstream.wait_held("poll-queued")
    second = owner.stream(project, marker(say("second")))
    (snapshot,), last, done = poll(owner, second)
    assert (snapshot["state"]["status"], last, done) == ("queued", "0-0", False)
    assert poll(owner, second, "0-0", wait="0.1") == ([], "0-0", False)
    upstream.release("poll-queued")
    owner.until_ended(first)
    events, _, _ = poll(owner, second, "0-0", wait="10")
    assert events[0]["type"] == "snapshot" and events[0]["state"]["epoch"] == 1
    owner.until_ended(second)


# All transports


def test_all_transports_tell_the_same_events(owner: Person, project: str, upstream: ScriptedUpstream) -> None:
    """A tab, an SSE reader and a poller follow from the start; each sees the stored events, byte for byte alike."""
    pair = Parallel((ToolCall("apply_json_patch", {"operations": [], "explanation": ""}), ToolCall("no_such_tool")))
    first = step(Text("First.", 1), Hold("all"), Text(" Trying."), pair, finish="tool_calls")
    stream = owner.stream(project, marker(first, say("Done.", 9)))
    owner.until_told(stream, lambda state: state["content"] == "First.")
    with ThreadPoolExecutor(2) as threads, owner.tab(project) as tab:
        reading = threads.submit(sse, owner, stream, "1-1")
        polling = threads.submit(owner.events, stream, "1-1")
        tab.say("resume", stream=stream, after="1-1")
        tab.until(lambda frame: frame.get("id") == "1-2")
        upstream.release("all")
        at_tab = tab.until_end(stream)
        assert reading.result() == polling.result()
    assert_gapless(reading.result())
    stored = {event["id"]: event for event in reading.result()}
    assert all(stored[event["id"]] == event for event in at_tab if event["type"] != "snapshot")
    assert at_tab[-1] == reading.result()[-1]


def test_the_stored_message_is_what_the_events_told(owner: Person, project: str) -> None:
    done = call("apply_json_patch", {"operations": [], "explanation": "nothing"}, text="Nothing.")
    state = owner.answered(project, marker(done, say("Done.")))
    message = owner.get(f"/api/projects/{project}/messages")["items"][-1]
    assert (message["content"], message["tool_calls"]) == (state["content"], state["tool_calls"])


def test_a_silent_response_says_every_15_seconds_that_it_lives(silence: Future[str]) -> None:
    assert silence.result(timeout=120).startswith(":")
