"""Playing a step: actions become chunks, and an outlet writes them to the client."""

import asyncio
import json
import socket
import struct
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager, suppress
from typing import Any, Protocol

from aiohttp import web

from .scripts import (
    Action,
    Close,
    Comment,
    Cut,
    Done,
    Drip,
    Duplicate,
    Ending,
    Error,
    Finish,
    Garbage,
    Hold,
    KeepAlive,
    Parallel,
    Raw,
    Reasoning,
    Repeat,
    Reset,
    Sleep,
    Stall,
    Status,
    Step,
    Text,
    ToolCall,
    Usage,
)  # fmt: skip

Chunk = dict[str, Any]


def cut(text: str, pieces: int) -> list[str]:
    """`text` in at most `pieces` parts of nearly the same length, none of them empty."""
    count = max(1, min(pieces, len(text)))
    bounds = [len(text) * i // count for i in range(count + 1)]
    return [text[start:end] for start, end in zip(bounds, bounds[1:], strict=False)]


class Outlet(Protocol):
    """Where an answer goes."""

    async def chunk(self, chunk: Chunk) -> None: ...
    async def raw(self, data: bytes) -> None: ...
    def drip(self) -> None: ...
    async def end(self) -> web.StreamResponse: ...


class SseOutlet:
    """The answer as server-sent events."""

    def __init__(self, request: web.Request) -> None:
        self.request = request
        self.response = web.StreamResponse(headers={"Content-Type": "text/event-stream; charset=utf-8"})
        self.one_by_one = False

    async def chunk(self, chunk: Chunk) -> None:
        await self.raw(f"data: {json.dumps(chunk, ensure_ascii=False)}\n\n".encode())

    async def raw(self, data: bytes) -> None:
        if not self.response.prepared:
            await self.response.prepare(self.request)
        for part in self._parts(data):
            await self.response.write(part)

    def drip(self) -> None:
        self.one_by_one = True

    async def end(self) -> web.StreamResponse:
        if not self.response.prepared:
            await self.response.prepare(self.request)
        await self.response.write_eof()
        return self.response

    def _parts(self, data: bytes) -> Iterator[bytes]:
        return (data[i : i + 1] for i in range(len(data))) if self.one_by_one else iter([data])


class WholeOutlet:
    """The answer in one piece, for a request without `stream`. Raw bytes have no place in it."""

    def __init__(self) -> None:
        self.message: dict[str, Any] = {"role": "assistant", "content": None}
        self.calls: dict[int, dict[str, Any]] = {}
        self.head: Chunk = {}
        self.usage: dict[str, int] | None = None
        self.finish_reason: str | None = None

    async def chunk(self, chunk: Chunk) -> None:
        self.head = chunk
        self.usage = chunk.get("usage") or self.usage
        for choice in chunk.get("choices", []):
            self.finish_reason = choice["finish_reason"] or self.finish_reason
            self._take(choice["delta"])

    async def raw(self, data: bytes) -> None:
        """Nothing: comments and garbage exist in streams only."""

    def drip(self) -> None:
        """Nothing: the answer is written once."""

    async def end(self) -> web.StreamResponse:
        if self.calls:
            self.message["tool_calls"] = list(self.calls.values())
        choice = {"index": 0, "message": self.message, "finish_reason": self.finish_reason, "logprobs": None}
        body = {**self.head, "object": "chat.completion", "choices": [choice], "usage": self.usage}
        return web.json_response(body)

    def _take(self, delta: dict[str, Any]) -> None:
        for name in ("content", "reasoning_content"):
            if delta.get(name):
                self.message[name] = (self.message.get(name) or "") + delta[name]
        for piece in delta.get("tool_calls", []):
            whole = self.calls.setdefault(piece["index"], {"type": "function", "function": {"arguments": ""}})
            whole.setdefault("id", piece.get("id"))
            whole["function"].setdefault("name", piece["function"].get("name"))
            whole["function"]["arguments"] += piece["function"]["arguments"]


class Player:
    """Plays one step. `number` makes its ids its own, `gate` gives the event that a `hold` waits for."""

    def __init__(
        self,
        request: web.Request,
        body: dict[str, Any],
        number: int,
        gate: Callable[[str], AbstractAsyncContextManager[asyncio.Event]],
    ) -> None:
        self.request = request
        self.outlet: Outlet = SseOutlet(request) if body.get("stream") else WholeOutlet()
        self.head: Chunk = {
            "id": f"chatcmpl-{number}", "object": "chat.completion.chunk", "created": int(time.time()),
            "model": body.get("model", "scripted"),
        }  # fmt: skip
        self.number = number
        self.gate = gate
        self.next_index = 0
        self.spoken = False
        self.last: Chunk | None = None

    async def play(self, step: Step) -> web.StreamResponse:
        """Do all of `step`, or up to the action that ends the call."""
        for action in step:
            if isinstance(action, Status):
                return status_response(action)
            if isinstance(action, Ending):
                return await self._end(action)
            await self._perform(action)
        return await self.outlet.end()

    async def _perform(self, action: Action) -> None:
        match action:
            case Text(content, pieces):
                await self._say("content", cut(content, pieces))
            case Reasoning(content, pieces):
                await self._say("reasoning_content", cut(content, pieces))
            case ToolCall():
                await self._call([action])
            case Parallel(calls):
                await self._call(list(calls))
            case Repeat():
                await self._repeat(action)
            case Finish(reason):
                await self._delta({}, reason)
            case Usage(prompt, completion):
                total = prompt + completion
                usage = {"prompt_tokens": prompt, "completion_tokens": completion, "total_tokens": total}
                await self._chunk({**self.head, "choices": [], "usage": usage})
            case Sleep(seconds):
                await asyncio.sleep(seconds)
            case Hold(gate):
                async with self.gate(gate) as opened:
                    await opened.wait()
            case KeepAlive(gate, every_seconds):
                await self._keep_alive(gate, every_seconds)
            case Drip():
                self.outlet.drip()
            case Duplicate():
                if self.last:
                    await self.outlet.chunk(self.last)
            case _:
                await self.outlet.raw(_bytes(action))

    async def _keep_alive(self, gate: str, every_seconds: float) -> None:
        async with self.gate(gate) as opened:
            while not opened.is_set():
                await self.outlet.raw(_bytes(Comment("keep-alive")))
                with suppress(TimeoutError):
                    await asyncio.wait_for(opened.wait(), every_seconds)

    async def _end(self, ending: Ending) -> web.StreamResponse:
        transport = self.request.transport
        if isinstance(ending, Stall):
            await self.outlet.raw(b"")  # the headers, so that it is the stream that stalls
            await asyncio.Event().wait()
        if isinstance(ending, Close) or transport is None:
            return await self.outlet.end()
        await self.outlet.raw(b"")
        if isinstance(ending, Reset):
            connection = transport.get_extra_info("socket")
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            transport.abort()
        assert isinstance(ending, Reset | Cut)
        transport.close()
        raise asyncio.CancelledError  # nothing may be written any more, not even the end of the response

    async def _say(self, name: str, pieces: list[str]) -> None:
        for piece in pieces:
            await self._delta({name: piece})

    async def _repeat(self, action: Repeat) -> None:
        began = time.monotonic()
        for i in range(action.count):
            if action.per_second:
                await asyncio.sleep(max(0.0, began + i / action.per_second - time.monotonic()))
            elif i % 50 == 49:
                await asyncio.sleep(0)  # other clients want to be served too
            await self._delta({"content": action.content.replace("{i}", str(i))})

    async def _call(self, calls: list[ToolCall]) -> None:
        """The calls' heads and argument pieces, one of each in turn."""
        indexes = [self._index(call) for call in calls]
        for index, call in zip(indexes, calls, strict=True):
            identity = f"call_{self.number}_{index}" if call.id is None else call.id
            head = {"id": identity, "type": "function", "function": {"name": call.tool, "arguments": ""}}
            await self._delta({"tool_calls": [{"index": index, **head}]})
        texts = [cut(call.arguments_text, call.pieces) for call in calls]
        for turn in range(max(map(len, texts))):
            for index, pieces in zip(indexes, texts, strict=True):
                if turn < len(pieces):
                    await self._delta({"tool_calls": [{"index": index, "function": {"arguments": pieces[turn]}}]})

    def _index(self, call: ToolCall) -> int:
        index = self.next_index if call.index is None else call.index
        self.next_index = max(self.next_index, index + 1)
        return index

    async def _delta(self, delta: dict[str, Any], finish_reason: str | None = None) -> None:
        if not self.spoken:
            self.spoken = True
            await self._delta({"role": "assistant", "content": ""})
        choice = {"index": 0, "delta": delta, "finish_reason": finish_reason, "logprobs": None}
        await self._chunk({**self.head, "choices": [choice]})

    async def _chunk(self, chunk: Chunk) -> None:
        self.last = chunk
        await self.outlet.chunk(chunk)


def status_response(status: Status) -> web.Response:
    """The HTTP answer of a `status` action."""
    if isinstance(status.body, str):
        return web.Response(status=status.code, headers=status.headers, text=status.body)
    error = {"message": f"The scripted server answers {status.code}.", "type": "scripted", "code": None}
    body = {"error": error} if status.body is None else status.body
    return web.json_response(body, status=status.code, headers=status.headers)


def _bytes(action: Action) -> bytes:
    """What an action writes beside chunks."""
    match action:
        case Raw():
            return action.bytes
        case Comment(text):
            return f": {text}\n\n".encode()
        case Garbage(line):
            return f"{line}\n\n".encode()
        case Done():
            return b"data: [DONE]\n\n"
        case Error(message, code, event):
            body = json.dumps({"error": {"message": message, "type": "server_error", "code": code}})
            return (f"event: {event}\n" if event else "").encode() + f"data: {body}\n\n".encode()
    raise TypeError(f"{action!r} writes nothing")
