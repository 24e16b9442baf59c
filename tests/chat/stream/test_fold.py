"""The fold, on its own: a snapshot and the rest make the whole, wherever the story is cut."""

import json
from functools import reduce
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.stream.events import Delta, EventId, Failure, Record, StreamEvent, joined
from chat.stream.fold import fold, fold_all
from chat.stream.state import StreamState, Thought
from tests.chat.stream.story import STORY, recorded


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


def test_an_error_stays_in_the_state() -> None:
    events = [*STORY[:4], Failure(code="model_busy", message="Wait.", retryable=True)]
    state = folded(recorded(events))
    assert state is not None and state.error is not None and state.error.code == "model_busy"


def test_an_event_before_any_snapshot_is_refused() -> None:
    with pytest.raises(ValueError, match="before a snapshot"):
        fold(None, EventId(1, 1), Delta(step=0, content="x"))


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
