"""Scenes of a video that a model builds, one prompt each: the second phase of the two-phase prompt worker."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.db import models
from django.db.models.functions import Coalesce, Now

from chat.jobs import UNFINISHED, Bill, Job, JobQuerySet, JobStatus
from chat.models import StreamStatus
from config.common.database import writing
from videos.document.naming import readable
from videos.models.video import Author, Version, Video
from videos.shapes import BuildOut

Json = dict[str, Any]


def built_part(scene: Json) -> Json:
    """What a build makes of a scene: where that is as it was, nobody else has worked on it."""
    return {name: scene[name] for name in ("order", "elements", "background", "transition")}


def change_look(video: Video, document: Json, author: Author, explanation: str = "", **fields: Any) -> Version:
    """As `video.change`, where every scene is laid out for another frame or look: what a build was to replace is still
    its own."""
    waiting = SceneBuild.objects.untouched(video)
    version = video.change(document, author, explanation, **fields)
    for build in waiting:
        SceneBuild.objects.filter(pk=build.pk).update(base=built_part(video.document["scenes"][build.scene]))
    return version


class SceneBuildQuerySet(JobQuerySet["SceneBuild"]):
    def ask(self, video: Video, scene: str, brief: Json, stream: int | None = None) -> "SceneBuild":
        """Queue the build of a scene; an unfinished one of the same scene makes room. Hold the video meanwhile."""
        self.supersede(video, scene)
        base = built_part(video.document["scenes"][scene])
        return self.create(project_id=video.project_id, stream_id=stream, scene=scene, brief=brief, base=base)

    def supersede(self, video: Video, *scenes: str) -> None:
        """Nobody waits for builds of these scenes (none named: of any) any more. Hold the video meanwhile."""
        rows = self.filter(project_id=video.project_id).unfinished().order_by("pk")
        for build in rows.filter(scene__in=scenes) if scenes else rows:
            build.supersede()

    def built_by_hand(self, video: Video, scene: str) -> None:
        """The scene is there, made by the model's own call: what waited for it is ready, what runs is not needed."""
        for build in self.filter(project_id=video.project_id, scene=scene).unfinished().order_by("pk"):
            if build.status == JobStatus.QUEUED:
                build.move_to(JobStatus.READY, version=video.version)
            else:
                build.supersede()

    def untouched(self, video: Video) -> list["SceneBuild"]:
        """The unfinished builds whose scenes nobody else has worked on. Hold the video meanwhile."""
        scenes = video.document["scenes"]
        unfinished = self.filter(project_id=video.project_id, scene__in=list(scenes)).unfinished()
        return [build for build in unfinished if build.is_untouched(scenes[build.scene])]

    def to_come(self, video: Video) -> list[str]:
        """The scenes of the video that are not drawn yet."""
        unfinished = self.filter(project_id=video.project_id, scene__in=video.document["scene_order"]).unfinished()
        return sorted(set(unfinished.values_list("scene", flat=True)))

    def ready_to_begin(self) -> "SceneBuildQuerySet":
        """Without those whose answer is under way, unless it waits for them: the model may yet build the scene."""
        return self.exclude(is_awaited=False, stream__status__in=(StreamStatus.QUEUED, StreamStatus.RUNNING))

    def awaited(self, project: int, scene: str) -> "SceneBuild | None":
        """The unfinished build of a scene, if there is one, as it was found; from now on it may begin at once."""
        build = self.filter(project_id=project, scene=scene).unfinished().order_by("-created_at").first()
        if build is not None and not build.is_awaited:
            with writing():
                self.filter(pk=build.pk).update(is_awaited=True)
        return build


