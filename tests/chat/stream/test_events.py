"""Events and their ids, on their own: what is stored is what was said, and what two neighbours make."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from chat.stream.events import (
    ADAPTER,
    START,
    Complete,
    Delta,
    EventId,
    Finalized,
    Record,
    Snapshot,
    Status,
    StreamEvent,
    ToolArguments,
    ToolProgress,
    joined,
)
from chat.stream.state import Thought
from tests.chat.stream.story import CALL, EMPTY, OTHER, STORY

# Ids


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


def test_the_start_stands_before_everything() -> None:
    assert EventId(1, 1) > EventId(0, 1) > START == EventId.parse("0-0")


# Events, as said and as stored


@pytest.mark.parametrize("event", STORY, ids=lambda event: event.type)
def test_an_event_is_the_same_after_it_was_stored(event: StreamEvent) -> None:
    record = Record.of(7, EventId(2, 3), event)
    assert record.event == event
    assert record.frame.startswith('{"stream":"7","id":"2-3","type":"')


def test_a_frame_is_the_event_s_own_fields_behind_stream_and_id() -> None:
    record = Record.of(7, EventId(2, 3), Delta(step=0, content='"Ünï"'))
    assert json.loads(record.frame) == {"stream": "7", "id": "2-3", **json.loads(record.payload)}
    assert list(json.loads(record.frame))[:2] == ["stream", "id"]


def test_what_is_not_known_is_left_out_but_where_a_client_shall_see_that_it_is_not() -> None:
    def told(event: StreamEvent) -> dict[str, object]:
        fields: dict[str, object] = json.loads(Record.of(1, EventId(1, 1), event).payload)
        return fields

    assert told(Status(status="thinking")) == {"type": "status", "status": "thinking"}
    over = Finalized(status="stopped", jobs=[], usage=None, timings={}, finished_at="2026-01-01")
    assert told(over)["usage"] is None
    assert told(Snapshot(state=EMPTY))["state"] == EMPTY.model_dump(mode="json")


def test_thoughts_stand_beside_the_state_and_only_where_there_are_any() -> None:
    state = EMPTY.model_copy(update={"thoughts": (Thought(step=0, content="Two scenes?", ms=12),)})
    told = json.loads(Record.of(1, EventId(2, 1), Snapshot(state=state)).frame)
    assert told["thoughts"] == [{"step": 0, "content": "Two scenes?", "ms": 12}]
    assert "thoughts" not in told["state"]
    without = json.loads(Record.of(1, EventId(1, 1), Snapshot(state=EMPTY)).frame)
    assert set(without) == {"stream", "id", "type", "state"} and "thoughts" not in without["state"]


@pytest.mark.parametrize("event", STORY, ids=lambda event: event.type)
def test_an_event_stays_as_it_is_and_has_no_fields_but_its_own(event: StreamEvent) -> None:
    with pytest.raises(ValidationError, match="frozen"):
        event.type = "delta"
    with pytest.raises(ValidationError, match="extra"):
        ADAPTER.validate_python({**event.model_dump(), "more": 1})


def test_every_type_of_event_is_in_the_story() -> None:
    types = {
        schema["properties"]["type"]["const"]
        for schema in ADAPTER.json_schema()["$defs"].values()
        if "type" in schema.get("properties", {})
    }
    assert types - {event.type for event in STORY} == {"error"}


# Neighbours


@pytest.mark.parametrize(
    ("first", "second", "whole"),
    [
        (Delta(step=0, content="a"), Delta(step=0, content="b"), Delta(step=0, content="ab")),
        (
            ToolArguments(call=CALL, content='{"a'),
            ToolArguments(call=CALL, content='": 1}'),
            ToolArguments(call=CALL, content='{"a": 1}'),
        ),
        (
            ToolProgress(call=CALL, fraction=0.2, text="begun"),
            ToolProgress(call=CALL, fraction=0.5),
            ToolProgress(call=CALL, fraction=0.5),
        ),
        (
            Status(status="thinking", thought=Thought(step=0, content="Two ")),
            Status(status="thinking", thought=Thought(step=0, content="scenes?", ms=9)),
            Status(status="thinking", thought=Thought(step=0, content="Two scenes?", ms=9)),
        ),
    ],
    ids=lambda event: event.type,
)
def test_neighbours_of_a_kind_make_one(first: StreamEvent, second: StreamEvent, whole: StreamEvent) -> None:
    said = [STORY[0], first]
    assert joined(said, second)
    assert said == [STORY[0], whole]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (Delta(step=0, content="a"), Delta(step=1, content="b")),
        (ToolArguments(call=CALL, content="a"), ToolArguments(call=OTHER, content="b")),
        (ToolProgress(call=CALL, fraction=0.2), ToolProgress(call=OTHER, fraction=0.3)),
        (Status(status="thinking", thought=Thought(step=0)), Status(status="thinking", thought=Thought(step=1))),
        (Status(status="thinking", thought=Thought(step=0)), Status(status="writing", thought=Thought(step=0))),
        (Status(status="thinking"), Status(status="thinking")),
        (Complete(content="a"), Complete(content="a")),
    ],
    ids=lambda event: event.type,
)
def test_others_stand_alone_and_change_nothing(first: StreamEvent, second: StreamEvent) -> None:
    said = [first]
    assert not joined(said, second)
    assert said == [first]


def test_the_first_stands_alone() -> None:
    said: list[StreamEvent] = []
    assert not joined(said, Delta(step=0, content="a")) and said == []
