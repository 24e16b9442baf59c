"""An event loop in a thread, so that a server answers while the test itself blocks."""

import asyncio
from collections.abc import Coroutine
from threading import Thread
from typing import Any, TypeVar

from aiohttp import web

WAIT_SECONDS = 30.0
T = TypeVar("T")


class BackgroundLoop:
    """A running loop. `close` ends it and waits for its thread."""

    def __init__(self, name: str) -> None:
        self.loop = asyncio.new_event_loop()
        self.thread = Thread(target=self.loop.run_forever, name=name, daemon=True)
        self.thread.start()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """What `work` returns. Raises TimeoutError after WAIT_SECONDS."""
        bounded = asyncio.wait_for(work, WAIT_SECONDS)
        return asyncio.run_coroutine_threadsafe(bounded, self.loop).result()

    def close(self) -> None:
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()
        self.loop.close()


async def serve(app: web.Application, port: int) -> tuple[web.AppRunner, str]:
    """Serve `app` on 127.0.0.1. Returns what to clean up, and the server's URL."""
    # Cancelled handlers: a call whose client has left must not go on, as in a real server.
    runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port, backlog=2048).start()
    return runner, f"http://127.0.0.1:{runner.addresses[0][1]}"
