"""Pictures to order as work of the executor: each asked for once, stored as it came, then treated as an upload."""

import asyncio
import math
import time
from contextlib import ExitStack
from typing import Any, ClassVar

import structlog
from asgiref.sync import sync_to_async
from django.conf import settings
from django.db.models import F, QuerySet

from chat.answer.loop import backoff
from chat.conversation.prices import summed
from chat.jobs import JobStatus
from chat.stream.log import retried
from chat.work.fair_queue import Limits, Waiting
from chat.work.job_runner import JobEnding, JobKind, JobRunner
from chat.work.leases import QUEUED
from config.common import failpoints
from config.common.database import in_pool, writing
from config.common.errors import ChatError
from config.common.hints import announce
from videos.design.laying_out import settled_document
from videos.design.slot_changes import with_words
from videos.document.complaints import Complaint
from videos.document.document import Document
from videos.document.naming import quoted, scene_words
from videos.files.assets import kept
from videos.files.uploading import PICTURE_REFUSALS, Picture, redrawn
from videos.imaging.image_answers import usage_of
from videos.imaging.image_errors import ImageError, LinkGone, NoPicture, PictureOutcomeUnknown, PictureTooBig
from videos.imaging.image_server import ImageServer, image_server
from videos.models import Author, AuthorKind, OrderedPicture, Upload, Video, with_uploads
from videos.models.disk import folder, written
from videos.models.ordered_pictures import shown_by
from videos.rendering.picture_limits import PicturesBusy, PictureTooLarge
from videos.rendering.tasks import told_of

logger = structlog.get_logger(__name__)

AT_ONCE = 16  # in one process: it waits for others most of the time
PER_PROJECT, PER_USER = 4, 6
TYPICAL_SECONDS = 25.0  # of a picture: the progress is a guess from the time that passed
USELESS = (NoPicture, LinkGone, PictureTooBig)  # an answer that leads to these leads to nothing else
NOBODY = "Pictures are not made here any more. Attach one of your own."
CUT_SHORT = (
    "The server stopped while this picture was being made. It may have been made, and paid for, all the same, so it is "
    "not asked for again by itself. Try again if you want it."
)


class PictureKind(JobKind[OrderedPicture]):
    name: ClassVar[str] = "picture"
    model = OrderedPicture

    @property
    def capacity(self) -> int:
        return AT_ONCE

    @property
    def limits(self) -> Limits:
        return {"per_project": PER_PROJECT, "per_user": PER_USER}

    def rows(self) -> QuerySet[OrderedPicture]:
        return OrderedPicture.objects.select_related("project", "stream")

    def ready(self) -> QuerySet[OrderedPicture]:
        return OrderedPicture.objects.filter(status=QUEUED).ready_to_begin().order_by("created_at", "pk")

    def as_waiting(self, rows: QuerySet[OrderedPicture]) -> list[Waiting]:
        return [Waiting(*row) for row in rows.values_list("pk", "project_id", "project__owner_id")]

    def runner(self, job: OrderedPicture) -> "Ordering":
        return Ordering(job)


