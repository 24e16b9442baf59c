"""Who says too much on sockets is told so and closed; who reads fast, or says much now and then, never is."""

import json
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from websockets.exceptions import ConnectionClosed
from websockets.frames import Opcode
from websockets.sync.client import ClientConnection

from chat.web.rate_limits import BURST_SECONDS, BYTES_A_TOKEN, Allowance, Allowances
from tests.people import Person
from tests.reading import assert_gapless
from tests.servers import Place, Server
from tests.upstream import Hold, Parallel, ScriptedUpstream, ToolCall, marker, say, step

PER_SOCKET, PER_USER = 10, 40  # frames a second: bursts of 100 and 400
BURST = int(PER_SOCKET * BURST_SECONDS)
TOO_FAST = 4429

# The rule


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@given(pauses=st.lists(st.floats(0, 5), min_size=1, max_size=300))
def test_no_socket_says_more_than_a_burst_and_its_rate(pauses: list[float]) -> None:
    clock = Clock()
    with Allowances(PER_SOCKET, PER_USER, clock).socket(1) as allowance:
        passed = 0
        for pause in pauses:
            clock.now += pause
            passed += allowance.take()
            assert passed <= BURST + PER_SOCKET * clock.now + 1


@given(st.lists(st.tuples(st.integers(0, 9), st.floats(0, 0.5), st.booleans()), max_size=200))
def test_no_user_says_more_than_their_burst_and_rate_and_what_quiet_sockets_had_left(
    steps: list[tuple[int, float, bool]],
) -> None:
    """However many sockets they open, and however often they come back."""
    clock = Clock()
    allowances = Allowances(PER_SOCKET, PER_USER, clock)
    stays = [ExitStack() for _ in range(10)]
    opened: dict[int, Allowance] = {}
    passed = 0
    for number, pause, leaves in steps:
        clock.now += pause
        if leaves:
            stays[number].close()
            opened.pop(number, None)
        if number not in opened:
            opened[number] = stays[number].enter_context(allowances.socket(1))
        passed += sum(opened[number].take() for _ in range(BURST))
        quiet = len(stays) * (BURST / 2 + PER_SOCKET * clock.now)
        assert passed <= PER_USER * (BURST_SECONDS + clock.now) + quiet


def test_whoever_comes_back_at_once_gains_nothing() -> None:
    clock = Clock()
    allowances = Allowances(PER_SOCKET, PER_USER, clock)
    passed = 0
    for _ in range(100):
        with allowances.socket(1) as allowance:
            while allowance.take():
                passed += 1
    assert passed == PER_USER * BURST_SECONDS
    assert allowance.retry_after_s == BURST / PER_USER + 0.5  # rounded up
    clock.now += allowance.retry_after_s
    with allowances.socket(1) as allowance:
        assert all(allowance.take() for _ in range(BURST))


def test_a_quiet_socket_does_not_pay_for_the_users_others() -> None:
    allowances = Allowances(PER_SOCKET, PER_USER, Clock())
    with allowances.socket(1) as quiet, allowances.socket(2) as other_user:
        for _ in range(10):
            with allowances.socket(1) as loud:
                while loud.take():
                    pass
        assert quiet.take() and other_user.take()


def test_what_a_user_has_said_is_remembered_while_nobody_is_there_and_no_longer_than_needed() -> None:
    clock = Clock()
    allowances = Allowances(PER_SOCKET, PER_USER, clock)
    with allowances.socket(1) as allowance:
        assert allowance.take()
    clock.now += 1
    with allowances.socket(2):
        assert set(allowances._users) == {2}


def test_large_frames_count_for_more() -> None:
    with Allowances(PER_SOCKET, PER_USER, Clock()).socket(1) as allowance:
        assert allowance.take(BYTES_A_TOKEN * (BURST - 1)) and not allowance.take()
    with Allowances(100, 500, Clock()).socket(1) as allowance:  # by default one frame of any size that servers take
        assert allowance.take(16 * 2**20)


# The sockets


@pytest.fixture(scope="module", params=["daphne", "uvicorn"])
def tight(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    migrated: Place,
    upstream: ScriptedUpstream,
) -> Iterator[Server]:
    """A server of each kind that allows little."""
    folder = tmp_path_factory.mktemp("tight")
    limits = {"MAX_FRAMES_PER_SOCKET": str(PER_SOCKET), "MAX_FRAMES_PER_USER": str(PER_USER)}
    with migrated.copied(folder, {"OPENAI_BASE_URL": upstream.base_url, **limits}).server(request.param) as running:
        yield running


@pytest.fixture(scope="module")
def loud(tight: Server) -> Iterator[Person]:
    with Person.at(tight, "loud") as person:
        yield person


@pytest.fixture(scope="module")
def calm(tight: Server) -> Iterator[Person]:
    with Person.at(tight, "calm") as person:
        yield person


