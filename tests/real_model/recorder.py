"""A proxy on 127.0.0.1 between the product and a model server: passes everything on, and keeps what went by."""

import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any, Self

import aiohttp
from aiohttp import web

from tests.upstream.background import BackgroundLoop, serve

Json = dict[str, Any]
NOT_PASSED_ON = {"host", "content-length", "transfer-encoding", "connection", "content-encoding", "accept-encoding"}


@dataclass
class Exchange:
    """One request of the product for a completion, and what came. Times are seconds since the request."""

    asked: Json
    sent_characters: int
    forced: str = ""  # the tool that the proxy made the model call
    status: int = 0
    refusal: str = ""  # the body of a status from 400 on
    chunks: list[Json] = field(default_factory=list)
    first_s: float | None = None  # to the first text or call
    whole_s: float = 0.0
    is_done: bool = False  # `[DONE]` came
    is_left: bool = False  # the product closed the connection before the end
    is_over: bool = False

    @property
    def kind(self) -> str:
        """Steps of an answer have tools, scene builds a format, and a title neither."""
        if self.asked.get("tools"):
            return "step"
        words = json.dumps(self.asked["messages"][:2])
        return "build" if self.asked.get("response_format") or "Build the scene" in words else "title"

    @property
    def usage(self) -> Json:
        return next((chunk["usage"] for chunk in reversed(self.chunks) if chunk.get("usage")), {})

    @property
    def cached_tokens(self) -> int:
        return (self.usage.get("prompt_tokens_details") or {}).get("cached_tokens") or 0

    @property
    def finish(self) -> str:
        found = [choice["finish_reason"] for choice in self._choices() if choice.get("finish_reason")]
        return found[-1] if found else ""

    @property
    def content(self) -> str:
        return "".join(delta.get("content") or "" for delta in self._deltas())

    @property
    def calls(self) -> dict[int, tuple[str, str]]:
        """Name and argument text of each call, by its index."""
        calls: dict[int, tuple[str, str]] = {}
        for delta in self._deltas():
            for part in delta.get("tool_calls") or []:
                index, function = part.get("index", len(calls)), part.get("function") or {}
                name, text = calls.get(index, ("", ""))
                calls[index] = (name or function.get("name") or "", text + (function.get("arguments") or ""))
        return calls

    def _choices(self) -> list[Json]:
        return [choice for chunk in self.chunks for choice in chunk.get("choices") or []]

    def _deltas(self) -> list[Json]:
        return [choice.get("delta") or {} for choice in self._choices()]

    def take(self, line: bytes, at: float) -> None:
        """Take in one line of the event stream."""
        if not line.startswith(b"data:"):
            return
        data = line[5:].strip()
        if data == b"[DONE]":
            self.is_done = True
            return
        self.chunks.append(json.loads(data))
        if self.first_s is None and (self.content or self.calls):
            self.first_s = at

    def to_json(self) -> Json:
        return {**asdict(self), "kind": self.kind, "usage": self.usage}


class Recorder:
    """`with Recorder(url) as recorder:` then `recorder.base_url`, `recorder.exchanges`."""

    def __init__(self, behind: str) -> None:
        self.behind = behind
        self.exchanges: list[Exchange] = []
        self._forced: dict[str, str] = {}

    def __enter__(self) -> Self:
        self.background = BackgroundLoop("recorder")
        self.runner, self.url = self.background.run(self._start())
        return self

    def __exit__(self, *_: object) -> None:
        self.background.run(self._stop())
        self.background.close()

    @property
    def base_url(self) -> str:
        return f"{self.url}/v1"

    def force(self, tool: str, words: str) -> None:
        """Make the model call `tool` in its first answer to the message `words`.

        The product leaves the choice to the model, and so small a one never chooses. It is done as servers do it that
        know `tool_choice` with a name: the beginning of the call is put into the model's mouth, and `required` lets the
        grammar of the tools write on.
        """
        self._forced[words] = tool

    def wait_for(self, wanted: Callable[[list[Exchange]], bool], patience_s: float) -> bool:
        """Wait until the exchanges are as `wanted`; tell whether they came to be."""
        deadline = time.monotonic() + patience_s
        while not (there := wanted(self.exchanges)) and time.monotonic() < deadline:
            time.sleep(0.05)
        return there

    async def _start(self) -> tuple[web.AppRunner, str]:
        self.http = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=None), auto_decompress=False)
        app = web.Application(client_max_size=64 * 1024 * 1024)
        app.router.add_post("/v1/chat/completions", self._complete)
        app.router.add_route("*", "/{path:.*}", self._pass_on)
        return await serve(app, 0)

    async def _stop(self) -> None:
        await self.runner.cleanup()
        await self.http.close()

    async def _pass_on(self, request: web.Request) -> web.Response:
        async with self.http.request(
            request.method, self.behind + request.path_qs, data=await request.read(), headers=_headers(request.headers)
        ) as answer:
            return web.Response(status=answer.status, body=await answer.read(), headers=_headers(answer.headers))

    async def _complete(self, request: web.Request) -> web.StreamResponse:
        data = await request.read()
        exchange = Exchange(json.loads(data), len(data.decode()))
        self.exchanges.append(exchange)
        began = time.monotonic()
        body = json.dumps(self._bent(exchange)).encode() if self._is_to_force(exchange) else data
        try:
            async with self.http.post(
                self.behind + request.path, data=body, headers=_headers(request.headers)
            ) as answer:
                exchange.status = answer.status
                if answer.status >= 400:
                    exchange.refusal = await answer.text()
                    return web.Response(
                        status=answer.status, text=exchange.refusal, content_type=answer.content_type or "text/plain"
                    )
                return await self._stream(request, answer, exchange, began)
        finally:
            exchange.whole_s = time.monotonic() - began
            exchange.is_left = exchange.status < 400 and not exchange.is_done
            exchange.is_over = True

    async def _stream(
        self, request: web.Request, answer: aiohttp.ClientResponse, exchange: Exchange, began: float
    ) -> web.StreamResponse:
        response = web.StreamResponse(status=answer.status, headers=_headers(answer.headers))
        await response.prepare(request)
        rest = b""
        async for piece in answer.content.iter_any():
            *lines, rest = (rest + piece).split(b"\n")
            for line in lines:
                exchange.take(line, time.monotonic() - began)
            await response.write(piece)
        await response.write_eof()
        return response

    def _is_to_force(self, exchange: Exchange) -> bool:
        """Once for each message, before anything from the assistant follows it."""
        newest: list[str] = []
        for message in exchange.asked["messages"]:
            newest = [] if message["role"] in ("assistant", "tool") else [*newest, json.dumps(message["content"])]
        words = next((words for words in self._forced if any(words in said for said in newest)), "")
        exchange.forced = self._forced.pop(words, "")
        return bool(exchange.forced)

    @staticmethod
    def _bent(exchange: Exchange) -> Json:
        # Without the last letter: of a call whose name stands already, llama.cpp does not send the first `{`.
        begun = {"role": "assistant", "content": f'<tool_call>\n{{"name": "{exchange.forced[:-1]}'}
        return {**exchange.asked, "messages": [*exchange.asked["messages"], begun], "tool_choice": "required"}


def _headers(headers: Any) -> dict[str, str]:
    return {name: value for name, value in headers.items() if name.lower() not in NOT_PASSED_ON}
