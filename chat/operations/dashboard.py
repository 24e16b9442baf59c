"""The operators' page: how things are going, and what somebody should do something about."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from chat.models import Client, Stream
from chat.operations import alerts, statistics
from chat.operations.admin_links import listing

WINDOWS = {1: "hour", 24: "day", 168: "week"}  # in hours
USUAL = 24


def show(request: HttpRequest) -> HttpResponse:
    if not request.user.has_perm("chat.view_stream"):
        raise PermissionDenied
    asked = request.GET.get("hours", "")
    now, window = statistics.now(), statistics.window(int(asked) if asked in map(str, WINDOWS) else USUAL)
    context = {
        **admin.site.each_context(request),
        "title": "Operations",
        "alerts": [
            (code, alert.message, listing(alert.rows, "show", **alert.lookups))
            for code, alert in alerts.active().items()
        ],
        "now": now,
        "clients": [(listing(Client, each.label, presence=each.value), count) for each, count in now.clients.items()],
        "window": window,
        "windows": WINDOWS.items(),
        "errors": [(listing(Stream, code, error_code__exact=code), count) for code, count in window.errors],
        "agreement": statistics.agreement(),
    }
    return TemplateResponse(request, "admin/operations.html", context)
