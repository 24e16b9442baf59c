"""How async code and threads reach the database.

Channels' default is one thread for the whole process, and building its wrapper takes as long as a short query; here a
small pool serves all of it, and a smaller one those who read a stream's events: a hundred messages sent at once do not
keep the answers to the first from being seen. On SQLite all writes of a process queue at one lock, which waits far
shorter than `busy_timeout` does.
"""

import asyncio
import json
import threading
from collections.abc import Callable, Collection, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from contextvars import copy_context
from datetime import UTC, datetime
from functools import partial
from typing import Any, ParamSpec, TypeVar, cast

from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError, close_old_connections, connection, transaction
from django.db.models import Field, Lookup, Q

from config.common.errors import DatabaseUnavailable, StorageFull

P = ParamSpec("P")
T = TypeVar("T")

POOL = ThreadPoolExecutor(settings.DATABASE_THREADS, thread_name_prefix="database")
READERS = ThreadPoolExecutor(settings.READING_THREADS, thread_name_prefix="readers")
_sqlite_writers = threading.RLock()

# What a database says that is away, restarting, locked or full: the same work may succeed later.
DATABASE_AWAY = (OperationalError, InterfaceError)
# Of SQLite's: busy, locked, no memory, read-only, interrupted, I/O, full, cannot open, protocol, schema changed.
_SQLITE_PASSING = {5, 6, 7, 8, 9, 10, 13, 14, 15, 17}
# Of PostgreSQL's classes: connection, rolled back (deadlock), resources, wrong state (lock), operator, system.
_POSTGRES_PASSING = ("08", "40", "53", "55", "57", "58")
FULL = {"SQLITE_FULL", "SQLITE_IOERR_WRITE", "SQLITE_IOERR_SHMSIZE", "53100"}  # SQLite's names, PostgreSQL's SQLSTATE


def unavailable(error: BaseException) -> DatabaseUnavailable:
    """What a person is told of one of DATABASE_AWAY."""
    cause = error.__cause__
    names = {getattr(cause, name, None) for name in ("sqlite_errorname", "sqlstate")}
    return StorageFull() if names & FULL else DatabaseUnavailable()


def passes(error: Exception) -> bool:
    """Whether the same work may succeed later. A missing table or a broken constraint does not pass by waiting."""
    cause = error.__cause__
    if not isinstance(error, DATABASE_AWAY):
        return False
    if (code := getattr(cause, "sqlite_errorcode", None)) is not None:
        return code & 0xFF in _SQLITE_PASSING
    state = getattr(cause, "sqlstate", None)  # None: there was no connection to be told one on
    return state is None or state.startswith(_POSTGRES_PASSING)


__all__ = [
    "DATABASE_AWAY",
    "DatabaseError",
    "among",
    "at_once",
    "database_now",
    "has_row_locks",
    "in_pool",
    "in_readers",
    "in_thread_of",
    "json_rows",
    "lock_for_transaction",
    "passes",
    "unavailable",
    "writing",
]


def in_pool(function: Callable[P, T]) -> Callable[P, Coroutine[Any, Any, T]]:
    """Give `function`, which uses the ORM, as an async function that runs in the pool."""
    return in_thread_of(POOL, function)


def in_readers(function: Callable[P, T]) -> Callable[P, Coroutine[Any, Any, T]]:
    """As `in_pool`, for what only reads a stream's events, and waits for no lock."""
    return in_thread_of(READERS, function)


def in_thread_of(pool: ThreadPoolExecutor, function: Callable[P, T]) -> Callable[P, Coroutine[Any, Any, T]]:
    """Give `function`, which uses the ORM, as an async function that runs in a thread of `pool`."""

    async def run(*arguments: P.args, **named: P.kwargs) -> T:
        work = partial(_with_connection, function, *arguments, **named)
        return await asyncio.get_running_loop().run_in_executor(pool, copy_context().run, work)

    return run


def _with_connection(function: Callable[P, T], *arguments: P.args, **named: P.kwargs) -> T:
    close_old_connections()
    try:
        return function(*arguments, **named)
    finally:
        close_old_connections()


@contextmanager
def at_once() -> Iterator[None]:
    """One statement that writes, and is a transaction of its own."""
    with _sqlite_writers if connection.vendor == "sqlite" else nullcontext():
        yield


@contextmanager
def writing() -> Iterator[None]:
    """A transaction that writes: a short one, whose locks others wait for. A process that freezes in it loses it.

    Long ones, such as those of `migrate`, are made by others, and are as long as they need.
    """
    is_outermost = not connection.in_atomic_block
    with at_once(), transaction.atomic():
        if is_outermost:
            _lose_with_the_lease()
        yield


def _lose_with_the_lease() -> None:
    """Let PostgreSQL end this transaction when its process says nothing for as long as a lease lasts."""
    if connection.vendor == "postgresql":
        milliseconds = round(settings.LEASE_SECONDS * 1000)
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL idle_in_transaction_session_timeout = {milliseconds:d}")


@Field.register_lookup
class Among(Lookup[bool]):
    """As `in`. The keys travel as one array: a query for a thousand is written and read as fast as one for ten."""

    lookup_name = "among"
    prepare_rhs = False  # each key for itself, below

    def _keys(self, connection: Any) -> list[Any]:
        field: Any = self.lhs.output_field
        return [field.get_db_prep_value(key, connection) for key in self.rhs]

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, parameters = self.process_lhs(compiler, connection)
        return f"{column} = ANY(%s)", (*parameters, self._keys(connection))

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, parameters = self.process_lhs(compiler, connection)
        return f"{column} IN (SELECT value FROM json_each(%s))", (*parameters, json.dumps(self._keys(connection)))


def among(field: str, keys: Collection[Any]) -> Q:
    """Rows whose `field`, no relation, is one of `keys`. For looks that are made again and again at many rows."""
    return Q(**{f"{field}__among": list(keys)})


def json_rows(*types: str) -> str:
    """SQL for the rows of its one parameter, a JSON array of arrays whose columns are of PostgreSQL's `types`."""
    if connection.vendor == "sqlite":
        columns = ", ".join(f"json_extract(value, '$[{n}]')" for n in range(len(types)))
        return f"SELECT {columns} FROM json_each(%s)"
    columns = ", ".join(f"(value->>{n})::{type}" for n, type in enumerate(types))
    return f"SELECT {columns} FROM json_array_elements(%s::json) AS told(value)"


def has_row_locks() -> bool:
    """Whether a transaction can hold single rows. (On SQLite writers are alone: there is nothing to hold.)"""
    return connection.features.has_select_for_update


def lock_for_transaction(key: int) -> None:
    """Let one transaction at a time pass here, over all processes; 64 bits. (On SQLite writers are alone anyway.)"""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key])


def database_now() -> datetime:
    """The time by the database's clock, which all processes share."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            return cast(datetime, cursor.fetchone()[0])
    with connection.cursor() as cursor:
        cursor.execute("SELECT strftime('%Y-%m-%d %H:%M:%f', 'now')")
        return datetime.fromisoformat(cursor.fetchone()[0]).replace(tzinfo=UTC)
