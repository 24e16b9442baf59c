"""Addresses that Django answers. WebSocket, SSE and long poll are routed in config/asgi.py."""

from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from config import health
from config.api import api
from projects.accounts.sign_in import AdminSignInForm

admin.site.login_form = AdminSignInForm

urlpatterns = [
    path("", include("config.page_urls")),
    path("api/", api.urls),
    path("admin/password_change/", RedirectView.as_view(pattern_name="password_change")),  # one place for it
    path("admin/", admin.site.urls),
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("metrics", health.metrics),
]
