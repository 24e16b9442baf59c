"""`python -m tests.chaos.mutations [NAME…]`: switch one guard off at a time; some cell must fail for each.

A mutant must do well while nothing breaks: one that fails at once would prove nothing about its guard.
Exit 0 when every mutant was caught, 1 when one survived.
"""

import argparse
import asyncio
import signal
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tests.chaos import jobs, matrix, overload
from tests.chaos.deployments import SETTINGS
from tests.chaos.fault_matrix import CELLS
from tests.chaos.registry import ONE_OF_EACH, Cell, Make, run
from tests.chaos.runs import Outcome, Run, Testbed
from tests.chaos.scenarios import Planned
from tests.chaos.testbed import testbed

TRIES = 3  # what hangs on a race may need another go
SILENCE_SECONDS = 180.0


@dataclass(frozen=True)
class Catch:
    """The cell that must fail, and in which way. `make`: a part of it that is enough."""

    cell: Cell
    way: str = "embedded"
    name: str = ""
    make: Make | None = None

    def __str__(self) -> str:
        return f"{self.name or self.cell.name}, {self.way}"

    def run(self, testbed: Testbed) -> Run:
        return (self.make or self.cell.make)(testbed)


def cell(name: str, way: str = "embedded") -> Catch:
    return Catch(CELLS[name], way)


def killed(point: str) -> Catch:
    whole = CELLS["kill_at_every_failpoint"]
    return Catch(whole, name=f"{whole.name} ({point})", make=lambda testbed: matrix.chain(testbed, point))


CATCHES: dict[str, Catch] = {
    "epoch_check": cell("zombie"),
    "unique_seq": cell("unsure_commits"),
    "effect_in_the_transaction_of_its_result": killed("after_effect"),
    "executing_before_an_outside_effect": killed("during_outside_tool"),
    "id_of_the_client": cell("stop_and_retry"),
    "snapshot_at_the_start_of_an_epoch": killed("between_tokens"),
    "missing_finish_reason_is_a_failure": cell("model_server"),
    "text_of_a_broken_call_is_taken_back": cell("model_server"),
    "arguments_must_parse": cell("model_server"),
    "window_of_unacknowledged_events": cell("slow_readers"),
    "stored_before_seen": cell("killed_while_the_database_is_locked"),
    "looking_without_a_hint": cell("without_redis", "scaled"),
    "lease_that_runs_out": killed("between_tokens"),
    "lease_that_is_too_long_to_be_true": cell("clock_jumps"),
    "own_work_is_not_claimed": cell("clock_jumps"),
    "working_files_are_removed": Catch(
        CELLS["kill_during_jobs"],
        name="kill_during_jobs (before_render_ready)",
        make=lambda testbed: jobs.JobChain(testbed, (("before_render_ready=kill", "render"),)),
    ),
    "users_take_turns": Catch(
        CELLS["a_hundred_messages_of_one_user"],
        name="a_hundred_messages_of_one_user (30 of them)",
        make=lambda testbed: overload.Hundred(testbed, 30),
    ),
    "limit_of_the_queue": cell("too_many_messages"),
    "nobody_waits_for_a_frozen_process": cell("frozen_in_a_transaction", "scaled"),
}


class NoProof(Exception):
    """The mutant fails without any fault."""


def calm(testbed: Testbed) -> Run:
    """Two answers with tools, sent once, and nothing breaks."""
    messages = tuple(Planned(n, n, kind, "socket", 0) for n, kind in enumerate(("own", "outside")))
    return run(testbed, 0, messages, ONE_OF_EACH)


async def caught(name: str, folder: Path) -> str:
    """How the mutant was caught: the first broken promise. Empty when it survived."""
    catch = CATCHES[name]
    settings = {"EXTRA_APPS": SETTINGS["EXTRA_APPS"], **catch.cell.settings, "MUTANT": name}
    settings["EXTRA_APPS"] += ",tests.chaos.mutants"
    async with testbed(catch.way, folder, settings, catch.cell.own_postgres) as place:
        if "UNSURE_COMMITS" not in settings and (found := (await calm(place).play()).violations):
            raise NoProof(f"{name} fails without any fault: {found[0]}")
        for _ in range(TRIES):
            try:
                outcome: Outcome = await asyncio.wait_for(catch.run(place).play(), SILENCE_SECONDS)
            except (AssertionError, TimeoutError, ExceptionGroup) as error:
                return f"(7) the run did not come to its end: {error!r}"
            if outcome.violations:
                return str(outcome.violations[0])
            await place.deployment.heal()
    return ""


def main() -> int:
    parser = argparse.ArgumentParser(prog="tests.chaos.mutations", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*CATCHES, []], help="only these guards")
    names = parser.parse_args().names or list(CATCHES)
    signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))  # no process is left behind
    survived = []
    for name in names:
        try:
            how = asyncio.run(caught(name, Path(tempfile.mkdtemp(prefix="mutant-"))))
        except NoProof as error:
            print(error, flush=True)
            survived.append(name)
            continue
        place = CATCHES[name]
        print(f"{name}: {f'caught by {place}: {how[:200]}' if how else f'SURVIVED {place}'}", flush=True)
        survived += [] if how else [name]
    print(f"{len(names) - len(survived)} of {len(names)} guards are proven" + (f"; not {survived}" if survived else ""))
    return 1 if survived else 0


if __name__ == "__main__":
    sys.exit(main())
