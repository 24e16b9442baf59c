"""A scripted model server: real HTTP on 127.0.0.1 that speaks the chat completions protocol, well or badly.

What a model call does comes from, in this order: a script in the conversation (the last user message holds
`script:{json}`, see `scripts.marker`), a step added with `ScriptedUpstream.add`, a short default answer. A request with
a schema that OpenAI's strict mode would refuse is refused.
"""

import asyncio
import json
from collections import Counter, defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from typing import Any, Self

from aiohttp import web

from ..strictness import faults_of_request
from .background import WAIT_SECONDS, BackgroundLoop, serve
from .conversation import Turn, TurnScript
from .player import Player, status_response
from .scripts import Action, BadScript, Status, Step, read_step, say

DEFAULT_ANSWER = say("This is the scripted model server. Nothing was scripted for this call.", pieces=6)
MAX_BODY_BYTES = 64 * 1024 * 1024


@dataclass
class Call:
    """One model call as it arrived. `outcome` is `open`, `played` or `left` (the connection ended before)."""

    body: dict[str, Any]
    headers: dict[str, str]  # names in lower case
    outcome: str = "open"


@dataclass(frozen=True)
class Rule:
    """A step that waits for a call. It takes calls whose body holds `containing`, with or without tools."""

    step: list[Action]
    containing: str = ""
    tools: bool | None = None
    always: bool = False

    def takes(self, body: dict[str, Any]) -> bool:
        if self.tools is not None and bool(body.get("tools")) != self.tools:
            return False
        return self.containing in json.dumps(body, ensure_ascii=False)


@dataclass(frozen=True)
class Refusal:
    """What a strict server answers to any call of `model` that holds `holding` and is longer, whatever was scripted."""

    model: str
    holding: str
    answer: Status
    over: int = 0  # characters of JSON

    def takes(self, body: dict[str, Any]) -> bool:
        text = json.dumps(body, ensure_ascii=False)
        return body.get("model") == self.model and self.holding in text and len(text) > self.over


class Stage:
    """All that one server knows. Lives in the server's loop."""

    def __init__(self) -> None:
        self.rules: list[Rule] = []
        self.refusals: list[Refusal] = []
        self.calls: list[Call] = []
        self.attempts: Counter[tuple[str, int]] = Counter()
        self.gates: defaultdict[str, asyncio.Event] = defaultdict(asyncio.Event)
        self.waiting: Counter[str] = Counter()
        self.news = asyncio.Condition()
        self.models: list[str | dict[str, Any]] | None = None  # what `/models` lists; None: it knows no such address
        self.models_asked = 0

    def step_for(self, body: dict[str, Any]) -> list[Action]:
        """What the call with this body does. Raises BadScript."""
        if refusal := next((each for each in self.refusals if each.takes(body)), None):
            return [refusal.answer]
        turn = Turn.of(body.get("messages", []))
        script = TurnScript.within(turn.said)
        if script is not None:
            place = (script.key or turn.identity, turn.call)
            self.attempts[place] += 1
            return script.step(turn.call, self.attempts[place] - 1) or say("Done.")
        rule = next((each for each in self.rules if each.takes(body)), None)
        if rule is None:
            return DEFAULT_ANSWER
        if not rule.always:
            self.rules.remove(rule)
        return rule.step

    async def tell(self) -> None:
        """Wake all who wait for a state."""
        async with self.news:
            self.news.notify_all()

    async def until_held(self, gate: str, count: int = 1) -> None:
        """Return when `count` calls wait at the gate."""
        async with self.news:
            await self.news.wait_for(lambda: self.waiting[gate] >= count)

    async def until_called(self, count: int) -> None:
        """Return when `count` calls have arrived since the start."""
        async with self.news:
            await self.news.wait_for(lambda: len(self.calls) >= count)

    async def until_idle(self) -> None:
        """Return when no call is open."""
        async with self.news:
            await self.news.wait_for(lambda: all(call.outcome != "open" for call in self.calls))

    @asynccontextmanager
    async def at_gate(self, gate: str) -> AsyncIterator[asyncio.Event]:
        """Count one more call at the gate."""
        self.waiting[gate] += 1
        await self.tell()
        try:
            yield self.gates[gate]
        finally:
            self.waiting[gate] -= 1


