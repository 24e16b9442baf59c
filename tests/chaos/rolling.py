"""A rolling restart under many running streams: how long each process takes to end, and what its clients see of it."""

import asyncio
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path
from statistics import quantiles
from types import TracebackType
from typing import Self

from tests.chaos.clients import Client, Habits
from tests.chaos.deployments import Node
from tests.chaos.registry import cell
from tests.chaos.runs import Run, Testbed
from tests.chaos.scenarios import Planned, Reader, Scenario
from tests.chaos.scripts import Expected, Spoken
from tests.upstream import Repeat, marker, step

# The product's own: with those of the other cells an overloaded machine would lose leases and model calls, too.
ORDINARY = {"LEASE_SECONDS": "10", "IDLE_TIMEOUT_SECONDS": "60", "FIRST_TOKEN_TIMEOUT_SECONDS": "60"}
STREAMS = 50
PER_SECOND, WORDS = 3.0, 1500  # longer than all processes take to be replaced; then people stop them
ENDED_SECONDS = 5.0
GAP_SECONDS = 2.0
MOST_SLOWNESS = 2.0  # so much slower than an idle one the machine may be; for more there is no excuse
SETTLED_SECONDS = 2.0  # of undisturbed streams before and after each replacement
# Does a hundredth of a second's work again and again, and says when, and how long it took against its own CPU time.
YARDSTICK = """
import time
while True:
    began, worked = time.monotonic(), time.process_time()
    while time.process_time() - worked < 0.01:
        pass
    print(began, time.monotonic() - began, time.process_time() - worked, flush=True)
    time.sleep(0.1)
"""


class Yardstick:
    """How much slower than an idle machine this one is: others may have work for its cores, too."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> Self:
        with self._path.open("w") as out:
            self._child = subprocess.Popen([sys.executable, "-c", YARDSTICK], stdout=out)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._child.kill()
        self._child.wait(10)

    def read(self) -> None:
        """Take in what was measured until now."""
        lines = self._path.read_text().splitlines()[:-1]  # the last may not be whole
        self._pieces = [(at, took, worked) for at, took, worked in (map(float, line.split()) for line in lines)]

    def slowness(self, begin: float, end: float) -> float:
        """1 for an idle machine, at most MOST_SLOWNESS; from `begin` to `end` (of `time.monotonic`), a second more."""
        within = [(took, worked) for at, took, worked in self._pieces if begin - 1 <= at <= end]
        slowness = sum(took for took, _ in within) / sum(worked for _, worked in within) if within else 1.0
        return min(max(1.0, slowness), MOST_SLOWNESS)


class RollingRestart(Run):
    """Each stream has a project and a client of its own; all processes are replaced one after the other."""

    def __init__(self, testbed: Testbed) -> None:
        readers = tuple(Reader(n, ("socket", "socket", "sse", "poll")[n % 4], Habits(), False) for n in range(STREAMS))
        super().__init__(testbed, Scenario(20, testbed.deployment.way, (), readers, (), users=2, projects=STREAMS))
        for number in range(STREAMS):
            words = f"r{number}-"
            said = "".join(f"{words}{i} " for i in range(WORDS))
            script = marker(step(Repeat(words + "{i} ", WORDS, PER_SECOND)), key=f"rolling {id(self)} {number}")
            self.fixed[number] = Spoken("rolling", script, Expected(said), WORDS / PER_SECOND)
        self.away: list[tuple[float, float]] = []  # when nobody served at all
        self.unfinished: list[int] = []  # streams under way at each restart

    async def _perform(self) -> None:
        talks = [self._talk(Planned(n, n, "text", "post", 0.05 * n), n) for n in range(STREAMS)]
        await asyncio.gather(*talks)
        deployment = self.testbed.deployment
        await asyncio.sleep(SETTLED_SECONDS)
        began = time.monotonic()
        with Yardstick(deployment.place.folder / "yardstick") as yardstick:
            for node in (*deployment.workers, *(web for web in deployment.webs if web not in deployment.workers)):
                await asyncio.sleep(SETTLED_SECONDS)
                await self._replace(node)
            await asyncio.sleep(SETTLED_SECONDS)
            self._judge(yardstick, began)
        await asyncio.gather(*(self._stop(Planned(n, n, "", "", 0), sent) for n, sent in enumerate(self.sent)))

    async def _replace(self, node: Node) -> None:
        self.unfinished.append(await asyncio.to_thread(self._unfinished))
        began = time.monotonic()
        self.damage.terminations.append(await node.terminate())
        if len(self.testbed.deployment.nodes) > 1:  # what the others do is measured, not what a start costs the machine
            await asyncio.sleep(SETTLED_SECONDS)
        node.start()
        await node.ready()
        if len(self.testbed.deployment.nodes) == 1:
            self.away.append((began, time.monotonic()))

    def _judge(self, yardstick: Yardstick, began: float) -> None:
        """The limits are those of a machine with nothing else to do, and wider by as much as this one is slower."""
        now = time.monotonic()
        yardstick.read()
        gaps = [self._longest_gap(client, yardstick, began, now) for client in self.clients]
        longest = sorted(seconds for seconds, _ in gaps)
        p50, p99 = (quantiles(longest, n=100, method="inclusive")[place] for place in (49, 98))
        idle = max(seconds / slowness for seconds, slowness in gaps)
        slowness = yardstick.slowness(began, now)
        ended = max(self.damage.terminations)
        self.notes.append(
            f"{len(gaps)} clients, {min(self.unfinished)} streams or more under way; longest gap of each:"
            f" p50 {p50:.2f} s, p99 {p99:.2f} s, max {longest[-1]:.2f} s; max {idle:.2f} s by the speed of an idle"
            f" machine (counted as {slowness:.1f} times as fast); processes ended within {ended:.2f} s"
        )
        if min(self.unfinished) < STREAMS:
            self.errors.append(f"streams had ended before all processes were replaced: {self.unfinished}")
        if idle >= GAP_SECONDS:
            self.errors.append(f"a client saw nothing for {idle:.2f} s; {self.notes[-1]}")
        if ended / slowness > ENDED_SECONDS:
            self.errors.append(f"a process took {ended:.2f} s to end; {self.notes[-1]}")

    def _longest_gap(self, client: Client, yardstick: Yardstick, began: float, now: float) -> tuple[float, float]:
        """The longest time between two events, and how slow the machine was then. Without what nobody could serve."""
        times = sorted(at for sitting in client.sittings for at in sitting.times if at > began)
        gaps = [(self._seconds(*pair), yardstick.slowness(*pair)) for pair in pairwise([began, *times, now])]
        return max(gaps, key=lambda gap: gap[0] / gap[1])

    def _seconds(self, begin: float, end: float) -> float:
        return end - begin - sum(max(0.0, min(end, until) - max(begin, since)) for since, until in self.away)


@cell(suite=(), settings=ORDINARY)
def rolling_restart(testbed: Testbed) -> Run:
    return RollingRestart(testbed)
