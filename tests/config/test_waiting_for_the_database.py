"""Which errors of a database pass by waiting; and that a hub whose look waits for its turn goes on looking."""

import asyncio
import sqlite3
from collections.abc import Callable

import psycopg
import pytest
from django.db import IntegrityError, InterfaceError, OperationalError, ProgrammingError

from chat.stream.log import retried
from chat.web.hub import BUSY_SECONDS, SHORTEST_SECONDS, Hub
from config.common.database import passes
from tests.clock import Clock


def caused(wrapper: type[Exception], cause: BaseException, **fields: object) -> Exception:
    for name, value in fields.items():
        setattr(cause, name, value)
    error = wrapper(str(cause))
    error.__cause__ = cause
    return error


PASSING: dict[str, Callable[[], Exception]] = {
    "locked": lambda: caused(OperationalError, sqlite3.OperationalError("locked"), sqlite_errorcode=5),
    "locked by a snapshot": lambda: caused(OperationalError, sqlite3.OperationalError("busy"), sqlite_errorcode=517),
    "full": lambda: caused(OperationalError, sqlite3.OperationalError("full"), sqlite_errorcode=13),
    "gone": lambda: caused(OperationalError, psycopg.OperationalError("server closed the connection")),
    "shut down": lambda: caused(OperationalError, psycopg.errors.AdminShutdown("terminating")),
    "deadlock": lambda: caused(OperationalError, psycopg.errors.DeadlockDetected("deadlock")),
    "lock timeout": lambda: caused(OperationalError, psycopg.errors.LockNotAvailable("lock")),
    "disk full": lambda: caused(OperationalError, psycopg.errors.DiskFull("no space")),
    "closed": lambda: caused(InterfaceError, psycopg.InterfaceError("connection already closed")),
}
LASTING: dict[str, Callable[[], Exception]] = {
    "no table": lambda: caused(OperationalError, sqlite3.OperationalError("no such table"), sqlite_errorcode=1),
    "no database": lambda: caused(OperationalError, sqlite3.DatabaseError("not a database"), sqlite_errorcode=26),
    "no table there": lambda: caused(ProgrammingError, psycopg.errors.UndefinedTable("no")),
    "constraint": lambda: caused(IntegrityError, sqlite3.IntegrityError("UNIQUE"), sqlite_errorcode=2067),
}


@pytest.mark.parametrize("name", PASSING)
async def test_what_passes_is_waited_for(name: str) -> None:
    assert passes(PASSING[name]())
    left = [PASSING[name]()]

    async def work() -> str:
        if left:
            raise left.pop()
        return "done"

    assert await retried(work) == "done"


@pytest.mark.parametrize("name", LASTING)
async def test_what_never_passes_is_raised_at_once(name: str) -> None:
    error = LASTING[name]()

    async def work() -> None:
        raise error

    with pytest.raises(type(error)) as raised:
        await retried(work)
    assert raised.value is error


@pytest.mark.django_db(transaction=True)
async def test_a_look_that_waited_for_its_turn_delays_the_next_by_no_more_than_usual(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hub, clock, took = Hub(), Clock(last=3), iter((0.0, 0.1 * BUSY_SECONDS, 100 * BUSY_SECONDS))

    async def look() -> bool:
        clock.now += next(took)  # the pool may have others' work to do first
        hub.look()
        return True

    monkeypatch.setattr(hub, "_look", look)
    monkeypatch.setattr("chat.web.hub.time", clock)
    monkeypatch.setattr("chat.web.hub.asyncio.sleep", clock.sleep)
    hub.look()
    with pytest.raises(asyncio.CancelledError):
        await hub.run()
    assert clock.slept == [SHORTEST_SECONDS, pytest.approx(0.3 * BUSY_SECONDS), BUSY_SECONDS]
