"""Whose turn it is to draw. The turns are real; the children do what the test says."""

import asyncio
from collections import Counter
from collections.abc import Coroutine, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from videos.rendering import pool as pools
from videos.rendering.pool import Budget, Done, Pool, RenderFailed

HOUR = 3600.0


@dataclass(eq=False)
class Piece:
    """Of a user's render; drawn until `drawn` is set."""

    user: int
    drawn: asyncio.Event = field(default_factory=asyncio.Event)
    output: str = "nowhere/at-all"


class Child:
    at_work: list[Piece] = []
    begun: list[Piece] = []
    is_usable = True

    @classmethod
    async def start(cls, nice: int) -> "Child":
        return cls()

    async def do(self, piece: Piece, seconds: float, on_frame: Any) -> Done:
        self.at_work.append(piece)
        self.begun.append(piece)
        try:
            await piece.drawn.wait()
        finally:
            self.at_work.remove(piece)
        return Done(0, [])

    async def end(self) -> None:
        pass


@pytest.fixture(autouse=True, scope="module")
def children_do_as_told() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pools, "Child", Child)
        yield


async def settle() -> None:
    """Let everything happen that can."""
    for _ in range(20):
        await asyncio.sleep(0)


class Desk:
    """A pool with who asks there."""

    def __init__(self, size: int = 2) -> None:
        Child.at_work, Child.begun = [], []
        self.pool = Pool(size, nice=0)
        self.asked: dict[Piece, asyncio.Task[Done]] = {}

    async def ask(self, *users: int, rank: int = 0, budget: Budget | None = None) -> list[Piece]:
        pieces = [Piece(user) for user in users]
        for piece in pieces:
            run: Coroutine[Any, Any, Done] = self.pool.run(
                piece,  # type: ignore[arg-type]
                budget or Budget(HOUR),
                user=piece.user,
                rank=rank,
            )
            self.asked[piece] = asyncio.create_task(run)
        await settle()
        return pieces

    async def end(self, piece: Piece) -> None:
        piece.drawn.set()
        await settle()

    async def close(self) -> None:
        for task in self.asked.values():
            task.cancel()
        await asyncio.gather(*self.asked.values(), return_exceptions=True)
        await self.pool.close()


def busy() -> dict[int, int]:
    return dict(Counter(piece.user for piece in Child.at_work))


async def test_one_users_long_render_never_keeps_anothers_waiting() -> None:
    desk = Desk()
    await desk.ask(*[1] * 10)
    assert busy() == {1: 2}
    await desk.ask(*[2] * 3)
    assert busy() == {1: 2, 2: 1}
    await desk.end(Child.at_work[0])
    assert busy() == {1: 1, 2: 1}  # no more than there are cores, when each has one
    await desk.end(next(piece for piece in Child.at_work if piece.user == 1))
    assert busy() == {1: 1, 2: 1}
    await desk.close()


async def test_with_more_users_than_places_each_gets_as_many_turns() -> None:
    desk = Desk()
    for user in range(6):
        await desk.ask(*[user] * 4)
    while Child.at_work:
        assert sum(busy().values()) <= 4
        await desk.end(Child.at_work[0])
    turns = [piece.user for piece in Child.begun]
    assert len(turns) == 24
    for round in range(1, 4):  # nobody is further ahead of anybody than by what was at work
        counts = Counter(turns[: 6 * round + 2])
        assert max(counts.values()) - min(counts[user] for user in range(6)) <= 2
    await desk.close()


async def test_of_one_users_tasks_the_drafts_come_first() -> None:
    desk = Desk(1)
    (first,) = await desk.ask(1)
    await desk.ask(1, 1, rank=1)
    (draft,) = await desk.ask(1, rank=0)
    await desk.end(first)
    assert Child.at_work == [draft]
    await desk.close()


async def test_who_no_longer_waits_takes_nobodys_place() -> None:
    desk = Desk(1)
    (first,) = await desk.ask(1)
    gone, stays = await desk.ask(1, 1)
    desk.asked[gone].cancel()
    await desk.end(first)
    assert Child.at_work == [stays]
    last, left = await desk.ask(1, 1)
    stays.drawn.set()
    desk.asked[last].cancel()  # whether its turn came already or not
    await settle()
    assert Child.at_work == [left]
    await desk.close()


async def test_only_work_is_taken_from_the_time_that_a_render_has() -> None:
    desk, budget = Desk(1), Budget(0.05)
    (first,) = await desk.ask(1)
    (late,) = await desk.ask(1, budget=budget)
    await asyncio.sleep(0.1)
    assert budget.left == 0.05
    await desk.end(first)
    with pytest.raises(RenderFailed, match=r"more than 0.05 seconds") as caught:
        await desk.asked[late]
    assert caught.value.code == "timeout" and budget.left == 0
    await desk.close()


@given(
    st.integers(1, 3),
    st.lists(st.tuples(st.sampled_from(["ask", "end", "cancel"]), st.integers(0, 4), st.integers(0, 9)), max_size=60),
)
def test_places_are_neither_lost_nor_given_twice(size: int, moves: list[tuple[str, int, int]]) -> None:
    async def play() -> None:
        desk = Desk(size)
        for move, user, which in moves:
            open_tasks = [piece for piece, task in desk.asked.items() if not task.done()]
            if move == "ask":
                await desk.ask(user)
            elif move == "end" and Child.at_work:
                await desk.end(Child.at_work[which % len(Child.at_work)])
            elif move == "cancel" and open_tasks:
                desk.asked[open_tasks[which % len(open_tasks)]].cancel()
                await settle()
            waiting = Counter(piece.user for piece, task in desk.asked.items() if not task.done())
            waiting.subtract(busy())
            most, places = sum(busy().values()), 2 * size
            assert most <= places
            if +waiting:
                assert most >= size  # no core is idle while somebody waits
                assert most == places or all(busy().get(user) for user in +waiting)
        await desk.close()
        with suppress(asyncio.CancelledError):
            await settle()

    asyncio.run(play())
