"""The state of a stream, read from its rows or from its log."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Max

from chat.models import Stream, StreamEvent, StreamStatus, ToolCall
from chat.shapes import ToolCallOut
from chat.stream.events import START, EventId, Record
from chat.stream.fold import fold_all
from chat.stream.state import CallState, ErrorState, StepState, StreamState, Thought, shown_thought, text_of


def fresh_state(stream: Stream) -> StreamState:
    """The state of a stream that never ran."""
    return StreamState(
        id=str(stream.pk),
        project=str(stream.project_id),
        message=str(stream.message.uuid),
        status=stream.status,
        epoch=stream.epoch,
        created_at=stream.created_at.isoformat(),
    )


def stored_state(stream: Stream) -> StreamState:
    """The state as the rows tell it: what a run has stored, without the text of a step that is being spoken."""
    return _of_rows(stream).model_copy(update={"last_event_id": str(last_id(stream))})


def _of_rows(stream: Stream) -> StreamState:
    """The same, at no event."""
    found = list(stream.steps.current().to_show().order_by("index"))
    steps = tuple(StepState.model_validate(step, from_attributes=True) for step in found)
    rows = stream.calls.current().select_related("step").order_by("step__index", "index")
    calls = [(call.jobs, call_state(call)) for call in rows] if steps else []
    return fresh_state(stream).model_copy(
        update={
            "content": text_of([step.content for step in steps]),
            "steps": steps,
            "thoughts": thoughts_of(found),
            "tool_calls": tuple(state for _, state in calls),
            "jobs": tuple(job for jobs, _ in calls for job in jobs),
            "error": error_state(stream),
            "usage": stream.usage,
            "timings": stream.timings,
            "finished_at": stream.finished_at.isoformat() if stream.finished_at else None,
        }
    )


def error_state(stream: Stream) -> ErrorState | None:
    """Why the stream failed, as its row tells it."""
    if stream.status != StreamStatus.ERROR:
        return None
    return ErrorState(code=stream.error_code, message=stream.error_message, retryable=stream.error_retryable)


def thoughts_of(steps: Iterable[Any]) -> tuple[Thought, ...]:
    """What is shown of the thoughts of `steps`: rows of Step that were read `to_show`."""
    return tuple(
        Thought(step=step.index, content=shown_thought(step.shown_reasoning), ms=step.thought_ms)
        for step in steps
        if step.shown_reasoning
    )


def call_fields(call: ToolCall) -> ToolCallOut:
    """What is told of a call, as its row has it: CallState names the fields. Reads `call.step`."""
    fields = {name: getattr(call, name) for name in CallState.model_fields}
    return {**fields, "id": str(call.pk), "step": call.step.index}


def call_state(call: ToolCall) -> CallState:
    """The state of a call as its row tells it."""
    return CallState.model_validate(call_fields(call))


def opening_state(stream: Stream) -> StreamState:
    """The state that a new epoch begins with: the rows, and what was already seen of a step that broke off."""
    fields: dict[str, object] = {"status": "running", "epoch": stream.epoch, "last_event_id": f"{stream.epoch}-1"}
    if stream.epoch == 1:
        return fresh_state(stream).model_copy(update=fields)
    state = _of_rows(stream)
    before = recorded_state(stream.pk, stream.epoch - 1)
    if before is None or before.status != "running":
        return state.model_copy(update=fields)
    stored = {step.index for step in state.steps}
    steps = state.steps + tuple(step for step in before.steps if step.index not in stored)
    calls = state.tool_calls + tuple(call for call in before.tool_calls if call.step not in stored)
    thoughts = state.thoughts + tuple(thought for thought in before.thoughts if thought.step not in stored)
    content = text_of([step.content for step in steps])
    fields |= {"steps": steps, "tool_calls": calls, "thoughts": thoughts, "content": content}
    return state.model_copy(update={**fields, "activity": before.activity})


def records_of(stream: int, epoch: int, after: int = 0, limit: int | None = None) -> list[Record]:
    """The stored events of one epoch after seq `after`, in their order."""
    rows = StreamEvent.objects.filter(stream_id=stream, epoch=epoch, seq__gt=after).order_by("seq")
    return [
        Record(stream, EventId(epoch, seq), type, payload)
        for seq, type, payload in rows.values_list("seq", "type", "payload")[:limit]
    ]


def recorded_state(stream: int, epoch: int) -> StreamState | None:
    """The fold of what the log holds of an epoch; None when it holds no snapshot to begin with."""
    records = records_of(stream, epoch)
    return fold_all(None, records) if records and records[0].type == "snapshot" else None


def last_id(stream: Stream) -> EventId:
    """The id of the newest stored event."""
    seq = StreamEvent.objects.filter(stream=stream, epoch=stream.epoch).aggregate(last=Max("seq"))["last"]
    return EventId(stream.epoch, seq) if seq else START


def state_now(stream: Stream, *, before_the_end: bool = False) -> StreamState:
    """The state that clients see now, with the id of the last event that it contains.

    `before_the_end`: of an ended stream, the state just before its `finalized`.
    """
    records = records_of(stream.pk, stream.epoch) if stream.epoch else []
    ended = bool(records) and records[-1].type == "finalized"
    if records and records[0].type == "snapshot":
        state = fold_all(None, records[:-1] if before_the_end and ended else records)
        assert state is not None
    else:
        state = _without_events(stream, before_the_end and ended)
    if stream.status == StreamStatus.QUEUED and (ended or stream.epoch == 0):
        state = state.model_copy(update={"status": "queued"})
    return state


def _without_events(stream: Stream, before_the_end: bool) -> StreamState:
    """The state of a stream that is queued for the first time, or whose events are pruned but for the `finalized`."""
    if stream.epoch == 0:
        return fresh_state(stream)
    state = stored_state(stream)
    if before_the_end:
        last = last_id(stream)
        state = state.model_copy(update={"last_event_id": str(EventId(last.epoch, last.seq - 1))})
    return state
