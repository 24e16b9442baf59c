"""Doing the damage: each kind of fault as one coroutine that ends when the damage has ended."""

import asyncio
import random
import signal
import sqlite3
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack, closing, suppress
from typing import TYPE_CHECKING

import psycopg
import redis

from tests.chaos.deployments import LEASE_SECONDS, Node, worker_node
from tests.chaos.proxy import NONE, Harm, Proxy
from tests.chaos.rows import OURS
from tests.chaos.scenarios import Fault

if TYPE_CHECKING:
    from tests.chaos.runs import Testbed

FROZEN_SECONDS = 2 * LEASE_SECONDS
WAIT_FOR_POINT_SECONDS = 6.0
NEVER_ENDED = 999.0
FULL_BYTES = 1  # the longest that a file may grow to while the disk is full


class Damage:
    """Does the faults of one run to one deployment."""

    def __init__(self, testbed: "Testbed", seed: int) -> None:
        self.deployment, self.redis, self.postgres = testbed.deployment, testbed.own_redis, testbed.own_postgres
        self.model_link, self.client_links = testbed.model_link, testbed.links
        self.chance = random.Random(seed)
        self.kills: list[float] = []  # when something was killed
        self.terminations: list[float] = []  # how long a process took to end after SIGTERM
        self.spare: Node | None = None
        self._restarting = asyncio.Lock()
        self._kinds: dict[str, Callable[[Fault], Awaitable[None]]] = {
            "kill": self.kill, "freeze": self.freeze, "terminate": self.terminate, "failpoint": self.failpoint,
            "frozen_point": self.frozen_point, "model_link": self.harm_model_link,
            "client_link": self.harm_client_links,
            "sqlite_lock": self.sqlite_lock, "backends": self.backends, "table_lock": self.table_lock,
            "redis_flush": self.redis_flush, "redis_pause": self.redis_pause, "redis_down": self.redis_down,
            "hints": self.hints, "clock": self.clock, "full_disk": self.full_disk, "postgres": self.restart_postgres,
        }  # fmt: skip

    def node(self, fault: Fault) -> Node:
        return self.deployment.nodes[fault.target % len(self.deployment.nodes)]

    def worker(self, fault: Fault) -> Node:
        return self.deployment.workers[fault.target % len(self.deployment.workers)]

    async def arm(self, fault: Fault) -> None:
        """Start the workers anew with the fault's failpoint, whoever comes by it first. Before the run begins."""
        for node in self.deployment.workers:
            node.kill()
            node.start(fault.detail)
        await asyncio.gather(*(node.ready() for node in self.deployment.workers))

    async def do(self, fault: Fault) -> None:
        await asyncio.sleep(fault.at_s)
        await self._kinds[fault.kind](fault)

    async def kill(self, fault: Fault) -> None:
        node = self.node(fault)
        async with node.lock:
            node.kill()
            self.kills.append(time.monotonic())
            await self._again(node)

    async def _again(self, node: Node) -> None:
        if not node.is_up:
            node.start()
            await node.ready()

    async def failpoint(self, fault: Fault) -> None:
        """Wait until an armed node has died at its point; not every run comes by it."""
        armed, deadline = self.deployment.workers, time.monotonic() + WAIT_FOR_POINT_SECONDS
        while all(node.is_up for node in armed) and time.monotonic() < deadline:
            await asyncio.sleep(0.02)
        if not all(node.is_up for node in armed):
            self.kills.append(time.monotonic())
        await self._disarm()

    async def _disarm(self) -> None:
        """Workers without failpoints again."""
        for node in self.deployment.workers:
            async with node.lock:
                if node.armed:
                    node.kill()
                    await self._again(node)

    async def frozen_point(self, fault: Fault) -> None:
        armed, deadline = self.deployment.workers, time.monotonic() + WAIT_FOR_POINT_SECONDS
        while not any(node.is_frozen for node in armed) and time.monotonic() < deadline:
            await asyncio.sleep(0.05)
        frozen = [node for node in armed if node.is_frozen]
        for node in armed:
            async with node.lock:
                if node not in frozen:  # somebody must be there to take over
                    node.kill()
                    await self._again(node)
        if frozen:
            await asyncio.sleep(FROZEN_SECONDS)
        for node in frozen:
            node.thaw()

    async def freeze(self, fault: Fault) -> None:
        """Longer than the lease: somebody else takes over, and the frozen one comes back as a zombie."""
        await self.start_spare()
        node = self.worker(fault)
        node.freeze()
        await asyncio.sleep(FROZEN_SECONDS)
        node.thaw()

    async def start_spare(self) -> None:
        """Somebody to take over, where there is one worker only."""
        if len(self.deployment.workers) == 1 and self.spare is None:
            self.spare = worker_node(self.deployment.place, "spare")
            self.spare.start()
            await self.spare.ready()

    async def terminate(self, fault: Fault) -> None:
        node = self.node(fault)
        async with node.lock:
            if node.is_up and not node.is_frozen:
                try:
                    self.terminations.append(await node.terminate())
                except TimeoutError:
                    self.terminations.append(NEVER_ENDED)
                    node.signal(signal.SIGUSR1)  # it says in its log where it hangs
                    await asyncio.sleep(1)
                    node.kill()
            await self._again(node)

    async def harm_model_link(self, fault: Fault) -> None:
        await self._harm([self.model_link], fault)

    async def harm_client_links(self, fault: Fault) -> None:
        await self._harm(self.client_links, fault)

    async def _harm(self, links: list[Proxy], fault: Fault) -> None:
        """Connections that begin meanwhile suffer, and those that are open are reset."""
        k = self.chance.randint(0, 4000)
        harm = {
            "cut": Harm(cut_after=k),
            "silent": Harm(silent_after=k),
            "slow": Harm(latency_s=0.2),
            "slices": Harm(one_by_one=3000),
        }.get(fault.detail, NONE)
        for link in links:
            link.harm = lambda number: harm
            link.drop_all()
        await asyncio.sleep(fault.seconds)
        for link in links:
            link.harm = lambda number: NONE

    async def sqlite_lock(self, fault: Fault) -> None:
        """Another program holds the database file."""
        await asyncio.to_thread(self._hold_sqlite, fault.seconds)

    def _hold_sqlite(self, seconds: float) -> None:
        with closing(sqlite3.connect(self.deployment.database.path, timeout=20, isolation_level=None)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            time.sleep(seconds)
            connection.execute("ROLLBACK")

    async def backends(self, fault: Fault) -> None:
        """All database connections of the deployment break, as when PostgreSQL is restarted."""
        for _ in range(3):
            await asyncio.to_thread(self._terminate_backends)
            await asyncio.sleep(fault.seconds / 3)

    def _terminate_backends(self) -> None:
        with psycopg.connect(self.deployment.database.url, autocommit=True, application_name=OURS) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND application_name <> %s",
                [OURS],
            )

    async def table_lock(self, fault: Fault) -> None:
        """Nobody can read or write streams for a while, as during a careless migration."""
        await asyncio.to_thread(self._lock_table, fault.seconds)

    def _lock_table(self, seconds: float) -> None:
        with psycopg.connect(self.deployment.database.url, application_name=OURS) as connection:
            connection.execute("LOCK TABLE chat_stream IN ACCESS EXCLUSIVE MODE")
            time.sleep(seconds)

    def _ask_redis(self, *command: str) -> None:
        with suppress(redis.RedisError), redis.Redis.from_url(self.deployment.redis_url) as client:
            client.execute_command(*command)

    async def redis_flush(self, fault: Fault) -> None:
        await asyncio.to_thread(self._ask_redis, "FLUSHALL" if self.redis else "FLUSHDB")

    async def redis_pause(self, fault: Fault) -> None:
        if self.redis:
            await asyncio.to_thread(self._ask_redis, "CLIENT", "PAUSE", str(int(fault.seconds * 1000)), "ALL")
            await asyncio.sleep(fault.seconds)

    async def redis_down(self, fault: Fault) -> None:
        if self.redis:
            self.redis.stop()
            await asyncio.sleep(fault.seconds)
            await asyncio.to_thread(self.redis.start)

    async def hints(self, fault: Fault) -> None:
        """Hints between processes are dropped, doubled or reordered."""
        self.deployment.control("hints", fault.detail)
        await asyncio.sleep(fault.seconds)
        self.deployment.control("hints", "")

    async def clock(self, fault: Fault) -> None:
        """The wall clock of one process jumps, and jumps back."""
        node = self.node(fault)
        self.deployment.set_clock(node, float(fault.detail))
        await asyncio.sleep(fault.seconds)
        self.deployment.set_clock(node, 0)

    async def full_disk(self, fault: Fault) -> None:
        """No file of a node can grow: SQLite has no room for anything. A node that cannot even write its log does not
        start, so that none starts meanwhile."""
        async with AsyncExitStack() as locks:
            for node in self.deployment.nodes:
                await locks.enter_async_context(node.lock)
            for node in self.deployment.nodes:
                node.limit_files(FULL_BYTES)
            await asyncio.sleep(fault.seconds)
            for node in self.deployment.nodes:
                node.limit_files(None)

    async def restart_postgres(self, fault: Fault) -> None:
        """`fast` or `immediate` (a crash), and after a while it is there again."""
        if self.postgres:
            async with self._restarting:  # one after the other, however long each takes
                await asyncio.to_thread(self.postgres.stop, fault.detail)
                await asyncio.sleep(fault.seconds)
                await asyncio.to_thread(self.postgres.start)

    def end(self) -> None:
        if self.spare is not None and self.spare.process is not None:
            self.spare.process.end()
