"""Figures for monitors: what was counted, and what the rows say when asked."""

from django.db.models import Count
from prometheus_client import Gauge, generate_latest

from chat import jobs
from chat.models import Client, Presence, Stream
from chat.operations import alerts
from config.common.counters import registry

_streams = Gauge("reeltalk_streams", "Streams by status.", ["status"], registry=registry)
_jobs = Gauge("reeltalk_jobs", "Jobs by kind and status.", ["kind", "status"], registry=registry)
_clients = Gauge("reeltalk_clients", "Clients that follow a project.", ["presence"], registry=registry)
_alerts = Gauge("reeltalk_alert", "1: somebody should do something about it.", ["code"], registry=registry)


def render_metrics() -> bytes:
    """All figures as Prometheus text."""
    for status, count in Stream.objects.values_list("status").annotate(count=Count("pk")):
        _streams.labels(status).set(count)
    for model in jobs.job_models():
        for status, count in model.objects.order_by().values_list("status").annotate(count=Count("pk")):
            _jobs.labels(model.KIND, status).set(count)
    for presence in (Presence.CONNECTED, Presence.AWAY):
        _clients.labels(presence).set(Client.objects.who_are(presence).count())
    found = alerts.active()
    for code in alerts.RULES:
        _alerts.labels(code).set(code in found)
    return generate_latest(registry)
