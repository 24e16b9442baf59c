"""The feed: every reader of a stream, on every transport, reads here.

It serves what this process committed from memory, and everything else from the log: what runs elsewhere is looked up
when a hint says so and, without hints, by itself.
"""

import asyncio
import contextlib
import itertools
import time
from collections import deque
from collections.abc import AsyncGenerator, Iterator, Sequence

import msgspec
import structlog
from django.db import connection

from chat.models import Stream, StreamEvent, StreamStatus
from chat.stream.events import START, EventId, Record, Snapshot
from chat.stream.log import retried
from chat.stream.snapshots import records_of, state_now
from config.common.database import DATABASE_AWAY, in_readers, json_rows

logger = structlog.get_logger(__name__)

TAIL = 64  # events of a followed stream that are kept in memory; who is further behind reads the log
PAGE = 1000  # events read at once; each read costs what a hundred events do
POLL_SECONDS = 0.1  # while a followed stream may run elsewhere
CHANNELS_A_QUERY = 250


class StreamGone(Exception):
    """The stream, or its project, was deleted."""


class Channel:
    """What this process knows of one followed stream."""

    def __init__(self, stream: int) -> None:
        self.stream = stream
        self.followers = 0
        self.is_local = False
        self.last: EventId | None = None  # None: nothing read yet
        self.ended = False
        self._tail: deque[Record] = deque(maxlen=TAIL)
        self._news = asyncio.Event()

    def put(self, records: Sequence[Record]) -> None:
        """Take in newly committed events; those that are known already are passed over."""
        for record in records:
            if self.last is not None and record.id <= self.last:
                continue
            if self._tail and not self._follows(self._tail[-1].id, record.id):
                self._tail.clear()
            self._tail.append(record)
            self.last, self.ended = record.id, record.type == "finalized"
        self.wake()

    @staticmethod
    def _follows(before: EventId, after: EventId) -> bool:
        return after == EventId(before.epoch, before.seq + 1)

    def reach(self, id: EventId, ended: bool) -> None:
        """A reader has read the log up to `id`, for itself."""
        if self.last is None or id > self.last:
            self._tail.clear()
            self.last, self.ended = id, ended
            self.wake()  # those who wait further back would not be told of it again
        elif id == self.last:
            self.ended = ended

    def after(self, cursor: EventId) -> list[Record] | None:
        """The events after `cursor`; None when memory does not reach back so far."""
        if cursor == self.last:
            return []
        if not self._tail or self.last is None or cursor > self.last:
            return None
        first = self._tail[0].id
        if cursor.epoch == first.epoch and cursor.seq >= first.seq - 1:
            return [self._tail[i] for i in range(cursor.seq - first.seq + 1, len(self._tail))][:PAGE]
        if cursor.epoch < first.epoch and first.seq == 1:  # the epoch's own snapshot replaces all before
            return [self._tail[i] for i in range(len(self._tail))][:PAGE]
        return None

    def forget(self) -> None:
        """Make every reader read the log again: the stream's row changed without an event."""
        self._tail.clear()
        self.last, self.ended = None, False
        self.wake()

    def wake(self) -> None:
        self._news.set()
        self._news.clear()  # who waits by now is woken; who comes next waits for what comes next

    async def news(self) -> None:
        await self._news.wait()


class Feed:
    """All channels of this process."""

    def __init__(self) -> None:
        self._channels: dict[int, Channel] = {}
        self._bell = asyncio.Event()

    def publish(self, records: Sequence[Record]) -> None:
        """Tell this process's readers what it just committed. Call it on the loop, once a stream and commit."""
        channel = self._channels.get(records[0].stream)
        if channel is not None:
            channel.put(records)

    def look(self) -> None:
        """Something was committed elsewhere: read it now."""
        self._bell.set()

    def forget(self, stream: int) -> None:
        """The stream's row changed without an event (it was queued again, or deleted)."""
        channel = self._channels.get(stream)
        if channel is not None and not channel.is_local:
            channel.forget()

    @contextlib.contextmanager
    def runs_here(self, stream: int) -> Iterator[None]:
        """While this process runs the stream nobody needs to look for its news elsewhere."""
        with self._open(stream) as channel:
            channel.is_local = True
            try:
                yield
            finally:
                channel.is_local = False

    @contextlib.contextmanager
    def _open(self, stream: int) -> Iterator[Channel]:
        channel = self._channels.setdefault(stream, Channel(stream))
        channel.followers += 1
        try:
            yield channel
        finally:
            channel.followers -= 1
            if not channel.followers:
                self._channels.pop(stream, None)

    async def follow(self, stream: int, cursor: EventId | None) -> AsyncGenerator[list[Record], None]:
        """Yield what comes after `cursor`, in batches, and wait for more; end after a `finalized`.

        A cursor that cannot be served (absent, unknown, of an older epoch, pruned) gets a snapshot made up for it.
        Raises StreamGone when there is no such stream.
        """
        with self._open(stream) as channel:
            for look in itertools.count():
                records = channel.after(cursor) if cursor is not None else None
                if look == 0 and channel.ended and not records:
                    records = None  # memory may not know yet that a retry elsewhere has queued the stream again
                if records is None:
                    found: tuple[list[Record], bool] = await retried(in_readers(read_after), stream, cursor)
                    records, ended = found
                    reached = records[-1].id if records else cursor
                    if reached is not None and len(records) < PAGE:
                        channel.reach(reached, ended)
                else:
                    ended = channel.ended and (not records or records[-1].id == channel.last)
                if records:
                    yield records
                    cursor = records[-1].id
                elif ended:
                    return
                elif cursor == channel.last:
                    await channel.news()

    async def run(self) -> None:
        """Read what is committed elsewhere, until cancelled."""
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(POLL_SECONDS):  # `wait_for` loses a cancellation that meets the bell
                    await self._bell.wait()
            self._bell.clear()
            remote = [c for c in self._channels.values() if c.last is not None and not (c.is_local or c.ended)]
            for start in range(0, len(remote), CHANNELS_A_QUERY):
                part = {c.stream: c for c in remote[start : start + CHANNELS_A_QUERY]}
                try:
                    await self._look({key: c.last or START for key, c in part.items()})
                except DATABASE_AWAY as error:
                    logger.warning("database away", phase="database", error=str(error))

    async def _look(self, cursors: dict[int, EventId]) -> None:
        began = time.perf_counter()
        by_stream: dict[int, list[Record]] = {}
        for record in await in_readers(read_news)(cursors):
            by_stream.setdefault(record.stream, []).append(record)
        for stream, records in by_stream.items():
            if channel := self._channels.get(stream):
                channel.put(records)
        logger.debug("looked", streams=len(cursors), seconds=time.perf_counter() - began)


