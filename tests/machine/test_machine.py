"""The state machine: a slice of it on each database, and guards whose absence it must notice."""

import os
import subprocess
import sys

import pytest

from tests.chaos.conftest import need_services
from tests.servers import ROOT

MUTANTS = ["epoch_check", "snapshot_at_the_start_of_an_epoch"]


def play(*arguments: str, **settings: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "tests.machine", "--quick", *arguments]
    environment = {**os.environ, **settings}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300)


@pytest.mark.parametrize("way", ["embedded", "scaled"])
def test_every_sequence_of_rules_holds(way: str) -> None:
    if way == "scaled":
        need_services()
    done = play("--way", way, "--examples", "5", "--steps", "30")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "stream success" in done.stdout, done.stdout


def test_a_zombie_does_no_harm() -> None:
    done = play("--zombie")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("mutant", MUTANTS)
def test_a_missing_guard_is_noticed(mutant: str) -> None:
    done = play("--zombie", EXTRA_APPS="tests.chaos.mutants", MUTANT=mutant)
    assert done.returncode == 1 and "AssertionError" in done.stderr, done.stdout + done.stderr
