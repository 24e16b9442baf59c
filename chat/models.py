"""What a conversation is made of, and the log of what happened in it.

Messages form a tree; an assistant message is answered by one stream, which takes steps; a step may call tools; all that
happened stands in the log as events.
"""

import uuid
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce, Left, Now
from django.utils import timezone

from chat.llm.request.pictures import Picture
from chat.stream.events import Record
from chat.stream.state import LONGEST_THOUGHT
from chat.work.leases import LeasedWork
from chat.work.statuses import StatusRow
from projects.models import Project


class StreamStatus(models.TextChoices):
    QUEUED = "queued", "Queued"  # no worker holds it
    RUNNING = "running", "Running"  # one worker holds it
    SUCCESS = "success", "Success"  # answered
    ERROR = "error", "Error"  # failed: `error_code` says why
    STOPPED = "stopped", "Stopped"  # a person stopped it


class MessageStatus(models.TextChoices):
    PENDING = "pending", "Pending"  # its stream is not ended
    BUILDING = "building", "Building"  # answered, jobs of its turn are unfinished
    SUCCESS = "success", "Success"
    ERROR = "error", "Error"
    STOPPED = "stopped", "Stopped"


class CallStatus(models.TextChoices):
    PENDING = "pending", "Pending"  # stored, not begun
    EXECUTING = "executing", "Executing"  # its outside effect may have happened
    COMPLETE = "complete", "Complete"
    ERROR = "error", "Error"
    UNKNOWN = "unknown", "Unknown"  # a crash fell between effect and result; a person may resolve it
    CANCELLED = "cancelled", "Cancelled"


class Role(models.TextChoices):
    USER = "user", "User"
    ASSISTANT = "assistant", "Assistant"


class Conversation(models.Model):
    """The tree of messages of a project. Its row is what senders lock."""

    project = models.OneToOneField(Project, models.CASCADE, related_name="conversation")
    active_leaf = models.ForeignKey("Message", models.SET_NULL, null=True, related_name="+")

    def __str__(self) -> str:
        return f"conversation of project {self.project_id}"


class MessageQuerySet(models.QuerySet["Message"]):
    def visible_to(self, user: Any) -> "MessageQuerySet":
        return self.filter(project__in=Project.objects.visible_to(user))


M = MessageStatus


class Message(StatusRow):
    """What somebody said. A person's message has the id that their client chose, unique in the project."""

    MOVES: ClassVar[dict[str, set[str]]] = {
        M.PENDING: {M.BUILDING, M.SUCCESS, M.ERROR, M.STOPPED},
        M.BUILDING: {M.SUCCESS, M.PENDING},
        M.SUCCESS: {M.BUILDING, M.PENDING},  # a job, or a tool call, is retried
        M.ERROR: {M.PENDING},
        M.STOPPED: {M.PENDING},
    }

    project = models.ForeignKey(Project, models.CASCADE, related_name="messages")
    uuid = models.UUIDField(default=uuid.uuid4)
    parent = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="children")
    role = models.CharField(max_length=16, choices=Role.choices)
    content = models.TextField(blank=True)
    status = models.CharField(max_length=16, choices=MessageStatus.choices, default=MessageStatus.SUCCESS)
    client_id = models.CharField(max_length=64, blank=True, help_text="The tab or program that sent it.")
    about = models.JSONField(null=True, blank=True, help_text="{kind, id} of what the person had chosen on the page.")
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(db_default=Now())

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["project", "uuid"], name="message_id_once_in_a_project"),
            models.CheckConstraint(condition=Q(status__in=MessageStatus.values), name="message_status_known"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="message_role_known"),
        ]
        indexes = [models.Index(fields=["project", "updated_at"])]

    def __str__(self) -> str:
        return f"{self.role}: {self.content[:60]}"

    @classmethod
    def moving(cls, new: str) -> dict[str, Any]:
        return {"updated_at": Now()}


S = StreamStatus


class StreamQuerySet(models.QuerySet["Stream"]):
    def visible_to(self, user: Any) -> "StreamQuerySet":
        return self.filter(project__in=Project.objects.visible_to(user))

    def unfinished(self) -> "StreamQuerySet":
        return self.filter(status__in=(S.QUEUED, S.RUNNING))


