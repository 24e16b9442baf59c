"""Somebody who uses the product from outside: over HTTP, and at an open tab (WebSocket)."""

import json
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Self
from uuid import uuid4

import httpx
from websockets.sync.client import ClientConnection, connect

from tests.reading import Event, fold_all
from tests.servers import Server

PATIENCE_SECONDS = 30.0
SILENCE_SECONDS = 60.0  # a worker that is just being started needs many of them on a busy machine


@dataclass
class Person:
    """A user of `server`, known by a token."""

    server: Server
    token: str

    def __post_init__(self) -> None:
        self.http: httpx.Client = self.server.client(self.token)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()

    def get(self, path: str, status: int = 200, **options: Any) -> Any:
        return self.ask("GET", path, status, **options)

    def post(self, path: str, body: Any = None, status: int = 200, **options: Any) -> Any:
        return self.ask("POST", path, status, json=body, **options)

    def ask(self, method: str, path: str, status: int, **options: Any) -> Any:
        """The JSON of the answer, which must have `status`."""
        answer = self.http.request(method, path, **options)
        assert answer.status_code == status, f"{method} {path} gave {answer.status_code}: {answer.text[:500]}"
        return answer.json() if answer.content else None

    def project(self, name: str = "A project") -> str:
        return str(self.post("/api/projects", {"name": name}, 201)["id"])

    def send(self, project: str, content: str, id: str | None = None, status: int = 202, **more: Any) -> Any:
        body = {"id": id or str(uuid4()), "content": content, **more}
        return self.post(f"/api/projects/{project}/messages", body, status)

    def stream(self, project: str, content: str) -> str:
        """Send, and give the id of the answer's stream."""
        return str(self.send(project, content)["stream"]["id"])

    def answered(self, project: str, content: str) -> Any:
        """Send, and give the snapshot of the ended stream."""
        body = {"id": str(uuid4()), "content": content}
        return self.post(f"/api/projects/{project}/messages?wait=30", body)

    def snapshot(self, stream: str) -> Any:
        return self.get(f"/api/streams/{stream}")

    def poll(self, stream: str, after: str | None = None, wait: float = 10) -> Any:
        query = {"wait": str(wait)} | ({"after": after} if after is not None else {})
        return self.get(f"/api/streams/{stream}/events", params=query, headers={"Accept": "application/json"})

    def events(self, stream: str, after: str | None = None) -> list[Event]:
        """All events behind `after`, up to the end of the stream, by long polls."""
        found: list[Event] = []
        while True:
            answer = self.poll(stream, after)
            found += answer["events"]
            after = answer["last_event_id"]
            if answer["done"]:
                return found

    def until_ended(self, stream: str) -> Any:
        """Wait for the end of a stream; give its snapshot."""
        self.events(stream)
        return self.snapshot(stream)

    def until_told(self, stream: str, is_there: Callable[[Any], bool]) -> Any:
        """Wait until the folded state of a running stream is as wanted; give it."""
        events: list[Event] = []
        after: str | None = None
        heard_at = time.monotonic()
        while True:
            answer = self.poll(stream, after)
            events += answer["events"]
            after = answer["last_event_id"]
            if events and is_there(state := fold_all(events)):
                return state
            if answer["events"]:
                heard_at = time.monotonic()
            is_over = answer["done"] or time.monotonic() - heard_at > SILENCE_SECONDS
            assert not is_over, f"the wanted state did not come; {fold_all(events)}"

    def job_ended(self, job: str) -> Any:
        """Wait for a job to be over, at an open tab of its project."""
        found = self.get(f"/api/jobs/{job}")
        with self.tab(found["project"]) as tab:
            unfinished = ("queued", "running")
            if self.get(f"/api/jobs/{job}")["status"] in unfinished:
                tab.until(
                    lambda f: f["type"] == "job" and f["job"]["id"] == job and f["job"]["status"] not in unfinished
                )
        return self.get(f"/api/jobs/{job}")

    @contextmanager
    def tab(self, project: str, *, acknowledges: bool = True, batch: bool = False, **options: Any) -> Iterator["Tab"]:
        """An open WebSocket of `project`; `batch`: it takes several events in a frame."""
        options.setdefault("additional_headers", {"Authorization": f"Bearer {self.token}"})
        address = f"{self.server.ws_url}/ws/projects/{project}/?client_id={uuid4()}" + "&batch=1" * batch
        with connect(address, max_size=None, **options) as connection:
            yield Tab(connection, acknowledges)

    @classmethod
    @contextmanager
    def at(cls, server: Server, name: str) -> Iterator["Person"]:
        """Somebody of this name, with a token of their own."""
        person = cls(server, server.place.token(name))
        with person.http:
            yield person


@dataclass
class Tab:
    """A client of the WebSocket: remembers the frames, and acknowledges events unless told not to."""

    connection: ClientConnection
    acknowledges: bool = True
    frames: list[dict[str, Any]] = field(default_factory=list)
    together: list[int] = field(default_factory=list)  # how many events came in each frame that holds several
    _coming: deque[dict[str, Any]] = field(default_factory=deque)

    def say(self, type: str, **fields: Any) -> None:
        self.connection.send(json.dumps({"type": type, **fields}))

    def acknowledge(self, event: Event) -> None:
        self.say("ack", stream=event["stream"], id=event["id"])

    def next(self, timeout: float = PATIENCE_SECONDS) -> dict[str, Any]:
        """The next frame, or the next event of one that holds several. Raises TimeoutError."""
        if not self._coming:
            received = json.loads(self.connection.recv(timeout=timeout))
            several = received["items"] if received["type"] == "events" else []
            self.together += [len(several)] if several else []
            self._coming.extend(several or [received])
        frame = self._coming.popleft()
        self.frames.append(frame)
        if "id" in frame and self.acknowledges:
            self.acknowledge(frame)
        return frame

    def until(self, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """The next frame that is `wanted`."""
        while not wanted(frame := self.next()):
            pass
        return frame

    def until_type(self, type: str) -> dict[str, Any]:
        return self.until(lambda frame: frame["type"] == type)

    def until_end(self, stream: str) -> list[Event]:
        """All events of `stream` that came at this tab, up to and with the next `finalized`."""
        self.until(lambda frame: frame["type"] == "finalized" and frame["stream"] == stream)
        return self.events(stream)

    def until_told(self, stream: str, is_there: Callable[[Any], bool]) -> Any:
        """Wait until the events of `stream` at this tab make a state that is as wanted; give it."""
        while not ((events := self.events(stream)) and is_there(state := fold_all(events))):
            self.next()
        return state

    def until_message(self, id: str, *statuses: str) -> dict[str, Any]:
        """Wait until the newest `message` frame of the message `id` is in one of `statuses`; give the message."""

        def known() -> dict[str, Any]:
            told = (frame["message"] for frame in reversed(self.frames) if frame["type"] == "message")
            return next((message for message in told if message["id"] == id), {})

        while known().get("status") not in statuses:
            self.next()
        return known()

    def settle(self) -> None:
        """Read all that was sent before the answer to a ping."""
        self.say("ping")
        self.until_type("pong")

    def events(self, stream: str) -> list[Event]:
        return [frame for frame in self.frames if frame.get("stream") == stream and "id" in frame]
