"""Which clients are connected to this process, for operators. In memory: nothing hangs on it."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs
from uuid import uuid4

from django.utils import timezone


@dataclass
class Client:
    """A connected tab or program."""

    project: int
    user: str
    client_id: str
    transport: str
    since: Any = field(default_factory=timezone.now)
    key: str = field(default_factory=lambda: uuid4().hex)


_clients: dict[str, Client] = {}


def arrived(project: int, user: Any, scope: dict[str, Any], transport: str = "websocket") -> Client:
    query = parse_qs(scope.get("query_string", b"").decode("latin-1"))
    client = Client(project, user.get_username(), query.get("client_id", [""])[0].replace("\0", "")[:64], transport)
    _clients[client.key] = client
    return client


def left(client: Client) -> None:
    _clients.pop(client.key, None)


def connected() -> list[Client]:
    return list(_clients.values())