class Stream(LeasedWork):
    """The making of one answer."""

    MOVES: ClassVar[dict[str, set[str]]] = {
        S.QUEUED: {S.RUNNING},
        S.RUNNING: {S.RUNNING, S.QUEUED, S.SUCCESS, S.ERROR, S.STOPPED},
        S.ERROR: {S.QUEUED},
        S.STOPPED: {S.QUEUED},
        S.SUCCESS: {S.QUEUED},  # retry of a tool call
    }

    status = models.CharField(max_length=16, choices=StreamStatus.choices, default=S.QUEUED)
    project = models.ForeignKey(Project, models.CASCADE, related_name="streams")
    # RESTRICT: who is deleted takes their own projects along, but no answer out of a project of somebody else.
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.RESTRICT, related_name="streams")
    message = models.OneToOneField(Message, models.CASCADE, related_name="stream")
    error_code = models.CharField(max_length=64, blank=True)
    error_message = models.TextField(blank=True)
    error_retryable = models.BooleanField(default=False)
    error_detail = models.TextField(blank=True, help_text="The original words, for operators.")
    model_name = models.CharField(max_length=200, blank=True)
    usage = models.JSONField(null=True, blank=True)
    timings = models.JSONField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    queued_at = models.DateTimeField(db_default=Now())
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    # Where it was taken up: the snapshot that its epoch begins with, and what is told at once.
    opening: Record
    told: list[Record]

    objects = StreamQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=StreamStatus.values), name="stream_status_known"),
            models.CheckConstraint(
                condition=~Q(status=S.RUNNING) | Q(lease_until__isnull=False), name="running_stream_has_a_lease"
            ),
        ]
        indexes = [
            models.Index(
                fields=["status", "lease_until"],
                condition=Q(status__in=(S.QUEUED, S.RUNNING)),
                name="stream_unfinished",
            ),
            models.Index(fields=["project", "status"]),
            models.Index(fields=["user", "status"]),
            models.Index(fields=["finished_at"]),
        ]

    def __str__(self) -> str:
        return f"stream {self.pk} ({self.status})"

    @property
    def is_ended(self) -> bool:
        return self.status not in (S.QUEUED, S.RUNNING)

    @classmethod
    def moving(cls, new: str) -> dict[str, Any]:
        begun = {"started_at": Coalesce("started_at", Now())} if new == S.RUNNING else {}
        return {**super().moving(new), **begun}

    @classmethod
    def taken(cls, owner: str, now: datetime) -> dict[str, Any]:
        return {**super().taken(owner, now), "started_at": now}


class StepQuerySet(models.QuerySet["Step"]):
    def current(self) -> "StepQuerySet":
        """The steps that are part of the answer; those that a retry took out are kept for operators."""
        return self.filter(superseded_at__isnull=True)

    def to_show(self) -> "StepQuerySet":
        """Without all the reasoning: `shown_reasoning` is as much of it as `state.shown_thought` wants."""
        return self.defer("reasoning").annotate(shown_reasoning=Left("reasoning", LONGEST_THOUGHT + 1))


class Step(models.Model):
    """One call of the model within a stream. No `finish_reason`: the call broke off, its text is what came."""

    stream = models.ForeignKey(Stream, models.CASCADE, related_name="steps")
    index = models.PositiveIntegerField()
    content = models.TextField(blank=True)
    reasoning = models.TextField(blank=True, default="", db_default="")
    reasoning_field = models.CharField(
        max_length=64, blank=True, default="", db_default="", help_text="The member that held the reasoning."
    )
    extra = models.JSONField(null=True, blank=True, help_text="Members of the message that go back as they came.")
    finish_reason = models.CharField(max_length=64, null=True, blank=True)
    thought_ms = models.PositiveIntegerField(null=True, blank=True)
    usage = models.JSONField(null=True, blank=True)
    first_token_ms = models.PositiveIntegerField(null=True, blank=True)
    duration_ms = models.PositiveIntegerField(null=True, blank=True)
    attempts = models.PositiveIntegerField(default=1)
    model_name = models.CharField(max_length=200, blank=True, default="", db_default="")
    temperature = models.FloatField(null=True, blank=True, help_text="As it was sent; empty: the model's own.")
    created_at = models.DateTimeField(default=timezone.now)
    superseded_at = models.DateTimeField(null=True, blank=True)

    objects = StepQuerySet.as_manager()

    class Meta:
        ordering = ["index", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["stream", "index"], condition=Q(superseded_at__isnull=True), name="step_once_in_an_answer"
            )
        ]
        indexes = [models.Index(fields=["created_at"])]

    def __str__(self) -> str:
        return f"step {self.index} of stream {self.stream_id}"


