"""PostgreSQL ends the transaction of a process that freezes in a write of ours, and nobody else's."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psycopg

from tests.chaos.conftest import need_services
from tests.chaos.deployments import own_database, postgres_url
from tests.servers import DRAWING, ROOT, Place

GIVE_UP_SECONDS = 60.0  # for a busy machine
SILENT = """
import sys
from django.db import connection, transaction
from config.common.database import writing
with {transaction}:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        print(cursor.fetchone()[0], flush=True)
    sys.stdin.readline()
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
print("committed", flush=True)
"""


@contextmanager
def silent(place: Place, transaction: str) -> Iterator["subprocess.Popen[str]"]:
    """A command that says nothing within a `transaction` until it is given a line; it prints its backend's number."""
    command = [sys.executable, "manage.py", "shell", "--verbosity", "0", "-c", SILENT.format(transaction=transaction)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, cwd=ROOT, env=place.environment(), text=True, **pipes) as process:  # type: ignore[call-overload]
        try:
            yield process
        finally:
            process.kill()


def backend(process: "subprocess.Popen[str]") -> int:
    assert process.stdout
    return int(process.stdout.readline())


def test_who_is_silent_in_a_write_loses_it_and_a_command_may_take_its_time(tmp_path: Path) -> None:
    need_services()
    with own_database(postgres_url()) as url, ExitStack() as stack:
        place = Place(tmp_path, {"DATABASE_URL": url, "LEASE_SECONDS": "1", **DRAWING})
        command = stack.enter_context(silent(place, "transaction.atomic()"))
        migration = backend(command)  # silent before the other is, so that it is silent for longer
        writer = stack.enter_context(silent(place, "writing()"))
        lost = backend(writer)
        server = stack.enter_context(psycopg.connect(url, autocommit=True))
        alive = {migration, lost}
        deadline = time.monotonic() + GIVE_UP_SECONDS
        while lost in alive and time.monotonic() < deadline:
            time.sleep(0.05)
            alive = {row[0] for row in server.execute("SELECT pid FROM pg_stat_activity").fetchall()}
        assert lost not in alive and migration in alive
        told, _ = command.communicate("go on\n", timeout=GIVE_UP_SECONDS)
        assert told == "committed\n"
        told, error = writer.communicate("go on\n", timeout=GIVE_UP_SECONDS)
        assert told == "" and "idle-in-transaction timeout" in error
