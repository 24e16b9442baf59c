"""The whole state of a stream, as snapshots and `GET /api/streams/{id}` show it. Pure: no I/O."""

from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, SerializerFunctionWrapHandler, model_serializer

StreamStatusName = Literal["queued", "running", "success", "error", "stopped"]
CallStatusName = Literal["pending", "executing", "complete", "error", "unknown", "cancelled"]

LONGEST_THOUGHT = 8000  # characters of a step's thoughts that are shown


class Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class StepInfo(Part):
    """How a step ended. Times in milliseconds; `attempts` counts model calls, failed ones included."""

    index: int
    finish_reason: str | None = None
    usage: dict[str, Any] | None = None
    first_token_ms: int | None = None
    duration_ms: int | None = None
    attempts: int = 1


class Thought(Part):
    """What the model thought aloud before and between the words of a step, as far as it is shown.

    `ms`: from its first word to the end of its last thought; None while it thinks.
    """

    step: int
    content: str = ""
    ms: int | None = None


class StepState(Part):
    index: int
    content: str = ""
    finish_reason: str | None = None
    usage: dict[str, Any] | None = None
    first_token_ms: int | None = None
    duration_ms: int | None = None
    attempts: int = 1


class CallState(Part):
    """A tool call. `executions` counts how often its effect was performed."""

    id: UUID
    step: int
    index: int
    provider_call_id: str = ""
    name: str
    arguments_text: str = ""
    arguments: dict[str, Any] | None = None
    status: CallStatusName = "pending"
    result: Any = None
    error: dict[str, str] | None = None
    duration_ms: int | None = None
    executions: int = 0


class ErrorState(Part):
    code: str
    message: str
    retryable: bool


class StreamState(Part):
    """Shapes as in the protocol's section 5; times are ISO 8601 texts. `thoughts` are there if there are any."""

    id: str
    project: str
    message: str
    status: StreamStatusName = "queued"
    activity: dict[str, Any] | None = None
    epoch: int = 0
    last_event_id: str = "0-0"
    content: str = ""
    tool_calls: tuple[CallState, ...] = ()
    steps: tuple[StepState, ...] = ()
    jobs: tuple[str, ...] = ()
    queue_position: int | None = None
    error: ErrorState | None = None
    usage: dict[str, int] | None = None
    timings: dict[str, int] | None = None
    created_at: str
    finished_at: str | None = None
    thoughts: tuple[Thought, ...] = ()

    @model_serializer(mode="wrap")
    def _without_no_thoughts(self, write: SerializerFunctionWrapHandler) -> dict[str, Any]:
        written: dict[str, Any] = write(self)
        if not self.thoughts:
            written.pop("thoughts", None)
        return written


def shown_thought(reasoning: str) -> str:
    """As much of a step's thoughts as is shown: their beginning."""
    return reasoning if len(reasoning) <= LONGEST_THOUGHT else reasoning[:LONGEST_THOUGHT] + "…"


def text_of(steps: tuple[str, ...] | list[str]) -> str:
    """Put the steps' texts one after another; where text already stands, the next begins with a blank line."""
    whole = ""
    for text in steps:
        whole += f"\n\n{text}" if whole and text else text
    return whole
