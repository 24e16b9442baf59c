"""How the answers of the last hours went, read from the rows when an operator looks."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import quantiles
from typing import Any, NamedTuple

from django.db.models import Count, Min

from chat import jobs
from chat.models import CallStatus, Client, Presence, Step, Stream, StreamStatus, ToolCall
from chat.stream.verify import Pruned, differences
from chat.work.leases import QUEUED, RUNNING
from config.common.database import database_now

BARS = 24
MOST_ROWS = 20_000  # of each kind: the newest of a window that holds more
STACKED = (StreamStatus.SUCCESS, StreamStatus.STOPPED, StreamStatus.ERROR)  # from the ground up
COMPARED = 20  # streams whose log and rows are compared


class Spread(NamedTuple):
    """Of many seconds. None: there were none."""

    of: int
    p50: float | None
    p99: float | None


class Bar(NamedTuple):
    """The answers that ended in one part of the window, and what is drawn for them: status, top and height in %."""

    since: datetime
    success: int
    stopped: int
    error: int
    parts: list[tuple[str, float, float]]


class ToolRow(NamedTuple):
    name: str
    failed: int
    seconds: Spread


@dataclass(frozen=True)
class Now:
    """What is going on."""

    running: int
    queued: int
    waits_s: float | None  # the answer that waits longest
    processes: int  # that hold work
    jobs: list[tuple[str, int, int]]  # kind, running, queued
    clients: dict[Presence, int]


@dataclass(frozen=True)
class Window:
    """What ended in the last `hours`."""

    hours: int
    ended: Counter[str]  # by status
    bars: list[Bar]
    most: int  # in one of them
    errors: list[tuple[str, int]]  # code, count
    first_token: Spread
    answer: Spread  # from being asked to the end
    taken_up_again: int  # after a crash, a handover or a retry
    repeated_calls: int  # of the model, over its failures
    tools: list[ToolRow]

    @property
    def error_share(self) -> float | None:
        """In %, of those that nobody stopped."""
        total = self.ended[StreamStatus.SUCCESS] + self.ended[StreamStatus.ERROR]
        return 100 * self.ended[StreamStatus.ERROR] / total if total else None

    @property
    def answers(self) -> int:
        return self.ended.total()


class Agreement(NamedTuple):
    """Of the newest ended streams whose events are still stored."""

    compared: int
    differing: list[int]


def spread(seconds: Sequence[float]) -> Spread:
    if not seconds:
        return Spread(0, None, None)
    cuts = quantiles(seconds, n=100, method="inclusive") if len(seconds) > 1 else [seconds[0]] * 99
    return Spread(len(seconds), cuts[49], cuts[98])


def now() -> Now:
    counts = dict(Stream.objects.order_by().values_list("status").annotate(count=Count("pk")))
    oldest = Stream.objects.filter(status=QUEUED).aggregate(at=Min("queued_at"))["at"]
    held = list(Stream.objects.filter(status=RUNNING).values_list("owner", flat=True))
    kinds = []
    for model in jobs.job_models():
        owners = list(model.objects.filter(status=RUNNING).values_list("owner", flat=True))
        held += owners
        kinds.append((model.KIND, len(owners), model.objects.filter(status=QUEUED).count()))
    return Now(
        running=counts.get(RUNNING, 0),
        queued=counts.get(QUEUED, 0),
        waits_s=(database_now() - oldest).total_seconds() if oldest else None,
        processes=len(set(held)),
        jobs=kinds,
        clients={presence: Client.objects.who_are(presence).count() for presence in Presence},
    )


def window(hours: int) -> Window:
    until = database_now()
    since = until - timedelta(hours=hours)
    streams = Stream.objects.filter(finished_at__gt=since).order_by("-finished_at")
    rows = list(streams.values_list("status", "finished_at", "queued_at", "error_code", "epoch")[:MOST_ROWS])
    bars, most = _bars(since, until, [(status, at) for status, at, *_ in rows if at is not None])
    calls = Step.objects.filter(created_at__gt=since).order_by("-created_at")
    steps = list(calls.values_list("first_token_ms", "attempts")[:MOST_ROWS])
    return Window(
        hours=hours,
        ended=Counter(status for status, *_ in rows),
        bars=bars,
        most=most,
        errors=Counter(code for *_, code, _ in rows if code).most_common(),
        first_token=spread([ms / 1000 for ms, _ in steps if ms is not None]),
        answer=spread([(at - asked).total_seconds() for _, at, asked, *_ in rows if at is not None]),
        taken_up_again=sum(epoch > 1 for *_, epoch in rows),
        repeated_calls=sum(attempts - 1 for _, attempts in steps),
        tools=list(_tools(since)),
    )


def _bars(since: datetime, until: datetime, ended: list[tuple[str, datetime]]) -> tuple[list[Bar], int]:
    length = (until - since) / BARS
    counts: list[Counter[str]] = [Counter() for _ in range(BARS)]
    for status, at in ended:
        counts[min(BARS - 1, int((at - since) / length))][status] += 1
    most = max(count.total() for count in counts)
    bars = []
    for number, count in enumerate(counts):
        parts, top = [], 100.0
        for status in STACKED:
            if count[status]:
                height = 100 * count[status] / most
                top -= height
                parts.append((str(status), top, height))
        success, stopped, failed = (count[status] for status in STACKED)
        bars.append(Bar(since + number * length, success, stopped, failed, parts))
    return bars, most


def _tools(since: datetime) -> Iterable[ToolRow]:
    calls = ToolCall.objects.filter(created_at__gt=since).order_by("-created_at")
    by_name: dict[str, list[tuple[str, int | None]]] = {}
    for name, status, ms in calls.values_list("name", "status", "duration_ms")[:MOST_ROWS]:
        by_name.setdefault(name, []).append((status, ms))
    for name, told in sorted(by_name.items(), key=lambda item: -len(item[1])):
        failed = sum(status in (CallStatus.ERROR, CallStatus.UNKNOWN) for status, _ in told)
        yield ToolRow(name, failed, spread([ms / 1000 for _, ms in told if ms is not None]))


def agreement() -> Agreement:
    """Whether the log and the rows of the newest ended streams tell the same."""
    ended = Stream.objects.filter(finished_at__isnull=False).select_related("message").order_by("-finished_at")
    compared, differing = 0, []
    for stream in ended[:COMPARED]:
        try:
            differs: Any = differences(stream)
        except Pruned:
            continue
        compared += 1
        if differs:
            differing.append(stream.pk)
    return Agreement(compared, differing)
