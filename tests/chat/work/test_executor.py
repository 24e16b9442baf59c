"""The executor on its own, with a kind of work that does what the test says: claims, leases, stops, crashes."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import timedelta
from itertools import product
from typing import Any, ClassVar

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.db.models.functions import Now

from chat.models import Stream
from chat.work import executor as module
from chat.work.executor import Executor, WorkKind, claim, claimable_kinds, renew, run_until, stop_flags
from chat.work.fair_queue import Limits, Waiting
from chat.work.leases import LONGEST_LEASES, hand_over
from config.common.database import database_now, in_pool
from projects.models import Project
from tests.chat.streams import answered, queued, take_away
from videos.models import Render

PATIENCE_SECONDS = 20
ROWS = pytest.mark.django_db
ROWS_OF_THREADS = pytest.mark.django_db(transaction=True)


class Kind(WorkKind[Stream]):
    """Streams, of which `doing` decides what becomes. Tells what began and what was let go of."""

    name: ClassVar[str] = "stream"
    model = Stream
    capacity = 8
    limits: Limits = {}

    def __init__(self) -> None:
        self.begun: asyncio.Queue[Stream] = asyncio.Queue()
        self.let_go: asyncio.Queue[Stream] = asyncio.Queue()

    def ready(self) -> QuerySet[Stream]:
        return Stream.objects.filter(status="queued").order_by("pk")

    def as_waiting(self, rows: QuerySet[Stream]) -> list[Waiting]:
        return [Waiting(*row) for row in rows.values_list("pk", "project_id", "user_id")]

    async def doing(self, work: Stream, stop: asyncio.Event) -> None:
        """Until it is cancelled."""
        await asyncio.Event().wait()

    async def run(self, work: Stream, stop: asyncio.Event) -> None:
        self.begun.put_nowait(work)
        await self.doing(work, stop)

    def left(self, work: Stream) -> None:
        self.let_go.put_nowait(work)


def stored(work: Stream) -> Stream:
    return Stream.objects.get(pk=work.pk)


def run_out(work: Stream) -> None:
    Stream.objects.filter(pk=work.pk).update(lease_until=database_now() - timedelta(seconds=1))


def person(name: str) -> User:
    return User.objects.create(username=name)


# Claiming


@ROWS
def test_a_claim_takes_those_whose_turn_it_is_and_no_more_than_there_is_room_for() -> None:
    ann, bob = person("ann"), person("bob")
    lines = {user: [queued(user) for _ in range(3)] for user in (ann, bob)}
    held = claim(Kind(), "me", 3, None)
    assert held == [lines[ann][0], lines[bob][0], lines[ann][1]]
    assert all((stored(work).owner, stored(work).epoch) == ("me", 1) for work in held)
    assert Stream.objects.filter(status="queued").count() == 3


@ROWS
def test_the_limits_of_a_kind_count_what_runs_wherever_that_is() -> None:
    kind = Kind()
    kind.limits = {"per_project": 1, "per_user": 2}
    ann = person("ann")
    first = queued(ann)
    second = queued(project=first.project)
    queued(ann)
    queued(ann)
    assert [work.owner for work in claim(kind, "another process", 1, None)] == ["another process"]
    (only,) = claim(kind, "me", 8, None)
    assert only not in (first, second) and stored(second).status == "queued"


@ROWS
def test_what_was_left_behind_comes_before_those_who_wait() -> None:
    waiting, left = queued(), queued()
    left.take_up("a process that died")
    run_out(left)
    assert claim(Kind(), "me", 1, None) == [left]
    assert claim(Kind(), "me", 1, None) == [waiting]


@ROWS
def test_a_process_keeps_what_it_runs_though_the_lease_seems_to_have_run_out_and_has_its_room_for_others() -> None:
    mine, left, waiting = queued(), queued(), queued()
    for work in (mine, left):
        work.take_up("me")
        run_out(work)
    assert claim(Kind(), "me", 2, None, {mine.pk}) == [left, waiting]
    assert stored(mine).epoch == 1


class TooLate(Kind):
    """By the time it claims, another process has taken up the first."""

    def candidates(self, free: int, project: int | None) -> Iterable[Stream]:
        found = list(super().candidates(free + 1, project))
        stored(found[0]).take_up("another")
        return found


@ROWS
def test_what_another_process_took_up_meanwhile_is_passed_over() -> None:
    quick, next_one = queued(), queued()
    assert claim(TooLate(), "me", 1, None) == [next_one]
    assert stored(quick).owner == "another"


class Refusing(Kind):
    def claimed(self, work: Stream) -> None:
        raise RuntimeError("no")


@ROWS
def test_what_comes_with_a_claim_is_stored_with_it_or_neither() -> None:
    work = queued()
    with pytest.raises(RuntimeError):
        claim(Refusing(), "me", 1, None)
    assert (stored(work).status, stored(work).epoch) == ("queued", 0)


@ROWS
def test_a_process_for_one_project_leaves_all_others_alone() -> None:
    queued()
    left = queued()
    left.take_up("a process that died")
    run_out(left)
    mine = queued()
    assert claim(Kind(), "me", 8, mine.project_id) == [mine]


@ROWS
def test_of_a_long_line_so_many_are_looked_at_as_the_kind_says() -> None:
    class Short(Kind):
        longest_line = 2

    line = [queued() for _ in range(3)]
    assert claim(Short(), "me", 8, None) == line[:2]


@ROWS
def test_there_is_something_to_claim_until_all_is_held_or_over() -> None:
    answered()
    assert not claimable_kinds([Kind()])
    work = queued()
    assert claimable_kinds([Kind()])
    work.take_up("me")
    assert not claimable_kinds([Kind()])
    run_out(work)
    assert claimable_kinds([Kind()])


class Other(Kind):
    name = "render"
    model = Render  # type: ignore[assignment]


@ROWS
def test_all_kinds_are_looked_at_together() -> None:
    queued()
    assert claimable_kinds([Kind(), Other()]) == claimable_kinds([Other(), Kind()]) == {"stream"}
    assert claimable_kinds([Other()]) == claimable_kinds([]) == set()


# Renewing, and looking for stops


@ROWS
def test_renewing_gives_our_own_rows_their_whole_lease_again_and_tells_which_are_lost() -> None:
    ours, other, taken, given_back, deleted = (queued() for _ in range(5))
    for work in (ours, taken, given_back, deleted):
        work.take_up("me")
    other.take_up("another")
    for work in (ours, other, taken):
        run_out(work)
    take_away(taken)
    hand_over([given_back])
    believed = {work.pk: work.epoch for work in (ours, other, taken, given_back, deleted)}
    deleted.delete()
    before = {work.pk: stored(work).lease_until for work in (other, taken)}
    assert renew(Kind(), believed, "me") == believed.keys() - {ours.pk}
    lease = stored(ours).lease_until
    assert lease is not None and lease > database_now() + timedelta(seconds=settings.LEASE_SECONDS - 2)
    assert {pk: Stream.objects.get(pk=pk).lease_until for pk in before} == before


@ROWS
def test_what_we_ended_just_now_is_not_lost() -> None:
    over = answered()
    assert renew(Kind(), {over.pk: over.epoch}, "me") == set()


@ROWS
def test_whether_each_is_to_be_stopped_is_told_and_what_is_gone_is_not_mentioned() -> None:
    going_on, stopped, deleted = (queued() for _ in range(3))
    Stream.objects.filter(pk=stopped.pk).update(stop_requested=True)
    held = [going_on.pk, stopped.pk, deleted.pk]
    deleted.delete()
    assert stop_flags(Kind(), held) == {going_on.pk: False, stopped.pk: True}


# Work against a stop


class Bug(Exception):
    """What nobody expects."""


async def work(outcome: str, begun: asyncio.Event, go: asyncio.Event) -> str:
    begun.set()
    try:
        await go.wait()
    except asyncio.CancelledError:
        match outcome:
            case "fails late":
                raise Bug() from None
            case "ends late":
                return "late"
        raise
    if outcome == "fails":
        raise Bug()
    return "done"


@pytest.mark.parametrize(
    ("outcome", "first"),
    [*product(["done", "fails"], ["work", "both"]), *product(["done", "fails", "fails late", "ends late"], ["stop"])],
)
async def test_what_comes_first_counts_and_nothing_runs_on(outcome: str, first: str) -> None:
    begun, go, stop = asyncio.Event(), asyncio.Event(), asyncio.Event()
    race = asyncio.create_task(run_until(work(outcome, begun, go), stop))
    await begun.wait()
    if first in ("work", "both"):
        go.set()
    if first in ("stop", "both"):
        stop.set()
    if first != "stop" and outcome == "fails":
        with pytest.raises(Bug):
            await race
    else:
        assert await race == ("done" if first != "stop" else None)
    assert asyncio.all_tasks() == {asyncio.current_task()}


@pytest.mark.parametrize("outcome", ["done", "fails late", "ends late"])
async def test_a_shutdown_is_no_stop(outcome: str) -> None:
    begun = asyncio.Event()
    race = asyncio.create_task(run_until(work(outcome, begun, asyncio.Event()), asyncio.Event()))
    await begun.wait()
    race.cancel()
    with pytest.raises(asyncio.CancelledError):
        await race
    assert asyncio.all_tasks() == {asyncio.current_task()}


# The executor


@asynccontextmanager
async def executing(kind: Kind, **options: Any) -> AsyncIterator[Executor]:
    """An executor at work, which hands over at the end."""
    executor = Executor([kind], **options)
    executor.start()
    executor.ring()
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            yield executor
    finally:
        await executor.hand_over()


@ROWS_OF_THREADS
async def test_what_waits_is_run_as_far_as_there_is_room_and_the_next_when_there_is_again() -> None:
    class Ending(Kind):
        capacity = 2

        async def doing(self, work: Stream, stop: asyncio.Event) -> None:
            await stop.wait()
            await in_pool(work.move_to)("success")

    kind = Ending()
    line = [await in_pool(queued)() for _ in range(3)]
    async with executing(kind) as executor:
        assert [await kind.begun.get(), await kind.begun.get()] == line[:2]
        assert executor.running == 2 and (await in_pool(stored)(line[2])).status == "queued"
        await Stream.objects.filter(pk=line[0].pk).aupdate(stop_requested=True)
        await executor.look_for_stops()
        assert await kind.let_go.get() == line[0]
        assert await kind.begun.get() == line[2]
    assert [(await in_pool(stored)(work)).status for work in line] == ["success", "queued", "queued"]


@ROWS_OF_THREADS
async def test_a_stop_that_somebody_asked_for_is_found_without_a_word(monkeypatch: pytest.MonkeyPatch) -> None:
    class Stoppable(Kind):
        async def doing(self, work: Stream, stop: asyncio.Event) -> None:
            await stop.wait()

    monkeypatch.setattr(module, "POLL_SECONDS", 0.01)
    kind, work = Stoppable(), await in_pool(queued)()
    async with executing(kind):
        await kind.begun.get()
        await Stream.objects.filter(pk=work.pk).aupdate(stop_requested=True)
        assert await kind.let_go.get() == work


@ROWS_OF_THREADS
async def test_what_is_queued_without_a_word_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "POLL_SECONDS", 0.01)
    kind = Kind()
    async with executing(kind):
        work = await in_pool(queued)()
        assert await kind.begun.get() == work


@ROWS_OF_THREADS
async def test_a_process_that_goes_down_gives_everything_back_and_takes_nothing_new() -> None:
    kind = Kind()
    line = [await in_pool(queued)() for _ in range(3)]
    async with executing(kind, capacity={"stream": 2}) as executor:
        await kind.begun.get()
        await kind.begun.get()
        await executor.hand_over()
        assert executor.running == 0
    rows = [await in_pool(stored)(work) for work in line]
    assert [(row.status, row.owner, row.crashes, row.epoch) for row in rows] == [
        ("queued", "", 0, 1),
        ("queued", "", 0, 1),
        ("queued", "", 0, 0),
    ]


@ROWS_OF_THREADS
async def test_work_that_crashes_is_counted_and_tried_again() -> None:
    class Crashing(Kind):
        async def doing(self, work: Stream, stop: asyncio.Event) -> None:
            if work.epoch == 1:
                raise Bug()
            await super().doing(work, stop)

    kind, work = Crashing(), await in_pool(queued)()
    async with executing(kind):
        assert (await kind.begun.get()).pk == work.pk
        again = await kind.begun.get()
    assert (again.pk, again.epoch, again.crashes) == (work.pk, 2, 1)


@ROWS_OF_THREADS
async def test_what_another_process_took_over_is_cancelled_and_left_to_it(settings: Any) -> None:
    settings.LEASE_SECONDS = 1
    kind, work = Kind(), await in_pool(queued)()
    async with executing(kind):
        await kind.begun.get()
        await in_pool(take_away)(work)
        lasting = Now() + timedelta(seconds=LONGEST_LEASES * settings.LEASE_SECONDS - 1)  # however slow we are
        await Stream.objects.filter(pk=work.pk).aupdate(lease_until=lasting)
        assert await kind.let_go.get() == work
        row = await in_pool(stored)(work)
        assert (row.status, row.owner, row.epoch, row.crashes) == ("running", "another", 2, 1)


@ROWS_OF_THREADS
async def test_work_that_learns_that_its_lease_is_lost_ends_as_no_crash() -> None:
    class Losing(Kind):
        async def doing(self, work: Stream, stop: asyncio.Event) -> None:
            await in_pool(take_away)(work)
            await in_pool(work.move_to)("success")

    kind, work = Losing(), await in_pool(queued)()
    async with executing(kind):
        await kind.let_go.get()
        row = await in_pool(stored)(work)
        assert (row.status, row.owner, row.crashes) == ("running", "another", 1), "the one of who took it away"


@ROWS_OF_THREADS
async def test_a_lease_is_renewed_while_its_work_is_done(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.LEASE_SECONDS = 1
    renewed: asyncio.Queue[set[Any]] = asyncio.Queue()
    loop = asyncio.get_running_loop()

    def noting(*arguments: Any) -> set[Any]:
        lost = renew(*arguments)
        loop.call_soon_threadsafe(renewed.put_nowait, lost)
        return lost

    monkeypatch.setattr(module, "renew", noting)
    kind, work = Kind(), await in_pool(queued)()
    async with executing(kind):
        begun = await kind.begun.get()
        assert await renewed.get() == set()
        row = await in_pool(stored)(work)
        assert row.epoch == 1 and row.lease_until and begun.lease_until and row.lease_until > begun.lease_until


@ROWS_OF_THREADS
async def test_what_was_deleted_while_it_ran_is_let_go_of(settings: Any) -> None:
    settings.LEASE_SECONDS = 60 * PATIENCE_SECONDS  # else its lease would tell that it is gone
    kind, work = Kind(), await in_pool(queued)()
    async with executing(kind) as executor:
        await kind.begun.get()
        await Project.objects.filter(pk=work.project_id).adelete()
        await executor.look_for_stops()
        assert (await kind.let_go.get()).pk == work.pk
        assert executor.running == 0
