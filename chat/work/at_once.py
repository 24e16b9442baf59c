"""Work that is taken up in the very transaction that stores it, by the process that stores it.

That is for a process that runs work itself and has room, when it would be the work's turn anyway; all else is stored
as queued, for whoever looks next. And it is for SQLite, whose writers are alone: elsewhere the lock under which claims
count what runs would be held while other rows are waited for, and nobody could claim anything meanwhile.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Protocol

from django.db import connection

from chat.work.executor import WorkKind
from chat.work.fair_queue import Waiting, choose
from chat.work.leases import LeasedWork
from config.common import failpoints

NEW = object()  # the key of what is not stored yet


class Taker(Protocol):
    """The executor of this process. Any thread may ask it."""

    owner: str

    def reserve(self, model: type[LeasedWork], project: int) -> WorkKind[Any] | None:
        """Keep room for one row until it is released, or begun; None when there is none."""

    def release(self, kind: WorkKind[Any]) -> None: ...

    def begin_reserved(self, kind: WorkKind[Any], work: LeasedWork) -> None: ...


_taker: Taker | None = None


def listen(taker: Taker | None) -> None:
    """Let `taker` take up what this process stores."""
    global _taker
    _taker = taker


class Chance:
    """That of one transaction, to take up one row that it stores."""

    def __init__(self, taker: Taker | None) -> None:
        self._taker = taker
        self._kind: WorkKind[Any] | None = None
        self._work: LeasedWork | None = None

    def owner(
        self, model: type[LeasedWork], project: int, user: int, waiting: Sequence[Waiting], running: Sequence[Waiting]
    ) -> str | None:
        """Who holds a new row of `model` from its first moment on; None when it waits behind others, or for room."""
        if self._taker is None or (kind := self._taker.reserve(model, project)) is None:
            return None
        self._kind = kind
        line = [*waiting, Waiting(NEW, project, user)]
        if choose(line, running, free=len(line), **kind.limits) != [NEW]:  # else others come first
            self.let_go()
            return None
        failpoints.hit("before_claim")
        return self._taker.owner

    def take(self, work: LeasedWork) -> None:
        """The row that is held so; within the transaction."""
        assert self._kind is not None
        self._kind.claimed(work)
        self._work = work

    def begin(self) -> None:
        if self._taker is not None and self._kind is not None and self._work is not None:
            failpoints.hit("after_claim")
            self._taker.begin_reserved(self._kind, self._work)

    def let_go(self) -> None:
        if self._taker is not None and self._kind is not None:
            self._taker.release(self._kind)
        self._kind = None


@contextmanager
def taking_up() -> Iterator[Chance]:
    """Around a transaction: what it takes up begins when that has committed."""
    is_whole = not connection.in_atomic_block
    chance = Chance(_taker if connection.vendor == "sqlite" and is_whole else None)
    try:
        yield chance
    except BaseException:
        chance.let_go()
        raise
    chance.begin()
