"""Renders as work of the executor: one child process each, its file renamed only by whoever holds the epoch."""

import asyncio
import os
import time
from typing import ClassVar, cast
from uuid import UUID

import structlog
from django.conf import settings
from django.db.models import QuerySet

from chat.jobs import JobStatus
from chat.stream.log import retried
from chat.work.fair_queue import Limits, Waiting
from chat.work.job_runner import JobEnding, JobKind, JobRunner
from config.common import failpoints
from config.common.database import in_pool, writing
from videos.document.document import Document
from videos.files.file_pruning import prune_files
from videos.models import Render, pictures_of
from videos.models.disk import folder
from videos.models.renders import RenderTooLong, as_waiting, checked_cost
from videos.rendering.pool import close_pools
from videos.rendering.render_job import Format, RenderJob
from videos.rendering.render_job import Quality as RenderQuality
from videos.rendering.render_parent import Progress, RenderFailed, RenderResult, cannot_write, render

logger = structlog.get_logger(__name__)

AT_ONCE = 32  # in one process; how many of them draw at a time is the pool's to say


class RenderKind(JobKind[Render]):
    name: ClassVar[str] = "render"
    model = Render

    @property
    def capacity(self) -> int:
        return AT_ONCE

    @property
    def limits(self) -> Limits:
        return {"per_user": settings.MAX_RUNNING_RENDERS_PER_USER}

    def rows(self) -> QuerySet[Render]:
        return Render.objects.select_related("version__video", "project")

    def ready(self) -> QuerySet[Render]:
        return Render.objects.in_line().ready_to_begin()

    def as_waiting(self, rows: QuerySet[Render]) -> list[Waiting]:
        return as_waiting(rows)

    def runner(self, job: Render) -> "Rendering":
        return Rendering(job)

    async def close(self) -> None:
        await close_pools()


class Rendering(JobRunner[Render]):
    """One render in this process."""

    GAVE_UP: ClassVar[str] = "The server stopped again and again while it rendered this. You can retry it."

    def __init__(self, job: Render) -> None:
        super().__init__(job)
        self._progress = Progress(0, 1)
        # Waiting for a free process, and frames that were there before, say nothing about the pace.
        self._first: tuple[float, Progress] | None = None
        self._told = 0.0

    async def run(self, stop: asyncio.Event) -> JobEnding:
        try:
            ending = await super().run(stop)
        finally:
            self.job.remove_working_files()
        if ending.code == "disk_full":
            await in_pool(prune_files)()
        return ending

    async def work(self) -> JobEnding:
        try:
            result = await self._render()
        except RenderFailed as error:
            return JobEnding.failed(error.code, error.message, error.detail)
        failpoints.hit("before_render_ready")
        await retried(in_pool(_publish), self.job, result)
        logger.info(
            "rendered",
            frames=result.frames,
            reused=result.reused,
            seconds=round(result.seconds, 2),
            bytes=result.bytes,
        )
        return JobEnding.ready()

    async def _render(self) -> RenderResult:
        document, pictures = await retried(in_pool(_source_of), self.job.pk)
        try:
            self.job.working_path.parent.mkdir(parents=True, exist_ok=True)
            self.job.remove_parts()
        except OSError as error:
            raise cannot_write(error) from error
        job = RenderJob(
            document=document.to_json(),
            output=str(self.job.working_path),
            format=cast(Format, self.job.format),
            quality=cast(RenderQuality, self.job.quality),
            height=self.job.height or None,
            pictures=pictures,
            cache=str(folder("pieces", self.job.project_id)),
            time_limit_s=settings.MAX_RENDER_CPU_SECONDS,
            user=self.job.user_id or self.job.project.owner_id,
        )
        return await render(job, self._on_progress)

    def _on_progress(self, progress: Progress) -> None:
        self._progress = progress
        self._first = self._first or (time.monotonic(), progress)
        failpoints.hit("during_render")

    def news(self) -> dict[str, float | None]:
        if self._first is None or self._progress.share <= self._told:
            return {}
        self._told = self._progress.share
        began, first = self._first
        left = self._progress.seconds_left(time.monotonic() - began, first)
        return {"progress": min(self._told, 0.999), "eta_s": left and round(left, 1)}


def _source_of(key: UUID) -> tuple[Document, dict[str, str]]:
    """The document, and the files of the pictures that it may show. Raises RenderFailed for one that takes too long:
    which version it would be was open when it was asked for, or nobody asked."""
    render = Render.objects.select_related("version__video").get(pk=key)
    document = render.version.video.document_at(render.version.number)
    try:
        checked_cost(document, render.format, render.quality, render.height)
    except RenderTooLong as error:
        raise RenderFailed(error.code, error.message) from error
    return document, pictures_of(render.project_id)


def _publish(work: Render, result: RenderResult) -> None:
    """Make the file the job's result, fenced: a process that lost the epoch leaves no trace."""
    with writing():
        work.fence()
        if work.working_path.exists():  # not so at a second try, after a connection that broke at the commit
            os.replace(work.working_path, work.final_path)
        row = Render.objects.get(pk=work.pk)
        row.move_to(
            JobStatus.READY,
            eta_s=None,
            size=result.bytes,
            frames=result.frames,
            seconds=result.seconds,
            warnings=result.warnings,
        )
