"""Running tool calls: effects on our own data exactly once, outside effects never blindly twice."""

import asyncio
import time
from collections.abc import Sequence
from typing import Any, Literal

import structlog
from django.db import transaction
from django.db.models.functions import Now

from chat import tools
from chat.llm.reading.arguments import InvalidArguments, parse_arguments
from chat.llm.reading.speech import SpokenCall
from chat.models import CallStatus, Stream, ToolCall
from chat.stream.events import StreamEvent, ToolProgress, ToolResult, ToolStart
from chat.stream.log import StreamLog, retried
from chat.tools import Tool, ToolContext, ToolFailed
from config.common import failpoints
from config.common.counters import TOOL_SECONDS
from config.common.database import DATABASE_AWAY, in_pool
from config.common.hints import announce
from projects.models import Project

logger = structlog.get_logger(__name__)

OURS = ToolFailed("The tool failed for a reason of its own. It changed nothing; another way may work.", "tool_crashed")


async def perform_all(log: StreamLog, calls: Sequence[ToolCall]) -> None:
    """Give each of `calls` a result. Own effects run one after another, outside effects beside them."""
    own: list[ToolCall] = []
    outside: list[ToolCall] = []
    for call in calls:
        (outside if _is_outside(call) else own).append(call)
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(_perform_own(log, own))
            for call in outside:
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
        await log.transact(lambda call=call: _effect_and_result(log.stream, call))  # type: ignore[misc]
        announce(projects=[log.stream.project_id], work=True)


def _effect_and_result(stream: Stream, known: ToolCall) -> tuple[None, Sequence[StreamEvent]]:
    """Do what a call asks and complete it, both or neither."""
    call = _locked(known)
    if call.is_finished:  # another epoch was quicker: its effect stands, ours does not happen
        return None, []
    began = time.perf_counter()
    try:
        tool, arguments = _prepared(call)
    except ToolFailed as failure:
        return None, [_failed(call, failure, began)]
    context = ToolContext(project=stream.project, stream=stream, call=call.pk)
    start = _started(call, arguments)
    failpoints.hit("before_effect")
    try:
        with transaction.atomic():  # a failed tool leaves nothing behind
            result = tool.function(context, tool.parse(arguments))
        failpoints.hit("after_effect")
    except ToolFailed as failure:
        return None, [start, _failed(call, failure, began)]
    except DATABASE_AWAY:
        raise
    except Exception:
        logger.exception("tool crashed", phase="tool", step=call.step.index, call=str(call.pk), tool=call.name)
        return None, [start, _failed(call, OURS, began)]
    return None, [start, _completed(call, result, began, context.jobs)]


def _locked(call: ToolCall) -> ToolCall:
    """The call's row as it is now, ours until the transaction ends."""
    return ToolCall.objects.select_for_update(of=("self",)).select_related("step").get(pk=call.pk)


async def _perform_outside(log: StreamLog, call: ToolCall) -> None:
    """Run a tool with effects outside our database: stored as `executing` before, completed after."""
    if call.status == CallStatus.EXECUTING:  # a crash fell into the window: what happened is not known
        await log.transact(lambda: (None, [_unknown(_locked(call))]))
        return
    began = time.perf_counter()
    try:
        tool, arguments = await retried(in_pool(_prepared), call)
    except ToolFailed as failure:
        reason = failure
        await log.transact(lambda: (None, [_failed(_locked(call), reason, began)]))
        return
    await log.transact(lambda: (None, [_begun(_locked(call), arguments)]))

    async def progress(fraction: float, text: str = "") -> None:
        await log.append(ToolProgress(call=call.pk, fraction=min(max(fraction, 0.0), 1.0), text=text))

    project = await retried(in_pool(_project_of), log.stream)  # an epoch that resumes here has not read it yet
    context = ToolContext(project=project, stream=log.stream, call=call.pk, progress=progress)
    try:
        result = await tool.function(context, tool.parse(arguments))
        failpoints.hit("during_outside_tool")
    except ToolFailed as failure:
        reason = failure
        await log.transact(lambda: (None, [_failed(_locked(call), reason, began)]))
    except Exception:
        logger.exception("tool crashed", phase="tool", step=call.step.index, call=str(call.pk), tool=call.name)
        await log.transact(lambda: (None, [_unknown(_locked(call), began)]))
    else:
        await log.transact(lambda: (None, [_completed(_locked(call), result, began, context.jobs)]))


def _project_of(stream: Stream) -> Project:
    return stream.project


def _started(call: ToolCall, arguments: dict[str, Any]) -> ToolStart:
    call.arguments = arguments
    ToolCall.objects.filter(pk=call.pk).update(arguments=arguments)
    return ToolStart(call=call.pk, name=call.name, arguments=arguments)


def _begun(call: ToolCall, arguments: dict[str, Any]) -> ToolStart:
    call.move_to(CallStatus.EXECUTING)
    return _started(call, arguments)


def _completed(call: ToolCall, result: Any, began: float, jobs: list[str]) -> ToolResult:
    call.move_to(
        CallStatus.COMPLETE,
        result=result,
        error=None,
        executions=call.executions + 1,
        duration_ms=_milliseconds(began),
        finished_at=Now(),
        jobs=jobs,
    )
    return ended_event(call)


def _failed(call: ToolCall, failure: ToolFailed, began: float) -> ToolResult:
    error = {"code": failure.code, "message": failure.message}
    call.move_to(CallStatus.ERROR, error=error, duration_ms=_milliseconds(began), finished_at=Now())
    return ended_event(call)


def _unknown(call: ToolCall, began: float | None = None) -> ToolResult:
    error = {
        "code": "outcome_unknown",
        "message": "It is not known whether this took effect. Say whether it was done, or run it again.",
    }
    duration = _milliseconds(began) if began is not None else None
    call.move_to(CallStatus.UNKNOWN, error=error, duration_ms=duration, finished_at=Now())
    return ended_event(call)


def cancelled(call: ToolCall) -> ToolResult:
    """End a call that nothing will run any more. One whose outside effect may have begun is unknown."""
    if call.status == CallStatus.EXECUTING:
        return _unknown(call)
    call.move_to(CallStatus.CANCELLED, finished_at=Now())
    return ended_event(call)


def ended_event(call: ToolCall) -> ToolResult:
    status: Literal["complete", "error", "unknown", "cancelled"] = call.status  # type: ignore[assignment]
    # The name is the model's word: only those of real tools become a label.
    TOOL_SECONDS.labels(call.name if tools.exists(call.name) else "unknown", status).observe(
        (call.duration_ms or 0) / 1000
    )
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
        success=call.status == CallStatus.COMPLETE,
        status=status,
        result=call.result,
        error=call.error,
        duration_ms=call.duration_ms,
        jobs=call.jobs or None,
    )


def _milliseconds(began: float) -> int:
    return int((time.perf_counter() - began) * 1000)
