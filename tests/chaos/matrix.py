"""Cells of the fault matrix: what is killed, frozen, cut, locked and overrun."""

import asyncio
from collections.abc import Callable
from contextlib import suppress

from tests.chaos import scripts
from tests.chaos.chains import LINKS, Chain
from tests.chaos.clients import Habits
from tests.chaos.deployments import SETTINGS, Node
from tests.chaos.faults import FROZEN_SECONDS
from tests.chaos.readers import SlowReaders
from tests.chaos.registry import EMBEDDED, ONE_OF_EACH, SCALED, STAYING, cell, run, talk
from tests.chaos.runs import GIVE_UP_SECONDS, Run, Testbed
from tests.chaos.scenarios import Fault, Planned, Reader, Scenario
from tests.chaos.scripts import Expected, Spoken, paced
from tests.reading import State
from tests.upstream import ToolCall, attempts, marker, say, step

UNSURE = {"EXTRA_APPS": f"{SETTINGS['EXTRA_APPS']},tests.chaos.uncertain_commits", "UNSURE_COMMITS": "4"}


def chain(testbed: Testbed, *points: str) -> Chain:
    """kill -9 at `points` (all by default), one after another, with one project."""
    links = tuple(link for link in LINKS if not points or link[0].partition("=")[0] in points)
    return Chain(testbed, Scenario(1, testbed.deployment.way, (), STAYING, (), users=1, projects=1), links)


@cell(suite=())
def kill_at_every_failpoint(testbed: Testbed) -> Run:
    return chain(testbed)


@cell(ways=EMBEDDED)
def kill_at_three_failpoints(testbed: Testbed) -> Run:
    """Of all the points those where something was shown or done that is not stored whole: enough for the suite."""
    return chain(testbed, "between_tokens", "after_effect", "during_outside_tool")


@cell(suite=SCALED)
def zombie(testbed: Testbed) -> Run:
    return Zombie(testbed)


class Zombie(Run):
    """Frozen for twice the lease while the model speaks; then it hears the rest of its answer, and must not tell it."""

    def __init__(self, testbed: Testbed) -> None:
        super().__init__(testbed, Scenario(2, testbed.deployment.way, talk("text", "own"), STAYING, ()))
        quick, slow = paced("zombie", 80)[0], paced("slow", 200)
        script = marker(attempts(step(quick), step(slow[0])), key=f"zombie {id(self)}")
        self.fixed[0] = Spoken("zombie", script, Expected(slow[1]), 5)

    async def _perform(self) -> None:
        await self.damage.start_spare()
        async with asyncio.TaskGroup() as group:
            for place, planned in enumerate(self.scenario.messages):
                group.create_task(self._talk(planned, place))
            node = await self._speaking()
            node.freeze()
            await asyncio.sleep(FROZEN_SECONDS)
            await self._taken_over(node)
            node.thaw()

    async def _taken_over(self, node: Node) -> None:
        """On a busy machine that may take a while. On SQLite nobody can, when the node was frozen as it wrote."""
        sql = "SELECT owner FROM chat_stream WHERE project_id = %s"
        with suppress(TimeoutError):
            async with asyncio.timeout(2 * FROZEN_SECONDS):
                while (
                    f":{node.pid}:" in self.testbed.deployment.database.query(sql, [int(self.projects[0])])[0]["owner"]
                ):
                    await asyncio.sleep(0.05)

    async def _speaking(self) -> Node:
        """The node that has told the first words of the answer."""
        sql = (
            "SELECT s.owner FROM chat_stream s JOIN chat_streamevent e ON e.stream_id = s.id"
            " WHERE s.project_id = %s AND s.status = 'running' GROUP BY s.owner HAVING count(*) > 3"
        )
        async with asyncio.timeout(GIVE_UP_SECONDS):
            while True:
                found = self.testbed.deployment.database.query(sql, [int(self.projects[0])])
                for node in self.testbed.deployment.workers:
                    if found and f":{node.pid}:" in found[0]["owner"]:
                        return node
                await asyncio.sleep(0.02)


@cell(suite=EMBEDDED)
def model_server(testbed: Testbed) -> Run:
    """Every way in which a model server fails; one project for each, so that they do not wait for one another."""
    kinds = scripts.names()
    readers = (
        Reader(0, "socket", Habits(), False),
        *(Reader(n, "poll", Habits(), False) for n in range(len(kinds))),
    )
    messages = talk(*kinds, projects=len(kinds))
    return Run(testbed, Scenario(3, testbed.deployment.way, messages, readers, (), users=1, projects=len(kinds)))


@cell(suite=SCALED)
def clients(testbed: Testbed) -> Run:
    """Every kind of cursor on every transport, over lines that break."""
    cursors = ("kept", "none", "older", "future", "garbage")
    readers = tuple(
        Reader(number % 2, transport, Habits((2, 7, 20), cursor, cursor == "none"), number % 2 == 0)
        for number, (transport, cursor) in enumerate((t, c) for t in ("socket", "sse", "poll") for c in cursors)
    )
    messages = (
        *talk("long", "own"),
        Planned(0, 0, "text", "twice", 0.1),
        Planned(1, 1, "outside", "socket", 0.2),
    )
    faults = (Fault("client_link", 0.8, 0.5, 0, "cut"), Fault("client_link", 1.6, 0.5, 0, "slices"))
    return run(testbed, 4, messages, readers, *faults)


@cell(suite=EMBEDDED)
def slow_readers(testbed: Testbed) -> Run:
    return SlowReaders(testbed, testbed.deployment.way)


@cell(suite=SCALED)
def handover(testbed: Testbed) -> Run:
    return run(testbed, 7, talk("long", "text"), STAYING, Fault("terminate", 0.6, 0, len(testbed.deployment.nodes) - 1))


