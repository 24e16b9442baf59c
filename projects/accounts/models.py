"""What is kept of the ways in: the sessions, and sign-ins that failed."""

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils import timezone


class Session(AbstractBaseSession):
    """Django's session, and whose it is; written by projects/accounts/sessions.py. Whoever deletes it signs its browser out."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="sessions")
    address = models.CharField(max_length=64, blank=True)
    user_agent = models.CharField(max_length=400, blank=True)
    seen_at = models.DateTimeField(auto_now=True)

    class Meta(AbstractBaseSession.Meta):
        abstract = False


class FailedSignIn(models.Model):
    """A password that was wrong, or is being checked; of use for a quarter of an hour (projects/accounts/throttling.py)."""

    name = models.CharField(max_length=64, help_text="Hash of the username: people write passwords there, too.")
    address = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        indexes = [models.Index(fields=["address", "at"])]

    def __str__(self) -> str:
        return f"failed sign-in from {self.address} at {self.at:%H:%M}"
