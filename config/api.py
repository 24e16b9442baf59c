"""The API: its routers, who may ask, and how errors are told."""

from typing import Any

import structlog
from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.request import RawPostDataException
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.parser import Parser
from ninja.security import HttpBearer, SessionAuth

from chat.web.jobs_api import router as jobs_router
from chat.web.messages_api import router as messages_router
from chat.web.settings_api import router as settings_router
from chat.web.streams_api import router as streams_router
from config.common.database import unavailable
from config.common.errors import (
    ChatError,
    Forbidden,
    NotFound,
    ServerError,
    Unauthorized,
)
from config.common.json_bodies import BadJson, misfit, read_json
from config.openapi import Api
from projects.accounts.brand_api import router as brand_router
from projects.accounts.models import ApiToken
from projects.api import router as projects_router
from projects.members_api import router as members_router
from videos.web.beginning import beginnings_api  # noqa: F401  # joins the API of projects
from videos.web.beginning.templates_api import router as templates_router
from videos.web.logo_api import router as logo_router
from videos.web.video_api import router as videos_router

logger = structlog.get_logger(__name__)


class Bearer(HttpBearer):
    """`Authorization: Bearer TOKEN`"""

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        user = ApiToken.user_of(token)
        if user is not None:
            request.user = user
        return user


class Session(SessionAuth):
    """The session cookie, with Django's CSRF check on what changes something."""

    def _get_key(self, request: HttpRequest) -> str | None:
        if self.param_name not in request.COOKIES:  # nobody to forge for: whoever asks is not signed in
            return None
        return super()._get_key(request)


class JsonParser(Parser):
    def parse_body(self, request: HttpRequest) -> Any:
        return read_json(request.body)


api = Api(
    title="Reeltalk",
    version="1",
    description="Make videos by talking to an assistant. Events: `GET /api/streams/{id}/events` (SSE or long poll).",
    auth=[Bearer(), Session()],
    parser=JsonParser(),
    docs_url="/docs",
    openapi_url="/openapi.json",
)
for part in (projects_router, messages_router, streams_router, jobs_router):
    api.add_router("", part, tags=["chat"])
api.add_router("", members_router, tags=["members"])
api.add_router("", settings_router, tags=["settings"])
for part in (brand_router, logo_router):
    api.add_router("", part, tags=["brand"])
for part in (videos_router, templates_router):
    api.add_router("", part, tags=["videos"])


def refuse(request: HttpRequest, error: ChatError) -> HttpResponse:
    response = api.create_response(request, error.as_json(), status=error.status)
    for name, value in error.headers.items():
        response[name] = value
    return response


@api.exception_handler(ChatError)
def on_chat_error(request: HttpRequest, error: ChatError) -> HttpResponse:
    return refuse(request, error)


@api.exception_handler(ValidationError)
def on_validation_error(request: HttpRequest, error: ValidationError) -> HttpResponse:
    is_missing = any(problem["type"] == "missing" and problem["loc"][0] == "body" for problem in error.errors)
    if is_missing and not request.body:
        return refuse(request, BadJson())
    return refuse(request, misfit([{**problem, "loc": _place(problem["loc"])} for problem in error.errors]))


def _place(where: tuple[str | int, ...]) -> tuple[str | int, ...]:
    """Where something is in what was sent: django-ninja names the source and, of a body, the parameter before it."""
    return where[2:] if where[0] == "body" else where[1:]


@api.exception_handler(AuthenticationError)
def on_authentication_error(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    return refuse(request, Unauthorized())


@api.exception_handler(Http404)
def on_not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    return refuse(request, NotFound())


@api.exception_handler(RawPostDataException)
def on_form(request: HttpRequest, error: RawPostDataException) -> HttpResponse:
    """A form where JSON is taken; looking for its CSRF token has read it."""
    return refuse(request, BadJson())


@api.exception_handler(HttpError)
def on_http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    if isinstance(error.__cause__, ChatError):  # of the parser
        return refuse(request, error.__cause__)
    if error.status_code == 400:
        return refuse(request, BadJson())
    if error.status_code == 403:
        return refuse(request, Forbidden("The CSRF token is missing or wrong. Reload the page."))
    return api.create_response(request, {"code": "refused", "message": str(error)}, status=error.status_code)


@api.exception_handler(OperationalError)
@api.exception_handler(InterfaceError)
def on_database_away(request: HttpRequest, error: DatabaseError) -> HttpResponse:
    logger.warning("database away", phase="database", error=str(error))
    return refuse(request, unavailable(error))


@api.exception_handler(Exception)
def on_error(request: HttpRequest, error: Exception) -> HttpResponse:
    logger.exception("request failed", phase="request", path=request.path)
    return refuse(request, ServerError())
