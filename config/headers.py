"""The headers that every answer has, whoever makes it: settings.HEADERS are the middleware that add them.

Django runs them around its views. Event streams, polls, `?wait=` and refused bodies are answered beside Django, and are
dressed here by the very same middleware.
"""

from collections.abc import Callable
from functools import cache, reduce
from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, HttpResponse
from django.utils.module_loading import import_string

Headers = list[tuple[bytes, bytes]]


class PrivateByDefault:
    """What says nothing of caches is kept by none: most answers depend on who asks."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response


def dressed(scope: dict[str, Any], status: int, headers: Headers) -> Headers:
    """The headers of an answer to the ASGI `scope`, together with those that every answer has."""
    response = HttpResponse(status=status)
    del response["Content-Type"]
    for name, value in headers:
        response[name.decode("latin-1")] = value.decode("latin-1")
    request = ASGIRequest({**scope, "query_string": b""}, BytesIO())
    request.answer = response  # type: ignore[attr-defined]
    return [(name.encode("latin-1"), value.encode("latin-1")) for name, value in _middleware()(request).items()]


def with_headers(application: Any) -> Any:
    """`application`, an ASGI one beside Django, with its answers dressed."""

    async def dressing(scope: dict[str, Any], receive: Any, send: Any) -> None:
        async def send_dressed(message: dict[str, Any]) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": dressed(scope, message["status"], list(message.get("headers", [])))}
            await send(message)

        await application(scope, receive, send_dressed)

    return dressing


@cache
def _middleware() -> Callable[[HttpRequest], HttpResponse]:
    chain: Any = reduce(lambda inner, path: import_string(path)(inner), reversed(settings.HEADERS), _answer)
    return chain  # type: ignore[no-any-return]


def _answer(request: HttpRequest) -> HttpResponse:
    return request.answer  # type: ignore[attr-defined,no-any-return]
