"""What is measured: each way is an address, its processes, and what each client says to it."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

import httpx

from benchmarks.streams import peers
from tests.chaos.deployments import PrivateRedis, own_database, own_redis, postgres_url
from tests.servers import ROOT, Place, free_port

LIMITS = dict.fromkeys(("MAX_RUNNING_STREAMS", "MAX_RUNNING_PER_USER", "MAX_QUEUED_PER_USER", "MAX_QUEUED"), "5000")
HANDSHAKE = "Host: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n" \
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"  # fmt: skip


PEERS = Path(os.environ.get("PEERS_FOLDER") or Path(tempfile.gettempdir(), "stream-peers"))
TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")


def cpu_seconds(*processes: int) -> float:
    """User and system time so far."""
    total = 0
    for process in processes:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        total += int(fields[11]) + int(fields[12])
    return total / TICKS_A_SECOND


class Way(NamedTuple):
    """`processes`: their CPU counts. `clients`: the request of each, and the frames that it sends once it is open."""

    port: int
    processes: list[int]
    clients: list[tuple[str, list[str]]]
    place: Place | None = None
    redis: PrivateRedis | None = None


@contextmanager
def module(name: str, *arguments: object) -> Iterator["subprocess.Popen[str]"]:
    """`python -m name …` in a process of its own, once it says that it is ready."""
    command = [sys.executable, "-m", name, *map(str, arguments)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as child:
        try:
            assert child.stdout is not None
            child.stdout.readline()
            yield child
        finally:
            child.kill()


@contextmanager
def pipe(source: int, streams: int) -> Iterator[Way]:
    port = free_port()
    with module("benchmarks.streams.pipe", port, source) as child:
        yield Way(port, [child.pid], [(f"GET / HTTP/1.1\r\n{HANDSHAKE}\r\n", ["{}"])] * streams)


@contextmanager
def embedded(source: int, streams: int) -> Iterator[Way]:
    with product(source, streams, {}) as way:
        yield way


@contextmanager
def scaled(source: int, streams: int) -> Iterator[Way]:
    with own_services() as (settings, redis), product(source, streams, settings) as way:
        yield way._replace(redis=redis)


@contextmanager
def product(source: int, streams: int, services: dict[str, str]) -> Iterator[Way]:
    """As operators run it; with `services`, a web process and a worker beside it."""
    settings = {"OPENAI_BASE_URL": f"http://127.0.0.1:{source}/v1", "LOG_LEVEL": "WARNING", "DEBUG": "0"}
    settings |= {"ALLOWED_HOSTS": "127.0.0.1", **LIMITS, **services}
    settings["UVICORN_WS_PING_INTERVAL"] = "3600"  # the clients look for stamps alone, and answer no ping
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        place = Place(folder, settings)
        place.manage("migrate", "--verbosity", "0")
        token = place.token()
        server = stack.enter_context(place.server("uvicorn", **({"EMBEDDED_WORKER": "0"} if services else {})))
        processes = [server.process.child.pid]
        if services:
            processes.append(stack.enter_context(place.worker()).child.pid)
        with server.client(token) as client:
            warm(client)
            ids = [client.post("/api/projects", json={"name": str(n)}).json()["id"] for n in range(streams)]
        clients = [
            (
                f"GET /ws/projects/{id}/ HTTP/1.1\r\n{HANDSHAKE}Authorization: Bearer {token}\r\n\r\n",
                [json.dumps({"type": "send", "id": str(uuid4()), "content": "go"})],
            )
            for id in ids
        ]
        yield Way(int(server.url.rsplit(":", 1)[1]), processes, clients, place)


def warm(client: httpx.Client) -> None:
    """One answer, begun and stopped: what a process takes once is not what a stream takes."""
    project = client.post("/api/projects", json={"name": "first"}).json()["id"]
    sent = client.post(f"/api/projects/{project}/messages", json={"id": str(uuid4()), "content": "go"}).json()
    address = f"/api/streams/{sent['stream']['id']}"
    while not client.get(address).json()["content"]:
        time.sleep(0.05)
    client.post(f"{address}/stop")
    while client.get(address).json()["status"] not in ("stopped", "error"):
        time.sleep(0.05)


@contextmanager
def own_services() -> Iterator[tuple[dict[str, str], PrivateRedis]]:
    """A PostgreSQL database and a Redis server for one measurement."""
    with (
        tempfile.TemporaryDirectory() as folder,
        own_database(postgres_url()) as url,
        own_redis(Path(folder)) as redis,
    ):
        yield {"DATABASE_URL": url, "REDIS_URL": redis.url}, redis


@contextmanager
def ai(source: int, streams: int) -> Iterator[Way]:
    port = free_port()
    with peers.ai(PEERS, port, source) as (process, request):
        yield Way(port, [process], [(request, [])] * streams)


@contextmanager
def chainlit(source: int, streams: int) -> Iterator[Way]:
    port = free_port()
    with peers.chainlit(PEERS, port, source, HANDSHAKE) as (process, request):
        yield Way(port, [process], [(request, peers.chainlit_frames()) for _ in range(streams)])


WAYS = {"pipe": pipe, "embedded": embedded, "scaled": scaled, "chainlit": chainlit, "ai": ai}