C = CallStatus


class ToolCallQuerySet(models.QuerySet["ToolCall"]):
    def visible_to(self, user: Any) -> "ToolCallQuerySet":
        return self.filter(stream__project__in=Project.objects.visible_to(user))

    def current(self) -> "ToolCallQuerySet":
        return self.filter(step__superseded_at__isnull=True)

    def locked(self, call: "ToolCall") -> "ToolCall":
        """The call's row as it is now, with its step; ours until the transaction ends."""
        return self.select_for_update(of=("self",)).select_related("step").get(pk=call.pk)

    def unanswered(self) -> "ToolCallQuerySet":
        return self.current().filter(status__in=(C.PENDING, C.EXECUTING))


class ToolCall(StatusRow):
    """What the model asked a tool to do. The id is ours; the provider's changes when a model call is made anew."""

    MOVES: ClassVar[dict[str, set[str]]] = {
        C.PENDING: {C.EXECUTING, C.COMPLETE, C.ERROR, C.CANCELLED},
        # Never back: it may have happened. Cancelled only where that does no harm.
        C.EXECUTING: {C.COMPLETE, C.ERROR, C.UNKNOWN, C.CANCELLED},
        C.UNKNOWN: {C.PENDING, C.COMPLETE, C.ERROR},
        C.ERROR: {C.PENDING},
        C.CANCELLED: {C.PENDING},
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    stream = models.ForeignKey(Stream, models.CASCADE, related_name="calls")
    step = models.ForeignKey(Step, models.CASCADE, related_name="calls")
    index = models.PositiveIntegerField()
    provider_call_id = models.TextField(blank=True)  # some servers hide a signature of thousands of characters in it
    extra = models.JSONField(null=True, blank=True, help_text="Members of the call that go back as they came.")
    name = models.CharField(max_length=200)
    arguments_text = models.TextField(blank=True)
    arguments = models.JSONField(null=True, blank=True)
    status = models.CharField(max_length=16, choices=CallStatus.choices, default=C.PENDING)
    result = models.JSONField(null=True, blank=True)
    error = models.JSONField(null=True, blank=True)
    duration_ms = models.PositiveIntegerField(null=True, blank=True)
    executions = models.PositiveIntegerField(default=0)
    jobs = models.JSONField(default=list, blank=True)
    resolution = models.CharField(max_length=16, blank=True, help_text="What a person said about an unknown call.")
    created_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = ToolCallQuerySet.as_manager()

    class Meta:
        ordering = ["step__index", "index"]
        constraints = [
            models.UniqueConstraint(fields=["stream", "step", "index"], name="call_once_in_a_step"),
            models.CheckConstraint(condition=Q(status__in=CallStatus.values), name="call_status_known"),
        ]
        indexes = [
            models.Index(fields=["created_at"]),
            models.Index(fields=["status"], condition=Q(status=C.UNKNOWN), name="call_unknown"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.status})"

    @property
    def is_finished(self) -> bool:
        return self.status not in (C.PENDING, C.EXECUTING)


class CallPictureQuerySet(models.QuerySet["CallPicture"]):
    def newest_of(self, stream: Stream, most: int) -> "CallPictureQuerySet":
        """The pictures that the calls of an answer show, at most `most`, the newest first."""
        current = self.filter(call__stream=stream, call__step__superseded_at__isnull=True)
        return current.order_by("-call__step__index", "-call__index", "-place")[:most]


class CallPicture(models.Model):
    """What a tool lets the model see. Kept while its answer may go on, so that a request can be made again."""

    call = models.ForeignKey(ToolCall, models.CASCADE, related_name="pictures")
    place = models.PositiveSmallIntegerField()
    data = models.BinaryField()
    mime = models.CharField(max_length=32)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    caption = models.TextField()

    objects = CallPictureQuerySet.as_manager()

    class Meta:
        ordering = ["place"]
        constraints = [models.UniqueConstraint(fields=["call", "place"], name="picture_once_of_a_call")]

    def __str__(self) -> str:
        return f"picture {self.place} of call {self.call_id}"

    @classmethod
    def showing(cls, picture: Picture, call: ToolCall, place: int) -> Self:
        return cls(call=call, place=place, **asdict(picture))

    @property
    def picture(self) -> Picture:
        return Picture(bytes(self.data), self.mime, self.width, self.height, self.caption)


class ModelServer(models.Model):
    """What a server refused for a model, in its own words, so that it is not asked again. Delete a row to forget it."""

    LONGEST_SERVER: ClassVar = 200

    server = models.CharField(max_length=LONGEST_SERVER, help_text="Its address, without anything secret.")
    model = models.CharField(max_length=200)
    refused = models.JSONField(default=list, blank=True, help_text="Options that are left out of requests.")
    context_tokens = models.PositiveIntegerField(null=True, blank=True, help_text="What a refusal told.")
    context_learned_at = models.DateTimeField(null=True, blank=True)
    answer_tokens = models.PositiveIntegerField(null=True, blank=True, help_text="The highest limit of an answer.")
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["server", "model"], name="server_once_for_a_model")]

    def __str__(self) -> str:
        return f"{self.model} at {self.server}"


