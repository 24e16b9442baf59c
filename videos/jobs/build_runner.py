"""Scene builds as work of the executor: one request each, side by side, bounded for process, project and user."""

import asyncio
import contextlib
import math
from collections.abc import Iterable
from typing import ClassVar

import structlog
from django.conf import settings
from django.db.models.functions import Coalesce, Now

from chat.answer.loop import backoff
from chat.context import answer_limit, instructed
from chat.conversation.prices import summed
from chat.jobs import JobStatus
from chat.llm.choice import model_name
from chat.llm.client import ChatModel
from chat.llm.listening import ask
from chat.llm.model_errors import ModelError
from chat.llm.request.model_request import ModelRequest
from chat.stream.log import retried
from chat.work.executor import WorkKind, run_until
from chat.work.fair_queue import Waiting, choose
from chat.work.leases import RUNNING, LeaseLost, claimable
from config.common import failpoints
from config.common.counters import MODEL_ERRORS
from config.common.database import in_pool, writing
from config.common.hints import announce
from projects.models import ProjectSettings
from videos.document.document import InvalidDocument, parse_document
from videos.document.scene_changes import drop_unused_components
from videos.jobs.build_request import (
    BuiltScene,
    Json,
    Message,
    UnfitAnswer,
    complaint,
    messages_for,
    read_scene,
    response_format,
)
from videos.models import Author, AuthorKind, SceneBuild, Version, Video

logger = structlog.get_logger(__name__)

PROGRESS_SECONDS = 0.4
TYPICAL_CHARACTERS = 6000  # of an answer: the progress is a guess from what has come so far


class Superseded(Exception):
    """The scene is somebody else's by now; the sentence is for the person."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code, self.message = code, message


class BuildKind(WorkKind[SceneBuild]):
    name: ClassVar[str] = "build"
    model = SceneBuild

    def __init__(self, chat_model: ChatModel | None = None) -> None:
        self._chat_model = chat_model

    def with_model(self, model: ChatModel) -> "BuildKind":
        return BuildKind(model)

    @property
    def capacity(self) -> int:
        return settings.MAX_RUNNING_BUILDS

    def candidates(self, free: int, project: int | None) -> Iterable[SceneBuild]:
        rows = SceneBuild.objects.select_related("project", "stream")
        mine = rows if project is None else rows.filter(project=project)
        abandoned = list(mine.filter(claimable(), status=RUNNING)[:free])
        yield from abandoned
        keys = ("pk", "project_id", "project__owner_id")
        ready = mine.ready_to_begin().filter(status="queued")
        chosen = choose(
            [Waiting(*row) for row in ready.order_by("created_at", "pk").values_list(*keys)[:1000]],
            [Waiting(*row) for row in SceneBuild.objects.filter(status=RUNNING).values_list(*keys)],
            free=free - len(abandoned),
            per_project=settings.MAX_RUNNING_BUILDS_PER_PROJECT,
            per_user=settings.MAX_RUNNING_BUILDS_PER_USER,
            turns="project",
        )
        found = rows.in_bulk(chosen)
        yield from (found[key] for key in chosen if key in found)

    def claimed(self, work: SceneBuild) -> None:
        rows = SceneBuild.objects.filter(pk=work.pk)
        rows.update(started_at=Coalesce("started_at", Now()), activity="thinking", updated_at=Now())

    async def run(self, work: SceneBuild, stop: asyncio.Event) -> None:
        structlog.contextvars.bind_contextvars(scene=work.scene, project=work.project_id)
        assert self._chat_model is not None
        announce(projects=[work.project_id])
        if not await run_until(Building(work, self._chat_model).run(), stop):
            await retried(in_pool(end), work, JobStatus.CANCELLED)

    def left(self, work: SceneBuild) -> None:
        announce(projects=[work.project_id], streams=[work.stream_id] if work.stream_id else [], work=True)


class Building:
    """One build in this process."""

    def __init__(self, work: SceneBuild, model: ChatModel) -> None:
        self._work, self._model = work, model
        self._characters = 0
        self._complaints: list[Message] = []
        self._chosen = ProjectSettings()

    async def run(self) -> None:
        if self._work.is_given_up:
            sentence = "The server stopped again and again while it built this scene. You can retry it."
            await self._fail("gave_up", sentence)
            return
        telling = asyncio.create_task(self._tell())
        try:
            await self._try()
        except Superseded as reason:
            fields = {"error_code": reason.code, "error_message": reason.message}
            await retried(in_pool(end), self._work, JobStatus.CANCELLED, fields)
        except ModelError as error:
            await self._fail(error.code, error.message, error.detail)
        except UnfitAnswer as error:
            sentence = "The model's answers were no scene, so the plain one stays. You can retry it."
            await self._fail("unfit_answer", sentence, str(error))
        finally:
            telling.cancel()

    async def _try(self) -> None:
        """Raises Superseded, ModelError or UnfitAnswer when it comes to nothing."""
        for attempt in range(1, settings.UPSTREAM_ATTEMPTS + 1):
            last = attempt == settings.UPSTREAM_ATTEMPTS
            try:
                await self._once()
                return
            except ModelError as error:
                MODEL_ERRORS.labels(error.code).inc()
                if not error.is_tried_again or last:
                    raise
                reason, delay, detail = error.message, backoff(attempt, error.retry_after_s), error.detail
            except UnfitAnswer as error:
                if last:
                    raise
                reason, delay, detail = "The model's answer was no scene.", 0.0, str(error)
            logger.warning("build tried again", phase="build", attempt=attempt, reason=reason, detail=detail)
            fields = {"activity": "retrying", "retry_reason": reason, "retry_in_s": round(delay, 1)}
            await retried(in_pool(note), self._work, fields)
            announce(projects=[self._work.project_id])
            await asyncio.sleep(delay)

    async def _once(self) -> None:
        document = await retried(in_pool(begin_attempt), self._work)
        self._chosen = await retried(in_pool(ProjectSettings.objects.of), self._work.project_id)
        announce(projects=[self._work.project_id])
        self._characters = 0
        answer, finish_reason = await self._ask(document)
        try:
            frame = {"width": document["width"], "height": document["height"]}
            scene = await asyncio.to_thread(read_scene, answer, finish_reason, **frame)
            version = await retried(in_pool(publish), self._work, scene, document)
        except UnfitAnswer as error:
            self._complaints = complaint(answer, str(error))
            raise
        logger.info("scene built", version=version.number, elements=len(scene.order))

    async def _ask(self, document: Json) -> tuple[str, str | None]:
        request = ModelRequest(
            messages=messages_for(
                self._work.brief, document, self._complaints, wishes=instructed(self._chosen.system_prompt)
            ),
            tools=[],
            model=model_name(self._chosen.model),
            temperature=self._chosen.temperature,
            response_format=response_format(),
            max_tokens=answer_limit(self._chosen),
            context_tokens=settings.CONTEXT_TOKENS or None,
        )
        speech = await ask(
            self._model, request, first_token_s=settings.FIRST_TOKEN_TIMEOUT_SECONDS, heard=self._on_heard
        )
        # What does not fit costs too: kept before the answer is looked at.
        self._work.usage = summed(self._work.usage, speech.usage)
        await retried(in_pool(note), self._work, {"usage": self._work.usage, "model_name": request.model[:200]})
        return speech.content, speech.finish_reason

    def _on_heard(self, characters: int) -> None:
        self._characters = characters

    async def _tell(self) -> None:
        """Store the progress as it grows, a few times a second."""
        told = 0
        while True:
            await asyncio.sleep(PROGRESS_SECONDS)
            if self._characters > told:
                told = self._characters
                progress = 1 - math.exp(-told / TYPICAL_CHARACTERS)
                with contextlib.suppress(LeaseLost):
                    await retried(in_pool(note), self._work, {"progress": min(progress, 0.95), "activity": "writing"})
                announce(projects=[self._work.project_id])

    async def _fail(self, code: str, message: str, detail: str = "") -> None:
        logger.warning("build failed", phase="build", code=code, detail=detail)
        fields = {"error_code": code, "error_message": message, "error_detail": detail[:4000]}
        await retried(in_pool(end), self._work, JobStatus.FAILED, fields)


def begin_attempt(work: SceneBuild) -> Json:
    """Count the attempt; give the document as it is now. Raises Superseded or LeaseLost."""
    video = Video.objects.of(work.project)
    row = SceneBuild.objects.get(pk=work.pk)
    check(row, video)
    fields = {"attempts": row.attempts + 1, "activity": "thinking", "retry_in_s": None}
    note(work, fields)
    document: Json = video.document
    return document


def check(row: SceneBuild, video: Video) -> None:
    """Whether the scene is still the build's to make. Raises Superseded."""
    scene = video.document["scenes"].get(row.scene)
    if row.stop_requested:
        raise Superseded(row.error_code or "cancelled", row.error_message or "It was cancelled.")
    if scene is None:
        raise Superseded("scene_deleted", "The scene was deleted meanwhile, so there is nothing to build.")
    if not row.is_untouched(scene):
        sentence = "The scene was changed meanwhile and stays as it is. Retry the build to replace it."
        raise Superseded("scene_changed", sentence)


