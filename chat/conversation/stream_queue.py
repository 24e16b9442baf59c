"""The streams that are not ended, as one look finds them: whose turn it is, and who may send one more."""

from collections import Counter
from dataclasses import dataclass
from typing import Self

from django.conf import settings

from chat.models import Stream, StreamStatus
from chat.work.fair_queue import Waiting
from config.common.prepared import Prepared

_unfinished = Prepared(
    lambda: Stream.objects.unfinished().order_by("pk").values_list("pk", "project_id", "user_id", "status")
)


@dataclass(frozen=True)
class StreamQueue:
    """In the order in which they came."""

    waiting: list[Waiting]
    running: list[Waiting]

    @classmethod
    def now(cls) -> Self:
        found: dict[str, list[Waiting]] = {StreamStatus.QUEUED: [], StreamStatus.RUNNING: []}
        for *stream, status in _unfinished():
            found[status].append(Waiting(*stream))
        return cls(found[StreamStatus.QUEUED], found[StreamStatus.RUNNING])

    def waiting_of(self, user: int) -> int:
        """How many streams of `user` will still be queued once workers took up what they may."""
        queued = Counter(each.project for each in self.waiting if each.user == user)
        running = Counter(each.project for each in self.running if each.user == user)
        startable = sum(min(n, max(0, settings.MAX_RUNNING_PER_PROJECT - running[key])) for key, n in queued.items())
        return queued.total() - min(startable, max(0, settings.MAX_RUNNING_PER_USER - running.total()))
