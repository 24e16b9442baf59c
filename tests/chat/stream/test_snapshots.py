"""States of a stream read from its rows and from its log: they tell the same, whichever is there to be read."""

import pytest

from chat.answer.controls import retry
from chat.answer.endings import Ending
from chat.models import Stream, StreamEvent
from chat.stream import events
from chat.stream.events import START, EventId, Snapshot
from chat.stream.snapshots import (
    fresh_state,
    last_id,
    opening_state,
    recorded_state,
    records_of,
    state_now,
    stored_state,
)
from chat.stream.state import LONGEST_THOUGHT, StepState, Thought
from chat.work.leases import hand_over
from tests.chat.streams import CALL, USAGE, answered, call_tool, end, queued, speak, take_away, taken_up, tell

pytestmark = pytest.mark.django_db
FAILED = Ending.failed("model_busy", "Wait.", retryable=True)


def fresh(stream: Stream) -> Stream:
    return Stream.objects.select_related("message").get(pk=stream.pk)


def prune(stream: Stream) -> None:
    """As pruning does it: of an ended stream the `finalized` stays."""
    StreamEvent.objects.filter(stream=stream).exclude(type="finalized").delete()


def test_a_stream_that_never_ran_has_said_nothing() -> None:
    stream = queued()
    state = state_now(stream)
    assert state == fresh_state(stream) == stored_state(stream)
    assert (state.id, state.message) == (str(stream.pk), str(stream.message.uuid))
    assert (state.status, state.epoch, state.last_event_id, state.steps) == ("queued", 0, "0-0", ())


@pytest.mark.parametrize("ending", [Ending.success(), Ending.stopped(), FAILED], ids=lambda ending: ending.status)
def test_of_an_ended_stream_rows_and_log_tell_the_same(ending: Ending) -> None:
    stream = answered(ending)
    told, stored = state_now(stream), stored_state(stream)
    assert told.model_copy(update={"activity": None}) == stored
    assert (stored.status, stored.content) == (ending.status, "I plan two scenes.\n\nDone.")
    assert stored.thoughts == tuple(Thought(step=index, content="Two?", ms=5) for index in (0, 1))
    assert [(step.index, step.finish_reason, step.usage) for step in stored.steps] == [
        (0, "stop", USAGE),
        (1, "stop", USAGE),
    ]
    (call,) = stored.tool_calls
    assert (call.id, call.status, call.result, call.executions, call.step) == (CALL, "complete", "Renamed.", 1, 0)
    assert (stored.error is None) == (ending is not FAILED) and stored.usage and stored.timings and stored.finished_at
    assert stored.last_event_id == str(last_id(stream))


def test_what_is_being_spoken_stands_in_the_log_alone() -> None:
    stream = taken_up()
    speak(stream)
    tell(stream, events.Delta(step=1, content="And "))
    assert state_now(stream).content == "I plan two scenes.\n\nAnd "
    assert stored_state(stream).content == "I plan two scenes."
    assert state_now(stream).last_event_id == stored_state(stream).last_event_id == str(last_id(stream))


def test_of_long_thoughts_the_rows_tell_as_much_as_is_shown() -> None:
    stream = taken_up()
    step = speak(stream)
    step.reasoning = "x" * (LONGEST_THOUGHT + 100)
    step.save(update_fields=["reasoning"])
    (thought,) = stored_state(stream).thoughts
    assert thought.content == "x" * LONGEST_THOUGHT + "…"


def test_without_its_events_an_ended_stream_is_told_by_its_rows() -> None:
    stream = answered()
    whole, before = state_now(stream), state_now(stream, before_the_end=True)
    prune(stream)
    assert state_now(stream) == whole.model_copy(update={"activity": None})
    assert recorded_state(stream.pk, stream.epoch) is None
    assert state_now(stream, before_the_end=True).last_event_id == before.last_event_id


def test_just_before_the_end_all_is_said_but_the_end() -> None:
    stream = answered()
    last, state = last_id(stream), state_now(stream, before_the_end=True)
    assert (state.status, state.finished_at, state.content) == ("running", None, "I plan two scenes.\n\nDone.")
    assert EventId.parse(state.last_event_id) == EventId(last.epoch, last.seq - 1)
    running = taken_up()
    assert state_now(running, before_the_end=True) == state_now(running)


