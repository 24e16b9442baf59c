"""The fold, on its own: a snapshot and the rest make the whole, wherever the story is cut."""

import json
from functools import reduce
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.stream.events import (
    ADAPTER,
    Complete,
    Delta,
    EventId,
    Failure,
    Finalized,
    Record,
    Snapshot,
    Status,
    StepRestarted,
    StreamEvent,
    ToolArguments,
    ToolCallBegun,
    ToolProgress,
    ToolResult,
    ToolStart,
    joined,
)
from chat.stream.fold import fold, fold_all
from chat.stream.state import StepInfo, StreamState, Thought

EMPTY = StreamState(id="1", project="1", message="m", status="running", epoch=1, created_at="2026-01-01T00:00:00+00:00")
CALL, OTHER = UUID(int=1), UUID(int=2)

STORY: list[StreamEvent] = [
    Snapshot(state=EMPTY),
    Status(status="thinking"),
    Status(status="thinking", thought=Thought(step=0, content="Lost.")),
    Status(status="writing", thought=Thought(step=0, ms=3)),
    Delta(step=0, content="Half a sen"),
    ToolCallBegun(call=OTHER, step=0, index=0, name="lost"),
    Status(status="retrying", attempt=2, retry_in_s=0.5, reason="The connection broke."),
    StepRestarted(step=0, content=""),
    Status(status="thinking", thought=Thought(step=0, content="Two ")),
    Status(status="thinking", thought=Thought(step=0, content="scenes?", ms=9)),
    Delta(step=0, content="I plan "),
    Delta(step=0, content="two scenes."),
    ToolCallBegun(call=CALL, step=0, index=0, name="plan_scenes"),
    ToolArguments(call=CALL, content='{"title": '),
    ToolArguments(call=CALL, content='"Ünï"}'),
    Status(
        status="tool_calling",
        step=StepInfo(index=0, finish_reason="tool_calls", usage={"total_tokens": 3}, attempts=2),
        provider_call_ids={CALL: "call_1"},
        thought=Thought(step=0, ms=12),
    ),
    ToolStart(call=CALL, name="plan_scenes", arguments={"title": "Ünï"}),
    ToolProgress(call=CALL, fraction=0.5, text="half"),
    ToolResult(
        call=CALL,
        name="plan_scenes",
        success=True,
        status="complete",
        result={"scenes": [None]},
        duration_ms=4,
        jobs=["j"],
    ),
    Delta(step=1, content="Done."),
    Status(status="writing", step=StepInfo(index=1, finish_reason="stop")),
    Complete(content="I plan two scenes.\n\nDone."),
    Finalized(
        status="success", jobs=["j"], usage={"total_tokens": 3}, timings={"duration_ms": 9}, finished_at="2026-01-01"
    ),
]


def recorded(events: list[StreamEvent]) -> list[Record]:
    return [Record.of(1, EventId(1, seq), event) for seq, event in enumerate(events, start=1)]


def folded(records: list[Record], state: StreamState | None = None) -> StreamState | None:
    return reduce(lambda known, record: fold(known, record.id, record.event), records, state)


@pytest.mark.parametrize("cut", range(1, len(STORY) + 1))
def test_a_snapshot_and_the_rest_make_the_whole(cut: int) -> None:
    records = recorded(STORY)
    at_the_cut = folded(records[:cut])
    assert folded(records[cut:], at_the_cut) == folded(records)


@pytest.mark.parametrize("cut", range(1, len(STORY) + 1))
def test_folding_at_once_gives_what_folding_one_by_one_gives(cut: int) -> None:
    records = recorded(STORY)[:cut]
    assert fold_all(None, records) == folded(records)


@pytest.mark.parametrize("cut", range(1, len(STORY)))
def test_a_client_that_comes_back_needs_only_the_state_as_json(cut: int) -> None:
    records = recorded(STORY)
    at_the_cut = folded(records[:cut])
    assert at_the_cut is not None
    received = StreamState.model_validate_json(json.dumps(at_the_cut.with_thoughts()))
    assert folded(records[cut:], received) == folded(records)


def test_the_whole_story_is_told() -> None:
    state = folded(recorded(STORY))
    assert state is not None
    assert state.content == "I plan two scenes.\n\nDone."
    assert (state.status, state.last_event_id, state.jobs) == ("success", f"1-{len(STORY)}", ("j",))
    assert [step.finish_reason for step in state.steps] == ["tool_calls", "stop"]
    assert state.thoughts == (Thought(step=0, content="Two scenes?", ms=12),)
    (call,) = state.tool_calls
    assert (call.status, call.executions, call.result) == ("complete", 1, {"scenes": [None]})
    assert (call.arguments, call.provider_call_id) == ({"title": "Ünï"}, "call_1")


def test_thoughts_stand_beside_the_state_and_only_where_there_are_any() -> None:
    state = folded(recorded(STORY))
    assert state is not None
    told = json.loads(Record.of(1, EventId(2, 1), Snapshot(state=state)).frame)
    assert told["thoughts"] == [{"step": 0, "content": "Two scenes?", "ms": 12}]
    assert "thoughts" not in told["state"]
    without = json.loads(Record.of(1, EventId(1, 1), Snapshot(state=EMPTY)).frame)
    assert set(without) == {"stream", "id", "type", "state"} and "thoughts" not in without["state"]


def test_an_error_stays_in_the_state() -> None:
    events = [*STORY[:4], Failure(code="model_busy", message="Wait.", retryable=True)]
    state = folded(recorded(events))
    assert state is not None and state.error is not None and state.error.code == "model_busy"


def test_an_event_before_any_snapshot_is_refused() -> None:
    with pytest.raises(ValueError, match="before a snapshot"):
        fold(None, EventId(1, 1), Delta(step=0, content="x"))


@pytest.mark.parametrize("event", STORY, ids=lambda event: event.type)
def test_an_event_is_the_same_after_it_was_stored(event: StreamEvent) -> None:
    record = Record.of(7, EventId(2, 3), event)
    assert record.event == event
    assert record.frame.startswith('{"stream":"7","id":"2-3","type":"')


@given(st.lists(st.sampled_from(STORY[3:15]), max_size=30))
def test_joining_neighbours_changes_nothing(events: list[StreamEvent]) -> None:
    together: list[StreamEvent] = []
    for event in events:
        if not joined(together, event):
            together.append(event)

    def without_id(story: list[StreamEvent]) -> Any:
        state = folded(recorded([STORY[0], *story]))
        return state and state.model_dump(exclude={"last_event_id"})

    assert without_id(together) == without_id(events)


@given(st.text(max_size=20))
def test_only_ids_are_read_as_ids(text: str) -> None:
    found = EventId.parse(text)
    assert found is None or EventId.parse(str(found)) == found


@pytest.mark.parametrize("text", ["", "1", "1-", "-1", "a-b", "1-2-3", " 1-2", "١-٢", "1-" + "9" * 40, None])
def test_no_id(text: str | None) -> None:
    assert EventId.parse(text) is None


def test_ids_are_ordered_by_epoch_then_seq() -> None:
    assert sorted(["2-1", "1-10", "1-9"], key=lambda text: EventId.parse(text) or EventId(0, 0)) == [
        "1-9",
        "1-10",
        "2-1",
    ]


def test_every_type_of_event_is_in_the_story() -> None:
    types = {
        schema["properties"]["type"]["const"]
        for schema in ADAPTER.json_schema()["$defs"].values()
        if "type" in schema.get("properties", {})
    }
    assert types - {event.type for event in STORY} == {"error"}
