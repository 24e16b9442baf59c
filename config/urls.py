"""Addresses that Django answers. WebSocket, SSE and long poll are routed in config/asgi.py."""

from django.contrib import admin
from django.urls import include, path

from config import health
from config.api import api
from config.signing_in import AdminSignInForm

admin.site.login_form = AdminSignInForm

urlpatterns = [
    path("", include("config.page_urls")),
    path("api/", api.urls),
    path("admin/", admin.site.urls),
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("metrics", health.metrics),
]
