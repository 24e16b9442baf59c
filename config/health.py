"""For load balancers and monitors."""

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse

from chat.operations.metrics import render_metrics
from config.common.services import ask_database, ask_redis
from projects.accounts.client_address import is_from_here
from projects.accounts.models import ApiToken


def healthz(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"status": "ok"})


def readyz(request: HttpRequest) -> HttpResponse:
    """200 when the database, and Redis when one is set, answer; else 503 with what does not."""
    states = {"database": _database()}
    if settings.REDIS_URL:
        states["redis"] = _redis()
    ready = all(state == "ok" for state in states.values())
    return JsonResponse({"status": "ok" if ready else "unavailable", **states}, status=200 if ready else 503)


def _database() -> str:
    try:
        ask_database()
    except DatabaseError:
        return "unreachable"
    return "ok"


def _redis() -> str:
    try:
        ask_redis()
    except Exception:
        return "unreachable"
    return "ok"


def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus text, for loopback or a token."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if not is_from_here(request) and not (scheme.lower() == "bearer" and ApiToken.user_of(token.strip())):
        return JsonResponse(
            {"code": "unauthorized", "message": "Send a token, or ask from the machine itself."}, status=401
        )
    return HttpResponse(render_metrics(), content_type="text/plain; version=0.0.4; charset=utf-8")
