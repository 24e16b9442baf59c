"""Renders as work of the executor: one child process each, its file renamed only by whoever holds the epoch."""

import asyncio
import os
import time
from collections.abc import Iterable
from typing import ClassVar, cast
from uuid import UUID

import structlog
from django.conf import settings

from chat.jobs import JobStatus
from chat.stream.log import retried
from chat.work.executor import WorkKind, run_until
from chat.work.fair_queue import choose
from chat.work.leases import QUEUED, RUNNING, LeaseLost, abandoned
from config.common import failpoints
from config.common.database import in_pool, writing
from config.common.hints import announce
from videos.document.document import Document
from videos.files.file_pruning import prune_files
from videos.models import Render, pictures_of
from videos.models.disk import folder
from videos.models.renders import RenderTooLong, checked_cost
from videos.rendering.job import Format, RenderJob
from videos.rendering.job import Quality as RenderQuality
from videos.rendering.parent import Progress, RenderFailed, RenderResult, cannot_write, render
from videos.rendering.pool import close_pools

logger = structlog.get_logger(__name__)

PROGRESS_SECONDS = 0.4
AT_ONCE = 32  # in one process; how many of them draw at a time is the pool's to say


class RenderKind(WorkKind[Render]):
    name: ClassVar[str] = "render"
    model = Render

    @property
    def capacity(self) -> int:
        return AT_ONCE

    def candidates(self, free: int, project: int | None) -> Iterable[Render]:
        rows = Render.objects.select_related("version__video", "project")
        mine = rows if project is None else rows.filter(project=project)
        left = list(mine.filter(abandoned())[:free])
        yield from left
        chosen = choose(
            mine.filter(status=QUEUED).ready_to_begin().as_waiting(),
            Render.objects.filter(status=RUNNING).as_waiting(),
            free=free - len(left),
            per_user=settings.MAX_RUNNING_RENDERS_PER_USER,
        )
        found = rows.in_bulk(chosen)
        yield from (found[key] for key in chosen if key in found)

    async def run(self, work: Render, stop: asyncio.Event) -> None:
        try:
            if not await run_until(Rendering(work).run(), stop):
                await retried(in_pool(_end), work, JobStatus.CANCELLED, {})
        finally:
            work.remove_working_files()

    async def close(self) -> None:
        await close_pools()

    def left(self, work: Render) -> None:
        announce(projects=[work.project_id], streams=[work.stream_id] if work.stream_id else [], work=True)


class Rendering:
    """One render in this process."""

    def __init__(self, work: Render) -> None:
        self._work = work
        self._progress = Progress(0, 1)
        # Waiting for a free process, and frames that were there before, say nothing about the pace.
        self._first: tuple[float, Progress] | None = None
        self._told = 0.0

    async def run(self) -> None:
        if self._work.is_given_up:
            await self._fail("gave_up", "The server stopped again and again while it rendered this. You can retry it.")
            return
        telling = asyncio.create_task(self._tell())
        try:
            result = await self._render()
        except RenderFailed as error:
            logger.warning("render failed", phase="render", code=error.code, reason=error.message, detail=error.detail)
            await self._fail(error.code, error.message)
            if error.code == "disk_full":
                await in_pool(prune_files)()
        else:
            failpoints.hit("before_render_ready")
            await retried(in_pool(_publish), self._work, result)
            logger.info(
                "rendered",
                frames=result.frames,
                reused=result.reused,
                seconds=round(result.seconds, 2),
                bytes=result.bytes,
            )
        finally:
            telling.cancel()

    async def _render(self) -> RenderResult:
        document, pictures = await retried(in_pool(_source_of), self._work.pk)
        try:
            self._work.working_path.parent.mkdir(parents=True, exist_ok=True)
            self._work.remove_parts()
        except OSError as error:
            raise cannot_write(error) from error
        job = RenderJob(
            document=document.to_json(),
            output=str(self._work.working_path),
            format=cast(Format, self._work.format),
            quality=cast(RenderQuality, self._work.quality),
            height=self._work.height or None,
            pictures=pictures,
            cache=str(folder("pieces", self._work.project_id)),
            time_limit_s=settings.MAX_RENDER_CPU_SECONDS,
            user=self._work.user_id or self._work.project.owner_id,
        )
        return await render(job, self._on_progress)

    def _on_progress(self, progress: Progress) -> None:
        self._progress = progress
        self._first = self._first or (time.monotonic(), progress)
        failpoints.hit("during_render")

    async def _tell(self) -> None:
        """Store the progress as it grows, a few times a second."""
        while True:
            await asyncio.sleep(PROGRESS_SECONDS)
            if self._first and self._progress.share > self._told:
                self._told = self._progress.share
                began, first = self._first
                left = self._progress.seconds_left(time.monotonic() - began, first)
                await retried(in_pool(self._work.told), min(self._told, 0.999), left and round(left, 1))
                announce(projects=[self._work.project_id])

    async def _fail(self, code: str, message: str) -> None:
        await retried(in_pool(_end), self._work, JobStatus.FAILED, {"error_code": code, "error_message": message})


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


def _end(work: Render, status: str, fields: dict[str, str]) -> None:
    row = Render.objects.get(pk=work.pk)
    if row.epoch != work.epoch or row.status != RUNNING:
        raise LeaseLost(work.pk)
    row.move_to(status, eta_s=None, stop_requested=False, **fields)


def _publish(work: Render, result: RenderResult) -> None:
    """Make the file the job's result, fenced: a process that lost the epoch leaves no trace."""
    with writing():
        work.fence()
        if work.working_path.exists():  # not so at a second try, after a connection that broke at the commit
            os.replace(work.working_path, work.final_path)
        row = Render.objects.get(pk=work.pk)
        row.move_to(
            JobStatus.READY,
            progress=1.0,
            eta_s=None,
            size=result.bytes,
            frames=result.frames,
            seconds=result.seconds,
            warnings=result.warnings,
        )
