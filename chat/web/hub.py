"""The hub: what sockets watch in their projects beside the streams' events.

It looks for changed messages and jobs of all watched projects together: when told, and by itself (each second while
something is unfinished, else each two). A frame is the whole current state, so one too many does no harm.
"""

import asyncio
import contextlib
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

import structlog
from django.db.models import Q

from chat import jobs
from chat.models import Message, Stream
from chat.shapes import JobFrame, MessageFrame
from chat.web.serializers import message_json
from chat.work.leases import QUEUED, RUNNING
from config.common.database import DATABASE_AWAY, among, database_now, in_pool
from projects.models import Project

logger = structlog.get_logger(__name__)

QUIET_SECONDS, BUSY_SECONDS = 2.0, 1.0
SHORTEST_SECONDS = 0.05  # between two looks, however much news there is
OVERLAP_SECONDS = 5.0  # how long before the last look changes are looked for, for those that were committed late
NEWCOMER_SECONDS = 60.0  # how old a change may be that a new socket is told; its page has read what is older


class Seen(NamedTuple):
    epoch: int
    unfinished: bool


class Look(NamedTuple):
    """What a look at the watched projects found. Frames are JSON texts, by project and by what they speak of."""

    streams: dict[int, dict[int, Seen]]
    frames: dict[int, dict[str, str]]
    is_busy: bool
    gone: set[int]
    at: datetime  # by the database's clock, before anything else was read


class Told(NamedTuple):
    version: int
    at: float  # of the monotonic clock
    frame: str


@dataclass
class Watch:
    """One project, as this process knows it: streams and frames, each with the version at which it last changed."""

    project: int
    watchers: int = 0
    version: int = 0
    streams: dict[int, tuple[int, Seen]] = field(default_factory=dict)
    frames: dict[str, Told] = field(default_factory=dict)  # those that changed last stand last
    is_primed: bool = False
    is_gone: bool = False
    news: asyncio.Event = field(default_factory=asyncio.Event)

    def take(self, look: Look) -> None:
        """Take in what a look found; wake the watchers when it is new."""
        new = self.version + 1
        changed = not self.is_primed or self.project in look.gone
        for stream, seen in look.streams.get(self.project, {}).items():
            known = self.streams.get(stream)
            if known is None or known[1] != seen:
                changed = True
                self.streams[stream] = (new, seen)
        for key, frame in look.frames.get(self.project, {}).items():
            told = self.frames.get(key)
            if told is None or told.frame != frame:
                changed = True
                self.frames.pop(key, None)
                self.frames[key] = Told(new, time.monotonic(), frame)
        self.is_primed, self.is_gone = True, self.project in look.gone
        if changed:
            self.version = new
            self._wake()

    def _wake(self) -> None:
        news, self.news = self.news, asyncio.Event()
        news.set()

    def to_follow(self, version: int, opened_at: int) -> list[int]:
        """The unfinished streams, and those that began and ended since `version`.

        When that is 0 nothing was looked at before, so that what is newer than the stream `opened_at` began since.
        """
        return [
            stream
            for stream, (changed, seen) in self.streams.items()
            if seen.unfinished or (changed > version if version else stream > opened_at)
        ]

    def frames_since(self, version: int) -> list[str]:
        """The frames that changed since `version`, the newest last; 0 is that of a newcomer."""
        oldest = 0.0 if version else time.monotonic() - NEWCOMER_SECONDS
        return [told.frame for told in self.frames.values() if told.version > version and told.at >= oldest]


class Hub:
    """All watched projects of this process."""

    def __init__(self) -> None:
        self._watches: dict[int, Watch] = {}
        self._bell = asyncio.Event()
        self._looked: datetime | None = None

    @contextlib.contextmanager
    def watch(self, project: int) -> Iterator[Watch]:
        watch = self._watches.setdefault(project, Watch(project))
        watch.watchers += 1
        if not watch.is_primed:
            self.look()
        try:
            yield watch
        finally:
            watch.watchers -= 1
            if not watch.watchers:
                self._watches.pop(project, None)

    def look(self, projects: set[int] | None = None) -> None:
        """Look now, if one of `projects` is watched here."""
        if projects is None or not projects.isdisjoint(self._watches):
            self._bell.set()

    async def run(self) -> None:
        """Look again and again, until cancelled."""
        pause = QUIET_SECONDS
        with contextlib.suppress(*DATABASE_AWAY):
            self._looked = await in_pool(database_now)()
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(pause):  # `wait_for` loses a cancellation that meets the bell
                    await self._bell.wait()
            self._bell.clear()
            began = time.perf_counter()
            try:
                pause = BUSY_SECONDS if await self._look() else QUIET_SECONDS
            except DATABASE_AWAY as error:
                logger.warning("database away", phase="database", error=str(error))
            except Exception:
                logger.exception("hub", phase="hub")
            # In proportion to the look; one that waited long for its turn in the pool is no reason to wait longer.
            await asyncio.sleep(min(max(SHORTEST_SECONDS, 3 * (time.perf_counter() - began)), BUSY_SECONDS))

    async def _look(self) -> bool:
        watches = dict(self._watches)
        if not watches:
            return False
        look = await in_pool(look_at)(set(watches), self._looked)
        self._looked = look.at
        for watch in watches.values():
            watch.take(look)
        return look.is_busy


def look_at(projects: set[int], looked: datetime | None) -> Look:
    """Read what is unfinished in `projects`, and what changed since the look at `looked`.

    Both times are the database's: however long a look waits for its turn, nothing falls between it and the one before.
    """
    at = database_now()
    since = (looked or at) - timedelta(seconds=OVERLAP_SECONDS)
    changed = Q(updated_at__gte=since)
    recent = Q(finished_at__gte=since) | Q(status__in=(QUEUED, RUNNING))
    streams: dict[int, dict[int, Seen]] = {}
    is_busy = False
    watched = among("project__pk", projects)
    rows = Stream.objects.filter(recent, watched)
    for project, stream, epoch, status in rows.values_list("project_id", "pk", "epoch", "status"):
        unfinished = status in (QUEUED, RUNNING)
        is_busy = is_busy or unfinished
        streams.setdefault(project, {})[stream] = Seen(epoch, unfinished)
    frames: dict[int, dict[str, str]] = {}
    # Of a message that waits the place in the queue changes, without a change of its row.
    waiting = Q(stream__status=QUEUED)
    messages = list(Message.objects.filter(changed | waiting, watched).order_by("pk"))
    for message, shown in zip(messages, message_json(messages), strict=True):
        _put(frames, message.project_id, f"message {message.pk}", {"type": "message", "message": shown})
    for model in jobs.job_models():
        found = list(model.objects.filter(changed | Q(status__in=jobs.UNFINISHED), watched))
        is_busy = is_busy or any(job.status in jobs.UNFINISHED for job in found)
        for job, item in zip(found, jobs.shown(found), strict=True):
            _put(frames, job.project_id, f"job {job.pk}", {"type": "job", "job": item})
    alive = set(Project.objects.filter(among("pk", projects)).values_list("pk", flat=True))
    return Look(streams, frames, is_busy, projects - alive, at)


def _put(frames: dict[int, dict[str, str]], project: int, key: str, frame: MessageFrame | JobFrame) -> None:
    frames.setdefault(project, {})[key] = json.dumps(frame, ensure_ascii=False)
