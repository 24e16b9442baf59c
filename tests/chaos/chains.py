"""kill -9 at every failpoint, one after another: each process dies at its own point, the next one goes on."""

import asyncio
import time

from tests.chaos.deployments import Node
from tests.chaos.runs import Run, Testbed
from tests.chaos.scenarios import Planned, Scenario

# Each with the kind of message that leads there. In this order, and with one project, no stream crashes five times
# without a stored step.
LINKS = (
    ("before_claim=kill", "text"),
    ("after_claim=kill", "own"),
    ("between_tokens=kill@3", "text"),
    ("after_log_commit=kill@5", "outside"),
    ("after_step=kill", "own"),
    ("after_step=kill", "outside"),  # it resumes with a call that waits, before the model is asked again
    ("before_effect=kill", "parallel"),
    ("after_effect=kill", "own"),
    ("during_outside_tool=kill", "outside"),
    ("after_commit=kill@2", "parallel"),
    ("before_finalize=kill", "text"),
)
DEATH_SECONDS = 30.0


class Chain(Run):
    """A run whose faults are the links of a chain. `alive` tells afterwards which points killed nobody."""

    def __init__(self, testbed: Testbed, scenario: Scenario, links: tuple[tuple[str, str], ...] = LINKS) -> None:
        super().__init__(testbed, scenario)
        self.links = links
        self.alive: list[str] = []

    async def _perform(self) -> None:
        sampling = asyncio.create_task(self._sample())
        for node in self.testbed.deployment.workers[1:]:  # alone, so that the armed one comes by its point
            node.kill()
        async with asyncio.TaskGroup() as group:
            node = self.testbed.deployment.workers[0]
            for number, (point, kind) in enumerate(self.links):
                node.kill()
                node.start(point)
                await node.ready()
                project = number % self.scenario.projects
                group.create_task(self._talk(Planned(project, project, kind, "post", 0)))
                await self._until_dead(node, point)
            await self.testbed.deployment.heal()
        sampling.cancel()

    async def _until_dead(self, node: Node, point: str) -> None:
        deadline = time.monotonic() + DEATH_SECONDS
        while node.is_up and time.monotonic() < deadline:
            await asyncio.sleep(0.02)
        if node.is_up:
            self.alive.append(point)
            self.notes.append(f"{point} was never reached")
        self.damage.kills.append(time.monotonic())
