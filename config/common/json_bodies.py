"""Bodies of requests: JSON that can be read and stored, and what is said of it when it cannot."""

import re
from typing import Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError
from pydantic_core import PydanticCustomError

from config.common.errors import ChatError, Invalid
from config.common.storable import strict_json, unstorable_at

B = TypeVar("B", bound=BaseModel)
WORDS: dict[str, Any] = {"pattern": r"\S"}  # something to read; told here, checked in words where it is used
NO_OBJECT = ("model_type", "model_attributes_type", "dict_type")  # pydantic's own words name our classes


def _number(value: Any) -> Any:
    if isinstance(value, bool | str):
        raise PydanticCustomError("number", "Input should be a number")
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
        raise Invalid(fields_sentence(error.errors())) from error


def fields_sentence(problems: list[Any]) -> str:
    """One sentence that names each field that does not fit."""
    named = []
    for problem in problems[:8]:
        place = ".".join(str(part) for part in problem["loc"] if part not in ("body", "payload", "query", "path"))
        words = "Must be a JSON object" if problem["type"] in NO_OBJECT else problem["msg"]
        named.append(f"{place or 'body'}: {words}")
    return "The body does not fit: " + "; ".join(named) + "."
