"""How an operation of the API says what it gives and what it refuses. config/openapi.py makes the document of it."""

from collections.abc import Callable
from typing import Any, TypeVar

from ninja import Router as NinjaRouter
from ninja.constants import NOT_SET
from ninja.operation import Operation
from ninja.utils import contribute_operation_callback
from pydantic import SkipValidation

from config.common.errors import ChatError

REFUSALS = "x-refusals"  # of an operation, until the document is made
F = TypeVar("F", bound=Callable[..., Any])
Json = dict[str, Any]


class Router(NinjaRouter):
    """Operations whose answers are typed where they are built (chat/shapes.py), and described by those types.

    They are not held against them once more on their way out: one odd row would make a whole list unreadable. What
    answers GET answers HEAD.
    """

    def add_api_operation(
        self, path: str, methods: list[str], view_func: Callable[..., Any], *, response: Any = NOT_SET, **more: Any
    ) -> None:
        types = response if isinstance(response, dict) else {200: response}
        unchecked: Any = SkipValidation
        described = {status: type and unchecked[type] for status, type in types.items()}
        methods = [*methods, "HEAD"] if methods == ["GET"] else methods
        super().add_api_operation(path, methods, view_func, response=described, **more)


def refuses(*errors: type[ChatError]) -> Callable[[F], F]:
    """What the operation may refuse with, beside what follows from its shape (a body that is no JSON, …)."""

    def on(operation: Operation) -> None:
        extra = operation.openapi_extra or {}
        operation.openapi_extra = {**extra, REFUSALS: (*extra.get(REFUSALS, ()), *errors)}

    def marked(view: F) -> F:
        contribute_operation_callback(view, on)
        return view

    return marked


def header(description: str, required: bool = True, **schema: Any) -> Json:
    """A header of an answer."""
    return {"description": description, "required": required, "schema": {"type": "string", **schema}}


def content(*types: str) -> Json:
    """What an answer is made of that is no JSON of ours."""
    binary = {"schema": {"type": "string", "format": "binary"}}
    return {type: {} if type == "application/json" else binary for type in types}
