"""Speech as work of the executor: line by line, each stored whole before the next, none asked for twice."""

import asyncio
import math
from pathlib import Path
from typing import Any, ClassVar
from uuid import UUID

import structlog
from django.conf import settings
from django.db.models import F, QuerySet

from chat.answer.loop import backoff
from chat.jobs import JobStatus
from chat.stream.log import retried
from chat.work.fair_queue import Limits, Waiting
from chat.work.job_runner import JobEnding, JobKind, JobRunner
from chat.work.leases import QUEUED
from config.common import failpoints
from config.common.database import in_pool, writing
from config.common.hints import announce
from videos.design.by_hand.retiming import lasting
from videos.document.complaints import Complaint
from videos.document.document import Document
from videos.document.elements import MAX_SECONDS
from videos.document.naming import scene_words
from videos.models import Author, AuthorKind, Render, Speech, Version, Video, change_look
from videos.models.disk import written
from videos.models.recordings import library_of, line_path, unspoken
from videos.rendering.pool import RenderFailed
from videos.rendering.render_parent import trimmed
from videos.sound.cues import Said, seconds_of
from videos.speech.engines import HOW_TO_GET_ONE, Engine, engine, key_of
from videos.speech.speech_errors import CannotSpeak, NothingSpoken, SpeechError

logger = structlog.get_logger(__name__)

AT_ONCE = 8  # in one process
PER_USER = 2
Lines = dict[str, list[Said]]  # by scene


class SpeechKind(JobKind[Speech]):
    name: ClassVar[str] = "speech"
    model = Speech

    @property
    def capacity(self) -> int:
        return AT_ONCE

    @property
    def limits(self) -> Limits:
        return {"per_project": 1, "per_user": PER_USER}  # two of one project could ask for the same line

    def rows(self) -> QuerySet[Speech]:
        return Speech.objects.select_related("version__video", "project")

    def ready(self) -> QuerySet[Speech]:
        return Speech.objects.filter(status=QUEUED).order_by("created_at", "pk")

    def as_waiting(self, rows: QuerySet[Speech]) -> list[Waiting]:
        return [Waiting(*row) for row in rows.values_list("pk", "project_id", "project__owner_id")]

    def runner(self, job: Speech) -> "Speaking":
        return Speaking(job)


class Speaking(JobRunner[Speech]):
    """One job in this process."""

    GAVE_UP: ClassVar[str] = "The server stopped again and again while it let this be spoken. You can retry it."

    def __init__(self, job: Speech) -> None:
        super().__init__(job)
        self._spoken = self._told = 0

    async def work(self) -> JobEnding:
        speaker = engine()
        if speaker is None:
            return JobEnding.failed("no_voice", HOW_TO_GET_ONE)
        lines, refused = await asyncio.to_thread(tried_and_refused, *await self._to_speak(speaker), speaker)
        self._spoken = self.job.lines - sum(map(len, lines.values()))
        try:
            await self._speak_all(lines, speaker)
        except SpeechError as error:
            return await self._ended_by(error, {**dict.fromkeys(lines, error.message), **refused})
        except OSError as error:
            message = f"The sound could not be stored: {error.strerror or error}."
            return JobEnding.failed("cannot_write", message, str(error))
        if refused:
            return await self._ended_by(CannotSpeak(next(iter(refused.values()))), refused)
        failpoints.hit("before_speech_ready")
        await retried(in_pool(publish), self.job)
        return JobEnding.ready()

    def news(self) -> dict[str, Any]:
        if self._spoken <= self._told:
            return {}
        self._told = self._spoken
        return {"progress": min(self._told / max(1, self.job.lines), 0.99)}

    def fields_of(self, ending: JobEnding) -> dict[str, Any]:
        return {**super().fields_of(ending), "error_detail": ending.detail[:4000]}

    async def _to_speak(self, speaker: Engine) -> tuple[Document, Lines]:
        return await retried(in_pool(to_speak), self.job.pk, speaker)

    async def _ended_by(self, error: SpeechError, unspoken: dict[str, str]) -> JobEnding:
        """Scenes whose lines are all there are not among those that are missing."""
        await retried(in_pool(self.job.told), unspoken=unspoken)
        return JobEnding.failed(error.code, error.message, error.detail)

    async def _speak_all(self, lines: Lines, speaker: Engine) -> None:
        """Takes each scene out of `lines` once it is all spoken. Raises SpeechError or OSError."""
        for scene in list(lines):
            for said in lines[scene]:
                await self._speak(said, speaker)
                self._spoken += 1
                failpoints.hit("after_spoken_line")
            del lines[scene]

    async def _speak(self, said: Said, speaker: Engine) -> None:
        path = line_path(self.job.project_id, speaker, said)
        if path.is_file():  # the same was said before
            return
        for attempt in range(1, settings.UPSTREAM_ATTEMPTS + 1):
            await retried(in_pool(count_attempt), self.job)
            try:
                with written(path) as working:
                    await _recorded(said, speaker, working)
                return
            except SpeechError as error:
                if not error.is_tried_again or attempt == settings.UPSTREAM_ATTEMPTS:
                    raise
                delay = backoff(attempt, error.retry_after_s)
                told = {"attempt": attempt, "code": error.code, "detail": error.detail}
                logger.warning("line spoken again", phase="speech", **told)
                await asyncio.sleep(delay)


