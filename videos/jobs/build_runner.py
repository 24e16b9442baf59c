"""Scene builds as work of the executor: one request each, side by side, bounded for process, project and user."""

import asyncio
import math
from typing import ClassVar

import structlog
from django.conf import settings
from django.db.models import QuerySet

from chat.answer.loop import backoff
from chat.answer.model_context import instructed
from chat.conversation.prices import summed
from chat.jobs import JobStatus
from chat.llm.chat_model import ChatModel
from chat.llm.choice import model_name
from chat.llm.listening import ask
from chat.llm.model_errors import ModelError
from chat.llm.request.model_request import ModelRequest
from chat.stream.log import retried
from chat.work.fair_queue import Limits, Waiting
from chat.work.job_runner import JobEnding, JobKind, JobRunner
from chat.work.leases import QUEUED
from config.common import failpoints
from config.common.counters import MODEL_ERRORS
from config.common.database import in_pool, writing
from config.common.hints import announce
from projects.models import ProjectSettings
from videos.design.seen import Finding
from videos.document.document import InvalidDocument, parse_document
from videos.document.naming import scene_words
from videos.document.scene_changes import drop_unused_components
from videos.document.style import Style
from videos.jobs.build_request import (
    BuiltScene,
    FlawedScene,
    Json,
    Message,
    UnfitAnswer,
    complaint,
    is_broken,
    looked_at,
    messages_for,
    read_scene,
    response_format,
)
from videos.models import Author, AuthorKind, SceneBuild, Version, Video

logger = structlog.get_logger(__name__)

TYPICAL_CHARACTERS = 6000  # of an answer: the progress is a guess from what has come so far


