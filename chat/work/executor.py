"""The executor: claims leased work of every kind, runs it, renews its leases, stops it and hands it over."""

import asyncio
import contextlib
import os
import socket
import threading
from collections import Counter
from collections.abc import Collection, Coroutine, Iterable, Sequence
from contextvars import Context
from datetime import timedelta
from functools import cache
from typing import Any, ClassVar, Generic, TypeVar
from uuid import uuid4

import structlog
from django.conf import settings
from django.db.models import QuerySet, Value
from django.db.models.functions import Now

from chat.work.fair_queue import Limits, Waiting, choose
from chat.work.leases import QUEUED, RUNNING, LeasedWork, LeaseLost, abandoned, claimable, count_crash, hand_over
from config.common import failpoints
from config.common.database import DATABASE_AWAY, among, in_pool, lock_for_transaction, writing
from config.common.prepared import Prepared

logger = structlog.get_logger(__name__)

CLAIMING = 7_120_001  # key of the advisory lock: claims count what runs, so they go one after another
POLL_SECONDS = 0.5
CLAIMS_AT_ONCE = 8  # rows in one transaction: the first begin while the next are claimed, and other processes share

W = TypeVar("W", bound=LeasedWork)
T = TypeVar("T")


class WorkKind(Generic[W]):
    """What the executor must know of one kind of work."""

    name: ClassVar[str]
    model: type[W]
    longest_line: ClassVar[int | None] = None  # how many of those that wait are looked at, None being all

    @property
    def capacity(self) -> int:
        """How many rows one process runs at once."""
        raise NotImplementedError

    def rows(self) -> QuerySet[W]:
        """All rows, with what their work reads of other tables."""
        return self.model._base_manager.all()

    def ready(self) -> QuerySet[W]:
        """The queued rows that may begin, in their order."""
        raise NotImplementedError

    def as_waiting(self, rows: QuerySet[W]) -> list[Waiting]:
        """`rows` as those who take turns."""
        raise NotImplementedError

    @property
    def limits(self) -> Limits:
        """How many may run at once, beside the capacity of each process, and who takes turns."""
        return {}

    def candidates(self, free: int, project: int | None) -> Iterable[W]:
        """Claimable rows, of which `free` are wanted; of one project only when `project` is given.

        What a process left behind comes first, then whose turn it is.
        """
        mine: dict[str, int] = {} if project is None else {"project": project}
        rows = self.rows()
        yield from rows.filter(abandoned(), **mine)[:free]
        # Read first: what is handed over in between counts twice then, and nothing behind it begins before it.
        running = self.as_waiting(rows.filter(status=RUNNING))
        waiting = self.as_waiting(self.ready().filter(**mine)[: self.longest_line])
        chosen = choose(waiting, running, free=free, **self.limits)
        found = rows.in_bulk(chosen)
        yield from (found[key] for key in chosen if key in found)

    def claimed(self, work: W) -> None:
        """Runs in the transaction of the claim."""

    async def run(self, work: W, stop: asyncio.Event) -> None:
        """Bring `work` to its end. Safe on work that a crash left anywhere. `stop` is set when a person stops it."""
        raise NotImplementedError

    def with_model(self, model: Any) -> "WorkKind[W]":
        """This kind in a process whose chat model is `model`, for work that asks it."""
        return self

    def left(self, work: W) -> None:
        """Runs when this process lets go of `work`, however that came."""

    async def close(self) -> None:
        """Runs when the process stops, whether it ran work or not."""


def claim(kind: WorkKind[W], owner: str, free: int, project: int | None, running: Collection[Any] = ()) -> list[W]:
    """Take up to `free` rows of `kind`, in one short transaction.

    `running`: keys of what this process runs already, and keeps, though their leases seem to have run out.
    """
    held: list[W] = []
    failpoints.hit("before_claim")
    with writing():
        lock_for_transaction(CLAIMING)
        for work in kind.candidates(free + len(running), project):
            if len(held) == free:
                break
            if work.pk in running:
                continue
            with contextlib.suppress(LeaseLost):
                work.take_up(owner)
                kind.claimed(work)
                held.append(work)
    if held:
        failpoints.hit("after_claim")
    return held


