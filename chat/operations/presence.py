"""Which clients are connected, away or gone, for operators.

Each process tells the database now and then whom it is connected to; when a client was last told of says the rest, also
after the process has died.
"""

import asyncio
import contextlib
import time
from collections import Counter
from collections.abc import Collection, Iterator
from typing import Any, NamedTuple
from urllib.parse import parse_qs

import structlog
from django.contrib.auth import get_user_model

from chat.models import Client
from config.common.database import DATABASE_AWAY, among, database_now, in_pool, writing
from projects.models import Project

logger = structlog.get_logger(__name__)

TOLD_EVERY_SECONDS = 10.0  # of those who stay; well below `Presence.CONNECTED.until`
NEWS_EVERY_SECONDS = 1.0  # of those who come
LONGEST_NAME = 64


class Connected(NamedTuple):
    """Who follows a project. Several connections of one client are one."""

    project: int
    user: int
    client_id: str
    transport: str


def client_id_of(scope: dict[str, Any]) -> str:
    """How the client names itself in the address that it asks for."""
    query: bytes = scope.get("query_string", b"")
    return parse_qs(query.decode("latin-1")).get("client_id", [""])[0].replace("\0", "")[:LONGEST_NAME]


class PresenceKeeper:
    """Knows all who are connected to this process."""

    def __init__(self) -> None:
        self._connections: Counter[Connected] = Counter()
        self._untold: set[Connected] = set()
        self._told_at = time.monotonic()

    @contextlib.contextmanager
    def connected(self, project: int, user: Any, scope: dict[str, Any], transport: str) -> Iterator[None]:
        who = Connected(project, user.pk, client_id_of(scope), transport)
        self._connections[who] += 1
        self._untold.add(who)
        try:
            yield
        finally:
            self._connections[who] -= 1
            if not self._connections[who]:
                del self._connections[who]

    async def run(self) -> None:
        """Tell again and again, until cancelled."""
        while True:
            await asyncio.sleep(NEWS_EVERY_SECONDS)
            try:
                await self._tell()
            except DATABASE_AWAY as error:
                logger.warning("database away", phase="database", error=str(error))
            except Exception:  # a project that is deleted between two statements, say: the next try leaves it out
                logger.exception("presence", phase="database")

    async def _tell(self) -> None:
        is_time = time.monotonic() - self._told_at > TOLD_EVERY_SECONDS
        told = self._untold | self._connections.keys() if is_time else set(self._untold)
        if not told:
            return
        await in_pool(store)(told)
        self._untold -= told
        if is_time:
            self._told_at = time.monotonic()


def store(seen: Collection[Connected]) -> None:
    """Note that these are connected now."""
    projects = set(Project.objects.filter(among("pk", {who.project for who in seen})).values_list("pk", flat=True))
    people = get_user_model()._default_manager
    users = set(people.filter(among("pk", {who.user for who in seen})).values_list("pk", flat=True))
    now = database_now()
    rows = [
        Client(
            project_id=who.project, user_id=who.user, client_id=who.client_id, transport=who.transport, seen_at=now
        )
        for who in sorted(seen)  # always in the same order: two processes may know the same clients
        if who.project in projects and who.user in users
    ]  # fmt: skip
    with writing():
        Client.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["project", "user", "client_id", "transport"],
            update_fields=["seen_at"],
        )
