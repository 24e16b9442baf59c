"""Bodies that are too large, too slow or never end cost the sender their connection, and nobody else anything."""

import asyncio
import json
import re
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from daphne.server import Server as DaphneServer
from django.contrib.auth.models import AnonymousUser
from hypothesis import given, settings
from hypothesis import strategies as st
from twisted.internet.address import IPv4Address
from twisted.internet.error import ConnectionDone
from twisted.internet.task import Clock
from twisted.internet.testing import StringTransport
from twisted.python.failure import Failure

from config.body_limits import daphne as daphne_bodies
from config.body_limits import limits
from config.body_limits.bounded import BoundedBodies
from config.body_limits.daphne import BoundedFactory
from config.body_limits.limits import FROM_ANYBODY, HEADER_SECONDS, IDLE_SECONDS, MIB, IncomingBody, largest
from tests.people import Person
from tests.servers import Place, Server

HUGE = 2**30  # bytes
PATHS = ["/", "/login/", "/admin/login/", "/markdown", "/api/projects", "/api/projects/1/assets", "/api/nothing"]
PATHS += ["/api/projects/1/messages?wait=1", "/api/streams/1/events", "/nothing", "/static/css/base.css", "/healthz"]
PATHS += ["/ws/projects/1/", "/%2e%2e/api/projects", "//", "/s/x/"]


@pytest.fixture(scope="module", params=["runserver", "daphne command", "uvicorn"])
def serving(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, server: Server
) -> Iterator[Server]:
    """Each way to serve the product; all on one database."""
    if request.param == "runserver":
        yield server
        return
    place = Place(tmp_path_factory.mktemp("bodies"), server.place.environment())
    with place.server(request.param) as running:
        yield running


