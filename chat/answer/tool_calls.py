"""Running tool calls: effects on our own data exactly once, outside effects never blindly twice."""

import asyncio
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, Literal, Self

import structlog
from django.db import transaction
from django.db.models.functions import Now

from chat import tools
from chat.answer.shown_pictures import takes_pictures
from chat.llm.reading.arguments import InvalidArguments, parse_arguments
from chat.llm.reading.speech import SpokenCall
from chat.llm.request.pictures import Picture
from chat.models import CallPicture, CallStatus, Stream, ToolCall
from chat.stream.events import StreamEvent, ToolProgress, ToolResult, ToolStart
from chat.stream.log import StreamLog, retried
from chat.tools import Tool, ToolContext, ToolFailed
from config.common import failpoints
from config.common.counters import TOOL_SECONDS
from config.common.database import DATABASE_AWAY, in_pool
from config.common.hints import announce

logger = structlog.get_logger(__name__)

OURS = ToolFailed(
    "The tool failed for a reason of its own. It changed nothing; another way may work.", "tool_crashed", retryable=True
)


@dataclass(frozen=True)
class Outcome:
    """What became of a call, to be stored with its row and told as its event."""

    status: Literal["complete", "error", "unknown", "cancelled"]
    result: Any = None
    error: dict[str, Any] | None = None
    duration_ms: int | None = None
    jobs: tuple[str, ...] = ()
    pictures: tuple[Picture, ...] = ()

    @classmethod
    def complete(cls, result: Any, began: float, context: ToolContext) -> Self:
        return cls("complete", result, None, _milliseconds(began), tuple(context.jobs), tuple(context.pictures))

    @classmethod
    def failed(cls, failure: ToolFailed, began: float) -> Self:
        error: dict[str, Any] = {"code": failure.code, "message": failure.message}
        if failure.retryable:
            error["retryable"] = True
        return cls("error", error=error, duration_ms=_milliseconds(began))

    @classmethod
    def unknown(cls, began: float | None = None) -> Self:
        error = {
            "code": "outcome_unknown",
            "message": "It is not known whether this took effect. Say whether it was done, or run it again.",
        }
        return cls("unknown", error=error, duration_ms=_milliseconds(began) if began is not None else None)


async def perform_all(log: StreamLog, calls: Sequence[ToolCall]) -> None:
    """Give each of `calls` a result. Own effects run one after another, outside effects beside them, and what only
    reads behind them: it sees what they changed."""
    own = [call for call in calls if not _is_outside(call)]
    outside = [call for call in calls if _is_outside(call) and not tools.is_repeatable(call.name)]
    reading = [call for call in calls if tools.is_repeatable(call.name)]
    try:
        async with asyncio.TaskGroup() as group:
            for call in outside:
                group.create_task(_perform_outside(log, call))
            await _perform_own(log, own)
            for call in reading:
                group.create_task(_perform_outside(log, call))
    except BaseExceptionGroup as failures:
        raise failures.exceptions[0] from failures


def _is_outside(call: ToolCall) -> bool:
    try:
        return tools.find(call.name).is_outside
    except ToolFailed:
        return False


def _prepared(call: ToolCall) -> tuple[Tool, dict[str, Any]]:
    """The call's tool and its parsed arguments. Raises ToolFailed for what can not run at all."""
    tool = tools.find(call.name)
    spoken = SpokenCall(call.index, call.provider_call_id, call.name, call.arguments_text)
    try:
        arguments = parse_arguments(spoken, call.step.finish_reason)
    except InvalidArguments as error:
        raise ToolFailed(error.message, error.code) from error
    return tool, arguments


async def _perform_own(log: StreamLog, calls: Sequence[ToolCall]) -> None:
    for call in calls:
        await retried(in_pool(_rehearse), log.stream, call)
        await log.transact(lambda call=call: (None, _effect_and_result(log.stream, call)))  # type: ignore[misc]
        announce(projects=[log.stream.project_id], work=True)


def _rehearse(stream: Stream, call: ToolCall) -> None:
    """Let a slow tool compute before its transaction, which others wait for.

    What is wrong, a bug of the tool too, is told when it runs: there it ends its call, here it would end the answer.
    """
    with suppress(Exception):
        tool, arguments = _prepared(call)
        if tool.is_rehearsed:
            tool.function(replace(_context(stream, call), rehearses=True), tool.parse(arguments))


def _effect_and_result(stream: Stream, known: ToolCall) -> list[StreamEvent]:
    """Do what a call asks and complete it, both or neither."""
    call = ToolCall.objects.locked(known)
    if call.is_finished:  # another epoch was quicker: its effect stands, ours does not happen
        return []
    began = time.perf_counter()
    try:
        tool, arguments = _prepared(call)
    except ToolFailed as failure:
        return [conclude(call, Outcome.failed(failure, began))]
    start = _started(call, arguments)
    return [start, conclude(call, _effect(stream, call, tool, arguments, began))]


