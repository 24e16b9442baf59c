"""The making of an answer: one loop that is also the resume path.

Each step is stored, with its text and all its calls, before the first of them runs; each call's result is stored before
the next step. Run on a stream that a crash left anywhere, the loop does the missing part only.
"""

import asyncio
import random
import time
from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Literal
from uuid import UUID, uuid4

import structlog
from django.conf import settings

from chat.answer import endings, tool_calls
from chat.answer.endings import Ending
from chat.answer.model_context import request_for
from chat.llm.chat_model import ChatModel
from chat.llm.listening import Listening
from chat.llm.model_errors import ModelError
from chat.llm.reading.finish_reasons import raise_for_ending
from chat.llm.reading.speech import CallArguments, CallBegun, Part, Reasoning, Rethought, Speech, Text
from chat.llm.request.model_request import ModelRequest
from chat.models import Message, Step, Stream, ToolCall
from chat.stream.events import Delta, Snapshot, Status, StepRestarted, StreamEvent, ToolArguments, ToolCallBegun
from chat.stream.log import StreamLog, retried
from chat.stream.state import StepInfo, StepState, Thought, shown_thought, text_of
from chat.work.executor import run_until
from config.common import failpoints
from config.common.counters import FIRST_TOKEN_SECONDS, MODEL_ERRORS
from config.common.database import in_pool
from projects.models import ProjectSettings

logger = structlog.get_logger(__name__)

BACKOFF_BASE_SECONDS = 1.0
BACKOFF_CAP_SECONDS = 30.0


@dataclass
class OpenStep:
    """A step that is being spoken: what clients were shown of it."""

    index: int
    text: str = ""
    thought: str = ""  # as far as it is shown
    thought_ms: int | None = None
    calls: dict[int, UUID] = field(default_factory=dict)
    attempts: int = 0
    shown: bool = False  # clients know of this step
    stale: bool = False  # what they were shown is of a model call that broke off
    first_token_ms: int | None = None
    first_token: float = 0.0
    began: float = field(default_factory=time.monotonic)

    def forget(self) -> StepRestarted:
        """Take back what was shown."""
        self.text, self.thought, self.calls = "", "", {}
        return StepRestarted(step=self.index, content="")

    def think(self, more: str) -> list[StreamEvent]:
        """Show more of the thoughts, if they are not too long."""
        shown = shown_thought(self.thought + more)
        new, self.thought, self.shown = shown[len(self.thought) :], shown, True
        self.thought_ms = int((time.monotonic() - self.first_token) * 1000)
        return [Status(status="thinking", thought=Thought(step=self.index, content=new))] if new else []

    def thought_told(self, content: str = "") -> Thought | None:
        """How long it thought, with `content` to be said again; None when it did not think."""
        return Thought(step=self.index, content=content, ms=self.thought_ms) if self.thought else None

    def info(self, speech: Speech | None = None) -> StepInfo:
        return StepInfo(
            index=self.index,
            finish_reason=speech.ending if speech else None,
            usage=dict(speech.usage) if speech and speech.usage else None,
            first_token_ms=self.first_token_ms,
            duration_ms=int((time.monotonic() - self.began) * 1000),
            attempts=max(1, self.attempts),
        )


