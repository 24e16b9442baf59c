"""How long a job still takes, as people are told it: not before it is known, and calm. Pure."""

from dataclasses import dataclass

KNOWN_AFTER_SECONDS = 1.0
KNOWN_AFTER_SHARE = 0.02
CALM = 0.2  # of the way to what is measured now is gone at each look
MUCH_LONGER, LONGER_BY_SECONDS = 1.5, 5.0  # beyond this the old figure is wrong, and a larger one is told


@dataclass
class TimeLeft:
    """Of one run of a job, from looks at its clock and at the share of it that is done (0..1).

    The first look is where the pace is measured from: what was there before, or waited for, says nothing about it.
    """

    _first: tuple[float, float] | None = None
    _told: tuple[float, float] | None = None  # the second of the look, and what was told then

    def at(self, second: float, share: float) -> float | None:
        """Seconds left at this look; None while nobody can know."""
        self._first = self._first or (second, share)
        began, there = self._first
        if second - began < KNOWN_AFTER_SECONDS or share - there < KNOWN_AFTER_SHARE:
            return None
        left = (second - began) * (1 - share) / (share - there)
        if self._told is not None:
            at, told = self._told
            left = calmed(told, second - at, left)
        self._told = second, left
        return left


def calmed(told: float, passed: float, measured: float) -> float:
    """What is told `passed` seconds after `told`, now that `measured` is the case: it runs down, and bends slowly.

    It stands still rather than grow, unless what was told is far from true.
    """
    if measured > told * MUCH_LONGER + LONGER_BY_SECONDS:
        return measured
    expected = max(0.0, told - passed)
    return min(told, expected + CALM * (measured - expected))
