"""Errors that several parts of the video's API tell."""

from typing import Self

from config.common.errors import ChatError
from videos.rendering.tasks import told_of
from videos.shapes import ChangedMeanwhileOut, WrongPlaceOut


class VersionChanged(ChatError):
    code, status = "version_changed", 409
    shape = ChangedMeanwhileOut
    sentence = (
        "Somebody else changed the video meanwhile; nothing was stored. Look at the newest version, then try again."
    )


class DoesNotFit(ChatError):
    code, status = "invalid", 422
    sentence = "The patch, or what it would make, does not fit; nothing was stored."
    shape = WrongPlaceOut


class DiskFull(ChatError):
    """A file could not be written; `because` gives the code and the sentence that fit."""

    code, status = "disk_full", 507
    sentence = "The disk is full, so the file could not be written. Free some space, then retry."

    @classmethod
    def because(cls, error: OSError) -> Self:
        return cls.telling(*told_of(error))

    @classmethod
    def telling(cls, code: str, message: str) -> Self:
        made = cls(message)
        made.code = code
        return made
