"""What a process runs: the feed and hub for its readers, the log's writer and the executor for its work."""

import asyncio
import gc
import sys
from collections.abc import AsyncIterator, Awaitable, Sequence
from contextlib import asynccontextmanager, suppress
from contextvars import Context
from typing import Any, Self

import structlog
from channels.layers import get_channel_layer
from django.conf import settings

from chat.answer.stream_runner import StreamKind
from chat.llm.chat_model import ChatModel
from chat.llm.choice import chat_model
from chat.operations.presence import PresenceKeeper
from chat.operations.pruning import prune_forever
from chat.stream.events import Record
from chat.stream.feed import Feed
from chat.stream.log import LogWriter
from chat.web.hub import Hub
from chat.web.rate_limits import Allowances
from chat.web.revocation import RevocationWatcher
from chat.work import at_once
from chat.work.executor import Executor, WorkKind
from config.common import hints
from config.common.hints import Hint

logger = structlog.get_logger(__name__)

HINTS = "reeltalk.news"  # the one group of the channel layer
HANDOVER_SECONDS = 5.0
LAST_PATIENCE_SECONDS = 0.5  # for a request that comes while the process goes down: long enough for one look
SWITCH_SECONDS = 0.0002  # how long a thread that reads the database may keep the loop waiting; Python's own is 0.005

_job_kinds: list[WorkKind[Any]] = []


def register_kind(kind: WorkKind[Any]) -> None:
    """Let every worker run `kind`. Call it from `AppConfig.ready()`."""
    if any(known.name == kind.name for known in _job_kinds):
        raise ValueError(f"the kind of work {kind.name!r} is registered twice")
    _job_kinds.append(kind)


