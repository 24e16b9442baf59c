"""Who is asking, by the ASGI scope: for WebSocket, SSE, long poll and `?wait=`, beside Django's middleware."""

from importlib import import_module
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

from corsheaders.middleware import CorsMiddleware
from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse, parse_cookie
from django.http.request import split_domain_port, validate_host

from projects.accounts.models import ApiToken

CORS = CorsMiddleware(lambda request: HttpResponse())  # asked for its rule alone


def header(scope: dict[str, Any], name: str) -> str | None:
    wanted = name.lower().encode()
    for key, value in scope.get("headers", ()):
        if key == wanted:
            return str(value.decode("latin-1"))
    return None


def allowed_host(scope: dict[str, Any]) -> bool:
    """Whether the Host header is one of ALLOWED_HOSTS."""
    host, _ = split_domain_port(header(scope, "host") or "")
    return validate_host(host, settings.ALLOWED_HOSTS)


def allowed_origin(scope: dict[str, Any]) -> bool:
    """Whether the page that asks is ours. Browsers always name it; other programs do not.

    A page of CORS_ALLOWED_ORIGINS may ask with a token that it was given, not with the session that the browser holds.
    """
    origin = header(scope, "origin")
    if origin is None or origin in settings.CSRF_TRUSTED_ORIGINS:
        return True
    if bearer_token(scope) is not None and _may_cross(origin):
        return True
    return origin.partition("://")[2] == (header(scope, "host") or "-")


def _may_cross(origin: str) -> bool:
    """Whether pages of `origin` may use the API: as CorsMiddleware, which does not run here, finds it."""
    try:
        return bool(CORS.origin_found_in_white_lists(origin, urlsplit(origin)))
    except ValueError:  # no URL
        return False


def bearer_token(scope: dict[str, Any]) -> str | None:
    scheme, _, token = (header(scope, "authorization") or "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" and token.strip() else None


def user_of(scope: dict[str, Any]) -> Any:
    """The user of the bearer token when one is given, else of the session. Sync: reads the database."""
    token = bearer_token(scope)
    if token is not None:
        return ApiToken.user_of(token) or AnonymousUser()
    return session_user(scope)


def session_key(scope: dict[str, Any]) -> str | None:
    """The key of the session that the cookie names."""
    return parse_cookie(header(scope, "cookie") or "").get(settings.SESSION_COOKIE_NAME)


def session_store() -> Any:
    """The class of SESSION_ENGINE, whose `get_model_class()` has the rows."""
    return import_module(settings.SESSION_ENGINE).SessionStore


def session_user(scope: dict[str, Any]) -> Any:
    """The user whom the session cookie signs in now (a session that ended since is seen)."""
    key = session_key(scope)
    if not key:
        return AnonymousUser()
    return get_user(SimpleNamespace(session=session_store()(key)))  # type: ignore[arg-type]
