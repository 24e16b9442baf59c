"""The session engine: Django's own in the database, whose rows tell also who is signed in, from where, and until when.

What is told is never part of the session's data, so that telling it does not race with what a page stores there.
"""

import contextlib
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from config.common.database import writing
from projects.accounts.client_address import address_of
from projects.accounts.models import Session

EVERY = timedelta(minutes=1)  # how often a visit is told
LONGEST_AGENT = 400
SHORTEST_KEY = 8  # as Django has it


class SessionStore(DatabaseStore):
    """`address` and `user_agent` go with the session, also when its key changes."""

    address = user_agent = ""
    seen_at: datetime | None = None

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def _validate_session_key(self, key: str | None) -> bool:
        """A cookie may spell NUL, which PostgreSQL does not look up."""
        return key is not None and key.isalnum() and len(key) >= SHORTEST_KEY

    def _get_session_from_db(self) -> Session | None:
        found: Session | None = super()._get_session_from_db()  # type: ignore[misc]
        if found is not None:
            self.address, self.user_agent, self.seen_at = found.address, found.user_agent, found.seen_at
        return found

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        made: Session = super().create_model_instance(data)  # type: ignore[assignment]
        made.user_id = data.get(SESSION_KEY)
        made.address, made.user_agent = self.address, self.user_agent
        return made

    def visited(self, address: str, user_agent: str) -> None:
        """Tell who came; stored with what changed in the session, or once a minute."""
        now, told = timezone.now(), (self.address, self.user_agent)
        self.address, self.user_agent = address, user_agent[:LONGEST_AGENT]
        is_news = told != (self.address, self.user_agent) or self.seen_at is None or now - self.seen_at > EVERY
        if self.session_key and is_news and not self.modified:
            with contextlib.suppress(DatabaseError), writing():  # a full disk keeps nobody from looking
                Session.objects.filter(pk=self.session_key).update(
                    address=self.address, user_agent=self.user_agent, seen_at=now
                )

    @classmethod
    def still_here(cls, keys: Iterable[str]) -> None:
        """Tell that these sessions hold a socket open."""
        Session.objects.filter(pk__in=list(keys)).update(seen_at=timezone.now())


class Visits:
    """Middleware: tells each visit of somebody who is signed in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        session = request.session
        if isinstance(session, SessionStore) and session.accessed and SESSION_KEY in session:
            session.visited(address_of(request), request.headers.get("User-Agent", ""))
        return response