class Ordering(JobRunner[OrderedPicture]):
    """One job in this process."""

    GAVE_UP: ClassVar[str] = "The server stopped again and again while it let this picture be made. You can retry it."

    def __init__(self, job: OrderedPicture) -> None:
        super().__init__(job)
        self._since, self._told = time.monotonic(), 0.0

    async def work(self) -> JobEnding:
        server = image_server()
        if server is None:
            return JobEnding.failed("no_image_server", NOBODY)
        try:
            known = await retried(in_pool(OrderedPicture.objects.made), self.job.project_id, self.job.order)
            if known is not None:
                await self._publish(known)
            else:
                await self._take(await self._answer(server), server)
        except ImageError as error:
            return JobEnding.failed(error.code, error.message, error.detail)
        except ChatError as error:  # no room for another picture, or for reading one: what came is kept
            return JobEnding.failed(error.code, error.message)
        except OSError as error:
            return JobEnding.failed(*told_of(error), str(error))
        self.job.answer_path.unlink(missing_ok=True)
        return JobEnding.ready()

    def news(self) -> dict[str, Any]:
        guess = round(min(1 - math.exp((self._since - time.monotonic()) / TYPICAL_SECONDS), 0.95), 2)
        if guess <= self._told:
            return {}
        self._told = guess
        return {"progress": guess}

    def fields_of(self, ending: JobEnding) -> dict[str, Any]:
        return {**super().fields_of(ending), "error_detail": ending.detail[:4000]}

    async def _answer(self, server: ImageServer) -> bytes:
        """What the server said, now or before. Raises ImageError or OSError."""
        path = self.job.answer_path
        if path.is_file():
            return await asyncio.to_thread(path.read_bytes)
        if self.job.is_asked:
            raise PictureOutcomeUnknown(CUT_SHORT)
        for attempt in range(1, settings.UPSTREAM_ATTEMPTS + 1):
            await retried(in_pool(begin_asking), self.job)
            failpoints.hit("before_order")
            try:
                answer = await server.answer(self.job.words, self.job.shape, self.job.pk)
            except ImageError as error:
                if not error.is_tried_again or attempt == settings.UPSTREAM_ATTEMPTS:
                    raise
                await retried(in_pool(self.job.told), is_asked=False)
                await self._wait(error, attempt)
                continue
            await asyncio.to_thread(store, self.job, answer)
            failpoints.hit("after_order")
            usage = summed(self.job.usage, usage_of(answer)) or {}
            await retried(in_pool(self.job.told), is_asked=False, usage=usage)
            return answer
        raise AssertionError("the last attempt gives an answer, or raises")

    async def _take(self, answer: bytes, server: ImageServer) -> None:
        """Make an asset of an answer. Raises ImageError, one of PICTURE_REFUSALS, TooManyAssets or OSError."""
        for attempt in range(1, settings.UPSTREAM_ATTEMPTS + 1):
            try:
                data = await server.picture(answer)
                with ExitStack() as files:
                    made = redrawn([data], len(data), folder("assets", self.job.project_id))
                    picture = await sync_to_async(files.enter_context, thread_sensitive=False)(made)
                    failpoints.hit("before_picture_ready")
                    await self._publish(picture)
                return
            except USELESS:
                self.job.answer_path.unlink(missing_ok=True)
                raise
            except (ImageError, PicturesBusy) as error:
                is_passing = isinstance(error, PicturesBusy) or error.is_tried_again
                if not is_passing or attempt == settings.UPSTREAM_ATTEMPTS:
                    raise
                await self._wait(error, attempt)
            except PICTURE_REFUSALS as error:
                self.job.answer_path.unlink(missing_ok=True)
                kind = PictureTooBig if isinstance(error, PictureTooLarge) else NoPicture
                raise kind(detail=f"{error.code}: {error.message}") from error

    async def _publish(self, made: Picture | Upload) -> None:
        await retried(in_pool(publish), self.job, made)

    async def _wait(self, error: ImageError | PicturesBusy, attempt: int) -> None:
        logger.warning("picture tried again", phase="picture", attempt=attempt, code=error.code, detail=str(error))
        await asyncio.sleep(backoff(attempt, getattr(error, "retry_after_s", None)))


def begin_asking(work: OrderedPicture) -> None:
    """Note that the server is asked: until its answer is stored nobody knows what became of it."""
    work.told(attempts=F("attempts") + 1, is_asked=True)


def store(work: OrderedPicture, answer: bytes) -> None:
    with written(work.answer_path) as working:
        working.write_bytes(answer)


def publish(work: OrderedPicture, made: Picture | Upload) -> None:
    """Let the picture be an asset, let its scene show it where nobody else changed that meanwhile, and end the job."""
    with writing():
        video = Video.objects.locked(work.project)
        work.fence()
        job = OrderedPicture.objects.select_related("stream").get(pk=work.pk)
        upload, is_new = (made, False) if isinstance(made, Upload) else kept(video, made, job.name)
        author = Author(AuthorKind.SYSTEM, "image server", job.stream_id, job.stream.user_id if job.stream else None)
        document = with_uploads(video.parsed, video.project_id)
        shown, warnings = placed(document, job, upload.key)
        if is_new or shown != document:
            where = f" for {scene_words(shown.to_json(), job.scene)}" if shown != document else ""
            video.replace(shown, author, summary=f"Made the picture {quoted(job.name)}{where}")
        job.move_to(JobStatus.READY, upload=upload, warnings=warnings, is_asked=False)
    announce(projects=[work.project_id], work=True)


def placed(document: Document, job: OrderedPicture, asset: str) -> tuple[Document, list[str]]:
    """The document in which the job's scene shows the picture; as it is, with the reason, where that cannot be."""
    if not job.scene:
        return document, []
    told = document.to_json()
    scene = told["scenes"].get(job.scene)
    if scene is None:
        return document, ["The scene for which it was made is gone. The picture is among yours."]
    if scene["layout"] is None or shown_by(scene) != job.base:
        return document, ["The scene for which it was made was changed meanwhile. The picture is among yours."]
    try:
        told["scenes"][job.scene] = with_words(scene, job.scene, None, {"picture": asset})
        return settled_document(document, told), []
    except Complaint as error:
        return document, [f"The scene cannot show it: {error.plain} The picture is among yours."]
