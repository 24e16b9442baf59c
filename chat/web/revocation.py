"""Revocation: whoever stays (sockets, event streams, long polls, `?wait=`) is asked each second whether they may.

It looks at what admission hangs on — session or token, user, project, membership — of all who stay here together, in
one query a table, and judges anew only those for whom it changed. So every process sees a logout by itself, wherever
it happened.
"""

import asyncio
import contextlib
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

import structlog
from django.contrib.auth import get_user_model
from django.utils import timezone

from config.common.database import DATABASE_AWAY, among, in_pool, writing
from projects.accounts.asgi_scope import bearer_token, session_key, session_store, user_of
from projects.accounts.models import ApiToken
from projects.models import Member, Project

logger = structlog.get_logger(__name__)

EVERY_SECONDS = 1.0
STILL_HERE_SECONDS = 60.0  # how often those who stay count as seen

Reason = Literal["signed_out", "gone", "role_changed"]
Facts = tuple[Any, ...]


@dataclass(eq=False)
class Guest:
    """Somebody who was let in. `dismiss` is called once, on the loop, when they may not stay as they are."""

    scope: dict[str, Any]
    user: Any
    project: int
    dismiss: Callable[[Reason], None]
    role: str | None  # in the project; None: their role makes no difference here
    facts: Facts | None = None  # as of the last judgement

    @property
    def credential(self) -> str:
        """The key of the row that says who this is."""
        token = bearer_token(self.scope)
        return ApiToken.hash(token) if token is not None else session_key(self.scope) or ""


class RevocationWatcher:
    """Knows all who stay in this process."""

    def __init__(self) -> None:
        self._guests: set[Guest] = set()
        self._told_at = time.monotonic()

    @contextlib.contextmanager
    def admitted(
        self,
        scope: dict[str, Any],
        user: Any,
        project: int,
        dismiss: Callable[[Reason], None],
        role: str | None = None,
    ) -> Iterator[None]:
        guest = Guest(scope, user, project, dismiss, role)
        self._guests.add(guest)
        try:
            yield
        finally:
            self._guests.discard(guest)

    async def run(self) -> None:
        """Look again and again, until cancelled."""
        while True:
            await asyncio.sleep(EVERY_SECONDS)
            try:
                if guests := list(self._guests):
                    await self._judge(guests)
                if time.monotonic() - self._told_at > STILL_HERE_SECONDS:
                    self._told_at = time.monotonic()
                    await in_pool(tell_still_here)({guest.credential for guest in self._guests})
            except DATABASE_AWAY as error:
                logger.warning("database away", phase="database", error=str(error))
            except Exception:
                logger.exception("revocation", phase="request")

    async def _judge(self, guests: list[Guest]) -> None:
        for guest, reason in (await in_pool(judge)(guests)).items():
            if guest in self._guests:
                self._guests.discard(guest)
                guest.dismiss(reason)


def judge(guests: list[Guest]) -> dict[Guest, Reason]:
    """Who may not stay as they are, and why."""
    found: dict[Guest, Reason] = {}
    for guest, facts in _facts(guests).items():
        if facts == guest.facts:
            continue
        if user_of(guest.scope) != guest.user:
            found[guest] = "signed_out"
        elif (project := Project.objects.visible_to(guest.user).filter(pk=guest.project).first()) is None:
            found[guest] = "gone"
        else:
            guest.facts = facts
            if guest.role not in (None, project.role):
                found[guest] = "role_changed"
    return found


def tell_still_here(credentials: set[str]) -> None:
    with writing():
        for kind in (session_store(), ApiToken):
            kind.still_here(credentials)


def _facts(guests: list[Guest]) -> dict[Guest, Facts]:
    """What admission hangs on, as the rows say now."""
    credentials = {guest.credential for guest in guests}
    users = get_user_model()._default_manager
    alive = session_store().get_model_class().objects.filter(expire_date__gt=timezone.now())
    sessions = _rows(alive, "session_key", credentials, "session_data")
    tokens = _rows(ApiToken.objects, "digest", credentials, "user_id")
    people = _rows(users, "pk", {guest.user.pk for guest in guests}, "password", "is_active")
    projects = _rows(Project.objects, "pk", {guest.project for guest in guests}, "owner_id")
    members = _members({guest.project for guest in guests}, {guest.user.pk for guest in guests})
    return {
        guest: (
            sessions.get(guest.credential) or tokens.get(guest.credential),
            people.get(guest.user.pk),
            projects.get(guest.project),
            members.get((guest.project, guest.user.pk)),
        )
        for guest in guests
    }


def _members(projects: set[int], users: set[int]) -> dict[tuple[int, int], str]:
    """The roles that members of `projects` have, by project and user."""
    rows = Member.objects.filter(among("project__pk", projects)).values_list("project", "user", "role")
    return {(project, user): role for project, user, role in rows if user in users}


def _rows(manager: Any, key: str, keys: set[Any], *fields: str) -> dict[Any, Facts]:
    return {row[0]: tuple(row[1:]) for row in manager.filter(among(key, keys)).values_list(key, *fields)}
