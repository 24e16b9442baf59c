import re
from argparse import ArgumentTypeError
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from chat.answer import controls
from chat.models import Stream
from config.common.errors import ChatError
from projects.access import number

UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def duration(text: str) -> timedelta:
    """`90s`, `15m`, `1h`, `2d`. Raises ArgumentTypeError for anything else."""
    match = re.fullmatch(r"(\d{1,6})([smhd])", text)
    if match is None:
        raise ArgumentTypeError(f"{text!r} is no length of time; write it like 90s, 15m, 1h or 2d.")
    return timedelta(**{UNITS[match.group(2)]: int(match.group(1))})


class Command(BaseCommand):
    help = "Queue failed or stopped answers again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("stream", nargs="*", metavar="STREAM_ID")
        parser.add_argument("--from-step", type=int, metavar="N", help="make the steps from N on anew")
        parser.add_argument("--all-failed", action="store_true", help="all that failed --since")
        parser.add_argument("--since", type=duration, default=timedelta(hours=1), metavar="1h")

    def handle(
        self, *, stream: list[str], from_step: int | None, all_failed: bool, since: timedelta, **options: Any
    ) -> None:
        if bool(stream) == all_failed:
            raise CommandError("Give the ids of streams, or --all-failed.", returncode=2)
        chosen = controls.failed_since(timezone.now() - since) if all_failed else [_find(id) for id in stream]
        refused = 0
        for found in chosen:
            try:
                controls.retry(found, from_step)
                self.stdout.write(f"Stream {found.pk}: queued again.")
            except ChatError as error:
                refused += 1
                self.stderr.write(f"Stream {found.pk}: {error.message}")
        self.stdout.write(f"Queued {len(chosen) - refused} of {len(chosen)} streams.")
        if refused:
            raise SystemExit(1)


def _find(id: str) -> Stream:
    try:
        return Stream.objects.get(pk=number(id))
    except (ChatError, Stream.DoesNotExist) as error:
        raise CommandError(f"There is no stream {id!r}.") from error
