"""Twenty clients that never read, and some that read and never acknowledge: what they cost the server."""

import asyncio
import json
from contextlib import AsyncExitStack
from uuid import uuid4

from websockets.asyncio.client import ClientConnection, connect

from tests.chaos.clients import Habits
from tests.chaos.runs import Run, World
from tests.chaos.scenarios import Planned, Reader, Scenario
from tests.chaos.scripts import Expected, Spoken
from tests.upstream import Repeat, marker, step

DEAF, SILENT = 20, 3  # clients that never read; that read and never acknowledge
PIECE, PIECES, PER_SECOND = "x" * 4000, 500, 250.0  # 2 MB
WINDOW_BYTES = 256 * 1024
MOST_GROWTH_KIB = 100 * 1024  # of the web process: their windows, and the whole message at its end


class SlowReaders(Run):
    """One long answer, read by one good client and many bad ones."""

    def __init__(self, world: World, way: str) -> None:
        messages = (Planned(0, 0, "text", "post", 0),)
        good = Reader(0, "poll", Habits(), False)
        super().__init__(world, Scenario(0, way, messages, (good,), (), users=1, projects=1))
        said = PIECE * PIECES
        self.fixed[0] = Spoken("flood", marker(step(Repeat(PIECE, PIECES, PER_SECOND))), Expected(said), 5)
        self.growth_kib = 0

    async def _perform(self) -> None:
        web = self.world.deployment.webs[0]
        before = web.memory_kib
        async with AsyncExitStack() as stack:
            deaf = [await stack.enter_async_context(self._socket(max_queue=1)) for _ in range(DEAF)]
            silent = [await stack.enter_async_context(self._socket()) for _ in range(SILENT)]
            reading = [asyncio.create_task(self._read(socket)) for socket in silent]
            await super()._perform()
            await self._until_quiet()
            self.growth_kib = web.memory_kib - before
            for task in reading:
                task.cancel()
            await asyncio.gather(*reading, return_exceptions=True)
            for socket in deaf:
                socket.transport.abort()
        if self.growth_kib > MOST_GROWTH_KIB:
            self.excesses.append(f"{DEAF} clients that never read cost the server {self.growth_kib / 1024:.0f} MiB")

    def _socket(self, **options: int) -> connect:
        web = self.world.deployment.webs[0]
        address = f"{web.url.replace('http', 'ws', 1)}/ws/projects/{self.projects[0]}/?client_id={uuid4()}"
        headers = {"Authorization": f"Bearer {self._token(0)}"}
        return connect(address, additional_headers=headers, max_size=None, ping_interval=None, **options)  # type: ignore[arg-type]

    async def _read(self, socket: ClientConnection) -> None:
        """Read everything, acknowledge nothing: more than a window and one event must not come."""
        got = largest = 0
        async for text in socket:
            if "id" in json.loads(text):
                got, largest = got + len(text), max(largest, len(text))
                if got > WINDOW_BYTES + largest:
                    self.excesses.append(f"a client that acknowledges nothing was sent {got} bytes")
                    return
