"""The log on its own: what is said is committed together, in order, once, and only then told to anybody."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import pytest
from django.db import IntegrityError, OperationalError

from chat.models import Step, Stream, StreamEvent
from chat.stream import events
from chat.stream import log as module
from chat.stream.events import EventId, Record
from chat.stream.log import LONGEST_TICK_SECONDS, SHORTEST_TICK_SECONDS, LogWriter, StreamLog, store, to_the_end
from chat.work.leases import LeaseLost
from config.common.database import in_pool
from tests.chat.streams import take_away, taken_up
from tests.clock import Clock

pytestmark = pytest.mark.django_db(transaction=True)

PATIENCE_SECONDS = 20


def delta(text: str, step: int = 0) -> events.Delta:
    return events.Delta(step=step, content=text)


class Log:
    """A writer, and what it told."""

    def __init__(self) -> None:
        self.told: list[Record] = []
        self.news: asyncio.Queue[Sequence[Record]] = asyncio.Queue()
        self.writer = LogWriter(self._publish)

    def _publish(self, records: Sequence[Record]) -> None:
        self.told += records
        self.news.put_nowait(records)

    async def of(self, stream: Stream | None = None) -> StreamLog:
        """The log of a stream that this process holds; its snapshot is stored."""
        return StreamLog(self.writer, stream or await in_pool(taken_up)(), seq=1)

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator[None]:
        running = asyncio.create_task(self.writer.run())
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                yield
        finally:
            running.cancel()


@pytest.fixture
def log() -> Log:
    return Log()


def rows_of(said: StreamLog) -> list[tuple[str, str]]:
    """What the database holds behind the snapshot: (id, text)."""
    rows = StreamEvent.objects.filter(stream=said.stream, seq__gt=1).order_by("epoch", "seq")
    records = [Record(row.stream_id, EventId(row.epoch, row.seq), row.type, row.payload) for row in rows]
    return [(str(record.id), getattr(record.event, "content", record.type)) for record in records]


stored = in_pool(rows_of)


class Commits:
    """Every transaction of the log's goes through here: it counts them, and breaks as told."""

    def __init__(self, whole: Callable[[], Any]) -> None:
        self._whole = whole
        self.count = 0
        self.broken: list[str] = []  # of the next ones: "before", "after" or "not"

    @contextmanager
    def __call__(self) -> Iterator[None]:
        self.count += 1
        when = self.broken.pop(0) if self.broken else "not"
        if when == "before":
            raise OperationalError("the connection is lost")
        with self._whole():
            yield
        if when == "after":
            raise OperationalError("the connection is lost")


@pytest.fixture
def ticks(monkeypatch: pytest.MonkeyPatch) -> Commits:
    return _watched(monkeypatch, "at_once")


@pytest.fixture
def transactions(monkeypatch: pytest.MonkeyPatch) -> Commits:
    return _watched(monkeypatch, "writing")


def _watched(monkeypatch: pytest.MonkeyPatch, name: str) -> Commits:
    commits = Commits(getattr(module, name))
    monkeypatch.setattr(module, name, commits)
    monkeypatch.setattr(module, "RETRY_SECONDS", (0,))
    return commits


# What ticks commit


async def test_what_all_streams_say_is_committed_in_one_transaction(log: Log, ticks: Commits) -> None:
    logs = [await log.of() for _ in range(3)]
    for said in logs:
        await said.append(delta("a"), events.Complete(content="a"))
    assert log.told == [] and await stored(logs[0]) == []
    await log.writer.flush()
    assert ticks.count == 1
    for said in logs:
        assert await stored(said) == [("1-2", "a"), ("1-3", "a")]
        assert [str(record.id) for record in log.told if record.stream == said.stream.pk] == ["1-2", "1-3"]


async def test_events_keep_their_order_over_ticks_and_neighbours_make_one(log: Log) -> None:
    said = await log.of()
    for tick in (["a", "b"], ["c"], ["d", "e"]):
        for text in tick:
            await said.append(delta(text))
        await log.writer.flush()
    await said.append(delta("f", step=1), delta("g", step=2), delta("h", step=2))
    await log.writer.flush()
    assert await stored(said) == [("1-2", "ab"), ("1-3", "c"), ("1-4", "de"), ("1-5", "f"), ("1-6", "gh")]
    assert [record.id.seq for record in log.told] == [2, 3, 4, 5, 6]


async def test_where_nothing_is_said_nothing_is_committed(log: Log, ticks: Commits) -> None:
    await log.of()
    await log.writer.flush()
    assert ticks.count == 0


async def test_what_is_said_is_committed_by_itself(log: Log) -> None:
    said = await log.of()
    async with log.at_work():
        for text in ("a", "b"):
            await said.append(delta(text))
            (record,) = await log.news.get()
            assert record.event == delta(text)


