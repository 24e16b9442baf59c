"""The log: an event is stored before anybody sees it.

What the streams of this process have to say is committed together, in one transaction a tick: at once when idle, else
no sooner than a few times as long as the last ones took, six milliseconds at least. What must be stored together with
rows goes through `transact`. Every transaction checks the fence; a stream that lost its lease drops out, the others
commit.
"""

import asyncio
import itertools
import time
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import msgspec
import structlog
from django.db import connection
from django.utils import timezone

from chat.models import Stream
from chat.models import StreamEvent as StoredEvent
from chat.stream.events import EventId, Record, StreamEvent, joined
from chat.work.leases import RUNNING, LeaseLost
from config.common import failpoints
from config.common.counters import EVENTS, FLUSH_SECONDS
from config.common.database import DATABASE_AWAY, at_once, in_pool, in_thread_of, json_rows, passes, writing

logger = structlog.get_logger(__name__)

T = TypeVar("T")
Publish = Callable[[Sequence[Record]], None]

TICK_FACTOR = 3  # how many times a flush's own length is waited before the next
SHORTEST_TICK_SECONDS = 0.006  # what comes alone never waits for it; of many streams a flush holds more
LONGEST_TICK_SECONDS = 0.1
MAX_PENDING = 1000  # events of one stream that wait for a database that is away
RETRY_SECONDS = (0.05, 0.1, 0.2, 0.5, 1.0)


async def retried(do: Callable[..., Awaitable[T]], *arguments: Any, **named: Any) -> T:
    """Do it until the database takes it: the work waits and goes on. Each try is one transaction.

    Raises at once what waiting does not mend (`database.passes`).
    """
    for number in itertools.count():
        try:
            return await do(*arguments, **named)
        except DATABASE_AWAY as error:
            if not passes(error):
                raise
            delay = RETRY_SECONDS[min(number, len(RETRY_SECONDS) - 1)]
            logger.warning("database away", phase="database", error=str(error), retry_in_s=delay)
            await asyncio.sleep(delay)
    raise AssertionError("unreachable")


def store(records: Iterable[Record]) -> None:
    """Insert events, within the caller's transaction."""
    said = [_row(record) for record in records]
    with connection.cursor() as cursor:
        cursor.execute(_statement(_STORE), [_encode(said).decode(), _now()])
    EVENTS.inc(len(said))


def _row(record: Record, owner: str = "") -> tuple[int, int, int, str, str, str]:
    return record.stream, record.id.epoch, record.id.seq, record.type, record.payload, owner


def _now() -> Any:
    return connection.ops.adapt_datetimefield_value(timezone.now())


def append_now(stream: Stream, seq: int, events: Sequence[StreamEvent]) -> list[Record]:
    """Store `events` of a stream that the caller holds, from `seq` on, within the caller's transaction."""
    records = [Record.of(stream.pk, EventId(stream.epoch, seq + number), event) for number, event in enumerate(events)]
    store(records)
    return records


async def to_the_end(work: Coroutine[Any, Any, T]) -> T:
    """Await `work`; when cancelled meanwhile, let it end first: a transaction under way cannot be called back."""
    task = asyncio.ensure_future(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task])
        raise


class StreamLog:
    """What one epoch of one stream has to say, in order. Raises LeaseLost once another process holds the stream."""

    def __init__(self, writer: "LogWriter", stream: Stream, seq: int) -> None:
        self.stream = stream
        self._writer = writer
        self._seq = seq  # of the last stored event
        self.pending: list[StreamEvent] = []
        self._turn = asyncio.Lock()  # one transaction at a time writes for a stream
        self._emptied = asyncio.Event()
        self._lost = False
        self._failure: Exception | None = None  # why the database will never take what was said

    async def append(self, *events: StreamEvent) -> None:
        """Say `events` with the next tick. Waits when the database takes nothing."""
        self._check()
        for event in events:
            if not joined(self.pending, event):
                self.pending.append(event)
        self._writer.mark(self)
        while len(self.pending) > MAX_PENDING:
            self._emptied.clear()
            await self._emptied.wait()
            self._check()

    async def transact(self, change: Callable[[], tuple[T, Sequence[StreamEvent]]]) -> T:
        """Run `change` and store the events that it gives, both or neither, after all that was said before.

        `change` is sync, uses the ORM, and may be run again when the database was away. Gives its result.
        """
        return await to_the_end(self._transact(change))

    async def _transact(self, change: Callable[[], tuple[T, Sequence[StreamEvent]]]) -> T:
        async with self._turn:
            self._check()
            said, self.pending = self.pending, []
            try:
                result, records = await self._retried(said, change)
            except LeaseLost:
                self.lose()
                raise
            except BaseException:
                self.pending[:0] = said
                raise
            failpoints.hit("after_commit")
            self.stored(records)
            return result

    async def _retried(
        self, said: list[StreamEvent], change: Callable[[], tuple[T, Sequence[StreamEvent]]]
    ) -> tuple[T, list[Record]]:
        tried: list[tuple[T, list[Record]]] = []

        def attempt() -> tuple[T, list[Record]]:
            with writing():
                if tried and self.is_stored(tried[-1][1]):  # the connection broke after the commit
                    return tried[-1]
                self.stream.fence()
                result, events = change()
                records = append_now(self.stream, self._seq + 1, [*said, *events])
                tried.append((result, records))
            return result, records

        return await retried(in_pool(attempt))

    def is_stored(self, records: list[Record]) -> bool:
        """Whether an earlier try, of which we do not know, has committed."""
        found = StoredEvent.objects.filter(stream=self.stream, epoch=self.stream.epoch)
        return bool(records) and found.filter(seq=records[-1].id.seq).exists()

    def lose(self, failure: Exception | None = None) -> None:
        """Write nothing more: another process holds the stream, or, with `failure`, the database refuses for good."""
        self._lost, self._failure = True, failure
        self._emptied.set()

    @property
    def is_ready(self) -> bool:
        """Has something to say, and no transaction of its own under way that will say it."""
        return bool(self.pending) and not self._turn.locked() and not self._lost

    def take(self) -> list[Record]:
        """What the next tick stores, with its ids."""
        records = [
            Record.of(self.stream.pk, EventId(self.stream.epoch, self._seq + 1 + number), event)
            for number, event in enumerate(self.pending)
        ]
        self.pending = []
        return records

    async def hold(self) -> None:
        await self._turn.acquire()

    def release(self) -> None:
        self._turn.release()

    def _check(self) -> None:
        if self._failure is not None:
            raise self._failure
        if self._lost:
            raise LeaseLost(f"stream {self.stream.pk}: epoch {self.stream.epoch} is over")

    def stored(self, records: list[Record]) -> None:
        if records:
            self._seq = records[-1].id.seq
            self._writer.publish(records)
        self._emptied.set()
        if self.pending:
            self._writer.mark(self)


