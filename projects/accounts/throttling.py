"""Passwords cannot be tried out: after some wrong ones a person, or a place, has to wait.

Rows of the database, so that it holds over all processes. An attempt is stored before its password is checked: however
many come at once, no more than the limit are checked.
"""

import hashlib
from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone

from config.common.database import writing
from projects.accounts.client_address import network_of
from projects.accounts.models import FailedSignIn

WINDOW = timedelta(minutes=15)
PER_NAME = 5  # wrong passwords for one name from one address
PER_ADDRESS = 50  # for any names: people share addresses


class TooOften(Exception):
    """The password is not even looked at; `wait` is how long that lasts."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__(wait)
        self.wait = wait


def begin_sign_in(username: str, address: str) -> FailedSignIn:
    """An attempt to sign in, which counts as failed until `succeeded`. Raises TooOften."""
    name, network = hashlib.sha256(username.lower().encode()).hexdigest(), network_of(address)
    now = timezone.now()
    with writing():
        FailedSignIn.objects.filter(at__lte=now - WINDOW).delete()
        attempt = FailedSignIn.objects.create(name=name, address=network, at=now)
    others = FailedSignIn.objects.filter(address=network, at__gt=now - WINDOW).exclude(pk=attempt.pk)
    over = max(_over(others.filter(name=name), PER_NAME), _over(others, PER_ADDRESS))
    if over:
        attempt.delete()  # asking again does not make the wait longer
        raise TooOften(over)
    return attempt


def succeeded(attempt: FailedSignIn) -> None:
    """It was the right password: what was tried for this name from there is forgiven."""
    FailedSignIn.objects.filter(name=attempt.name, address=attempt.address).delete()


def _over(failed: QuerySet[FailedSignIn], most: int) -> timedelta:
    """How long until there are fewer than `most`; zero when there are."""
    at = failed.order_by("-at").values_list("at", flat=True)[most - 1 : most].first()
    return max(at + WINDOW - timezone.now(), timedelta(seconds=1)) if at else timedelta()
