"""The doubles of the outside world: a model that says what a rule lets it say, and two tools with a ledger."""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator
from typing import Any
from uuid import UUID

from chat.llm.model_errors import ConnectionLost
from chat.llm.reading.chunks import Chunk
from chat.llm.request.model_request import ModelRequest
from chat.tools import ToolArguments, ToolContext, tool
from config.common.database import writing
from projects.models import Project

END = object()  # the connection's
BROKEN = object()  # the connection


class Model:
    """One run's model: it waits for a rule to give it the next chunk."""

    def __init__(self) -> None:
        self.chunks: asyncio.Queue[Any] = asyncio.Queue()
        self.is_waiting = False
        self.calls = 0  # named in the step that is being spoken

    async def stream(self, request: ModelRequest) -> AsyncGenerator[list[Chunk], None]:
        self.calls = 0
        while True:
            self.is_waiting = self.chunks.empty()
            chunk = await self.chunks.get()
            self.is_waiting = False
            if chunk is BROKEN:
                raise ConnectionLost()
            if chunk is END:
                return
            yield [chunk]

    async def aclose(self) -> None:
        return None

    def say(self, *chunks: Any) -> None:
        self.is_waiting = False
        for chunk in chunks:
            self.chunks.put_nowait(chunk)


def text(content: str) -> Chunk:
    return {"choices": [{"index": 0, "delta": {"content": content}, "finish_reason": None}]}


def call(index: int, name: str, arguments: str) -> Chunk:
    function = {"name": name, "arguments": arguments}
    named = {"index": index, "id": f"call_{index}", "function": function}
    return {"choices": [{"index": 0, "delta": {"tool_calls": [named]}, "finish_reason": None}]}


def finish(reason: str) -> Chunk:
    return {"choices": [{"index": 0, "delta": {}, "finish_reason": reason}]}


class Nothing(ToolArguments):
    """Does what the test wants."""


class Gates:
    """Where an outside tool waits until a rule lets it through; the ledger counts effects by call."""

    def __init__(self) -> None:
        self.waiting: dict[tuple[int, str, str], asyncio.Event] = {}  # by stream, who runs it, and call
        self.ledger: Counter[UUID] = Counter()


GATES = Gates()


@tool("count", Nothing)
def count(context: ToolContext, arguments: Nothing) -> str:
    """An effect of our own: one letter more in the project's name."""
    with writing():
        project = Project.objects.select_for_update().get(pk=context.project.pk)
        Project.objects.filter(pk=project.pk).update(name=project.name + "x")
    return "counted"


@tool("outside", Nothing)
async def outside(context: ToolContext, arguments: Nothing) -> str:
    """An effect elsewhere, which takes its time."""
    GATES.ledger[context.call] += 1
    place = (context.stream.pk, context.stream.owner, str(context.call))
    gate = GATES.waiting[place] = asyncio.Event()
    try:
        await gate.wait()
    finally:
        del GATES.waiting[place]
    return "done"