class Handlers:
    """The routes, on one stage."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage

    def app(self) -> web.Application:
        app = web.Application(client_max_size=MAX_BODY_BYTES)
        app.router.add_post("/v1/chat/completions", self.complete)
        app.router.add_get("/v1/models", self.models)
        app.router.add_post("/control/add", self.add)
        app.router.add_post("/control/release/{gate}", self.release)
        app.router.add_get("/control/held/{gate}", self.held)
        app.router.add_get("/control/requests", self.requests)
        return app

    async def complete(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        if faults := faults_of_request(body):  # as OpenAI does it: the whole request, for one schema
            return status_response(Status(400, body={"error": {"message": faults[0], "code": "invalid_schema"}}))
        call = Call(body, {name.lower(): value for name, value in request.headers.items()})
        self.stage.calls.append(call)
        await self.stage.tell()
        try:
            player = Player(request, body, len(self.stage.calls), self.stage.at_gate)
            response = await player.play(self.stage.step_for(body))
            call.outcome = "played"
            return response
        except BadScript as error:
            call.outcome = "played"
            return status_response(Status(400, body={"error": {"message": str(error), "code": "bad_script"}}))
        finally:
            call.outcome = "left" if call.outcome == "open" else call.outcome
            await asyncio.shield(self.stage.tell())

    async def models(self, request: web.Request) -> web.Response:
        self.stage.models_asked += 1
        if self.stage.models is None:
            return web.Response(status=404, text="<h1>Not found</h1>", content_type="text/html")
        listed = [each if isinstance(each, dict) else {"id": each} for each in self.stage.models]
        return web.json_response({"object": "list", "data": listed})

    async def add(self, request: web.Request) -> web.Response:
        """`{step | steps, containing?, tools?, always?}`"""
        form = await request.json()
        steps = form.pop("steps", None) or [form.pop("step")]
        try:
            self.stage.rules += [Rule(read_step(step), **form) for step in steps]
        except (BadScript, TypeError) as error:
            return web.json_response({"message": str(error)}, status=400)
        return web.json_response({"waiting": len(self.stage.rules)})

    async def release(self, request: web.Request) -> web.Response:
        self.stage.gates[request.match_info["gate"]].set()
        return web.json_response({})

    async def held(self, request: web.Request) -> web.Response:
        """Answers when `?count=` calls (1) wait at the gate; 408 when they do not come in time."""
        try:
            async with asyncio.timeout(WAIT_SECONDS):
                await self.stage.until_held(request.match_info["gate"], int(request.query.get("count", 1)))
        except TimeoutError:
            return web.json_response({"message": "Nobody came to this gate."}, status=408)
        return web.json_response({})

    async def requests(self, request: web.Request) -> web.Response:
        return web.json_response({"items": [asdict(call) for call in self.stage.calls]})


class ScriptedUpstream:
    """The server in a thread of the test's process.

    `with ScriptedUpstream() as upstream:` then `upstream.base_url`, `upstream.add(…)`, `upstream.requests`.
    """

    def __init__(self, port: int = 0) -> None:
        self.port = port
        self.url = ""

    def __enter__(self) -> Self:
        self.background = BackgroundLoop("scripted-upstream")
        self.stage, self.runner, self.url = self.background.run(self._start())
        return self

    def __exit__(self, *_: object) -> None:
        self.background.run(self.runner.cleanup())
        self.background.close()

    @property
    def base_url(self) -> str:
        """What OPENAI_BASE_URL takes."""
        return f"{self.url}/v1"

    @property
    def requests(self) -> list[Call]:
        """The model calls so far, oldest first."""
        return list(self.stage.calls)

    def add(self, *steps: Step, containing: str = "", tools: bool | None = None, always: bool = False) -> None:
        """Queue steps, each for the next call that it fits (see `Rule`), or for `always` all of them."""
        rules = [Rule(list(step), containing, tools, always) for step in steps]
        self.background.loop.call_soon_threadsafe(self.stage.rules.extend, rules)

    def refuse(self, model: str, holding: str, code: int, body: Any, *, over: int = 0) -> None:
        """Answer with this status and body every call of `model` that holds a text and is longer than `over`."""
        self.stage.refusals.append(Refusal(model, holding, Status(code, body=body), over))

    def release(self, gate: str) -> None:
        """Open a gate, for all who wait and all who come."""
        self.background.loop.call_soon_threadsafe(lambda: self.stage.gates[gate].set())

    def wait_held(self, gate: str, count: int = 1) -> None:
        """Block until `count` calls wait at the gate. Raises TimeoutError after 10 s."""
        self.background.run(self.stage.until_held(gate, count))

    def wait_called(self, count: int) -> None:
        """Block until `count` calls have arrived. Raises TimeoutError after 10 s."""
        self.background.run(self.stage.until_called(count))

    def wait_idle(self) -> None:
        """Block until no call is open. Raises TimeoutError after 10 s."""
        self.background.run(self.stage.until_idle())

    async def until_held(self, gate: str, count: int = 1) -> None:
        """As `wait_held`, for async tests."""
        await asyncio.to_thread(self.wait_held, gate, count)

    async def until_called(self, count: int) -> None:
        """As `wait_called`, for async tests."""
        await asyncio.to_thread(self.wait_called, count)

    async def until_idle(self) -> None:
        """As `wait_idle`, for async tests."""
        await asyncio.to_thread(self.wait_idle)

    async def _start(self) -> tuple[Stage, web.AppRunner, str]:
        stage = Stage()
        return stage, *await serve(Handlers(stage).app(), self.port)