class Wire:
    """A connection on which anything may be said."""

    def __init__(self, server: Server) -> None:
        host, port = server.url.removeprefix("http://").split(":")
        self.host = f"{host}:{port}"
        self.socket = socket.create_connection((host, int(port)))
        self.socket.settimeout(20)

    def __enter__(self) -> "Wire":
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    def begin(self, method: str, path: str, *headers: str) -> None:
        lines = [f"{method} {path} HTTP/1.1", f"Host: {self.host}", *headers, "", ""]
        self.socket.sendall("\r\n".join(lines).encode())

    def chunk(self, data: bytes) -> None:
        self.socket.sendall(b"%x\r\n%s\r\n" % (len(data), data))

    def answer(self) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body of the next answer."""
        read = self.socket.makefile("rb")
        status = int(read.readline().split()[1])
        lines = iter(read.readline, b"\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.decode().partition(":") for line in lines)}
        return status, headers, read.read(int(headers["content-length"]))


def assert_refused(wire: Wire, path: str, *statuses: int) -> None:
    status, headers, body = wire.answer()
    assert status in statuses and headers["connection"] == "close" and headers["x-content-type-options"] == "nosniff"
    if path.startswith("/api/"):
        refusal = json.loads(body)
        assert re.fullmatch("[a-z_]+", refusal["code"]) and refusal["message"].endswith(".")
    else:
        assert headers["content-type"].startswith("text/plain") and body.endswith(b".\n")


FORM = "Content-Type: multipart/form-data; boundary=x"


@pytest.mark.parametrize("path", PATHS)
def test_a_huge_body_is_refused_before_it_comes(serving: Server, path: str) -> None:
    with Wire(serving) as wire:
        wire.begin("POST", path, FORM, f"Content-Length: {HUGE}")
        assert_refused(wire, path, 413)


@pytest.mark.parametrize("path", PATHS)
def test_a_body_that_names_no_length_is_read_to_the_limit(serving: Server, path: str) -> None:
    with Wire(serving) as wire:
        wire.begin("PUT", path, FORM, "Transfer-Encoding: chunked")
        for _ in range(3):
            wire.chunk(bytes(FROM_ANYBODY // 2))
        assert_refused(wire, path, 401, 413)  # though there is no end of it


def test_a_client_that_sends_it_all_the_same_reads_why(serving: Server) -> None:
    with Wire(serving) as wire:
        wire.begin("POST", "/login/", FORM, f"Content-Length: {HUGE}")
        for _ in range(HUGE // MIB):
            wire.socket.sendall(bytes(MIB))
        assert_refused(wire, "/login/", 413)
    assert httpx.get(f"{serving.url}/healthz").status_code == 200


def test_memory_does_not_grow_with_what_is_refused(serving: Server) -> None:
    told = Path(f"/proc/{serving.process.child.pid}/status")
    if not told.exists():
        pytest.skip("this system tells no process's memory")

    def most_mib() -> int:
        return int(re.findall(r"VmHWM:\s+(\d+) kB", told.read_text())[0]) // 1024

    before = most_mib()
    for _ in range(3):
        with Wire(serving) as wire:
            wire.begin("POST", "/", FORM, "Transfer-Encoding: chunked")
            for _ in range(30):
                wire.chunk(bytes(MIB))
            assert_refused(wire, "/", 413)
    assert most_mib() - before < 30


def test_nothing_behind_a_refused_header_is_taken_for_a_request(serving: Server) -> None:
    with Wire(serving) as wire:
        wire.begin("POST", "/", f"Content-Length: {HUGE}", "Expect: 100-continue")
        wire.begin("GET", "/healthz")
        assert_refused(wire, "/", 413)
        wire.socket.shutdown(socket.SHUT_WR)
        assert wire.socket.recv(1000) == b""


def test_a_large_body_is_read_only_from_somebody_who_is_signed_in(serving: Server, owner: Person) -> None:
    path = f"/api/projects/{owner.project()}/assets"
    for header in ("Accept: */*", "Authorization: Bearer rt_wrong", "Cookie: sessionid=wrong"):
        with Wire(serving) as wire:
            wire.begin("POST", path, FORM, "Content-Length: 5000000", header)
            assert_refused(wire, path, 401)
    with serving.client(owner.token) as member:
        answer = member.post(path, files={"file": ("x.png", bytes(5_000_000), "image/png")})
        assert (answer.status_code, answer.json()["code"]) == (422, "unknown_file")
        chunked = (bytes(100_000) for _ in range(50))
        answer = member.post(path, content=chunked, headers={"Content-Type": "multipart/form-data; boundary=x"})
        assert answer.status_code in (400, 422)  # read whole, and then found to be no form


# What daphne is made of, on a clock of its own


@dataclass
class Line:
    """A connection to daphne's server without sockets or reactor."""

    clock: Clock
    transport: StringTransport
    channel: Any
    requests: list[tuple[str, int]]  # what reached the application: path and bytes of the body

    def say(self, text: str | bytes) -> None:
        self.channel.dataReceived(text.encode() if isinstance(text, str) else text)

    @property
    def said(self) -> bytes:
        return self.transport.value()

    @property
    def is_over(self) -> bool:
        return bool(self.transport.disconnecting or self.transport.disconnected)

    def hang_up(self) -> None:
        self.channel.connectionLost(Failure(ConnectionDone()))


@pytest.fixture
def line(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], Line]]:
    lines: list[Line] = []

    def begin() -> Line:
        lines.append(new_line(monkeypatch))
        return lines[-1]

    yield begin
    for each in lines:
        each.hang_up()