class SceneBuild(Job):
    """The making of one scene's elements, from a brief. A failed one leaves the scene as it was."""

    KIND: ClassVar[str] = "build"
    SHAPE = BuildOut
    HOPELESS = frozenset({"superseded", "scene_deleted", "refused", "context_too_small", "model_answer_too_long"})

    scene = models.CharField(max_length=64)
    brief = models.JSONField(help_text="What the scene is to be, as the plan or a person says it.")
    base = models.JSONField(help_text="The elements that it may replace; others are somebody else's work.")
    is_awaited = models.BooleanField(
        default=False, db_default=False, help_text="Somebody waits for it: it begins though its answer is under way."
    )
    activity = models.CharField(max_length=16, blank=True, help_text="thinking, writing or retrying")
    attempts = models.PositiveIntegerField(default=0, help_text="Requests to the model so far.")
    retry_reason = models.TextField(blank=True, help_text="Why it is being tried again.")
    retry_in_s = models.FloatField(null=True, blank=True)
    version = models.PositiveIntegerField(null=True, blank=True, help_text="The version of the video that it made.")
    model_name = models.CharField(max_length=200, blank=True, default="", db_default="")
    usage = models.JSONField(null=True, blank=True, help_text="Of all its requests to the model together.")
    error_detail = models.TextField(blank=True, help_text="The original words, for operators.")
    started_at = models.DateTimeField(null=True, blank=True)

    objects = SceneBuildQuerySet.as_manager()  # type: ignore[misc]  # narrower than that of all jobs

    class Meta(Job.Meta):
        abstract = False
        constraints = [*Job.Meta.constraints]

    def __str__(self) -> str:
        return f"build of scene {self.scene} ({self.status})"

    @classmethod
    def moving(cls, new: str) -> Json:
        fields: Json = {}
        if new == JobStatus.RUNNING:
            fields = {"started_at": Coalesce("started_at", Now()), "activity": "thinking"}
        elif new not in UNFINISHED:
            fields = {"activity": "", "retry_in_s": None}
        return {**super().moving(new), **fields}

    def is_untouched(self, scene: Json) -> bool:
        """Whether the scene's elements are those that the build may replace."""
        return all(scene[name] == self.base[name] for name in ("order", "elements"))

    def supersede(self) -> None:
        """Something newer takes its place: end it where it waits, let its worker end it where it runs."""
        superseded = {"error_code": "superseded", "error_message": "Something newer took its place."}
        if self.status == JobStatus.QUEUED:
            self.move_to(JobStatus.CANCELLED, **superseded)
        elif self.status in UNFINISHED:
            SceneBuild.objects.filter(pk=self.pk).update(stop_requested=True, updated_at=Now(), **superseded)

    def fresh(self, user: Any = None) -> Json:
        """As Job.fresh. A person who asks again wants the scene replaced as it is now; else what was changed since
        then stays."""
        now = Video.objects.get(project=self.project_id).document["scenes"].get(self.scene) if user else None
        base = {"base": built_part(now)} if now else {}
        times = {"started_at": None, "version": None, "attempts": 0, "retry_reason": "", "retry_in_s": None}
        return {**super().fresh(user), **times, **base, "activity": "", "error_detail": ""}

    @classmethod
    def bills(cls, rows: models.QuerySet[Any]) -> Iterable[Bill]:
        asked = rows.exclude(usage=None).order_by().values_list("stream_id", "model_name", "usage")
        return (Bill(*row) for row in asked)

    @property
    def title(self) -> str:
        """What the scene says, or else is to show, in a few words."""
        scene = self.brief.get("scene", {})
        texts = [text for text in scene.get("on_screen_text", []) if text.strip()]
        return str((texts or [scene.get("description") or readable(self.scene)])[0])[:80]

    @property
    def seconds(self) -> float | None:
        """How long it took, once it is over; None before."""
        if self.started_at is None or self.finished_at is None:
            return None
        return round((self.finished_at - self.started_at).total_seconds(), 1)

    def as_json(self) -> BuildOut:
        return {
            **self.common_json(),
            "kind": "build",
            "scene": self.scene,
            "title": self.title,
            "activity": self.activity if self.status in UNFINISHED else None,
            "attempts": self.attempts,
            "retry_reason": self.retry_reason or None,
            "retry_in_s": self.retry_in_s,
            "version": self.version,
            "started_at": self.started_at.isoformat() if self.started_at else None,
            "seconds": self.seconds,
        }
