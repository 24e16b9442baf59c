"""What can happen in a stream: the protocol's event types, and their ids. Pure: no I/O.

An event's JSON on the wire is its own fields, `stream` and `id` in front (`Record.frame`).
"""

import operator
from typing import Annotated, Any, Literal, NamedTuple, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, computed_field, model_validator

from chat.stream.state import ActivityName, CallError, StepInfo, StreamState, Thought


class EventId(NamedTuple):
    """`EPOCH-SEQ`: ordered by epoch, then seq. (0, 0) stands before everything."""

    epoch: int
    seq: int

    def __str__(self) -> str:
        return f"{self.epoch}-{self.seq}"

    @classmethod
    def parse(cls, text: str | None) -> Self | None:
        """Give the id that `text` spells, or None when it is absent or no id at all."""
        epoch, dash, seq = (text or "").partition("-")
        parts = (epoch, seq)
        if not dash or not all(part.isascii() and part.isdigit() and len(part) < 16 for part in parts):
            return None
        return cls(int(epoch), int(seq))


START = EventId(0, 0)


class Event(BaseModel):
    """One thing that happened in a stream, as stored and as sent."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Snapshot(Event):
    """The whole state; replaces what a client shows. Stored as the first event of every epoch.

    Thoughts, if there are any, stand beside the state: the protocol says what a state is, and they are no part of it.
    """

    type: Literal["snapshot"] = "snapshot"
    state: StreamState

    @computed_field(exclude_if=operator.not_)  # type: ignore[prop-decorator]
    @property
    def thoughts(self) -> tuple[Thought, ...]:
        return self.state.thoughts

    @model_validator(mode="before")
    @classmethod
    def _thoughts_inside(cls, given: Any) -> Any:
        if not isinstance(given, dict) or "thoughts" not in given:
            return given
        state = {**given["state"], "thoughts": given["thoughts"]}
        return {**{key: value for key, value in given.items() if key != "thoughts"}, "state": state}


class Status(Event):
    """What is going on. At the end of each step `step` tells how it ended, and the provider's ids of its calls.

    `thought`: append its content to the thoughts of its step.
    """

    type: Literal["status"] = "status"
    status: ActivityName
    attempt: int | None = None
    retry_in_s: float | None = None
    reason: str | None = None
    step: StepInfo | None = None
    provider_call_ids: dict[UUID, str] | None = None
    thought: Thought | None = None


class Delta(Event):
    """The assistant said more: append `content` to the step's text."""

    type: Literal["delta"] = "delta"
    step: int
    content: str


class ToolCallBegun(Event):
    """The model has begun a tool call; its arguments follow."""

    type: Literal["tool_call"] = "tool_call"
    call: UUID  # ours, made when the call is first seen; the provider's id changes when a model call is made anew
    step: int
    index: int
    name: str


class ToolArguments(Event):
    """Append `content` to the call's argument text."""

    type: Literal["tool_arguments"] = "tool_arguments"
    call: UUID
    content: str


class ToolStart(Event):
    """Execution began. `arguments` are parsed and complete."""

    type: Literal["tool_start"] = "tool_start"
    call: UUID
    name: str
    arguments: dict[str, Any]


class ToolProgress(Event):
    """How far the call's execution is: `fraction` 0..1, `text` for a person."""

    type: Literal["tool_progress"] = "tool_progress"
    call: UUID
    fraction: float = Field(ge=0, le=1)
    text: str = ""


class ToolResult(Event):
    """Execution ended. `result` is what the model reads."""

    type: Literal["tool_result"] = "tool_result"
    call: UUID
    name: str
    success: bool
    status: Literal["complete", "error", "unknown", "cancelled"]
    result: Any = None
    error: CallError | None = None
    duration_ms: int | None = None  # on the worker, queueing excluded
    jobs: list[str] | None = None


class StepRestarted(Event):
    """The step's text is `content` again and its announced calls are forgotten."""

    type: Literal["step_restarted"] = "step_restarted"
    step: int
    content: str


class Complete(Event):
    """The whole text; only before a `finalized` that says success."""

    type: Literal["complete"] = "complete"
    content: str


class Failure(Event):
    """What went wrong, for a person, with a stable code."""

    type: Literal["error"] = "error"
    code: str
    message: str
    retryable: bool


class Finalized(Event):
    """Ends a run. `finished_at` is ISO 8601."""

    type: Literal["finalized"] = "finalized"
    status: Literal["success", "error", "stopped"]
    jobs: list[str]
    usage: dict[str, int] | None
    timings: dict[str, int]
    finished_at: str


StreamEvent = Annotated[
    Snapshot
    | Status
    | Delta
    | ToolCallBegun
    | ToolArguments
    | ToolStart
    | ToolProgress
    | ToolResult
    | StepRestarted
    | Complete
    | Failure
    | Finalized,
    Field(discriminator="type"),
]
ADAPTER: TypeAdapter[StreamEvent] = TypeAdapter(StreamEvent)


class Record(NamedTuple):
    """An event with its place in its stream, as the log stores it. `payload` is the event's own JSON."""

    stream: int
    id: EventId
    type: str
    payload: str

    @property
    def frame(self) -> str:
        """The JSON that clients get."""
        return f'{{"stream":"{self.stream}","id":"{self.id}",{self.payload[1:]}'

    @property
    def event(self) -> StreamEvent:
        return ADAPTER.validate_json(self.payload)

    @classmethod
    def of(cls, stream: int, id: EventId, event: StreamEvent) -> Self:
        return cls(
            stream, id, event.type, event.model_dump_json(exclude_none=event.type not in ("snapshot", "finalized"))
        )


def joined(events: list[StreamEvent], event: StreamEvent) -> bool:
    """Join `event` to the last of `events` where two make one (deltas or thoughts of a step, arguments of a call, …).

    Gives False, and changes nothing, where it must stand alone.
    """
    match events[-1] if events else None, event:
        case Delta(step=step, content=text), Delta(step=same) if step == same:
            events[-1] = Delta(step=step, content=text + event.content)
        case (
            Status(status="thinking", thought=Thought(step=step, content=text)),
            Status(status="thinking", thought=Thought(step=same)),
        ) if step == same:
            assert event.thought is not None
            thought = event.thought.model_copy(update={"content": text + event.thought.content})
            events[-1] = event.model_copy(update={"thought": thought})
        case ToolArguments(call=call, content=text), ToolArguments(call=same_call) if call == same_call:
            events[-1] = ToolArguments(call=call, content=text + event.content)
        case ToolProgress(call=call), ToolProgress(call=same_call) if call == same_call:
            events[-1] = event
        case _:
            return False
    return True
