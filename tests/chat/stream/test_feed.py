"""The feed on its own: from memory, from the log, or from a snapshot, each reader gets what comes after its cursor."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.answer.controls import retry
from chat.answer.endings import Ending
from chat.models import Stream, StreamEvent
from chat.stream import feed as module
from chat.stream.events import START, Delta, EventId, Record, Snapshot
from chat.stream.feed import TAIL, Channel, Feed, StreamGone, read_after, read_news
from chat.stream.snapshots import last_id, records_of, state_now
from config.common.database import in_pool
from projects.models import Project
from tests.chat.stream.story import EMPTY
from tests.chat.streams import answered, end, queued, speak, take_away, taken_up, tell

PATIENCE_SECONDS = 20
ROWS = pytest.mark.django_db
ROWS_OF_THREADS = pytest.mark.django_db(transaction=True)
FAILED = Ending.failed("model_busy", "Wait.", retryable=True)


def record(epoch: int, seq: int, stream: int = 1) -> Record:
    """What is said there: each epoch begins with a snapshot."""
    return Record.of(stream, EventId(epoch, seq), Delta(step=0, content="x") if seq > 1 else Snapshot(state=EMPTY))


# What a channel remembers


@st.composite
def stories(draw: st.DrawFn) -> tuple[list[Record], list[list[Record]]]:
    """A log of some epochs, and how a channel hears of it: in parts, some too late, again or not at all."""
    told = [
        record(epoch, seq)
        for epoch in range(1, draw(st.integers(1, 3)) + 1)
        for seq in range(1, draw(st.integers(1, 6)) + 1)
    ]
    cuts = sorted(draw(st.lists(st.integers(0, len(told)), max_size=6)))
    parts = [told[start:end] for start, end in zip([0, *cuts], [*cuts, len(told)], strict=True)]
    return told, draw(st.one_of(st.just(parts), st.lists(st.sampled_from(parts), max_size=8)))


@given(stories(), st.integers(0, 3), st.integers(0, 8))
def test_memory_serves_what_the_log_would_or_says_that_it_cannot(
    story: tuple[list[Record], list[list[Record]]], epoch: int, seq: int
) -> None:
    told, heard = story
    channel, cursor = Channel(1), EventId(epoch, seq)
    for part in heard:
        channel.put(part)
    assert channel.last == max((each.id for part in heard for each in part), default=None)
    known = [each for each in told if channel.last is not None and each.id <= channel.last]
    served = channel.after(cursor)
    if served:
        assert served == [each for each in known if each.id > cursor and each.id.epoch == known[-1].id.epoch]
    elif served == []:
        assert cursor == channel.last


def test_memory_reaches_back_as_far_as_its_tail() -> None:
    channel, last = Channel(1), TAIL + 10
    channel.put([record(1, seq) for seq in range(1, last + 1)])
    assert channel.after(EventId(1, last - TAIL)) == [record(1, seq) for seq in range(last - TAIL + 1, last + 1)]
    assert channel.after(EventId(1, last - TAIL - 1)) is None


def test_what_is_known_already_is_passed_over() -> None:
    channel = Channel(1)
    channel.put([record(1, 1), record(1, 2)])
    channel.put([record(1, 2), record(1, 3)])
    channel.put([record(1, 1)])
    assert channel.after(EventId(1, 1)) == [record(1, 2), record(1, 3)]
    assert channel.after(EventId(1, 3)) == []


def test_memory_with_a_gap_is_none() -> None:
    channel = Channel(1)
    channel.put([record(1, 1)])
    channel.put([record(1, 4)])
    assert channel.after(EventId(1, 1)) is None
    assert channel.after(EventId(1, 3)) == [record(1, 4)]


def test_a_new_epoch_s_snapshot_replaces_all_before() -> None:
    channel = Channel(1)
    channel.put([record(1, 1), record(1, 2)])
    channel.put([record(2, 1), record(2, 2)])
    assert channel.after(EventId(1, 2)) == channel.after(START) == [record(2, 1), record(2, 2)]


def test_a_cursor_that_nobody_gave_is_read_from_the_log() -> None:
    channel = Channel(1)
    assert channel.after(START) is None
    channel.put([record(1, 1)])
    assert channel.after(EventId(1, 9)) is None


async def test_a_reader_further_back_is_woken_when_another_has_read_the_log_to_its_end() -> None:
    channel = Channel(1)
    channel.put([record(1, 1), record(1, 2)])
    waiting = asyncio.create_task(channel.news())
    await asyncio.sleep(0)
    channel.reach(EventId(1, 4), ended=True)  # nothing will ever be put again
    await asyncio.wait_for(waiting, 1)
    assert channel.after(EventId(1, 2)) is None, "what it misses stands in the log"


# Following


@pytest.fixture
def feed() -> Feed:
    return Feed()


class Reader:
    """Who follows a stream, a batch at a time."""

    def __init__(self, feed: Feed, stream: Stream, cursor: EventId | None) -> None:
        self._batches: AsyncGenerator[list[Record], None] = feed.follow(stream.pk, cursor)

    async def batch(self) -> list[Record]:
        async with asyncio.timeout(PATIENCE_SECONDS):
            return await anext(self._batches)

    async def ids(self) -> list[str]:
        return [str(each.id) for each in await self.batch()]

    async def is_at_the_end(self) -> bool:
        async with asyncio.timeout(PATIENCE_SECONDS):
            return await anext(self._batches, None) is None

    def asking(self) -> "asyncio.Task[list[Record]]":
        return asyncio.create_task(self.batch())


@asynccontextmanager
async def reading(feed: Feed, stream: Stream, cursor: EventId | None = None) -> AsyncIterator[Reader]:
    reader = Reader(feed, stream, cursor)
    async with aclosing(reader._batches):
        yield reader


@asynccontextmanager
async def looking(feed: Feed) -> AsyncIterator[None]:
    """While it looks for what is committed elsewhere."""
    task = asyncio.create_task(feed.run())
    try:
        yield
    finally:
        task.cancel()


@in_pool
def log_of(stream: Stream) -> list[Record]:
    return records_of(stream.pk, Stream.objects.get(pk=stream.pk).epoch)


@in_pool
def with_deltas(count: int = 3) -> Stream:
    """A stream that runs, at 1-`count + 1`."""
    stream = taken_up()
    tell(stream, *(Delta(step=index, content="x") for index in range(count)))
    return stream


@ROWS_OF_THREADS
async def test_who_has_a_cursor_gets_what_comes_after_it_from_the_log(feed: Feed) -> None:
    stream = await with_deltas()
    async with reading(feed, stream, EventId(1, 2)) as reader:
        assert await reader.batch() == (await log_of(stream))[2:]


@ROWS_OF_THREADS
async def test_what_this_process_commits_comes_from_memory(feed: Feed) -> None:
    stream = await with_deltas()
    async with reading(feed, stream, EventId(1, 3)) as reader:
        assert await reader.ids() == ["1-4"]
        waiting = reader.asking()
        feed.publish([record(1, 5, stream.pk), record(1, 6, stream.pk)])  # no row holds them
        assert [str(each.id) for each in await waiting] == ["1-5", "1-6"]
        async with reading(feed, stream, EventId(1, 4)) as other:
            assert await other.ids() == ["1-5", "1-6"]


@ROWS_OF_THREADS
async def test_a_long_log_comes_in_pages_and_whole(feed: Feed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PAGE", 4)
    stream = await with_deltas(9)
    async with reading(feed, stream, EventId(1, 1)) as reader:
        got: list[Record] = []
        while len(got) < 9:
            got += await reader.batch()
    assert got == (await log_of(stream))[1:]


@ROWS_OF_THREADS
async def test_it_ends_after_the_end_whoever_comes_and_wherever_they_are(feed: Feed) -> None:
    stream = await in_pool(answered)()
    records = await log_of(stream)
    for cursor in (records[0].id, records[-2].id):
        async with reading(feed, stream, cursor) as reader:
            assert await reader.batch() == [each for each in records if each.id > cursor]
            assert await reader.is_at_the_end()
    async with reading(feed, stream, records[-1].id) as reader:
        assert await reader.is_at_the_end()


@ROWS_OF_THREADS
async def test_it_waits_where_there_is_nothing_yet_and_begins_with_the_first_epoch(feed: Feed) -> None:
    stream = await in_pool(queued)()
    async with reading(feed, stream, START) as reader:
        waiting = reader.asking()
        async with looking(feed):
            held = await in_pool(taken_up)(stream)
            feed.look()
            assert await waiting == [held.opening]


# Cursors that cannot be served


@pytest.mark.parametrize("cursor", [None, START, EventId(1, 99), EventId(7, 1)], ids=str)
@ROWS_OF_THREADS
async def test_who_has_no_cursor_of_this_epoch_gets_the_state_as_it_is(feed: Feed, cursor: EventId | None) -> None:
    stream = await with_deltas()
    state = await in_pool(state_now)(stream)
    async with reading(feed, stream, cursor) as reader:
        assert await reader.batch() == [Record.of(stream.pk, EventId(1, 4), Snapshot(state=state))]
        waiting = reader.asking()
        feed.publish([record(1, 5, stream.pk)])
        assert [str(each.id) for each in await waiting] == ["1-5"]


@ROWS_OF_THREADS
async def test_who_comes_back_in_a_later_epoch_gets_the_state_as_it_is(feed: Feed) -> None:
    stream = await with_deltas()
    held = await in_pool(take_away)(stream)
    async with reading(feed, stream, EventId(1, 3)) as reader:
        (only,) = await reader.batch()
    assert only.id == EventId(2, 1) and only.event == held.opening.event


@ROWS_OF_THREADS
async def test_what_was_pruned_is_told_as_a_state_and_its_end(feed: Feed) -> None:
    stream = await in_pool(answered)()
    end = (await log_of(stream))[-1]
    await StreamEvent.objects.exclude(type="finalized").adelete()
    async with reading(feed, stream, EventId(1, 2)) as reader:
        snapshot, finalized = await reader.batch()
        assert finalized == end and snapshot.id == EventId(1, end.id.seq - 1)
        assert await reader.is_at_the_end()
    assert isinstance(snapshot.event, Snapshot)
    assert (snapshot.event.state.status, snapshot.event.state.content) == ("success", "I plan two scenes.\n\nDone.")


@ROWS_OF_THREADS
async def test_where_there_is_no_stream_it_is_said(feed: Feed) -> None:
    stream = await with_deltas()
    await Project.objects.filter(pk=stream.project_id).adelete()
    for cursor in (None, EventId(1, 2)):
        async with reading(feed, stream, cursor) as reader:
            with pytest.raises(StreamGone):
                await reader.batch()


@ROWS_OF_THREADS
async def test_who_waits_for_a_stream_that_is_deleted_is_told_so(feed: Feed) -> None:
    stream = await with_deltas()
    async with reading(feed, stream, EventId(1, 3)) as reader:
        assert await reader.ids() == ["1-4"]
        waiting = reader.asking()
        await asyncio.sleep(0)  # it runs until it waits
        await Project.objects.filter(pk=stream.project_id).adelete()
        feed.forget(stream.pk)
        with pytest.raises(StreamGone):
            await waiting


# What is committed elsewhere


@pytest.mark.parametrize("is_hinted", [True, False])
@ROWS_OF_THREADS
async def test_what_is_committed_elsewhere_is_seen_with_a_hint_and_without(
    feed: Feed, is_hinted: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "POLL_SECONDS", 2 * PATIENCE_SECONDS if is_hinted else 0.01)
    stream = await with_deltas()
    async with looking(feed), reading(feed, stream, EventId(1, 3)) as reader:
        assert await reader.ids() == ["1-4"]
        waiting = reader.asking()
        await in_pool(speak)(stream)
        if is_hinted:
            feed.look()
        told = await waiting
        assert told == (await log_of(stream))[4:]


@ROWS_OF_THREADS
async def test_nobody_looks_elsewhere_for_what_runs_here_or_has_ended(
    feed: Feed, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: asyncio.Queue[set[int]] = asyncio.Queue()
    loop = asyncio.get_running_loop()

    def noting(cursors: dict[int, EventId]) -> list[Record]:
        loop.call_soon_threadsafe(asked.put_nowait, set(cursors))
        return read_news(cursors)

    monkeypatch.setattr(module, "read_news", noting)
    here, elsewhere = await with_deltas(), await with_deltas()
    over = await in_pool(answered)()
    with feed.runs_here(here.pk):
        async with (
            reading(feed, here, START) as one,
            reading(feed, elsewhere, START) as other,
            reading(feed, over, START) as third,
        ):
            for reader in (one, other, third):
                await reader.batch()
            async with looking(feed):
                feed.look()
                assert await asyncio.wait_for(asked.get(), PATIENCE_SECONDS) == {elsewhere.pk}


@ROWS_OF_THREADS
async def test_who_comes_to_an_end_that_is_being_retried_elsewhere_waits_for_what_follows(feed: Feed) -> None:
    stream = await in_pool(answered)(FAILED)
    last = (await log_of(stream))[-1]
    with feed.runs_here(stream.pk):  # so that it is remembered
        async with reading(feed, stream, EventId(1, 2)) as reader:
            await reader.batch()
        await in_pool(retry)(stream)
        async with reading(feed, stream, last.id) as reader:
            waiting = reader.asking()
            held = await in_pool(taken_up)(stream)
            feed.publish([held.opening])
            assert await waiting == [held.opening]


# Reading the log


@ROWS
def test_news_are_read_of_each_stream_behind_its_own_place() -> None:
    first, second = taken_up(), taken_up()
    for stream in (first, second):
        tell(stream, Delta(step=0, content="x"), Delta(step=1, content="y"))
    news = read_news({second.pk: EventId(0, 9), first.pk: EventId(1, 2), second.pk + 1: START})
    assert news == [*records_of(first.pk, 1, after=2), *records_of(second.pk, 1)]
    assert read_news({}) == []


@ROWS
def test_news_go_on_over_epochs() -> None:
    stream = taken_up()
    tell(stream, Delta(step=0, content="x"))
    take_away(stream)
    assert [str(each.id) for each in read_news({stream.pk: EventId(1, 1)})] == ["1-2", "2-1"]


@ROWS
def test_an_end_is_told_as_one_only_while_it_stands() -> None:
    stream = taken_up()
    assert read_after(stream.pk, EventId(1, 1)) == ([], False)
    end(stream, FAILED)
    records, ended = read_after(stream.pk, EventId(1, 1))
    assert records[-1].type == "finalized" and ended
    assert read_after(stream.pk, last_id(stream)) == ([], True)
    retry(stream)
    assert read_after(stream.pk, last_id(stream)) == ([], False)