def new_line(monkeypatch: pytest.MonkeyPatch) -> Line:
    clock = Clock()
    for module in (limits, daphne_bodies):
        monkeypatch.setattr(module, "monotonic", clock.seconds)
    requests: list[tuple[str, int]] = []

    async def application(scope: Any, receive: Any, send: Any) -> None:
        size, more = 0, True
        while more:
            message = await receive()
            size, more = size + len(message.get("body", b"")), message.get("more_body", False)
        requests.append((scope["path"], size))

    server = DaphneServer(application, endpoints=["unused"])
    server.connections = {}
    factory = BoundedFactory(server)
    factory.reactor = clock
    channel = factory.buildProtocol(IPv4Address("TCP", "127.0.0.1", 1))
    transport = StringTransport(peerAddress=IPv4Address("TCP", "127.0.0.1", 1))
    transport.loseWriteConnection = lambda: None
    channel.makeConnection(transport)
    return Line(clock, transport, channel, requests)


HEAD = "POST /login/ HTTP/1.1\r\nHost: x\r\n"


@pytest.mark.parametrize("half", ["", "P", "POST /login/", HEAD, HEAD + "Content-Le", "\r\n"])
async def test_a_header_that_does_not_end_is_not_waited_for(line: Callable[[], Line], half: str) -> None:
    waiting = line()
    waiting.say(half)
    waiting.clock.advance(HEADER_SECONDS - 1)
    assert not waiting.is_over
    waiting.clock.advance(1)
    assert waiting.is_over


async def test_a_header_that_comes_letter_by_letter_is_not_waited_for(line: Callable[[], Line]) -> None:
    waiting = line()
    for letter in f"{HEAD}Name: {'x' * 1000}":
        if not waiting.is_over:
            waiting.say(letter)
            waiting.clock.advance(1)
    assert waiting.clock.seconds() == HEADER_SECONDS and waiting.is_over


@pytest.mark.parametrize("length", ["Content-Length: 60000", "Transfer-Encoding: chunked"])
async def test_a_body_that_does_not_go_on_is_a_408(line: Callable[[], Line], length: str) -> None:
    waiting = line()
    waiting.say(f"{HEAD}{length}\r\n\r\n5\r\nabcde\r\n")
    waiting.clock.advance(IDLE_SECONDS - 1)
    assert not waiting.said
    waiting.clock.advance(1)
    assert waiting.said.startswith(b"HTTP/1.1 408 ")
    waiting.clock.advance(limits.LINGER_SECONDS)
    assert waiting.transport.disconnected or waiting.is_over


async def test_a_body_may_be_slow_but_not_endless(line: Callable[[], Line]) -> None:
    slow = line()
    slow.say(f"{HEAD}Content-Length: 60000\r\n\r\n")
    for _ in range(600):  # at 100 bytes a second, a tenth of the slowest
        if not slow.said:
            slow.say(b"x" * 100)
            slow.clock.advance(1)
    assert slow.said.startswith(b"HTTP/1.1 408 ") and 60 <= slow.clock.seconds() < 70
    steady = line()
    steady.say(f"{HEAD}Content-Length: 60000\r\n\r\n")
    for _ in range(60):
        steady.say(b"x" * 1000)
        steady.clock.advance(1)
    await asyncio.sleep(0)
    assert steady.requests == [("/login/", 60_000)] and not steady.said


async def test_an_answer_may_take_as_long_as_it_likes(line: Callable[[], Line]) -> None:
    asking = line()
    asking.say("GET /api/streams/1/events HTTP/1.1\r\nHost: x\r\n\r\n")
    asking.clock.advance(86_400)
    assert not asking.is_over


async def test_who_still_reads_the_last_answer_is_not_cut_off(line: Callable[[], Line]) -> None:
    reading = line()
    reading.say("GET /file HTTP/1.1\r\nHost: x\r\n\r\n")
    request = reading.channel.requests[0]
    request.handle_reply({"type": "http.response.start", "status": 200})
    reading.transport.dataBuffer, reading.transport.offset = b"x" * 1000, 0  # what the client has not taken yet
    request.handle_reply({"type": "http.response.body", "body": b""})
    for sent in (100, 200, 300):
        reading.transport.offset = sent
        reading.clock.advance(HEADER_SECONDS)
        assert not reading.is_over
    reading.clock.advance(HEADER_SECONDS)  # nothing was taken any more
    assert reading.is_over


