"""The registry of tools: a described argument type and a function, registered by name.

A plain function runs inside the transaction that completes its call: effect and result are stored together or not at
all, so it is for short work (20 ms) on our own data. An `async` function has effects outside our database: its call is
stored as `executing` first and, after a crash in between, is never repeated blindly. One that only reads, or waits, is
`repeatable`: it simply runs again.
"""

import inspect
import json
import re
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any, TypeVar, get_args
from uuid import UUID

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator
from pydantic.fields import FieldInfo

from chat.llm.request.pictures import Picture
from chat.llm.request.plans import Plan, plan_of
from chat.llm.request.strict_schemas import Json, UnfitSchema, strict_schema
from chat.models import Stream
from config.common.validation import Problem, did_you_mean, faults, pointer, told, unknown_name
from projects.models import Project

A = TypeVar("A", bound="ToolArguments")
LONGEST_DESCRIPTION = 1024  # characters: OpenAI refuses longer ones of tools; those of arguments may be longer


class ToolArguments(BaseModel):
    """Arguments of a tool. The class's docstring is what the model reads about the tool."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _null_is_left_out(cls, given: Any) -> Any:
        """Models that leave a field out often send null for it."""
        if not isinstance(given, dict):
            return given
        names = {field.alias or name: field for name, field in cls.model_fields.items()}
        return {key: value for key, value in given.items() if value is not None or not _may_be_left_out(names.get(key))}


def _may_be_left_out(field: FieldInfo | None) -> bool:
    """Whether the field has a default, and null is no value of its own."""
    return field is not None and not field.is_required() and type(None) not in get_args(field.annotation)


class Rehearsed(Exception):
    """A rehearsed tool has computed all that is slow, and would now write."""


class ToolFailed(Exception):
    """The tool could not do what it was asked; the model reads the sentence and adapts.

    `retryable`: the very same call may go well later, so the page offers a person to try it again.
    """

    def __init__(self, message: str, code: str = "tool_failed", *, retryable: bool = False) -> None:
        self.code, self.message, self.retryable = code, message, retryable
        super().__init__(message)


@dataclass
class ToolContext:
    """What a tool may touch: it comes from the session and the project, never from the model's arguments."""

    project: Project
    stream: Stream
    call: UUID  # the idempotency key of an outside effect
    jobs: list[str] = field(default_factory=list)  # ids of the jobs that the call began
    progress: Callable[[float, str], Coroutine[Any, Any, None]] | None = None  # for async tools
    takes_pictures: bool = False  # as far as is known the model does: else there is no need to draw one
    pictures: list[Picture] = field(default_factory=list)  # see `show`
    rehearses: bool = False  # nothing may be written: see `tool`

    def show(self, data: bytes, caption: str) -> None:
        """Let the model see a PNG or JPEG behind the results of its step, if it takes pictures; others never know.

        `caption`: one line that says what it is. Raises UnfitPicture for other bytes, and for more than 512 KiB.
        """
        self.pictures.append(Picture.of(data, caption))


@dataclass(frozen=True)
class Tool:
    name: str
    arguments: type[ToolArguments]
    function: Callable[..., Any]
    definition: Json  # as the model's server takes it
    plan: type[BaseModel] | None = None  # see `tool`
    is_repeatable: bool = False  # an async one that a crash broke off may run again
    is_rehearsed: bool = False  # it is called once before its transaction, to compute what is slow
    is_wanted: Callable[[Project, str], bool] | None = None  # see `tool`

    @property
    def is_outside(self) -> bool:
        return inspect.iscoroutinefunction(self.function)

    def parse(self, arguments: dict[str, Any]) -> ToolArguments:
        """Check the model's arguments. Raises ToolFailed with a sentence for each thing that does not fit."""
        try:
            return self.arguments.model_validate_json(json.dumps(arguments))
        except ValidationError as error:
            raise ToolFailed(_sentences(self.name, self.arguments, error), code="invalid_arguments") from error


_tools: dict[str, Tool] = {}


