"""How a stream ends: in one transaction, told as the last events of its epoch."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from typing import Any, Literal, Self

import structlog
from django.db.models.functions import Now

from chat import jobs
from chat.answer import tool_calls
from chat.conversation.prices import summed
from chat.models import Message, MessageStatus, Stream
from chat.stream.events import Complete, Failure, Finalized, StreamEvent
from config.common.counters import STREAMS_ENDED
from config.common.hints import announce

logger = structlog.get_logger(__name__)

EndStatus = Literal["success", "error", "stopped"]


@dataclass(frozen=True)
class Ending:
    status: EndStatus
    code: str = ""
    message: str = ""
    retryable: bool = False
    detail: str = ""

    @classmethod
    def success(cls) -> Self:
        return cls("success")

    @classmethod
    def stopped(cls) -> Self:
        return cls("stopped")

    @classmethod
    def failed(cls, code: str, message: str, *, retryable: bool, detail: str = "") -> Self:
        return cls("error", code, message, retryable, detail)

    @classmethod
    def gave_up(cls) -> Self:
        return cls.failed(
            "gave_up",
            "The server stopped again and again while it worked on this answer, so it gave up. You can retry it.",
            retryable=True,
        )

    @classmethod
    def out_of_steps(cls) -> Self:
        return cls.failed(
            "out_of_steps",
            "The assistant took as many steps as one answer may take without coming to an end. Ask for less at once.",
            retryable=False,
        )


def end(stream: Stream, ending: Ending) -> Sequence[StreamEvent]:
    """End a running stream, within the caller's transaction; give the events that tell it."""
    events: list[StreamEvent] = [
        tool_calls.cancel(call) for call in stream.calls.unanswered().order_by("step__index", "index")
    ]
    if ending.status == "stopped":
        jobs.cancel_turn(stream.pk)
    # The database's clock, which all processes share; theirs may jump.
    now = Stream.objects.filter(pk=stream.pk).values_list(Now(), flat=True).get()
    usage, timings = _usage(stream), _timings(stream, now)
    # Held before its jobs are looked at, as they hold it when they end: else the last one could end in between, and
    # leave the message `building`.
    message = Message.objects.select_for_update(of=("self",), no_key=True).get(pk=stream.message_id)
    stream.move_to(
        ending.status,
        error_code=ending.code,
        error_message=ending.message,
        error_retryable=ending.retryable,
        error_detail=ending.detail,
        usage=usage,
        timings=timings,
        finished_at=now,
        stop_requested=False,
    )
    message.move_to(_message_status(stream, ending))
    if ending.status == "success":
        events.append(Complete(content=message.content))
    if ending.status == "error":
        events.append(Failure(code=ending.code, message=ending.message, retryable=ending.retryable))
    told = [job for call in stream.calls.current().order_by("step__index", "index") for job in call.jobs]
    events.append(Finalized(status=ending.status, jobs=told, usage=usage, timings=timings, finished_at=now.isoformat()))
    return events


def tell(stream: Stream) -> None:
    """After the commit: everybody looks again, and one line sums the stream up."""
    STREAMS_ENDED.labels(stream.status).inc()
    announce(streams=[stream.pk], projects=[stream.project_id], work=True)
    logger.info(
        "stream ended",
        stream=stream.pk,
        status=stream.status,
        code=stream.error_code or None,
        epoch=stream.epoch,
        usage=stream.usage,
        **(stream.timings or {}),
    )


def _message_status(stream: Stream, ending: Ending) -> str:
    if ending.status == "success" and any(job.status in jobs.UNFINISHED for job in jobs.of_stream(stream.pk)):
        return MessageStatus.BUILDING
    return ending.status


def _usage(stream: Stream) -> dict[str, int] | None:
    """The steps' tokens, summed."""
    steps: Iterable[Any] = stream.steps.current().values_list("usage", flat=True)
    return reduce(summed, steps, None)


def _timings(stream: Stream, now: datetime) -> dict[str, int]:
    """Milliseconds: until a worker took the stream up first, in all since then, and in tools."""
    started = stream.started_at or now
    calls: Any = stream.calls.current().values_list("duration_ms", flat=True)
    return {
        "queued_ms": max(0, int((started - stream.queued_at).total_seconds() * 1000)),
        "duration_ms": max(0, int((now - started).total_seconds() * 1000)),
        "tools_ms": sum(duration or 0 for duration in calls),
    }
