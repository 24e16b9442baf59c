"""Leases: rows are the queue. Taking up, fencing and handing over, for every kind of work.

A row of work is held by the process that claimed it, under an epoch that grows with every claim and a lease that the
process renews. Whoever writes for the work names the epoch; a process that lost the row writes nothing more. All times
are the database's.
"""

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from chat.work.statuses import LostRace, StatusRow, move
from config.common.database import writing

QUEUED, RUNNING = "queued", "running"
LONGEST_LEASES = 10  # processes may differ in LEASE_SECONDS, but not by more than this factor
MOST_CRASHES = 5  # epochs in a row that end without a word; then the work is given up


class LeaseLost(LostRace):
    """Another process holds the work by now; this one must write nothing more for it."""


class LeasedWork(StatusRow):
    """A row that one process at a time works on. Another that takes over moves it from `running` to `running`."""

    LOST: ClassVar[type[LostRace]] = LeaseLost

    owner = models.CharField(max_length=80, blank=True, default="")
    epoch = models.PositiveIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    crashes = models.PositiveIntegerField(default=0, help_text="Epochs in a row that ended without a word.")
    stop_requested = models.BooleanField(default=False)

    class Meta:
        abstract = True

    @classmethod
    def moving(cls, new: str) -> dict[str, Any]:
        return {} if new == RUNNING else {"owner": "", "lease_until": None}

    @classmethod
    def taken(cls, owner: str, now: datetime) -> dict[str, Any]:
        """The fields of a new row that `owner` holds from its first moment on; `now` is the database's."""
        return {
            "status": RUNNING,
            "owner": owner,
            "epoch": 1,
            "lease_until": now + timedelta(seconds=settings.LEASE_SECONDS),
        }

    def as_known(self) -> models.QuerySet[Any]:
        return super().as_known().filter(epoch=self.epoch)

    def held(self) -> models.QuerySet[Any]:
        """The row, as long as this epoch runs."""
        return self.as_known().filter(owner=self.owner, status=RUNNING)

    @property
    def is_given_up(self) -> bool:
        """Whether it has ended in a crash so often that nobody tries again."""
        return self.crashes >= MOST_CRASHES

    def take_up(self, owner: str) -> None:
        """Hold the row under a new epoch. Raises LeaseLost when somebody was quicker."""
        crashes = self.crashes + (self.status == RUNNING)
        row = self.as_known().filter(claimable())
        lease = Now() + timedelta(seconds=settings.LEASE_SECONDS)
        held = {"owner": owner, "epoch": self.epoch + 1, "crashes": crashes, "lease_until": lease}
        # Never wait for a row here: a frozen process that locks one would keep everybody from claiming anything.
        if not row.select_for_update(skip_locked=True).values_list("pk") or not move(
            row, RUNNING, old=self.status, **held
        ):
            raise LeaseLost(f"{self._meta.label} {self.pk} was taken up by another process")
        # What it belongs to never changes: read it again, and fifty streams would be taken up in twice the time.
        self.refresh_from_db(fields=[field.name for field in self._meta.concrete_fields if not field.is_relation])

    def fence(self) -> None:
        """Hold the row to the end of the transaction. Raises LeaseLost when this epoch no longer runs."""
        if not self.held().select_for_update().values_list("pk"):
            raise LeaseLost(f"{self._meta.label} {self.pk}: epoch {self.epoch} is over")


def claimable() -> Q:
    """Rows that nobody works on: queued, or running with a lease that ran out."""
    return Q(status=QUEUED) | abandoned()


def abandoned() -> Q:
    """Running under a lease that ran out, or that ends later than anybody would take one: the clock was wrong."""
    latest = Now() + timedelta(seconds=LONGEST_LEASES * settings.LEASE_SECONDS)
    return Q(status=RUNNING) & (Q(lease_until__lt=Now()) | Q(lease_until__gt=latest))


def hand_over(works: Iterable[LeasedWork]) -> None:
    """Give running work back to the queue, for any process to go on with. What is held by others stays with them."""
    by_model: dict[type[LeasedWork], list[LeasedWork]] = {}
    for work in works:
        by_model.setdefault(type(work), []).append(work)
    with writing():
        for model, held in by_model.items():
            ours = reduce(or_, (Q(pk=work.pk, epoch=work.epoch, owner=work.owner) for work in held))
            move(model._base_manager.filter(ours), QUEUED, old=RUNNING)


def count_crash(work: LeasedWork) -> None:
    """Give work back whose run ended in an error of ours: to everybody else it looks as if the process had died."""
    with writing(), suppress(LeaseLost):
        work.move_to(QUEUED, crashes=work.crashes + 1)
