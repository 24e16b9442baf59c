"""Jobs: slow work that outlives the answer which began it (renders, scene builds); leased work of the executor."""

import uuid
from collections.abc import Container, Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, ClassVar, NamedTuple, TypeVar

from django.db import IntegrityError, models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from chat.models import Message, MessageStatus, Stream
from chat.shapes import AnswerErrorOut, JobOut
from chat.work.leases import QUEUED, RUNNING, LeasedWork, LeaseLost
from chat.work.statuses import IllegalMove, move
from config.common.database import writing
from config.common.errors import ChatError, Conflict
from projects.models import Project


class JobStatus(models.TextChoices):
    QUEUED = "queued", "Queued"  # no worker holds it
    RUNNING = "running", "Running"  # one worker holds it
    READY = "ready", "Ready"  # final: the result is stored
    FAILED = "failed", "Failed"  # `error_code` says why
    CANCELLED = "cancelled", "Cancelled"  # a person stopped it, or something newer took its place


S = JobStatus
REMOVED = "file_removed"  # error code of a job whose file had to go; it can be retried
TOO_LONG = "takes_too_long"  # error code of a job that nobody begins; it is for its person to change something
STOPPED_WITH_ANSWER = {  # what a job is cancelled with because its answer was stopped
    "error_code": "stopped_with_answer",
    "error_message": "It was stopped together with the answer.",
}
UNFINISHED = (S.QUEUED, S.RUNNING)


J = TypeVar("J", bound="Job")


class JobQuerySet(models.QuerySet[J]):
    def visible_to(self, user: Any) -> "JobQuerySet[J]":
        return self.filter(project__in=Project.objects.visible_to(user))

    def unfinished(self) -> "JobQuerySet[J]":
        return self.filter(status__in=UNFINISHED)


class Bill(NamedTuple):
    """What a job of the answer `stream` (if one began it) asked of a model; `usage` as servers tell it."""

    stream: int | None
    model: str
    usage: dict[str, Any]


class Job(LeasedWork):
    """A job of a project; `stream` is the answer that began it, if one did."""

    MOVES: ClassVar[dict[str, set[str]]] = {
        S.QUEUED: {S.RUNNING, S.CANCELLED, S.FAILED, S.READY},
        S.RUNNING: {S.RUNNING, S.QUEUED, S.READY, S.FAILED, S.CANCELLED},
        S.FAILED: {S.QUEUED},
        S.CANCELLED: {S.QUEUED},
    }
    KIND: ClassVar[str]
    SHAPE: ClassVar[Any]  # of its JSON, a JobOut with `kind` and what else those of the kind tell
    REFUSALS: ClassVar[tuple[type[ChatError], ...]] = ()  # what `fresh` may raise
    HOPELESS: ClassVar[frozenset[str]] = frozenset()  # error codes of ends that another try comes to again

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    status = models.CharField(max_length=16, choices=JobStatus.choices, default=S.QUEUED)
    project = models.ForeignKey(Project, models.CASCADE, related_name="%(class)ss")
    stream = models.ForeignKey(Stream, models.SET_NULL, null=True, blank=True, related_name="%(class)ss")
    progress = models.FloatField(default=0)
    eta_s = models.FloatField(null=True, blank=True)
    error_code = models.CharField(max_length=64, blank=True)
    error_message = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(db_default=Now())
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=JobStatus.values), name="%(class)s_status_known"),
            models.CheckConstraint(
                condition=~Q(status=S.RUNNING) | Q(lease_until__isnull=False), name="running_%(class)s_has_a_lease"
            ),
        ]
        indexes = [
            models.Index(fields=["project", "updated_at"]),
            models.Index(fields=["status", "lease_until"]),
            models.Index(fields=["finished_at"]),
        ]

    @classmethod
    def moving(cls, new: str) -> dict[str, Any]:
        fields: dict[str, Any] = {"updated_at": Now()}
        if new not in UNFINISHED:
            fields["finished_at"] = Now()
        if new == S.READY:  # also where it was quicker than whoever asked to stop it
            fields |= {"progress": 1.0, "error_code": "", "error_message": ""}
        return {**super().moving(new), **fields}

    def move_to(self, new: str, **fields: Any) -> None:
        """As StatusRow.move_to; the message whose turn began the job follows, in the same transaction."""
        with writing():
            self._lock_message()
            super().move_to(new, **fields)
            if self.stream_id and new != RUNNING:
                settle(self.stream_id)

    def fence(self) -> None:
        self._lock_message()
        super().fence()

    def _lock_message(self) -> None:
        """Hold the message of the turn before the job, always in this order: two jobs that end at once would each see
        the other one unfinished, and leave the message `building`."""
        if self.stream_id:
            rows = Message.objects.filter(stream=self.stream_id).select_for_update(of=("self",), no_key=True)
            rows.values_list("pk").first()

    def told(self, **fields: Any) -> None:
        """Store how far it is: `progress` (0..1) and what its kind adds. Raises LeaseLost when the epoch is over."""
        if not self.held().update(updated_at=Now(), **fields):
            raise LeaseLost(f"{self.KIND} {self.pk}: epoch {self.epoch} is over")

    def fresh(self, user: Any = None) -> dict[str, Any]:
        """The fields with which the job begins anew when `user` retries it, or an operator (None).

        Raises one of REFUSALS when it may not now.
        """
        return {"progress": 0, "eta_s": None, "error_code": "", "error_message": "", "crashes": 0}

    @classmethod
    def bills(cls, rows: models.QuerySet[Any]) -> Iterable[Bill]:
        """What those of `rows`, which are jobs of this kind, asked of models."""
        return ()

    @classmethod
    def line(cls) -> list[uuid.UUID]:
        """The queued ones, in the order in which they will be taken up as things are."""
        return list(cls._base_manager.filter(status=QUEUED).order_by("created_at", "pk").values_list("pk", flat=True))

    def file_path(self) -> Path | None:
        """Where the result is stored, when there is one."""
        return None

    def file_name(self) -> str:
        """How the result is named when a person downloads it."""
        return str(self.pk)

    @classmethod
    def look_up(cls, jobs: Sequence[Any]) -> None:
        """Ask at once for what `as_json` needs of other rows, for all of them."""

    def as_json(self) -> JobOut:
        """What everybody is told of the job. `position`, its place among those that wait, is known to `shown` only."""
        raise NotImplementedError

    def common_json(self) -> JobOut:
        """The part of `as_json` that all kinds have."""
        return {
            "id": str(self.pk),
            "status": self.status,
            "progress": round(self.progress, 4),
            "eta_s": self.eta_s,
            "position": None,
            "error": self._error_json(),
            "stream": str(self.stream_id) if self.stream_id else None,
            "project": str(self.project_id),
            "created_at": self.created_at.isoformat(),
        }

    def _error_json(self) -> AnswerErrorOut | None:
        if not self.error_code:
            return None
        is_hopeless = self.error_code in self.HOPELESS
        return {"code": self.error_code, "message": self.error_message, "retryable": not is_hopeless}