class StreamEvent(models.Model):
    """One event of the log. `payload` is the event's JSON, without `stream` and `id`, exactly as it was sent."""

    stream = models.ForeignKey(Stream, models.CASCADE, related_name="events", db_index=False)
    epoch = models.PositiveIntegerField()
    seq = models.PositiveIntegerField()
    type = models.CharField(max_length=20)
    payload = models.TextField()
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["stream", "epoch", "seq"]
        constraints = [models.UniqueConstraint(fields=["stream", "epoch", "seq"], name="event_once")]

    def __str__(self) -> str:
        return f"{self.epoch}-{self.seq} {self.type}"


class Presence(models.TextChoices):
    """What is known of a client, by when it was last connected."""

    CONNECTED = "connected", "Connected"
    AWAY = "away", "Away"  # it may come back: a tunnel, a closed lid
    GONE = "gone", "Gone"

    @property
    def until(self) -> timedelta:
        """For how long after it was last seen a client counts as this."""
        return {"connected": timedelta(seconds=25), "away": timedelta(minutes=10)}.get(self.value, timedelta.max)


class ClientQuerySet(models.QuerySet["Client"]):
    def who_are(self, presence: Presence) -> "ClientQuerySet":
        """By the database's clock."""
        lately, once = Now() - Presence.CONNECTED.until, Now() - Presence.AWAY.until
        if presence is Presence.CONNECTED:
            return self.filter(seen_at__gt=lately)
        return (
            self.filter(seen_at__gt=once, seen_at__lte=lately)
            if presence is Presence.AWAY
            else self.filter(seen_at__lte=once)
        )


class Client(models.Model):
    """A tab or program that follows a project. For operators only: no promise hangs on these rows."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="clients")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="clients")
    client_id = models.CharField(max_length=64, blank=True, help_text="As the client named itself; empty: it did not.")
    transport = models.CharField(max_length=16)
    first_seen_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now, db_index=True, help_text="When it was last connected.")

    objects = ClientQuerySet.as_manager()

    class Meta:
        ordering = ["-seen_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "user", "client_id", "transport"], name="client_once_in_a_project"
            )
        ]

    def __str__(self) -> str:
        return f"{self.transport} client {self.client_id or self.pk}"

    @property
    def presence(self) -> Presence:
        silent = timezone.now() - self.seen_at
        return next(presence for presence in Presence if silent < presence.until)
