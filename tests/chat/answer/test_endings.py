"""How a stream ends, on its rows: what they say then, and what is told of it."""

from datetime import timedelta

import pytest
from django.db.models import F

from chat.answer.endings import Ending, end
from chat.jobs import JobStatus
from chat.models import CallStatus, Message, MessageStatus, Step, Stream, StreamStatus, ToolCall
from chat.stream.events import Complete, Failure, Finalized, StreamEvent, ToolResult
from chat.work.leases import LeaseLost
from config.common.database import database_now
from tests.chat.answer.bench import Bench
from videos.models import SceneBuild

pytestmark = pytest.mark.django_db

FAILED = Ending.failed("model_silent", "The model said nothing.", retryable=True, detail="read timeout")
ENDINGS = [Ending.success(), Ending.stopped(), FAILED, Ending.gave_up(), Ending.out_of_steps()]
of_endings = pytest.mark.parametrize("ending", ENDINGS, ids=lambda each: each.code or each.status)


@pytest.fixture
def stream(bench: Bench) -> Stream:
    return bench.running()


def ended(stream: Stream, ending: Ending) -> tuple[Stream, list[StreamEvent]]:
    """End the stream; give it as stored, and the events."""
    told = list(end(stream, ending))
    return Stream.objects.select_related("message").get(pk=stream.pk), told


def build(stream: Stream, status: str) -> SceneBuild:
    made = SceneBuild.objects.create(project=stream.project, stream=stream, scene="intro", brief={}, base={})
    lease = {"lease_until": database_now()} if status == JobStatus.RUNNING else {}
    SceneBuild.objects.filter(pk=made.pk).update(status=status, **lease)
    return made


@of_endings
def test_stream_and_message_end_together(stream: Stream, ending: Ending) -> None:
    left, told = ended(stream, ending)
    assert left.status == left.message.status == ending.status
    assert (left.error_code, left.error_message, left.error_retryable, left.error_detail) == (
        ending.code, ending.message, ending.retryable, ending.detail,
    )  # fmt: skip
    assert (left.owner, left.lease_until, left.is_ended) == ("", None, True)
    finalized = told[-1]
    assert isinstance(finalized, Finalized) and left.finished_at is not None
    assert (finalized.status, finalized.finished_at) == (ending.status, left.finished_at.isoformat())
    assert (finalized.usage, finalized.timings) == (left.usage, left.timings)


@of_endings
def test_before_the_last_event_success_tells_the_text_and_an_error_its_reason(stream: Stream, ending: Ending) -> None:
    Message.objects.filter(pk=stream.message_id).update(content="All of it.")
    stream.refresh_from_db()
    *before, _ = ended(stream, ending)[1]
    expected: dict[str, list[StreamEvent]] = {
        "success": [Complete(content="All of it.")],
        "stopped": [],
        "error": [Failure(code=ending.code, message=ending.message, retryable=ending.retryable)],
    }
    assert before == expected[ending.status]


@of_endings
def test_a_wish_to_stop_is_over_with_the_end(stream: Stream, ending: Ending) -> None:
    Stream.objects.filter(pk=stream.pk).update(stop_requested=True)
    assert not ended(stream, ending)[0].stop_requested


def test_only_the_epoch_that_runs_ends_a_stream(bench: Bench, stream: Stream) -> None:
    bench.after_a_crash(stream)
    with pytest.raises(LeaseLost):
        end(stream, Ending.success())
    assert Stream.objects.get(pk=stream.pk).status == StreamStatus.RUNNING


# Calls


@of_endings
def test_calls_without_a_result_get_an_end_which_is_told_first(bench: Bench, stream: Stream, ending: Ending) -> None:
    """What may have happened is unknown; the rest did not, and does not."""
    done, pending, executing = bench.step(stream, *[("send_out", {"text": str(number)}) for number in range(3)])
    done.move_to(CallStatus.COMPLETE, result="x")
    executing.move_to(CallStatus.EXECUTING)
    told = ended(stream, ending)[1]
    results = [event for event in told if isinstance(event, ToolResult)]
    assert told[:2] == results
    assert [(each.call, each.status) for each in results] == [(pending.pk, "cancelled"), (executing.pk, "unknown")]
    statuses = ToolCall.objects.filter(stream=stream).values_list("status", flat=True)
    assert list(statuses) == [CallStatus.COMPLETE, CallStatus.CANCELLED, CallStatus.UNKNOWN]


