"""Files that are rendered from versions of a video."""

import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, ClassVar, cast
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Case, Exists, IntegerField, OuterRef, Prefetch, Q, Value, When
from django.db.models.functions import Coalesce, Now

from chat.jobs import REMOVED, TOO_LONG, UNFINISHED, Job, JobQuerySet, JobStatus
from chat.models import Stream
from chat.work.fair_queue import Waiting, choose
from chat.work.leases import LeaseLost
from chat.work.statuses import move
from config.common.database import lock_for_transaction
from config.common.errors import Invalid, NotFound, TooBusy
from videos.design.by_hand.reshaping import in_format
from videos.document.complaints import Complaint
from videos.document.document import SIZES, Document
from videos.models.builds import SceneBuild
from videos.models.disk import folder
from videos.models.speeches import Speech
from videos.models.video import Version, Video
from videos.rendering.cost import cost_of
from videos.rendering.render_job import SIDES, height_of
from videos.shapes import RenderOut

ASKING = 7_120_002  # key of the advisory lock under which a user's renders are counted, beside the user
CORES = os.cpu_count() or 1
# Not begun and asked for without a version: which one it will be is open.
UNDECIDED = Q(follows=True, status=JobStatus.QUEUED, epoch=0)


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


PARALLEL = (Format.MP4, Format.WEBM)  # drawn in pieces, side by side
SUFFIXES = {
    Format.MP4: ".mp4",
    Format.WEBM: ".webm",
    Format.GIF: ".gif",
    Format.LOTTIE: ".json",
    Format.PNG: ".png",
}
FILE_REMOVED = "The file was removed to free disk space. Retry makes it again."
VOICE_CAME = "A voice was missing in the file, which is there by now. Retry makes it with the voice."


class RenderTooLong(Invalid):
    """It would take longer than MAX_RENDER_CPU_SECONDS; the sentence names what to change."""

    code = TOO_LONG
    sentence = "Drawing this would take too long. Ask for fewer pixels, or make the video shorter or lighter."


class UnfitShape(Invalid):
    """The words of a scene do not fit into the shape that was asked for; the sentence names them."""

    code = "unfit_shape"
    sentence = "The video does not fit into this shape."