def claimable_kinds(kinds: Iterable[WorkKind[Any]]) -> set[str]:
    """The names of those `kinds` of which there is something to claim, in one query: it is asked again and again."""
    asked = tuple((kind.name, kind.model) for kind in kinds)
    return {name for (name,) in _claimable(asked, settings.LEASE_SECONDS)()} if asked else set()


@cache
def _claimable(kinds: tuple[tuple[str, type[LeasedWork]], ...], lease_seconds: float) -> Prepared[tuple[str]]:
    """`lease_seconds` is part of the query."""

    def query() -> "QuerySet[Any, tuple[str]]":
        rows = [model._base_manager.filter(claimable()).order_by().values_list(Value(name)) for name, model in kinds]
        return rows[0].union(*rows[1:])

    return Prepared(query)


def renew(kind: WorkKind[W], held: dict[Any, int], owner: str) -> set[Any]:
    """Renew the leases of `held` (pk → epoch); give the keys of rows that are ours no more."""
    with writing():
        rows = kind.model._base_manager.filter(among("pk", held)).order_by("pk").select_for_update()
        epochs = [row for row in rows.values_list("pk", "epoch", "owner", "status") if held[row[0]] == row[1]]
        running = {pk for pk, _, holder, status in epochs if (holder, status) == (owner, RUNNING)}
        ended = {pk for pk, _, _, status in epochs if status not in (QUEUED, RUNNING)}  # by us, just now
        kind.model._base_manager.filter(among("pk", running)).update(
            lease_until=Now() + timedelta(seconds=settings.LEASE_SECONDS)
        )
    return held.keys() - running - ended


def stop_flags(kind: WorkKind[W], held: Collection[Any]) -> dict[Any, bool]:
    """Whether each of `held` is to be stopped. What was deleted, with its project, is missing."""
    return dict(kind.model._base_manager.filter(among("pk", held)).values_list("pk", "stop_requested"))


async def run_until(work: Coroutine[Any, Any, T], stop: asyncio.Event) -> T | None:
    """Run `work` to its end and give what it gives; None when `stop` came first and it was cancelled.

    Raises what it raises, but for what comes of cancelling it: that is over, however it ends.
    """
    working, stopped = asyncio.create_task(work), asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({working, stopped}, return_when=asyncio.FIRST_COMPLETED)
        return working.result() if working.done() else None
    finally:
        stopped.cancel()
        if not working.done():
            working.cancel()
            await asyncio.wait({working})
            if not working.cancelled() and (error := working.exception()):
                logger.warning("failed while it was cancelled", error=repr(error))


class Run(Generic[W]):
    """One piece of work in this process."""

    def __init__(self, kind: WorkKind[W], work: W) -> None:
        self.kind, self.work = kind, work
        self.stop = asyncio.Event()
        self.lost = False
        self.gone = False  # its row was deleted
        self.task: asyncio.Task[None]


