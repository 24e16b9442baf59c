"""What is answered beside Django: one table, and what else speaks of those addresses agrees with it."""

import re
from typing import Any

import pytest

from chat.web.sse import EventsConsumer, WaitConsumer
from chat.web.websocket import ProjectConsumer
from config.api import api
from config.asgi import BESIDE_DJANGO, Beside, beside_django
from config.body_limits.limits import is_api, largest
from config.middleware import NOT_PAGES

HTTP = sorted(each for each in BESIDE_DJANGO if each.method != "websocket")
Json = dict[str, Any]


def asked(method: str, path: str, query: str = "", **more: Any) -> Json:
    kind = {"type": "websocket"} if method == "websocket" else {"type": "http", "method": method}
    return {**kind, "path": path, "query_string": query.encode(), **more}


@pytest.mark.parametrize(
    ("scope", "consumer", "named"),
    [
        (asked("websocket", "/ws/projects/7/", "client_id=x"), ProjectConsumer, {"project_id": "7"}),
        (asked("websocket", "/under/ws/projects/7/", root_path="/under"), ProjectConsumer, {"project_id": "7"}),
        (asked("GET", "/api/streams/7/events"), EventsConsumer, {"stream_id": "7"}),
        (asked("GET", "/api/streams/7/events/", "after=1-1&wait=2"), EventsConsumer, {"stream_id": "7"}),
        (asked("POST", "/api/projects/7/messages", "wait=2"), WaitConsumer, {"project_id": "7"}),
        (asked("POST", "/api/projects/7/messages/", "a=b&wait="), WaitConsumer, {"project_id": "7"}),
        (asked("POST", "/api/projects/7/messages"), None, {}),
        (asked("POST", "/api/projects/7/messages", "await=2"), None, {}),
        (asked("GET", "/api/projects/7/messages", "wait=2"), None, {}),
        (asked("HEAD", "/api/streams/7/events"), None, {}),
        (asked("GET", "/api/streams/7/events/more"), None, {}),
        (asked("GET", "/api/streams/7/events\n"), None, {}),
        (asked("GET", "/ws/projects/7/"), None, {}),
        (asked("websocket", "/api/streams/7/events"), None, {}),
        (asked("websocket", "/ws/projects/7/more/"), None, {}),
    ],
    ids=lambda value: value["path"] if isinstance(value, dict) and "path" in value else "",
)
def test_who_answers(scope: Json, consumer: Any, named: dict[str, str]) -> None:
    found, told = beside_django(scope)
    assert (getattr(found, "consumer_class", None), told) == (consumer, named)


def test_what_may_stay_long_is_answered_beside_django_and_described_with_the_rest() -> None:
    described: list[Beside] = []
    for path, item in api.get_openapi_schema()["paths"].items():
        for method, operation in item.items():
            is_stream = "text/event-stream" in str(operation["responses"])
            if is_stream or "wait" in {parameter["name"] for parameter in operation["parameters"]}:
                found = [each for each in HTTP if each.method == method.upper() and re.fullmatch(each.path, path)]
                assert len(found) == 1, f"{method} {path}"
                described += found
    assert sorted(described) == HTTP


@pytest.mark.parametrize("each", BESIDE_DJANGO, ids=lambda each: each.path)
def test_what_stands_around_every_address_knows_them(each: Beside) -> None:
    path = re.sub(r"\(\?P<\w+>\[\^/\]\+\)", "7", each.path).removesuffix("?")
    assert beside_django(asked(each.method, path, f"{each.asks}=1"))[0] is each.consumer
    assert path.startswith(NOT_PAGES)
    assert is_api(path) == (each.method != "websocket")
    assert (largest(path) > 0) == (each.method != "websocket"), "a handshake has no body"
