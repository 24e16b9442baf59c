"""What is taken up in the transaction that stores it: by whom, when not, and what becomes of it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from concurrent.futures import Future
from contextlib import asynccontextmanager
from typing import Any

import pytest
from django.db import connection, transaction

from chat.conversation import sending
from chat.models import Stream
from chat.work import at_once
from chat.work.executor import Executor, claimable_kinds
from config.common.database import in_pool
from projects.models import Project
from tests.chat.streams import queued
from tests.chat.work.test_executor import PATIENCE_SECONDS, Kind, person, run_out, stored

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "sqlite", reason="where writers are not alone all is queued"),
]


class Telling(Kind):
    """Notes what was taken up with the transaction that stored it."""

    def __init__(self) -> None:
        super().__init__()
        self.taken: list[Stream] = []

    def claimed(self, work: Stream) -> None:
        self.taken.append(work)


@asynccontextmanager
async def taking(kind: Kind, **options: Any) -> AsyncIterator[Executor]:
    """An executor that takes up what this process stores, and never looks for anything else."""
    executor = Executor([kind], **options)
    executor.start()
    at_once.listen(executor)
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            yield executor
    finally:
        at_once.listen(None)
        await executor.hand_over()


@pytest.fixture(autouse=True)
def no_looking(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chat.work.executor.POLL_SECONDS", 3600)


async def send(project: Project | None = None) -> Stream:
    return await in_pool(queued)(None, project)


async def test_who_stores_work_and_has_room_holds_it_from_its_first_moment_on() -> None:
    kind = Telling()
    async with taking(kind) as executor:
        work = await send()
        row = await in_pool(stored)(work)
        assert (row.status, row.owner, row.epoch) == ("running", executor.owner, 1)
        assert row.started_at is not None and row.started_at == row.queued_at and row.lease_until > row.started_at
        assert kind.taken == [work] and await kind.begun.get() == work
    assert (await in_pool(stored)(work)).status == "queued"  # handed over


async def test_another_process_takes_it_over_when_the_lease_runs_out() -> None:
    kind = Telling()
    async with taking(kind):
        work = await send()
        await in_pool(run_out)(work)
        assert await in_pool(claimable_kinds)([kind]) == {"stream"}
        await in_pool((await in_pool(stored)(work)).take_up)("another")
        assert (await in_pool(stored)(work)).epoch == 2


async def test_who_has_no_room_leaves_it_to_others() -> None:
    kind = Telling()
    kind.capacity = 2
    async with taking(kind) as executor:
        statuses = [(await send()).status for _ in range(3)]
        assert statuses == ["running", "running", "queued"] and len(kind.taken) == 2
        assert [await kind.begun.get(), await kind.begun.get()] == kind.taken and executor.running == 2


async def test_what_would_have_to_wait_for_its_turn_waits() -> None:
    kind = Telling()
    kind.limits = {"per_project": 1, "per_user": 2}
    async with taking(kind):
        ann = await in_pool(person)("ann")
        first = await in_pool(queued)(ann)
        assert (await in_pool(queued)(None, first.project)).status == "queued"  # behind an answer of its project
        assert (await in_pool(queued)(ann)).status == "running"
        assert (await in_pool(queued)(ann)).status == "queued"  # a third one of ann's
        assert (await send()).status == "running"  # those who wait wait for what they have themselves


async def test_what_waits_and_may_begin_comes_first() -> None:
    waiting = await send()
    async with taking(Telling()):
        assert (await send()).status == "queued"
    assert (await in_pool(stored)(waiting)).status == "queued"


async def test_a_process_of_one_project_takes_up_no_other() -> None:
    kind = Telling()
    project = (await send()).project
    await Stream.objects.all().adelete()
    async with taking(kind, project=project.pk):
        assert ((await send(project)).status, (await send()).status) == ("running", "queued")


async def test_what_is_not_stored_in_the_end_takes_no_room(monkeypatch: pytest.MonkeyPatch) -> None:
    kind = Telling()
    kind.capacity = 1

    def fail(project: Project) -> None:
        raise RuntimeError("in the middle")

    async with taking(kind):
        with monkeypatch.context() as broken, pytest.raises(RuntimeError, match="in the middle"):
            broken.setattr(sending, "touch", fail)
            await send()
        assert not await Stream.objects.aexists()
        assert (await send()).status == "running" and await kind.begun.get() == kind.taken[1]


async def test_within_a_transaction_of_somebody_else_nothing_is_taken_up() -> None:
    def within() -> Stream:
        with transaction.atomic():
            return queued()

    async with taking(Telling()):
        assert (await in_pool(within)()).status == "queued"


async def test_what_is_stored_while_the_process_goes_down_goes_to_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    kind = Telling()
    gone: list[Future[None]] = []
    async with taking(kind) as executor:
        loop = asyncio.get_running_loop()
        begin: Callable[..., None] = executor.begin_reserved

        def late(*what: Any) -> None:
            """The end comes between the commit and the beginning."""
            gone.append(asyncio.run_coroutine_threadsafe(executor.hand_over(), loop))
            asyncio.run_coroutine_threadsafe(asyncio.sleep(0), loop).result()  # by now it is under way
            begin(*what)

        monkeypatch.setattr(executor, "begin_reserved", late)
        work = await send()
        assert work.status == "running"
        await asyncio.wrap_future(gone[0])
        row = await in_pool(stored)(work)
        assert (row.status, row.owner, row.epoch) == ("queued", "", 1)
        assert (await send()).status == "queued"  # it takes nothing new
    assert kind.begun.empty()


async def test_nothing_is_taken_up_where_nothing_runs() -> None:
    assert (await send()).status == "queued"
