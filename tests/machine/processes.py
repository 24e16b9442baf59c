"""A process of the product, small enough that several fit into one test: executor, log and feed are the real ones."""

import asyncio
from typing import Any

from chat.answer.stream_runner import StreamKind
from chat.models import Stream
from chat.stream.feed import Feed
from chat.stream.log import LogWriter, StreamLog
from chat.work.executor import Executor
from chat.work.leases import LeaseLost
from tests.machine.speaking import GATES, Model

PATIENCE_SECONDS = 60.0
STEPS_OF_QUIET = 3


class Writer(LogWriter):
    """Knows its logs; a dead one writes nothing."""

    def __init__(self, publish: Any) -> None:
        super().__init__(publish)
        self.known: set[StreamLog] = set()

    def mark(self, log: StreamLog) -> None:
        self.known.add(log)
        super().mark(log)

    @property
    def is_quiet(self) -> bool:
        return not any(log.is_ready or log._turn.locked() for log in self.known)

    def die(self) -> None:
        self._logs.clear()
        for log in self.known:
            log.lose()


class Kind(StreamKind):
    """Streams, each with a model of its own."""

    def __init__(self, feed: Feed, writer: LogWriter) -> None:
        super().__init__(feed, writer, Model())
        self.models: dict[int, Model] = {}
        self.failures: list[Exception] = []

    async def run(self, work: Stream, stop: asyncio.Event) -> None:
        model = self.models[work.pk] = Model()
        try:
            await StreamKind(self._feed, self._writer, model).run(work, stop)
        except LeaseLost:
            raise
        except Exception as error:  # the executor would count a crash; here nothing else may fail
            self.failures.append(error)
            raise

    def left(self, work: Stream) -> None:
        self.models.pop(work.pk, None)
        super().left(work)


class Process:
    """Nothing in it happens by itself but the log's flush and the feed's look."""

    def __init__(self, project: int) -> None:
        self.feed = Feed()
        self.writer = Writer(self.feed.publish)
        self.kind = Kind(self.feed, self.writer)
        self.executor = Executor([self.kind], project=project)
        self.tasks = [asyncio.create_task(self.feed.run()), asyncio.create_task(self.writer.run())]

    @property
    def held(self) -> dict[int, Stream]:
        """What this process believes to hold."""
        return {pk: run.work for (_, pk), run in self.executor._runs.items()}

    async def claim(self, most: int) -> None:
        self.executor._capacity = {"stream": len(self.held) + most}
        await self.executor._claim(self.kind)
        await self.settle()

    async def beat(self) -> None:
        """What the heartbeat does: renew what is ours, drop what is not."""
        for kind, runs in self.executor._by_kind():
            await self.executor._renew(kind, runs)
        await self.settle()

    async def look_for_stops(self) -> None:
        await self.executor.look_for_stops()
        await self.settle()

    async def let(self, stream: int, *chunks: Any) -> None:
        """Let the model of a run say `chunks`."""
        self.kind.models[stream].say(*chunks)
        await self.settle()

    async def settle(self) -> None:
        """Wait until all that is under way here waits for a rule."""
        quiet = 0
        async with asyncio.timeout(PATIENCE_SECONDS):
            while quiet < STEPS_OF_QUIET:
                await asyncio.sleep(0.001)
                quiet = quiet + 1 if self._waits() else 0
        if self.kind.failures:
            raise self.kind.failures[0]

    def _waits(self) -> bool:
        waiting = {pk for pk, model in self.kind.models.items() if model.is_waiting}
        waiting |= {pk for pk, work in self.held.items() if self._is_at_a_gate(work)}
        leaving = {pk for (_, pk), run in self.executor._runs.items() if run.task.cancelling() or run.stop.is_set()}
        return self.held.keys() <= waiting - leaving and self.writer.is_quiet

    def _is_at_a_gate(self, work: Stream) -> bool:
        return any(place[:2] == (work.pk, work.owner) for place in GATES.waiting)

    async def hand_over(self) -> None:
        """SIGTERM."""
        await self.executor.hand_over()
        await self._end()

    async def crash(self) -> None:
        """Gone, without a word to anybody."""
        self.writer.die()
        runs = list(self.executor._runs.values())
        for run in runs:
            run.lost = True
            run.task.cancel()
        await asyncio.gather(*(run.task for run in runs), return_exceptions=True)
        await self._end()

    async def _end(self) -> None:
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        self.writer._thread.shutdown()
