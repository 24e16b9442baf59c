"""What a client may say: a message, wherever it is sent, and the frames of the WebSocket.

Parsed and typed before anything looks at it. Pure.
"""

from typing import Annotated, Any, Literal
from uuid import UUID, uuid4

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from config.common.errors import ChatError, Invalid

LARGEST_FRAME = 512 * 1024  # bytes
LONGEST_MESSAGE = 32_000  # characters
LONGEST_CLIENT_ID = 64  # characters; of a longer one the beginning is kept
WORDS: dict[str, Any] = {"pattern": r"\S"}  # something to read; told here, checked in words where it is used


class BadFrame(ChatError):
    code = "bad_frame"
    sentence = "The frame is no JSON object with a known type; it was ignored."


class Command(BaseModel):
    model_config = ConfigDict(frozen=True)


class About(BaseModel):
    """What the person has chosen on the page as the subject of the message."""

    kind: str = Field(pattern=r"^[a-z][a-z_]{0,31}$", description="What kind of thing, for example scene.")
    id: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$", description="Its id.")


class NewMessage(BaseModel):
    """A message that somebody sends: over the API or a socket, by a form, or from the shell."""

    model_config = ConfigDict(frozen=True)

    id: UUID = Field(description="Chosen by the client; the same id never starts a second answer.")
    # Told here, checked by `check_content`: what was sent before is found again whatever it holds.
    content: str = Field(json_schema_extra={"minLength": 1, "maxLength": LONGEST_MESSAGE, **WORDS})
    client_id: str | None = None
    parent: UUID | None = None
    replaces: UUID | None = Field(None, description="A message beside which this one stands, as another branch.")
    about: About | None = Field(None, description="The thing that the message is about, chosen on the page.")

    @staticmethod
    def saying(content: str, id: UUID | None = None) -> "NewMessage":
        """Words for the end of the conversation. Any text: `check_content` judges it."""
        return NewMessage.model_construct(id=id or uuid4(), content=content)

    def check_content(self) -> None:
        """Raises Invalid for what cannot be a message."""
        if not self.content.strip():
            raise Invalid("The message is empty. Write what the assistant should do.")
        if (length := len(self.content)) > LONGEST_MESSAGE:
            raise Invalid(f"The message has {length:,} characters; at most {LONGEST_MESSAGE:,} fit. Shorten it.")
        if "\0" in self.content:
            raise Invalid("The message contains a NUL character, which cannot be stored. Remove it.")
        try:
            self.content.encode()
        except UnicodeEncodeError as error:
            raise Invalid("The message contains half of a character (a lone surrogate). Remove it.") from error


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
    """Raises BadFrame, with `about` naming the frame's type where it has one."""
    if text is None:
        raise BadFrame("Only text frames are understood; the binary one was ignored.", about=None)
    if len(text) > LARGEST_FRAME or len(text.encode("utf-8", "replace")) > LARGEST_FRAME:
        raise BadFrame("The frame is larger than 512 KiB; it was ignored.", about=None)
    try:
        return _adapter.validate_json(text)
    except ValidationError as error:
        raise _bad_frame(error) from error


def _bad_frame(error: ValidationError) -> BadFrame:
    first = error.errors()[0]
    given = first.get("input")
    about = given.get("type") if isinstance(given, dict) else None
    if first["type"] == "json_invalid":
        return BadFrame("The frame is no JSON; it was ignored.", about=None)
    if first["type"] in ("union_tag_invalid", "union_tag_not_found", "model_attributes_type", "model_type"):
        about = str(about)[:64] if about is not None else None
        return BadFrame("The frame has no type that is known here; it was ignored.", about=about)
    *_, name = ("frame", *map(str, first["loc"]))
    kind = str(first["loc"][0]) if first["loc"] else None
    return BadFrame(f"{name}: {first['msg']}. The frame was ignored.", about=kind)