def _effect(stream: Stream, call: ToolCall, tool: Tool, arguments: dict[str, Any], began: float) -> Outcome:
    context = _context(stream, call)
    failpoints.hit("before_effect")
    try:
        with transaction.atomic():  # a failed tool leaves nothing behind
            result = tool.function(context, tool.parse(arguments))
        failpoints.hit("after_effect")
    except ToolFailed as failure:
        return Outcome.failed(failure, began)
    except DATABASE_AWAY:
        raise
    except Exception:
        _log_crash(call)
        return Outcome.failed(OURS, began)
    return Outcome.complete(result, began, context)


def _context(stream: Stream, call: ToolCall) -> ToolContext:
    return ToolContext(
        project=stream.project, stream=stream, call=call.pk, takes_pictures=takes_pictures(stream.project_id)
    )


async def _perform_outside(log: StreamLog, call: ToolCall) -> None:
    """Run a tool with effects outside our database: stored as `executing` before, completed after."""

    async def progress(fraction: float, text: str = "") -> None:
        await log.append(ToolProgress(call=call.pk, fraction=min(max(fraction, 0.0), 1.0), text=text))

    began = time.perf_counter()
    begun = await log.transact(lambda: _begun(log.stream, call, began))
    if begun is not None:
        tool, arguments, context = begun
        outcome = await _outside_effect(tool, arguments, replace(context, progress=progress), call, began)
        await log.transact(lambda: (None, [conclude(ToolCall.objects.locked(call), outcome)]))


def _begun(
    stream: Stream, known: ToolCall, began: float
) -> tuple[tuple[Tool, dict[str, Any], ToolContext] | None, list[StreamEvent]]:
    """Store that a call is executed; give its tool and what that takes. None for a call that ended instead."""
    call = ToolCall.objects.locked(known)
    is_broken_off = call.status == CallStatus.EXECUTING  # a crash fell into the window: what happened is not known
    if is_broken_off and not tools.is_repeatable(call.name):
        return None, [conclude(call, Outcome.unknown())]
    try:
        tool, arguments = _prepared(call)
    except ToolFailed as failure:
        return None, [conclude(call, Outcome.failed(failure, began))]
    if not is_broken_off:
        call.move_to(CallStatus.EXECUTING)
    context = _context(stream, call)
    return (tool, arguments, context), [_started(call, arguments)]


async def _outside_effect(
    tool: Tool, arguments: dict[str, Any], context: ToolContext, call: ToolCall, began: float
) -> Outcome:
    try:
        result = await tool.function(context, tool.parse(arguments))
        failpoints.hit("during_outside_tool")
    except ToolFailed as failure:
        return Outcome.failed(failure, began)
    except Exception:
        _log_crash(call)
        return Outcome.failed(OURS, began) if tool.is_repeatable else Outcome.unknown(began)
    return Outcome.complete(result, began, context)


def _log_crash(call: ToolCall) -> None:
    logger.exception("tool crashed", phase="tool", step=call.step.index, call=str(call.pk), tool=call.name)


def _started(call: ToolCall, arguments: dict[str, Any]) -> ToolStart:
    call.arguments = arguments
    ToolCall.objects.filter(pk=call.pk).update(arguments=arguments)
    return ToolStart(call=call.pk, name=call.name, arguments=arguments)


def cancel(call: ToolCall) -> ToolResult:
    """End a call that nothing will run any more. One whose outside effect may have begun is unknown."""
    may_have_happened = call.status == CallStatus.EXECUTING and not tools.is_repeatable(call.name)
    return conclude(call, Outcome.unknown() if may_have_happened else Outcome("cancelled"))


def conclude(call: ToolCall, outcome: Outcome) -> ToolResult:
    """End a call, within the caller's transaction; give the event that tells it."""
    fields: dict[str, Any] = {"finished_at": Now()}
    if outcome.status != "cancelled":
        fields |= {"error": outcome.error, "duration_ms": outcome.duration_ms}
    if outcome.status == "complete":
        fields |= {"result": outcome.result, "executions": call.executions + 1, "jobs": list(outcome.jobs)}
    call.move_to(outcome.status, **fields)
    if outcome.pictures:
        shown = enumerate(outcome.pictures)
        CallPicture.objects.bulk_create(CallPicture.showing(picture, call, place) for place, picture in shown)
    # The name is the model's word: only those of real tools become a label.
    seconds = TOOL_SECONDS.labels(call.name if tools.exists(call.name) else "unknown", outcome.status)
    seconds.observe((call.duration_ms or 0) / 1000)
    # Within the transaction: after a lost connection it may be said twice, the row has the truth.
    logger.info(
        "tool ended",
        step=call.step.index,
        call=str(call.pk),
        tool=call.name,
        status=call.status,
        code=(call.error or {}).get("code"),
        duration_ms=call.duration_ms,
    )
    return ToolResult(
        call=call.pk,
        name=call.name,
        success=outcome.status == "complete",
        status=outcome.status,
        result=call.result,
        error=call.error,
        duration_ms=call.duration_ms,
        jobs=call.jobs or None,
    )


def _milliseconds(began: float) -> int:
    return int((time.perf_counter() - began) * 1000)