def frame(**fields: Any) -> str:
    return json.dumps(fields)


MESSAGES: dict[str, str | bytes] = {
    "ping": frame(type="ping"),
    "resume": frame(type="resume", stream="1", after=None),
    "send": frame(type="send", id=str(uuid4()), content=""),
    "stop": frame(type="stop", stream="1"),
    "retry": frame(type="retry", stream="1"),
    "idle ack": frame(type="ack", stream="1", id="1-1"),
    "unknown": frame(type="sing"),
    "garbage": "{",
    "binary": b"\0",
    "too large": "x" * (600 * 1024),
}


def goodbye(connection: ClientConnection) -> tuple[list[dict[str, Any]], int]:
    """The frames that came, up to the end, and the code of the end."""
    frames = []
    try:
        while True:
            frames.append(json.loads(connection.recv(timeout=30)))
    except ConnectionClosed as closed:
        assert closed.rcvd is not None
        return frames, closed.rcvd.code


def flood(connection: ClientConnection, message: str | bytes) -> None:
    """Say it about twice as often as one may."""
    with suppress(ConnectionClosed):
        for _ in range(2 * BURST * BYTES_A_TOKEN // max(len(message), BYTES_A_TOKEN)):
            connection.send(message)


def test_whoever_says_too_much_is_told_so_and_closed(tight: Server, loud: Person, calm: Person) -> None:
    project = loud.project()
    with ExitStack() as staying:
        other = staying.enter_context(calm.tab(calm.project()))
        tabs = {kind: staying.enter_context(loud.tab(project, max_queue=None)) for kind in MESSAGES}
        for kind, tab in tabs.items():
            flood(tab.connection, MESSAGES[kind])
        for kind, tab in tabs.items():
            frames, code = goodbye(tab.connection)
            problem = frames[-1]
            assert (kind, code, problem["type"], problem.get("code")) == (kind, TOO_FAST, "problem", "too_fast")
            assert problem["message"].endswith(".") and problem["retry_after_s"] >= 1
        other.settle()
    assert loud.get("/healthz") == {"status": "ok"}


def masked(opcode: Opcode, is_last: bool = True) -> bytes:
    """An empty frame of a client; its mask is zero."""
    return bytes([(0x80 if is_last else 0) | opcode, 0x80, 0, 0, 0, 0])


@pytest.mark.parametrize(
    ("first", "again"),
    [
        (b"", masked(Opcode.PING)),
        (b"", masked(Opcode.PONG)),
        (masked(Opcode.TEXT, False), masked(Opcode.CONT, False)),
    ],
    ids=["ping", "pong", "fragments"],
)
def test_frames_that_no_application_sees_count_too(tight: Server, loud: Person, first: bytes, again: bytes) -> None:
    with loud.tab(loud.project()) as tab:
        tab.connection.socket.sendall(first + again * 2 * BURST)
        assert goodbye(tab.connection)[1] == TOO_FAST


def test_nothing_is_done_of_what_comes_behind_the_last_frame_that_was_allowed(tight: Server, calm: Person) -> None:
    project = calm.project()
    with calm.tab(project, max_queue=None) as tab:
        ping, late = frame(type="ping"), frame(type="send", id=str(uuid4()), content=marker(say("Late.")))
        with suppress(ConnectionClosed):
            for text in [*[ping] * (2 * BURST), late]:
                tab.connection.send(text)
        frames, code = goodbye(tab.connection)
    assert code == TOO_FAST and [frame["type"] for frame in frames].count("pong") < 2 * BURST
    assert calm.get(f"/api/projects/{project}/messages")["items"] == []


def test_acknowledging_fast_is_never_too_fast(tight: Server, calm: Person, upstream: ScriptedUpstream) -> None:
    """An answer of many more events than a socket may say frames, each acknowledged by itself."""
    pieces = Parallel((ToolCall("no_such_tool", {"text": "x" * 40}),) * 90)
    project, gate = calm.project(), str(uuid4())
    with calm.tab(project) as tab:
        stream = calm.stream(project, marker(step(Hold(gate), pieces, finish="tool_calls"), say("Done.")))
        tab.until_told(stream, lambda state: state["status"] == "running")
        upstream.release(gate)
        events = tab.until_end(stream)
        assert len(events) > 4 * BURST
        assert_gapless(events)
        tab.settle()


def test_a_burst_of_what_a_page_says_when_it_comes_back_is_no_flood(tight: Server, calm: Person) -> None:
    """Fifty resumes, each behind what it knows, and a ping."""
    project = calm.project()
    state = calm.answered(project, marker(say("Hello.")))
    with calm.tab(project) as tab:
        for _ in range(50):
            tab.say("resume", stream=state["id"], after=state["last_event_id"])
        tab.settle()
        assert not [frame for frame in tab.frames if frame["type"] == "problem"]