def note(work: SceneBuild, fields: Json) -> None:
    """Write `fields` of a running build. Raises LeaseLost when the epoch is over."""
    held = SceneBuild.objects.filter(pk=work.pk, epoch=work.epoch, owner=work.owner, status=RUNNING)
    if not held.update(updated_at=Now(), **fields):
        raise LeaseLost(f"build {work.pk}: epoch {work.epoch} is over")


def publish(work: SceneBuild, built: BuiltScene, seen: Json) -> Version:
    """Put the scene into the document and end the build, both or neither; what others changed meanwhile stays.

    `seen` is the document that the model was told of. Raises Superseded, UnfitAnswer or LeaseLost.
    """
    with writing():
        video = Video.objects.locked(work.project)
        work.fence()
        row = SceneBuild.objects.get(pk=work.pk)
        check(row, video)
        document = {**video.document, "scenes": dict(video.document["scenes"])}
        if (document["width"], document["height"]) != (seen["width"], seen["height"]):
            raise UnfitAnswer("The frame has another size now: lay the scene out for it.")
        document["scenes"][row.scene] = built.placed(document["scenes"][row.scene], row.base)
        try:
            parsed = parse_document(drop_unused_components(document))
        except InvalidDocument as error:
            raise UnfitAnswer(error.message) from error
        user = row.stream.user_id if row.stream else None
        author = Author(AuthorKind.BUILD, str(row.pk), row.stream_id, user)
        version = video.replace(parsed, author, summary=f"Built scene {row.scene} ({len(built.order)} elements)")
        failpoints.hit("during_build")
        row.move_to(JobStatus.READY, progress=1.0, activity="", version=version.number)
    return version


def end(work: SceneBuild, status: str, fields: Json | None = None) -> None:
    row = SceneBuild.objects.get(pk=work.pk)
    if row.epoch != work.epoch or row.status != RUNNING:
        raise LeaseLost(work.pk)
    row.move_to(status, activity="", retry_in_s=None, stop_requested=False, **(fields or {}))