def read_news(cursors: dict[int, EventId]) -> list[Record]:
    """Events after the cursors of several streams, in one query, each stream's in order; of too many the first."""
    if not cursors:
        return []
    places = msgspec.json.encode([(stream, *id) for stream, id in cursors.items()]).decode()
    with connection.cursor() as cursor:
        cursor.execute(_NEWS[connection.vendor].format(places=json_rows("bigint", "int", "int")), [places])
        return [Record(stream, EventId(epoch, seq), type, text) for stream, epoch, seq, type, text in cursor.fetchall()]


_COLUMNS = "event.stream_id, event.epoch, event.seq, event.type, event.payload"
_AFTER = (
    f"{StreamEvent._meta.db_table} AS event"
    " WHERE event.stream_id = place.stream AND (event.epoch, event.seq) > (place.epoch, place.seq)"
)
_NEWS = {
    "sqlite": "WITH place (stream, epoch, seq) AS ({places})"
    f" SELECT {_COLUMNS} FROM place CROSS JOIN {_AFTER} ORDER BY 1, 2, 3 LIMIT 5000",
    # A search of its own in the index for each place: PostgreSQL expects so many rows that it would read them all.
    "postgresql": "WITH place (stream, epoch, seq) AS ({places})"
    f" SELECT {_COLUMNS} FROM place CROSS JOIN LATERAL"
    f" (SELECT * FROM {_AFTER} ORDER BY event.epoch, event.seq LIMIT 100) AS event ORDER BY 1, 2, 3",
}


def read_after(stream_id: int, cursor: EventId | None) -> tuple[list[Record], bool]:
    """Read what a client at `cursor` gets next from the log, and whether that is the end."""
    epoch, is_ended = _place_of(stream_id)
    if cursor is not None and cursor.epoch == epoch:
        if epoch == 0 and cursor == START:
            return [], False
        records = records_of(stream_id, epoch, after=cursor.seq - 1, limit=PAGE + 1)
        if cursor.seq > 0 and records and records[0].id == cursor:
            if records[-1].type == "finalized" and not is_ended:
                _, is_ended = _place_of(stream_id)  # it may have ended since its row was read
            return records[1:], records[-1].type == "finalized" and is_ended
    stream = Stream.objects.select_related("message").filter(pk=stream_id).first()
    if stream is None:
        raise StreamGone(stream_id)
    return _made_up(stream)


def _place_of(stream_id: int) -> tuple[int, bool]:
    """The stream's epoch and whether it has ended. No row is made an object of: this is read once a page."""
    row = Stream.objects.filter(pk=stream_id).values_list("epoch", "status").first()
    if row is None:
        raise StreamGone(stream_id)
    epoch, status = row
    return epoch, status not in (StreamStatus.QUEUED, StreamStatus.RUNNING)


def _made_up(stream: Stream) -> tuple[list[Record], bool]:
    """A snapshot for a cursor that cannot be served, and the `finalized` behind it when the stream has ended."""
    state = state_now(stream, before_the_end=stream.is_ended)
    if not stream.is_ended and state.status not in (StreamStatus.QUEUED, StreamStatus.RUNNING):
        stream.refresh_from_db()  # it ended since its row was read
        state = state_now(stream, before_the_end=stream.is_ended)
    id = EventId.parse(state.last_event_id) or START
    records = [Record.of(stream.pk, id, Snapshot(state=state))]
    if stream.is_ended:
        records += records_of(stream.pk, stream.epoch, after=id.seq)[:1]
    return records, stream.is_ended
