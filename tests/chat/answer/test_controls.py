"""What a person does to an answer, on its rows: stop, retry, run a call again, say what became of it."""

from typing import Any

import pytest

from chat.answer import endings
from chat.answer.controls import resolve, retry, retry_call, stop
from chat.answer.endings import Ending
from chat.jobs import JobStatus
from chat.models import CallStatus, MessageStatus, Stream, StreamStatus, ToolCall
from chat.stream.events import Delta, ToolCallBegun
from chat.stream.log import append_now
from chat.stream.verify import differences
from chat.work.leases import LeaseLost, hand_over
from chat.work.statuses import LostRace
from config.common import hints
from config.common.database import database_now
from config.common.errors import Conflict, Invalid
from config.common.hints import Hint
from tests.chat.answer.bench import Bench, events, records
from videos.models import SceneBuild, Video

pytestmark = pytest.mark.django_db

C, S = CallStatus, StreamStatus
ENDED = [Ending.success(), Ending.stopped(), Ending.out_of_steps()]


def now(stream: Stream) -> Stream:
    return Stream.objects.select_related("message").get(pk=stream.pk)


def ended(stream: Stream, ending: Ending) -> Stream:
    """The stream after its end, with the events that tell it."""
    seq = records(stream)[-1].id.seq + 1
    append_now(stream, seq, endings.end(now(stream), ending))
    return now(stream)


def statuses(stream: Stream) -> list[str]:
    return list(ToolCall.objects.current().filter(stream=stream).values_list("status", flat=True))


# Stop


def test_a_queued_answer_is_stopped_at_once_and_its_log_tells_it(bench: Bench) -> None:
    stream = bench.queued()
    assert stop(stream) is True
    left = now(stream)
    assert (left.status, left.message.status, left.epoch, left.owner) == (S.STOPPED, MessageStatus.STOPPED, 1, "")
    assert [record.type for record in records(left)] == ["snapshot", "finalized"]


def test_a_running_answer_is_told_to_stop(bench: Bench) -> None:
    """Its worker ends it."""
    stream = bench.running()
    assert stop(stream) is True
    left = now(stream)
    assert (left.status, left.stop_requested, left.epoch, left.owner) == (S.RUNNING, True, 1, "bench")


@pytest.mark.parametrize("ending", ENDED, ids=lambda each: each.status)
def test_of_an_ended_answer_the_jobs_are_stopped(bench: Bench, ending: Ending) -> None:
    stream = bench.running()
    job = SceneBuild.objects.create(project=bench.project, scene="intro", brief={}, base={})
    stream = ended(stream, ending)
    SceneBuild.objects.filter(pk=job.pk).update(stream=stream)
    assert stop(stream) is False
    assert now(stream).status == ending.status and len(records(stream)) == len(records(now(stream)))
    assert SceneBuild.objects.get().status == JobStatus.CANCELLED


def test_what_was_handed_over_in_the_middle_keeps_what_was_shown_of_it(bench: Bench) -> None:
    """The words stay; calls that were only announced go, for nobody will finish them."""
    stream = bench.running()
    call = ToolCallBegun(call="6c1f0a0e-6d3f-4c3e-9c1f-2f5a1f0c9a11", step=0, index=0, name="note")  # type: ignore[arg-type]
    append_now(stream, 2, [Delta(step=0, content="So far."), call])
    hand_over([stream])
    assert stop(now(stream)) is True
    left = now(stream)
    assert (left.status, left.epoch, left.message.content) == (S.STOPPED, 2, "So far.")
    assert [event.type for event in events(left)] == ["step_restarted", "status", "finalized"]
    assert not differences(left)


