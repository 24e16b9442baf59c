"""Pictures that people uploaded, to be shown by image elements."""

import re
from pathlib import Path
from unicodedata import normalize

from django.db import models
from django.utils import timezone

from projects.models import Project
from videos.document.document import Asset, Document
from videos.models.disk import folder
from videos.shapes import AssetOut

SUFFIXES = {"image/png": ".png", "image/jpeg": ".jpg"}
LONGEST_KEY = 40
MOST_UPLOADS = 100  # of a project: as many as a document may name


class UploadQuerySet(models.QuerySet["Upload"]):
    def free_key(self, name: str) -> str:
        """An id for a picture of this name that none of these has."""
        plain = normalize("NFKD", Path(name).stem).encode("ascii", "ignore").decode().lower()
        base = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST_KEY].strip("-") or "picture"
        taken = set(self.values_list("key", flat=True))
        return next(
            key for number in range(1, 10_000) if (key := base if number == 1 else f"{base}-{number}") not in taken
        )


class Upload(models.Model):
    """One picture of a project. The document knows it as the asset `key`."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="uploads")
    key = models.CharField(max_length=64)
    name = models.CharField(max_length=200, help_text="Of the file, as the person had it.")
    mime = models.CharField(max_length=32)
    sha256 = models.CharField(max_length=64)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
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
    def path(self) -> Path:
        return folder("assets", self.project_id) / f"{self.sha256}{SUFFIXES[self.mime]}"

    @property
    def asset(self) -> Asset:
        return Asset.model_validate({"mime": self.mime, "sha256": self.sha256})

    def as_json(self) -> AssetOut:
        return {
            "id": self.key,
            "name": self.name,
            "mime": self.mime,
            "width": self.width,
            "height": self.height,
            "bytes": self.size,
            "url": f"/api/projects/{self.project_id}/assets/{self.key}?v={self.sha256[:12]}",
            "created_at": self.created_at.isoformat(),
        }


def pictures_of(project: int) -> dict[str, str]:
    """The file of each uploaded picture, by its sha256, as a render takes them."""
    return {upload.sha256: str(upload.path) for upload in Upload.objects.filter(project_id=project)}


def with_uploads(document: Document, project: int) -> Document:
    """The document, naming every picture that the project has: any change may use any of them."""
    known = {upload.key: upload.asset for upload in Upload.objects.filter(project_id=project)}
    missing = {key: asset for key, asset in known.items() if key not in document.assets}
    return document.model_copy(update={"assets": {**document.assets, **missing}}) if missing else document
