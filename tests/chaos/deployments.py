"""The product as it is run: real processes that keep their ports, to be killed, frozen and started again.

Embedded: SQLite and one process. Scaled: PostgreSQL, Redis, two web processes, two workers.
"""

import asyncio
import itertools
import os
import random
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

import httpx
import psycopg
import redis

from tests.chaos.rows import Database
from tests.servers import DRAWING, ROOT, Place, Process, free_port

LEASE_SECONDS = 2.0
READY_SECONDS = 60.0
USERS = ("ada", "ben", "cleo")
SETTINGS = {
    "EXTRA_APPS": "tests.chaos.outside,tests.chaos.fault_injection",
    "LEASE_SECONDS": str(LEASE_SECONDS),
    "IDLE_TIMEOUT_SECONDS": "4",  # more than a busy machine keeps the model server waiting
    "FIRST_TOKEN_TIMEOUT_SECONDS": "30",  # no fault of the model server's is as long
    "MAX_RUNNING_PER_USER": "50",
    "MAX_QUEUED_PER_USER": "100",
    **DRAWING,
}


@dataclass
class Node:
    """One process of a deployment. It keeps its name and its port however often it starts."""

    place: Place
    name: str
    command: list[str]
    settings: dict[str, str]
    url: str = ""  # of a web process
    process: Process | None = None
    armed: str = ""
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)  # who ends and starts it, one at a time

    def start(self, failpoints: str = "") -> None:
        """Begin; `ready` waits until it serves."""
        self.armed = failpoints
        path = self.place.folder / f"{self.name}.log"
        environment = self.place.environment(**self.settings, FAILPOINTS=failpoints, CHAOS_NODE=self.name)
        with path.open("ab") as log:
            child = subprocess.Popen(
                self.command, cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True
            )
        self.process = Process(child, path)
        self._log_start = path.stat().st_size

    @property
    def log(self) -> str:
        """What it printed since it last began."""
        path = self.place.folder / f"{self.name}.log"
        return path.read_bytes()[self._log_start :].decode(errors="replace") if path.exists() else ""

    @property
    def is_up(self) -> bool:
        return self.process is not None and self.process.child.poll() is None

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.child.pid

    @property
    def is_frozen(self) -> bool:
        return self.is_up and self._asked("stat").startswith("T")

    @property
    def memory_kib(self) -> int:
        """Resident memory."""
        return int(self._asked("rss") or 0)

    def _asked(self, what: str) -> str:
        done = subprocess.run(["ps", "-o", f"{what}=", "-p", str(self.pid)], capture_output=True, text=True)
        return done.stdout.strip()

    def kill(self) -> None:
        if self.process is not None and self.is_up:
            self.process.kill()

    def signal(self, number: int) -> None:
        if self.process is not None and self.is_up:
            self.process.signal(number)

    def freeze(self) -> None:
        self.signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self.signal(signal.SIGCONT)

    def limit_files(self, size: int | None) -> None:
        """Let no file of the running process grow beyond `size` bytes (Linux only); None: as before."""
        limit = resource.RLIM_INFINITY if size is None else size
        with suppress(ProcessLookupError):
            resource.prlimit(self.pid, resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))

    async def terminate(self, patience_s: float = 30) -> float:
        """Ask it to end; give the seconds that took. Raises TimeoutError."""
        assert self.process is not None
        began, child = time.monotonic(), self.process.child  # by its end another may have taken its place
        self.signal(signal.SIGTERM)
        async with asyncio.timeout(patience_s):
            while child.poll() is None:
                await asyncio.sleep(0.02)
        return time.monotonic() - began

    async def ready(self) -> None:
        """Wait until it serves, or works. Raises AssertionError with its log."""
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline:
            if not self.is_up:
                if self.armed:
                    return  # it came by its failpoint already
                break
            if await self._serves():
                return
            await asyncio.sleep(0.05)
        raise AssertionError(f"{self.name} did not begin:\n{self.log[-3000:]}")

    async def _serves(self) -> bool:
        if not self.url:
            return "Working." in self.log
        try:
            async with httpx.AsyncClient() as client:
                return (await client.get(f"{self.url}/healthz", timeout=2)).status_code == 200
        except httpx.HTTPError:
            return False


@dataclass
class Deployment:
    """Some nodes on one database, and who may use them."""

    way: str
    place: Place
    nodes: list[Node]
    redis_url: str = ""

    @property
    def webs(self) -> list[Node]:
        return [node for node in self.nodes if node.url]

    @property
    def workers(self) -> list[Node]:
        """The nodes that run streams."""
        return [node for node in self.nodes if not node.url] or self.nodes

    def control(self, name: str, text: str) -> None:
        """Bend the world of the nodes (tests/chaos/fault_injection); with an empty `text` it is straight again."""
        path = self.place.folder / name
        path.with_suffix(".new").write_text(text)
        path.with_suffix(".new").replace(path)  # whole at any moment

    def set_clock(self, node: Node, seconds: float) -> None:
        """Let the wall clock of `node` be wrong by so much from now on."""
        self.control(f"clock-{node.name}", str(seconds))

    @property
    def database(self) -> Database:
        return Database(self.place.environment()["DATABASE_URL"])

    async def start(self) -> Self:
        for node in self.nodes:
            node.start()
        await asyncio.gather(*(node.ready() for node in self.nodes))
        return self

    async def heal(self) -> None:
        """Bring every node back to how it should be: up, running, with no failpoint armed."""
        self.control("hints", "")
        for node in self.nodes:
            self.set_clock(node, 0)
            node.thaw()
            if node.is_up:
                node.limit_files(None)
            if node.is_up and node.armed:
                node.kill()
            if not node.is_up:
                node.start()
        await asyncio.gather(*(node.ready() for node in self.nodes))

    def end(self) -> None:
        for node in self.nodes:
            if node.process is not None:
                node.process.end()


