"""`fold`: what an event does to the state. Pure; the page, snapshots, the replay and the tests stand on it."""

from collections.abc import Callable, Iterable, Sequence
from typing import assert_never
from uuid import UUID

from chat.stream.events import (
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
from chat.stream.state import Activity, CallState, ErrorState, StepInfo, StepState, StreamState, Thought, text_of


def fold(state: StreamState | None, id: EventId, event: StreamEvent) -> StreamState:
    """Give the state after `event`. Raises ValueError for an event before the first snapshot."""
    if isinstance(event, Snapshot):
        return event.state
    if state is None:
        raise ValueError(f"event {id} came before a snapshot")
    return _apply(state, event).model_copy(update={"last_event_id": str(id)})


def fold_all(state: StreamState | None, records: Iterable[Record]) -> StreamState | None:
    """Fold stored events in their order; runs of deltas are joined first, so that cost grows with the text once."""
    events: list[StreamEvent] = []
    last: EventId | None = None
    for record in records:
        event = record.event
        if isinstance(event, Snapshot):
            state, events = event.state, []
        elif not joined(events, event):
            events.append(event)
        last = record.id
    if last is not None:
        for event in events:
            state = fold(state, last, event)
    return state


def _apply(state: StreamState, event: StreamEvent) -> StreamState:
    match event:
        case Snapshot():
            return event.state
        case Status():
            activity = Activity(**event.model_dump(include=set(Activity.model_fields)))
            for call, provider_call_id in (event.provider_call_ids or {}).items():
                state = _with_call(state, call, {"provider_call_id": provider_call_id})
            state = _with_thought(_with_step_info(state, event.step), event.thought)
            return state.model_copy(update={"activity": activity})
        case Delta():
            return _with_step(state, event.step, lambda step: step.content + event.content)
        case StepRestarted():
            calls = tuple(call for call in state.tool_calls if call.step != event.step)
            thoughts = tuple(thought for thought in state.thoughts if thought.step != event.step)
            state = _with_step(state, event.step, lambda _: event.content)
            return state.model_copy(update={"tool_calls": calls, "thoughts": thoughts})
        case ToolCallBegun():
            fields = event.model_dump(exclude={"type", "call"})
            return _add_call(_with_step(state, event.step), CallState(id=event.call, **fields))
        case ToolArguments():
            text = "".join(call.arguments_text for call in state.tool_calls if call.id == event.call)
            return _with_call(state, event.call, {"arguments_text": text + event.content})
        case ToolStart():
            return _with_call(state, event.call, {"arguments": event.arguments, "status": "executing"})
        case ToolProgress():
            return state
        case ToolResult():
            return _with_result(state, event)
        case Complete():
            return state.model_copy(update={"content": event.content})
        case Failure():
            error = ErrorState(code=event.code, message=event.message, retryable=event.retryable)
            return state.model_copy(update={"error": error})
        case Finalized():
            return _ended(state, event)
        case _:
            assert_never(event)


def _with_step(
    state: StreamState, index: int, text: Callable[[StepState], str] = lambda step: step.content
) -> StreamState:
    """Change the text of step `index`, which is made when it is new."""
    steps = {step.index: step for step in state.steps}
    step = steps.get(index) or StepState(index=index)
    steps[index] = step.model_copy(update={"content": text(step)})
    return _with_steps(state, [steps[key] for key in sorted(steps)])


def _with_step_info(state: StreamState, info: StepInfo | None) -> StreamState:
    if info is None:
        return state
    state = _with_step(state, info.index)
    fields = info.model_dump()
    steps = [step.model_copy(update=fields) if step.index == info.index else step for step in state.steps]
    return _with_steps(state, steps)


def _with_thought(state: StreamState, more: Thought | None) -> StreamState:
    if more is None:
        return state
    thoughts = {thought.step: thought for thought in state.thoughts}
    before = thoughts.get(more.step) or Thought(step=more.step)
    ms = before.ms if more.ms is None else more.ms
    thoughts[more.step] = Thought(step=more.step, content=before.content + more.content, ms=ms)
    return state.model_copy(update={"thoughts": tuple(thoughts[step] for step in sorted(thoughts))})


def _with_steps(state: StreamState, steps: Sequence[StepState]) -> StreamState:
    content = text_of([step.content for step in steps])
    return state.model_copy(update={"steps": tuple(steps), "content": content})


def _add_call(state: StreamState, call: CallState) -> StreamState:
    calls = [other for other in state.tool_calls if other.id != call.id]
    return state.model_copy(update={"tool_calls": tuple(sorted([*calls, call], key=lambda c: (c.step, c.index)))})


def _with_call(state: StreamState, id: UUID, fields: dict[str, object]) -> StreamState:
    calls = tuple(call.model_copy(update=fields) if call.id == id else call for call in state.tool_calls)
    return state.model_copy(update={"tool_calls": calls})


def _with_result(state: StreamState, event: ToolResult) -> StreamState:
    executed = sum(call.executions for call in state.tool_calls if call.id == event.call)
    fields: dict[str, object] = {name: getattr(event, name) for name in ("status", "result", "error", "duration_ms")}
    fields["executions"] = executed + (event.status == "complete")
    jobs = state.jobs + tuple(job for job in event.jobs or () if job not in state.jobs)
    return _with_call(state, event.call, fields).model_copy(update={"jobs": jobs})


def _ended(state: StreamState, event: Finalized) -> StreamState:
    fields = event.model_dump(include={"status", "usage", "timings", "finished_at"})
    return state.model_copy(update={**fields, "jobs": tuple(event.jobs)})
