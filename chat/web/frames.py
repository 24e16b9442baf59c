"""What a client may say on the WebSocket. Parsed and typed before anything looks at it. Pure."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from chat.conversation.new_message import NewMessage
from config.common.errors import ChatError
from config.common.validation import dotted, faults, told

LARGEST_FRAME = 512 * 1024  # bytes


class BadFrame(ChatError):
    """`about` is the frame's type, where it has one."""

    code = "bad_frame"
    sentence = "The frame is no JSON object with a known type; it was ignored."

    def __init__(self, message: str, *, about: str | None) -> None:
        self.about = about
        super().__init__(message, about=about)


class Command(BaseModel):
    model_config = ConfigDict(frozen=True)


class Send(NewMessage, Command):
    """`client_id` is that of the socket's address, whatever the frame says."""

    type: Literal["send"]


class Resume(Command):
    type: Literal["resume"]
    stream: str = Field(max_length=64)
    after: str | None = None


class Ack(Command):
    type: Literal["ack"]
    stream: str = Field(max_length=64)
    id: str = Field(max_length=64)


class Stop(Command):
    type: Literal["stop"]
    stream: str = Field(max_length=64)


class Retry(Command):
    type: Literal["retry"]
    stream: str = Field(max_length=64)


class Ping(Command):
    type: Literal["ping"]


AnyCommand = Annotated[Send | Resume | Ack | Stop | Retry | Ping, Field(discriminator="type")]
_adapter: TypeAdapter[AnyCommand] = TypeAdapter(AnyCommand)


def parse_command(text: str | None) -> AnyCommand:
    """Raises BadFrame."""
    if text is None:
        raise BadFrame("Only text frames are understood; the binary one was ignored.", about=None)
    if len(text) > LARGEST_FRAME or len(text.encode("utf-8", "replace")) > LARGEST_FRAME:
        raise BadFrame("The frame is larger than 512 KiB; it was ignored.", about=None)
    try:
        return _adapter.validate_json(text)
    except ValidationError as error:
        raise _bad_frame(error) from error


def _bad_frame(error: ValidationError) -> BadFrame:
    first = error.errors(include_url=False)[0]
    if first["type"] == "json_invalid":
        return BadFrame("The frame is no JSON; it was ignored.", about=None)
    if not first["loc"]:  # nothing that could be looked into
        type = first["input"].get("type") if isinstance(first["input"], dict) else None
        about = str(type)[:64] if type is not None else None
        return BadFrame("The frame has no type that is known here; it was ignored.", about=about)
    sentences = [fault.sentence(dotted(fault.place[1:]) or "frame") for fault in faults(error)]
    return BadFrame(f"{' '.join(told(sentences))} The frame was ignored.", about=str(first["loc"][0]))
