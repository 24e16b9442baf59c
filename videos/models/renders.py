"""Files that are rendered from versions of a video."""

from contextlib import suppress
from pathlib import Path
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.dispatch import receiver

from chat.errors import NotFound
from chat.jobs import REMOVED, UNFINISHED, Job, JobQuerySet, JobStatus
from videos.disk import folder
from videos.models.builds import SceneBuild
from videos.models.video import Version, Video, version_stored
from videos.rendering.job import height_of


class Format(models.TextChoices):
    MP4 = "mp4", "MP4"
    WEBM = "webm", "WebM"
    GIF = "gif", "GIF"
    LOTTIE = "lottie", "Lottie"
    PNG = "png", "Poster"


class Quality(models.TextChoices):
    DRAFT = "draft", "Draft"  # 360p, to look at at once
    STANDARD = "standard", "Standard"  # 720p
    HIGH = "high", "High"  # 1080p


SUFFIXES = {
    Format.MP4: ".mp4",
    Format.WEBM: ".webm",
    Format.GIF: ".gif",
    Format.LOTTIE: ".json",
    Format.PNG: ".png",
}
FILE_REMOVED = "The file was removed to free disk space. Retry makes it again."


class RenderQuerySet(JobQuerySet["Render"]):
    def ask(
        self,
        video: Video,
        number: int,
        format: str,
        quality: str,
        stream: int | None = None,
        height: int | None = None,
    ) -> "Render":
        """The render of a version in a format, quality and height (of the shorter side; by default the quality's own).

        The one there is, else (also after a failure, or when its file was removed) a new one.
        """
        version = video.versions.filter(number=number).first()
        if version is None:
            raise NotFound(f"The video has no version {number}; the newest is {video.version}.")
        side = (format != Format.LOTTIE and height) or height_of(format, quality)
        wanted = {"version": version, "format": format, "quality": quality, "height": side}
        usable = self.filter(**wanted, status__in=(*UNFINISHED, JobStatus.READY)).first()
        if usable is not None and not usable.has_lost_its_file:
            return usable
        if usable is not None:
            usable.remove_file()
        return self.create(**wanted, project_id=video.project_id, stream_id=stream)

    def ask_newest(
        self, video: Video, format: str, quality: str, stream: int | None = None, height: int | None = None
    ) -> "Render":
        """The render of what is newest once the scene builds of the project are over."""
        render = self.ask(video, video.version, format, quality, stream, height)
        waits = SceneBuild.objects.filter(project_id=video.project_id).unfinished().exists()
        if waits and render.status == JobStatus.QUEUED and not render.follows:
            self.filter(pk=render.pk).update(follows=True)
            render.follows = True
        return render

    def ready_to_begin(self) -> "RenderQuerySet":
        """Without those that wait for scene builds."""
        building = SceneBuild.objects.unfinished().values("project")
        return self.exclude(follows=True, project__in=building)

    def draft(self, video: Video) -> "Render":
        """Ask for the draft of the newest version; unfinished drafts of older ones are not needed any more."""
        drafts = self.filter(project_id=video.project_id, quality=Quality.DRAFT, format=Format.MP4, stream=None)
        drafts.filter(status=JobStatus.QUEUED).update(status=JobStatus.CANCELLED, finished_at=Now(), updated_at=Now())
        drafts.filter(status=JobStatus.RUNNING).update(stop_requested=True)  # its worker ends it
        return self.ask(video, video.version, Format.MP4, Quality.DRAFT)


class Render(Job):
    """A file made from one version of a document."""

    KIND: ClassVar[str] = "render"
    MOVES: ClassVar[dict[str, set[str]]] = {**Job.MOVES, JobStatus.READY: {JobStatus.CANCELLED}}

    version = models.ForeignKey(Version, models.CASCADE, related_name="renders")
    format = models.CharField(max_length=8, choices=Format.choices)
    quality = models.CharField(max_length=8, choices=Quality.choices)
    follows = models.BooleanField(
        default=False, help_text="Waits for the scene builds of the project and takes what is newest then."
    )
    height = models.PositiveSmallIntegerField(default=720, help_text="Pixels of the shorter side; 0: has no pixels.")
    size = models.PositiveBigIntegerField(null=True, blank=True, help_text="Bytes.")
    frames = models.PositiveIntegerField(null=True, blank=True)
    seconds = models.FloatField(null=True, blank=True, help_text="Of video.")
    warnings = models.JSONField(default=list, blank=True)

    objects = RenderQuerySet.as_manager()  # type: ignore[misc]  # narrower than that of all jobs

    class Meta(Job.Meta):
        abstract = False
        constraints = [
            *Job.Meta.constraints,
            models.UniqueConstraint(
                fields=["version", "format", "quality", "height"],
                condition=Q(status__in=(*UNFINISHED, JobStatus.READY)),
                name="render_once",
            ),
            models.CheckConstraint(condition=Q(format__in=Format.values), name="render_format_known"),
            models.CheckConstraint(condition=Q(quality__in=Quality.values), name="render_quality_known"),
        ]

    def __str__(self) -> str:
        return f"{self.quality} {self.format} of version {self.version_id} ({self.status})"

    def _path(self, suffix: str) -> Path:
        return folder("renders", self.project_id) / f"{self.pk}{suffix}"

    @property
    def working_path(self) -> Path:
        """Where this epoch's child writes; only the holder of the epoch renames it."""
        return self._path(f".{self.epoch}.part{SUFFIXES[Format(self.format)]}")

    def remove_working_files(self) -> None:
        """Remove what this epoch and those before have written: nobody else may publish it any more."""
        for path in self._path("").parent.glob(f"{self.pk}.*.part.*"):
            with suppress(OSError, ValueError):
                if int(path.name.split(".")[1]) <= self.epoch:
                    path.unlink()

    @property
    def final_path(self) -> Path:
        return self._path(SUFFIXES[Format(self.format)])

    def remove_parts(self) -> None:
        """Remove what the children of dead epochs left."""
        for path in self.final_path.parent.glob(f"{self.pk}.*.part*"):
            if path != self.working_path:
                path.unlink(missing_ok=True)

    @property
    def has_lost_its_file(self) -> bool:
        return self.status == JobStatus.READY and not self.final_path.is_file()

    def remove_file(self) -> None:
        """Make room: the job is as if cancelled, and can be retried. Raises LeaseLost when somebody moved it."""
        self.move_to(JobStatus.CANCELLED, error_code=REMOVED, error_message=FILE_REMOVED)
        self.final_path.unlink(missing_ok=True)

    def file_path(self) -> Path | None:
        return self.final_path if self.status == JobStatus.READY else None

    def file_name(self) -> str:
        size = f"-{self.height}p" if self.height else ""
        return f"reeltalk-{self.project_id}-v{self.version.number}{size}{SUFFIXES[Format(self.format)]}"

    def as_json(self) -> dict[str, Any]:
        return {
            **super().as_json(),
            "version": self.version.number,
            "format": self.format,
            "quality": self.quality,
            "height": self.height or None,
            "size": self.size,
            "warnings": self.warnings,
            "file": f"/api/jobs/{self.pk}/file" if self.status == JobStatus.READY else None,
        }


@receiver(version_stored)
def _ask_for_draft(video: Video, **_: Any) -> None:
    """What is seen follows what is stored."""
    newest = video.versions.get(number=video.version)
    waiting = Render.objects.filter(project_id=video.project_id, status=JobStatus.QUEUED, follows=True)
    waiting.update(version=newest, updated_at=Now())
    Render.objects.draft(video)
