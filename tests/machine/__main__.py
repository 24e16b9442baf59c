"""`python -m tests.machine [--examples N] [--way embedded|scaled] [--seed N]`: rules in any order, judged after each.

Exit 0 when everything held, 1 with the shortest sequence of rules that broke it.
`--quick` draws the same sequences each time, and does not look for the shortest.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SETTINGS = {
    "SECRET_KEY": "only-for-tests",
    "DEBUG": "1",
    "OPENAI_API_KEY": "",
    "OPENAI_BASE_URL": "http://127.0.0.1:9/v1",  # the machine's own models are asked, never a server
    "REDIS_URL": "",
    "LEASE_SECONDS": "60",
    "MAX_RUNNING_PER_PROJECT": "3",
    "MAX_RUNNING_PER_USER": "50",
    "MAX_QUEUED_PER_USER": "100",
    "MAX_STEPS": "4",
    "UPSTREAM_ATTEMPTS": "2",
    "LOG_LEVEL": "CRITICAL",
}
STEPS = 40


@contextmanager
def database(way: str, given: str) -> Iterator[str]:
    """The URL of a database of our own."""
    if given:
        yield given
    elif way == "embedded":
        with tempfile.TemporaryDirectory(prefix="machine-") as folder:
            yield f"sqlite:///{Path(folder) / 'db.sqlite3'}"
    else:
        from tests.chaos.deployments import own_database, postgres_url

        with own_database(postgres_url()) as url:
            yield url


def main() -> int:
    parser = argparse.ArgumentParser(prog="tests.machine", description=__doc__)
    parser.add_argument("--examples", type=int, default=100, help="sequences of rules")
    parser.add_argument("--steps", type=int, default=STEPS, help="rules in a sequence, at most")
    parser.add_argument("--way", choices=["embedded", "scaled"], default="embedded")
    parser.add_argument("--database", default="", help="the URL of an empty database to use")
    parser.add_argument("--quick", action="store_true", help="the same sequences each time, none shortened")
    parser.add_argument("--zombie", action="store_true", help="one sequence that is written down")
    given = parser.parse_args()
    with database(given.way, given.database) as url:
        return play(url, given.examples, given.steps, given.quick, given.zombie)


def play(url: str, examples: int, steps: int, quick: bool, by_hand: bool) -> int:
    os.environ.update({**SETTINGS, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "config.settings"})
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connections
    from hypothesis import HealthCheck, Phase, settings
    from hypothesis.stateful import run_state_machine_as_test

    from chat.answer import loop
    from config.common.database import POOL
    from tests.machine.machine import SEEN, Machine, zombie

    loop.BACKOFF_BASE_SECONDS = 0.0
    call_command("migrate", verbosity=0)
    began = time.monotonic()
    try:
        if by_hand:
            zombie()
            return 0
        run_state_machine_as_test(
            Machine,
            settings=settings(
                max_examples=examples,
                stateful_step_count=steps,
                derandomize=quick,
                database=None,
                deadline=None,
                print_blob=False,
                phases=[Phase.generate] if quick else [Phase.generate, Phase.shrink],
                suppress_health_check=list(HealthCheck),
            ),
        )
    finally:
        POOL.shutdown()
        connections.close_all()
    print(f"{examples} sequences of up to {steps} rules held, {time.monotonic() - began:.0f} s")
    print("reached: " + ", ".join(f"{what} {count}" for what, count in sorted(SEEN.items())))
    return 0


if __name__ == "__main__":
    sys.exit(main())
