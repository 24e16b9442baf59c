"""More messages than the limits allow, and one person's many messages beside another's one."""

import asyncio
import time
from uuid import UUID

from tests.chaos import scripts
from tests.chaos.histories import Sent
from tests.chaos.registry import cell
from tests.chaos.runs import Run, Testbed
from tests.chaos.scenarios import Planned, Scenario
from tests.chaos.scripts import Expected, Spoken
from tests.upstream import marker, step

NARROW = {"MAX_RUNNING_PER_USER": "2", "MAX_QUEUED_PER_USER": "5"}
SENDS_AT_ONCE = 10  # requests of one person; a hundred would only wait for one another
FEW_AT_ONCE = {"MAX_RUNNING_STREAMS": "2"}  # of each process


@cell(settings=NARROW, suite=())
def too_many_messages(testbed: Testbed) -> Run:
    return Crowd(testbed)


class Crowd(Run):
    """One user sends far more than the limits allow; another user's message must not wait behind them."""

    MESSAGES, PROJECTS = 24, 20
    FIRST_WORD_SECONDS = 5.0

    def __init__(self, testbed: Testbed) -> None:
        super().__init__(testbed, Scenario(12, testbed.deployment.way, (), (), (), users=2, projects=self.PROJECTS))

    async def _perform(self) -> None:
        async with asyncio.TaskGroup() as group:
            crowd = [group.create_task(self._once(n)) for n in range(self.MESSAGES)]
            await asyncio.wait(crowd, timeout=0.5)
            group.create_task(self._other())
        refused = [sent for sent in self.sent if sent.refused]
        unfinished = len([sent for sent in self.sent if sent.answers])
        if not refused:
            self.errors.append(f"all of {unfinished} messages were taken at once, beyond every limit")

    async def _once(self, number: int) -> None:
        """Send once: it is taken, or refused with 429, nothing else. User 0 has the projects with even numbers."""
        project = 2 * (number % (self.PROJECTS // 2))
        key = str(UUID(int=self.chance.getrandbits(128), version=4))
        spoken = scripts.spoken("text", key, self.chance)
        sent = Sent(key, int(self.projects[project]), spoken.content, spoken.kind, spoken.expected)
        self.sent.append(sent)
        body = {"id": key, "content": spoken.content}
        answer = await self._asked(lambda http: http.post(f"/api/projects/{sent.project}/messages", json=body), project)
        told = answer.json()
        if answer.status_code == 202:
            sent.answers.append((told["user_message"]["id"], told["assistant_message"]["id"], told["stream"]["id"]))
        elif answer.status_code == 429 and "retry-after" in answer.headers and told["queue_length"]:
            sent.refused.append(429)
        else:
            self.errors.append(f"a send beyond the limits gave {answer.status_code}: {answer.text[:200]}")

    async def _other(self) -> None:
        began = time.monotonic()
        await self._talk(Planned(1, 1, "text", "post", 0))
        stream = self.sent[-1].stream
        while True:
            state = (await self._asked(lambda http: http.get(f"/api/streams/{stream}"), 1)).json()
            if state["content"] or state["status"] not in ("queued", "running"):
                break
            await asyncio.sleep(0.05)
        if (waited := time.monotonic() - began) > self.FIRST_WORD_SECONDS:
            self.errors.append(f"the other user waited {waited:.1f} s for a first word, behind one user's crowd")


@cell(settings=FEW_AT_ONCE, suite=())
def a_hundred_messages_of_one_user(testbed: Testbed) -> Run:
    return Hundred(testbed)


class Hundred(Run):
    """They wait for a few places; of another user's message, sent behind them, one stream at most comes first."""

    def __init__(self, testbed: Testbed, messages: int = 100) -> None:
        super().__init__(testbed, Scenario(30, testbed.deployment.way, (), (), (), users=2, projects=messages))
        self.messages = messages
        for number in range(messages + 1):
            words, said = scripts.paced(f"{number}-", 40)  # a second, else no crowd would gather
            script = marker(step(words), key=f"hundred {id(self)} {number}")
            self.fixed[number] = Spoken("short", script, Expected(said), 1)
        self._door = asyncio.Semaphore(SENDS_AT_ONCE)

    async def _perform(self) -> None:
        # User 0 has the projects with even numbers.
        mine = (Planned(0, 2 * n % self.messages, "", "post", 0) for n in range(self.messages))
        await asyncio.gather(*(self._one_of_many(planned, n) for n, planned in enumerate(mine)))
        waiting = await asyncio.to_thread(self._unfinished)
        await self._talk(Planned(1, 1, "", "post", 0), self.messages)
        await self._until_quiet()
        streams = self._stored().streams
        other = streams[int(self.sent[-1].stream or 0)]
        before = [
            row["id"] for row in streams.values()
            if row["id"] != other["id"] and other["queued_at"] < row["started_at"] < other["started_at"]
        ]  # fmt: skip
        self.notes.append(f"{waiting} messages were waiting, {len(before)} began before the other user's")
        if len(before) > 1:
            self.errors.append(f"{len(before)} streams of one user began before the other user's first")
        if waiting < self.messages // 4:
            self.errors.append(f"only {waiting} messages were waiting when the other user's came: no crowd")

    async def _one_of_many(self, planned: Planned, place: int) -> None:
        async with self._door:
            await self._talk(planned, place)