@dataclass
class Turn:
    """One epoch of one stream, in this process."""

    stream: Stream
    log: StreamLog
    model: ChatModel
    open: OpenStep | None = None
    thinks: bool = False  # that it does so was told with its beginning

    @property
    def is_new(self) -> bool:
        """Nothing was ever spoken before this epoch."""
        return self.stream.epoch == 1

    async def run(self, stop: asyncio.Event) -> None:
        """Bring the stream to its end. A shutdown is CancelledError, and passes: the stream goes back to the queue."""
        if not self.is_new:
            self.open = await retried(in_pool(left_open), self.stream)  # first: however it ends, this is kept
        await self.finish(await run_until(self.take_steps(), stop) or Ending.stopped())

    async def take_steps(self) -> Ending:
        if self.stream.is_given_up:
            return Ending.gave_up()
        try:
            if self.is_new:
                await self.speak(0)
            for _ in range(settings.MAX_STEPS + 1):
                step, most = await retried(in_pool(_so_far), self.stream)
                if step is not None and not await self._answer(step):
                    return Ending.success()
                if step is not None and step.index + 1 >= most:
                    return Ending.out_of_steps()
                await self.speak(step.index + 1 if step else 0)
        except ModelError as error:
            return Ending.failed(error.code, error.message, retryable=error.retryable, detail=error.detail)
        return Ending.out_of_steps()

    async def _answer(self, step: Step) -> bool:
        """Run the calls of `step` that have no result. Gives whether it had any calls."""
        calls = await retried(in_pool(_calls_of), step)
        await tool_calls.perform_all(self.log, [call for call in calls if not call.is_finished])
        return bool(calls)

    async def speak(self, index: int) -> None:
        """Let the model speak step `index`, over its failures, and store it. Raises ModelError when it cannot."""
        if self.open is None or self.open.index != index:
            self.open = OpenStep(index)
        step = self.open
        structlog.contextvars.bind_contextvars(step=index)
        for attempt in range(1, settings.UPSTREAM_ATTEMPTS + 1):
            try:
                await self._speak_once(step)
                return
            except ModelError as error:
                step.stale = step.shown
                MODEL_ERRORS.labels(error.code).inc()
                logger.warning(
                    "model call failed", phase="request", code=error.code, detail=error.detail, attempt=attempt
                )
                if not error.is_tried_again or attempt == settings.UPSTREAM_ATTEMPTS:
                    raise
                delay = backoff(attempt, error.retry_after_s)
                await self.log.append(
                    Status(status="retrying", attempt=attempt + 1, retry_in_s=round(delay, 1), reason=error.message)
                )
                await asyncio.sleep(delay)

    async def _speak_once(self, step: OpenStep) -> None:
        step.attempts += 1
        if not self.thinks:
            await self.log.append(Status(status="thinking"))
        self.thinks = False
        request = await retried(in_pool(request_for), self.stream, is_first=step.index == 0)
        speech = await self._listen(step, request)
        raise_for_ending(speech)
        await self._store(step, speech, request)

    async def _listen(self, step: OpenStep, request: ModelRequest) -> Speech:
        listening = Listening(self.model, request, first_token_s=settings.FIRST_TOKEN_TIMEOUT_SECONDS)
        began = time.monotonic()
        step.first_token_ms, step.thought_ms, writing = None, None, False
        async with aclosing(listening.parts()) as reads:
            async for parts in reads:
                events: list[StreamEvent] = []
                for part in parts:
                    if step.first_token_ms is None:
                        step.first_token = time.monotonic()
                        step.first_token_ms = int((step.first_token - began) * 1000)
                    events += self._told(step, part, writing)
                    writing = isinstance(part, Text) or (writing and not isinstance(part, Reasoning | Rethought))
                if events:
                    failpoints.hit("between_tokens")
                    await self.log.append(*events)
        speech = listening.speech()
        logger.debug(
            "speech read",
            characters=len(speech.content),
            calls=len(speech.calls),
            finish_reason=speech.ending,
            duration_ms=int((time.monotonic() - began) * 1000),
        )
        return speech

    def _told(self, step: OpenStep, part: Part, writing: bool) -> list[StreamEvent]:
        """What clients are told of a piece. The first one takes back what a broken model call had shown.

        `writing`: they know already that text comes.
        """
        events: list[StreamEvent] = []
        if step.stale and not isinstance(part, CallArguments):
            step.stale = False
            events.append(step.forget())
        match part:
            case Text(content):
                if not writing:
                    events.append(Status(status="writing", thought=step.thought_told()))
                step.shown, step.text = True, step.text + content
                events.append(Delta(step=step.index, content=content))
            case Reasoning(content):
                events += step.think(content)
            case Rethought(content):
                before = step.thought
                events += [step.forget(), *step.think(before + content)]
            case CallBegun(index, name):
                step.shown = True
                step.calls[index] = uuid4()
                events.append(ToolCallBegun(call=step.calls[index], step=step.index, index=index, name=name[:200]))
            case CallArguments(index, content) if index in step.calls:
                events.append(ToolArguments(call=step.calls[index], content=content))
        return events

    async def _store(self, step: OpenStep, speech: Speech, request: ModelRequest) -> None:
        """Store the step and all its calls, before the first of them runs."""
        taken_back = [step.forget()] if step.stale else []
        info = step.info(speech)

        def change() -> tuple[None, Sequence[StreamEvent]]:
            row = Step.objects.create(
                stream=self.stream,
                index=step.index,
                content=speech.content,
                reasoning=speech.reasoning,
                reasoning_field=speech.reasoning_field,
                extra=speech.extra,
                thought_ms=step.thought_ms,
                finish_reason=info.finish_reason,
                usage=info.usage,
                model_name=request.model[:200],
                temperature=request.temperature,
                first_token_ms=info.first_token_ms,
                duration_ms=info.duration_ms,
                attempts=info.attempts,
            )
            ToolCall.objects.bulk_create(
                ToolCall(
                    id=step.calls.setdefault(call.index, uuid4()),
                    stream=self.stream,
                    step=row,
                    index=call.index,
                    provider_call_id=call.provider_call_id,
                    extra=call.extra,
                    name=call.name[:200],
                    arguments_text=call.arguments_text,
                )
                for call in speech.calls
            )
            Stream.objects.filter(pk=self.stream.pk).update(crashes=0, model_name=request.model[:200])
            store_text(self.stream)
            ids = {step.calls[call.index]: call.provider_call_id for call in speech.calls}
            activity: Literal["tool_calling", "writing"] = "tool_calling" if speech.calls else "writing"
            ended = Status(status=activity, step=info, provider_call_ids=ids or None, thought=step.thought_told())
            return None, [*taken_back, ended]

        await self.log.transact(change)
        self.open = None
        failpoints.hit("after_step")
        FIRST_TOKEN_SECONDS.observe((info.first_token_ms or 0) / 1000)
        logger.info(
            "step stored",
            calls=len(speech.calls),
            finish_reason=speech.ending,
            attempts=info.attempts,
            first_token_ms=info.first_token_ms,
            duration_ms=info.duration_ms,
        )

    async def finish(self, ending: Ending) -> None:
        """Close what is open, then tell the end, in one transaction."""
        failpoints.hit("before_finalize")
        step = self.open if self.open is not None and self.open.shown else None

        def change() -> tuple[None, Sequence[StreamEvent]]:
            events = store_open(self.stream, step) if step is not None else []
            stream = Stream.objects.select_related("project").get(pk=self.stream.pk)
            return None, [*events, *endings.end(stream, ending)]

        await self.log.transact(change)
        endings.tell(await retried(in_pool(Stream.objects.get), pk=self.stream.pk))