class RenderQuerySet(JobQuerySet["Render"]):
    def ask(
        self,
        video: Video,
        number: int | None,
        format: str,
        quality: str,
        user: int,
        stream: int | None = None,
        height: int | None = None,
        shape: str = "",
    ) -> "Render":
        """The file of version `number` that `user` asks for, in the turn of `stream` if a model does.

        Without a number it is of what is newest once the answers and scene builds that are under way are over. The job
        there is, else (also after a failure, or when its file was removed) a new one; from then on no draft takes its
        place. Hold the video meanwhile. `height` is of the shorter side, by default the quality's own; `shape`
        ("9:16"), by default the video's own, lays it out anew. Raises NotFound, TooBusy, RenderTooLong or UnfitShape.
        """
        waits = number is None and self._is_changing(video.project_id, stream)
        version = video.versions.filter(number=number or video.version).first()
        if version is None:
            raise NotFound(f"The video has no version {number}; the newest is {video.version}.")
        side = (format != Format.LOTTIE and height) or height_of(format, quality)
        if shape and (video.document["width"], video.document["height"]) == SIZES[shape]:
            shape = ""
        wanted = {"version": version, "format": format, "quality": quality, "height": side, "shape": shape}
        same = self.filter(**wanted)
        found = (same.filter(UNDECIDED) if waits else same if number is None else same.exclude(UNDECIDED)).usable()
        if found is not None and not found.automatic:
            return found
        if found is None or found.status != JobStatus.READY:
            self.check_room(user)
        if found is not None:
            return found.adopt(user)
        document = shaped(video.document_at(version.number), shape)
        seconds = checked_cost(document, format, quality, side)
        render = self.create(
            **wanted,
            project_id=video.project_id,
            user_id=user,
            stream_id=stream,
            follows=waits,
            eta_s=round(seconds / (CORES if format in PARALLEL else 1), 1),
        )
        Speech.objects.ask(version, document)
        if waits:  # by the clock by which streams are compared
            self.filter(pk=render.pk).update(created_at=Now())
        return render

    def usable(self) -> "Render | None":
        """The one of these that is made or will be; of two the one that somebody asked for.

        What is being cancelled is over for whoever asks now.
        """
        rows = self.filter(status__in=(*UNFINISHED, JobStatus.READY))
        for render in rows.order_by("automatic", "created_at"):
            try:
                if render.status in UNFINISHED and render.stop_requested:
                    render.move_to(JobStatus.CANCELLED)
                elif render.has_lost_its_file:
                    render.remove_file()
                else:
                    return render
            except LeaseLost:  # its worker was quicker
                return self.usable()
        return None

    def _is_changing(self, project: int, stream: int | None) -> bool:
        """Whether something is under way that may change the video; `stream` is what asks."""
        earlier = Q(pk__lt=stream) if stream else Q()
        streams = Stream.objects.unfinished().filter(earlier, project_id=project)
        kinds = SceneBuild.objects, Speech.objects  # when all is spoken scenes may become longer
        return any(jobs.filter(project_id=project).unfinished().exists() for jobs in kinds) or streams.exists()

    def ready_to_begin(self) -> "RenderQuerySet":
        """Without those that wait for answers, asked before they were, for scene builds, or for what is said."""
        building, speaking = SceneBuild.objects.unfinished(), Speech.objects.unfinished()
        changing = Q(project__in=building.values("project")) | Q(project__in=speaking.values("project"))
        answers = Stream.objects.unfinished().filter(project=OuterRef("project"))
        before_its_own = Exists(answers.filter(pk__lt=OuterRef("stream")))
        before = Q(Exists(answers.filter(created_at__lte=OuterRef("created_at"))), stream=None)
        ready = self.exclude(UNDECIDED & (changing | Q(before_its_own) | before))
        return ready.exclude(version__in=speaking.values("version"))

    def check_room(self, user: int) -> None:
        """Raises TooBusy when one more render of `user` would wait beyond the limit. Drafts of ours do not count."""
        lock_for_transaction(ASKING << 32 | user)  # the last thing that is waited for
        theirs = self.filter(user=user).unfinished()
        running = theirs.filter(status=JobStatus.RUNNING).count()
        queued = theirs.filter(status=JobStatus.QUEUED, automatic=False).count()
        waiting = queued - max(0, settings.MAX_RUNNING_RENDERS_PER_USER - running)
        if waiting >= settings.MAX_QUEUED_RENDERS_PER_USER:
            raise TooBusy(
                f"{waiting} of your files are waiting to be made. Ask again when one of them is done, or cancel one.",
                retry_after_s=10,
                queue_length=waiting,
            )

    def ready_drafts(self) -> "RenderQuerySet":
        """The drafts that can be looked at, the newest version first."""
        drafts = self.filter(format=Format.MP4, quality=Quality.DRAFT, shape="", status=JobStatus.READY)
        return drafts.select_related("version").order_by("-version__number")

    def speak_after_all(self, version: Version) -> None:
        """What could not be heard in the files of a version can be by now: they are made anew. Hold the video."""
        for render in self.filter(version=version, status=JobStatus.READY, lacks_voice=True).order_by("pk"):
            render.remove_file(VOICE_CAME)
            if render.automatic:
                self.draft(version, render.user_id)

    def in_line(self) -> "RenderQuerySet":
        """The queued ones: drafts first, since somebody wants to see what became of a change."""
        draft_first = Case(When(quality=Quality.DRAFT, then=Value(0)), default=Value(1), output_field=IntegerField())
        return self.filter(status=JobStatus.QUEUED).order_by(draft_first, "created_at", "pk")

    def follow(self, version: Version, user: int | None) -> None:
        """Let what is seen follow what is stored, in the renders of a project whose newest version is `version` now.

        Those of which it is open what they will show will show it, and its draft is made, in the turn of `user`.
        """
        self.filter(UNDECIDED).update(version=version, updated_at=Now())
        Speech.objects.follow(version)
        self.draft(version, user)

    def draft(self, version: Version, user: int | None) -> None:
        """Make the draft of the newest version, in the turn of `user`; drafts of older ones are not needed any more."""
        drafts = self.filter(project_id=version.video.project_id, automatic=True)
        move(drafts, JobStatus.CANCELLED, old=JobStatus.QUEUED)
        drafts.filter(status=JobStatus.RUNNING).update(stop_requested=True)  # its worker ends it
        made = {"version": version, "format": Format.MP4, "quality": Quality.DRAFT, "height": SIDES[Quality.DRAFT]}
        self.create(**made, project_id=version.video.project_id, user_id=user, automatic=True)


def as_waiting(renders: models.QuerySet["Render"]) -> list[Waiting]:
    """For `chat.work.fair_queue.choose`: in whose turn each is made."""
    return [Waiting(*row) for row in renders.values_list("pk", "project_id", Coalesce("user", "project__owner"))]


def shaped(document: Document, shape: str) -> Document:
    """The document in a shape; "": as it is. Raises UnfitShape."""
    try:
        return in_format(document, shape) if shape else document
    except Complaint as error:
        raise UnfitShape(f"In {shape}: {error.plain}") from error


def checked_cost(document: Document, format: str, quality: str, height: int) -> float:
    """Seconds that one core would draw. Raises RenderTooLong."""
    cost, most = (
        cost_of(document, cast(Any, format), cast(Any, quality), height or None),
        settings.MAX_RENDER_CPU_SECONDS,
    )
    if cost.seconds <= most:
        return cost.seconds
    heaviest = "{1!r} of scene {0!r}".format(*cost.heaviest) if cost.heaviest else "its length"
    raise RenderTooLong(
        f"Drawing this would take a processor about {minutes(cost.seconds)}; at most {minutes(most)} are allowed here. "
        f"Most of it is {heaviest}. Ask for a lower quality or fewer pixels, or make the video shorter or lighter: "
        "fewer frames a second, no shadows or glow on long texts and paths, fewer particles."
    )


