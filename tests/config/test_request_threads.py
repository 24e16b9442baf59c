"""Django's requests share threads one after another, and none meanwhile."""

import asyncio
import threading

import pytest
from asgiref.sync import sync_to_async

from config.request_threads import MOST_IDLE, RequestThreads

here = sync_to_async(threading.current_thread)


async def test_who_comes_after_another_has_the_same_thread() -> None:
    threads = RequestThreads()
    used = set()
    for _ in range(3):
        async with threads.one():
            used |= {await here(), await here()}
    assert len(used) == 1


async def test_who_comes_at_once_has_a_thread_of_their_own_and_few_are_kept() -> None:
    threads, together = RequestThreads(), MOST_IDLE + 3
    arrived = asyncio.Barrier(together)

    async def request() -> threading.Thread:
        async with threads.one():
            await arrived.wait()
            return await here()

    first = await asyncio.gather(*(request() for _ in range(together)))
    second = await asyncio.gather(*(request() for _ in range(together)))
    assert len(set(first)) == len(set(second)) == together
    assert len(set(first) & set(second)) == MOST_IDLE


async def test_the_thread_of_a_request_that_was_cut_off_is_given_to_nobody() -> None:
    threads, at_work, go_on = RequestThreads(), threading.Event(), threading.Event()
    cut_off: list[threading.Thread] = []

    def work() -> None:
        cut_off.append(threading.current_thread())
        at_work.set()
        go_on.wait(20)

    async def request() -> None:
        async with threads.one():
            await sync_to_async(work)()

    task = asyncio.create_task(request())
    await asyncio.to_thread(at_work.wait, 20)
    task.cancel()
    go_on.set()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with threads.one():
        assert await here() not in cut_off
