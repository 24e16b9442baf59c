"""Clients that keep every frame they get, lose their connection, and come back with their cursor.

One for each transport. What a client got on one connection of one stream, in order, is a `Sitting`.
"""

import asyncio
import json
import random
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from tests.reading import Event, SseLines, order

LOST = (OSError, WebSocketException, httpx.HTTPError, TimeoutError, EOFError)
Frame = dict[str, Any]
DEAD_AFTER_SECONDS = 20.0  # without a byte: an idle event stream sends a comment every 15


@dataclass
class Sitting:
    """What came of `stream` on one connection. `asked`: the cursors that the client named on it."""

    client: str
    stream: str
    asked: list[str | None] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    times: list[float] = field(default_factory=list)

    def take(self, event: Event) -> None:
        self.events.append(event)
        self.times.append(time.monotonic())


@dataclass
class Habits:
    """How a client behaves, drawn from a seed."""

    leaves_after: tuple[int, ...] = ()  # how many events it stays for, connection by connection; then it stays
    cursors: str = "kept"  # kept, none, older, future, garbage: what it names when it comes back
    reads_slowly: bool = False

    def cursor(self, kept: str | None, chance: random.Random) -> str | None:
        """What the client says was its last event."""
        if kept is None or self.cursors == "none":
            return None
        epoch, seq = order(kept)
        match self.cursors:
            case "older":
                return f"{epoch}-{chance.randint(0, seq)}"
            case "future":
                return f"{epoch + chance.randint(0, 1)}-{seq + 1000}"
            case "garbage":
                return chance.choice(["", "x", "1-", "-1", "9" * 40, "1-2-3", "१-२", "1-1\u0000"])
            case _:
                return kept


class Client:
    """What all transports share: the name, the habits, the cursor of each stream and all that was got."""

    def __init__(self, name: str, url: Callable[[], str], token: str, habits: Habits, seed: int = 0) -> None:
        self.name, self.url, self.token, self.habits = name, url, token, habits
        self.chance = random.Random(seed)
        self.sittings: list[Sitting] = []
        self.last: dict[str, str] = {}
        self.ended: set[str] = set()
        self.errors: list[str] = []
        self.connections = 0
        self.asked_to_wait_s: float | None = None
        self.task: asyncio.Task[None] | None = None

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    def start(self) -> None:
        self.task = asyncio.create_task(self.run(), name=self.name)

    async def close(self) -> None:
        if self.task is not None:
            self.task.cancel()
            (end,) = await asyncio.gather(self.task, return_exceptions=True)
            if isinstance(end, Exception):
                self.errors.append(f"{self.name} broke: {end!r}")

    async def run(self) -> None:
        raise NotImplementedError

    def take(self, sitting: Sitting, event: Event) -> None:
        """Keep the event, and move the cursor as a good client does: never back, but for a snapshot."""
        sitting.take(event)
        stream, id = event["stream"], event["id"]
        known = self.last.get(stream)
        if known is None or event["type"] == "snapshot" or order(id) > order(known):
            self.last[stream] = id
        if event["type"] == "finalized":
            self.ended.add(stream)
        elif event["type"] == "snapshot" and event["state"]["status"] in ("queued", "running"):
            self.ended.discard(stream)

    @property
    def stay(self) -> int:
        """After how many events this connection is left; 0 for never."""
        stays = self.habits.leaves_after
        return stays[self.connections - 1] if self.connections <= len(stays) else 0

    async def pause(self) -> None:
        """Between two connections: as long as the server asked for, else a moment."""
        asked, self.asked_to_wait_s = self.asked_to_wait_s, None
        await asyncio.sleep(asked if asked is not None else self.chance.uniform(0.05, 0.3))

    def odd_status(self, code: int, body: str) -> None:
        """An answer that no fault explains."""
        self.errors.append(f"{self.name}: HTTP {code} {body[:200]}")


