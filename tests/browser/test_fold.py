"""The page's `fold` and the server's give the same state, whatever happens in a stream."""

import json
from typing import Any, get_args
from uuid import uuid4

from chat.stream.events import ADAPTER, EventId, StreamEvent
from chat.stream.fold import fold
from tests.browser.conftest import OpenTab
from tests.servers import Server
from tests.upstream.scripts import Text, attempts, call, calls, fail, marker, say, step

FIRST, SECOND = str(uuid4()), str(uuid4())
EMPTY = {"id": "1", "project": "1", "message": str(uuid4()), "status": "running", "created_at": "2025-01-01T00:00:00Z"}
ENDED = {"index": 0, "finish_reason": "tool_calls", "usage": {"total_tokens": 9}, "duration_ms": 5, "attempts": 2}
STORY: list[dict[str, Any]] = [
    {"type": "snapshot", "state": {**EMPTY, "epoch": 1, "last_event_id": "1-1"}},
    {"type": "status", "status": "thinking"},
    {"type": "status", "status": "thinking", "thought": {"step": 0, "content": "Lost."}},
    {"type": "status", "status": "retrying", "attempt": 2, "retry_in_s": 1.5, "reason": "busy"},
    {"type": "delta", "step": 0, "content": "Half"},
    {"type": "tool_call", "call": str(uuid4()), "step": 0, "index": 0, "name": "forgotten"},
    {"type": "step_restarted", "step": 0, "content": "Whole "},
    {"type": "status", "status": "thinking", "thought": {"step": 0, "content": "So "}},
    {"type": "status", "status": "thinking", "thought": {"step": 0, "content": "be it.", "ms": 8}},
    {"type": "status", "status": "writing", "thought": {"step": 0, "ms": 9}},
    {"type": "delta", "step": 0, "content": "text 👩‍🚀"},
    {"type": "tool_call", "call": SECOND, "step": 0, "index": 1, "name": "b"},
    {"type": "tool_call", "call": FIRST, "step": 0, "index": 0, "name": "a"},
    {"type": "tool_arguments", "call": FIRST, "content": '{"x"'},
    {"type": "tool_arguments", "call": FIRST, "content": ": 1}"},
    {"type": "status", "status": "tool_calling", "step": ENDED, "provider_call_ids": {FIRST: "call_1"}},
    {"type": "tool_start", "call": FIRST, "name": "a", "arguments": {"x": 1}},
    {"type": "tool_progress", "call": FIRST, "fraction": 0.5, "text": "half"},
    {"type": "tool_result", "call": FIRST, "name": "a", "success": True, "status": "complete", "result": {"y": [1]},
     "duration_ms": 12, "jobs": ["j1"]},
    {"type": "tool_result", "call": SECOND, "name": "b", "success": False, "status": "unknown",
     "error": {"code": "unknown", "message": "Who knows."}},
    {"type": "delta", "step": 1, "content": "The end."},
    {"type": "status", "status": "writing", "step": {"index": 1, "finish_reason": "stop"}},
    {"type": "complete", "content": "Whole text 👩‍🚀\n\nThe end."},
    {"type": "error", "code": "late", "message": "Too late.", "retryable": True},
    {"type": "finalized", "status": "error", "jobs": ["j1", "j2"], "usage": {"total_tokens": 9}, "timings": {"a_ms": 1},
     "finished_at": "2025-01-01T00:00:05Z"},
]  # fmt: skip
FOLD_IN_PAGE = """async (events) => {
  const { fold } = await import("/static/js/stream/fold.js");
  let state = null;
  return events.map((event) => (state = fold(state, event)));
}"""


def test_the_story_tells_every_type_of_event() -> None:
    types = {kind.model_fields["type"].default for kind in get_args(get_args(StreamEvent)[0])}
    assert {event["type"] for event in STORY} == types


def framed(story: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The story as the wire carries it, snapshots in full."""
    frames = []
    for seq, event in enumerate(story, start=1):
        shown = ADAPTER.validate_python(event).model_dump(mode="json", exclude_none=event["type"] != "snapshot")
        frames.append({"stream": "1", "id": f"1-{seq}", **shown})
    return frames


def states(frames: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What the server's fold makes of it, after each event."""
    state, found = None, []
    for frame in frames:
        id = EventId.parse(frame["id"])
        assert id is not None
        event = ADAPTER.validate_python({key: value for key, value in frame.items() if key not in ("stream", "id")})
        state = fold(state, id, event)
        found.append(state.with_thoughts())
    return found


async def test_both_folds_agree_after_each_event_of_the_story(server: Server, open_tab: OpenTab) -> None:
    frames = framed(STORY)
    tab = await open_tab(server)
    for ours, theirs in zip(await tab.page.evaluate(FOLD_IN_PAGE, frames), states(frames), strict=True):
        assert ours == theirs


async def test_both_folds_agree_on_what_really_happened(server: Server, open_tab: OpenTab) -> None:
    patch = {"op": "replace", "path": "/title", "from": None, "value_json": '"Told twice"'}
    good = {"operations": [patch], "explanation": "x"}
    bad = {"operations": [{**patch, "path": "/no/where"}], "explanation": "x"}
    broken = step(Text("cut off"))[:-3]
    tab = await open_tab(server)
    tried = attempts(fail(503, retry_after_s=0.1), broken, calls(("apply_json_patch", good), ("apply_json_patch", bad)))
    await tab.say(marker(tried, call("apply_json_patch", good, text="Once more."), say("Done.")))
    await tab.until_status("error")  # the tests' server tries twice
    await tab.answer.get_by_role("button", name="Try again").click()
    await tab.until_status("success")
    stream = (
        await tab.page.evaluate(
            "fetch(location.pathname.replace('/projects', '/api/projects') + 'messages')"
            ".then((answer) => answer.json())"
        )
    )["items"][-1]["stream"]
    frames = await tab.page.evaluate(
        "(path) => fetch(path, { headers: { Accept: 'application/json' } }).then((answer) => answer.json())",
        f"/api/streams/{stream}/events?after=1-1",
    )
    shown = await tab.page.evaluate("(path) => fetch(path).then((answer) => answer.json())", f"/api/streams/{stream}")
    told = frames["events"]
    ours = await tab.page.evaluate(FOLD_IN_PAGE, told)
    assert ours == states(told)
    assert json.dumps({**ours[-1], "queue_position": None}) == json.dumps({**shown, "queue_position": None})
