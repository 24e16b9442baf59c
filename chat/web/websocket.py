"""The WebSocket: one tab that watches one project.

Handlers of a consumer run one after another, so each schedules what takes time and returns. A task for each followed
stream pulls from the feed, and pauses while the tab leaves a window unacknowledged.
"""

import asyncio
import json
import random
from collections import deque
from collections.abc import Callable, Coroutine, Sequence
from contextlib import ExitStack, aclosing, suppress
from contextvars import Context
from functools import partial
from typing import Any, cast

import structlog
from channels.consumer import get_handler_name
from channels.exceptions import StopConsumer
from channels.generic.websocket import AsyncWebsocketConsumer

from chat import runtime
from chat.answer import controls
from chat.conversation.sending import send_message
from chat.models import Stream
from chat.operations.presence import client_id_of
from chat.shapes import AcceptedFrame, Frame, ProblemFrame
from chat.stream.events import EventId, Record
from chat.stream.feed import StreamGone
from chat.web.frames import Ack, BadFrame, Ping, Resume, Retry, Send, Stop, parse_command
from chat.web.revocation import Reason
from chat.web.serializers import sent_json
from chat.web.socket_intake import Wire
from config.common.database import DATABASE_AWAY, in_pool, unavailable
from config.common.errors import ChatError, Limited, NotFound, ProjectDeleted, ServerError, SignedOut, TooFast
from projects.access import number, project_for
from projects.accounts.asgi_scope import allowed_host, allowed_origin, user_of
from projects.models import MemberRole, Project

logger = structlog.get_logger(__name__)

WINDOW_EVENTS, WINDOW_BYTES = 256, 256 * 1024
COMMANDS_AT_ONCE = 4  # of one socket: half of the threads that ask the database; others wait their turn
# Close codes; daphne sends none between 1000 and 3000.
FAILED, GOING_DOWN, SIGNED_OUT, GONE, TOO_FAST = 4500, 4503, 4401, 4404, 4429


class Window:
    """What a client has been sent of a stream and not yet acknowledged."""

    def __init__(self) -> None:
        self._sent: deque[tuple[EventId, int]] = deque()
        self._bytes = 0
        self._room = asyncio.Event()
        self._room.set()

    @property
    def is_full(self) -> bool:
        """Something waits for room."""
        return not self._room.is_set()

    async def room(self, size: int) -> None:
        """Wait until `size` more bytes may be under way. A single event always may."""
        while self._sent and not self.has_room(size):
            self._room.clear()
            await self._room.wait()

    def has_room(self, size: int) -> bool:
        return len(self._sent) < WINDOW_EVENTS and self._bytes + size <= WINDOW_BYTES

    def sent(self, id: EventId, size: int) -> None:
        self._sent.append((id, size))
        self._bytes += size

    def acknowledge(self, id: EventId) -> bool:
        """Whether it moves the client's cursor forward."""
        if not self._sent or self._sent[0][0] > id:
            return False
        while self._sent and self._sent[0][0] <= id:
            self._bytes -= self._sent.popleft()[1]
        self._room.set()
        return True


