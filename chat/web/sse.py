"""SSE, long poll and `?wait=`: consumers, because an open Django response would hold a thread.

Django's middleware does not run here, so the base class checks host, user and ownership itself. The headers that every
answer has come from around them (config/headers.py).
"""

import asyncio
import json
from contextlib import AbstractContextManager, aclosing, suppress
from typing import Annotated, Any
from urllib.parse import parse_qs

import structlog
from channels.generic.http import AsyncHttpConsumer
from django.http import HttpRequest, HttpResponse, parse_cookie
from django.middleware.csrf import CsrfViewMiddleware
from pydantic import Field, TypeAdapter, ValidationError

from chat import runtime
from chat.conversation.new_message import NewMessage
from chat.conversation.sending import Sent, send_message
from chat.models import Stream
from chat.shapes import SentOut
from chat.stream.events import EventId, Record
from chat.stream.feed import StreamGone, read_after
from chat.stream.snapshots import state_now
from chat.web.bodies import sent_json
from chat.web.revocation import Reason
from config.common.database import DATABASE_AWAY, in_pool, in_readers, unavailable
from config.common.errors import (
    BadHost,
    ChatError,
    Forbidden,
    Invalid,
    NotFound,
    ServerError,
    SignedOut,
    Unauthorized,
)
from config.common.json_bodies import read_body
from projects.access import number, project_for
from projects.accounts.asgi_scope import allowed_host, allowed_origin, bearer_token, header, user_of
from projects.models import MemberRole

logger = structlog.get_logger(__name__)

COMMENT_SECONDS = 15.0
LONGEST_RESPONSE = 1024 * 1024  # bytes of one SSE response; the client goes on with its last id
LONGEST_POLL_SECONDS, LONGEST_WAIT_SECONDS = 60.0, 120.0
SECONDS: TypeAdapter[float] = TypeAdapter(Annotated[float, Field(ge=0, allow_inf_nan=False)])


class CheckedConsumer(AsyncHttpConsumer):
    """Checks who asks, answers errors as JSON, and stops when the client leaves."""

    channel_layer_alias = ""  # no part of the channel layer, so that it answers while Redis is away

    dismissed: Reason | None = None
    has_begun = False  # headers are sent

    async def http_request(self, message: dict[str, Any]) -> None:
        """Handle in a task of its own, so that a client that leaves is noticed meanwhile."""
        if "body" in message:
            self.body.append(message["body"])
        if not message.get("more_body"):
            self.task = asyncio.get_running_loop().create_task(self._handle(b"".join(self.body)))

    async def http_disconnect(self, message: dict[str, Any]) -> None:
        if task := getattr(self, "task", None):
            task.cancel()
        await super().http_disconnect(message)

    async def _handle(self, body: bytes) -> None:
        try:
            await self._check_caller()
            await self.handle(body)
        except ChatError as error:
            await self._refuse(error)
        except asyncio.CancelledError:
            if self.dismissed is None:
                raise
            await self._part()
        except DATABASE_AWAY as error:
            logger.warning("database away", phase="database", error=str(error))
            await self._refuse(unavailable(error))
        except Exception:
            logger.exception("request failed", phase="request", path=self.scope["path"])
            await self._refuse(ServerError())

    def staying(self, project: int) -> AbstractContextManager[None]:
        """While this lasts the caller is asked again and again whether they still may."""
        return runtime.current().revocation.admitted(self.scope, self.user, project, self._dismiss)

    def _dismiss(self, reason: Reason) -> None:
        self.dismissed = reason
        self.task.cancel()

    async def _part(self) -> None:
        if self.has_begun:  # the client comes back, and is refused then
            await self.send_body(b"")
        else:
            await self._refuse(SignedOut() if self.dismissed == "signed_out" else NotFound())

    async def _check_caller(self) -> None:
        if not allowed_host(self.scope):
            raise BadHost()
        self.user = await in_pool(user_of)(self.scope)
        if not self.user.is_authenticated:
            raise Unauthorized()
        given = parse_qs(self.scope["query_string"].decode("latin-1"), keep_blank_values=True)
        self.query = {key: values[-1] for key, values in given.items()}

    async def answer(self, status: int, body: Any, *more: tuple[bytes, bytes]) -> None:
        headers = [(b"Content-Type", b"application/json"), (b"Cache-Control", b"no-store"), *more]
        await self.send_response(status, json.dumps(body, ensure_ascii=False).encode(), headers=headers)

    async def _refuse(self, error: ChatError) -> None:
        more = [(name.encode(), value.encode()) for name, value in error.headers.items()]
        await self.answer(error.status, error.as_json(), *more)

    def seconds(self, name: str, default: float, most: float) -> float:
        """A number of seconds from the query. Raises Invalid for what is none."""
        text = self.query.get(name, str(default))
        try:
            return min(SECONDS.validate_strings(text), most)
        except ValidationError as error:
            raise Invalid(f"{name} is {text[:40]!r}; it takes a number of seconds from 0 to {most:g}.") from error

    async def handle(self, body: bytes) -> None:
        raise NotImplementedError


