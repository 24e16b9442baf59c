"""The ASGI application: Django, the consumers beside it, and the process's runtime, begun by the first scope."""

import asyncio
import os
import re
import signal
import sys
import threading
from types import FrameType
from typing import Any, NamedTuple

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

from django.core.asgi import get_asgi_application

_django = get_asgi_application()

from chat import runtime  # noqa: E402  # all of these need the settings
from chat.web.sse import EventsConsumer, WaitConsumer  # noqa: E402
from chat.web.websocket import ProjectConsumer  # noqa: E402
from config.body_limits import daphne  # noqa: E402
from config.body_limits.bounded import BoundedBodies  # noqa: E402
from config.headers import with_headers  # noqa: E402
from config.request_threads import RequestThreads  # noqa: E402

daphne.install()

LAST_SECONDS = 1.0  # for threads to end by themselves, when all is handed over


class Beside(NamedTuple):
    """What a consumer answers, and Django does not: it may stay long, and a view would hold a thread all the while."""

    method: str  # "websocket" for one
    path: str  # a pattern of the whole of it, without the root; what it names is what the consumer gets
    consumer: Any
    asks: str = ""  # a name that the query must have


# All that is answered beside Django. What HTTP takes and gives there is described in chat/web/ by messages_api.py
# and streams_api.py.
BESIDE_DJANGO = [
    Beside("websocket", r"/ws/projects/(?P<project_id>[^/]+)/", ProjectConsumer.as_asgi()),
    Beside("GET", r"/api/streams/(?P<stream_id>[^/]+)/events/?", EventsConsumer.as_asgi()),
    Beside("POST", r"/api/projects/(?P<project_id>[^/]+)/messages/?", WaitConsumer.as_asgi(), asks="wait"),
]


_threads = RequestThreads()


async def django_application(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Django's own, in a thread that is kept."""
    async with _threads.one():
        await _django(scope, receive, send)


async def route(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Route by kind, path and query."""
    if scope["type"] == "lifespan":
        await lifespan(receive, send)
        return
    runtime.current()
    _hand_over_before_twisted_stops()
    consumer, named = beside_django(scope)
    if consumer is None:
        await (no_socket if scope["type"] == "websocket" else django_application)(scope, receive, send)
        return
    answer = consumer if scope["type"] == "websocket" else with_headers(consumer)
    await answer({**scope, "url_route": {"args": (), "kwargs": named}}, receive, send)


application = BoundedBodies(route)


def beside_django(scope: dict[str, Any]) -> tuple[Any, dict[str, str]]:
    """The consumer that answers `scope`, None for what is Django's, and what its path names."""
    method = scope.get("method", scope["type"])
    path = scope["path"].removeprefix(scope.get("root_path", ""))
    for each in BESIDE_DJANGO:
        found = re.fullmatch(each.path, path) if each.method == method else None
        if found and re.search(rf"(^|&){each.asks}=".encode() if each.asks else b"", scope["query_string"]):
            return each.consumer, found.groupdict()
    return None, {}


async def no_socket(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """There is none under this address."""
    await send({"type": "websocket.close"})


async def lifespan(receive: Any, send: Any) -> None:
    """uvicorn and its like say when they start and stop."""
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            runtime.current()
            _hand_over_at_sigterm()
            await send({"type": "lifespan.startup.complete"})
        else:
            await runtime.stop_current()
            await asyncio.gather(*_goodbyes, return_exceptions=True)
            await send({"type": "lifespan.shutdown.complete"})
            return


def _hand_over_at_sigterm() -> None:
    """uvicorn ends its connections before the lifespan: by then sockets could not be told to come back any more."""
    before = signal.getsignal(signal.SIGTERM)
    if threading.current_thread() is not threading.main_thread() or not callable(before):
        return
    loop = asyncio.get_running_loop()

    def on_sigterm(number: int, frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(lambda: _goodbyes.add(loop.create_task(runtime.stop_current())))
        before(number, frame)

    signal.signal(signal.SIGTERM, on_sigterm)


_goodbyes: set[asyncio.Task[None]] = set()  # the loop alone would not keep them
_registered = False


def _hand_over_before_twisted_stops() -> None:
    """daphne knows no lifespan and runs no `finally` blocks, but Twisted awaits what is triggered before its end."""
    global _registered
    if _registered or "twisted.internet.reactor" not in sys.modules:
        return
    _registered = True
    from twisted.internet import defer, reactor

    if reactor.running:
        reactor.addSystemEventTrigger(
            "before",
            "shutdown",
            lambda: defer.Deferred.fromFuture(asyncio.ensure_future(runtime.stop_current())),
        )
        reactor.addSystemEventTrigger("after", "shutdown", _end_for_certain)


def _end_for_certain() -> None:
    """daphne cuts requests off; their threads then wait for ever for a loop that has stopped, and Python for them."""
    ending = threading.Timer(LAST_SECONDS, os._exit, [0])
    ending.daemon = True
    ending.start()
