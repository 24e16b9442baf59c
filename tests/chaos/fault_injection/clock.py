"""The wall clock of this process, in Python and in its SQLite; the monotonic clock stays as it is."""

import os
import time
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.backends.signals import connection_created
from django.utils import timezone

from tests.chaos.fault_injection import control

SQL_FORMAT = "%Y-%m-%d %H:%M:%f"  # what Django asks SQLite for; its %f is seconds with milliseconds


def shift() -> float:
    """Seconds by which the clock is wrong."""
    return float(control(f"clock-{os.environ.get('CHAOS_NODE', '')}") or 0)


def bend() -> None:
    real = time.time

    def now() -> datetime:
        return datetime.now(tz=UTC) + timedelta(seconds=shift())

    def strftime(format: str, moment: str) -> str:
        assert (format, moment.lower()) == (SQL_FORMAT, "now"), f"SQLite was asked for {format} of {moment}"
        return now().isoformat(sep=" ", timespec="milliseconds").removesuffix("+00:00")

    def connected(connection: Any, **_: Any) -> None:
        if connection.vendor == "sqlite":
            connection.connection.create_function("strftime", 2, strftime)

    time.time = lambda: real() + shift()
    timezone.now = now
    connection_created.connect(connected, weak=False)
