"""What is kept of the ways in: sign-ins that failed."""

from django.db import models
from django.utils import timezone


class FailedSignIn(models.Model):
    """A password that was wrong, or is being checked; of use for a quarter of an hour (config/throttling.py)."""

    name = models.CharField(max_length=64, help_text="Hash of the username: people write passwords there, too.")
    address = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        indexes = [models.Index(fields=["address", "at"])]

    def __str__(self) -> str:
        return f"failed sign-in from {self.address} at {self.at:%H:%M}"
