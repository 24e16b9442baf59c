"""A database of before the migrations began anew is refused with one line, and stays as it is."""

import os
import shlex
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from django.core.management import CommandError
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from config.common.migration_check import OURS, knows_all_applied_migrations
from tests.servers import ROOT, Place

UNKNOWN = [("chat", "0001_initial"), ("config", "0001_initial"), ("videos", "0003_files")]
COMMANDS = ["first_start", "migrate", "local_setup", "echo", "runserver"]  # of `make run`, in order


@pytest.fixture
def old(tmp_path: Path) -> Iterator[Place]:
    """A place whose database was made by a Reeltalk of before."""
    with closing(sqlite3.connect(tmp_path / "db.sqlite3")) as database, database:
        database.execute("CREATE TABLE django_migrations (id integer PRIMARY KEY, app text, name text, applied text)")
        database.execute("CREATE TABLE chat_message (id integer PRIMARY KEY, content text)")
        database.execute("INSERT INTO chat_message (content) VALUES ('From before')")
        for app, name in [("auth", "0001_initial"), UNKNOWN[0]]:
            database.execute(
                "INSERT INTO django_migrations (app, name, applied) VALUES (?, ?, '2025-01-01')", (app, name)
            )
    yield Place(tmp_path)


def dumped(place: Place) -> list[str]:
    with closing(sqlite3.connect(place.folder / "db.sqlite3")) as database:
        return list(database.iterdump())


def recipe() -> list[list[str]]:
    """What `make run` runs, once all is installed."""
    command = ["make", "--no-print-directory", "--dry-run", "--old-file", "install", "run"]
    alone = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    shown = subprocess.run(command, cwd=ROOT, env=alone, capture_output=True, text=True, check=True)
    return [shlex.split(line) for line in shown.stdout.splitlines()]


def test_make_run_ends_with_that_line_and_changes_nothing(old: Place) -> None:
    """Its first command that looks at the database is the one that refuses it, and make stops there."""
    commands = recipe()
    assert [next(word for word in COMMANDS if word in " ".join(command)) for command in commands] == COMMANDS
    before = dumped(old)
    (migrate,) = [command for command in commands if "migrate" in command]
    done = old.manage(*migrate[migrate.index("manage.py") + 1 :], check=False)
    assert (done.returncode, done.stdout) == (1, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith("CommandError: This database was made by another version of Reeltalk (chat.0001_initial")
    assert "move db.sqlite3 aside" in line and "DATABASE_URL" in line
    assert dumped(old) == before


def test_an_empty_database_is_taken(tmp_path: Path, migrated: Place) -> None:
    """`migrated` was made from nothing; that nothing more is to be done to it is said with 0, too."""
    done = migrated.copied(tmp_path).manage("migrate", "--check")
    assert not done.stderr


@pytest.mark.django_db
def test_a_database_of_today_is_taken() -> None:
    assert {app for app, _ in MigrationRecorder(connection).applied_migrations()} >= OURS - {"config"}
    assert knows_all_applied_migrations(databases=["default"]) == []


@pytest.mark.django_db
@pytest.mark.parametrize("key", UNKNOWN)
def test_any_migration_of_ours_that_is_unknown_is_refused_by_its_name(key: tuple[str, str]) -> None:
    MigrationRecorder(connection).record_applied(*key)
    with pytest.raises(CommandError, match=rf"\({key[0]}\.{key[1]} is not known here\)") as refused:
        knows_all_applied_migrations(databases=["default"])
    assert "\n" not in str(refused.value)


@pytest.mark.django_db
def test_what_other_applications_applied_is_their_own_matter() -> None:
    MigrationRecorder(connection).record_applied("somebody_elses", "0001_initial")
    assert knows_all_applied_migrations(databases=["default"]) == []


def test_no_database_is_asked_where_none_is_checked() -> None:
    assert knows_all_applied_migrations() == []
