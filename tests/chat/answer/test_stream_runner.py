"""Streams as work: in which order they are taken up, and what each epoch begins with."""

import asyncio
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db.models.functions import Now

from chat.answer.stream_runner import StreamKind
from chat.conversation import titles
from chat.models import Stream, StreamStatus
from chat.stream.events import Delta, EventId, Record, Snapshot
from chat.stream.feed import Feed
from chat.stream.log import LogWriter, append_now
from chat.stream.snapshots import stored_state
from chat.work.executor import claim
from chat.work.leases import LeaseLost, hand_over
from chat.work.statuses import move
from config.common import hints
from config.common.hints import Hint
from projects.models import Project
from tests.chat.answer.bench import WRITER, Answer, Bench, Pause, ScriptedModel, ended, records, words

ROWS = pytest.mark.django_db
ROWS_OF_THREADS = pytest.mark.django_db(transaction=True)


def kind(*answers: Answer, writer: LogWriter = WRITER) -> StreamKind:
    return StreamKind(Feed(), writer, ScriptedModel(*answers))


def taken(free: int = 100, project: int | None = None) -> list[int]:
    return [stream.pk for stream in claim(kind(), "bench", free, project)]


def end(*keys: int) -> None:
    move(Stream.objects.filter(pk__in=keys), StreamStatus.SUCCESS)


def benches(count: int, *owners: User) -> list[Bench]:
    return [Bench(Project.objects.create(owner=owners[n % len(owners)], name=f"P{n}")) for n in range(count)]


@pytest.fixture(autouse=True)
def room_for_many(settings: Any) -> None:
    settings.MAX_QUEUED_PER_USER = 100


# The order


@ROWS
def test_the_answers_of_a_project_are_made_one_after_another(bench: Bench) -> None:
    first, second, third = (bench.queued(str(number)).pk for number in range(3))
    assert taken() == [first] and taken() == []
    end(first)
    assert taken() == [second] and taken() == []
    end(second)
    assert taken() == [third]


@ROWS
def test_what_was_queued_again_stands_where_it_stood(bench: Bench) -> None:
    """An answer that is retried comes before a later one, which may build on it."""
    first, second = bench.queued("a").pk, bench.queued("b").pk
    assert taken() == [first]
    hand_over(Stream.objects.filter(pk=first))
    assert taken() == [first]
    end(first)
    move(Stream.objects.filter(pk=first), StreamStatus.QUEUED)
    assert taken() == [first]
    end(first)
    assert taken() == [second]


@ROWS
def test_projects_do_not_wait_for_each_other(settings: Any) -> None:
    settings.MAX_RUNNING_PER_USER = 10
    one, other = benches(2, User.objects.create(username="ann"))
    first, _, second = one.queued("a").pk, one.queued("b").pk, other.queued("c").pk
    assert sorted(taken()) == [first, second]


@ROWS
def test_users_take_turns_and_each_has_a_limit(settings: Any) -> None:
    settings.MAX_RUNNING_PER_USER = 2
    ann, ben = User.objects.create(username="ann"), User.objects.create(username="ben")
    of_ann = [each.queued("a").pk for each in benches(4, ann)]
    of_ben = [each.queued("b").pk for each in benches(1, ben)]
    assert taken(2) == [of_ann[0], of_ben[0]], "who came later need not wait for all who came before"
    assert taken() == [of_ann[1]] and taken() == []


@ROWS
def test_what_a_crash_left_comes_first(bench: Bench, settings: Any) -> None:
    settings.MAX_RUNNING_PER_USER = 10
    (other,) = benches(1, bench.project.owner)
    waiting = other.queued("a").pk
    left = bench.running()
    Stream.objects.filter(pk=left.pk).update(lease_until=Now())
    assert taken(1) == [left.pk] and taken() == [waiting]


