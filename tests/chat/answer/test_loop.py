"""The loop on its rows: what it makes of what a model says, and that it goes on wherever it was left."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chat.answer import loop
from chat.answer.loop import BACKOFF_BASE_SECONDS, BACKOFF_CAP_SECONDS, OpenStep, backoff, left_open, store_open
from chat.llm.model_errors import ModelError, ModelSilent, RejectedRequest
from chat.llm.reading.chunks import END
from chat.models import CallStatus, Message, MessageStatus, Step, Stream, StreamStatus, ToolCall
from chat.stream.events import StreamEvent
from chat.stream.fold import fold_all
from chat.stream.log import StreamLog
from chat.stream.verify import differences
from chat.work.leases import MOST_CRASHES, LeaseLost
from projects.models import Person, ProjectSettings
from tests.chat.answer.bench import (
    WRITER,
    Answer,
    Bench,
    Pause,
    ScriptedModel,
    StepwiseModel,
    Tools,
    calling,
    chunk,
    ended,
    events,
    of_type,
    records,
    words,
)

pytestmark = pytest.mark.django_db(transaction=True)

SAY = [*words("All ", "of it."), *ended()]
CALL_TWO = [
    *words("Let me. "),
    *calling(0, "note", '{"text": ', '"a", "then": "go on"}'),
    *calling(1, "send_out", '{"text": "b", "then": "go on"}'),
    *ended("tool_calls"),
]


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loop, "BACKOFF_BASE_SECONDS", 0.0)


def now(stream: Stream) -> Stream:
    return Stream.objects.select_related("message").get(pk=stream.pk)


def calls_of(stream: Stream) -> list[ToolCall]:
    return list(stream.calls.current().order_by("step__index", "index"))


# An answer


def test_an_answer_in_one_step(bench: Bench) -> None:
    stream = bench.running()
    bench.play(stream, ScriptedModel(SAY))
    left = now(stream)
    assert (left.status, left.message.status, left.message.content) == (
        StreamStatus.SUCCESS, MessageStatus.SUCCESS, "All of it.",
    )  # fmt: skip
    (step,) = left.steps.all()
    assert (step.index, step.content, step.finish_reason, step.attempts) == (0, "All of it.", "stop", 1)
    assert step.usage == {"prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 15}
    assert step.first_token_ms is not None and step.duration_ms is not None
    assert [event.type for event in events(left)] == ["status", "status", "delta", "status", "complete", "finalized"]
    assert not differences(left)


def test_calls_are_run_and_their_results_read_in_the_next_step(bench: Bench, tools: Tools) -> None:
    stream, model = bench.running(), ScriptedModel(CALL_TWO, SAY)
    bench.play(stream, model)
    assert now(stream).message.content == "Let me. \n\nAll of it."
    assert [(call.name, call.status) for call in calls_of(stream)] == [("note", "complete"), ("send_out", "complete")]
    assert (bench.noted(), tools.sent) == (["a"], ["b"])
    results = [message["content"] for message in model.requests[1].messages if message["role"] == "tool"]
    assert results[0] == "Noted a." and results[1].startswith("Noted b.")
    assert [step.index for step in stream.steps.all()] == [0, 1]
    assert not differences(now(stream))


def test_a_call_has_one_id_from_its_first_word_on(bench: Bench, tools: Tools) -> None:
    stream = bench.running()
    bench.play(stream, ScriptedModel(CALL_TWO, SAY))
    begun = {event.index: event.call for event in of_type(stream, "tool_call")}
    assert [(call.index, call.pk) for call in calls_of(stream)] == sorted(begun.items())
    ids = [event.provider_call_ids for event in of_type(stream, "status") if event.provider_call_ids]
    assert ids == [{call.pk: call.provider_call_id for call in calls_of(stream)}]


def test_a_step_is_stored_with_its_calls_before_the_first_of_them_runs(
    bench: Bench, tools: Tools, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = bench.running()

    class Died(BaseException):
        pass

    async def die(log: StreamLog, calls: Sequence[ToolCall]) -> None:
        raise Died

    monkeypatch.setattr(loop.tool_calls, "perform_all", die)
    with pytest.raises(Died):
        bench.play(stream, ScriptedModel(CALL_TWO))
    assert Step.objects.get().finish_reason == "tool_calls"
    assert [call.status for call in calls_of(stream)] == [CallStatus.PENDING] * 2
    assert now(stream).message.content == "Let me. "


# Steps without end


@pytest.mark.parametrize("chosen, most", [(None, 3), (2, 2), (9, 3)])
def test_an_answer_has_as_many_steps_as_operator_and_project_allow(
    bench: Bench, tools: Tools, settings: Any, chosen: int | None, most: int
) -> None:
    settings.MAX_STEPS = 3
    ProjectSettings.objects.create(project=bench.project, max_steps=chosen)
    look = [*calling(0, "get_video", '{"scene_id": null}'), *ended("tool_calls")]
    stream, model = bench.running(), ScriptedModel(*[look] * 5)
    bench.play(stream, model)
    left = now(stream)
    assert (left.status, left.error_code, left.error_retryable) == (StreamStatus.ERROR, "out_of_steps", False)
    assert len(model.requests) == left.steps.count() == most
    assert {call.status for call in calls_of(stream)} == {CallStatus.COMPLETE}, "the last ones, too"


def test_what_crashed_again_and_again_is_given_up_without_asking_the_model(bench: Bench) -> None:
    stream = bench.queued()
    Stream.objects.filter(pk=stream.pk).update(crashes=MOST_CRASHES)
    stream, model = bench.running(stream), ScriptedModel()
    bench.play(stream, model)
    left = now(stream)
    assert (left.status, left.error_code, left.error_retryable) == (StreamStatus.ERROR, "gave_up", True)
    assert not model.requests


def test_a_step_that_is_stored_sets_the_crashes_back(bench: Bench) -> None:
    stream = bench.queued()
    Stream.objects.filter(pk=stream.pk).update(crashes=MOST_CRASHES - 1)
    stream = bench.running(stream)
    bench.play(stream, ScriptedModel(SAY))
    assert now(stream).crashes == 0


# A model that fails


def test_a_failed_call_is_tried_again_and_what_was_shown_is_taken_back(bench: Bench, settings: Any) -> None:
    settings.UPSTREAM_ATTEMPTS = 3
    half = [*words("Half"), *calling(0, "note", '{"te')]
    stream, model = bench.running(), ScriptedModel([*half, ModelSilent()], [ModelSilent()], SAY)
    bench.play(stream, model)
    (step,) = stream.steps.all()
    assert (step.content, step.attempts, now(stream).message.content) == ("All of it.", 3, "All of it.")
    told = [event.type for event in events(stream)]
    assert told.count("step_restarted") == 1 and not calls_of(stream)
    assert told.index("tool_call") < told.index("step_restarted") < len(told) - told[::-1].index("delta")
    retrying = [(event.attempt, event.reason) for event in of_type(stream, "status") if event.status == "retrying"]
    assert retrying == [(2, ModelSilent.sentence), (3, ModelSilent.sentence)]
    assert not differences(now(stream))


@pytest.mark.parametrize("shown", [[], words("Half a sen")], ids=["nothing shown", "words shown"])
def test_after_the_last_attempt_the_answer_fails_and_keeps_what_was_shown(
    bench: Bench, settings: Any, shown: Answer
) -> None:
    settings.UPSTREAM_ATTEMPTS = 2
    stream, model = bench.running(), ScriptedModel(*[[*shown, ModelSilent(detail="read timeout")]] * 2)
    bench.play(stream, model)
    left = now(stream)
    assert (left.status, left.error_code, left.error_message, left.error_detail, left.error_retryable) == (
        StreamStatus.ERROR, ModelSilent.code, ModelSilent.sentence, "read timeout", True,
    )  # fmt: skip
    assert len(model.requests) == 2
    assert left.message.content == ("Half a sen" if shown else "")
    assert [step.finish_reason for step in left.steps.all()] == ([None] if shown else [])
    assert not differences(left)


def test_what_no_other_try_can_help_is_not_tried_again(bench: Bench) -> None:
    stream, model = bench.running(), ScriptedModel([RejectedRequest("No.")])
    bench.play(stream, model)
    left = now(stream)
    assert (left.status, left.error_code, left.error_retryable) == (StreamStatus.ERROR, RejectedRequest.code, False)
    assert len(model.requests) == 1


def test_an_answer_that_just_breaks_off_is_none(bench: Bench, settings: Any) -> None:
    settings.UPSTREAM_ATTEMPTS = 2
    stream = bench.running()
    bench.play(stream, ScriptedModel(words("Cut"), [*words("Whole."), END]))
    assert now(stream).message.content == "Whole."


@given(attempt=st.integers(1, 12), asked=st.none() | st.floats(-10, 1000))
def test_a_pause_is_what_the_server_asked_for_or_grows_and_is_never_long(attempt: int, asked: float | None) -> None:
    longest = min(BACKOFF_CAP_SECONDS, BACKOFF_BASE_SECONDS * 2 ** (attempt - 1))
    pause = backoff(attempt, asked)
    assert 0 <= pause <= (BACKOFF_CAP_SECONDS if asked is not None else longest)
    if asked is not None and 0 <= asked <= BACKOFF_CAP_SECONDS:
        assert pause == asked


# A person stops it


def test_a_stopped_answer_keeps_its_words_and_no_announced_call(bench: Bench, tools: Tools) -> None:
    pause = Pause()
    stream = bench.running()
    half = [*words("So ", "far."), *calling(0, "note", '{"text"'), pause]
    bench.play_until_stopped(stream, ScriptedModel(half), pause)
    left = now(stream)
    assert (left.status, left.message.content) == (StreamStatus.STOPPED, "So far.")
    assert not calls_of(left) and not bench.noted()
    assert [event.type for event in events(left)][-3:] == ["step_restarted", "status", "finalized"]
    assert not differences(left)


def test_an_answer_that_is_stopped_before_it_said_a_word_has_no_step(bench: Bench) -> None:
    pause = Pause()
    stream = bench.running()
    bench.play_until_stopped(stream, ScriptedModel([pause]), pause)
    assert now(stream).status == StreamStatus.STOPPED and not stream.steps.exists()


def test_what_was_taken_back_is_neither_kept_nor_taken_back_again(bench: Bench) -> None:
    """Thoughts and calls of an attempt that failed are no part of the next one, which is stopped."""
    pause, stream = Pause(), bench.running()
    failed = [chunk(reasoning_content="Hm."), *calling(0, "note", '{"te'), ModelSilent()]
    bench.play_until_stopped(stream, ScriptedModel(failed, [*words("So far."), pause]), pause)
    told = events(stream)
    restarted = [event.type for event in told].index("step_restarted")
    behind = [event.model_dump(exclude_none=True) for event in told[restarted + 1 :]]
    assert [event["type"] for event in behind] == ["status", "delta", "status", "finalized"]
    assert not any("thought" in event for event in behind)
    (step,) = stream.steps.all()
    assert (step.content, step.reasoning) == ("So far.", "") and not differences(now(stream))


def test_a_step_that_was_stored_whole_meanwhile_is_not_stored_again(bench: Bench) -> None:
    stream = bench.running()
    bench.step(stream, content="All of it.")
    assert store_open(stream, OpenStep(0, "All of", shown=True)) == []
    assert stream.steps.get().content == "All of it."


# Thoughts


def test_thoughts_are_shown_and_kept_beside_the_answer(bench: Bench) -> None:
    thinking = [chunk(reasoning_content="First "), chunk(reasoning_content="this."), *words("Then that."), *ended()]
    stream = bench.running()
    bench.play(stream, ScriptedModel(thinking))
    (step,) = stream.steps.all()
    assert (step.content, step.reasoning, step.reasoning_field) == ("Then that.", "First this.", "reasoning_content")
    assert step.thought_ms is not None and not differences(now(stream))


# Whoever takes it up after a crash


class Died(BaseException):
    """A process is gone: nothing that it would still do happens."""


class DyingLog(StreamLog):
    """A log whose process dies at a certain place: before or after it says something, before or after a commit."""

    def __init__(self, stream: Stream, dies_at: int | None) -> None:
        super().__init__(WRITER, stream, seq=1)
        self._dies_at = dies_at
        self.places = 0

    def _come_by(self) -> None:
        if self._dies_at is not None and self.places >= self._dies_at:
            raise Died
        self.places += 1

    async def append(self, *events: StreamEvent) -> None:
        self._come_by()
        await super().append(*events)
        await WRITER.flush()
        self._come_by()

    async def transact(self, change: Callable[[], tuple[Any, Sequence[StreamEvent]]]) -> Any:
        self._come_by()
        result = await super().transact(change)
        self._come_by()
        return result


STORY = StepwiseModel(CALL_TWO, [*calling(0, "note", '{"text": "c", "then": "go on"}'), *ended("tool_calls")], SAY)
TEXT = "Let me. \n\nAll of it."
PLACES = 42  # that a process comes by when it plays the story from its beginning


def live_through(bench: Bench, cuts: Sequence[int]) -> tuple[Stream, int]:
    """Play the story in a new stream, whose process dies once for each of `cuts`; give it, and how many places the last
    process came by."""
    stream = bench.running()
    for cut in cuts:
        try:
            bench.play(stream, STORY, DyingLog(stream, cut))
        except Died:
            if now(stream).is_ended:  # it died behind the end
                return stream, 0
            stream = bench.after_a_crash(stream)
        else:
            return stream, 0
    log = DyingLog(stream, None)
    bench.play(stream, STORY, log)
    return stream, log.places


def what_a_client_sees(stream: Stream) -> Any:
    """The fold of all that was ever told, over all epochs."""
    return fold_all(None, [record for epoch in range(1, stream.epoch + 1) for record in records(stream, epoch)])


def check_lived_through(bench: Bench, tools: Tools, stream: Stream) -> None:
    left = now(stream)
    assert (left.status, left.message.content) == (StreamStatus.SUCCESS, TEXT)
    assert [step.index for step in left.steps.all()] == [0, 1, 2], "no step is stored twice"
    assert sorted(bench.noted()) == ["a", "c"], "an own effect happens exactly once"
    first, outside, last = calls_of(left)
    assert (first.status, first.executions, last.status, last.executions) == ("complete", 1, "complete", 1)
    if outside.status == CallStatus.COMPLETE:
        assert tools.sent == ["b"]
    else:  # it broke off between effect and result
        assert outside.status == CallStatus.UNKNOWN and len(tools.sent) <= 1
    assert not differences(left)
    seen = what_a_client_sees(left)
    assert (seen.status, seen.content) == ("success", TEXT)
    assert [(call.id, call.status) for call in seen.tool_calls] == [(call.pk, call.status) for call in calls_of(left)]


def test_the_story_has_as_many_places_as_are_tried(bench: Bench, tools: Tools) -> None:
    stream, places = live_through(bench, [])
    check_lived_through(bench, tools, stream)
    assert places == PLACES


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(cuts=st.lists(st.integers(0, PLACES), max_size=3))
def test_whoever_takes_it_up_does_the_missing_part_only(bench: Bench, tools: Tools, cuts: list[int]) -> None:
    Person.objects.all().delete()
    tools.sent.clear()
    stream, _ = live_through(bench, cuts)
    check_lived_through(bench, tools, stream)


def test_the_next_epoch_takes_a_half_spoken_step_back_when_it_is_spoken_anew(bench: Bench) -> None:
    stream = bench.running()
    half = ScriptedModel([*words("Half"), Pause()])  # behind which it dies
    with pytest.raises(Died):
        bench.play(stream, half, DyingLog(stream, 3))
    stream = bench.after_a_crash(stream)
    assert stream.opening.event.state.content == "Half"  # type: ignore[union-attr]
    bench.play(stream, ScriptedModel(SAY))
    told = [event.type for event in events(stream)]
    assert told.index("step_restarted") < told.index("delta") and told.count("step_restarted") == 1
    assert now(stream).message.content == "All of it." and stream.steps.get().attempts == 2
    assert not differences(now(stream))


def test_what_is_taken_up_behind_its_last_step_only_ends(bench: Bench) -> None:
    stream = bench.running()
    bench.step(stream, content="All of it.")
    stream, model = bench.after_a_crash(stream), ScriptedModel()
    bench.play(stream, model)
    assert now(stream).status == StreamStatus.SUCCESS and not model.requests


def test_who_lost_the_stream_stops_without_a_word(bench: Bench) -> None:
    stream = bench.running()
    bench.after_a_crash(stream)
    before = len(records(stream, 1))
    with pytest.raises(LeaseLost):
        bench.play(stream, ScriptedModel(SAY))
    left = now(stream)
    assert (left.status, left.epoch, left.steps.count()) == (StreamStatus.RUNNING, 2, 0)
    assert len(records(stream, 1)) == before and len(records(left)) == 1
    assert Message.objects.get(pk=stream.message_id).content == ""


def test_a_new_stream_has_nothing_left_open(bench: Bench) -> None:
    assert left_open(bench.running()) is None


def test_a_handover_is_no_end(bench: Bench) -> None:
    """Cancelled, the loop leaves the stream as it is: what was said is kept for the next epoch."""
    stream, pause = bench.running(), Pause()

    async def go() -> None:
        turn = loop.Turn(stream, bench.log(stream), ScriptedModel([*words("Half"), pause]))
        running = asyncio.create_task(turn.run(asyncio.Event()))
        await pause.reached.wait()
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running
        await WRITER.flush()

    asyncio.run(go())
    assert now(stream).status == StreamStatus.RUNNING and not stream.steps.exists()
    again = bench.after_a_crash(stream)
    opened = left_open(again)
    assert opened is not None and (opened.index, opened.text, opened.stale) == (0, "Half", True)


def test_no_error_of_a_model_passes_the_loop() -> None:
    """`take_steps` catches the class of them all."""
    assert issubclass(ModelSilent, ModelError) and issubclass(RejectedRequest, ModelError)
