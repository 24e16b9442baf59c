"""Bodies of requests: JSON that can be read and stored, and what is said of it when it cannot."""

import re
from collections.abc import Sequence
from typing import Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError
from pydantic_core import PydanticCustomError

from config.common.errors import ChatError, Invalid
from config.common.storable import strict_json, unstorable_at
from config.common.validation import Problem, dotted, faults, told

B = TypeVar("B", bound=BaseModel)
WORDS: dict[str, Any] = {"pattern": r"\S"}  # something to read; told here, checked in words where it is used


def _number(value: Any) -> Any:
    if isinstance(value, bool | str):
        raise PydanticCustomError("number", "must be a number")
    return value


AS_IN_JSON = BeforeValidator(_number)  # of numbers: neither `true` nor "2" is one, and 2.0 is a whole one


class Body(BaseModel):
    model_config = ConfigDict(extra="ignore")


class BadJson(ChatError):
    code, status = "bad_json", 400
    sentence = "The body is no JSON."


# A message's own text is judged after its id: what was sent before is answered as then (chat/conversation/sending.py).
JUDGED_LATER = ("content",)


def read_json(body: bytes) -> Any:
    """The JSON of a request. Raises BadJson, or Invalid for what no database would store."""
    try:
        value = strict_json(body)
    except (ValueError, RecursionError) as error:
        raise BadJson() from error
    if (place := unstorable_at(value, but=JUDGED_LATER)) is not None:
        raise Invalid(f"The body does not fit: {'.'.join(map(_shown, place)) or 'body'}: {UNSTORABLE}")
    return value


UNSTORABLE = "A text holds NUL or half a character, a number is too large, or it is nested too deep."


def _shown(key: str) -> str:
    return key if re.fullmatch(r"[\w-]{1,40}", key) else "…"


def read_body(model: type[B], body: bytes) -> B:
    """The JSON of a request as a `model`. Raises as `read_json`, and Invalid for what does not fit."""
    try:
        return model.model_validate(read_json(body))
    except ValidationError as error:
        raise misfit(error.errors(include_url=False, include_input=False)) from error


def misfit(problems: Sequence[Problem]) -> Invalid:
    """The error that names all that does not fit in a request."""
    sentences = [fault.sentence(dotted(fault.place) or "body") for fault in faults(problems)]
    return Invalid(f"The body does not fit: {' '.join(told(sentences))}")
