"""A client of one stream: it reads the real feed of a process, and folds by the protocol's text."""

import asyncio
import json
import time
from typing import Any

from chat.models import Stream, StreamEvent
from chat.stream.events import START, EventId, Record
from chat.stream.snapshots import last_id, records_of, state_now
from config.common.database import in_pool
from tests.machine.processes import Process
from tests.reading import State, assert_gapless, fold, told

LOOK_AGAIN_SECONDS = 0.02
PATIENCE_SECONDS = 30.0


class Client:
    def __init__(self, process: Process, stream: int) -> None:
        self.process, self.stream = process, stream
        self.state: State | None = None
        self.cursor: EventId | None = None
        self._before: dict[str, Any] | None = None  # the last event
        self._seen: list[Record] = []  # and not yet held against the log
        self._open(None)

    def _open(self, cursor: EventId | None) -> None:
        self._batches = self.process.feed.follow(self.stream, cursor)
        self._coming = asyncio.ensure_future(anext(self._batches, None))
        self._is_over = False

    async def leave(self) -> None:
        self._coming.cancel()
        await asyncio.gather(self._coming, return_exceptions=True)
        await self._batches.aclose()

    async def return_to(self, process: Process) -> None:
        """Come back, perhaps elsewhere, with the cursor that it has."""
        await self.leave()
        self.process = process
        self._open(self.cursor)

    async def return_at(self, process: Process, cursor: EventId | None, state: State | None) -> None:
        """Come back with any cursor at all. `state` is what it shows there; None: only a snapshot will help it."""
        await self.leave()
        self.process, self.cursor, self.state, self._before = process, cursor, state, None
        self._open(cursor)

    async def catch_up(self) -> None:
        """Read until everything is read; then what is shown must be the state. Raises AssertionError."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not await in_pool(self._is_there)():
            await self._read()
            assert time.monotonic() < deadline, f"a client at {self.cursor} of stream {self.stream} gets nothing more"

    async def glance(self) -> None:
        """Read what is there, at a process that may lag behind: all of it must be stored, even so."""
        await self._read()
        await in_pool(self._was_stored)()

    def _was_stored(self) -> None:
        """Nobody sees what is not stored. (Snapshots are made up, and what is pruned is not there any more.)"""
        for record in self._seen:
            events = StreamEvent.objects.filter(stream=record.stream, epoch=record.id.epoch)
            if record.type != "snapshot" and events.filter(seq=1).exists():
                stored = events.filter(seq=record.id.seq, payload=record.payload).exists()
                assert stored, f"a client saw {record}, which is not stored"
        self._seen.clear()

    async def _read(self) -> None:
        if self._is_over:  # as a socket, which the hub tells of the next epoch
            await self.return_to(self.process)
        self.process.feed.look()
        await asyncio.wait([self._coming], timeout=LOOK_AGAIN_SECONDS)
        if not self._coming.done():
            return
        records = self._coming.result()
        if records is None:
            self._is_over = True
            return
        for record in records:
            self._take(record)
        self._coming = asyncio.ensure_future(anext(self._batches, None))

    def _take(self, record: Record) -> None:
        event = json.loads(record.frame)
        self._seen.append(record)
        if self._before is not None and event["type"] != "snapshot":
            assert_gapless([self._before, event])
        assert self.cursor is None or event["type"] == "snapshot" or record.id > self.cursor, f"{event} came again"
        self.state = fold(self.state, event)
        self.cursor, self._before = record.id, event

    def _is_there(self) -> bool:
        """Whether the client is where the log is. Then all three tell the same."""
        self._was_stored()
        stream = Stream.objects.select_related("message").get(pk=self.stream)
        state = told(state_now(stream).model_dump(mode="json"))
        newest = str(last_id(stream)) if stream.epoch else str(START)
        if self.state is None or state["last_event_id"] != newest or self.state["last_event_id"] != newest:
            return False
        records = records_of(self.stream, stream.epoch)
        skipped = {"status"} if stream.status == "queued" else set()  # a retry queues without an event
        if not records or records[0].type != "snapshot":
            # Pruned: the rows tell the rest, and what a retry has changed in them no event tells before it begins.
            skipped |= set(state) if stream.status == "queued" and stream.epoch else {"activity"}
        else:
            folded: State | None = None
            for record in records:
                folded = fold(folded, json.loads(record.frame))
            assert folded is not None
            _same("the fold of the log", folded, "the state", state, skipped)
        _same("a client", self.state, "the state", state, skipped)
        return True


def _same(who: str, shown: State, what: str, state: State, skipped: set[str]) -> None:
    for field in state.keys() - skipped:
        assert shown[field] == state[field], f"{field}: {who} has {shown[field]!r}, {what} is {state[field]!r}"
