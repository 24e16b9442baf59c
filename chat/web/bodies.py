"""Bodies that the API takes."""

import re
from typing import Annotated, Any, Literal, TypeVar
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import PydanticCustomError

from chat.conversation.sending import Sent
from chat.shapes import SentOut, StreamOut
from chat.web.frames import WORDS, NewMessage
from chat.web.serializers import message_json
from config.common.errors import ChatError, Invalid
from config.common.storable import strict_json, unstorable_at
from projects.models import Project

B = TypeVar("B", bound=BaseModel)
NO_OBJECT = ("model_type", "model_attributes_type", "dict_type")  # pydantic's own words name our classes


def _number(value: Any) -> Any:
    if isinstance(value, bool | str):
        raise PydanticCustomError("number", "Input should be a number")
    return value


AS_IN_JSON = BeforeValidator(_number)  # of numbers: neither `true` nor "2" is one, and 2.0 is a whole one


class Body(BaseModel):
    model_config = ConfigDict(extra="ignore")


class MessageIn(NewMessage):
    """A message to send."""


class AnswerIn(Body):
    id: UUID = Field(description="Of the new answer, chosen by the client; the same id begins one answer only.")


class RetryIn(Body):
    from_step: Annotated[int, AS_IN_JSON] | None = None


class ResolveIn(Body):
    outcome: Literal["run_again", "done", "abandon"]
    result: Any = None


# Told here, checked by `lifecycle.checked_name`.
NAME: dict[str, Any] = {"minLength": 1, "maxLength": Project.LONGEST_NAME, **WORDS}


class ProjectIn(Body):
    name: str = Field(json_schema_extra=NAME)


class NewProjectIn(Body):
    """`{}`: a project that its first answer names."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field("", json_schema_extra=NAME)


def sent_json(sent: Sent) -> SentOut:
    user_message, assistant_message = message_json([sent.user_message, sent.assistant_message])
    stream: StreamOut = {"id": str(sent.stream.pk), "status": sent.stream.status}
    return {"user_message": user_message, "assistant_message": assistant_message, "stream": stream}


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
