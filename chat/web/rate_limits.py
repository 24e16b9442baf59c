"""How much a client may say on its sockets: a bucket for each socket, and one for all of a user's at this process.

A bucket holds tokens: it is full at first, a frame takes one, and it fills up again while nobody speaks. So a burst is
as welcome as a steady pace, and only who goes on too fast finds it empty. Times are seconds of a clock that never goes
back. Pure.
"""

import math
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager

BURST_SECONDS = 10.0  # a full bucket holds what a client may say in so long
BYTES_A_TOKEN = 32 * 1024  # a larger frame takes more: to read it takes longer, and it may have to wait its turn


class Bucket:
    def __init__(self, per_second: float, level: float, now: float) -> None:
        self.per_second = per_second
        self.size = per_second * BURST_SECONDS
        self._level, self._at = min(level, self.size), now

    def level(self, now: float) -> float:
        """How many tokens it holds."""
        return min(self.size, self._level + (now - self._at) * self.per_second)

    def is_full(self, now: float) -> bool:
        return self.level(now) >= self.size

    def take(self, tokens: float, now: float) -> bool:
        """Whether there were so many; then they are gone."""
        level = self.level(now)
        if level < tokens:
            return False
        self._level, self._at = level - tokens, now
        return True

    def seconds_until(self, level: float, now: float) -> float:
        """How long until it holds `level`, or is full."""
        return max(0.0, min(level, self.size) - self.level(now)) / self.per_second


class Allowance:
    """What one socket may say.

    A socket that says little does not pay for the user's others: while theirs is empty it may use half of its own.
    """

    def __init__(self, own: Bucket, shared: Bucket, clock: Callable[[], float]) -> None:
        self._own, self._shared, self._clock = own, shared, clock

    def take(self, size: int = 0) -> bool:
        """Whether a frame of `size` bytes may still pass."""
        now = self._clock()
        tokens = 1 + size // BYTES_A_TOKEN
        if not self._own.take(tokens, now):
            return False
        return self._shared.take(tokens, now) or self._own.level(now) >= self._own.size / 2

    @property
    def retry_after_s(self) -> int:
        """When a new socket of the user may say as much again as this one could."""
        return max(1, math.ceil(self._shared.seconds_until(self._own.size, self._clock())))


class Allowances:
    """Those of one process; frames a second of a socket, and of a user."""

    def __init__(self, per_socket: float, per_user: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._per_socket, self._per_user, self._clock = per_socket, per_user, clock
        self._users: dict[int, Bucket] = {}
        self._sockets: Counter[int] = Counter()

    @contextmanager
    def socket(self, user: int) -> Iterator[Allowance]:
        """For a socket that `user` has just opened, as long as it stays.

        It begins with what their others have left, so that whoever is closed gains nothing by coming back at once.
        """
        now = self._clock()
        self._forget(now)
        shared = self._users.setdefault(user, Bucket(self._per_user, math.inf, now))
        self._sockets[user] += 1
        try:
            yield Allowance(Bucket(self._per_socket, shared.level(now), now), shared, self._clock)
        finally:
            self._sockets[user] -= 1

    def _forget(self, now: float) -> None:
        """A full bucket that nobody takes from is as good as a new one."""
        for user in [user for user, count in self._sockets.items() if not count and self._users[user].is_full(now)]:
            del self._users[user], self._sockets[user]
