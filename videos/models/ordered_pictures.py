"""Pictures that are made to order: a job each, and what is kept of one until its picture stands."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from chat.jobs import Bill, Job, JobQuerySet, JobStatus
from config.common.errors import ChatError
from videos.imaging.image_server import ImageServer
from videos.models.disk import folder
from videos.models.uploads import Upload
from videos.models.video import Video
from videos.shapes import OrderedPictureOut

LONGEST_WORDS = 2000  # characters of an order
MOST_WAITING = 12  # of a project
NAME_WORDS = 60  # characters by which people know the picture


class TooManyOrders(ChatError):
    code, status = "too_many_orders", 429
    sentence = f"{MOST_WAITING} pictures of this project are being made already. Order more when these are there."


class OrderedPictureQuerySet(JobQuerySet["OrderedPicture"]):
    def order(
        self, video: Video, server: ImageServer, words: str, shape: str, *, scene: str, stream: int
    ) -> "OrderedPicture":
        """Let a picture be made, which `scene` ("": none) is to show then. Hold the video. Raises TooManyOrders."""
        if self.filter(project_id=video.project_id).unfinished().count() >= MOST_WAITING:
            raise TooManyOrders()
        return self.create(
            project_id=video.project_id,
            stream_id=stream,
            words=words,
            shape=shape,
            model_name=server.model[:200],
            order=server.key_of(words, shape),
            scene=scene,
            base=shown_by(video.document["scenes"][scene]) if scene else {},
        )

    def made(self, project: int, order: str) -> Upload | None:
        """The picture that an order (its hash) brought before, where it is still there."""
        ready = self.filter(project_id=project, order=order, status=JobStatus.READY)
        found = Upload.objects.filter(pk__in=ready.values("upload"))
        return next((upload for upload in found if upload.path.is_file()), None)

    def ready_to_begin(self) -> Self:
        """Without those whose very picture another one is getting, or will get first: these find it made."""
        same = self.model.objects.filter(project=OuterRef("project"), order=OuterRef("order")).exclude(
            pk=OuterRef("pk")
        )
        earlier = Q(created_at__lt=OuterRef("created_at")) | Q(created_at=OuterRef("created_at"), pk__lt=OuterRef("pk"))
        first = same.filter(Q(status=JobStatus.RUNNING) | Q(earlier, status=JobStatus.QUEUED))
        return self.exclude(Exists(first))


def shown_by(scene: dict[str, Any]) -> dict[str, str]:
    """What of a scene (JSON, with a layout) an order may replace, as long as it is as it was."""
    return {"layout": scene["layout"]["name"], "picture": scene["layout"]["slots"]["picture"]}


class OrderedPicture(Job):
    """One picture. It is asked for once; only a person lets it be asked for again."""

    KIND: ClassVar[str] = "picture"
    SHAPE = OrderedPictureOut
    HOPELESS = frozenset({"picture_refused", "picture_rejected", "picture_too_big", "picture_link_refused"})

    words = models.TextField(help_text="What is seen in it, as the image server is told.")
    shape = models.CharField(max_length=16, help_text="landscape, portrait or square")
    order = models.CharField(max_length=64, help_text="Hash of server, model, shape and words: what is the same.")
    scene = models.CharField(max_length=64, blank=True, help_text="The scene that is to show it.")
    base = models.JSONField(default=dict, blank=True, help_text="What it may replace; else is somebody else's work.")
    is_asked = models.BooleanField(default=False, help_text="The server was asked, and nobody knows its answer yet.")
    attempts = models.PositiveIntegerField(default=0, help_text="Requests to the image server.")
    upload = models.ForeignKey(Upload, models.SET_NULL, null=True, blank=True, help_text="The picture.")
    warnings = models.JSONField(default=list, blank=True, help_text="Why the scene does not show it.")
    model_name = models.CharField(max_length=200, blank=True)
    usage = models.JSONField(null=True, blank=True, help_text="As the image server told it; {}: it told none.")
    error_detail = models.TextField(blank=True, help_text="The original words, for operators.")

    objects = OrderedPictureQuerySet.as_manager()  # type: ignore[misc]  # narrower than that of all jobs

    class Meta(Job.Meta):
        abstract = False
        constraints = [*Job.Meta.constraints]
        indexes = [*Job.Meta.indexes, models.Index(fields=["project", "order"])]

    def __str__(self) -> str:
        return f"picture of {self.name!r} ({self.status})"

    @property
    def name(self) -> str:
        """By which people know the picture: its first words."""
        line = " ".join(self.words.split())
        return line if len(line) <= NAME_WORDS else f"{line[: NAME_WORDS - 1].rstrip()}…"

    @property
    def answer_path(self) -> Path:
        """What the server said stands here until its picture stands: it is paid for."""
        return folder("orders", self.project_id) / f"{self.order}.json"

    def fresh(self, user: Any = None) -> dict[str, Any]:
        """As Job.fresh. A person who asks again wants the scene to show it as that is now; the picture may be made, and
        paid for, twice."""
        now = Video.objects.get(project=self.project_id).document["scenes"].get(self.scene) if user else None
        base = {"base": shown_by(now)} if now and now["layout"] else {}
        return {**super().fresh(user), **base, "is_asked": False, "attempts": 0, "error_detail": ""}

    @classmethod
    def bills(cls, rows: models.QuerySet[Any]) -> Iterable[Bill]:
        asked = rows.exclude(usage=None).order_by().values_list("stream_id", "model_name", "usage")
        return (Bill(*row) for row in asked)

    @classmethod
    def look_up(cls, jobs: Any) -> None:
        models.prefetch_related_objects(jobs, "upload")

    def as_json(self) -> OrderedPictureOut:
        return {
            **self.common_json(),
            "kind": "picture",
            "about": self.words,
            "shape": self.shape,
            "scene": self.scene or None,
            "asset": self.upload.key if self.upload else None,
            "url": self.upload.url if self.upload else None,
            "attempts": self.attempts,
            "warnings": self.warnings,
        }
