"""A disk that is full, and a PostgreSQL server that is stopped or crashes."""

import asyncio

from tests.chaos.clients import api
from tests.chaos.registry import EMBEDDED, ONE_OF_EACH, SCALED, cell, run, talk
from tests.chaos.runs import Run, Testbed
from tests.chaos.scenarios import Fault, Scenario

FULL_SECONDS = 2.5  # longer than the lease
SAID = {"code": "storage_full", "status": 503}


class FullDisk(Run):
    """While nothing can be stored people are told so; when there is space again everything goes on."""

    def __init__(self, testbed: Testbed) -> None:
        messages = talk("own", "outside", "parallel", "text", "long")
        fault = Fault("full_disk", 1.0, FULL_SECONDS, 0)
        super().__init__(testbed, Scenario(24, testbed.deployment.way, messages, ONE_OF_EACH, (fault,)))

    async def _break(self) -> None:
        await asyncio.sleep(2.0)
        await self._try()

    async def _try(self) -> None:
        """What a send is answered while the disk is full."""
        async with api(self._url(), self._token(0)) as http:
            answer = await http.post("/api/projects", json={"name": "No room for this"})
        told = answer.json()
        if (answer.status_code, told.get("code")) != (SAID["status"], SAID["code"]) or "space" not in told["message"]:
            self.errors.append(f"on a full disk a person is told {answer.status_code} {answer.text[:200]}")


@cell(ways=EMBEDDED)
def full_disk(testbed: Testbed) -> Run:
    return FullDisk(testbed)


@cell(ways=SCALED, suite=(), own_postgres=True)
def stopped_postgres(testbed: Testbed) -> Run:
    faults = Fault("postgres", 0.6, 0.5, 0, "fast"), Fault("postgres", 4.0, 0.5, 0, "immediate")
    return run(testbed, 25, talk("own", "outside", "parallel", "text", "long"), ONE_OF_EACH, *faults)
