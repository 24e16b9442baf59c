"""What is kept of the ways in (the sessions, API tokens, and sign-ins that failed), and of somebody's brand."""

import hashlib
import secrets
from collections.abc import Iterable
from contextlib import suppress
from datetime import timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import DatabaseError, models
from django.utils import timezone

from config.common.database import writing
from config.common.prepared import TEXT, Prepared
from projects.branded import Branded


class Session(AbstractBaseSession):
    """Django's session, and whose it is; written by `sessions.py`. Whoever deletes it signs its browser out."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="sessions")
    address = models.CharField(max_length=64, blank=True)
    user_agent = models.CharField(max_length=400, blank=True)
    seen_at = models.DateTimeField(auto_now=True)

    class Meta(AbstractBaseSession.Meta):
        abstract = False


class ApiToken(models.Model):
    """A script's right to act for a user. Only a hash is stored; the token is shown once."""

    TOLD_EVERY: ClassVar = timedelta(minutes=1)

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=100, blank=True)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now)
    last_used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"token {self.name or self.pk} of {self.user_id}"

    @staticmethod
    def hash(token: str) -> str:
        return hashlib.sha256(token.encode()).hexdigest()

    @classmethod
    def issue(cls, user: Any, name: str = "") -> str:
        """Make a token for `user` and give it, in clear, for the only time."""
        token = f"rt_{secrets.token_urlsafe(32)}"
        cls.objects.create(user=user, name=name, digest=cls.hash(token))
        return token

    @classmethod
    def user_of(cls, token: str) -> Any:
        """The active user whose token this is, or None."""
        found = _known.first(cls.hash(token))
        if found is None:
            return None
        if found.last_used_at is None or timezone.now() - found.last_used_at > cls.TOLD_EVERY:
            with suppress(DatabaseError), writing():  # a full disk keeps nobody from looking
                cls.still_here([found.digest])
        return found.user

    @classmethod
    def still_here(cls, digests: Iterable[str]) -> None:
        """Tell that these tokens are in use."""
        cls.objects.filter(digest__in=list(digests)).update(last_used_at=timezone.now())


_known = Prepared(
    lambda digest: ApiToken.objects.select_related("user").filter(digest=digest, user__is_active=True), TEXT
)


class FailedSignIn(models.Model):
    """A password that was wrong, or is being checked; of use for a quarter of an hour (`throttling.py`)."""

    name = models.CharField(max_length=64, help_text="Hash of the username: people write passwords there, too.")
    address = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        indexes = [models.Index(fields=["address", "at"])]

    def __str__(self) -> str:
        return f"failed sign-in from {self.address} at {self.at:%H:%M}"


class BrandKitQuerySet(models.QuerySet["BrandKit"]):
    def of(self, user: int) -> "BrandKit":
        """The person's kit; an empty one where they chose nothing."""
        return self.filter(user=user).first() or BrandKit(user_id=user)

    def of_owner(self, project: int) -> "BrandKit":
        """The kit of the project's owner."""
        return self.filter(user__projects=project).first() or BrandKit()


class BrandKit(Branded):
    """Colours and fonts for all of a person's projects, where these choose no others."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="brand_kit")
    updated_at = models.DateTimeField(auto_now=True)

    objects = BrandKitQuerySet.as_manager()

    class Meta(Branded.Meta):
        pass

    def __str__(self) -> str:
        return f"brand kit of {self.user_id}"


class LogoQuerySet(models.QuerySet["Logo"]):
    def without_bytes(self) -> "LogoQuerySet":
        """To know of logos, not to show them."""
        return self.defer("data")


class Logo(models.Model):
    """The logo of a person's brand, drawn anew before it is stored: a PNG, or a JPEG when it was one.

    Its bytes stand in the row: they are few (videos/files/logo_upload.py), and go with the account.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="logo")
    name = models.CharField(max_length=200, help_text="Of the file, as the person had it.")
    mime = models.CharField(max_length=32)
    sha256 = models.CharField(max_length=64)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    data = models.BinaryField()
    size = models.PositiveIntegerField(help_text="Bytes.")
    colours = models.JSONField(default=list, help_text="That it is made of; offered for the brand.")
    created_at = models.DateTimeField(default=timezone.now)

    objects = LogoQuerySet.as_manager()

    def __str__(self) -> str:
        return f"logo of {self.user_id}"