def _last_step(stream: Stream) -> Step | None:
    """The newest stored step whose speech is whole."""
    return stream.steps.current().order_by("-index").first()


def _so_far(stream: Stream) -> tuple[Step | None, int]:
    """The newest stored step, and how many the project lets an answer take now."""
    chosen = ProjectSettings.objects.of(stream.project_id).max_steps
    return _last_step(stream), min(chosen or settings.MAX_STEPS, settings.MAX_STEPS)


def left_open(stream: Stream) -> OpenStep | None:
    """What clients still see, in a newly opened epoch, of a step that a crash or a handover broke off."""
    opening = stream.opening.event
    assert isinstance(opening, Snapshot)
    state = opening.state
    if not (state.steps or state.thoughts):
        return None
    stored = _last_step(stream)
    steps, thoughts = {step.index: step for step in state.steps}, {thought.step: thought for thought in state.thoughts}
    left = sorted(index for index in {*steps, *thoughts} if index > (stored.index if stored else -1))
    if not left:
        return None
    step = steps.get(left[0]) or StepState(index=left[0])
    thought = thoughts.get(step.index) or Thought(step=step.index)
    calls = {call.index: call.id for call in state.tool_calls if call.step == step.index}
    return OpenStep(step.index, step.content, thought.content, thought.ms, calls, step.attempts, shown=True, stale=True)


def store_open(stream: Stream, step: OpenStep) -> list[StreamEvent]:
    """Keep what was shown of a step that nobody will finish, within the caller's transaction; its calls go."""
    last = _last_step(stream)
    if last is not None and last.index >= step.index:  # stopped while it was being stored whole
        return []
    info = step.info()
    Step.objects.create(
        stream=stream, index=step.index, content=step.text, attempts=info.attempts,
        first_token_ms=info.first_token_ms, duration_ms=info.duration_ms,
        reasoning=step.thought, thought_ms=step.thought_ms,
    )  # fmt: skip
    store_text(stream)
    if not step.calls:
        return [Status(status="writing", step=info, thought=step.thought_told())]
    taken_back = StepRestarted(step=step.index, content=step.text)
    return [taken_back, Status(status="writing", step=info, thought=step.thought_told(step.thought))]


def _calls_of(step: Step) -> list[ToolCall]:
    return list(step.calls.select_related("step").order_by("index"))


def store_text(stream: Stream) -> None:
    """Bring the message's text up to the stored steps."""
    texts = list(stream.steps.current().order_by("index").values_list("content", flat=True))
    Message.objects.filter(pk=stream.message_id).update(content=text_of(texts))


def backoff(attempt: int, retry_after_s: float | None) -> float:
    """Seconds to wait after failed attempt number `attempt`: what the server asked for, else full jitter."""
    if retry_after_s is not None:
        return min(max(retry_after_s, 0.0), BACKOFF_CAP_SECONDS)
    return random.uniform(0, min(BACKOFF_CAP_SECONDS, BACKOFF_BASE_SECONDS * 2 ** (attempt - 1)))
