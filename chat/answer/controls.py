"""What a person does to an answer that is under way or over: stop, retry, say what became of an unknown call."""

from collections.abc import Iterable
from contextlib import suppress
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.db.models.functions import Now

from chat import jobs
from chat.answer import endings
from chat.answer.endings import Ending
from chat.answer.loop import left_open, store_open, store_text
from chat.answer.stream_runner import open_epoch
from chat.models import CallStatus, Message, MessageStatus, Stream, StreamStatus, ToolCall
from chat.stream.log import append_now
from chat.work.leases import LeaseLost
from chat.work.statuses import LostRace, move
from config.common.database import writing
from config.common.errors import Conflict, Invalid
from config.common.hints import announce

HOLDER = "stopped by a person"


def stop(stream: Stream) -> bool:
    """Stop `stream`; give False when it had ended already (then the unfinished jobs of its turn are cancelled)."""
    under_way = _stop(stream)
    announce(streams=[stream.pk], requeued=[stream.pk], projects=[stream.project_id], work=True)
    return under_way


def _stop(stream: Stream) -> bool:
    for _ in range(5):
        with suppress(LostRace), writing():
            stream.refresh_from_db()
            if stream.status == StreamStatus.RUNNING:
                rows = Stream.objects.filter(pk=stream.pk, status=StreamStatus.RUNNING)
                if not rows.update(stop_requested=True):
                    raise LeaseLost(stream.pk)
                return True
            if stream.status == StreamStatus.QUEUED:
                end_unheld(stream, Ending.stopped())
                return True
            jobs.cancel_turn(stream.pk)
            return False
    raise Conflict("The answer changes hands too quickly to be stopped. Try again.")


def end_unheld(stream: Stream, ending: Ending) -> None:
    """End a queued stream, which nobody holds: take it up for that, so that its log tells the end too."""
    stream.take_up(HOLDER)
    open_epoch(stream)
    step = left_open(stream)
    events = store_open(stream, step) if step is not None else []
    append_now(stream, 2, [*events, *endings.end(stream, ending)])


def retry(stream: Stream, from_step: int | None = None) -> None:
    """Queue a failed or stopped stream again. Steps from `from_step` on leave the answer, those before stay.

    By default only what is missing is made anew: a step whose speech broke off leaves, cancelled calls of one that is
    stored run. Raises Conflict in any other status, Invalid for a step that the answer has not.
    """
    with writing():
        stream = _locked(stream)
        if stream.status not in (StreamStatus.ERROR, StreamStatus.STOPPED):
            raise Conflict("Only an answer that failed or was stopped can be retried.", status=stream.status)
        steps = list(stream.steps.current().order_by("index"))
        broken = [step.index for step in steps if step.finish_reason is None]
        first = from_step if from_step is not None else min(broken, default=len(steps))
        if not 0 <= first <= len(steps):
            raise Invalid(f"The answer has {len(steps)} steps, so from_step is between 0 and {len(steps)}.")
        _requeue(stream, min([first, *broken]))
    _tell_requeued(stream)


def retry_call(call: ToolCall) -> None:
    """Run a failed or unknown call again, and go on from the end of its step. Raises Conflict where that cannot be."""
    with writing():
        stream = _locked(call.stream)
        call = ToolCall.objects.locked(call)
        _check_reopenable(stream, call)
        _reopen(stream, call, CallStatus.PENDING)
    _tell_requeued(stream)


def resolve(call: ToolCall, outcome: str, result: Any = None) -> None:
    """Take a person's word for what became of an unknown call: run_again, done or abandon; once.

    The answer, which must have ended, goes on from there. Raises Conflict.
    """
    with writing():
        stream = _locked(call.stream)
        call = ToolCall.objects.locked(call)
        if call.status != CallStatus.UNKNOWN or call.resolution:
            raise Conflict("Only a call whose outcome is unknown can be resolved, once.", status=call.status)
        if not stream.is_ended:
            raise Conflict("The answer is still under way; resolve the call when it has ended.", status=stream.status)
        if outcome == "run_again":
            _check_reopenable(stream, call)
            _reopen(stream, call, CallStatus.PENDING, resolution=outcome)
        elif outcome == "done":
            told = result if result is not None else "Done, as a person confirmed."
            _reopen(stream, call, CallStatus.COMPLETE, resolution=outcome, result=told, executions=1)
        else:
            error = {"code": "abandoned", "message": "A person decided not to go on with this."}
            _reopen(stream, call, CallStatus.ERROR, resolution=outcome, error=error)
    _tell_requeued(stream)


def _locked(stream: Stream) -> Stream:
    return Stream.objects.select_for_update().get(pk=stream.pk)


def _check_reopenable(stream: Stream, call: ToolCall) -> None:
    if not stream.is_ended:
        raise Conflict("The answer is still under way; retry the call when it has ended.", status=stream.status)
    if call.status not in (CallStatus.ERROR, CallStatus.UNKNOWN) or call.step.superseded_at is not None:
        raise Conflict("Only a failed or unknown call of the present answer can be retried.", status=call.status)
    if call.arguments is None:
        raise Conflict("The arguments of this call never were complete, so there is nothing to run. Retry the answer.")


def _reopen(stream: Stream, call: ToolCall, status: str, **fields: Any) -> None:
    """Move the call, and let the answer go on behind its step."""
    call.move_to(status, **{"error": None, "duration_ms": None, "finished_at": None, **fields})
    _requeue(stream, call.step.index + 1)


def _requeue(stream: Stream, first: int) -> None:
    """Take the steps from `first` on out of the answer and queue the stream; what a stop cancelled before runs again,
    calls and the jobs that they began."""
    gone = stream.steps.current().filter(index__gte=first)
    gone.update(superseded_at=Now())
    move(stream.calls.current(), CallStatus.PENDING, old=CallStatus.CANCELLED, finished_at=None)
    stream.move_to(
        StreamStatus.QUEUED,
        queued_at=Now(),
        started_at=None,
        finished_at=None,
        crashes=0,
        stop_requested=False,
        error_code="",
        error_message="",
        error_retryable=False,
        error_detail="",
        usage=None,
        timings=None,
    )
    store_text(stream)
    move(Message.objects.filter(pk=stream.message_id), MessageStatus.PENDING)
    kept: Iterable[Any] = stream.calls.current().values_list("jobs", flat=True)
    jobs.take_up_turn(stream.pk, {job for begun in kept for job in begun})


def _tell_requeued(stream: Stream) -> None:
    announce(streams=[stream.pk], requeued=[stream.pk], projects=[stream.project_id], work=True)


def find_call(id: UUID, user: Any) -> ToolCall | None:
    return ToolCall.objects.visible_to(user).select_related("stream", "step").filter(pk=id).first()


def failed_since(moment: Any) -> list[Stream]:
    return list(Stream.objects.filter(Q(status=StreamStatus.ERROR) & Q(finished_at__gte=moment)).order_by("pk"))