class ProjectConsumer(AsyncWebsocketConsumer):
    """`/ws/projects/{project_id}/`, with `?batch=1` for a client that takes several events in a frame."""

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """As the base class, without a channel layer: sockets listen to the feed alone, and open while Redis is away.

        And without a turn of the loop for each frame: a server that does not wait for us would read on meanwhile.
        """
        self.scope, self.base_send = scope, send
        self.wire = Wire.beneath(send)
        with suppress(StopConsumer):
            while True:
                await self.dispatch(await receive())

    async def dispatch(self, message: dict[str, Any]) -> None:
        """As the base class, without its trip to a thread for each message: no handler uses a connection there."""
        await getattr(self, get_handler_name(message))(message)

    async def connect(self) -> None:
        self.tasks: set[asyncio.Task[None]] = set()
        self.followers: dict[int, asyncio.Task[None]] = {}
        self.windows: dict[int, Window] = {}
        self.cursors: dict[int, EventId | None] = {}  # the last event sent of each stream
        self.relief = asyncio.Event()  # a window may have room again
        self.commands = asyncio.Semaphore(COMMANDS_AT_ONCE)
        self.batches = b"batch=1" in self.scope["query_string"].split(b"&")
        self.failed = False  # it is being closed
        self.staying = ExitStack()
        try:
            if not (allowed_host(self.scope) and allowed_origin(self.scope)):
                raise NotFound()
            self.project_id = number(self.scope["url_route"]["kwargs"]["project_id"])
            self.user = await in_pool(user_of)(self.scope)
            project = await in_pool(project_for)(self.user, self.project_id, MemberRole.VIEWER)
            self.runtime = runtime.current()
            # Watching begins before the newest stream is read, so that no stream can begin and end between the two.
            self.watched = self.staying.enter_context(self.runtime.hub.watch(self.project_id))
            self.opened_at = await in_pool(self._newest_stream)()
        except (NotFound, *DATABASE_AWAY):
            self.staying.close()
            await self.close()
            return
        self.allowance = self.staying.enter_context(self.runtime.allowances.socket(self.user.pk))
        keeper = self.runtime.revocation
        self.staying.enter_context(
            keeper.admitted(self.scope, self.user, self.project_id, self._dismissed, project.role)
        )
        self.staying.enter_context(self.runtime.presence.connected(self.project_id, self.user, self.scope, "websocket"))
        await self.accept()
        self.wire.watch(self._may_say)
        self._begin(self._watch())
        self._begin(self._tell_changes())
        self._begin(self._say_goodbye())

    async def disconnect(self, code: int) -> None:
        for task in (*self.tasks, *self.followers.values()):
            task.cancel()
        self.staying.close()

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        if self.failed:  # it is being closed: what was read before goes by
            return
        try:
            command = parse_command(text_data)
        except BadFrame as error:
            if self._may_say(text_data, bytes_data):
                await self._problem(error, error.about)
            return
        if isinstance(command, Ack) and self._acknowledge(command.stream, command.id):
            return  # as many as there were events; to limit them would hold up whoever reads fast
        if not self._may_say(text_data):
            return
        match command:
            case Ping():
                await self._say({"type": "pong"})
            case Resume(stream=stream, after=after):
                self._begin(self._obey(partial(self._resume, stream, after), stream))
            case Send(id=id):
                self._begin(self._obey(partial(self._send, command), str(id)))
            case Stop(stream=stream):
                self._begin(self._obey(partial(self._intervene, controls.stop, stream), stream))
            case Retry(stream=stream):
                self._begin(self._obey(partial(self._intervene, controls.retry, stream), stream))

    def _may_say(self, *data: str | bytes | None) -> bool:
        """Whether a frame of `data` may pass. Whoever says too much is told so, once, and goes."""
        if self.failed:
            return False
        if self.allowance.take(sum(map(len, filter(None, data)))):
            return True
        self.failed = True
        self.wire.cut()
        logger.warning("said too much", phase="socket", user=self.user.pk, project=self.project_id)
        self._begin(self._turn_away(TooFast(retry_after_s=self.allowance.retry_after_s), TOO_FAST))
        return False

    def _begin(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Run `work` beside the handlers, until it ends or the socket closes."""
        task = asyncio.get_running_loop().create_task(work, context=Context())
        self.tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: "asyncio.Task[None]") -> None:
        """A task that fails would leave a socket that is open and silent: close it, so that the client comes back."""
        self.tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None and not self.failed:
            self.failed = True  # once: closing may fail too, when the client has left
            logger.warning("socket failed", phase="socket", exc_info=error)
            self._begin(self.close(FAILED))

    async def _obey(self, work: Callable[[], Coroutine[Any, Any, None]], about: str) -> None:
        """Do what a command asks, when it is its turn; who asks is checked anew each time."""
        async with self.commands:
            if self.failed:
                return
            try:
                user = await in_pool(user_of)(self.scope)
                if user != self.user:
                    await self._dismiss("signed_out")
                    return
                await work()
            except ChatError as error:
                await self._problem(error, about)
            except DATABASE_AWAY as error:
                logger.warning("database away", phase="database", error=str(error))
                await self._problem(unavailable(error), about)
            except Exception:
                logger.exception("command failed", phase="socket")
                await self._problem(ServerError(), about)

    async def _send(self, command: Send) -> None:
        def store() -> AcceptedFrame:
            message = command.model_copy(update={"client_id": client_id_of(self.scope)})
            sent = send_message(self._as_editor(), self.user, message)
            user_message, assistant_message = sent_json(sent)
            return {
                "type": "accepted",
                "user_message": user_message,
                "assistant_message": assistant_message,
                "stream": {"id": str(sent.stream.pk)},
                "created": sent.created,
            }

        accepted = await in_pool(store)()
        await self._say(accepted)
        self._follow(int(accepted["stream"]["id"]))

    async def _resume(self, stream: str, after: str | None) -> None:
        found = await in_pool(self._find_stream)(stream)
        if task := self.followers.pop(found.pk, None):
            task.cancel()
        self.cursors[found.pk] = EventId.parse(after)
        self.windows[found.pk] = Window()
        self.relief.set()
        self._follow(found.pk)

    async def _intervene(self, do: Any, stream: str) -> None:
        await in_pool(self._as_editor)()
        found = await in_pool(self._find_stream)(stream)
        await in_pool(do)(found)

    def _as_editor(self) -> Project:
        """The project, for a command that changes something; roles change while sockets are open."""
        return project_for(self.user, self.project_id, MemberRole.EDITOR)

    def _newest_stream(self) -> int:
        """The newest stream of the project, 0 for none: every later one is followed, however soon it ends."""
        return Stream.objects.filter(project=self.project_id).order_by("-pk").values_list("pk", flat=True).first() or 0

    def _find_stream(self, text: str) -> Stream:
        stream = Stream.objects.visible_to(self.user).filter(project=self.project_id, pk=number(text)).first()
        if stream is None:
            raise NotFound()
        return stream

    def _acknowledge(self, stream: str, text: str) -> bool:
        """Whether that made room in the stream's window."""
        id = EventId.parse(text)
        if id is None or not (stream.isascii() and stream.isdigit()):
            return False
        window = self.windows.get(int(stream[:19]))
        if window is None or not window.acknowledge(id):
            return False
        self.relief.set()
        return True

    async def _watch(self) -> None:
        """Follow every unfinished stream of the project."""
        version, watch = 0, self.watched
        while True:
            news, newest = watch.news, watch.version  # before anything is awaited: the next look may come meanwhile
            if watch.is_gone:
                await self._dismiss("gone")
                return
            for stream in watch.to_follow(version, self.opened_at):
                self._follow(stream)
            version = newest
            await news.wait()

    async def _tell_changes(self) -> None:
        """Pass the project's messages and jobs on as they change.

        These frames are not acknowledged. A client that leaves a stream paused may not read at all, and gets a window
        of them beside it, no more.
        """
        version, beside = 0, 0
        while True:
            news, newest = self.watched.news, self.watched.version
            for frame in self.watched.frames_since(version):
                while (is_paused := self._is_paused()) and beside + len(frame) > WINDOW_BYTES:
                    self.relief.clear()
                    await self.relief.wait()
                beside = beside + len(frame) if is_paused else 0
                await self.send(text_data=frame)
            version = newest
            await news.wait()

    def _is_paused(self) -> bool:
        return any(window.is_full for window in self.windows.values())

    def _dismissed(self, reason: Reason) -> None:
        self._begin(self._dismiss(reason))

    async def _dismiss(self, reason: Reason) -> None:
        """Whoever may not stay as they are is told why, once, and goes."""
        if self.failed:
            return
        self.failed = True
        if reason == "role_changed":  # who comes back sees by their role what they may do now
            await self._send_on(0)
            return
        error, code = (SignedOut(), SIGNED_OUT) if reason == "signed_out" else (ProjectDeleted(), GONE)
        await self._turn_away(error, code)

    async def _turn_away(self, error: ChatError, code: int) -> None:
        """Tell why, and close."""
        for follower in list(self.followers.values()):
            follower.cancel()
        await self._problem(error, str(self.project_id))
        await self.close(code)

    def _follow(self, stream: int) -> None:
        """Go on where this socket is in `stream`: from its beginning, or behind what it was sent."""
        if stream not in self.followers:
            self.windows.setdefault(stream, Window())
            self.followers[stream] = self._begin(self._pump(stream, self.cursors.get(stream)))

    async def _pump(self, stream: int, cursor: EventId | None) -> None:
        """Live or after an absence it is the same loop: the feed yields what comes after `cursor`, and waits."""
        window = self.windows[stream]
        try:
            async with aclosing(self.runtime.feed.follow(stream, cursor)) as batches:
                async for records in batches:
                    while records:
                        sent = await self._pass_on(records, window)
                        self.cursors[stream] = records[sent - 1].id
                        records = records[sent:]
        except StreamGone:
            pass
        finally:
            if self.followers.get(stream) is asyncio.current_task():
                del self.followers[stream]

    async def _pass_on(self, records: Sequence[Record], window: Window) -> int:
        """Send as many of the first as are asked for in one frame and have room; gives how many, at least one."""
        frames = list[str]()
        await window.room(len(records[0].frame))
        for record in records if self.batches else records[:1]:
            if frames and not window.has_room(len(record.frame)):
                break
            window.sent(record.id, len(record.frame))
            frames.append(record.frame)
        await self.send(
            text_data=frames[0] if len(frames) == 1 else f'{{"type":"events","items":[{",".join(frames)}]}}'
        )
        return len(frames)

    async def _say_goodbye(self) -> None:
        """When the server goes down: come back, spread out."""
        await self.runtime.closing.wait()
        await self._send_on(random.randint(100, 1000))

    async def _send_on(self, in_ms: int) -> None:
        await self._say({"type": "reconnect", "in_ms": in_ms})
        await self.close(GOING_DOWN)

    async def _problem(self, error: ChatError, about: str | None) -> None:
        problem = cast(ProblemFrame, {"type": "problem", **error.as_json(), "about": about})
        if isinstance(error, Limited):
            problem["retry_after_s"] = error.retry_after_s
        await self._say(problem)

    async def _say(self, frame: Frame) -> None:
        await self.send(text_data=json.dumps(frame, ensure_ascii=False))
