import asyncio
import signal
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from chat.runtime import Runtime


class Command(BaseCommand):
    help = "Run streams, scene builds, speech, pictures and renders, until SIGTERM or Ctrl-C; then hand over what runs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--streams", type=int, metavar="N", help="streams at once (0: none)")
        parser.add_argument("--renders", type=int, metavar="N", help="renders at once (0: none)")

    def handle(self, *, streams: int | None, renders: int | None, **options: Any) -> None:
        given = {"stream": streams, "render": renders}
        capacity = {kind: count for kind, count in given.items() if count is not None}
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