@ROWS
def test_a_worker_of_one_project_leaves_the_others_alone() -> None:
    one, other = benches(2, User.objects.create(username="ann"))
    one.queued("a")
    wanted = other.queued("b").pk
    assert taken(project=other.project.pk) == [wanted]


@ROWS
def test_a_process_runs_as_many_as_the_operator_says(settings: Any) -> None:
    settings.MAX_RUNNING_STREAMS = 7
    assert kind().capacity == 7


# Epochs


@ROWS
def test_each_epoch_begins_with_one_snapshot_of_what_there_is(bench: Bench) -> None:
    first = bench.running()
    bench.step(first, content="So far.")
    second = bench.after_a_crash(first)
    assert (first.epoch, second.epoch) == (1, 2)
    for stream in (first, second):
        (record,) = records(stream)
        assert (record.id, record.type) == (EventId(stream.epoch, 1), "snapshot") and record == stream.opening
        assert isinstance(record.event, Snapshot) and record.event.state.epoch == stream.epoch
    state = second.opening.event.state  # type: ignore[union-attr]
    assert (state.status, state.content) == ("running", "So far.") and state == stored_state(second)


@ROWS
def test_a_claim_that_comes_too_late_begins_no_epoch(bench: Bench) -> None:
    stream = bench.queued()
    late = Stream.objects.get(pk=stream.pk)
    bench.running(stream)
    with pytest.raises(LeaseLost):
        late.take_up("late")
    assert taken() == [] and len(records(Stream.objects.get(pk=stream.pk))) == 1


@ROWS
def test_an_epoch_begins_with_what_was_seen_of_a_step_that_broke_off(bench: Bench) -> None:
    stream = bench.running()
    append_now(stream, 2, [Delta(step=0, content="Half")])
    assert bench.after_a_crash(stream).opening.event.state.content == "Half"  # type: ignore[union-attr]


# A run


@ROWS_OF_THREADS
def test_a_run_tells_its_opening_first_and_answers(bench: Bench) -> None:
    published: list[Record] = []
    stream = bench.running()

    async def go() -> None:
        writer = LogWriter(published.extend)
        feed = Feed()
        telling = StreamKind(feed, writer, ScriptedModel([*words("Hello."), *ended()]))
        feed.publish = published.extend  # type: ignore[method-assign]
        await telling.run(stream, asyncio.Event())

    asyncio.run(go())
    assert published[0] == stream.opening and [each.id.seq for each in published] == list(range(1, len(published) + 1))
    assert Stream.objects.get().status == StreamStatus.SUCCESS


@ROWS_OF_THREADS
def test_a_run_that_is_handed_over_stores_what_was_said(bench: Bench) -> None:
    stream, pause = bench.running(), Pause()

    async def go() -> None:
        running = asyncio.create_task(kind([*words("Half"), pause]).run(stream, asyncio.Event()))
        await pause.reached.wait()
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running

    asyncio.run(go())
    assert [each.type for each in records(stream)][-1] == "delta"
    assert Stream.objects.get().status == StreamStatus.RUNNING, "whoever cancelled it hands it over"


@ROWS_OF_THREADS
@pytest.mark.parametrize("is_named", [True, False])
def test_the_first_answer_of_a_project_without_a_name_has_one_made(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, is_named: bool
) -> None:
    begun: list[int] = []
    monkeypatch.setattr(titles, "begin", lambda stream, model: begun.append(stream.pk))
    Project.objects.update(is_named=is_named)
    stream = bench.running()
    asyncio.run(kind([*words("Hello."), *ended()]).run(stream, asyncio.Event()))
    assert begun == ([] if is_named else [stream.pk])


@ROWS
def test_whoever_watches_is_told_when_a_worker_lets_go(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[Hint] = []
    stream = bench.queued()
    monkeypatch.setattr(hints, "_listener", heard.append)
    kind().left(stream)
    assert heard == [Hint({stream.pk}, set(), {bench.project.pk}, work=True)]
