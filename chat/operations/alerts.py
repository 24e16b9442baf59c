"""What an operator should do something about: a rule for each common failure, asked of the rows when somebody looks.

Shown in the admin; `/metrics` tells each as `reeltalk_alert{code="…"}`, so that a monitor can call somebody.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import median

from django.conf import settings
from django.db import models

from chat import jobs
from chat.llm.model_errors import RefusedCredentials
from chat.models import CallStatus, Step, Stream, StreamStatus, ToolCall
from chat.work.leases import QUEUED, RUNNING
from config.common.database import database_now

LATELY, HOUR = timedelta(minutes=15), timedelta(hours=1)
PATIENCE = timedelta(seconds=5)  # beyond the lease, as the promise has it
FEW = 5  # of which no share is worth a word
TOO_MANY_FAILED = 0.2
TOO_FULL = 0.8
SLOW_FIRST_TOKEN_S = 10.0


@dataclass(frozen=True)
class Alert:
    """`message` says what is wrong and what to do; `rows` and `lookups` are the list in the admin that shows it."""

    message: str
    rows: type[models.Model] = Stream
    lookups: dict[str, str] = field(default_factory=dict)


Rule = Callable[[datetime], Alert | None]
RULES: dict[str, Rule] = {}  # by their codes, the most urgent first


def active() -> dict[str, Alert]:
    """What is wrong now, by code."""
    now = database_now()
    asked = ((code, rule(now)) for code, rule in RULES.items())
    return {code: alert for code, alert in asked if alert is not None}


def rule(function: Rule) -> Rule:
    """Register a rule; its name is the alert's code."""
    RULES[function.__name__] = function
    return function


def _answers(count: int) -> str:
    return f"{count} answer{'s' if count != 1 else ''}"


@rule
def nobody_works(now: datetime) -> Alert | None:
    """Streams wait, and no process holds any."""
    lease = timedelta(seconds=settings.LEASE_SECONDS)
    waiting = Stream.objects.filter(status=QUEUED, queued_at__lt=now - lease - PATIENCE)
    if Stream.objects.filter(status=RUNNING, lease_until__gte=now).exists() or not (count := waiting.count()):
        return None
    text = f"{_answers(count)} in the queue, and no process works. Start manage.py work, or set EMBEDDED_WORKER=1."
    return Alert(text, lookups={"status__exact": QUEUED})


@rule
def lease_ran_out(now: datetime) -> Alert | None:
    count = Stream.objects.filter(status=RUNNING, lease_until__lt=now - PATIENCE).count()
    text = f"{_answers(count)} held by a process that is gone or frozen, and taken up by nobody. Is a worker running?"
    return Alert(text, lookups={"status__exact": RUNNING}) if count else None


@rule
def answers_fail(now: datetime) -> Alert | None:
    ended = Stream.objects.filter(finished_at__gt=now - LATELY).values_list("status", "error_code")
    codes = Counter(code for status, code in ended if status == StreamStatus.ERROR)
    failed, total = codes.total(), len(ended)
    if failed < FEW or failed < TOO_MANY_FAILED * total:
        return None
    code, _ = codes.most_common(1)[0]
    text = f"{failed} of the {_answers(total)} of the last 15 minutes failed, most of them with {code}."
    return Alert(text, lookups={"status__exact": "error", "error_code__exact": code})


@rule
def credentials_refused(now: datetime) -> Alert | None:
    code = RefusedCredentials.code
    if not Stream.objects.filter(error_code=code, finished_at__gt=now - LATELY).exists():
        return None
    text = "The model server refuses the key. Check OPENAI_API_KEY and OPENAI_BASE_URL."
    return Alert(text, lookups={"error_code__exact": code})


@rule
def gave_up(now: datetime) -> Alert | None:
    count = Stream.objects.filter(error_code="gave_up", finished_at__gt=now - HOUR).count()
    text = f"{_answers(count)} given up: process after process died over them. Their logs tell why."
    return Alert(text, lookups={"error_code__exact": "gave_up"}) if count else None


@rule
def queue_nearly_full(now: datetime) -> Alert | None:
    count = Stream.objects.filter(status=QUEUED).count()
    if count < TOO_FULL * settings.MAX_QUEUED:
        return None
    text = f"{_answers(count)} in the queue, of {settings.MAX_QUEUED} at most; then messages are refused. Add workers."
    return Alert(text, lookups={"status__exact": QUEUED})


@rule
def model_slow(now: datetime) -> Alert | None:
    steps = Step.objects.filter(created_at__gt=now - LATELY)
    times = [ms / 1000 for ms in steps.values_list("first_token_ms", flat=True) if ms is not None]
    if len(times) < FEW or (middle := median(times)) <= SLOW_FIRST_TOKEN_S:
        return None
    text = f"Half of the {len(times)} model calls of the last 15 minutes took over {middle:.0f} s to their first word."
    return Alert(text)


@rule
def context_cut(now: datetime) -> Alert | None:
    """`sent_tokens` stands in the usage of steps whose server counted far fewer (chat/llm/client.py)."""
    count = Step.objects.filter(created_at__gt=now - HOUR, usage__sent_tokens__gt=0).count()
    what = "model call" if count == 1 else "model calls"
    text = (
        f"Of {count} {what} of the last hour the server read only a part, and said nothing. Serve the model with a "
        "larger context, or set CONTEXT_TOKENS to what it serves."
    )
    return Alert(text) if count else None


@rule
def calls_unknown(now: datetime) -> Alert | None:
    count = ToolCall.objects.current().filter(status=CallStatus.UNKNOWN).count()
    what = "tool call" if count == 1 else "tool calls"
    text = f"{count} {what} may or may not have had their effect, and wait for a person to say which."
    return Alert(text, ToolCall, {"status__exact": "unknown"}) if count else None


@rule
def jobs_fail(now: datetime) -> Alert | None:
    for model in jobs.job_models():
        ended = model.objects.filter(finished_at__gt=now - LATELY).exclude(status=jobs.JobStatus.CANCELLED)
        ended = ended.exclude(error_code=jobs.TOO_LONG)
        failed, total = ended.filter(status=jobs.JobStatus.FAILED).count(), ended.count()
        if failed >= FEW and failed >= TOO_MANY_FAILED * total:
            text = f"{failed} of the {total} {model.KIND}s of the last 15 minutes failed."
            return Alert(text, model, {"status__exact": "failed"})
    return None


@rule
def disk_full(now: datetime) -> Alert | None:
    for model in jobs.job_models():
        if model.objects.filter(finished_at__gt=now - HOUR, error_code="disk_full").exists():
            text = "The disk was full within the last hour. Make room, or lower DISK_QUOTA_MB."
            return Alert(text, model, {"error_code__exact": "disk_full"})
    return None
