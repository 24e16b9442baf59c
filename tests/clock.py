"""A clock for loops that wait: nothing takes time, and what was waited for is noted."""

import asyncio


class Clock:
    """Stands for `time` and `asyncio.sleep` of a module. The `last` wait, if one is named, is cancelled."""

    def __init__(self, last: int | None = None) -> None:
        self.now, self.slept, self._last = 0.0, list[float](), last

    def perf_counter(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        if len(self.slept) == self._last:
            raise asyncio.CancelledError
