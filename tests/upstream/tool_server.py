"""The outside world of a tool: a server with effects, and a ledger of how often each one happened.

It knows nothing of the product. `python -m tests.upstream.tool_server [--port N]` runs it as a process.
"""

import argparse
import asyncio
from collections import Counter
from typing import Any, Self

from aiohttp import web

from .background import BackgroundLoop, serve


class Ledger:
    """The effects, by idempotency key. A key seen again is done again, and counted: the caller must care."""

    def __init__(self) -> None:
        self.values: dict[str, Any] = {}
        self.times: Counter[str] = Counter()
        self.gate = asyncio.Event()
        self.news = asyncio.Condition()
        self.gate.set()

    async def record(self, key: str, value: Any) -> int:
        """Do the effect. Returns how often it has happened now."""
        async with self.news:
            self.values[key] = value
            self.times[key] += 1
            self.news.notify_all()
        return self.times[key]

    async def until_recorded(self, count: int) -> None:
        """Return when `count` effects have happened, repeats included."""
        async with self.news:
            await self.news.wait_for(lambda: self.times.total() >= count)

    def as_json(self) -> dict[str, Any]:
        items = [{"key": key, "value": value, "times": self.times[key]} for key, value in self.values.items()]
        return {"items": items, "repeats": self.times.total() - len(items)}

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_post("/effect", self.effect)
        app.router.add_get("/ledger", self.show)
        app.router.add_post("/hold", self.hold)
        app.router.add_post("/release", self.release)
        return app

    async def effect(self, request: web.Request) -> web.StreamResponse:
        """`{key, value, delay_s?, fail_after?}`: the effect, the delay, then the answer or a 500.

        The caller may send the key as `Idempotency-Key` header instead.
        """
        form = await request.json()
        key = form.get("key") or request.headers.get("Idempotency-Key")
        if not key:
            return web.json_response({"message": "An effect needs a key."}, status=422)
        times = await self.record(str(key), form.get("value"))
        await asyncio.sleep(form.get("delay_s", 0))
        await self.gate.wait()
        if form.get("fail_after"):
            return web.json_response({"message": "The effect happened, the answer did not."}, status=500)
        return web.json_response({"key": key, "times": times})

    async def show(self, request: web.Request) -> web.StreamResponse:
        return web.json_response(self.as_json())

    async def hold(self, request: web.Request) -> web.StreamResponse:
        """From here on effects happen, and their answers wait for `/release`."""
        self.gate.clear()
        return web.json_response({})

    async def release(self, request: web.Request) -> web.StreamResponse:
        self.gate.set()
        return web.json_response({})


class EffectServer:
    """The server in a thread of the test's process: `with EffectServer() as effects:` then `effects.url`."""

    def __init__(self, port: int = 0) -> None:
        self.port = port
        self.url = ""

    def __enter__(self) -> Self:
        self.background = BackgroundLoop("effect-server")
        self.ledger, self.runner, self.url = self.background.run(self._start())
        return self

    def __exit__(self, *_: object) -> None:
        self.background.run(self.runner.cleanup())
        self.background.close()

    @property
    def times(self) -> dict[str, int]:
        """How often each key's effect has happened."""
        return dict(self.ledger.times)

    @property
    def values(self) -> dict[str, Any]:
        """The value that each key's effect last had."""
        return dict(self.ledger.values)

    def hold(self) -> None:
        """From here on effects happen, and their answers wait for `release`."""
        self.background.loop.call_soon_threadsafe(self.ledger.gate.clear)

    def release(self) -> None:
        """Let the answers go."""
        self.background.loop.call_soon_threadsafe(self.ledger.gate.set)

    def wait_recorded(self, count: int) -> None:
        """Block until `count` effects have happened. Raises TimeoutError after 10 s."""
        self.background.run(self.ledger.until_recorded(count))

    async def until_recorded(self, count: int) -> None:
        """As `wait_recorded`, for async tests."""
        await asyncio.to_thread(self.wait_recorded, count)

    async def _start(self) -> tuple[Ledger, web.AppRunner, str]:
        ledger = Ledger()
        return ledger, *await serve(ledger.app(), self.port)


async def main(port: int) -> None:
    """Serve until the process is ended."""
    _, url = await serve(Ledger().app(), port)
    print(url, flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="tests.upstream.tool_server", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    asyncio.run(main(parser.parse_args().port))