def job_models() -> list[type[Job]]:
    """The kinds of job that the installed apps define."""
    return list(Job.__subclasses__())


def refusals_of_a_retry() -> set[type[ChatError]]:
    """What the retry of a job may be refused with, beside Conflict: it depends on its kind."""
    return {error for kind in job_models() for error in kind.REFUSALS}


def shown(found: Iterable[Job]) -> list[JobOut]:
    """The JSON of jobs, the queued ones with their place (1: the next of its kind)."""
    places: dict[type[Job], dict[uuid.UUID, int]] = {}
    items, listed = [], list(found)
    for kind in job_models():
        kind.look_up([job for job in listed if isinstance(job, kind)])
    for job in listed:
        item, kind = job.as_json(), type(job)
        if job.status == QUEUED:
            if kind not in places:
                places[kind] = {pk: place for place, pk in enumerate(kind.line(), start=1)}
            item["position"] = places[kind].get(job.pk)
        items.append(item)
    return items


def find(id: uuid.UUID, user: Any) -> Job | None:
    """The job `id` if `user` may see it."""
    for model in job_models():
        if job := model.objects.visible_to(user).filter(pk=id).first():
            return job
    return None


def of_stream(stream: int) -> Iterator[Job]:
    for model in job_models():
        yield from model.objects.filter(stream_id=stream).order_by("pk")


def settle(stream: int) -> None:
    """Make the message of an answered stream `building` while jobs of its turn are unfinished, `success` after."""
    building = any(job.status in UNFINISHED for job in of_stream(stream))
    wanted, other = MessageStatus.SUCCESS, MessageStatus.BUILDING
    if building:
        wanted, other = other, wanted
    move(Message.objects.filter(stream=stream), wanted, old=other)


def cancel(job: Job, **why: str) -> bool:
    """Cancel `job`; give whether that changed anything. A running one ends within a second, in its worker.

    `why`: the fields that tell a person the reason, where they need one.
    """
    for _ in range(5):
        if job.status not in UNFINISHED:
            return False
        try:
            if job.status == QUEUED:
                job.move_to(S.CANCELLED, **why)
            else:
                held = type(job)._base_manager.filter(pk=job.pk, status=RUNNING)
                if not held.update(stop_requested=True, updated_at=Now(), **why):
                    raise LeaseLost(job.pk)
            return True
        except (LeaseLost, IllegalMove):
            job.refresh_from_db()
    return False


def cancel_turn(stream: int) -> None:
    """Cancel the unfinished jobs of a turn, because its answer was stopped."""
    for job in of_stream(stream):
        cancel(job, **STOPPED_WITH_ANSWER)


def take_up_turn(stream: int, wanted: Container[str]) -> None:
    """Queue those of the jobs `wanted` (ids) again that were cancelled because the answer was stopped."""
    for job in of_stream(stream):
        if str(job.pk) in wanted and job.error_code == STOPPED_WITH_ANSWER["error_code"]:
            with suppress(Conflict):  # it is ready after all, or was asked for otherwise meanwhile
                _end_if_stopping(job)
                retry(job)


def _end_if_stopping(job: Job) -> None:
    """Let a job that is being stopped be cancelled now; its worker finds its epoch over."""
    with suppress(LeaseLost):
        if job.status == RUNNING:
            job.move_to(S.CANCELLED)
    job.refresh_from_db()


def retry(job: Job, user: Any = None) -> None:
    """Queue a failed or cancelled job again, for `user` or for an operator. Raises Conflict in any other state."""
    try:
        if job.status not in (S.FAILED, S.CANCELLED):  # a running one may move to the queue too, but by handover only
            raise IllegalMove(job.pk)
        with writing():
            job.move_to(S.QUEUED, stop_requested=False, finished_at=None, **job.fresh(user))
    except (LeaseLost, IllegalMove) as error:
        raise Conflict("Only a failed or cancelled job can be retried.", status=job.status) from error
    except IntegrityError as error:  # there may be one of its kind only
        raise Conflict("The same was asked for again meanwhile; look at that job.", status=job.status) from error
