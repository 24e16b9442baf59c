"""The threads in which Django answers: kept, for a new one begins with a connection to the database of its own."""

from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager

from asgiref.sync import ThreadSensitiveContext

MOST_IDLE = 8  # beyond them a thread ends with its request, as Django has it by itself


class RequestThreads:
    """One thread for each request, however many there are at once."""

    def __init__(self) -> None:
        self._idle: list[ThreadPoolExecutor] = []  # the one that was used last stands last

    @asynccontextmanager
    async def one(self) -> AsyncIterator[None]:
        """What is sync within runs in a thread that nobody else has meanwhile."""
        thread = self._idle.pop() if self._idle else ThreadPoolExecutor(1, thread_name_prefix="request")
        is_kept = False
        try:
            async with ThreadSensitiveContext(executor=thread):
                yield
            is_kept = len(self._idle) < MOST_IDLE
        finally:
            if is_kept:
                self._idle.append(thread)
            else:
                thread.shutdown(wait=False)  # of a request that was cut off it may be at work still
