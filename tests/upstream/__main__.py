"""`python -m tests.upstream [--port N]`: the scripted model server as a process. Prints its URL."""

import argparse
import asyncio

from .background import serve
from .server import Handlers, Stage


async def main(port: int) -> None:
    """Serve until the process is ended."""
    _, url = await serve(Handlers(Stage()).app(), port)
    print(f"{url}/v1", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="tests.upstream", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    asyncio.run(main(parser.parse_args().port))