def test_an_answer_that_changes_hands_meanwhile_is_stopped_all_the_same(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream, take_up, tries = bench.queued(), Stream.take_up, []

    def too_late_at_first(self: Stream, owner: str) -> None:
        tries.append(owner)
        if len(tries) == 1:
            raise LeaseLost("a worker was quicker, and handed it over")
        take_up(self, owner)

    monkeypatch.setattr(Stream, "take_up", too_late_at_first)
    assert stop(stream) is True
    assert now(stream).status == S.STOPPED and len(tries) == 2


def test_a_stop_that_never_gets_hold_of_the_answer_is_refused(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    def quicker(self: Stream, owner: str) -> None:
        raise LostRace("a worker was quicker")

    stream = bench.queued()
    monkeypatch.setattr(Stream, "take_up", quicker)
    with pytest.raises(Conflict, match="changes hands too quickly"):
        stop(stream)


# Retry


@pytest.mark.parametrize("ending", [Ending.stopped(), Ending.out_of_steps()], ids=lambda each: each.status)
@pytest.mark.parametrize("first", range(4))
def test_a_retry_makes_the_steps_from_one_on_anew(bench: Bench, ending: Ending, first: int) -> None:
    stream = bench.running()
    for index in range(3):
        (call,) = bench.step(stream, ("note", {"text": "x"}), index=index, content=f"Step {index}.")
        call.move_to(C.COMPLETE, result="x")
    stream = ended(stream, ending)
    retry(stream, first)
    left = now(stream)
    assert (left.status, left.message.status) == (S.QUEUED, MessageStatus.PENDING)
    kept = [f"Step {index}." for index in range(first)]
    assert [step.content for step in left.steps.current()] == kept
    assert left.message.content == "\n\n".join(kept)
    assert left.steps.count() == 3, "what left the answer is kept for operators"


def test_a_retry_begins_with_a_clean_row(bench: Bench) -> None:
    stream = ended(bench.running(), Ending.gave_up())
    Stream.objects.filter(pk=stream.pk).update(crashes=5, stop_requested=True, usage={"prompt_tokens": 1})
    retry(stream)
    left = now(stream)
    assert (left.error_code, left.error_message, left.error_detail, left.error_retryable) == ("", "", "", False)
    assert (left.usage, left.timings, left.started_at, left.finished_at) == (None, None, None, None)
    assert (left.crashes, left.stop_requested, left.epoch) == (0, False, 1)


def test_a_retry_makes_only_what_is_missing(bench: Bench) -> None:
    """Steps that are whole stay, and their cancelled calls run; one whose speech broke off goes."""
    stream = bench.running()
    done, waiting = bench.step(stream, ("note", {"text": "a"}), ("note", {"text": "b"}))
    done.move_to(C.COMPLETE, result="x")
    bench.step(stream, index=1, content="Half a sen", finish_reason=None)
    stream = ended(stream, Ending.stopped())
    assert statuses(stream) == [C.COMPLETE, C.CANCELLED]
    retry(stream)
    assert [step.index for step in stream.steps.current()] == [0]
    assert statuses(stream) == [C.COMPLETE, C.PENDING]
    assert ToolCall.objects.get(pk=waiting.pk).finished_at is None


def test_a_broken_step_never_stays_even_when_one_asks_from_behind_it(bench: Bench) -> None:
    stream = bench.running()
    bench.step(stream, content="Half a sen", finish_reason=None)
    retry(ended(stream, Ending.stopped()), 1)
    assert not stream.steps.current().exists()


@pytest.mark.parametrize("stopped", [JobStatus.QUEUED, JobStatus.RUNNING])
def test_a_retry_takes_up_the_jobs_that_the_stop_cancelled_and_no_others(bench: Bench, stopped: str) -> None:
    """Also one whose worker has not seen yet that it is to stop; not those of a step that leaves the answer."""
    stream = bench.running()
    kept, gone, by_person = (a_job(stream, scene, stopped) for scene in ("kept", "gone", "by-person"))
    for index, begun in enumerate([[kept, by_person], [gone]]):
        (call,) = bench.step(stream, ("note", {"text": "x"}), index=index)
        call.move_to(C.COMPLETE, result="x", jobs=[str(job.pk) for job in begun])
    by_person.move_to(JobStatus.CANCELLED)
    retry(ended(stream, Ending.stopped()), 1)
    left = {job.scene: job for job in SceneBuild.objects.all()}
    assert (left["kept"].status, left["kept"].stop_requested, left["kept"].error_code) == (JobStatus.QUEUED, False, "")
    assert left["by-person"].status == JobStatus.CANCELLED
    assert left["gone"].status == JobStatus.CANCELLED or left["gone"].stop_requested


def a_job(stream: Stream, scene: str, status: str) -> SceneBuild:
    Video.objects.of(stream.project)
    made = SceneBuild.objects.create(project=stream.project, stream=stream, scene=scene, brief={}, base={})
    lease = {"lease_until": database_now()} if status == JobStatus.RUNNING else {}
    SceneBuild.objects.filter(pk=made.pk).update(status=status, **lease)
    made.refresh_from_db()
    return made


@pytest.mark.parametrize("first", [-1, 3, 10**9])
def test_a_step_that_is_not_there_is_refused_and_nothing_changes(bench: Bench, first: int) -> None:
    stream = bench.running()
    for index in range(2):
        bench.step(stream, index=index)
    stream = ended(stream, Ending.stopped())
    with pytest.raises(Invalid, match="has 2 steps, so from_step is between 0 and 2"):
        retry(stream, first)
    assert now(stream).status == S.STOPPED and stream.steps.current().count() == 2


@pytest.mark.parametrize("status", [S.QUEUED, S.RUNNING, S.SUCCESS])
def test_only_what_failed_or_was_stopped_is_retried(bench: Bench, status: str) -> None:
    stream = bench.queued() if status == S.QUEUED else bench.running()
    if status == S.SUCCESS:
        stream = ended(stream, Ending.success())
    with pytest.raises(Conflict, match="failed or was stopped") as refused:
        retry(stream)
    assert refused.value.details["status"] == status
    assert now(stream).status == status


# One call again


def a_call(bench: Bench, status: str, *, ending: Ending | None = None, **fields: Any) -> ToolCall:
    """A call in `status` within the first of two steps of an ended answer."""
    stream = bench.running()
    (call,) = bench.step(stream, ("send_out", {"text": "a"}), content="First.")
    bench.step(stream, index=1, content="Second.")
    ToolCall.objects.filter(pk=call.pk).update(
        **{"arguments": {"text": "a"}, "error": {"code": "x", "message": "y"}, **fields}, status=status
    )
    ended(stream, ending or Ending.success())
    return ToolCall.objects.select_related("stream").get(pk=call.pk)


def stored(call: ToolCall) -> ToolCall:
    return ToolCall.objects.get(pk=call.pk)


@pytest.mark.parametrize("status", [C.ERROR, C.UNKNOWN])
@pytest.mark.parametrize("ending", ENDED, ids=lambda each: each.status)
def test_a_call_runs_again_and_the_answer_goes_on_behind_its_step(bench: Bench, status: str, ending: Ending) -> None:
    call = a_call(bench, status, ending=ending)
    retry_call(call)
    left = stored(call)
    assert (left.status, left.error, left.finished_at, left.duration_ms) == (C.PENDING, None, None, None)
    stream = now(call.stream)
    assert (stream.status, stream.message.status, stream.message.content) == (S.QUEUED, MessageStatus.PENDING, "First.")


@pytest.mark.parametrize("status", [C.COMPLETE, C.CANCELLED])
def test_what_did_not_fail_is_not_run_again(bench: Bench, status: str) -> None:
    call = a_call(bench, status)
    with pytest.raises(Conflict, match="Only a failed or unknown call"):
        retry_call(call)
    assert stored(call).status == status and now(call.stream).status == S.SUCCESS


def test_a_call_of_an_answer_under_way_is_not_run_again(bench: Bench) -> None:
    call = a_call(bench, C.ERROR)
    retry_call(call)
    ToolCall.objects.filter(pk=call.pk).update(status=C.ERROR)
    with pytest.raises(Conflict, match="still under way"):
        retry_call(call)


def test_a_call_that_left_the_answer_is_not_run_again(bench: Bench) -> None:
    call = a_call(bench, C.ERROR, ending=Ending.stopped())
    retry(call.stream, 0)
    Stream.objects.filter(pk=call.stream_id).update(status=S.STOPPED)
    with pytest.raises(Conflict, match="present answer"):
        retry_call(call)


def test_a_call_whose_arguments_never_came_whole_is_not_run_again(bench: Bench) -> None:
    call = a_call(bench, C.ERROR, arguments=None)
    with pytest.raises(Conflict, match="never were complete"):
        retry_call(call)


# An unknown call


@pytest.mark.parametrize(
    "outcome, given, status, result, error, executions",
    [
        ("run_again", None, C.PENDING, None, None, 0),
        ("done", None, C.COMPLETE, "Done, as a person confirmed.", None, 1),
        ("done", {"n": 0}, C.COMPLETE, {"n": 0}, None, 1),
        ("abandon", None, C.ERROR, None, "abandoned", 0),
    ],
)
def test_a_persons_word_is_taken_for_an_unknown_call(
    bench: Bench, outcome: str, given: Any, status: str, result: Any, error: str | None, executions: int
) -> None:
    call = a_call(bench, C.UNKNOWN)
    resolve(call, outcome, given)
    left = stored(call)
    assert (left.status, left.result, left.resolution, left.executions) == (status, result, outcome, executions)
    assert (left.error or {}).get("code") == error
    stream = now(call.stream)
    assert (stream.status, stream.message.content) == (S.QUEUED, "First.")


@pytest.mark.parametrize("again", ["run_again", "done", "abandon"])
def test_a_persons_word_is_taken_once(bench: Bench, again: str) -> None:
    call = a_call(bench, C.UNKNOWN, resolution="run_again")
    with pytest.raises(Conflict, match="can be resolved, once"):
        resolve(call, again)
    assert stored(call).status == C.UNKNOWN and now(call.stream).status == S.SUCCESS


@pytest.mark.parametrize("status", [C.ERROR, C.COMPLETE, C.CANCELLED])
def test_only_an_unknown_call_needs_a_persons_word(bench: Bench, status: str) -> None:
    with pytest.raises(Conflict, match="whose outcome is unknown"):
        resolve(a_call(bench, status), "done")


def test_while_the_answer_is_under_way_nobodys_word_is_taken(bench: Bench) -> None:
    stream = bench.running()
    (call,) = bench.step(stream, ("send_out", {"text": "a"}))
    ToolCall.objects.filter(pk=call.pk).update(status=C.UNKNOWN, arguments={"text": "a"})
    for outcome in ("run_again", "done", "abandon"):
        with pytest.raises(Conflict, match="still under way"):
            resolve(call, outcome)
    assert stored(call).resolution == ""


# Whatever is done


@pytest.mark.parametrize("do", [stop, retry], ids=lambda each: each.__name__)
def test_everybody_is_told_to_look_again(bench: Bench, monkeypatch: pytest.MonkeyPatch, do: Any) -> None:
    heard: list[Hint] = []
    stream = bench.queued() if do is stop else ended(bench.running(), Ending.stopped())
    monkeypatch.setattr(hints, "_listener", heard.append)
    do(stream)
    assert heard == [Hint({stream.pk}, {stream.pk}, {bench.project.pk}, work=True)]
