"""Renders as work of the executor: one child process each, its file renamed only by whoever holds the epoch."""

import asyncio
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, ClassVar, cast
from uuid import UUID

import structlog
from django.conf import settings
from django.db.models import QuerySet

from chat.jobs import JobStatus
from chat.stream.log import retried
from chat.work.fair_queue import Limits, Waiting
from chat.work.job_runner import JobEnding, JobKind, JobRunner
from chat.work.time_left import TimeLeft
from config.common import failpoints
from config.common.database import in_pool, writing
from videos.design.captions.caption_layer import captioned
from videos.design.seen import findings
from videos.document.document import Document
from videos.document.naming import in_words, scene_words
from videos.files.file_pruning import prune_files
from videos.models import Render, pictures_of
from videos.models.disk import folder
from videos.models.recordings import library_of
from videos.models.renders import Quality, RenderTooLong, UnfitShape, as_waiting, checked_cost
from videos.models.speeches import silent_scenes
from videos.rendering.pool import close_pools
from videos.rendering.render_job import Format, RenderJob
from videos.rendering.render_job import Quality as RenderQuality
from videos.rendering.render_parent import Progress, RenderFailed, RenderResult, cannot_write, render
from videos.sound.cues import Library, Line, cues_of, lines_spoken, seconds_of

logger = structlog.get_logger(__name__)

LONGER = 0.5  # seconds that a voice may go on in the next scene before anybody is told: it ends with a pause
NO_CAPTIONS = "The captions are not in the picture: the video draws as much as it may without them."
MOST_FLAWS = 4  # that a render tells


class RenderKind(JobKind[Render]):
    name: ClassVar[str] = "render"
    model = Render

    @property
    def capacity(self) -> int:
        return settings.MAX_RUNNING_RENDERS

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
        self._share = 0.0
        self._told = 0.0
        self._time_left = TimeLeft()
        self._lacks_voice = False

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
        await retried(in_pool(_publish), self.job, result, self._lacks_voice)
        logger.info(
            "rendered",
            frames=result.frames,
            reused=result.reused,
            seconds=round(result.seconds, 2),
            bytes=result.bytes,
        )
        return JobEnding.ready()

    async def _render(self) -> RenderResult:
        source = await retried(in_pool(_source_of), self.job.pk)
        document = await asyncio.to_thread(_drawn, source)
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
            pictures=source.pictures,
            cues=cues_of(source.document, source.library),
            lines=source.lines,
            cache=str(folder("pieces", self.job.project_id)),
            time_limit_s=settings.MAX_RENDER_CPU_SECONDS,
            user=self.job.user_id or self.job.project.owner_id,
        )
        self._lacks_voice = bool(source.silent)
        result = await render(job, self._on_progress)
        warnings = [*result.warnings, *_unheard(source)]
        if source.lines and source.document.audio.captions and document is source.document:
            warnings.append(NO_CAPTIONS)
        if self.job.quality != Quality.DRAFT:
            warnings += await asyncio.to_thread(_flaws, source.document)
        return replace(result, warnings=warnings)

    def _on_progress(self, progress: Progress) -> None:
        if not self._share:
            self._time_left.at(time.monotonic(), progress.share)
        self._share = progress.share
        failpoints.hit("during_render")

    def news(self) -> dict[str, float | None]:
        if self._share <= self._told:
            return {}
        self._told = self._share
        left = self._time_left.at(time.monotonic(), self._share)
        return {"progress": min(self._told, 0.999), "eta_s": None if left is None else round(left, 1)}


def _flaws(document: Document) -> list[str]:
    """What a person would see wrong with the video, a sentence each, the first few: it is rendered all the same."""
    whole = document.to_json()
    flaws = [in_words(whole, each.scene, each.message) for each in findings(document)]
    more = [f"And {len(flaws) - MOST_FLAWS} more."] if len(flaws) > MOST_FLAWS else []
    return flaws[:MOST_FLAWS] + more


@dataclass(frozen=True)
class Source:
    """What a file is made of: the document, the files that it shows and lets hear, and what is said when.

    `silent`: the scenes of which some words are missing, and why.
    """

    document: Document
    pictures: dict[str, str]
    library: Library
    lines: list[Line]
    silent: dict[str, str]


def _source_of(key: UUID) -> Source:
    """Raises RenderFailed for one that takes too long: which version it would be was open when it was asked for, or
    nobody asked."""
    render = Render.objects.select_related("version__video").get(pk=key)
    try:
        document = render.document()
        checked_cost(document, render.format, render.quality, render.height)
    except (RenderTooLong, UnfitShape) as error:
        raise RenderFailed(error.code, error.message) from error
    library = library_of(render.project_id, document)
    silent = silent_scenes(render.version, document, library)
    return Source(document, pictures_of(render.project_id), library, lines_spoken(document, library), silent)


def _drawn(source: Source) -> Document:
    """The document with what is read of what is said, where that is wished."""
    return captioned(source.document, source.lines) if source.document.audio.captions else source.document


def _unheard(source: Source) -> Iterator[str]:
    """A sentence for each voice that is missing, or goes on when its scene is over."""
    document, told = source.document, source.document.to_json()
    for name, why in source.silent.items():
        yield f"The voice of {_scene(told, name)} is missing: {why}"
    for name, voice in document.audio.voices.items():
        scene, seconds = document.scenes.get(name), seconds_of(voice, source.library)
        if scene and seconds and (longer := seconds - scene.duration) > LONGER:
            yield (
                f"The voice of {_scene(told, name)} goes on for {longer:.1f} seconds when the scene is over. Let the "
                "scene last longer, or say less."
            )


def _scene(document: dict[str, Any], name: str) -> str:
    words = scene_words(document, name)
    return words if words.startswith("scene ") else f"the scene {words}"


def _publish(work: Render, result: RenderResult, lacks_voice: bool) -> None:
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
            lacks_voice=lacks_voice,
        )
