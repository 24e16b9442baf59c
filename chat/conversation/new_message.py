"""A message that somebody sends by the API, a socket, a form or the shell. Pure."""

from uuid import UUID, uuid4

from pydantic import BaseModel, ConfigDict, Field

from config.common.errors import Invalid
from config.common.json_bodies import WORDS

LONGEST_MESSAGE = 32_000  # characters
LONGEST_CLIENT_ID = 64  # characters; of a longer one the beginning is kept


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