class LogWriter:
    """Commits what the streams of this process say. One for a process."""

    def __init__(self, publish: Publish) -> None:
        self.publish = publish
        self._logs: set[StreamLog] = set()
        self._bell = asyncio.Event()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="log")
        self._commit = in_thread_of(self._thread, _commit)

    def mark(self, log: StreamLog) -> None:
        self._logs.add(log)
        self._bell.set()

    async def run(self) -> None:
        """Flush, tick by tick, until cancelled."""
        took = 0.0
        while True:
            await self._bell.wait()
            self._bell.clear()
            began, before = time.perf_counter(), took
            await self.flush()
            took = time.perf_counter() - began
            FLUSH_SECONDS.observe(took)
            # One flush that was held up (a checkpoint, a thread that had its turn first) says nothing of the load.
            typical = min(before, took)
            await asyncio.sleep(min(max(typical * TICK_FACTOR, SHORTEST_TICK_SECONDS), LONGEST_TICK_SECONDS))

    async def flush(self) -> None:
        """Commit all that is said by now."""
        marked, self._logs = self._logs, set()
        logs = [log for log in marked if log.is_ready]
        for log in logs:
            await log.hold()  # free, so it does not wait
        try:
            batch = {log: log.take() for log in logs}
            if batch:
                await self._store(batch)
        finally:
            for log in logs:
                log.release()

    async def _store(self, batch: dict[StreamLog, list[Record]]) -> None:
        """Commit `batch`. What the database refuses for good is tried stream by stream, so that only one ends by it."""
        tries = itertools.count()
        try:
            ours = await retried(lambda: self._commit(batch, again=next(tries) > 0))
        except Exception as failure:
            if len(batch) > 1:
                for log, records in batch.items():
                    await self._store({log: records})
                return
            (log,) = batch
            logger.exception("log", phase="database", stream=log.stream.pk)
            log.lose(failure)
            return
        failpoints.hit("after_log_commit")
        for log, records in batch.items():
            if log in ours:
                log.stored(records)
            else:
                log.lose()


def _commit(batch: dict[StreamLog, list[Record]], *, again: bool) -> set[StreamLog]:
    """Store `batch` in one transaction; give the logs whose stream is still ours.

    `again`: the connection broke at the first try, perhaps after the commit.
    """
    done = {log for log, records in batch.items() if again and log.is_stored(records)}
    said = [_row(record, log.stream.owner) for log in batch.keys() - done for record in batch[log]]
    with at_once(), connection.cursor() as cursor:
        cursor.execute(_statement(_STORE_HELD), [_encode(said).decode(), _now(), RUNNING])
        stored = cursor.rowcount
    EVENTS.inc(stored)
    if stored == len(said):
        return set(batch)
    return {log for log, records in batch.items() if log.is_stored(records)}


# One statement for a tick: each costs the loop's streams the time in which the interpreter changes hands, several
# times, and on PostgreSQL a round trip.
_STORE = (  # `WITH` stands behind `INSERT`: else Python's SQLite counts no rows
    f"INSERT INTO {StoredEvent._meta.db_table} (stream_id, epoch, seq, type, payload, created_at)"
    " WITH said (stream, epoch, seq, type, payload, owner) AS ({rows})"
    " SELECT said.stream, said.epoch, said.seq, said.type, said.payload, %s FROM said"
)
# Of the said only what belongs to an epoch that still runs; its row is held to the end of the transaction. The events
# come first: SQLite reads the tables in the order of a CROSS JOIN, and would else read the events once for each stream.
_STORE_HELD = (
    f"{_STORE} CROSS JOIN {Stream._meta.db_table} AS held"
    " WHERE held.id = said.stream AND held.epoch = said.epoch AND held.owner = said.owner AND held.status = %s"
    " ORDER BY held.id, said.seq {lock}"
)
_encode = msgspec.json.encode


def _statement(sql: str) -> str:
    lock = "FOR UPDATE OF held" if connection.features.has_select_for_update else ""
    return sql.format(rows=json_rows("bigint", "int", "int", "text", "text", "text"), lock=lock)
