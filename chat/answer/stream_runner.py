"""Streams as work of the executor: users take turns, and a project's answers keep their order."""

import asyncio
from typing import ClassVar

import structlog
from django.conf import settings
from django.db.models import QuerySet

from chat.answer.loop import Turn
from chat.conversation import titles
from chat.llm.chat_model import ChatModel
from chat.models import Stream
from chat.stream.events import Snapshot, Status, StreamEvent
from chat.stream.feed import Feed
from chat.stream.log import LogWriter, StreamLog, append_now
from chat.stream.snapshots import opening_state
from chat.work.executor import WorkKind
from chat.work.fair_queue import Limits, Waiting
from chat.work.leases import QUEUED
from config.common.hints import announce


class StreamKind(WorkKind[Stream]):
    name: ClassVar[str] = "stream"
    model = Stream

    def __init__(self, feed: Feed, writer: LogWriter, chat_model: ChatModel) -> None:
        self._feed, self._writer, self._chat_model = feed, writer, chat_model

    @property
    def capacity(self) -> int:
        return settings.MAX_RUNNING_STREAMS

    @property
    def limits(self) -> Limits:
        return {"per_project": settings.MAX_RUNNING_PER_PROJECT, "per_user": settings.MAX_RUNNING_PER_USER}

    def rows(self) -> QuerySet[Stream]:
        return Stream.objects.select_related("message", "project")

    def ready(self) -> QuerySet[Stream]:
        return Stream.objects.filter(status=QUEUED).order_by("pk")

    def as_waiting(self, rows: QuerySet[Stream]) -> list[Waiting]:
        return [Waiting(*row) for row in rows.values_list("pk", "project_id", "user_id")]

    def claimed(self, work: Stream) -> None:
        open_epoch(work, *([Status(status="thinking")] if work.epoch == 1 else []))  # told with the first step's call

    async def run(self, work: Stream, stop: asyncio.Event) -> None:
        structlog.contextvars.bind_contextvars(stream=work.pk, message=str(work.message.uuid), project=work.project_id)
        with self._feed.runs_here(work.pk):
            log = StreamLog(self._writer, work, seq=1 + len(work.told))
            self._feed.publish([work.opening, *work.told])
            announce(streams=[work.pk], projects=[work.project_id])
            try:
                await Turn(work, log, self._chat_model, thinks=bool(work.told)).run(stop)
            except asyncio.CancelledError:
                await self._writer.flush()  # what was said is kept for the next epoch
                raise
        if not work.project.is_named:
            titles.begin(work, self._chat_model)

    def left(self, work: Stream) -> None:
        announce(streams=[work.pk], projects=[work.project_id], work=True)


def open_epoch(stream: Stream, *events: StreamEvent) -> None:
    """Store the snapshot that every epoch begins with, and `events`, within the transaction of the claim."""
    stream.opening, *stream.told = append_now(stream, 1, [Snapshot(state=opening_state(stream)), *events])