def tool(
    name: str,
    arguments: type[A],
    *,
    plan: type[BaseModel] | None = None,
    repeatable: bool = False,
    rehearsed: bool = False,
    is_wanted: Callable[[Project, str], bool] | None = None,
) -> Callable[[Callable[[ToolContext, A], Any]], Callable[[ToolContext, A], Any]]:
    """Register the decorated function as the tool `name`.

    `plan`: this is the one tool that a model without tools calls, by writing these of its arguments as JSON. Where the
    server takes a schema of the answer it is held to it, so it should leave little to get wrong; its docstring is told.
    `repeatable`: an async tool that only reads, or waits. It begins when the plain calls of its step are done, whose
    effects it sees. Broken off by a crash it runs again, by a stop it is cancelled, and what it raises is an error; of
    another one it is not known then what it did.
    `rehearsed`: a plain tool whose pure part is slow, and caches what it makes. It is called once before its
    transaction, with `context.rehearses`; there it reads, computes, and raises Rehearsed before it writes.
    `is_wanted`: whether the tool is offered in a project to somebody who says these words; its schema costs tokens in
    each request. None: always. One that is not offered can be called all the same.
    Raises ValueError for a name that is taken, and for arguments that no strict schema can say (a dict, say).
    """

    def register(function: Callable[[ToolContext, A], Any]) -> Callable[[ToolContext, A], Any]:
        if name in _tools:
            raise ValueError(f"the tool {name!r} is registered twice")
        if not re.fullmatch(r"[a-zA-Z0-9_-]{1,64}", name):
            raise ValueError(f"{name!r} is no name for a tool")
        if repeatable and not inspect.iscoroutinefunction(function):
            raise ValueError(f"{name!r} is not async: what it does is repeated or undone as a whole anyway")
        if rehearsed and inspect.iscoroutinefunction(function):
            raise ValueError(f"{name!r} is async: it runs in no transaction, so there is nothing to rehearse")
        if plan and (other := plan_tool()):
            raise ValueError(f"{name!r} cannot be the plan: {other.name!r} is")
        _tools[name] = Tool(
            name, arguments, function, _definition(name, arguments), plan, repeatable, rehearsed, is_wanted
        )
        return function

    return register


def _definition(name: str, arguments: type[ToolArguments]) -> Json:
    try:
        parameters = strict_schema(arguments)
    except UnfitSchema as error:
        raise UnfitSchema(f"the tool {name!r} cannot be offered to a model. {error}") from error
    description = inspect.cleandoc(arguments.__doc__ or "")
    if len(description) > LONGEST_DESCRIPTION:
        raise ValueError(
            f"the tool {name!r} cannot be offered to a model. Its description (the docstring of its arguments) has "
            f"{len(description)} characters; servers take at most {LONGEST_DESCRIPTION}. Tell more at its arguments."
        )
    told = {"name": name, "description": description, "strict": True}
    return {"type": "function", "function": {**told, "parameters": parameters}}


def find(name: str) -> Tool:
    """Give the tool `name`. Raises ToolFailed when there is none."""
    if name not in _tools:
        meant = did_you_mean(name, _tools)
        raise ToolFailed(
            f"There is no tool {name!r}. The tools are: {', '.join(sorted(_tools))}.{meant}", code="unknown_tool"
        )
    return _tools[name]


def exists(name: str) -> bool:
    return name in _tools


def is_repeatable(name: str) -> bool:
    return name in _tools and _tools[name].is_repeatable


def plan_tool() -> Tool | None:
    """The tool that a model without tools can call."""
    return next((tool for tool in _tools.values() if tool.plan), None)


def plan() -> Plan | None:
    """How a model without tools is asked for what that tool makes."""
    found = plan_tool()
    return None if found is None or found.plan is None else plan_of(found.name, found.plan)


def definitions() -> list[Json]:
    """Of all tools."""
    return [tool.definition for tool in _tools.values()]


def offered(project: Project, said: str) -> list[Json]:
    """The definitions of the tools that an answer to `said` may want."""
    wanted = {rule: rule(project, said) for rule in {each.is_wanted for each in _tools.values()} if rule is not None}
    return [each.definition for each in _tools.values() if each.is_wanted is None or wanted[each.is_wanted]]


def _sentences(name: str, arguments: type[ToolArguments], error: ValidationError) -> str:
    """For each thing that does not fit where it is (a JSON Pointer), what is wrong, and the nearest valid choice."""

    def own(problem: Problem) -> str | None:
        if problem["type"] != "extra_forbidden" or len(problem["loc"]) > 1:
            return None
        return unknown_name(problem["loc"][0], [field.alias or name for name, field in arguments.model_fields.items()])

    found = [fault.sentence(pointer(fault.place) or "The arguments") for fault in faults(error, own)]
    return f"The arguments of {name} do not fit, nothing was done. {' '.join(told(found))}"
