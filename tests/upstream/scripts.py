"""Scripts: what the scripted model server does in one model call, as typed actions.

A step is a list of actions, played in order. In JSON an action is `[name, field, …]`, the fields in the order
of the classes below, trailing defaults left out: `["text", "Hello", 3]`, `["tool_call", "find", {…}]`.
A step that ends without `finish` and `done` is a clean end of the connection, as a broken server would do it.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from typing import Any


class BadScript(ValueError):
    """The script cannot be read; the sentence says which action is wrong."""


@dataclass(frozen=True)
class Action:
    """One thing the server does."""

    @classmethod
    def name(cls) -> str:
        return re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()

    def as_json(self) -> list[Any]:
        values = [getattr(self, each.name) for each in fields(self)]
        return [self.name(), *values]


@dataclass(frozen=True)
class Text(Action):
    """Say `content` in `pieces` chunks."""

    content: str
    pieces: int = 3


@dataclass(frozen=True)
class Reasoning(Action):
    """Think aloud: `delta.reasoning_content` in `pieces` chunks."""

    content: str
    pieces: int = 1


@dataclass(frozen=True)
class ToolCall(Action):
    """Call a tool. `arguments` as text is sent as it stands, so that it can be invalid or cut.

    `id` defaults to one of the server's own, `index` to the next free one.
    """

    tool: str
    arguments: Any = field(default_factory=dict)
    id: str | None = None
    index: int | None = None
    pieces: int = 4

    @property
    def arguments_text(self) -> str:
        return self.arguments if isinstance(self.arguments, str) else json.dumps(self.arguments)


@dataclass(frozen=True)
class Parallel(Action):
    """Several calls whose pieces come interleaved."""

    calls: tuple[ToolCall, ...]

    def as_json(self) -> list[Any]:
        return [self.name(), [call.as_json()[1:] for call in self.calls]]


@dataclass(frozen=True)
class Repeat(Action):
    """Say `content` `count` times, `per_second` times a second (0: unpaced). `{i}` becomes 0, 1, 2, …"""

    content: str
    count: int
    per_second: float = 0


@dataclass(frozen=True)
class Finish(Action):
    """The chunk with the finish reason; None sends a chunk whose finish reason is null."""

    reason: str | None = "stop"


@dataclass(frozen=True)
class Usage(Action):
    """The usage chunk, without choices."""

    prompt_tokens: int = 10
    completion_tokens: int = 5


@dataclass(frozen=True)
class Done(Action):
    """`data: [DONE]`."""


@dataclass(frozen=True)
class Raw(Action):
    """These bytes, as they stand. `encoding` is `utf-8`, or `hex` for what is no text."""

    data: str
    encoding: str = "utf-8"

    @property
    def bytes(self) -> bytes:
        return bytes.fromhex(self.data) if self.encoding == "hex" else self.data.encode(self.encoding)


@dataclass(frozen=True)
class Comment(Action):
    """An SSE comment, as servers send them to keep a connection open."""

    text: str = "PROCESSING"


@dataclass(frozen=True)
class KeepAlive(Action):
    """Comments, `every_seconds`, until the gate of this name is released."""

    gate: str
    every_seconds: float = 0.05


@dataclass(frozen=True)
class Garbage(Action):
    """A line that no reader of the protocol can decode."""

    line: str = "data: {this is not JSON"


@dataclass(frozen=True)
class Duplicate(Action):
    """The last chunk once more."""


@dataclass(frozen=True)
class Drip(Action):
    """From here on everything is written one byte at a time."""


@dataclass(frozen=True)
class Sleep(Action):
    """Wait `seconds`."""

    seconds: float


@dataclass(frozen=True)
class Hold(Action):
    """Wait until the gate of this name is released; once released it stays open. First in a step: without headers."""

    gate: str


@dataclass(frozen=True)
class Error(Action):
    """An error within the stream. `event` also names the SSE event (`event: error`), if it is not empty."""

    message: str = "The server had an error"
    code: str | None = "server_error"
    event: str = ""


@dataclass(frozen=True)
class Ending(Action):
    """An action after which the call is over."""


@dataclass(frozen=True)
class Status(Ending):
    """An answer with this HTTP status instead of a stream. Without `body`: an error in OpenAI's shape.

    A text is sent as it stands: with 200, any body whatever, whole.
    """

    code: int
    headers: dict[str, str] = field(default_factory=dict)
    body: Any = None


@dataclass(frozen=True)
class Close(Ending):
    """A clean end of the response, whatever is missing."""


@dataclass(frozen=True)
class Cut(Ending):
    """The connection ends in the middle of the response (FIN without the last HTTP chunk)."""


@dataclass(frozen=True)
class Reset(Ending):
    """The connection ends with a TCP reset."""


@dataclass(frozen=True)
class Stall(Ending):
    """Nothing more, until the client leaves."""


Step = Sequence[Action]
ACTIONS: dict[str, type[Action]] = {
    each.name(): each
    for each in (
        Text, Reasoning, ToolCall, Parallel, Repeat, Finish, Usage, Done, Raw, Comment, KeepAlive, Garbage, Duplicate,
        Drip, Sleep, Hold, Error, Status, Close, Cut, Reset, Stall,
    )
}  # fmt: skip


def read_action(form: Any) -> Action:
    """The action that `[name, field, …]` describes. Raises BadScript."""
    match form:
        case ["parallel", list(calls)]:
            return Parallel(tuple(ToolCall(*call) for call in calls))
        case [str(name), *values] if name in ACTIONS:
            try:
                return ACTIONS[name](*values)
            except TypeError as error:
                raise BadScript(f"{form!r}: {error}") from error
        case _:
            raise BadScript(f"{form!r} is no action. Actions are lists that begin with one of {', '.join(ACTIONS)}.")


def read_step(form: Any) -> list[Action]:
    """The actions of one model call. Raises BadScript."""
    if not isinstance(form, list):
        raise BadScript(f"A step is a list of actions, not {form!r}.")
    return [read_action(action) for action in form]


def write_step(step: Step) -> list[Any]:
    """The JSON form that `read_step` reads."""
    return [action.as_json() for action in step]


# Builders: whole steps for the common cases.


def step(*actions: Action, finish: str = "stop") -> list[Action]:
    """`actions`, then a proper end: finish reason, usage, `[DONE]`."""
    return [*actions, Finish(finish), Usage(), Done()]


def say(content: str, pieces: int = 3) -> list[Action]:
    """A whole answer that says `content`."""
    return step(Text(content, pieces))


def call(tool: str, arguments: Any = None, *, id: str | None = None, text: str = "") -> list[Action]:
    """A whole step that calls one tool, after saying `text` if there is any."""
    spoken = [Text(text)] if text else []
    return step(*spoken, ToolCall(tool, {} if arguments is None else arguments, id), finish="tool_calls")


def calls(*pairs: tuple[str, Any], text: str = "") -> list[Action]:
    """A whole step that calls several tools, their pieces interleaved."""
    spoken = [Text(text)] if text else []
    together = Parallel(tuple(ToolCall(tool, arguments) for tool, arguments in pairs))
    return step(*spoken, together, finish="tool_calls")


def fail(code: int, *, retry_after_s: float | None = None, body: Any = None) -> list[Action]:
    """A step that is refused with this HTTP status."""
    headers = {} if retry_after_s is None else {"Retry-After": f"{retry_after_s:g}"}
    return [Status(code, headers, body)]


def attempts(*tries: Step) -> dict[str, Any]:
    """One step of a marker whose retries differ; the last one stands for all that follow."""
    return {"attempts": [write_step(each) for each in tries]}


def marker(*steps: Step | dict[str, Any], key: str = "") -> str:
    """The text `script:{…}` for a user message. `key` tells apart conversations that say the same."""
    forms = [each if isinstance(each, dict) else write_step(each) for each in steps]
    return "script:" + json.dumps({"steps": forms} | ({"key": key} if key else {}))
