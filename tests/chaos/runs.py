"""One run: play a scenario against a deployment, wait until it is quiet, and give the history to the checker."""

import asyncio
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import httpx

from tests.chaos import scripts
from tests.chaos.checker import check
from tests.chaos.clients import DEAD_AFTER_SECONDS, Client, EventsClient, PollClient, SseClient, WebSocketClient, api
from tests.chaos.deployments import LEASE_SECONDS, USERS, Deployment, PrivateRedis
from tests.chaos.faults import Damage
from tests.chaos.histories import History, Sent, Violation
from tests.chaos.postgres import PrivatePostgres
from tests.chaos.proxy import Proxy
from tests.chaos.rows import Stored
from tests.chaos.scenarios import Planned, Reader, Scenario
from tests.upstream import EffectServer, ScriptedUpstream

QUIET_SECONDS = LEASE_SECONDS + 5
CATCH_UP_SECONDS = DEAD_AFTER_SECONDS + 10  # who was left with a half-open connection must notice it first
AWAY = (httpx.HTTPError, OSError)
GIVE_UP_SECONDS = 60.0
END_SECONDS = 20.0  # 5 to hand over, and patience with a busy machine


@dataclass
class Testbed:
    """What a run happens in; kept over several runs."""

    deployment: Deployment
    effects: EffectServer
    model_link: Proxy
    own_redis: PrivateRedis | None = None
    upstream: ScriptedUpstream | None = None
    own_postgres: PrivatePostgres | None = None
    links: list[Proxy] = field(default_factory=list)


@asynccontextmanager
async def linked(testbed: Testbed) -> AsyncIterator[Testbed]:
    """Put a proxy before each web process."""
    async with AsyncExitStack() as stack:
        testbed.links = [await stack.enter_async_context(Proxy(node.url)) for node in testbed.deployment.webs]
        yield testbed


@dataclass
class Outcome:
    scenario: Scenario
    violations: list[Violation]
    history: History
    seconds: float
    faults_s: float  # of them, until the last fault was over
    quiet_s: float  # and from then until it was quiet
    notes: list[str]  # what was measured
    recoveries: list[float]  # seconds from a kill to the first new event that any client of a hit stream got

    @property
    def streams(self) -> int:
        return len(self.history.stored.streams)


