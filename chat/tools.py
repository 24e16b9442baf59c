"""The registry of tools: a described argument type and a function, registered by name.

A plain function runs inside the transaction that completes its call: effect and result are stored together or not at
all, so it is for short work (20 ms) on our own data. An `async` function has effects outside our database: its call is
stored as `executing` first and, after a crash in between, is never repeated blindly.
"""

import inspect
import json
import re
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any, TypeVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict, ValidationError

from chat.llm.request.strict_schemas import Json, UnfitSchema, strict_schema
from chat.models import Stream
from config.common.validation import Problem, did_you_mean, faults, pointer, told, unknown_name
from projects.models import Project

A = TypeVar("A", bound="ToolArguments")
LONGEST_DESCRIPTION = 1024  # characters: OpenAI refuses longer ones of tools; those of arguments may be longer


class ToolArguments(BaseModel):
    """Arguments of a tool. The class's docstring is what the model reads about the tool."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ToolFailed(Exception):
    """The tool could not do what it was asked; the model reads the sentence and adapts."""

    def __init__(self, message: str, code: str = "tool_failed") -> None:
        self.code, self.message = code, message
        super().__init__(message)


@dataclass
class ToolContext:
    """What a tool may touch: it comes from the session and the project, never from the model's arguments."""

    project: Project
    stream: Stream
    call: UUID  # the idempotency key of an outside effect
    jobs: list[str] = field(default_factory=list)  # ids of the jobs that the call began
    progress: Callable[[float, str], Coroutine[Any, Any, None]] | None = None  # for async tools


@dataclass(frozen=True)
class Tool:
    name: str
    arguments: type[ToolArguments]
    function: Callable[..., Any]
    definition: Json  # as the model's server takes it
    is_plan: bool = False  # a model without tools calls it by writing its arguments as JSON

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
    name: str, arguments: type[A], *, is_plan: bool = False
) -> Callable[[Callable[[ToolContext, A], Any]], Callable[[ToolContext, A], Any]]:
    """Register the decorated function as the tool `name`.

    `is_plan`: the one tool that a model whose server refuses tools is asked for in words.
    Raises ValueError for a name that is taken, and for arguments that no strict schema can say (a dict, say).
    """

    def register(function: Callable[[ToolContext, A], Any]) -> Callable[[ToolContext, A], Any]:
        if name in _tools:
            raise ValueError(f"the tool {name!r} is registered twice")
        if not re.fullmatch(r"[a-zA-Z0-9_-]{1,64}", name):
            raise ValueError(f"{name!r} is no name for a tool")
        if is_plan and plan_tool():
            raise ValueError(f"{name!r} cannot be the plan: {plan_tool()!r} is")
        _tools[name] = Tool(name, arguments, function, _definition(name, arguments), is_plan)
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


def plan_tool() -> str:
    """The name of the tool that a model without tools is asked for in words; "": there is none."""
    return next((tool.name for tool in _tools.values() if tool.is_plan), "")


def definitions() -> list[Json]:
    return [tool.definition for tool in _tools.values()]


def _sentences(name: str, arguments: type[ToolArguments], error: ValidationError) -> str:
    """For each thing that does not fit where it is (a JSON Pointer), what is wrong, and the nearest valid choice."""

    def own(problem: Problem) -> str | None:
        if problem["type"] != "extra_forbidden" or len(problem["loc"]) > 1:
            return None
        return unknown_name(problem["loc"][0], [field.alias or name for name, field in arguments.model_fields.items()])

    found = [fault.sentence(pointer(fault.place) or "The arguments") for fault in faults(error, own)]
    return f"The arguments of {name} do not fit, nothing was done. {' '.join(told(found))}"