async def test_what_is_said_while_a_tick_is_under_way_comes_with_the_next(
    log: Log, ticks: Commits, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = await log.of(), await log.of()
    begun, go_on = threading.Event(), threading.Event()
    now = module._now

    def held_up() -> Any:
        begun.set()
        assert go_on.wait(PATIENCE_SECONDS)
        return now()

    monkeypatch.setattr(module, "_now", held_up)
    await first.append(delta("a"))
    async with log.at_work():
        await asyncio.to_thread(begun.wait, PATIENCE_SECONDS)
        for text in "bcd":
            await first.append(delta(text))
            await second.append(delta(text))
        go_on.set()
        for _ in range(3):
            await log.news.get()
    assert ticks.count == 2
    assert await stored(first) == [("1-2", "a"), ("1-3", "bcd")] and await stored(second) == [("1-2", "bcd")]


async def test_the_longer_ticks_take_the_further_apart_they_are_and_one_alone_says_nothing(
    log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock, took = Clock(), [0.0, 0.01, 0.02, 9.0, 9.0]
    left = list(took)

    async def flush() -> None:
        if not left:
            raise asyncio.CancelledError
        clock.now += left.pop(0)
        log.writer.mark(said)

    said = await log.of()
    monkeypatch.setattr(log.writer, "flush", flush)
    monkeypatch.setattr(module, "time", clock)
    monkeypatch.setattr(module.asyncio, "sleep", clock.sleep)
    log.writer.mark(said)
    with pytest.raises(asyncio.CancelledError):
        await log.writer.run()
    shortest, longest = SHORTEST_TICK_SECONDS, LONGEST_TICK_SECONDS
    assert clock.slept == [shortest, shortest, pytest.approx(0.03), pytest.approx(0.06), longest]


# Who lost the lease, and what the database never takes


async def test_a_stream_that_lost_its_lease_drops_out_and_the_others_commit(log: Log) -> None:
    lost, kept = await log.of(), await log.of()
    await in_pool(take_away)(lost.stream)
    for said in (lost, kept):
        await said.append(delta("a"))
    await log.writer.flush()
    assert await stored(kept) == [("1-2", "a")]
    assert await stored(lost) == [], "but for the snapshot of who has it now"
    assert {record.stream for record in log.told} == {kept.stream.pk}
    with pytest.raises(LeaseLost):
        await lost.append(delta("b"))
    await kept.append(delta("b"))
    await log.writer.flush()
    assert await stored(kept) == [("1-2", "a"), ("1-3", "b")]


async def test_an_owner_of_another_name_is_another(log: Log) -> None:
    said = await log.of()
    await Stream.objects.filter(pk=said.stream.pk).aupdate(owner="another")
    await said.append(delta("a"))
    await log.writer.flush()
    assert await stored(said) == []


async def test_what_the_database_refuses_for_good_ends_one_stream_only(log: Log) -> None:
    refused, kept = await log.of(), await log.of()
    taken = Record.of(refused.stream.pk, EventId(1, 2), delta("of nobody"))
    await in_pool(store)([taken])
    for said in (refused, kept):
        await said.append(delta("a"))
    await log.writer.flush()
    assert await stored(kept) == [("1-2", "a")] and await stored(refused) == [("1-2", "of nobody")]
    with pytest.raises(IntegrityError):
        await refused.append(delta("b"))
    with pytest.raises(IntegrityError):
        await refused.transact(lambda: (None, []))


# Connections that break


@pytest.mark.parametrize("broken", [["before"], ["after"], ["before", "after"], ["after", "before"]], ids="-".join)
async def test_a_commit_whose_connection_broke_is_made_once(log: Log, ticks: Commits, broken: list[str]) -> None:
    logs = [await log.of(), await log.of()]
    for said in logs:
        await said.append(delta("a"), delta("b", step=1))
    ticks.broken = broken
    await log.writer.flush()
    for said in logs:
        await said.append(delta("c"))
    await log.writer.flush()
    for said in logs:
        assert await stored(said) == [("1-2", "a"), ("1-3", "b"), ("1-4", "c")]
        assert [record.id.seq for record in log.told if record.stream == said.stream.pk] == [2, 3, 4]


async def test_a_commit_that_was_made_stands_though_the_lease_is_lost_before_it_is_looked_for(
    log: Log, ticks: Commits, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = await log.of()
    sleep = asyncio.sleep

    async def lost_meanwhile(_: float) -> None:
        monkeypatch.setattr(module.asyncio, "sleep", sleep)
        await in_pool(take_away)(said.stream)

    monkeypatch.setattr(module.asyncio, "sleep", lost_meanwhile)
    ticks.broken = ["after"]
    await said.append(delta("a"))
    await log.writer.flush()
    assert [record.event for record in log.told] == [delta("a")]
    await said.append(delta("b"))
    await log.writer.flush()
    assert await stored(said) == [("1-2", "a")]
    with pytest.raises(LeaseLost):
        await said.append(delta("c"))


@pytest.mark.parametrize("broken", [["before"], ["after"], ["before", "after"], ["after", "before"]], ids="-".join)
async def test_a_change_whose_connection_broke_is_made_once(log: Log, transactions: Commits, broken: list[str]) -> None:
    said = await log.of()
    await said.append(delta("a"))
    transactions.broken = broken
    assert await said.transact(lambda: (_new_step(said), [delta("b", step=1)])) == "stored"
    assert await stored(said) == [("1-2", "a"), ("1-3", "b")]
    assert [record.id.seq for record in log.told] == [2, 3]
    assert await Step.objects.acount() == 1


# Rows and events together


def _new_step(said: StreamLog) -> str:
    Step.objects.create(stream=said.stream, index=Step.objects.filter(stream=said.stream).count())
    return "stored"


async def test_rows_and_their_events_are_stored_together_behind_what_was_said_before(log: Log) -> None:
    said = await log.of()
    await said.append(delta("a"))
    assert await said.transact(lambda: (_new_step(said), [events.Complete(content="a")])) == "stored"
    assert await stored(said) == [("1-2", "a"), ("1-3", "a")]
    await log.writer.flush()
    assert len(log.told) == 2 and await Step.objects.acount() == 1


async def test_a_change_that_fails_leaves_no_row_and_what_was_said_is_said_by_the_next_tick(log: Log) -> None:
    said = await log.of()
    await said.append(delta("a"))

    def failing() -> Any:
        _new_step(said)
        raise RuntimeError("no")

    with pytest.raises(RuntimeError):
        await said.transact(failing)
    assert await Step.objects.acount() == 0 and log.told == []
    await said.append(delta("b"))
    await log.writer.flush()
    assert await stored(said) == [("1-2", "ab")]


async def test_who_lost_the_lease_changes_nothing_and_says_nothing_more(log: Log) -> None:
    said = await log.of()
    await in_pool(take_away)(said.stream)
    with pytest.raises(LeaseLost):
        await said.transact(lambda: (_new_step(said), [delta("a")]))
    assert await Step.objects.acount() == 0 and await stored(said) == [] and log.told == []
    with pytest.raises(LeaseLost):
        await said.append(delta("b"))


class Held:
    """A change that is under way until it may go on."""

    def __init__(self, said: StreamLog) -> None:
        self._said = said
        self._begun, self._go_on = threading.Event(), threading.Event()

    def __call__(self) -> tuple[str, list[events.StreamEvent]]:
        self._begun.set()
        assert self._go_on.wait(PATIENCE_SECONDS)
        return _new_step(self._said), [delta("changed", step=1)]

    async def is_begun(self) -> None:
        assert await asyncio.to_thread(self._begun.wait, PATIENCE_SECONDS)

    def go_on(self) -> None:
        self._go_on.set()


async def test_what_is_said_during_a_change_stands_behind_it(log: Log, ticks: Commits) -> None:
    said = await log.of()
    change = Held(said)
    changing = asyncio.create_task(said.transact(change))
    await change.is_begun()
    await said.append(delta("later"))
    await log.writer.flush()
    assert ticks.count == 0, "one transaction at a time writes for a stream"
    change.go_on()
    await changing
    await log.writer.flush()
    assert await stored(said) == [("1-2", "changed"), ("1-3", "later")]


async def test_a_change_under_way_is_finished_before_a_cancellation_passes(log: Log) -> None:
    said = await log.of()
    change = Held(said)
    changing = asyncio.create_task(said.transact(change))
    await change.is_begun()
    changing.cancel()
    change.go_on()
    with pytest.raises(asyncio.CancelledError):
        await changing
    assert await stored(said) == [("1-2", "changed")] and [record.id.seq for record in log.told] == [2]


async def test_work_that_nobody_cancels_gives_what_it_gives() -> None:
    async def work() -> str:
        return "done"

    assert await to_the_end(work()) == "done"


# A database that takes nothing


@pytest.mark.parametrize("ending", ["it takes them", "the lease is lost"])
async def test_who_says_more_than_can_wait_waits_until_the_database_takes_it(
    log: Log, ending: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MAX_PENDING", 2)
    said = await log.of()
    await said.append(delta("a"), delta("b", step=1))
    saying = asyncio.create_task(said.append(delta("c", step=2)))
    await asyncio.sleep(0)  # it runs until it waits
    assert not saying.done()
    if ending == "it takes them":
        await log.writer.flush()
        await saying
        assert len(await stored(said)) == 3
    else:
        await in_pool(take_away)(said.stream)
        await log.writer.flush()
        with pytest.raises(LeaseLost):
            await saying
