"""Links with which anybody may look at a video, until they expire or are revoked."""

import secrets
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from chat.jobs import JobStatus
from projects.models import Project
from videos.models.renders import Format, Quality, Render
from videos.models.video import Version, Video
from videos.shapes import ShareOut

TOKEN_BYTES = 24  # of randomness: nobody guesses 192 bits
FINENESS = {Quality.HIGH: 2, Quality.STANDARD: 1, Quality.DRAFT: 0}


def new_token() -> str:
    return secrets.token_urlsafe(TOKEN_BYTES)


class ShareQuerySet(models.QuerySet["Share"]):
    def alive(self) -> "ShareQuerySet":
        return self.filter(revoked_at=None, expires_at__gt=timezone.now())

    def make(self, video: Video, user: Any, days: int, number: int | None) -> "Share":
        """A link to version `number`, or with None to whatever is newest; what it shows is rendered if need be.

        Raises as RenderQuerySet.ask.
        """
        render = Render.objects.ask(video, number, Format.MP4, Quality.STANDARD, user.pk)
        return self.create(
            project_id=video.project_id,
            version=render.version if number else None,
            created_by=user,
            expires_at=timezone.now() + timedelta(days=days),
        )


class Share(models.Model):
    """One link. Without `version` it shows the newest one."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="shares")
    version = models.ForeignKey(Version, models.CASCADE, null=True, blank=True, related_name="shares")
    token = models.CharField(max_length=64, unique=True, default=new_token)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    views = models.PositiveIntegerField(default=0)

    objects = ShareQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"share {self.pk} of project {self.project_id}"

    @property
    def is_alive(self) -> bool:
        return self.revoked_at is None and self.expires_at > timezone.now()

    def revoke(self) -> None:
        Share.objects.filter(pk=self.pk, revoked_at=None).update(revoked_at=timezone.now())

    def count_view(self) -> None:
        Share.objects.filter(pk=self.pk).update(views=F("views") + 1)

    def number(self, video: Video) -> int:
        """The version that it shows."""
        return self.version.number if self.version else video.version

    def file(self, video: Video) -> Render | None:
        """The finest finished MP4 of what it shows; while the newest version has none, that of the one before."""
        ready = Render.objects.filter(project_id=self.project_id, format=Format.MP4, shape="", status=JobStatus.READY)
        wanted = ready.filter(Q(version=self.version) if self.version else Q())
        found = list(wanted.select_related("version").order_by("-version__number")[:20])
        playable = [render for render in found if not render.has_lost_its_file]
        rank = lambda render: (render.version.number, FINENESS[Quality(render.quality)], render.height)  # noqa: E731
        return max(playable, key=rank, default=None)

    def as_json(self, url: str) -> ShareOut:
        """`url`: the address of the page."""
        return {
            "id": str(self.pk),
            "url": url,
            "version": self.version.number if self.version else None,
            "created_at": self.created_at.isoformat(),
            "expires_at": self.expires_at.isoformat(),
            "revoked_at": self.revoked_at.isoformat() if self.revoked_at else None,
            "is_alive": self.is_alive,
            "views": self.views,
        }
