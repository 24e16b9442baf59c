"""Answers made in this process: streams in the database, a model that says what it was told to, and tools to call."""

import asyncio
import json
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Literal
from uuid import UUID, uuid4

from django.db.models.functions import Now
from pydantic import Field

from chat.answer.loop import Turn
from chat.answer.stream_runner import open_epoch
from chat.answer.tool_calls import perform_all
from chat.conversation.new_message import NewMessage
from chat.conversation.sending import send_message
from chat.llm.model_errors import ModelError
from chat.llm.reading.chunks import Chunk
from chat.llm.request.model_request import ModelRequest
from chat.models import Step, Stream, StreamStatus, ToolCall
from chat.stream.events import Record, StreamEvent
from chat.stream.log import LogWriter, StreamLog
from chat.stream.snapshots import records_of
from chat.tools import ToolArguments, ToolContext, ToolFailed, tool
from config.common.database import writing
from projects.models import Person, Project

WRITER = LogWriter(lambda records: None)  # one for all tests: each has a thread of its own
Json = dict[str, Any]


class Pause:
    """Stands in a model's answer where it says nothing more, for as long as anybody listens."""

    def __init__(self) -> None:
        self.reached = asyncio.Event()


Answer = Sequence[Chunk | ModelError | Pause]


class ScriptedModel:
    """A ChatModel that gives its answers one after another. An error within one is raised where it stands."""

    def __init__(self, *answers: Answer) -> None:
        self.answers = answers
        self.requests: list[ModelRequest] = []

    def answer_to(self, request: ModelRequest) -> Answer:
        return self.answers[len(self.requests) - 1]

    async def stream(self, request: ModelRequest) -> AsyncGenerator[list[Chunk], None]:
        self.requests.append(request)
        for each in self.answer_to(request):
            match each:
                case ModelError():
                    raise each
                case Pause():
                    each.reached.set()
                    await asyncio.Event().wait()
                case _:
                    yield [each]

    async def aclose(self) -> None:
        """Nothing to give back."""


class StepwiseModel(ScriptedModel):
    """Gives its answers by the step of the turn that is asked for, however often."""

    def answer_to(self, request: ModelRequest) -> Answer:
        roles = [message["role"] for message in request.messages]
        asked = len(roles) - roles[::-1].index("user")
        return self.answers[roles[asked:].count("assistant")]


def chunk(finish_reason: str | None = None, **delta: Any) -> Chunk:
    return {"choices": [{"index": 0, "delta": delta, "finish_reason": finish_reason}]}


def words(*pieces: str) -> list[Chunk]:
    return [chunk(content=piece) for piece in pieces]


def calling(index: int, name: str, *arguments: str) -> list[Chunk]:
    """A tool call whose arguments come in pieces."""
    begun = {"index": index, "id": f"call_{index}", "function": {"name": name, "arguments": ""}}
    told = [{"index": index, "function": {"arguments": piece}} for piece in arguments]
    return [chunk(tool_calls=[each]) for each in (begun, *told)]


def ended(reason: str = "stop", prompt: int = 10, completion: int = 5) -> list[Chunk]:
    usage = {"prompt_tokens": prompt, "completion_tokens": completion, "total_tokens": prompt + completion}
    return [chunk(reason), {"choices": [], "usage": usage}]


What = Literal["go on", "refuse", "crash", "begin a job", "say how far"]


class Note(ToolArguments):
    """Note something down."""

    text: str = Field(description="What to note.")
    then: What = Field("go on", description="What becomes of it.")