class Runtime:
    """One for a process and event loop."""

    def __init__(self, *, work: bool, capacity: dict[str, int] | None = None, project: int | None = None) -> None:
        """`work`: whether this process runs work itself; `capacity` and `project` as Executor takes them."""
        self.feed = Feed()
        self.hub = Hub()
        self.revocation = RevocationWatcher()
        self.presence = PresenceKeeper()
        self.allowances = Allowances(settings.MAX_FRAMES_PER_SOCKET, settings.MAX_FRAMES_PER_USER)
        self.writer = LogWriter(self._publish)
        self._model = chat_model() if work else None
        self._kinds = self._kinds_of_work(self._model) if self._model else []
        self.executor = Executor(self._kinds, capacity, project) if work else None
        self.closing = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        self._hints = bool(settings.REDIS_URL)
        self._to_hint = Hint()
        self._hint_due = asyncio.Event()
        self._hinting = asyncio.Lock()
        self._waits: set[asyncio.Timeout] = set()
        self._tasks: list[asyncio.Task[None]] = []

    def _kinds_of_work(self, model: ChatModel) -> Sequence[WorkKind[Any]]:
        return [StreamKind(self.feed, self.writer, model), *(kind.with_model(model) for kind in _job_kinds)]

    def start(self) -> Self:
        sys.setswitchinterval(SWITCH_SECONDS)
        for task in (self.feed.run, self.hub.run, self.revocation.run, self.presence.run, self.writer.run):
            self._spawn(task())
        if self._hints:
            self._spawn(self._send_hints())
            self._spawn(self._receive_hints())
        if self.executor:
            self.executor.start()
            self._spawn(prune_forever())
        hints.listen(self._hear)
        at_once.listen(self.executor)
        gc.freeze()  # what is loaded stays: to look through it for garbage keeps every stream waiting for 150 ms
        return self

    async def stop(self) -> None:
        """Tell clients to come back, hand the running work over, and stop. Who still comes is sent on at once."""
        if self.closing.is_set():
            return
        self.closing.set()
        at_once.listen(None)
        for limit in self._waits:
            if not limit.expired():
                limit.reschedule(self._loop.time())
        if self.executor:
            await within(HANDOVER_SECONDS, self.executor.hand_over())
        hints.listen(None)
        await within(1, self.writer.flush())
        if self._hints:
            await within(1, self._send_hint())  # else the others would find what was handed over by their poll only
        for task in self._tasks:
            task.cancel()
        await within(1, asyncio.gather(*self._tasks, return_exceptions=True))
        if self._model:
            await within(1, self._model.aclose())
        for kind in self._kinds:
            await within(1, kind.close())

    @asynccontextmanager
    async def patience(self, seconds: float) -> AsyncIterator[None]:
        """Time for a client's request to wait in; over when the process goes down. Raises TimeoutError."""
        async with asyncio.timeout(min(seconds, LAST_PATIENCE_SECONDS) if self.closing.is_set() else seconds) as limit:
            self._waits.add(limit)
            try:
                yield
            finally:
                self._waits.discard(limit)

    def _spawn(self, work: Any) -> None:
        self._tasks.append(self._loop.create_task(work, context=Context()))

    def _publish(self, records: Sequence[Record]) -> None:
        """Hand what was just committed to the readers here, and hint it to the others."""
        self.feed.publish(records)
        if self._hints:
            self._to_hint.streams.add(records[0].stream)
            self._hint_due.set()

    def _hear(self, told: Hint) -> None:
        """A hint of this process, from any of its threads."""
        with suppress(RuntimeError):  # the loop is closing: nobody is left to be told
            self._loop.call_soon_threadsafe(self._on_news, told, True)

    def _on_news(self, told: Hint, ours: bool) -> None:
        for stream in told.requeued:
            self.feed.forget(stream)
        if told.streams and not ours:
            self.feed.look()
        self.hub.look(told.projects)
        if told.work and self.executor:
            self.executor.ring()
        if ours:
            self._to_hint.add(told)
            self._hint_due.set()

    async def _send_hints(self) -> None:
        while True:
            await self._hint_due.wait()
            await self._send_hint()
            await asyncio.sleep(0.02)

    async def _send_hint(self) -> None:
        """Tell the others what is not told yet."""
        async with self._hinting:
            if not self._hint_due.is_set():
                return
            self._hint_due.clear()
            told, self._to_hint = self._to_hint, Hint()
            hint = {"streams": sorted(told.streams), "requeued": sorted(told.requeued)}
            hint |= {"projects": sorted(told.projects), "work": told.work}  # type: ignore[dict-item]
            try:
                await get_channel_layer().group_send(HINTS, {"type": "news", **hint})
            except Exception as error:  # readers look by themselves; nothing is lost but a moment
                logger.warning("hint not sent", error=str(error))

    async def _receive_hints(self) -> None:
        layer = get_channel_layer()
        while True:
            try:
                channel = await layer.new_channel()
                await layer.group_add(HINTS, channel)
                while True:
                    hint = await layer.receive(channel)
                    told = Hint(set(hint["streams"]), set(hint["requeued"]), set(hint["projects"]), bool(hint["work"]))
                    self._on_news(told, False)
            except Exception as error:
                logger.warning("hints not received", error=str(error))
                await asyncio.sleep(1)


async def within(seconds: float, last: Awaitable[Any]) -> None:
    """Await `last`, one of the last things that a process does, no longer than `seconds`: it must come to its end."""
    done, _ = await asyncio.wait([asyncio.ensure_future(last)], timeout=seconds)
    if not done:
        logger.warning("not done in time at the end", what=str(last)[:500])
    for each in done:
        if not each.cancelled() and each.exception() is not None:
            logger.warning("failed at the end", error=str(each.exception()))


_current: Runtime | None = None


def current() -> Runtime:
    """This process's runtime. Begun by the first request of the ASGI application; at the end it stays, closed."""
    global _current
    if _current is None or _current._loop is not asyncio.get_running_loop():
        _current = Runtime(work=settings.EMBEDDED_WORKER).start()
    return _current


async def stop_current() -> None:
    if _current is not None:
        await _current.stop()
