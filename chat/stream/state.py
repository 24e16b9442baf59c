"""The whole state of a stream, as snapshots and `GET /api/streams/{id}` show it. Pure: no I/O."""

from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

ActivityName = Literal["thinking", "writing", "tool_calling", "retrying"]
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


class Whole(Part):
    """Sent with all its fields, those that are as they come included."""

    model_config = ConfigDict(json_schema_serialization_defaults_required=True)


def _is_untold(value: object) -> bool:
    return value is None


def _is_unlikely(value: object) -> bool:
    return value is False


class Activity(Part):
    """The newest `status` event, without what it tells of a step. What it does not tell is left out."""

    status: ActivityName
    attempt: int | None = Field(None, exclude_if=_is_untold)
    retry_in_s: float | None = Field(None, exclude_if=_is_untold)
    reason: str | None = Field(None, exclude_if=_is_untold)


class StepState(Whole):
    index: int
    content: str = ""
    finish_reason: str | None = None
    usage: dict[str, Any] | None = None
    first_token_ms: int | None = None
    duration_ms: int | None = None
    attempts: int = 1


class CallError(Part):
    """What became of a call: `code` is for programs, `message` for people and models.

    `retryable`: the same call may go well later; told only where it is so.
    """

    code: str
    message: str
    retryable: bool = Field(False, exclude_if=_is_unlikely)


class CallState(Whole):
    """A tool call: the one list of what is told of it, in states and in messages. The row's fields have these names."""

    id: UUID
    step: int
    index: int
    provider_call_id: str = ""
    name: str
    arguments_text: str = ""
    arguments: dict[str, Any] | None = None
    status: CallStatusName = "pending"
    result: Any = Field(None, description="What the model reads.")
    error: CallError | None = None
    duration_ms: int | None = None
    executions: int = Field(0, description="How often its effect was performed.")


class ErrorState(Part):
    code: str
    message: str
    retryable: bool


class StreamState(Whole):
    """Shapes as in the protocol's section 5; times are ISO 8601 texts. Its JSON is without thoughts."""

    id: str
    project: str
    message: str
    status: StreamStatusName = "queued"
    activity: Activity | None = None
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
    thoughts: tuple[Thought, ...] = Field((), exclude=True)

    def with_thoughts(self) -> dict[str, Any]:
        """The JSON, and with it the thoughts, if there are any."""
        thoughts = [thought.model_dump(mode="json") for thought in self.thoughts]
        return {**self.model_dump(mode="json"), **({"thoughts": thoughts} if thoughts else {})}


def shown_thought(reasoning: str) -> str:
    """As much of a step's thoughts as is shown: their beginning."""
    return reasoning if len(reasoning) <= LONGEST_THOUGHT else reasoning[:LONGEST_THOUGHT] + "…"


def text_of(steps: tuple[str, ...] | list[str]) -> str:
    """Put the steps' texts one after another; where text already stands, the next begins with a blank line."""
    whole = ""
    for text in steps:
        whole += f"\n\n{text}" if whole and text else text
    return whole
