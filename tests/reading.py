"""The protocol's rule, written once more from its text: what an event does to the state a client shows.

It shares nothing with the product, so that both can be held against each other. States and events are plain JSON.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any

State = dict[str, Any]
Event = dict[str, Any]

# What events do not tell: it is computed when the state is read.
COMPUTED = {"queue_position"}


def fold(state: State | None, event: Event) -> State:
    """Give the state after `event`. Raises ValueError when no snapshot came before it."""
    if event["type"] == "snapshot":
        return {**event["state"], "last_event_id": event["id"]}
    if state is None:
        raise ValueError(f"{event['id']} ({event['type']}) came before a snapshot")
    return {**_CHANGES[event["type"]](state, event), "last_event_id": event["id"]}


def fold_all(events: Iterable[Event], state: State | None = None) -> State | None:
    for event in events:
        state = fold(state, event)
    return state


def told(state: State) -> State:
    """The part of a state that events tell, to compare."""
    return {key: value for key, value in state.items() if key not in COMPUTED}


# Beside the protocol's fields, a step's last `status` tells what else the snapshot knows of the step and its calls.
_STEP_END = ("finish_reason", "usage", "first_token_ms", "duration_ms", "attempts")


def _status(state: State, event: Event) -> State:
    activity = {key: event[key] for key in ("status", "attempt", "retry_in_s", "reason") if key in event}
    state = {**state, "activity": activity}
    if step := event.get("step"):
        state = _with_step(state, step["index"], **{key: step.get(key) for key in _STEP_END})
    for call, id in event.get("provider_call_ids", {}).items():
        state = _with_call(state, {"call": call}, lambda _, id=id: {"provider_call_id": id})
    return state


def _delta(state: State, event: Event) -> State:
    before = next((step["content"] for step in state["steps"] if step["index"] == event["step"]), "")
    return _with_step(state, event["step"], content=before + event["content"])


def _step_restarted(state: State, event: Event) -> State:
    calls = [call for call in state["tool_calls"] if call["step"] != event["step"]]
    return {**_with_step(state, event["step"], content=event["content"]), "tool_calls": calls}


def _tool_call(state: State, event: Event) -> State:
    call = {"id": event["call"], "provider_call_id": event.get("provider_call_id", ""), "arguments_text": ""}
    call |= {key: event[key] for key in ("step", "index", "name")}
    call |= {"arguments": None, "status": "pending", "result": None, "error": None, "duration_ms": None}
    calls = sorted([*state["tool_calls"], {**call, "executions": 0}], key=lambda each: (each["step"], each["index"]))
    return {**_with_step(state, event["step"]), "tool_calls": calls}


def _tool_arguments(state: State, event: Event) -> State:
    return _with_call(state, event, lambda call: {"arguments_text": call["arguments_text"] + event["content"]})


def _tool_start(state: State, event: Event) -> State:
    return _with_call(state, event, lambda call: {"arguments": event["arguments"], "status": "executing"})


def _tool_result(state: State, event: Event) -> State:
    def change(call: State) -> State:
        fields = {key: event.get(key) for key in ("status", "result", "error", "duration_ms")}
        return {**fields, "executions": call["executions"] + (event["status"] == "complete")}

    new = [job for job in event.get("jobs") or [] if job not in state["jobs"]]
    return {**_with_call(state, event, change), "jobs": [*state["jobs"], *new]}


def _error(state: State, event: Event) -> State:
    return {**state, "error": {key: event[key] for key in ("code", "message", "retryable")}}


def _finalized(state: State, event: Event) -> State:
    fields = {key: event.get(key) for key in ("status", "usage", "timings", "finished_at")}
    return {**state, **fields, "jobs": event["jobs"]}


_CHANGES = {
    "status": _status,
    "delta": _delta,
    "step_restarted": _step_restarted,
    "tool_call": _tool_call,
    "tool_arguments": _tool_arguments,
    "tool_start": _tool_start,
    "tool_progress": lambda state, event: state,
    "tool_result": _tool_result,
    "complete": lambda state, event: {**state, "content": event["content"]},
    "error": _error,
    "finalized": _finalized,
}


def _with_step(state: State, index: int, **fields: Any) -> State:
    new = {"index": index, "content": "", "finish_reason": None, "usage": None}
    new |= {"first_token_ms": None, "duration_ms": None, "attempts": 1}
    steps = {step["index"]: step for step in state["steps"]}
    steps[index] = {**steps.get(index, new), **fields}
    ordered = [steps[key] for key in sorted(steps)]
    content = ""
    for step in ordered:
        content += f"\n\n{step['content']}" if content and step["content"] else step["content"]
    return {**state, "steps": ordered, "content": content}


def _with_call(state: State, event: Event, change: Any) -> State:
    calls = [{**call, **change(call)} if call["id"] == event["call"] else call for call in state["tool_calls"]]
    return {**state, "tool_calls": calls}


def order(id: str) -> tuple[int, int]:
    """An event id as what it is compared by."""
    epoch, seq = id.split("-")
    return int(epoch), int(seq)


def assert_gapless(events: list[Event]) -> None:
    """Each event is the next of its epoch, or the first (a snapshot) of a later one."""
    for before, after in zip(events, events[1:], strict=False):
        (epoch, seq), (new_epoch, new_seq) = order(before["id"]), order(after["id"])
        if new_epoch == epoch:
            assert new_seq == seq + 1, f"{after['id']} came after {before['id']}"
        else:
            assert new_epoch > epoch and after["type"] == "snapshot", f"{after['id']} came after {before['id']}"


class SseLines:
    """The events of an SSE response, line by line."""

    def __init__(self) -> None:
        self._fields: dict[str, str] = {}

    def take(self, line: str) -> Event | None:
        """The event that `line` ends, if any. Raises AssertionError where `id:` or `event:` is not as in `data:`."""
        if line:
            name, _, value = line.partition(":")
            self._fields[name] = value.removeprefix(" ")
            return None
        fields, self._fields = self._fields, {}
        if "data" not in fields:
            return None
        event: Event = json.loads(fields["data"])
        assert (event["id"], event["type"]) == (fields["id"], fields["event"])
        return event


def read_sse(lines: Iterable[str]) -> Iterator[Event]:
    """The events of an SSE response. Raises as SseLines."""
    read = SseLines()
    return (event for line in lines if (event := read.take(line)) is not None)