# Any cut of any body


SIZES = st.sampled_from([0, 1, 1000, FROM_ANYBODY - 1, FROM_ANYBODY])
PIECES = st.lists(st.integers(1, 40_000), max_size=8)


@settings(max_examples=60, deadline=None)
@given(SIZES, PIECES, st.booleans())
def test_a_body_within_the_limits_arrives_however_it_is_cut(size: int, pieces: list[int], is_chunked: bool) -> None:
    body = bytes(size)
    framing = "Transfer-Encoding: chunked" if is_chunked else f"Content-Length: {size}"
    framed = b"%x\r\n%s\r\n0\r\n\r\n" % (size, body) if is_chunked and size else b"0\r\n\r\n" if is_chunked else body
    wire = f"{HEAD}{framing}\r\n\r\n".encode() + framed

    async def play() -> list[tuple[str, int]]:
        with pytest.MonkeyPatch.context() as patch:
            playing, rest = new_line(patch), wire
            for piece in [*pieces, len(wire)]:
                playing.say(rest[:piece])
                rest = rest[piece:]
            await asyncio.sleep(0)
            assert not playing.said
            playing.hang_up()
            return playing.requests

    assert asyncio.run(play()) == [("/login/", size)]


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(["/login/", "/api/projects", "/ws/projects/1/"]), PIECES, st.booleans())
def test_the_wrapper_hands_on_no_byte_beyond_the_limit(path: str, pieces: list[int], is_announced: bool) -> None:
    total = sum(pieces)
    allowed = min(FROM_ANYBODY, largest(path))
    sent: list[Any] = []
    coming = [{"type": "http.request", "body": bytes(piece), "more_body": True} for piece in pieces]
    coming.append({"type": "http.request", "body": b"", "more_body": False})
    taken = 0

    async def application(scope: Any, receive: Any, send: Any) -> None:
        nonlocal taken
        while (message := await receive())["type"] == "http.request":
            taken += len(message["body"])
            if not message["more_body"]:
                await send({"type": "http.response.start", "status": 204, "headers": []})
                await send({"type": "http.response.body", "body": b""})
                return
        await send({"type": "http.response.start", "status": 500, "headers": []})

    async def receive() -> Any:
        return coming.pop(0)

    async def send(message: Any) -> None:
        sent.append(message)

    async def nobody(scope: Any) -> AnonymousUser:
        return AnonymousUser()

    headers = [(b"content-length", str(total).encode())] if is_announced else []
    scope = {"type": "http", "method": "POST", "path": path, "headers": headers}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("config.body_limits.signed_in.in_pool", lambda _: nobody)  # nobody is asked for in a database
        asyncio.run(BoundedBodies(application)(scope, receive, send))
    status = sent[0]["status"]
    assert taken <= allowed and [m["type"] for m in sent].count("http.response.start") == 1
    assert status == 204 if total <= allowed else status in (401, 413)
    assert taken == total if status == 204 else not (is_announced and taken)


async def test_the_wrapper_waits_for_no_half_body(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "IDLE_SECONDS", 0.01)
    monkeypatch.setattr("config.body_limits.bounded.LINGER_SECONDS", 0.01)
    sent: list[Any] = []

    async def application(scope: Any, receive: Any, send: Any) -> None:
        assert (await receive())["type"] == "http.disconnect"

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "POST", "path": "/api/projects", "headers": [(b"content-length", b"9")]}
    await BoundedBodies(application)(scope, asyncio.Event().wait, send)
    assert sent[0]["status"] == 408 and json.loads(sent[1]["body"])["code"] == "too_slow"


@given(st.text())
def test_every_path_has_a_limit(path: str) -> None:
    assert 0 <= largest(path) <= IncomingBody(path, 0).largest <= 11 * MIB
