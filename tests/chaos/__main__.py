"""`python -m tests.chaos --seed N [--way embedded|scaled] [--runs N] [--only FAULT,…]`: break it, and judge.
`python -m tests.chaos --cells NAME,… [--way …]`: play cells of the matrix.

Exit 0 when every run kept every promise, 1 with the seed and a minimal history otherwise.
"""

import argparse
import asyncio
import signal
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from statistics import quantiles

from tests.chaos.chains import Chain
from tests.chaos.fault_matrix import CELLS
from tests.chaos.reports import report
from tests.chaos.runs import Outcome, Run
from tests.chaos.scenarios import scenario
from tests.chaos.testbed import Places, testbed


def main() -> int:
    parser = argparse.ArgumentParser(prog="tests.chaos", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--runs", type=int, default=1, help="so many seeds, from --seed on")
    parser.add_argument("--way", choices=["embedded", "scaled"], default="embedded")
    parser.add_argument("--only", default="", help="only faults of these kinds, with commas between them")
    parser.add_argument("--cells", default="", help="cells of the matrix instead of seeds")
    parser.add_argument("--keep", action="store_true", help="keep the folder with the logs")
    given = parser.parse_args()
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]  # a long run is watched in its file
    kinds = tuple(filter(None, given.only.split(",")))
    signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))  # no process is left behind
    folder = Path(tempfile.mkdtemp(prefix="chaos-"))
    if given.cells:
        failed = asyncio.run(play_cells(given.way, given.cells.split(","), folder))
    else:
        failed = asyncio.run(run_all(given.way, range(given.seed, given.seed + given.runs), kinds, folder))
    if failed or given.keep:
        print(f"Logs of the processes: {folder}")
    return 1 if failed else 0


async def run_all(way: str, seeds: range, kinds: tuple[str, ...], folder: Path) -> int:
    """Run the seeds one after another in one deployment. Gives how many broke a promise."""
    faults: Counter[str] = Counter()
    recoveries: list[float] = []
    failed = streams = 0
    began = time.monotonic()
    async with testbed(way, folder) as place:
        for seed in seeds:
            drawn = scenario(seed, way, kinds)
            outcome: Outcome = await Run(place, drawn).play()
            await place.deployment.heal()
            faults.update(fault.kind for fault in drawn.faults)
            recoveries += outcome.recoveries
            streams += outcome.streams
            failed += bool(outcome.violations)
            print(report(outcome), flush=True)
    print(f"{len(seeds)} seeds ({way}), {streams} streams, {failed} failed, {time.monotonic() - began:.0f} s")
    print("faults: " + ", ".join(f"{kind} {count}" for kind, count in sorted(faults.items())))
    if len(recoveries) > 1:
        cuts = quantiles(recoveries, n=100, method="inclusive")
        print(
            f"from a kill to the first new event: p50 {cuts[49]:.2f} s, p99 {cuts[98]:.2f} s ({len(recoveries)} kills)"
        )
    return failed


async def play_cells(way: str, names: list[str], folder: Path) -> int:
    """Play these cells. Gives how many broke a promise."""
    failed = 0
    async with Places(folder) as places:
        for name in names:
            place = await places.of(CELLS[name], way)
            run = CELLS[name].make(place)
            outcome = await run.play()
            await place.deployment.heal()
            alive = run.alive if isinstance(run, Chain) else []
            failed += bool(outcome.violations or alive)
            print(f"{name}: {report(outcome)}" + f"; never reached: {alive}" * bool(alive), flush=True)
    return failed


if __name__ == "__main__":
    sys.exit(main())