def web_node(place: Place, name: str, kind: str, **settings: str) -> Node:
    """A web process under daphne or uvicorn."""
    port = free_port()
    command = [sys.executable, "manage.py", "runserver", "--noreload", f"127.0.0.1:{port}"]
    if kind == "uvicorn":
        command = [sys.executable, "-m", "uvicorn", "config.asgi:application", "--host", "127.0.0.1"]
        command += ["--port", str(port), "--timeout-graceful-shutdown", "5", "--log-level", "warning"]
    return Node(place, name, command, settings, f"http://127.0.0.1:{port}")


def worker_node(place: Place, name: str, **settings: str) -> Node:
    return Node(place, name, [sys.executable, "manage.py", "work"], settings)


@contextmanager
def embedded(folder: Path, settings: dict[str, str], kind: str = "daphne") -> Iterator[Deployment]:
    """SQLite and one process, not started yet. `folder` is its own."""
    folder.mkdir(parents=True, exist_ok=True)
    place = Place(folder, {**SETTINGS, "CHAOS_CONTROLS": str(folder), **settings})
    place.migrate(*USERS)
    deployment = Deployment("embedded", place, [web_node(place, "web", kind)])
    try:
        yield deployment
    finally:
        deployment.end()


_numbers = itertools.count()


def postgres_url() -> str:
    return os.environ.get("TEST_DATABASE_URL", "postgres://root@127.0.0.1:5432/")


def redis_address() -> str:
    return os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379")


def missing_services() -> str:
    """What the scaled way needs and is not there; empty when all is."""
    try:
        with psycopg.connect(_maintenance_url(postgres_url()), connect_timeout=3):
            pass
    except psycopg.Error as error:
        return f"PostgreSQL at TEST_DATABASE_URL ({postgres_url()}): {error}"
    try:
        with redis.Redis.from_url(redis_address(), socket_connect_timeout=3) as client:
            client.ping()
    except redis.RedisError as error:
        return f"Redis at TEST_REDIS_URL ({redis_address()}): {error}"
    return ""


def _database_url(server_url: str, name: str) -> str:
    return urlsplit(server_url)._replace(path=f"/{name}").geturl()


def _maintenance_url(server_url: str) -> str:
    """Of the database from which others are made: the one that is named, else the one that every server has."""
    return server_url if urlsplit(server_url).path.strip("/") else _database_url(server_url, "postgres")


@contextmanager
def own_database(server_url: str) -> Iterator[str]:
    """A new database's URL on the PostgreSQL server at `server_url`; dropped afterwards."""
    name = f"reeltalk_chaos_{os.getpid()}_{next(_numbers)}"
    with psycopg.connect(_maintenance_url(server_url), autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
    try:
        yield _database_url(server_url, name)
    finally:
        with psycopg.connect(_maintenance_url(server_url), autocommit=True) as server:
            server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@contextmanager
def own_redis(folder: Path) -> Iterator["PrivateRedis"]:
    """A Redis server that may be stopped, for one deployment."""
    server = PrivateRedis(folder, free_port())
    server.start()
    try:
        yield server
    finally:
        server.stop()


@dataclass
class PrivateRedis:
    folder: Path
    port: int
    child: "subprocess.Popen[bytes] | None" = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}"

    def start(self) -> None:
        command = [
            "redis-server",
            "--port",
            str(self.port),
            "--save",
            "",
            "--appendonly",
            "no",
            "--bind",
            "127.0.0.1",
        ]
        self.child = subprocess.Popen(command, cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            try:
                with redis.Redis.from_url(self.url) as client:
                    client.ping()
                return
            except redis.RedisError:
                time.sleep(0.05)
        raise AssertionError("the test's own Redis did not begin")

    def stop(self) -> None:
        if self.child is not None:
            self.child.kill()
            self.child.wait(10)
            self.child = None


@contextmanager
def scaled(
    folder: Path,
    settings: dict[str, str],
    redis_url: str = "",
    server_url: str = "",
    kinds: tuple[str, str] = ("daphne", "uvicorn"),
) -> Iterator[Deployment]:
    """PostgreSQL, Redis, two web processes and two workers, not started yet."""
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        url = stack.enter_context(own_database(server_url or postgres_url()))
        # A number of one's own keeps FLUSHALL's little sister FLUSHDB away from others; hints have no number.
        address = redis_url or f"{redis_address().rstrip('/')}/{random.randint(1, 15)}"
        addresses = {"DATABASE_URL": url, "REDIS_URL": address, "CHAOS_CONTROLS": str(folder)}
        place = Place(folder, {**SETTINGS, **addresses, **settings})
        place.migrate(*USERS)
        webs = [web_node(place, f"web{i}", kind, EMBEDDED_WORKER="0") for i, kind in enumerate(kinds, 1)]
        workers = [worker_node(place, f"worker{i}") for i in (1, 2)]
        deployment = Deployment("scaled", place, [*webs, *workers], redis_url=address)
        stack.callback(deployment.end)
        yield deployment