class Executor:
    """Claims work of every kind and runs it in this process, until it is told to hand over."""

    def __init__(
        self, kinds: Sequence[WorkKind[Any]], capacity: dict[str, int] | None = None, project: int | None = None
    ) -> None:
        """`capacity` (kind → rows at once) stands in for the kinds' own; `project` leaves all others alone."""
        self._kinds = kinds
        self.owner = f"{socket.gethostname()[:40]}:{os.getpid()}:{uuid4().hex[:8]}"
        self._capacity = capacity or {}
        self._project = project
        self._runs: dict[tuple[str, Any], Run[Any]] = {}
        self._reserved = Counter[str]()  # rows of each kind that are just being taken up
        self._room = threading.Lock()  # of both
        self._bell = asyncio.Event()
        self._loops: list[asyncio.Task[None]] = []
        self._closing = False
        self._leaving: list[LeasedWork] = []
        self._handing_over = asyncio.Lock()

    def start(self) -> None:
        self._loop = asyncio.get_running_loop()
        for loop in (self._claim_loop, self._heartbeat_loop, self._stop_loop):
            # A context of its own: else the tasks keep that of the request which happened to start them.
            self._loops.append(self._loop.create_task(loop(), context=Context()))

    def ring(self) -> None:
        """Look again now: there may be work, or somebody asked to stop some."""
        self._bell.set()

    @property
    def running(self) -> int:
        return len(self._runs)

    async def hand_over(self) -> None:
        """Take nothing new; give everything that runs back to the queue."""
        self._closing = True
        self.ring()
        if self._loops:
            await self._loops[0]  # a claim under way is finished first, else its rows would wait for their lease
        for loop in self._loops:
            loop.cancel()
        runs = list(self._runs.values())
        for run in runs:
            run.task.cancel()
        await asyncio.gather(*self._loops, *(run.task for run in runs), return_exceptions=True)
        while self._reserved.total():  # what is stored in this moment, and taken up with it
            await asyncio.sleep(0.01)

    def reserve(self, model: type[LeasedWork], project: int) -> WorkKind[Any] | None:
        """Keep room for a row of `project` that any thread is about to store; None when there is none."""
        kind = next((kind for kind in self._kinds if kind.model is model), None)
        is_ours = self._project in (None, project)
        return kind if kind is not None and is_ours and self._keep_room(kind, 1) else None

    def release(self, kind: WorkKind[Any], rows: int = 1) -> None:
        """Keep no more room for so many rows of `kind`."""
        with self._room:
            self._reserved[kind.name] -= rows

    def begin_reserved(self, kind: WorkKind[Any], work: LeasedWork) -> None:
        """Begin what is stored by now, and was taken up in the name of `owner`. Any thread may call it."""
        try:
            self._loop.call_soon_threadsafe(self._begin_taken, kind, work)
        except RuntimeError:  # the loop is closed: its lease runs out
            self.release(kind)

    def _begin_taken(self, kind: WorkKind[Any], work: LeasedWork) -> None:
        if not self._closing and (kind.name, work.pk) not in self._runs:
            self._begin(kind, work)
            self.release(kind)
        else:
            giving_back = self._loop.create_task(self._survive(self._give_back, work), context=Context())
            giving_back.add_done_callback(lambda _: self.release(kind))

    def _free(self, kind: WorkKind[Any]) -> int:
        """How many more rows of `kind` fit."""
        running = sum(name == kind.name for name, _ in list(self._runs))
        return self._capacity.get(kind.name, kind.capacity) - running - self._reserved[kind.name]

    def _keep_room(self, kind: WorkKind[Any], most: int) -> int:
        """Reserve for as many rows of `kind` as fit, `most` at most."""
        with self._room:
            kept = 0 if self._closing else max(0, min(self._free(kind), most))
            self._reserved[kind.name] += kept
            return kept

    async def _claim_loop(self) -> None:
        while not self._closing:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(POLL_SECONDS):
                    await self._bell.wait()
            self._bell.clear()
            if not self._closing:
                await self._survive(self._claim_all)

    async def _claim_all(self) -> None:
        waiting = await in_pool(claimable_kinds)([kind for kind in self._kinds if self._free(kind) > 0])
        for kind in self._kinds:
            if kind.name in waiting:
                await self._survive(self._claim, kind)

    async def _claim(self, kind: WorkKind[Any]) -> None:
        """Claim until nothing is left to claim, or this process is full."""
        while free := self._keep_room(kind, CLAIMS_AT_ONCE):
            try:
                running = {key for name, key in self._runs if name == kind.name}
                held = await in_pool(claim)(kind, self.owner, free, self._project, running)
                for work in held:
                    self._begin(kind, work)
            finally:
                self.release(kind, free)
            if len(held) < free:
                return

    def _begin(self, kind: WorkKind[Any], work: LeasedWork) -> None:
        run = Run(kind, work)
        self._runs[kind.name, work.pk] = run
        run.task = asyncio.get_running_loop().create_task(self._run(run), context=Context())

    async def _run(self, run: Run[Any]) -> None:
        work = run.work
        structlog.contextvars.bind_contextvars(work=run.kind.name, id=str(work.pk), epoch=work.epoch)
        try:
            await run.kind.run(work, run.stop)
        except LeaseLost:
            await self._survive(self._tell_lost, run)
        except asyncio.CancelledError:
            if run.lost:
                await self._survive(self._tell_lost, run)
            else:
                await self._give_back(work)
                logger.info("handed over")
        except Exception:
            if run.gone or await self._is_deleted(run):
                logger.info("deleted while it ran")
            else:
                logger.exception("work crashed", phase=run.kind.name)
                await self._survive(in_pool(count_crash), work)
        finally:
            if self._runs.get((run.kind.name, work.pk)) is run:
                del self._runs[run.kind.name, work.pk]
            run.kind.left(work)
            self.ring()

    async def _give_back(self, work: LeasedWork) -> None:
        """Hand over `work`, in one transaction with all that is waiting to be handed over by then."""
        self._leaving.append(work)
        async with self._handing_over:
            leaving, self._leaving = self._leaving, []
            if leaving:
                await in_pool(hand_over)(leaving)

    async def _tell_lost(self, run: Run[Any]) -> None:
        if run.gone or await self._is_deleted(run):
            logger.info("deleted while it ran")
        else:
            logger.warning("lease lost")

    async def _is_deleted(self, run: Run[Any]) -> bool:
        try:
            return not await in_pool(run.kind.model._base_manager.filter(pk=run.work.pk).exists)()
        except DATABASE_AWAY:
            return False

    async def _heartbeat_loop(self) -> None:
        while True:
            await asyncio.sleep(settings.LEASE_SECONDS / 3)
            for kind, runs in self._by_kind():
                await self._survive(self._renew, kind, runs)

    async def _renew(self, kind: WorkKind[Any], runs: dict[Any, Run[Any]]) -> None:
        lost = await in_pool(renew)(kind, {pk: run.work.epoch for pk, run in runs.items()}, self.owner)
        for pk, run in runs.items():
            if pk in lost and not run.task.done() and self._runs.get((kind.name, pk)) is run:
                run.lost = True
                run.task.cancel()

    async def _stop_loop(self) -> None:
        while True:
            await asyncio.sleep(POLL_SECONDS)
            await self.look_for_stops()

    async def look_for_stops(self) -> None:
        for kind, runs in self._by_kind():
            await self._survive(self._look, kind, runs)

    async def _look(self, kind: WorkKind[Any], runs: dict[Any, Run[Any]]) -> None:
        flags = await in_pool(stop_flags)(kind, list(runs))
        for pk, run in runs.items():
            if flags.get(pk):
                run.stop.set()
            elif pk not in flags and not run.task.done():
                run.gone = run.lost = True
                run.task.cancel()

    def _by_kind(self) -> list[tuple[WorkKind[Any], dict[Any, Run[Any]]]]:
        grouped: dict[str, dict[Any, Run[Any]]] = {}
        for (name, pk), run in self._runs.items():
            grouped.setdefault(name, {})[pk] = run
        return [(kind, grouped[kind.name]) for kind in self._kinds if kind.name in grouped]

    async def _survive(self, do: Any, *arguments: Any) -> None:
        """Do it; a database that is away is waited for at the next turn, everything else is logged and survived too."""
        try:
            await do(*arguments)
        except DATABASE_AWAY as error:
            logger.warning("database away", phase="database", error=str(error))
        except Exception:
            logger.exception("executor", phase="executor")
