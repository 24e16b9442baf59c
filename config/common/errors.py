"""What a person is told when something does not go: a stable code, a sentence, and the HTTP status that fits."""

from typing import Annotated, Any, ClassVar, cast

from pydantic import Field

from config.common.json_types import ErrorOut


class ChatError(Exception):
    """Base. `code` is for programs, `message` for people; `details` stand beside them in the JSON, as `shape` says."""

    code = "error"
    status = 400
    sentence = "That did not work."
    shape: ClassVar[Any] = ErrorOut
    header_words: ClassVar[dict[str, str]] = {}  # what each of `headers` tells

    def __init__(self, message: str = "", **details: object) -> None:
        self.message = message or self.sentence
        self.details = details
        super().__init__(self.message)

    def as_json(self) -> ErrorOut:
        """`details` beside it are what `shape` has more."""
        return cast(ErrorOut, {"code": self.code, "message": self.message, **self.details})

    @property
    def headers(self) -> dict[str, str]:
        """What the answer tells beside its JSON."""
        return {}


class BadRequest(ChatError):
    code, status = "bad_request", 400
    sentence = "The request cannot be read."


class BadHost(BadRequest):
    code = "bad_host"
    sentence = "This server does not answer under this host name."


class NotFound(ChatError):
    code, status = "not_found", 404
    sentence = "There is nothing here under this address, or it is not yours."


class PreconditionFailed(ChatError):
    code, status = "precondition_failed", 412
    sentence = "This is no longer what If-Match names."


class Gone(ChatError):
    code, status = "gone", 410
    sentence = "This was here, and is no more."


class Invalid(ChatError):
    code, status = "invalid", 422
    sentence = "That does not fit; nothing was stored."


class Conflict(ChatError):
    code, status = "conflict", 409
    sentence = "That is not possible in its present state."


class SameIdOtherContent(Conflict):
    code = "id_taken"
    sentence = "A message with this id, but other content, was sent before. Choose a new id for a new message."


class BusyOut(ErrorOut):
    queue_length: Annotated[int, Field(description="How many wait already.")]


class Limited(ChatError):
    """A limit that passes: `retry_after_s` seconds later it may go."""

    code, status = "limited", 429
    sentence = "That is too much at once. Try again in a moment."
    header_words = {"Retry-After": "After how many seconds it may go."}

    def __init__(self, message: str = "", *, retry_after_s: int, **details: object) -> None:
        self.retry_after_s = retry_after_s
        super().__init__(message, **details)

    @property
    def headers(self) -> dict[str, str]:
        return {"Retry-After": str(self.retry_after_s)}


class TooBusy(Limited):
    """A limit at the door; `queue_length` wait already."""

    code = "too_busy"
    sentence = "Too much of yours is waiting already. Send this again in a moment."
    shape = BusyOut

    def __init__(self, message: str = "", *, retry_after_s: int, queue_length: int) -> None:
        super().__init__(message, retry_after_s=retry_after_s, queue_length=queue_length)


class TooFast(Limited):
    """A client that says more on its sockets than it may."""

    code = "too_fast"
    sentence = "This client sent too much at once, so the connection is closed. Nothing is lost; come back in a moment."


class TooLarge(ChatError):
    code, status = "too_large", 413
    sentence = "The body is larger than this address takes."


class Unauthorized(ChatError):
    code, status = "unauthorized", 401
    sentence = "Sign in, or send a valid token as `Authorization: Bearer TOKEN`."


class SignedOut(Unauthorized):
    code = "signed_out"
    sentence = "You are signed out. Sign in again to go on."


class ProjectDeleted(NotFound):
    code = "project_deleted"
    sentence = "This project was deleted, or is not shared with you any more."


class Forbidden(ChatError):
    code, status = "forbidden", 403
    sentence = "This page may not ask here."


class ReadOnly(Forbidden):
    code = "read_only"
    sentence = "You may look at this project, but not change it. Its owner can make you an editor."


class OwnerOnly(Forbidden):
    code = "owner_only"
    sentence = "Only the owner of this project may do that."


class DatabaseUnavailable(ChatError):
    code, status = "database_unavailable", 503
    sentence = "The database does not answer. Try again in a moment."


class StorageFull(DatabaseUnavailable):
    code = "storage_full"
    sentence = "The server has no space left to store anything. Nothing was changed; try again when there is space."


class ServerError(ChatError):
    code, status = "server_error", 500
    sentence = "That failed on the server. Try again in a moment."