class Superseded(Exception):
    """The scene is somebody else's by now; the sentence is for the person."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code, self.message = code, message


class BuildKind(JobKind[SceneBuild]):
    name: ClassVar[str] = "build"
    model = SceneBuild
    longest_line: ClassVar[int | None] = 1000

    def __init__(self, chat_model: ChatModel | None = None) -> None:
        self._chat_model = chat_model

    def with_model(self, model: ChatModel) -> "BuildKind":
        return BuildKind(model)

    @property
    def capacity(self) -> int:
        return settings.MAX_RUNNING_BUILDS

    @property
    def limits(self) -> Limits:
        return {
            "per_project": settings.MAX_RUNNING_BUILDS_PER_PROJECT,
            "per_user": settings.MAX_RUNNING_BUILDS_PER_USER,
            "turns": "project",
        }

    def rows(self) -> QuerySet[SceneBuild]:
        return SceneBuild.objects.select_related("project", "stream")

    def ready(self) -> QuerySet[SceneBuild]:
        return SceneBuild.objects.filter(status=QUEUED).ready_to_begin().order_by("created_at", "pk")

    def as_waiting(self, rows: QuerySet[SceneBuild]) -> list[Waiting]:
        return [Waiting(*row) for row in rows.values_list("pk", "project_id", "project__owner_id")]

    def runner(self, job: SceneBuild) -> "Building":
        assert self._chat_model is not None
        return Building(job, self._chat_model)

    async def run(self, work: SceneBuild, stop: asyncio.Event) -> None:
        structlog.contextvars.bind_contextvars(scene=work.scene)
        await super().run(work, stop)


class Building(JobRunner[SceneBuild]):
    """One build in this process."""

    GAVE_UP: ClassVar[str] = "The server stopped again and again while it built this scene. You can retry it."

    def __init__(self, job: SceneBuild, model: ChatModel) -> None:
        super().__init__(job)
        self._model = model
        self._characters = 0
        self._told = 0
        self._complaints: list[Message] = []
        self._chosen = ProjectSettings()
        self._flawed: tuple[BuiltScene, Json, list[Finding]] | None = None  # a scene that was to be mended

    async def work(self) -> JobEnding:
        try:
            try:
                await self._try()
            except (ModelError, UnfitAnswer):
                if self._flawed is None:
                    raise
                await self._publish(*self._flawed)  # a scene with flaws is better than none
        except Superseded as reason:
            return JobEnding.cancelled(reason.code, reason.message)
        except ModelError as error:
            return JobEnding.failed(error.code, error.message, error.detail)
        except UnfitAnswer as error:
            sentence = "The model's answers were no scene, so the plain one stays. You can retry it."
            return JobEnding.failed("unfit_answer", sentence, str(error))
        return JobEnding.ready()

    def news(self) -> Json:
        if self._characters <= self._told:
            return {}
        self._told = self._characters
        return {"progress": min(1 - math.exp(-self._told / TYPICAL_CHARACTERS), 0.95), "activity": "writing"}

    def fields_of(self, ending: JobEnding) -> Json:
        return {**super().fields_of(ending), "error_detail": ending.detail[:4000]}

    async def _try(self) -> None:
        """Raises Superseded, ModelError or UnfitAnswer when it comes to nothing."""
        for attempt in range(1, settings.UPSTREAM_ATTEMPTS + 1):
            last = attempt == settings.UPSTREAM_ATTEMPTS
            try:
                await self._once(last=last)
                return
            except ModelError as error:
                MODEL_ERRORS.labels(error.code).inc()
                if not error.is_tried_again or last:
                    raise
                reason, delay, detail = error.message, backoff(attempt, error.retry_after_s), error.detail
            except UnfitAnswer as error:
                if last:
                    raise
                is_scene = isinstance(error, FlawedScene)
                reason = "Words did not stand well." if is_scene else "The model's answer was no scene."
                delay, detail = 0.0, str(error)
            logger.warning("build tried again", phase="build", attempt=attempt, reason=reason, detail=detail)
            fields = {"activity": "retrying", "retry_reason": reason, "retry_in_s": round(delay, 1)}
            await retried(in_pool(self.job.told), **fields)
            announce(projects=[self.job.project_id])
            await asyncio.sleep(delay)

    async def _once(self, *, last: bool) -> None:
        document = await retried(in_pool(begin_attempt), self.job)
        self._chosen = await retried(in_pool(ProjectSettings.objects.of), self.job.project_id)
        announce(projects=[self.job.project_id])
        self._characters = 0
        answer, finish_reason = await self._ask(document)
        try:
            scene, found = await asyncio.to_thread(read_and_look, answer, finish_reason, document, self.job.scene)
            if is_broken(found) and self._flawed is None and not last:
                self._flawed = scene, document, found
                raise FlawedScene(found)
            await self._publish(scene, document, found)
        except UnfitAnswer as error:
            self._complaints = complaint(answer, str(error))
            raise

    async def _publish(self, scene: BuiltScene, document: Json, found: list[Finding]) -> None:
        version = await retried(in_pool(publish), self.job, scene, document)
        wrong = [str(each) for each in found]
        logger.info("scene built", version=version.number, elements=len(scene.order), findings=wrong)

    async def _ask(self, document: Json) -> tuple[str, str | None]:
        request = ModelRequest(
            messages=messages_for(
                self.job.brief, document, self._complaints, wishes=instructed(self._chosen.system_prompt)
            ),
            tools=[],
            model=model_name(self._chosen.model),
            temperature=self._chosen.temperature,
            response_format=response_format(),
            max_tokens=self._chosen.answer_tokens,
            context_tokens=settings.CONTEXT_TOKENS or None,
        )
        speech = await ask(
            self._model, request, first_token_s=settings.FIRST_TOKEN_TIMEOUT_SECONDS, heard=self._on_heard
        )
        # What does not fit costs too: kept before the answer is looked at.
        self.job.usage = summed(self.job.usage, speech.usage)
        await retried(in_pool(self.job.told), usage=self.job.usage, model_name=request.model[:200])
        return speech.content, speech.finish_reason

    def _on_heard(self, characters: int) -> None:
        self._characters = characters


def read_and_look(
    answer: str, finish_reason: str | None, document: Json, name: str
) -> tuple[BuiltScene, list[Finding]]:
    """The scene in an answer, and what is wrong with how it looks. Raises UnfitAnswer."""
    style = Style.model_validate(document["style"])
    scene = read_scene(answer, finish_reason, width=document["width"], height=document["height"], style=style)
    return scene, looked_at(scene, document, name)


def begin_attempt(work: SceneBuild) -> Json:
    """Count the attempt; give the document as it is now. Raises Superseded or LeaseLost."""
    video = Video.objects.as_if_locked(work.project)
    row = SceneBuild.objects.get(pk=work.pk)
    check(row, video)
    work.told(attempts=row.attempts + 1, activity="thinking", retry_in_s=None)
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
        version = video.replace(parsed, author, summary=f"Drew {scene_words(document, row.scene)}")
        failpoints.hit("during_build")
        row.move_to(JobStatus.READY, version=version.number)
    return version