class WebSocketClient(Client):
    """A tab of a project: follows all its streams, and resumes those that it knows."""

    def __init__(self, *arguments: Any, project: str, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.project = project
        self.accepted: dict[str, Frame] = {}
        self.problems: list[Frame] = []
        self.frames: list[Frame] = []  # all but events
        self.known: set[str] = set()  # streams that it was told of
        self._to_send: dict[str, str] = {}
        self._socket: ClientConnection | None = None

    async def run(self) -> None:
        while True:
            with suppress(*LOST):
                await self._sit()
            await self.pause()

    async def say(self, **frame: Any) -> bool:
        """Say it when connected. Gives whether it was."""
        if self._socket is None:
            return False
        with suppress(*LOST):
            await self._socket.send(json.dumps(frame))
            return True
        return False

    async def send(self, id: str, content: str) -> Frame:
        """Send a message, again after each lost connection, until the server says that it has it."""
        self._to_send[id] = content
        await self.say(type="send", id=id, content=content)
        while id not in self.accepted:
            await asyncio.sleep(0.02)
        return self.accepted[id]

    async def _sit(self) -> None:
        address = f"{self.url().replace('http', 'ws', 1)}/ws/projects/{self.project}/?client_id={uuid4()}"
        async with connect(
            address, additional_headers=self.headers, max_size=None, open_timeout=5, ping_interval=1, ping_timeout=3,
            close_timeout=0.2,
        ) as socket:  # fmt: skip
            self.connections += 1
            self._socket, left = socket, self.stay
            sittings: dict[str, Sitting] = {}
            try:
                await self._come_back(sittings)
                async for text in socket:
                    left -= self._got(json.loads(text), sittings)
                    await self._acknowledge(json.loads(text))
                    if self.stay and left <= 0:
                        return
            finally:
                self._socket = None

    async def _come_back(self, sittings: dict[str, Sitting]) -> None:
        for stream in sorted(self.known - self.ended):
            after = self.habits.cursor(self.last.get(stream), self.chance)
            self._sitting(stream, sittings).asked.append(after)
            await self.say(type="resume", stream=stream, after=after)
        for id, content in self._to_send.items():
            if id not in self.accepted:
                await self.say(type="send", id=id, content=content)

    def _sitting(self, stream: str, sittings: dict[str, Sitting]) -> Sitting:
        if stream not in sittings:
            sittings[stream] = Sitting(self.name, stream)
            self.sittings.append(sittings[stream])
        return sittings[stream]

    def _got(self, frame: Frame, sittings: dict[str, Sitting]) -> int:
        if "id" in frame and "stream" in frame:
            self.known.add(frame["stream"])
            self.take(self._sitting(frame["stream"], sittings), frame)
            return 1
        self.frames.append(frame)
        if frame["type"] == "accepted":
            self.accepted[frame["user_message"]["id"]] = frame
            self.known.add(frame["stream"]["id"])
        elif frame["type"] == "problem":
            self._problem(frame)
        elif frame["type"] == "reconnect":
            self.asked_to_wait_s = frame["in_ms"] / 1000
        return 0

    def _problem(self, frame: Frame) -> None:
        """Only what says that it may be tried again is no error of the server."""
        self.problems.append(frame)
        if frame["code"] not in ("database_unavailable", "storage_full", "too_busy"):
            self.errors.append(f"{self.name}: {frame}")

    async def _acknowledge(self, frame: Frame) -> None:
        if self.habits.reads_slowly:
            await asyncio.sleep(0.01)
        if "id" in frame and "stream" in frame:
            await self.say(type="ack", stream=frame["stream"], id=frame["id"])

    async def send_again(self) -> None:
        """Say once more what was not accepted (after a problem)."""
        for id, content in self._to_send.items():
            if id not in self.accepted:
                await self.say(type="send", id=id, content=content)


class EventsClient(Client):
    """A script that follows one stream over HTTP, until it has ended."""

    def __init__(self, *arguments: Any, stream: str, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.stream = stream

    async def run(self) -> None:
        async with httpx.AsyncClient(timeout=httpx.Timeout(5, read=DEAD_AFTER_SECONDS), headers=self.headers) as http:
            while self.stream not in self.ended:
                self.connections += 1
                after = self.last.get(self.stream)
                if self.connections > 1:
                    after = self.habits.cursor(after, self.chance)
                sitting = Sitting(self.name, self.stream, [after])
                self.sittings.append(sitting)
                with suppress(*LOST):
                    await self.sit(http, sitting, after)
                await self.pause()

    async def sit(self, http: httpx.AsyncClient, sitting: Sitting, after: str | None) -> None:
        raise NotImplementedError

    @property
    def path(self) -> str:
        return f"{self.url()}/api/streams/{self.stream}/events"


class SseClient(EventsClient):
    async def sit(self, http: httpx.AsyncClient, sitting: Sitting, after: str | None) -> None:
        headers = {"Accept": "text/event-stream"}
        query = {}
        if after is not None:
            if after.isascii() and after.isprintable() and after:
                headers["Last-Event-ID"] = after
            else:
                query["after"] = after
        async with http.stream("GET", self.path, headers=headers, params=query) as answer:
            if answer.status_code == 204:
                self.ended.add(self.stream)
                return
            if answer.status_code != 200:
                await answer.aread()
                self._refused(answer)
                return
            read = SseLines()
            async for line in answer.aiter_lines():
                if (event := read.take(line)) is None:
                    continue
                self.take(sitting, event)
                if self.habits.reads_slowly:
                    await asyncio.sleep(0.01)
                if self.stay and len(sitting.events) >= self.stay:
                    return

    def _refused(self, answer: httpx.Response) -> None:
        if answer.status_code != 503:
            self.odd_status(answer.status_code, answer.text)


class PollClient(EventsClient):
    async def sit(self, http: httpx.AsyncClient, sitting: Sitting, after: str | None) -> None:
        while self.stream not in self.ended:
            query = {"wait": "5"} | ({"after": after} if after is not None else {})
            answer = await http.get(self.path, params=query, headers={"Accept": "application/json"})
            if answer.status_code != 200:
                if answer.status_code != 503:
                    self.odd_status(answer.status_code, answer.text)
                return
            body = answer.json()
            for event in body["events"]:
                self.take(sitting, event)
            after = body["last_event_id"]
            (self.ended.add if body["done"] else self.ended.discard)(self.stream)
            if self.stay and len(sitting.events) >= self.stay:
                return


@asynccontextmanager
async def api(url: str, token: str) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the JSON API."""
    async with httpx.AsyncClient(base_url=url, headers={"Authorization": f"Bearer {token}"}, timeout=10) as http:
        yield http
