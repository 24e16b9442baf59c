"""A story in which each type of event happens, an error but one: a step that broke off, a tool, the end."""

from uuid import UUID

from chat.stream.events import (
    Complete,
    Delta,
    EventId,
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
)
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