@dataclass
class Tools:
    """`note` has an effect on our own rows (a person in the team chart), `send_out` one outside: a line in `sent`;
    `look_out` is as `send_out`, and repeatable."""

    sent: list[str] = field(default_factory=list)
    contexts: list[ToolContext] = field(default_factory=list)
    gate: asyncio.Event | None = None  # that `send_out` waits for before it has its effect
    waiting: asyncio.Queue[str] = field(default_factory=asyncio.Queue)  # who stands at the gate

    def register(self) -> None:
        @tool("note", Note)
        def note(context: ToolContext, arguments: Note) -> str:
            self.contexts.append(context)
            Person.objects.create(project=context.project, name=arguments.text)
            return self._went_on(context, arguments)

        @tool("look_out", Note, repeatable=True)
        @tool("send_out", Note)
        async def send_out(context: ToolContext, arguments: Note) -> str:
            self.contexts.append(context)
            if self.gate is not None:
                self.waiting.put_nowait(arguments.text)
                await self.gate.wait()
            self.sent.append(arguments.text)
            if arguments.then == "say how far":
                assert context.progress is not None
                await context.progress(0.25, "a quarter")
                await context.progress(7.0, "more than all")
            return self._went_on(context, arguments)

    def _went_on(self, context: ToolContext, arguments: Note) -> str:
        match arguments.then:
            case "refuse":
                raise ToolFailed("Not like this.", "not_so")
            case "crash":
                raise ZeroDivisionError("a bug")
            case "begin a job":
                context.jobs.append("job-1")
        return f"Noted {arguments.text}."


@dataclass
class Bench:
    """A project, in which streams are made."""

    project: Project

    def queued(self, content: str = "Go on.") -> Stream:
        return send_message(self.project, self.project.owner, NewMessage.saying(content)).stream

    def running(self, stream: Stream | None = None) -> Stream:
        """The stream (or a new one), taken up as a worker does it, under a new epoch."""
        key = (stream or self.queued()).pk
        with writing():
            taken = Stream.objects.select_related("message", "project").get(pk=key)
            taken.take_up("bench")
            open_epoch(taken)
        return taken

    def after_a_crash(self, stream: Stream) -> Stream:
        """The stream as the next worker finds it when the lease of the one before has run out."""
        Stream.objects.filter(pk=stream.pk, status=StreamStatus.RUNNING).update(
            lease_until=Now() - timedelta(seconds=1)
        )
        return self.running(stream)

    def step(self, stream: Stream, *calls: tuple[str, Json | str], index: int = 0, **fields: Any) -> list[ToolCall]:
        """Store a step that calls tools (name, arguments); give its calls."""
        reason = "tool_calls" if calls else "stop"
        row = Step.objects.create(stream=stream, index=index, **{"finish_reason": reason, **fields})
        return [
            ToolCall.objects.create(
                id=uuid4(), stream=stream, step=row, index=number, provider_call_id=f"call_{number}", name=name,
                arguments_text=arguments if isinstance(arguments, str) else json.dumps({"then": "go on", **arguments}),
            )
            for number, (name, arguments) in enumerate(calls)
        ]  # fmt: skip

    def log(self, stream: Stream) -> StreamLog:
        return StreamLog(WRITER, stream, seq=1)

    def perform(self, stream: Stream, calls: Sequence[ToolCall]) -> None:
        """Give each of `calls` its result, and let the log be stored."""

        async def go() -> None:
            await perform_all(self.log(stream), calls)

        asyncio.run(go())

    def play(self, stream: Stream, model: ScriptedModel, log: StreamLog | None = None) -> None:
        """Run a stream that is held to its end, or until it breaks off."""

        async def go() -> None:
            await Turn(stream, log or self.log(stream), model).run(asyncio.Event())

        asyncio.run(go())

    def play_until_stopped(self, stream: Stream, model: ScriptedModel, reached: Pause) -> None:
        """Run a stream; stop it where the model pauses."""

        async def go() -> None:
            stop = asyncio.Event()
            playing = asyncio.create_task(Turn(stream, self.log(stream), model).run(stop))
            await reached.reached.wait()
            stop.set()
            await playing

        asyncio.run(go())

    def noted(self) -> list[str]:
        return [person.name for person in Person.objects.filter(project=self.project)]


def records(stream: Stream, epoch: int | None = None) -> list[Record]:
    return records_of(stream.pk, stream.epoch if epoch is None else epoch)


def events(stream: Stream, epoch: int | None = None) -> list[StreamEvent]:
    """What is stored of an epoch, behind the snapshot that it begins with."""
    return [record.event for record in records(stream, epoch)[1:]]


def of_type(stream: Stream, *types: str) -> list[Any]:
    return [event for event in events(stream) if event.type in types]


def told(call: ToolCall | UUID, stream: Stream) -> list[str]:
    """The types of the events about a call, in order."""
    key = call.pk if isinstance(call, ToolCall) else call
    return [event.type for event in events(stream) if getattr(event, "call", None) == key]