def test_what_is_to_be_retried_is_queued_though_its_log_tells_the_end() -> None:
    stream = answered(FAILED)
    retry(stream)
    state = state_now(fresh(stream))
    assert (state.status, state.content, state.last_event_id) == (
        "queued",
        "I plan two scenes.\n\nDone.",
        str(last_id(stream)),
    )
    waiting = taken_up()
    hand_over([waiting])
    assert state_now(fresh(waiting)).status == "running", "it goes on in a moment; nothing was told of a queue"


# What an epoch begins with


def test_the_first_epoch_begins_with_nothing_said() -> None:
    stream = taken_up()
    opening = stream.opening.event
    assert isinstance(opening, Snapshot) and opening.state == opening_state(stream)
    expected = {"status": "running", "epoch": 1, "last_event_id": "1-1"}
    assert opening.state == fresh_state(stream).model_copy(update=expected)


def test_an_epoch_after_a_crash_begins_with_all_that_was_seen() -> None:
    stream = taken_up()
    call_tool(stream, speak(stream))
    tell(
        stream,
        events.Status(status="thinking", thought=Thought(step=1, content="And then?")),
        events.Status(status="writing", thought=Thought(step=1, ms=3)),
        events.Delta(step=1, content="Half a sen"),
        events.ToolCallBegun(call=events.UUID(int=2), step=1, index=0, name="plan_scenes"),
    )
    seen = state_now(stream)
    opening = opening_state(take_away(stream))
    assert opening == seen.model_copy(update={"epoch": 2, "last_event_id": "2-1"})
    assert opening.steps[1] == StepState(index=1, content="Half a sen") and len(opening.tool_calls) == 2


def test_what_was_stored_whole_is_not_what_was_seen_of_it() -> None:
    """It was stored, and the process ended before anybody was told."""
    stream = taken_up()
    speak(stream)
    StreamEvent.objects.filter(stream=stream, epoch=1, seq__gt=3).delete()
    opening = opening_state(take_away(stream))
    assert [step.finish_reason for step in opening.steps] == ["stop"]
    assert (opening.content, opening.thoughts) == ("I plan two scenes.", (Thought(step=0, content="Two?", ms=5),))


def test_an_epoch_after_an_end_begins_without_that_end() -> None:
    stream = answered(FAILED)
    retry(stream)
    opening = opening_state(taken_up(stream))
    assert (opening.error, opening.usage, opening.timings, opening.finished_at) == (None, None, None, None)
    assert (opening.status, opening.activity, opening.content) == ("running", None, "I plan two scenes.\n\nDone.")


def test_what_a_retry_took_out_is_not_seen_again() -> None:
    stream = answered(FAILED)
    retry(stream, from_step=1)
    opening = opening_state(taken_up(stream))
    assert (opening.content, [step.index for step in opening.steps]) == ("I plan two scenes.", [0])


def test_without_the_events_of_the_epoch_before_one_begins_with_the_rows() -> None:
    stream = taken_up()
    speak(stream)
    tell(stream, events.Delta(step=1, content="Half a sen"))
    StreamEvent.objects.filter(stream=stream).delete()
    assert opening_state(take_away(stream)).content == "I plan two scenes."


# The log's rows


def test_events_are_read_in_their_order_and_from_where_one_wants() -> None:
    stream = taken_up()
    tell(stream, *(events.Delta(step=index, content="x") for index in range(10)))
    other = taken_up()
    tell(other, events.Delta(step=0, content="of another"))
    records = records_of(stream.pk, 1)
    assert [record.id for record in records] == [EventId(1, seq) for seq in range(1, 12)]
    assert [record.type for record in records] == ["snapshot", *["delta"] * 10]
    assert records_of(stream.pk, 1, after=4, limit=3) == records[4:7]
    assert records_of(stream.pk, 2) == [] and records_of(stream.pk, 1, after=11) == []


def test_the_newest_event_is_one_of_the_newest_epoch() -> None:
    stream = queued()
    assert last_id(stream) == START
    stream = taken_up(stream)
    tell(stream, events.Delta(step=0, content="x"))
    assert last_id(stream) == EventId(1, 2)
    assert last_id(take_away(stream)) == EventId(2, 1)
    end(fresh(stream))
    assert last_id(fresh(stream)).epoch == 2