def test_calls_that_a_retry_took_out_of_the_answer_stay_as_they_are(bench: Bench, stream: Stream) -> None:
    (old,) = bench.step(stream, ("note", {"text": "a"}), superseded_at=database_now())
    told = ended(stream, Ending.stopped())[1]
    assert len(told) == 1 and ToolCall.objects.get(pk=old.pk).status == CallStatus.PENDING


# Jobs


def test_the_last_event_names_the_jobs_of_all_calls_in_their_order(bench: Bench, stream: Stream) -> None:
    for index, jobs in enumerate([["b", "a"], ["c"]]):
        (call,) = bench.step(stream, ("note", {"text": "x"}), index=index)
        call.move_to(CallStatus.COMPLETE, result="x", jobs=jobs)
    (gone,) = bench.step(stream, ("note", {"text": "x"}), index=2, superseded_at=database_now())
    gone.move_to(CallStatus.COMPLETE, result="x", jobs=["z"])
    finalized = ended(stream, Ending.success())[1][-1]
    assert isinstance(finalized, Finalized) and finalized.jobs == ["b", "a", "c"]


@pytest.mark.parametrize("job", list(JobStatus))
@pytest.mark.parametrize("ending", [Ending.success(), FAILED], ids=["success", "error"])
def test_an_answer_is_building_while_jobs_of_a_good_turn_are_unfinished(
    stream: Stream, job: str, ending: Ending
) -> None:
    build(stream, job)
    left, _ = ended(stream, ending)
    builds = ending.status == "success" and job in (JobStatus.QUEUED, JobStatus.RUNNING)
    assert left.message.status == (MessageStatus.BUILDING if builds else ending.status)
    assert SceneBuild.objects.get().status == job


def test_a_stopped_answer_takes_its_jobs_along(stream: Stream) -> None:
    waiting, running = build(stream, JobStatus.QUEUED), build(stream, JobStatus.RUNNING)
    done = build(stream, JobStatus.READY)
    ended(stream, Ending.stopped())
    left = SceneBuild.objects.in_bulk()
    assert left[waiting.pk].status == JobStatus.CANCELLED
    assert (left[running.pk].status, left[running.pk].stop_requested) == (JobStatus.RUNNING, True)
    assert left[done.pk].status == JobStatus.READY


# Sums


def test_usage_is_the_sum_of_the_steps_that_are_part_of_the_answer(bench: Bench, stream: Stream) -> None:
    one, other = {"prompt_tokens": 10, "completion_tokens": 1}, {"prompt_tokens": 5, "completion_tokens": 2}
    for index, usage in enumerate([one, None, other]):
        bench.step(stream, index=index, usage=usage)
    bench.step(stream, index=3, usage={"prompt_tokens": 1000}, superseded_at=database_now())
    left, _ = ended(stream, Ending.success())
    assert left.usage is not None
    assert (left.usage["prompt_tokens"], left.usage["completion_tokens"]) == (15, 3)


def test_usage_is_not_known_where_no_step_tells_it(bench: Bench, stream: Stream) -> None:
    bench.step(stream)
    assert ended(stream, Ending.success())[0].usage is None


def test_timings_are_from_queue_to_worker_to_end_and_in_tools(bench: Bench, stream: Stream) -> None:
    for index, milliseconds in enumerate([30, None, 12]):
        bench.step(stream, ("note", {"text": "x"}), index=index)
        ToolCall.objects.filter(step__index=index).update(duration_ms=milliseconds)
    Step.objects.filter(index=2).update(superseded_at=database_now())
    begun = database_now() - timedelta(seconds=60)
    Stream.objects.filter(pk=stream.pk).update(queued_at=begun, started_at=begun + timedelta(seconds=20))
    stream.refresh_from_db()
    timings = ended(stream, Ending.success())[0].timings
    assert timings is not None
    assert (timings["queued_ms"], timings["tools_ms"]) == (20_000, 30)
    assert 40_000 <= timings["duration_ms"] < 70_000


@pytest.mark.parametrize("moved", [timedelta(hours=1), timedelta(days=-1)])
def test_a_clock_that_jumped_makes_no_negative_times(stream: Stream, moved: timedelta) -> None:
    Stream.objects.filter(pk=stream.pk).update(started_at=F("started_at") + moved)
    stream.refresh_from_db()
    timings = ended(stream, Ending.success())[0].timings
    assert timings is not None and min(timings.values()) >= 0
