"""A TCP proxy that harms what passes: cuts, half-open connections, single bytes, latency.

It stands between clients and a server, or between the server and the model. `harm` chooses, for each new connection,
what happens to it; without it all passes untouched.
"""

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlsplit

from tests.listening import listening

CHUNK = 64 * 1024


@dataclass(frozen=True)
class Harm:
    """What happens to the bytes that flow back to the one who connected."""

    cut_after: int | None = None  # bytes, then both sides are closed
    silent_after: int | None = None  # bytes, then nothing more flows while the connection stays open
    one_by_one: int = 0  # so many first bytes come one at a time
    latency_s: float = 0


NONE = Harm()


class Proxy:
    """`async with Proxy(url) as proxy:` then `proxy.url`."""

    def __init__(self, target: str, harm: Callable[[int], Harm] | None = None) -> None:
        parts = urlsplit(target)
        self.host, self.port, self.path = parts.hostname or "127.0.0.1", parts.port or 80, parts.path
        self.harm: Callable[[int], Harm] = harm or (lambda number: NONE)
        self.connections = 0
        self._open: set[asyncio.StreamWriter] = set()
        self._ends = AsyncExitStack()

    async def __aenter__(self) -> Self:
        port = await self._ends.enter_async_context(listening(self._serve))
        self.url = f"http://127.0.0.1:{port}{self.path}"
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._ends.aclose()

    def drop_all(self) -> None:
        """Reset every connection that is open now."""
        for writer in list(self._open):
            writer.transport.abort()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        try:
            await self._connect(reader, writer)
        finally:
            self._open.discard(writer)

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        harm = self.harm(self.connections)
        self.connections += 1
        try:
            back, forth = await asyncio.open_connection(self.host, self.port)
        except OSError:
            writer.transport.abort()
            return
        self._open.add(forth)
        try:
            flows = [
                asyncio.ensure_future(_pass(reader, forth)),
                asyncio.ensure_future(_harmed(back, writer, harm)),
            ]
            await asyncio.wait(flows, return_when=asyncio.FIRST_COMPLETED)
            for flow in flows:
                flow.cancel()
            await asyncio.gather(*flows, return_exceptions=True)
        finally:
            self._open.discard(forth)
            forth.close()  # what was written still goes out


async def _pass(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while data := await reader.read(CHUNK):
            writer.write(data)
            await writer.drain()


async def _harmed(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, harm: Harm) -> None:
    passed = 0
    with suppress(OSError):
        while data := await reader.read(1 if passed < harm.one_by_one else CHUNK):
            if harm.latency_s:
                await asyncio.sleep(harm.latency_s)
            for limit in (harm.cut_after, harm.silent_after):
                if limit is not None and passed + len(data) > limit:
                    data = data[: max(0, limit - passed)]
            writer.write(data)
            await writer.drain()
            passed += len(data)
            if harm.cut_after is not None and passed >= harm.cut_after:
                return
            if harm.silent_after is not None and passed >= harm.silent_after:
                await asyncio.Event().wait()
