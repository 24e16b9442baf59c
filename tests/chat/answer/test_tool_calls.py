"""Tool calls on their rows: own effects with their results or not at all, outside effects never blindly twice."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest
from django.db import OperationalError, transaction

from chat.answer import tool_calls
from chat.answer.tool_calls import OURS, Outcome, cancel, conclude, perform_all
from chat.models import CallStatus, Stream, ToolCall
from chat.work.leases import LeaseLost
from config.common import failpoints
from config.common.database import in_pool
from projects.models import Person
from tests.chat.answer.bench import WRITER, Bench, Tools, events, of_type, told

pytestmark = pytest.mark.django_db(transaction=True)

C = CallStatus


@pytest.fixture
def stream(bench: Bench) -> Stream:
    return bench.running()


def now(call: ToolCall) -> ToolCall:
    return ToolCall.objects.get(pk=call.pk)


# Own effects


def test_an_own_call_is_done_completed_and_told(bench: Bench, tools: Tools, stream: Stream) -> None:
    (call,) = bench.step(stream, ("note", {"text": "a", "then": "begin a job"}))
    bench.perform(stream, [call])
    done = now(call)
    assert bench.noted() == ["a"]
    assert (done.status, done.result, done.error, done.executions, done.jobs) == (
        C.COMPLETE, "Noted a.", None, 1, ["job-1"],
    )  # fmt: skip
    assert done.arguments == {"text": "a", "then": "begin a job"}
    assert done.finished_at is not None and done.duration_ms is not None
    start, result = events(stream)
    assert start.model_dump(exclude={"type"}) == {"call": call.pk, "name": "note", "arguments": done.arguments}
    assert result.model_dump(exclude={"type"}) == {
        "call": call.pk, "name": "note", "success": True, "status": "complete", "result": "Noted a.", "error": None,
        "duration_ms": done.duration_ms, "jobs": ["job-1"],
    }  # fmt: skip


def test_a_tool_is_told_of_project_stream_and_call_by_us(bench: Bench, tools: Tools, stream: Stream) -> None:
    own, outside = bench.step(stream, ("note", {"text": "a"}), ("send_out", {"text": "b"}))
    bench.perform(stream, [own, outside])
    assert [(each.project, each.stream) for each in tools.contexts] == [(bench.project, stream)] * 2
    assert {each.call for each in tools.contexts} == {own.pk, outside.pk}


@pytest.mark.parametrize(
    "then, code, message",
    [("refuse", "not_so", "Not like this."), ("crash", OURS.code, OURS.message)],
)
def test_a_tool_that_fails_leaves_nothing_behind(
    bench: Bench, tools: Tools, stream: Stream, then: str, code: str, message: str
) -> None:
    first, failing, last = bench.step(
        stream, ("note", {"text": "a"}), ("note", {"text": "b", "then": then}), ("note", {"text": "c"})
    )
    bench.perform(stream, [first, failing, last])
    assert bench.noted() == ["a", "c"]
    failed = now(failing)
    passes = {"retryable": True} if then == "crash" else {}  # what a rule refused it refuses again
    assert (failed.status, failed.error, failed.result, failed.executions) == (
        C.ERROR, {"code": code, "message": message, **passes}, None, 0,
    )  # fmt: skip
    assert told(failing, stream) == ["tool_start", "tool_result"]
    assert [event.success for event in of_type(stream, "tool_result")] == [True, False, True]


@pytest.mark.parametrize(
    "name, arguments, code",
    [
        ("no_such_tool", {"text": "a"}, "unknown_tool"),
        ("note", '{"text": "a"', "invalid_arguments"),
        ("note", {"words": "a"}, "invalid_arguments"),
        ("send_out", '["a"]', "invalid_arguments"),
        ("send_out", {"words": "a"}, "invalid_arguments"),
    ],
)
def test_what_cannot_run_is_told_to_the_model_and_does_nothing(
    bench: Bench, tools: Tools, stream: Stream, name: str, arguments: Any, code: str
) -> None:
    (call,) = bench.step(stream, (name, arguments))
    bench.perform(stream, [call])
    failed = now(call)
    assert failed.status == C.ERROR and failed.error is not None and failed.error["code"] == code
    assert not bench.noted() and not tools.sent


def test_arguments_that_were_cut_by_the_length_of_the_answer_are_not_run(
    bench: Bench, tools: Tools, stream: Stream
) -> None:
    (call,) = bench.step(stream, ("note", '{"text": "a", "the'), finish_reason="length")
    bench.perform(stream, [call])
    assert now(call).status == C.ERROR and not bench.noted()
    assert told(call, stream) == ["tool_result"], "it never began"


def test_own_calls_run_in_their_order(bench: Bench, tools: Tools, stream: Stream) -> None:
    calls = bench.step(stream, *(("note", {"text": str(number)}) for number in range(4)))
    bench.perform(stream, calls)
    assert bench.noted() == ["0", "1", "2", "3"]
    assert [event.call for event in of_type(stream, "tool_result")] == [call.pk for call in calls]


def test_what_another_epoch_has_done_is_not_done_again(bench: Bench, tools: Tools, stream: Stream) -> None:
    (call,) = bench.step(stream, ("note", {"text": "a"}))
    bench.perform(stream, [call])
    bench.perform(bench.after_a_crash(stream), [call])  # which is as it was read before
    assert bench.noted() == ["a"] and now(call).executions == 1


@pytest.mark.parametrize("point", ["before_effect", "after_effect"])
def test_a_crash_before_the_commit_undoes_effect_and_result(
    bench: Bench, tools: Tools, stream: Stream, monkeypatch: pytest.MonkeyPatch, point: str
) -> None:
    """And whoever comes next does both."""
    (call,) = bench.step(stream, ("note", {"text": "a"}))

    class Died(BaseException):
        pass

    def die(at: str) -> None:
        if at == point:
            raise Died

    with monkeypatch.context() as patched:
        patched.setattr(failpoints, "hit", die)
        with pytest.raises(Died):
            bench.perform(stream, [call])
    assert not bench.noted() and now(call).status == C.PENDING and not events(stream)
    bench.perform(bench.after_a_crash(stream), [call])
    assert bench.noted() == ["a"] and now(call).status == C.COMPLETE


def test_who_lost_the_stream_changes_nothing(bench: Bench, tools: Tools, stream: Stream) -> None:
    (call,) = bench.step(stream, ("note", {"text": "a"}))
    bench.after_a_crash(stream)
    with pytest.raises(LeaseLost):
        bench.perform(stream, [call])
    assert not bench.noted() and now(call).status == C.PENDING


def test_a_database_that_was_away_is_asked_again_and_counts_once(
    bench: Bench, tools: Tools, stream: Stream, monkeypatch: pytest.MonkeyPatch
) -> None:
    (call,) = bench.step(stream, ("note", {"text": "a"}))
    tries: list[str] = []

    def away_at_first(at: str) -> None:
        if at == "after_effect":
            tries.append(at)
            if len(tries) == 1:
                raise OperationalError("the server closed the connection")

    monkeypatch.setattr(failpoints, "hit", away_at_first)
    bench.perform(stream, [call])
    assert len(tries) == 2 and bench.noted() == ["a"] and now(call).executions == 1
    assert told(call, stream) == ["tool_start", "tool_result"]


# Effects outside


def test_an_outside_call_is_stored_as_executing_before_it_begins(bench: Bench, tools: Tools, stream: Stream) -> None:
    (call,) = bench.step(stream, ("send_out", {"text": "a"}))

    async def look_meanwhile() -> ToolCall:
        tools.gate = asyncio.Event()
        running = asyncio.create_task(perform_all(bench.log(stream), [call]))
        await tools.waiting.get()
        found = await in_pool(now)(call)
        tools.gate.set()
        await running
        return found

    meanwhile = asyncio.run(look_meanwhile())
    assert (meanwhile.status, meanwhile.arguments) == (C.EXECUTING, {"text": "a", "then": "go on"})
    done = now(call)
    assert (done.status, done.result, done.executions) == (C.COMPLETE, "Noted a.", 1)
    assert tools.sent == ["a"] and told(call, stream) == ["tool_start", "tool_result"]


def test_outside_calls_run_beside_each_other_and_beside_own_ones(
    bench: Bench, tools: Tools, stream: Stream, monkeypatch: pytest.MonkeyPatch
) -> None:
    """None waits for another: two are under way when the own one, which stands between them, has its result."""
    calls = bench.step(stream, ("send_out", {"text": "a"}), ("note", {"text": "b"}), ("send_out", {"text": "c"}))

    async def go() -> None:
        tools.gate, has_result = asyncio.Event(), asyncio.Event()
        monkeypatch.setattr(
            WRITER, "publish", lambda told: has_result.set() if "tool_result" in {each.type for each in told} else None
        )
        running = asyncio.create_task(perform_all(bench.log(stream), calls))
        assert {await tools.waiting.get(), await tools.waiting.get()} == {"a", "c"}
        await has_result.wait()
        assert await in_pool(bench.noted)() == ["b"] and not tools.sent
        tools.gate.set()
        await running

    asyncio.run(go())
    assert sorted(tools.sent) == ["a", "c"] and {now(call).status for call in calls} == {C.COMPLETE}


def test_a_call_that_a_crash_left_executing_is_unknown_and_not_run(bench: Bench, tools: Tools, stream: Stream) -> None:
    (call,) = bench.step(stream, ("send_out", {"text": "a"}))
    call.move_to(C.EXECUTING)
    bench.perform(bench.after_a_crash(stream), [call])
    left = now(call)
    assert not tools.sent and (left.status, left.executions) == (C.UNKNOWN, 0)
    assert left.error is not None and left.error["code"] == "outcome_unknown"


def test_a_repeatable_call_that_a_crash_broke_off_runs_again(bench: Bench, tools: Tools, stream: Stream) -> None:
    (call,) = bench.step(stream, ("look_out", {"text": "a"}))
    call.move_to(C.EXECUTING)
    again = bench.after_a_crash(stream)
    bench.perform(again, [call])
    done = now(call)
    assert tools.sent == ["a"] and (done.status, done.result, done.executions) == (C.COMPLETE, "Noted a.", 1)
    assert told(call, again) == ["tool_start", "tool_result"]


def test_a_repeatable_call_sees_what_the_plain_calls_of_its_step_did(
    bench: Bench, tools: Tools, stream: Stream
) -> None:
    calls = bench.step(stream, ("look_out", {"text": "a"}), ("note", {"text": "b"}), ("note", {"text": "c"}))
    bench.perform(stream, calls)
    assert [event.call for event in of_type(stream, "tool_result")] == [calls[1].pk, calls[2].pk, calls[0].pk]


def test_a_repeatable_call_that_has_a_bug_is_an_error(bench: Bench, tools: Tools, stream: Stream) -> None:
    (call,) = bench.step(stream, ("look_out", {"text": "a", "then": "crash"}))
    bench.perform(stream, [call])
    assert now(call).status == C.ERROR and now(call).error == {
        "code": OURS.code,
        "message": OURS.message,
        "retryable": True,
    }


@pytest.mark.parametrize("then, status, code", [("refuse", C.ERROR, "not_so"), ("crash", C.UNKNOWN, "outcome_unknown")])
def test_an_outside_tool_that_raises(
    bench: Bench, tools: Tools, stream: Stream, then: str, status: str, code: str
) -> None:
    """ToolFailed says that it did nothing; of a bug nobody knows what it did before."""
    (call,) = bench.step(stream, ("send_out", {"text": "a", "then": then}))
    bench.perform(stream, [call])
    left = now(call)
    assert (left.status, left.executions, left.error and left.error["code"]) == (status, 0, code)
    assert told(call, stream) == ["tool_start", "tool_result"]


def test_an_outside_tool_tells_how_far_it_is(bench: Bench, tools: Tools, stream: Stream) -> None:
    """What comes at once is one event, and a fraction is one."""
    (call,) = bench.step(stream, ("send_out", {"text": "a", "then": "say how far"}))
    bench.perform(stream, [call])
    assert told(call, stream) == ["tool_start", "tool_progress", "tool_result"]
    (progress,) = of_type(stream, "tool_progress")
    assert (progress.fraction, progress.text) == (1.0, "more than all")


# Ends


@pytest.mark.parametrize(
    "name, before, after",
    [
        ("send_out", C.PENDING, C.CANCELLED),
        ("send_out", C.EXECUTING, C.UNKNOWN),
        ("look_out", C.PENDING, C.CANCELLED),
        ("look_out", C.EXECUTING, C.CANCELLED),
    ],
)
def test_what_nobody_will_run_is_cancelled_unless_it_may_have_happened(
    bench: Bench, tools: Tools, stream: Stream, name: str, before: str, after: str
) -> None:
    (call,) = bench.step(stream, (name, {"text": "a"}))
    if before == C.EXECUTING:
        call.move_to(C.EXECUTING)
    event = cancel(call)
    left = now(call)
    assert (event.status, event.success, left.status) == (after, False, after)
    assert left.finished_at is not None and left.result is None and left.executions == 0
    assert bool(left.error) == (after == C.UNKNOWN)


def test_each_run_counts(bench: Bench, stream: Stream) -> None:
    (call,) = bench.step(stream, ("note", {"text": "a"}))
    ToolCall.objects.filter(pk=call.pk).update(executions=2)
    with transaction.atomic():
        event = conclude(now(call), Outcome("complete", {"n": 1}, None, 5, ("j1", "j2")))
    assert (now(call).executions, now(call).jobs, event.jobs) == (3, ["j1", "j2"], ["j1", "j2"])


def test_a_name_that_the_model_made_up_is_no_label_of_a_metric(
    bench: Bench, stream: Stream, monkeypatch: pytest.MonkeyPatch
) -> None:
    labels: list[str] = []

    class Seconds:
        def labels(self, name: str, status: str) -> Any:
            labels.append(name)
            return self

        def observe(self, seconds: float) -> None:
            """Not looked at."""

    monkeypatch.setattr(tool_calls, "TOOL_SECONDS", Seconds())
    calls = bench.step(stream, (f"made_up_{uuid4().hex}", {"text": "a"}), ("get_video", {"text": "a"}))
    bench.perform(stream, calls)
    assert labels == ["unknown", "get_video"]


def test_no_calls_are_nothing_to_do(bench: Bench, stream: Stream) -> None:
    bench.perform(stream, [])
    assert not events(stream) and not Person.objects.exists()