class Run:
    """The course of one scenario."""

    def __init__(self, testbed: Testbed, scenario: Scenario) -> None:
        self.testbed, self.scenario = testbed, scenario
        self.chance = random.Random(scenario.seed)
        self.projects: list[str] = []
        # Scripts of messages by their place, instead of their kind's.
        self.fixed: dict[int, scripts.Spoken] = {}
        self.clients: list[Client] = []
        self.sent: list[Sent] = []
        self.samples: list[dict[str, Any]] = []
        self.errors: list[str] = []
        self.excesses: list[str] = []
        self.notes: list[str] = []
        self.damage = Damage(testbed, scenario.seed)

    async def play(self) -> Outcome:
        began = time.monotonic()
        try:
            await self._set_up()
            await self._perform()
            performed = time.monotonic()
            restless = await self._until_quiet()
            quiet = time.monotonic() - performed
            caught_up = await self._caught_up()
        finally:
            await asyncio.gather(*(client.close() for client in self.clients))
            self.damage.end()
        history = self._history(restless, caught_up)
        seconds = time.monotonic() - began
        times = (seconds, performed - began, quiet)
        return Outcome(self.scenario, check(history), history, *times, self.notes, self._recoveries())

    # before

    async def _set_up(self) -> None:
        for fault in self.scenario.faults:
            if fault.kind in ("failpoint", "frozen_point"):
                await self.damage.arm(fault)
        for number in range(self.scenario.projects):
            made = await self._asked(lambda http: http.post("/api/projects", json={"name": "A project"}), number)
            self.projects.append(made.json()["id"])
        for number, reader in enumerate(self.scenario.readers):
            if reader.transport == "socket":
                self._open_socket(reader, f"socket{number}")

    def _token(self, number: int) -> str:
        return self.testbed.deployment.place.tokens[USERS[number % self.scenario.users]]

    def _url(self, proxied: bool = False) -> str:
        if proxied and self.testbed.links:
            return self.chance.choice(self.testbed.links).url
        return self.chance.choice(self.testbed.deployment.webs).url

    def _arguments(self, reader: Reader, name: str) -> dict[str, Any]:
        return {
            "name": name, "url": lambda: self._url(reader.proxied), "token": self._token(reader.project),
            "habits": reader.habits, "seed": self.chance.randint(0, 10**9),
        }  # fmt: skip

    def _open_socket(self, reader: Reader, name: str) -> WebSocketClient:
        client = WebSocketClient(**self._arguments(reader, name), project=self.projects[reader.project])
        self._add(client)
        return client

    def _add(self, client: Client) -> None:
        self.clients.append(client)
        client.start()

    async def _asked(self, ask: Callable[[httpx.AsyncClient], Awaitable[httpx.Response]], user: int) -> httpx.Response:
        """Ask until there is an answer: faults explain lost connections and 503, nothing else."""
        deadline = time.monotonic() + GIVE_UP_SECONDS
        while time.monotonic() < deadline:
            with suppress(*AWAY):
                async with api(self._url(), self._token(user)) as http:
                    answer = await ask(http)
                    if answer.status_code < 500:
                        return answer
                    if answer.status_code != 503:
                        self.errors.append(f"HTTP {answer.status_code} for {answer.request.url}: {answer.text[:200]}")
            await asyncio.sleep(0.1)
        raise AssertionError(f"no answer in {GIVE_UP_SECONDS:g} s")

    # meanwhile

    async def _perform(self) -> None:
        async with asyncio.TaskGroup() as group:
            for fault in self.scenario.faults:
                group.create_task(self.damage.do(fault))
            group.create_task(self._break())
            sampling = asyncio.create_task(self._sample())
            talks = [group.create_task(self._talk(planned, n)) for n, planned in enumerate(self.scenario.messages)]
            try:
                await asyncio.gather(*talks)
            finally:
                sampling.cancel()
        await self.testbed.deployment.heal()

    async def _break(self) -> None:
        """What a cell does beside the faults of its scenario."""

    async def _talk(self, planned: Planned, place: int = -1) -> None:
        """Send one message, follow its stream with readers of its own, perhaps stop and retry it."""
        await asyncio.sleep(planned.at_s)
        id = str(UUID(int=self.chance.getrandbits(128), version=4))
        spoken = self.fixed.get(place) or scripts.spoken(planned.kind, id, self.chance)
        project = self.projects[planned.project]
        sent = Sent(id, int(project), spoken.content, spoken.kind, spoken.expected)
        self.sent.append(sent)
        await self._send(planned, sent)
        assert sent.stream is not None
        for number, reader in enumerate(self.scenario.readers):
            if reader.project == planned.project and reader.transport != "socket":
                kind: type[EventsClient] = SseClient if reader.transport == "sse" else PollClient
                name = f"{reader.transport}{number}"
                self._add(kind(**self._arguments(reader, name), stream=sent.stream))
        if planned.then:
            await self._stop(planned, sent)

    async def _send(self, planned: Planned, sent: Sent) -> None:
        sockets = [c for c in self.clients if isinstance(c, WebSocketClient) and c.project == str(sent.project)]
        if planned.via == "socket" and sockets:
            frame = await asyncio.wait_for(self._send_by(self.chance.choice(sockets), sent), GIVE_UP_SECONDS)
            sent.answers.append(_triple(frame))
        elif planned.via == "twice":
            await asyncio.gather(self._post(sent, planned.user), self._post(sent, planned.user))
        else:
            await self._post(sent, planned.user, "?wait=0.1" if planned.via == "wait" else "")
        if planned.via != "socket":
            await self._post(sent, planned.user)  # the same send once more, later: nothing starts twice

    async def _send_by(self, socket: WebSocketClient, sent: Sent) -> dict[str, Any]:
        sending = asyncio.ensure_future(socket.send(sent.id, sent.content))
        while not sending.done():
            await asyncio.wait([sending], timeout=1)
            if not sending.done():
                await socket.send_again()
        return sending.result()

    async def _post(self, sent: Sent, user: int, query: str = "") -> None:
        path = f"/api/projects/{sent.project}/messages{query}"
        body = {"id": sent.id, "content": sent.content}
        while True:
            answer = await self._asked(lambda http: http.post(path, json=body), user)
            if answer.status_code == 429:
                sent.refused.append(429)
                await asyncio.sleep(0.2)
                continue
            break
        if answer.status_code in (200, 202):
            answered = answer.json()
            if "user_message" in answered:
                sent.answers.append(_triple(answered))
            elif not sent.answers:  # `?wait=` gave the snapshot: ask for the ids
                await self._post(sent, user)
        else:
            self.errors.append(f"a send gave {answer.status_code}: {answer.text[:200]}")

    async def _stop(self, planned: Planned, sent: Sent) -> None:
        await asyncio.sleep(self.chance.uniform(0.1, 1.0))
        await self._asked(lambda http: http.post(f"/api/streams/{sent.stream}/stop"), planned.user)
        sent.stopped = True
        if planned.then == "retry":
            await self._retry(planned, sent)

    async def _retry(self, planned: Planned, sent: Sent) -> None:
        """Retry as soon as it is over; of two at once one wins."""
        path = f"/api/streams/{sent.stream}/retry"
        deadline = time.monotonic() + GIVE_UP_SECONDS
        while time.monotonic() < deadline:
            state = await self._asked(lambda http: http.get(f"/api/streams/{sent.stream}"), planned.user)
            if state.json()["status"] == "success":
                return
            both = [self._asked(lambda http: http.post(path, json={}), planned.user) for _ in range(2)]
            codes = sorted([answer.status_code for answer in await asyncio.gather(*both)])
            if codes[0] == 202:
                sent.stopped = False
                for client in self.clients:  # whoever saw the end comes back for the next epoch
                    if isinstance(client, EventsClient) and client.stream == sent.stream:
                        await self._follow_again(client)
                return
            await asyncio.sleep(0.1)

    async def _follow_again(self, client: EventsClient) -> None:
        await client.close()
        client.ended.discard(client.stream)
        client.start()

    async def _sample(self) -> None:
        """Read states as they are at some moments."""
        while True:
            await asyncio.sleep(self.chance.uniform(0.05, 0.3))
            streams = [(sent.stream, sent.project) for sent in self.sent if sent.stream]
            if streams:
                stream, project = self.chance.choice(streams)
                user = self.projects.index(str(project))
                with suppress(*AWAY):
                    async with api(self._url(), self._token(user)) as http:
                        answer = await http.get(f"/api/streams/{stream}")
                        if answer.status_code == 200:
                            self.samples.append(answer.json())

    # after

    async def _until_quiet(self) -> float | None:
        """Wait until no stream is under way. Gives the seconds when that lasted too long."""
        began = time.monotonic()
        allowed = QUIET_SECONDS + await asyncio.to_thread(self._seconds_to_speak)
        while time.monotonic() - began < allowed:
            if not await asyncio.to_thread(self._unfinished):
                return None
            await asyncio.sleep(0.1)
        return time.monotonic() - began

    def _unfinished(self) -> int:
        marks = ", ".join(["%s"] * len(self.projects))
        found = self.testbed.deployment.database.query(
            f"SELECT count(*) AS n FROM chat_stream WHERE status IN ('queued', 'running') AND project_id IN ({marks})",
            [int(project) for project in self.projects],
        )
        return int(found[0]["n"])

    def _seconds_to_speak(self) -> float:
        """What the model may still need: answers of a project come one after another."""
        return 6.0 * self._unfinished()

    async def _caught_up(self) -> dict[str, dict[str, str]]:
        """Wait until every client has the end of each stream that it follows; give where each is."""
        stored = await asyncio.to_thread(self._stored)
        ends = {str(key): log[-1]["id"] for key in stored.streams if (log := stored.log(key))}
        of_project = {str(key): str(row["project_id"]) for key, row in stored.streams.items()}
        deadline = time.monotonic() + CATCH_UP_SECONDS
        while True:
            cursors = {client.name + str(id(client))[-4:]: self._cursors(client, of_project) for client in self.clients}
            behind = any(last != ends.get(stream) for where in cursors.values() for stream, last in where.items())
            if not behind or time.monotonic() > deadline:
                return cursors
            await asyncio.sleep(0.05)

    @staticmethod
    def _cursors(client: Client, of_project: dict[str, str]) -> dict[str, str]:
        if isinstance(client, EventsClient):
            return {client.stream: client.last.get(client.stream, "nothing")}
        assert isinstance(client, WebSocketClient)
        return {stream: client.last.get(stream, "nothing") for stream in client.known if stream in of_project}

    def _stored(self) -> Stored:
        return Stored(self.testbed.deployment.database, [int(project) for project in self.projects])

    def _history(self, restless: float | None, caught_up: dict[str, dict[str, str]]) -> History:
        sittings = [sitting for client in self.clients for sitting in client.sittings if sitting.events]
        errors = [*self.errors, *(error for client in self.clients for error in client.errors)]
        slow = [seconds for seconds in self.damage.terminations if seconds > END_SECONDS]
        errors += [f"a process took {seconds:.1f} s to end after SIGTERM" for seconds in slow]
        return History(
            self.sent, sittings, self.samples, self._stored(), self.testbed.effects.times,
            errors=errors, restless_s=restless, excesses=self.excesses, caught_up=caught_up,
        )  # fmt: skip

    def _recoveries(self) -> list[float]:
        """From each kill to the first event of a later epoch that a client got."""
        found = []
        for kill in self.damage.kills:
            times = [
                at for client in self.clients for sitting in client.sittings
                for at, event in zip(sitting.times, sitting.events, strict=True)
                if at > kill and int(event["id"].partition("-")[0]) > 1
            ]  # fmt: skip
            if times:
                found.append(min(times) - kill)
        return found


def _triple(answer: dict[str, Any]) -> tuple[str, str, str]:
    return answer["user_message"]["id"], answer["assistant_message"]["id"], answer["stream"]["id"]
