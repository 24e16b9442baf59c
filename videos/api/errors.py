"""Errors that several parts of the video's API tell."""

from typing import Self

from ninja import Schema
from pydantic import Field

from chat.errors import ChatError
from videos.rendering.tasks import told_of


class ErrorOut(Schema):
    code: str
    message: str


class TooBusyOut(ErrorOut):
    queue_length: int = Field(description="How many wait already. `Retry-After` says when to ask again.")


class DiskFull(ChatError):
    """A file could not be written; `because` gives the code and the sentence that fit."""

    code, status = "disk_full", 507

    @classmethod
    def because(cls, error: OSError) -> Self:
        return cls.telling(*told_of(error))

    @classmethod
    def telling(cls, code: str, message: str) -> Self:
        made = cls(message)
        made.code = code
        return made
