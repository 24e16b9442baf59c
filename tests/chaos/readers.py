"""Sixty clients that never read, and some that read and never acknowledge: what they cost the server."""

import asyncio
import json
from contextlib import AsyncExitStack
from uuid import uuid4

from websockets.asyncio.client import ClientConnection, connect

from tests.chaos.clients import Habits
from tests.chaos.runs import Run, Testbed
from tests.chaos.scenarios import Planned, Reader, Scenario
from tests.chaos.scripts import Expected, Spoken
from tests.upstream import Hold, Repeat, Text, marker, step

DEAF, SILENT = 60, 3  # clients that read no further than an answer's beginning; that read and never acknowledge
PIECE, PIECES, PER_SECOND = "x" * 4000, 500, 250.0  # 2 MB
WINDOW_BYTES = 256 * 1024
MOST_GROWTH_KIB = 100 * 1024  # of the web process: windows of 15 MiB, and what an answer costs. All would be 120 more.


class SlowReaders(Run):
    """A long answer that nobody reads, and one in another project that one good client reads beside many bad ones."""

    def __init__(self, testbed: Testbed, way: str) -> None:
        messages = (Planned(0, 0, "text", "post", 0), Planned(0, 1, "text", "post", 0))
        good = Reader(1, "poll", Habits(), False)
        super().__init__(testbed, Scenario(0, way, messages, (good,), (), users=1, projects=2))
        self.gate = uuid4().hex
        flood = Repeat(PIECE, PIECES, PER_SECOND)
        said = PIECE * PIECES
        self.fixed[0] = Spoken("flood", marker(step(flood)), Expected(said), 5)
        self.fixed[1] = Spoken("flood", marker(step(Text("y"), Hold(self.gate), flood)), Expected("y" + said), 5)

    async def _perform(self) -> None:
        web, upstream = self.testbed.deployment.webs[0], self.testbed.upstream
        assert upstream is not None
        first, second = self.scenario.messages
        await self._talk(first, 0)  # what an answer costs by itself, it has cost then
        await self._until_quiet()
        before = web.memory_kib
        async with AsyncExitStack() as stack:
            deaf = [await stack.enter_async_context(self._socket(max_queue=1)) for _ in range(DEAF)]
            silent = [await stack.enter_async_context(self._socket()) for _ in range(SILENT)]
            await self._talk(second, 1)
            await asyncio.gather(*(self._first_event(socket) for socket in (*deaf, *silent)))
            reading = [asyncio.create_task(self._read(socket)) for socket in silent]
            upstream.release(self.gate)
            await self._until_quiet()
            growth_kib = web.memory_kib - before
            for task in reading:
                task.cancel()
            await asyncio.gather(*reading, return_exceptions=True)
            for socket in deaf:
                socket.transport.abort()
        self.notes.append(f"{DEAF} clients that never read: {growth_kib / 1024:+.1f} MiB")
        if growth_kib > MOST_GROWTH_KIB:
            self.excesses.append(f"{DEAF} clients that never read cost the server {growth_kib / 1024:.0f} MiB")

    def _socket(self, **options: int) -> connect:
        web = self.testbed.deployment.webs[0]
        address = f"{web.url.replace('http', 'ws', 1)}/ws/projects/{self.projects[1]}/?client_id={uuid4()}"
        headers = {"Authorization": f"Bearer {self._token(0)}"}
        return connect(address, additional_headers=headers, max_size=None, ping_interval=None, **options)  # type: ignore[arg-type]

    @staticmethod
    async def _first_event(socket: ClientConnection) -> None:
        """Read until the answer begins: who follows late may be sent all that there is as one event."""
        while "id" not in json.loads(await socket.recv()):
            pass

    async def _read(self, socket: ClientConnection) -> None:
        """Read everything, acknowledge nothing: more than a window and one event must not come."""
        got = largest = 0
        async for text in socket:
            if "id" in json.loads(text):
                got, largest = got + len(text), max(largest, len(text))
                if got > WINDOW_BYTES + largest:
                    self.excesses.append(f"a client that acknowledges nothing was sent {got} bytes")
                    return
