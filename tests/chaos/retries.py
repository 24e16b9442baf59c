"""Retry: refused while an answer runs, once of two at once, of a stopped one, and from each step."""

import asyncio
import time
from typing import Any

from tests.chaos import scripts
from tests.chaos.registry import SCALED, STAYING, cell
from tests.chaos.rows import Row, uuid_text
from tests.chaos.runs import END_SECONDS, Run, Testbed
from tests.chaos.scenarios import Planned, Scenario
from tests.chaos.scripts import Expected, Spoken, paced
from tests.upstream import Sleep, ToolCall, call, marker, step

OVER = ("success", "error", "stopped")
STEPS = 3
SLOW_SECONDS = 0.8  # of a refusal, so that it is certainly under way when we ask


class FromEachStep(Run):
    """Two steps with effects, and a third that the model server refuses; retried from each step, it fails again.

    Whatever stood before the step that is retried from stays as it was.
    """

    def __init__(self, testbed: Testbed) -> None:
        super().__init__(testbed, Scenario(29, testbed.deployment.way, (), STAYING, (), users=1, projects=1))
        key = f"retries {id(self)}"
        words, said = paced("retry", 15)
        steps = [
            step(words, ToolCall(*scripts.patch(f"{key} one")), finish="tool_calls"),
            call(*scripts.patch(f"{key} two")),
            [Sleep(SLOW_SECONDS), *scripts.fail_step(400)],
        ]
        tools = (("apply_json_patch", ("complete",)),) * 2
        expected = Expected(said, tools, statuses=("error",), error_codes=("model_rejected_request",))
        self.fixed[0] = Spoken("retries", marker(*steps, key=key), expected, 1)

    async def _perform(self) -> None:
        await self._talk(Planned(0, 0, "", "post", 0), 0)
        self.stream = self.sent[0].stream
        await self._expect(409, {})  # it runs
        await self._over("error")
        for first in range(STEPS):
            before = await asyncio.to_thread(self._calls, first)
            await self._twice({"from_step": first})
            await self._expect(409, {})
            await self._over("error")
            after = await asyncio.to_thread(self._calls, first)
            if len(before) != min(first, 2) or before != after:
                self.errors.append(f"a retry from step {first} changed what was done: {before}, then {after}")
        await self._twice({})  # from the first unfinished one
        await self._over("error")

    async def _retried(self, body: dict[str, Any]) -> int:
        path = f"/api/streams/{self.stream}/retry"
        return (await self._asked(lambda http: http.post(path, json=body), 0)).status_code

    async def _expect(self, code: int, body: dict[str, Any]) -> None:
        if (found := await self._retried(body)) != code:
            self.errors.append(f"a retry gave {found}, not {code}")

    async def _twice(self, body: dict[str, Any]) -> None:
        """At the same moment: one is taken."""
        codes = sorted(await asyncio.gather(self._retried(body), self._retried(body)))
        if codes != [202, 409]:
            self.errors.append(f"of two retries at once {codes} came of it")
        for client in self.clients:  # whoever saw the end comes back for the next epoch
            if hasattr(client, "stream"):
                await self._follow_again(client)  # type: ignore[arg-type]

    async def _over(self, status: str) -> None:
        deadline = time.monotonic() + 3 * END_SECONDS
        found = ""
        while found not in OVER and time.monotonic() < deadline:
            await asyncio.sleep(0.05)
            answer = await self._asked(lambda http: http.get(f"/api/streams/{self.stream}"), 0)
            found = answer.json()["status"]
        if found != status:
            self.errors.append(f"the answer is {found}, not {status}")

    def _calls(self, before: int) -> list[tuple[str, str, int]]:
        """The calls of the answer's steps before `before`, with what came of them."""
        stored = self._stored()
        assert self.stream is not None
        steps = {row["id"]: row["index"] for row in stored.current_steps(int(self.stream))}
        rows: list[Row] = [r for r in stored.calls_of(int(self.stream)) if steps.get(r["step_id"], before) < before]
        return sorted((uuid_text(row["id"]), row["status"], row["executions"]) for row in rows)


@cell(suite=SCALED)
def retry_from_each_step(testbed: Testbed) -> Run:
    return FromEachStep(testbed)
