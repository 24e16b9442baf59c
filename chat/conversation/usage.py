"""What answers and projects used: tokens, seconds and cost, of the answers' own steps and of the jobs they began."""

from collections import defaultdict
from collections.abc import Iterable

from django.conf import settings
from django.db.models import Sum

from chat import jobs
from chat.conversation.prices import Prices, Spent, lasted, money, spent
from chat.models import Step, Stream
from chat.shapes import AnswerUsageOut, SpentOut, UsageOut
from projects.models import Project


def usage_of(streams: Iterable[Stream]) -> dict[int, AnswerUsageOut]:
    """For each ended stream `{prompt_tokens, completion_tokens, duration_ms, cost, currency, words}`.

    `words` is the line below the answer; `cost` is None where a price or a count is not known.
    """
    ended = {stream.pk: stream for stream in streams if stream.is_ended}
    sums: defaultdict[int, Spent] = defaultdict(Spent)
    steps = Step.objects.current().filter(stream__in=ended)
    for stream, model, usage in steps.values_list("stream_id", "model_name", "usage"):
        sums[stream] += spent(_prices(), model, usage)
    for kind in jobs.job_models():
        for bill in kind.bills(kind.objects.filter(stream__in=ended)):
            sums[bill.stream or 0] += spent(_prices(), bill.model, bill.usage)
    return {pk: _answer_json(sums[pk], ended[pk]) for pk in ended}


def usage_of_project(project: Project) -> UsageOut:
    """All that servers ever told the project used, retried steps included: `{models: [{model, …}], total: {…}}`.

    Calls that broke off, of which no server told a count, are left out.
    """
    models: defaultdict[str, Spent] = defaultdict(Spent)
    for model, usage in Step.objects.filter(stream__project=project).values_list("model_name", "usage").iterator():
        if usage:
            models[model] += spent(_prices(), model, usage)
    for kind in jobs.job_models():
        for bill in kind.bills(kind.objects.filter(project=project)):
            models[bill.model] += spent(_prices(), bill.model, bill.usage)
    duration: int | None = Step.objects.filter(stream__project=project).aggregate(sum=Sum("duration_ms"))["sum"]
    total = sum(models.values(), Spent())
    ordered = sorted(models.items(), key=lambda each: (-each[1].tokens, each[0]))
    return {
        "answers": Stream.objects.filter(project=project, finished_at__isnull=False).count(),
        "duration_ms": duration or 0,
        "models": [{"model": model, **_json(used)} for model, used in ordered],
        "total": _json(total),
    }


def _answer_json(used: Spent, stream: Stream) -> AnswerUsageOut:
    duration = (stream.timings or {}).get("duration_ms")
    parts = [
        lasted(duration) if duration is not None else "",
        money(used.cost, settings.CURRENCY) if used.cost is not None and used.tokens else "",
        "read only in part" if (stream.usage or {}).get("sent_tokens") else "",
    ]
    return {**_json(used), "duration_ms": duration, "words": " · ".join(part for part in parts if part)}


def _json(used: Spent) -> SpentOut:
    cost = None if used.cost is None else round(used.cost, 8)
    return {
        "prompt_tokens": used.prompt_tokens,
        "completion_tokens": used.completion_tokens,
        "cost": cost,
        "currency": settings.CURRENCY,
    }


def _prices() -> Prices:
    prices: Prices = settings.PRICES
    return prices
