"""Wall clocks that jump by an hour, and clients that are away for ten minutes."""

import asyncio
from typing import Any

from tests.chaos.clients import Habits, PollClient, SseClient, WebSocketClient
from tests.chaos.registry import ONE_OF_EACH, cell, talk
from tests.chaos.runs import GIVE_UP_SECONDS, Run, Testbed
from tests.chaos.scenarios import Fault, Planned, Reader, Scenario
from tests.chaos.scripts import Expected, Spoken, paced
from tests.upstream import marker, step

HOUR = 3600.0
AWAY_SECONDS = 600.0
WRONG_MS = 120_000  # what no step and no stream of ours takes
LONGER_THAN_THE_JUMPS = 400  # words, 40 a second
SETTLED_SECONDS = 1.5  # in which a process looks at its leases with its new clock


class Jumps(Run):
    """One process is an hour ahead, then behind; it dies while its clock is wrong, and the next has the right one."""

    def __init__(self, testbed: Testbed) -> None:
        messages = (*talk("long", "own", "outside", "text"), Planned(1, 1, "own", "post", 2.5))
        super().__init__(testbed, Scenario(22, testbed.deployment.way, messages, ONE_OF_EACH, ()))
        words, said = paced("jumps", LONGER_THAN_THE_JUMPS)
        self.fixed[0] = Spoken("long", marker(step(words), key=f"jumps {id(self)}"), Expected(said), 10)

    async def _break(self) -> None:
        node = self.testbed.deployment.workers[0]
        for seconds in (HOUR, -HOUR, 0.0, HOUR):
            self.testbed.deployment.set_clock(node, seconds)
            await asyncio.sleep(SETTLED_SECONDS)
        await self.damage.kill(Fault("kill", 0, 0, self.testbed.deployment.nodes.index(node)))
        self.testbed.deployment.set_clock(node, 0)

    def _history(self, *arguments: Any) -> Any:
        history = super()._history(*arguments)
        is_shared = self.testbed.deployment.way == "scaled"  # on SQLite the process's clock is the database's
        for stream in history.stored.streams.values():
            taken = stream["epoch"] - 1
            if taken > 2:  # one for the kill, and one for a hand that was full at that moment
                history.errors.append(f"stream {stream['id']} was taken up {taken} times anew for one kill")
            times = stream["timings"] or {}
            if any(value < 0 or (is_shared and value > WRONG_MS) for value in times.values()):
                history.errors.append(f"stream {stream['id']} says that it took {times}")
        for stored in history.stored.steps:
            if not 0 <= (stored["duration_ms"] or 0) <= WRONG_MS:
                history.errors.append(f"step {stored['id']} says that it took {stored['duration_ms']} ms")
        return history


class Away(Run):
    """One client of each transport leaves in the middle of an answer and comes back ten minutes after its end.

    Meanwhile the processes were started anew, which is when they prune, and their clocks are ten minutes on.
    """

    def __init__(self, testbed: Testbed) -> None:
        habits = Habits()
        readers = tuple(Reader(0, kind, habits, False) for kind in ("socket", "sse", "poll"))
        super().__init__(testbed, Scenario(23, testbed.deployment.way, (), readers, (), users=1, projects=1))

    async def _perform(self) -> None:
        await self._talk(Planned(0, 0, "long", "post", 0))
        stream = self.sent[0].stream
        assert stream is not None
        async with asyncio.timeout(GIVE_UP_SECONDS):
            while not all(len(client.last) and client.sittings[-1].events for client in self.clients):
                await asyncio.sleep(0.02)
        for client in self.clients:
            await client.close()
        await self._until_quiet()
        deployment = self.testbed.deployment
        for node in deployment.nodes:
            deployment.set_clock(node, AWAY_SECONDS)
            node.kill()
            node.start()
        await asyncio.gather(*(node.ready() for node in deployment.nodes))
        for client in self.clients:
            assert isinstance(client, WebSocketClient | SseClient | PollClient)
            client.start()
        async with asyncio.timeout(GIVE_UP_SECONDS):
            while not all(stream in client.ended for client in self.clients):
                await asyncio.sleep(0.02)
        for client in self.clients:
            if any(event["type"] == "snapshot" for event in client.sittings[-1].events):
                self.errors.append(f"{client.name} got a snapshot; what it had missed was still there")
        await deployment.heal()


@cell(suite=())
def clock_jumps(testbed: Testbed) -> Run:
    return Jumps(testbed)


@cell(suite=())
def away_for_ten_minutes(testbed: Testbed) -> Run:
    return Away(testbed)
