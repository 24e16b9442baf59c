"""The deployment as this process sees it: settings, database, Redis, static files, disk, clocks, alerts."""

import filecmp
import os
import shutil
import stat
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core import checks
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from chat.operations import alerts
from chat.operations.doctor.finding import Finding, Look, note, ok, wrong
from config.common.database import database_now
from config.common.services import ask_database, ask_redis

CLOCKS_APART_SECONDS = 5.0
LEAST_FREE_BYTES = 2 * 2**30  # a render, its pieces and the database's own growth
TOLD_HERE = {"security.W004", "security.W008", "security.W018", "security.W020"}  # in words of this product


def looks() -> list[tuple[str, Look]]:
    return [
        ("settings", _settings),
        ("database", _database),
        ("redis", _redis),
        ("static files", _static_files),
        ("disk", _disk),
        ("alerts", _alerts),
    ]


def _settings() -> Iterator[Finding]:
    if settings.DEBUG:
        yield note(
            "settings", "DEBUG is on: whoever asks from this machine is signed in.", "In production set DEBUG=0."
        )
    elif not settings.ALLOWED_HOSTS:
        yield wrong("settings", "ALLOWED_HOSTS is empty, so every request is refused.", "Name the public host in it.")
    elif not settings.HTTPS_ONLY:
        yield note("settings", "HTTPS_ONLY is off: http is left to the proxy in front.", "Else set HTTPS_ONLY=1.")
    if not settings.EMBEDDED_WORKER:
        yield note("settings", "EMBEDDED_WORKER is off.", "Run `manage.py work` beside the web processes.")
    found = checks.run_checks(include_deployment_checks=not settings.DEBUG)
    told = [each for each in found if each.level >= checks.WARNING and not each.is_silenced()]
    told = [each for each in told if each.id not in TOLD_HERE]
    for each in told:
        yield wrong("settings", f"{each.msg.strip()} ({each.id})", (each.hint or "").strip())
    if not told:
        yield ok("settings", "Django's own checks have nothing to say.")


def _database() -> Iterator[Finding]:
    began = time.perf_counter()
    try:
        ask_database()
    except DatabaseError as error:
        words = str(error).strip().splitlines()[0]
        yield wrong("database", f"It does not answer: {words}.", "Start it, or mend DATABASE_URL.")
        return
    took = (time.perf_counter() - began) * 1000
    yield ok("database", f"{connection.display_name} answers after {took:.0f} ms.")
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if missing:
        names = ", ".join(str(migration) for migration, _ in missing[:3])
        yield wrong("migrations", f"{len(missing)} are not applied ({names} …).", "Run `manage.py migrate`.")
        return
    yield ok("migrations", "All are applied.")
    apart = abs((database_now() - timezone.now()).total_seconds())
    if apart > CLOCKS_APART_SECONDS:
        yield wrong(
            "clock", f"It is {apart:.0f} s away from the database's.", "Let both machines follow a time server."
        )
    else:
        yield ok("clock", "It goes with the database's.")


def _redis() -> Iterator[Finding]:
    if not settings.REDIS_URL:
        yield note("redis", "None is set: one process serves and works alone, or news takes up to 100 ms.")
        return
    where = urlsplit(settings.REDIS_URL)
    try:
        ask_redis()
    except Exception as error:
        said = f"{where.hostname or where.path}:{where.port or 6379} does not answer: {error}."
        yield wrong(
            "redis", said, "Start it, or mend REDIS_URL. Until then news takes up to 100 ms, and nothing is lost."
        )
    else:
        yield ok("redis", "It answers.")


def _static_files() -> Iterator[Finding]:
    if settings.DEBUG:
        yield note("static files", "With DEBUG on they are served from where they lie.")
        return
    root, lacking, old = Path(settings.STATIC_ROOT), 0, 0
    for finder in get_finders():
        for name, storage in finder.list([]):
            there = root / name
            if not there.is_file():
                lacking += 1
            elif not filecmp.cmp(storage.path(name), there, shallow=False):
                old += 1
    if lacking or old:
        said = f"{lacking} are not in {root}, and {old} are of another version: pages are bare, or behave as before."
        yield wrong("static files", said, "Run `manage.py collectstatic --noinput`.")
    else:
        yield ok("static files", "All are collected.")


def _disk() -> Iterator[Finding]:
    folder = Path(settings.DATA_DIR)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / f".doctor-{os.getpid()}"
        probe.touch()
        probe.unlink()
    except OSError as error:
        yield wrong(
            "disk",
            f"Nothing can be written to {folder}: {error.strerror}.",
            "Give it to this account, or mend DATA_DIR.",
        )
        return
    free = shutil.disk_usage(folder).free
    if free < LEAST_FREE_BYTES:
        said = f"Only {free / 2**30:.1f} GiB are free at {folder}."
        yield wrong("disk", said, "Make room, or lower DISK_QUOTA_MB.")
    else:
        yield ok("disk", f"{free / 2**30:.0f} GiB are free at {folder}.")
    if folder.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        yield wrong("disk", f"Others may look into {folder}.", f"Run `chmod -R go-rwx {folder}`.")


def _alerts() -> Iterator[Finding]:
    active = alerts.active()
    for code, alert in active.items():
        yield note("alerts", f"{code}: {alert.message}")
    if not active:
        yield ok("alerts", "None is active.")
