import asyncio
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from prometheus_client import start_http_server

from chat.runtime import Runtime
from config.common.counters import registry


class Command(BaseCommand):
    help = "Run streams, scene builds, speech, pictures and renders, until SIGTERM or Ctrl-C; then hand over what runs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--streams", type=int, metavar="N", help="streams at once (0: none)")
        parser.add_argument("--renders", type=int, metavar="N", help="renders at once (0: none)")
        parser.add_argument("--metrics-port", type=int, metavar="N", help="serve this process's counters to Prometheus")
        parser.add_argument("--metrics-host", default="127.0.0.1", metavar="ADDRESS", help="where (%(default)s)")

    def handle(
        self,
        *,
        streams: int | None,
        renders: int | None,
        metrics_port: int | None,
        metrics_host: str,
        **options: Any,
    ) -> None:
        given = {"stream": streams, "render": renders}
        capacity = {kind: count for kind, count in given.items() if count is not None}
        with counters_served(metrics_host, metrics_port):
            asyncio.run(self.work(capacity))

    async def work(self, capacity: dict[str, int]) -> None:
        """Work until told to end."""
        told = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, told.set)
        runtime = Runtime(work=True, capacity=capacity).start()
        self.stdout.write("Working. Ctrl-C hands over and ends.")
        self.stdout.flush()
        await told.wait()
        await runtime.stop()
        self.stdout.write("Handed over.")


@contextmanager
def counters_served(host: str, port: int | None) -> Iterator[None]:
    """What this process counts is at `http://host:port/metrics` meanwhile; nowhere without a port."""
    if port is None:
        yield
        return
    try:
        server, thread = start_http_server(port, host, registry)
    except (OSError, OverflowError) as error:
        raise CommandError(f"Metrics cannot be served at {host}:{port} ({error}). Choose another port.") from error
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