@cell(suite=EMBEDDED)
def stop_and_retry(testbed: Testbed) -> Run:
    kinds = ("text", "own", "long", "own")
    messages = tuple(Planned(n % 2, n % 2, kind, "post", 0, "retry") for n, kind in enumerate(kinds))
    return run(testbed, 8, messages, ONE_OF_EACH)


@cell(ways=EMBEDDED, suite=())
def locked_sqlite(testbed: Testbed) -> Run:
    messages = talk("own", "outside", "parallel", "text")
    return run(testbed, 5, messages, ONE_OF_EACH, Fault("sqlite_lock", 0.4, 1.0, 0))


@cell(ways=EMBEDDED)
def killed_while_the_database_is_locked(testbed: Testbed) -> Run:
    """What could not be stored was not seen."""
    return run(
        testbed,
        9,
        talk("long", "text"),
        ONE_OF_EACH,
        Fault("sqlite_lock", 0.5, 1.2, 0),
        Fault("kill", 1.2, 0, 0),
    )


@cell(ways=SCALED)
def restarted_postgres(testbed: Testbed) -> Run:
    faults = Fault("backends", 0.4, 0.6, 0), Fault("table_lock", 1.4, 0.8, 0)
    return run(testbed, 5, talk("own", "outside", "parallel", "text"), ONE_OF_EACH, *faults)


@cell(ways=SCALED)
def redis_away(testbed: Testbed) -> Run:
    faults = [Fault(f"redis_{kind}", 0.3 + 0.7 * n, 0.6, 0) for n, kind in enumerate(("flush", "pause", "down"))]
    return run(testbed, 6, talk("own", "text", "long"), ONE_OF_EACH, *faults)


@cell(ways=SCALED, suite=())
def stopped_while_nobody_works(testbed: Testbed) -> Run:
    return StoppedInTheQueue(testbed)


class StoppedInTheQueue(Run):
    """Handed over in the middle of a step and stopped before anybody took it up: what was shown stays."""

    def __init__(self, testbed: Testbed) -> None:
        super().__init__(testbed, Scenario(14, testbed.deployment.way, (), STAYING, (), users=1, projects=1))

    async def _perform(self) -> None:
        await self._talk(Planned(0, 0, "long", "post", 0))
        (sent,) = self.sent
        sent.stopped = True
        await self._until(lambda state: len(state["content"]) > 100)
        await asyncio.gather(*(node.terminate() for node in self.testbed.deployment.workers))
        await self._until(lambda state: state["epoch"] >= 1)
        await self._asked(lambda http: http.post(f"/api/streams/{sent.stream}/stop"), 0)
        stopped = await self._until(lambda state: state["status"] == "stopped")
        if len(stopped["content"]) <= 100:
            self.errors.append(f"the text that was shown is gone: {stopped['content']!r}")
        await self.testbed.deployment.heal()

    async def _until(self, is_there: Callable[[State], bool]) -> State:
        """The state of the one stream, once it is as wanted."""
        async with asyncio.timeout(GIVE_UP_SECONDS):
            while True:
                answer = await self._asked(lambda http: http.get(f"/api/streams/{self.sent[0].stream}"), 0)
                if is_there(answer.json()):
                    return dict(answer.json())
                await asyncio.sleep(0.05)


@cell(ways=SCALED)
def without_redis(testbed: Testbed) -> Run:
    return WithoutRedis(testbed)


class WithoutRedis(Run):
    """No hints at all from the first message to the last event: every process finds all by itself."""

    def __init__(self, testbed: Testbed) -> None:
        super().__init__(testbed, Scenario(13, testbed.deployment.way, talk("own", "text", "outside"), ONE_OF_EACH, ()))

    async def _perform(self) -> None:
        if self.testbed.own_redis is not None:
            self.testbed.own_redis.stop()
        await super()._perform()

    async def _caught_up(self) -> dict[str, dict[str, str]]:
        found = await super()._caught_up()
        if self.testbed.own_redis is not None:
            await asyncio.to_thread(self.testbed.own_redis.start)
        return found


@cell(ways=SCALED)
def frozen_in_a_transaction(testbed: Testbed) -> Run:
    """A worker that never wakes holds a row's lock: nobody else waits for it."""
    return FrozenForever(testbed)


class FrozenForever(Run):
    def __init__(self, testbed: Testbed) -> None:
        super().__init__(testbed, Scenario(10, testbed.deployment.way, talk("text", "text"), ONE_OF_EACH, ()))
        said = ToolCall(*scripts.patch("frozen"))
        spoken = marker(step(said, finish="tool_calls"), say("After."), key=f"frozen {id(self)}")
        self.fixed[-1] = Spoken("frozen", spoken, Expected("After.", (("apply_json_patch", ("complete",)),)), 0)

    async def _perform(self) -> None:
        first, *others = self.testbed.deployment.workers
        for node in (first, *others):
            node.kill()
        first.start("before_effect=freeze")
        await first.ready()
        await self._talk(Planned(0, 0, "frozen", "post", 0), -1)
        async with asyncio.timeout(GIVE_UP_SECONDS):
            while not first.is_frozen:
                await asyncio.sleep(0.02)
        for node in others:
            node.start()
            await node.ready()
        talks = [self._talk(planned, place) for place, planned in enumerate(self.scenario.messages)]
        await asyncio.gather(*talks)


@cell(settings=UNSURE, suite=())
def unsure_commits(testbed: Testbed) -> Run:
    """The connection breaks right behind each fourth commit: was it stored, or not?"""
    return run(testbed, 11, talk("own", "outside", "parallel", "text"), ONE_OF_EACH)