def minutes(seconds: float) -> str:
    count = max(1, round(seconds / 60))
    return f"{count} minute{'s' if count > 1 else ''}"


class Render(Job):
    """A file made from one version of a document."""

    KIND: ClassVar[str] = "render"
    SHAPE = RenderOut
    REFUSALS = (TooBusy, RenderTooLong, UnfitShape)
    HOPELESS = frozenset({TOO_LONG, "invalid_document"})
    MOVES: ClassVar[dict[str, set[str]]] = {**Job.MOVES, JobStatus.READY: {JobStatus.CANCELLED}}

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="renders",
        help_text="In whose turn it is made: who asked, or changed the video. Nobody: the project's owner.",
    )
    automatic = models.BooleanField(
        default=False, db_default=False, help_text="A draft that nobody asked for: the next takes its place."
    )
    version = models.ForeignKey(Version, models.CASCADE, related_name="renders")
    format = models.CharField(max_length=8, choices=Format.choices)
    quality = models.CharField(max_length=8, choices=Quality.choices)
    shape = models.CharField(
        max_length=8, blank=True, default="", db_default="", help_text='"9:16" and so on; "": the video\'s own.'
    )
    follows = models.BooleanField(
        default=False,
        help_text="Asked for without a version: until it begins it waits for what may change the video, and takes "
        "what is newest.",
    )
    height = models.PositiveSmallIntegerField(default=720, help_text="Pixels of the shorter side; 0: has no pixels.")
    size = models.PositiveBigIntegerField(null=True, blank=True, help_text="Bytes.")
    frames = models.PositiveIntegerField(null=True, blank=True)
    seconds = models.FloatField(null=True, blank=True, help_text="Of video.")
    warnings = models.JSONField(default=list, blank=True)
    lacks_voice = models.BooleanField(
        default=False, db_default=False, help_text="Words of the video are not heard in it: nobody could speak them."
    )

    objects = RenderQuerySet.as_manager()  # type: ignore[misc]  # narrower than that of all jobs

    class Meta(Job.Meta):
        abstract = False
        constraints = [
            *Job.Meta.constraints,
            models.UniqueConstraint(
                fields=["version", "format", "quality", "height", "shape"],
                # Those who asked without a version may come to one that somebody has asked for.
                condition=Q(status__in=(*UNFINISHED, JobStatus.READY), follows=False),
                name="render_once",
            ),
            models.CheckConstraint(condition=Q(format__in=Format.values), name="render_format_known"),
            models.CheckConstraint(condition=Q(quality__in=Quality.values), name="render_quality_known"),
        ]

    def __str__(self) -> str:
        return f"{self.quality} {self.format} of version {self.version_id} ({self.status})"

    @classmethod
    def line(cls) -> list[UUID]:
        """As Job.line: users take turns."""
        queued, running = as_waiting(cls.objects.in_line()), as_waiting(cls.objects.filter(status=JobStatus.RUNNING))
        return choose(queued, running, free=len(queued))

    def adopt(self, user: int) -> "Render":
        """What was made by itself is `user`'s from now on."""
        Render.objects.filter(pk=self.pk).update(automatic=False, user=user, updated_at=Now())
        self.automatic, self.user_id = False, user
        return self

    def fresh(self, user: Any = None) -> dict[str, Any]:
        """As Job.fresh. Who asks again takes it over; one that never began takes what is newest now."""
        fields = super().fresh()
        if self.follows and not self.epoch:
            fields["version"] = self.version.video.versions.latest("number")
        if user is not None:
            Render.objects.check_room(user.pk)
            fields |= {"user": user, "automatic": False}
        return fields

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

    def remove_file(self, why: str = FILE_REMOVED) -> None:
        """The job is as if cancelled, and can be retried. Raises LeaseLost when somebody moved it."""
        self.move_to(JobStatus.CANCELLED, error_code=REMOVED, error_message=why)
        self.final_path.unlink(missing_ok=True)

    def file_path(self) -> Path | None:
        return self.final_path if self.status == JobStatus.READY else None

    def document(self) -> Document:
        """What it shows. Raises UnfitShape."""
        return shaped(self.version.video.document_at(self.version.number), self.shape)

    def file_name(self) -> str:
        size = f"-{self.height}p" if self.height else ""
        shape = f"-{self.shape.replace(':', 'x')}" if self.shape else ""
        return f"reeltalk-{self.project_id}-v{self.version.number}{shape}{size}{SUFFIXES[Format(self.format)]}"

    @classmethod
    def look_up(cls, jobs: Sequence[Any]) -> None:
        versions = Prefetch("version", Version.objects.only("number", "video"))
        models.prefetch_related_objects(jobs, versions, Prefetch("version__video", Video.objects.only("version")))

    def as_json(self) -> RenderOut:
        return {
            **self.common_json(),
            "kind": "render",
            "version": self.version.number,
            "outdated": self.version.number < self.version.video.version,
            "format": self.format,
            "quality": self.quality,
            "height": self.height or None,
            "shape": self.shape or None,
            "size": self.size,
            "warnings": self.warnings,
            "file": f"/api/jobs/{self.pk}/file" if self.status == JobStatus.READY else None,
        }
