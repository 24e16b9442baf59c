"""Streams as rows, made by the product's own steps: asked for, taken up, answered. For tests without a server."""

from datetime import timedelta
from uuid import UUID, uuid4

from django.contrib.auth.models import User

from chat.answer import endings, tool_calls
from chat.answer.endings import Ending
from chat.answer.loop import store_text
from chat.answer.stream_runner import open_epoch
from chat.answer.tool_calls import Outcome
from chat.conversation.new_message import NewMessage
from chat.conversation.sending import send_message
from chat.models import CallStatus, Step, Stream, ToolCall
from chat.stream import events
from chat.stream.events import StreamEvent
from chat.stream.log import append_now
from chat.stream.snapshots import last_id
from chat.stream.state import StepInfo, Thought
from config.common.database import database_now, writing
from projects.models import Project

CALL = UUID(int=1)
USAGE = {"prompt_tokens": 2, "completion_tokens": 1, "total_tokens": 3}


def queued(user: User | None = None, project: Project | None = None) -> Stream:
    """The stream of a new question; of somebody new, in a project of their own, unless told otherwise."""
    user = user or (project.owner if project else User.objects.create(username=f"person-{uuid4()}"))
    project = project or Project.objects.create(owner=user, name="A project")
    return send_message(project, user, NewMessage.saying("Make me a video.")).stream


def taken_up(stream: Stream | None = None, owner: str = "worker") -> Stream:
    """The stream in the hands of `owner`, as the executor takes one up: under a new epoch, its snapshot stored."""
    held = Stream.objects.select_related("message", "project").get(pk=(stream or queued()).pk)
    with writing():
        held.take_up(owner)
        open_epoch(held)
    return held


def tell(stream: Stream, *said: StreamEvent) -> None:
    """Let its log go on with these events."""
    with writing():
        append_now(stream, last_id(stream).seq + 1, said)


def speak(stream: Stream, index: int = 0, text: str = "I plan two scenes.") -> Step:
    """A whole step without calls, thoughts before it: stored, and told in the log."""
    thought, info = Thought(step=index, content="Two?", ms=5), StepInfo(index=index, finish_reason="stop", usage=USAGE)
    with writing():
        step = Step.objects.create(
            stream=stream, index=index, content=text, reasoning="Two?", thought_ms=5, finish_reason="stop", usage=USAGE
        )
        store_text(stream)
        tell(
            stream,
            events.Status(status="thinking", thought=thought),
            events.Delta(step=index, content=text),
            events.Status(status="writing", step=info),
        )
    return step


def call_tool(stream: Stream, step: Step) -> ToolCall:
    """A call of `step` that has its result."""
    arguments = {"title": "Ünï"}
    with writing():
        call = ToolCall.objects.create(
            id=CALL, stream=stream, step=step, index=0, name="rename_scene", arguments=arguments, arguments_text="{}"
        )
        result = tool_calls.conclude(call, Outcome("complete", "Renamed.", None, 4))
        tell(
            stream,
            events.ToolCallBegun(call=CALL, step=step.index, index=0, name=call.name),
            events.ToolArguments(call=CALL, content="{}"),
            events.ToolStart(call=CALL, name=call.name, arguments=arguments),
            result,
        )
    assert call.status == CallStatus.COMPLETE
    return call


def end(stream: Stream, ending: Ending | None = None) -> None:
    """End it, as the loop does."""
    with writing():
        fresh = Stream.objects.select_related("message", "project").get(pk=stream.pk)
        tell(fresh, *endings.end(fresh, ending or Ending.success()))


def answered(ending: Ending | None = None) -> Stream:
    """A stream that came to its end: two steps, thoughts, and a tool call in the first."""
    stream = taken_up()
    call_tool(stream, speak(stream))
    speak(stream, 1, "Done.")
    end(stream, ending)
    return Stream.objects.select_related("message").get(pk=stream.pk)


def take_away(stream: Stream, owner: str = "another") -> Stream:
    """Let the stream's lease run out and another process go on with it."""
    Stream.objects.filter(pk=stream.pk).update(lease_until=database_now() - timedelta(days=1))
    return taken_up(stream, owner)
