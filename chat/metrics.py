"""Figures for monitors: what was counted, and what the rows say when asked."""

from django.db.models import Count
from prometheus_client import Gauge, generate_latest

from chat import jobs, presence
from chat.counters import registry
from chat.models import Stream

_streams = Gauge("reeltalk_streams", "Streams by status.", ["status"], registry=registry)
_jobs = Gauge("reeltalk_jobs", "Jobs by kind and status.", ["kind", "status"], registry=registry)
_clients = Gauge("reeltalk_clients", "Clients connected to this process.", registry=registry)


def render_metrics() -> bytes:
    """All figures as Prometheus text."""
    for status, count in Stream.objects.values_list("status").annotate(count=Count("pk")):
        _streams.labels(status).set(count)
    for model in jobs.job_models():
        for status, count in model.objects.order_by().values_list("status").annotate(count=Count("pk")):
            _jobs.labels(model.KIND, status).set(count)
    _clients.set(len(presence.connected()))
    return generate_latest(registry)
