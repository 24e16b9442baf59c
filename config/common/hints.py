"""Hint: something was committed, look again. Said in this process at once, to others by one coalesced hint.

They may be lost, doubled or late without harm: every reader also looks by itself.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field


@dataclass
class Hint:
    """What may have changed: logs of streams, rows of streams, messages or jobs of projects; work to claim or stop."""

    streams: set[int] = field(default_factory=set)
    requeued: set[int] = field(default_factory=set)
    projects: set[int] = field(default_factory=set)
    work: bool = False

    def add(self, other: "Hint") -> None:
        self.streams |= other.streams
        self.requeued |= other.requeued
        self.projects |= other.projects
        self.work = self.work or other.work


_listener: Callable[[Hint], None] | None = None


def listen(listener: Callable[[Hint], None] | None) -> None:
    """Let this process's runtime hear all news; `listener` is called from any thread."""
    global _listener
    _listener = listener


def announce(
    *, streams: Iterable[int] = (), requeued: Iterable[int] = (), projects: Iterable[int] = (), work: bool = False
) -> None:
    """Say, after a commit, what changed. Safe from any thread, and without a runtime."""
    if _listener is not None:
        _listener(Hint(set(streams), set(requeued), set(projects), work))
