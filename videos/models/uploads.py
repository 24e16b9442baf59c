"""Pictures, recordings and clips of people, uploaded or made for them: to be shown by elements, or heard."""

import re
from pathlib import Path
from typing import Self
from unicodedata import normalize

from django.db import models
from django.utils import timezone

from projects.models import Project
from videos.document.document import ClipAsset, Document, PlainAsset, kind_of
from videos.models.disk import folder, stand_also_at
from videos.shapes import AssetOut

SUFFIXES = {"image/png": ".png", "image/jpeg": ".jpg", "audio/ogg": ".ogg", "video/mp4": ".mp4"}
POSTER = ".poster.jpg"
LONGEST_KEY = 40
MOST_UPLOADS = 100  # of a project: as many as a document may name


class UploadQuerySet(models.QuerySet["Upload"]):
    def pictures(self) -> Self:
        return self.filter(mime__startswith="image/")

    def recordings(self) -> Self:
        return self.filter(mime__startswith="audio/")

    def clips(self) -> Self:
        return self.filter(mime__startswith="video/")

    def seen(self) -> Self:
        """What elements show: pictures and clips."""
        return self.exclude(mime__startswith="audio/")

    def free_key(self, name: str) -> str:
        """An id for an upload of this name that none of these has."""
        plain = normalize("NFKD", Path(name).stem).encode("ascii", "ignore").decode().lower()
        base = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST_KEY].strip("-") or "upload"
        taken = set(self.values_list("key", flat=True))
        return next(
            key for number in range(1, 10_000) if (key := base if number == 1 else f"{base}-{number}") not in taken
        )


class Upload(models.Model):
    """One picture, recording or clip of a project. The document knows it as the asset `key`."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="uploads")
    key = models.CharField(max_length=64)
    name = models.CharField(max_length=200, help_text="Of the file, as the person had it.")
    mime = models.CharField(max_length=32)
    sha256 = models.CharField(max_length=64)
    width = models.PositiveIntegerField(null=True, help_text="Pixels; a recording has none.")
    height = models.PositiveIntegerField(null=True)
    seconds = models.FloatField(null=True, help_text="Of a recording or a clip; a picture has none.")
    waveform = models.JSONField(null=True, help_text="At most 200 peaks; 100 is the loudest. None of a silent clip.")
    size = models.PositiveIntegerField(help_text="Bytes.")
    created_at = models.DateTimeField(default=timezone.now)

    objects = UploadQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["project", "key"], name="upload_key_once"),
            models.UniqueConstraint(fields=["project", "sha256"], name="upload_stored_once"),
        ]

    def __str__(self) -> str:
        return f"{self.key} of project {self.project_id}"

    @property
    def kind(self) -> str:
        """What people call it."""
        return kind_of(self.mime)

    @property
    def path(self) -> Path:
        return folder("assets", self.project_id) / f"{self.sha256}{SUFFIXES[self.mime]}"

    @property
    def poster(self) -> Path:
        """A picture of a clip; nothing stands there for what is none."""
        return self.path.with_suffix(POSTER)

    @property
    def files(self) -> list[Path]:
        """All that stands on the disk for it."""
        return [self.path, self.poster] if self.kind == "clip" else [self.path]

    @property
    def asset(self) -> PlainAsset | ClipAsset:
        about = {"mime": self.mime, "sha256": self.sha256}
        if self.kind != "clip":
            return PlainAsset.model_validate(about)
        size = {"width": self.width, "height": self.height, "seconds": self.seconds}
        return ClipAsset.model_validate({**about, **size, "sound": bool(self.waveform)})

    @property
    def url(self) -> str:
        return f"/api/projects/{self.project_id}/assets/{self.key}?v={self.sha256[:12]}"

    @property
    def poster_url(self) -> str | None:
        if self.kind != "clip":
            return None
        return f"/api/projects/{self.project_id}/assets/{self.key}/poster?v={self.sha256[:12]}"

    def as_json(self) -> AssetOut:
        return {
            "id": self.key,
            "name": self.name,
            "mime": self.mime,
            "width": self.width,
            "height": self.height,
            "seconds": self.seconds,
            "waveform": self.waveform,
            "bytes": self.size,
            "url": self.url,
            "poster": self.poster_url,
            "created_at": self.created_at.isoformat(),
        }


def copy_uploads(source: int, target: Project) -> None:
    """Give a new project all uploads of another, under the same keys. Raises OSError where the disk takes no file."""
    for upload in Upload.objects.filter(project_id=source):
        files = upload.files
        upload.pk, upload.project = None, target
        upload.save(force_insert=True)
        for file, copy in zip(files, upload.files, strict=True):
            stand_also_at(file, copy)


def pictures_of(project: int) -> dict[str, str]:
    """The file of each uploaded picture and clip, by its sha256, as a render takes them."""
    return {upload.sha256: str(upload.path) for upload in Upload.objects.filter(project_id=project).seen()}


def with_uploads(document: Document, project: int) -> Document:
    """The document, naming every upload that the project has: any change may use any of them."""
    known = {upload.key: upload.asset for upload in Upload.objects.filter(project_id=project)}
    missing = {key: asset for key, asset in known.items() if key not in document.assets}
    return document.model_copy(update={"assets": {**document.assets, **missing}}) if missing else document