async def _recorded(said: Said, speaker: Engine, output: Path) -> None:
    """Write the line, in our form, to `output`. Raises SpeechError."""
    source = output.with_name(f"{output.name}.source.part")
    try:
        await speaker.speak(said, source, key_of(speaker, said))
        await trimmed(str(source), str(output))
    except RenderFailed as error:
        raise NothingSpoken(detail=f"{error.code}: {error.message} {error.detail}") from error
    finally:
        source.unlink(missing_ok=True)


def tried_and_refused(document: Document, lines: Lines, speaker: Engine) -> tuple[Lines, dict[str, str]]:
    """The lines that can be tried, and the sentence for each scene whose words `speaker` does not speak."""
    voices = document.audio.voices
    found = {scene: speaker.refusal(voices[scene].text, voices[scene].voice) for scene in lines}
    refused = {scene: sentence for scene, sentence in found.items() if sentence}
    return {scene: said for scene, said in lines.items() if scene not in refused}, refused


def to_speak(key: UUID, speaker: Engine) -> tuple[Document, Lines]:
    """The document of the job's version, and what nobody has spoken of it."""
    job = Speech.objects.select_related("version__video").get(pk=key)
    document = job.version.video.document_at(job.version.number)
    return document, unspoken(job.project_id, document, speaker)


def count_attempt(work: Speech) -> None:
    work.told(attempts=F("attempts") + 1)


def publish(work: Speech) -> None:
    """End the job; the scenes whose words are new last as long as these, in the video as it is now."""
    with writing():
        video = Video.objects.locked(work.project)
        work.fence()
        job = Speech.objects.select_related("version").get(pk=work.pk)
        job.move_to(JobStatus.READY, unspoken={})
        Render.objects.speak_after_all(job.version)
        fit_scenes(video, job)
    announce(projects=[work.project_id], work=True)


def fit_scenes(video: Video, job: Speech) -> Version | None:
    """Let the job's scenes last as long as their voices; None where they do, or where the video would be too long."""
    document = video.parsed
    library, voices = library_of(video.project_id, document), document.audio.voices
    lengths = dict[str, float]()
    for name in job.scenes:
        scene, needed = document.scenes.get(name), seconds_of(voices[name], library) if name in voices else None
        if scene is None or needed is None:
            continue
        needed = math.ceil(needed * 100) / 100
        if scene.duration < needed or (scene.fits_voice and scene.duration != needed):
            lengths[name] = needed
    whole = sum(lengths.get(name, document.scenes[name].duration) for name in document.scene_order)
    if not lengths or whole > MAX_SECONDS:
        return None  # where the voice goes on behind its scene, renders tell it
    author = Author(AuthorKind.SYSTEM, "voice", job.version.stream_id)
    told = document.to_json()
    names = [scene_words(told, name) for name in document.scene_order if name in lengths]
    try:
        return change_look(video, lasting(told, lengths), author, summary=_summary(names))
    except Complaint as error:  # a layout that finds no room in another time
        logger.warning("scenes not fitted", phase="speech", reason=error.message)
        return None


def _summary(names: list[str]) -> str:
    """`names` as `scene_words` gives them."""
    first, *more = (name if name.startswith("scene ") else f"the scene {name}" for name in names)
    told = f"{first[:1].upper()}{first[1:]}"
    if not more:
        return f"{told} lasts as long as its voice"
    return f"{', '.join([told, *more[:-1]])} and {more[-1]} last as long as their voices"
