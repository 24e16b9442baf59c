"""A rolling restart under many running streams: how long each process takes to end, and what its clients see of it."""

import asyncio
import time
from itertools import pairwise
from statistics import quantiles

from tests.chaos.clients import Client, Habits
from tests.chaos.deployments import Node
from tests.chaos.registry import cell
from tests.chaos.runs import Run, World
from tests.chaos.scenarios import Planned, Reader, Scenario
from tests.chaos.scripts import Expected, Spoken
from tests.upstream import Repeat, marker, step

STREAMS = 50
PER_SECOND, WORDS = 5.0, 1500  # longer than all processes take to be replaced; then people stop them
ENDED_SECONDS = 5.0
GAP_SECONDS = 2.0
SETTLED_SECONDS = 2.0  # of undisturbed streams before and after each replacement


class RollingRestart(Run):
    """Each stream has a project and a client of its own; all processes are replaced one after the other."""

    def __init__(self, world: World) -> None:
        readers = tuple(Reader(n, ("socket", "socket", "sse", "poll")[n % 4], Habits(), False) for n in range(STREAMS))
        super().__init__(world, Scenario(20, world.deployment.way, (), readers, (), users=2, projects=STREAMS))
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
        deployment = self.world.deployment
        for node in (*deployment.workers, *(web for web in deployment.webs if web not in deployment.workers)):
            await asyncio.sleep(SETTLED_SECONDS)
            await self._replace(node)
        await asyncio.sleep(SETTLED_SECONDS)
        gaps = self.gaps()
        await asyncio.gather(*(self._stop(Planned(n, n, "", "", 0), sent) for n, sent in enumerate(self.sent)))
        cuts = quantiles(gaps, n=100, method="inclusive")
        self.notes.append(
            f"{len(gaps)} clients, {min(self.unfinished)} streams or more under way; longest gap of each:"
            f" p50 {cuts[49]:.2f} s, p99 {cuts[98]:.2f} s, max {max(gaps):.2f} s;"
            f" processes ended within {max(self.damage.terminations):.2f} s"
        )
        if min(self.unfinished) < STREAMS:
            self.errors.append(f"streams had ended before all processes were replaced: {self.unfinished}")
        if max(gaps) >= GAP_SECONDS:
            self.errors.append(f"a client saw nothing for {max(gaps):.2f} s; {self.notes[-1]}")
        if max(self.damage.terminations) > ENDED_SECONDS:
            self.errors.append(f"a process took {max(self.damage.terminations):.2f} s to end")

    async def _replace(self, node: Node) -> None:
        self.unfinished.append(await asyncio.to_thread(self._unfinished))
        began = time.monotonic()
        self.damage.terminations.append(await node.terminate())
        if len(self.world.deployment.nodes) > 1:  # what the others do is measured, not what a start costs the machine
            await asyncio.sleep(SETTLED_SECONDS)
        node.start()
        await node.ready()
        if len(self.world.deployment.nodes) == 1:
            self.away.append((began, time.monotonic()))

    def gaps(self) -> list[float]:
        """The longest time between two events of each client; what nobody could serve meanwhile does not count."""
        return [self._longest_gap(client) for client in self.clients]

    def _longest_gap(self, client: Client) -> float:
        times = sorted(at for sitting in client.sittings for at in sitting.times)
        assert times, f"{client.name} got nothing"
        return max(self._seconds(*pair) for pair in pairwise([*times, time.monotonic()]))

    def _seconds(self, begin: float, end: float) -> float:
        return end - begin - sum(max(0.0, min(end, until) - max(begin, since)) for since, until in self.away)


@cell(suite=())
def rolling_restart(world: World) -> Run:
    return RollingRestart(world)
