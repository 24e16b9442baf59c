"""A TCP server within a test's own loop that leaves nothing open behind it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]

TURNS = 5  # of its loop that asyncio takes at most to accept a connection, and to let go of a closed one


@asynccontextmanager
async def listening(serve: Serve) -> AsyncIterator[int]:
    """Serve every connection to the port that it yields; at the end close them all, the one just coming in as well.

    asyncio's own `close` leaves open what was accepted. What is left so is found by the garbage collector, in the
    middle of whatever test runs then, which fails for it.
    """
    tasks: set[asyncio.Task[Any]] = set()

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.ensure_future(serve(reader, writer))
        tasks.add(task)

        def ended(task: "asyncio.Task[None]") -> None:
            """However it ended, and if it never began."""
            tasks.discard(task)
            writer.close()  # what was written still goes out
            if not task.cancelled():
                task.result()  # the loop tells of an error

        task.add_done_callback(ended)

    server = await asyncio.start_server(accept, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        for listener in server.sockets:  # nothing more is accepted; what is just being accepted needs the server open
            asyncio.get_running_loop().remove_reader(listener.fileno())
        await some_turns()
        server.close()
        for task in list(tasks):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await some_turns()


async def some_turns() -> None:
    for _ in range(TURNS):
        await asyncio.sleep(0)