class EventsConsumer(CheckedConsumer):
    """`GET /api/streams/{id}/events`: SSE, or long poll with `Accept: application/json`."""

    async def handle(self, body: bytes) -> None:
        stream = await in_pool(self._find)()
        after = header(self.scope, "last-event-id") or self.query.get("after")
        cursor = EventId.parse(after)
        accept = header(self.scope, "accept") or ""
        polls = "application/json" in accept and "text/event-stream" not in accept
        wait = self.seconds("wait", 25.0, LONGEST_POLL_SECONDS)
        project, keeper = stream.project_id, runtime.current().presence
        with (
            self.staying(project),
            keeper.connected(project, self.user, self.scope, "poll" if polls else "sse"),
        ):
            if polls:
                await self._poll(stream, cursor, wait)
            else:
                await self._stream(stream, cursor)

    def _find(self) -> Stream:
        id = number(self.scope["url_route"]["kwargs"]["stream_id"])
        stream = Stream.objects.visible_to(self.user).filter(pk=id).first()
        if stream is None:
            raise NotFound()
        return stream

    async def _poll(self, stream: Stream, cursor: EventId | None, wait: float) -> None:
        records: list[Record] = []
        ended = False
        with suppress(TimeoutError, StreamGone):
            if not wait:  # no time to wait in, but to look
                records, ended = await in_readers(read_after)(stream.pk, cursor)
            else:
                current = runtime.current()
                async with current.patience(wait), aclosing(current.feed.follow(stream.pk, cursor)) as batches:
                    records = await anext(batches, [])
                    ended = not records
        if records:  # behind a `finalized` there is more when a retry has queued the stream again
            ended = records[-1].type == "finalized" and (await in_pool(self._find)()).is_ended
        last = records[-1].id if records else cursor
        rest = json.dumps({"last_event_id": str(last) if last else None, "done": ended})
        text = f'{{"events":[{",".join(record.frame for record in records)}],{rest[1:]}'
        headers = [(b"Content-Type", b"application/json"), (b"Cache-Control", b"no-store")]
        await self.send_response(200, text.encode(), headers=headers)

    async def _stream(self, stream: Stream, cursor: EventId | None) -> None:
        current = runtime.current()
        batches = current.feed.follow(stream.pk, cursor)
        async with aclosing(batches):
            first = asyncio.ensure_future(anext(batches, None))
            # The end of an ended stream is known at once: 204 tells an EventSource not to come back.
            await asyncio.wait([first], timeout=0.5 if stream.is_ended else 0)
            if first.done() and first.result() is None:
                await self.send_response(204, b"")
                return
            self.has_begun = True
            await self.send_headers(
                headers=[
                    (b"Content-Type", b"text/event-stream; charset=utf-8"),
                    (b"Cache-Control", b"no-cache"),
                    (b"X-Accel-Buffering", b"no"),
                ]
            )
            await self.send_body(b"retry: 1000\n\n", more_body=True)
            with suppress(StreamGone):
                await self._pass_on(first, batches, current.closing)
            await self.send_body(b"")

    async def _pass_on(self, coming: Any, batches: Any, closing: asyncio.Event) -> None:
        """Send batches as they come, a comment each 15 s of silence; end at the stream's end, 1 MiB, or a shutdown."""
        sent = 0
        going_down = asyncio.ensure_future(closing.wait())
        try:
            while sent < LONGEST_RESPONSE:
                await asyncio.wait([coming, going_down], timeout=COMMENT_SECONDS, return_when=asyncio.FIRST_COMPLETED)
                if coming.done():
                    records = coming.result()
                    if records is None:
                        return
                    text = "".join(f"id: {r.id}\nevent: {r.type}\ndata: {r.frame}\n\n" for r in records).encode()
                    sent += len(text)
                    await self.send_body(text, more_body=True)
                    coming = asyncio.ensure_future(anext(batches, None))
                elif going_down.done():
                    return
                else:
                    await self.send_body(b": still here\n\n", more_body=True)
        finally:
            for task in (coming, going_down):
                task.cancel()
            await asyncio.gather(coming, going_down, return_exceptions=True)


class WaitConsumer(CheckedConsumer):
    """`POST /api/projects/{id}/messages?wait=SECONDS`: for clients that do not stream."""

    async def handle(self, body: bytes) -> None:
        wait = self.seconds("wait", 30.0, LONGEST_WAIT_SECONDS)
        await in_pool(self._check_forgery)()
        sent = await in_pool(self._send)(read_body(NewMessage, body))
        with self.staying(sent.stream.project_id):
            has_ended = await self._has_ended(sent.stream.pk, wait)
        if has_ended:
            state = await in_pool(lambda: state_now(Stream.objects.select_related("message").get(pk=sent.stream.pk)))()
            await self.answer(200, state.model_dump(mode="json"))
        else:
            await self.answer(202 if sent.created else 200, await in_pool(self._shown)(sent))

    def _send(self, message: NewMessage) -> Sent:
        id = number(self.scope["url_route"]["kwargs"]["project_id"])
        return send_message(project_for(self.user, id, MemberRole.EDITOR), self.user, message)

    @staticmethod
    def _shown(sent: Sent) -> SentOut:
        return sent_json(sent)

    def _check_forgery(self) -> None:
        """What CsrfViewMiddleware checks, for those whom a session cookie signs in."""
        if bearer_token(self.scope) is not None:
            return
        if not allowed_origin(self.scope):
            raise Forbidden()
        request = HttpRequest()
        request.method = "POST"
        request.COOKIES = parse_cookie(header(self.scope, "cookie") or "")
        request.META = {
            "HTTP_HOST": header(self.scope, "host") or "",
            "HTTP_X_CSRFTOKEN": header(self.scope, "x-csrftoken") or "",
            "SERVER_NAME": "",
            "SERVER_PORT": "80",
        }
        middleware = CsrfViewMiddleware(lambda _: HttpResponse())
        middleware.process_request(request)
        if middleware.process_view(request, HttpResponse, (), {}) is not None:
            raise Forbidden("The CSRF token is missing or wrong. Reload the page.")

    async def _has_ended(self, stream: int, wait: float) -> bool:
        current = runtime.current()
        with suppress(TimeoutError, StreamGone):
            async with current.patience(wait or 0.001), aclosing(current.feed.follow(stream, None)) as batches:
                async for records in batches:
                    if records[-1].type == "finalized":
                        return True
                return True
        return False
