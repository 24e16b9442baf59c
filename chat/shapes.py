"""The JSON that the API, the frames and the pages tell, typed where it is built, and what OpenAPI describes. Pure.

These are plain dicts, so that the types cost nothing where the JSON is sent.
"""

from typing import Annotated, Any, Literal, NotRequired, Union, get_args

from pydantic import ConfigDict, Field, create_model, with_config
from typing_extensions import TypedDict

from chat.stream import state
from chat.stream.events import Event, StreamEvent
from config.common.json_types import ErrorOut, Json, JsonOf, Moment, Next, one_of
from projects.shapes import BrandOut, FontName

MessageRoleName = Annotated[str, one_of("user", "assistant")]
MessageStatusName = Annotated[str, one_of("pending", "building", "success", "error", "stopped")]
StreamStatusName = Annotated[str, one_of(*get_args(state.StreamStatusName))]
JobStatusName = Annotated[str, one_of("queued", "running", "ready", "failed", "cancelled")]
PicturesName = Annotated[str, one_of("yes", "no")]


class PersonOut(TypedDict):
    """Somebody in the team chart. People are known by their names."""

    name: str
    title: str
    manager: str | None
    reports: list[str]


class PeopleOut(TypedDict):
    items: list[PersonOut]


class AboutOut(TypedDict):
    """The thing that had been chosen on the page."""

    kind: str
    id: str


class StepWordsOut(TypedDict):
    """What the model said in one step of an answer."""

    index: int
    content: str


class StepTextOut(StepWordsOut):
    """What the model said in one step of an answer. The HTML is sanitised."""

    html: str | None


class ThoughtOut(TypedDict):
    """What the model thought in one step, before and between its words."""

    step: int
    content: str
    ms: Annotated[int | None, Field(description="How long it thought; null while it does.")]


ToolCallOut = Annotated[Json, JsonOf(state.CallState)]
StateOut = Annotated[Json, JsonOf(state.StreamState)]  # and `thoughts`, if there are any


class AnswerErrorOut(ErrorOut):
    retryable: Annotated[bool, Field(description="Another try may help.")]


@with_config(ConfigDict(extra="allow"))
class JobOut(TypedDict):
    """What jobs of all kinds tell; `kind`, and what those of a kind tell, stands beside it."""

    id: str
    status: JobStatusName
    progress: Annotated[float, Field(ge=0, le=1)]
    eta_s: Annotated[float | None, Field(description="Seconds left; before it begins, a guess of how long it takes.")]
    position: Annotated[int | None, Field(description="Its place among those that wait, 1 for the next.")]
    error: AnswerErrorOut | None
    stream: Annotated[str | None, Field(description="The answer that asked for it.")]
    project: str
    created_at: Moment


class JobsOut(TypedDict):
    items: list[JobOut]
    next: Next


class SpentOut(TypedDict):
    """Tokens and their cost; null where a price or a count is not known."""

    prompt_tokens: int
    completion_tokens: int
    cost: float | None
    currency: str


class AnswerUsageOut(SpentOut):
    duration_ms: int | None
    words: Annotated[str, Field(description="The line below the answer.")]


class ModelUsageOut(SpentOut):
    model: str


class UsageOut(TypedDict):
    answers: int
    duration_ms: int
    models: list[ModelUsageOut]
    total: SpentOut


class MessageFields(TypedDict):
    """What is told of a message wherever it is told."""

    id: str
    project: str
    role: MessageRoleName
    content: str
    html: Annotated[str | None, Field(description="Of an answer; sanitised.")]
    status: MessageStatusName
    parent: str | None
    siblings: Annotated[list[str], Field(description="What stands in the same place, this one among them.")]
    active_leaf: Annotated[str | None, Field(description="The end of the branch that the project shows.")]
    client_id: str | None
    about: AboutOut | None
    created_at: Moment
    stream: Annotated[str | None, Field(description="Of an answer: what makes it.")]
    thoughts: list[ThoughtOut]
    tool_calls: list[ToolCallOut]
    jobs: list[JobOut]
    begun: Annotated[dict[str, list[str]], Field(description="The jobs that a call began: it is done when they are.")]
    error: AnswerErrorOut | None
    usage: AnswerUsageOut | None
    queue_position: int | None


class MessageOut(MessageFields):
    steps: list[StepTextOut]


class MessageOnPage(MessageOut):
    """As a page brings it: one that is being answered with the stream's state up to now."""

    state: NotRequired[StateOut]


class MessageWordsOut(MessageFields):
    """A message for those who have its HTML already, or want the words alone: `html` is None."""

    steps: list[StepWordsOut]
    state: NotRequired[StateOut]


class MessagesOut(TypedDict):
    items: list[MessageOut]
    next: Next


class StreamOut(TypedDict):
    id: str
    status: StreamStatusName


class SentOut(TypedDict):
    user_message: MessageOut
    assistant_message: MessageOut
    stream: StreamOut


class StreamIdOut(TypedDict):
    id: str


class AcceptedFrame(TypedDict):
    """The answer to `send`."""

    type: Literal["accepted"]
    user_message: MessageOut
    assistant_message: MessageOut
    stream: StreamIdOut
    created: bool


class MessageFrame(TypedDict):
    type: Literal["message"]
    message: MessageOut


class JobFrame(TypedDict):
    type: Literal["job"]
    job: JobOut


class ProblemFrame(ErrorOut):
    type: Literal["problem"]
    about: str | None
    retry_after_s: NotRequired[int]


class ReconnectFrame(TypedDict):
    type: Literal["reconnect"]
    in_ms: int


class PongFrame(TypedDict):
    type: Literal["pong"]


# What a socket says beside the events of streams.
Frame = AcceptedFrame | MessageFrame | JobFrame | ProblemFrame | ReconnectFrame | PongFrame


def _as_sent(event: type[Event]) -> Any:
    """An event with its place in front, as `Record.frame` has it."""
    kind: Any = event.model_fields["type"].annotation
    return create_model(f"{event.__name__}Event", __base__=event, type=(kind, ...), stream=(str, ...), id=(str, ...))


EVENTS = tuple(_as_sent(event) for event in get_args(get_args(StreamEvent)[0]))
EventJson = Annotated[Json, JsonOf(Annotated[Union[EVENTS], Field(discriminator="type")])]  # noqa: UP007


class EventsOut(TypedDict):
    """The answer to a poll; empty when nothing came in time."""

    events: list[EventJson]
    last_event_id: Annotated[str | None, Field(description="The next cursor.")]
    done: Annotated[bool, Field(description="There will be no more.")]


class ProjectBrandOut(BrandOut):
    font: Annotated[FontName | None, Field(description="The font of headings and all other words, where it is one.")]


class DefaultsOut(TypedDict):
    model: str
    max_steps: int
    max_completion_tokens: Annotated[int | None, Field(description="Null: as many as the server lets it.")]
    brand: Annotated[BrandOut, Field(description="That of the project's owner.")]


class SettingsOut(TypedDict):
    """What was chosen, null where nothing was, and what counts then."""

    model: str | None
    system_prompt: str
    temperature: float | None
    max_steps: int | None
    max_completion_tokens: int | None
    pictures: PicturesName | None
    brand: ProjectBrandOut
    defaults: DefaultsOut


class ModelOut(TypedDict):
    id: str


class ModelsOut(TypedDict):
    items: list[ModelOut]
    next: Next
    default: str
