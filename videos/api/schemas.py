"""What the API of the video takes and gives, for OpenAPI."""

from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import Field, StrictInt

from chat.schemas import Body

VersionNumber = Annotated[StrictInt, Field(ge=1, le=2**31 - 1)]


class PatchOperationIn(Body):
    op: Literal["add", "remove", "replace", "move", "copy", "test"]
    path: str = Field(max_length=1000, description="JSON Pointer into the document.")
    from_: str | None = Field(None, alias="from", max_length=1000)
    value: Any = None


class PatchIn(Body):
    operations: list[PatchOperationIn] = Field(max_length=500, description="RFC 6902; all apply, or none.")
    explanation: str = Field("", max_length=500)

    def as_operations(self) -> list[dict[str, Any]]:
        given = [each.model_dump(by_alias=True, exclude_unset=True) for each in self.operations]
        return [{key: value for key, value in each.items() if key != "from" or value is not None} for each in given]


class UndoIn(Body):
    message: str | None = Field(None, description="Undo all that this message's turn changed.")
    version: VersionNumber | None = Field(None, description="Undo the change of this version.")


class RegenerateIn(Body):
    prompt: str = Field("", max_length=2000, description="What is to be different.")


class AuthorOut(Schema):
    kind: Literal["tool_call", "build", "person", "system"]
    id: str = Field(description="Id of the tool call or build, name of the person.")
    message: str | None = Field(description="The answer in whose turn it happened.")


class VersionOut(Schema):
    version: int
    author: AuthorOut
    summary: str
    explanation: str
    restored: int | None = Field(description="The version that this one brought back.")
    undone_by: int | None = Field(description="The version that took this one back.")
    created_at: str


class VersionsOut(Schema):
    items: list[VersionOut]
    next: None = None


class VideoOut(Schema):
    version: int
    document: dict[str, Any]


class ChangedOut(VersionOut):
    document: dict[str, Any]


class JobError(Schema):
    code: str
    message: str


class BuildOut(Schema):
    id: str
    kind: Literal["build"]
    status: Literal["queued", "running", "ready", "failed", "cancelled"]
    progress: float
    eta_s: float | None
    position: int | None = Field(description="Its place among those that wait, 1 for the next.")
    scene: str
    title: str
    activity: str | None = Field(description="thinking, writing or retrying")
    attempts: int
    retry_reason: str | None
    retry_in_s: float | None
    version: int | None = Field(description="The version that it made.")
    started_at: str | None
    seconds: float | None
    error: JobError | None
    stream: str | None
    project: str
    created_at: str


class ErrorOut(Schema):
    code: str
    message: str


class ChangedMeanwhileOut(ErrorOut):
    version: int = Field(description="The newest version.")


class UndoConflictOut(ErrorOut):
    paths: list[str] = Field([], description="What both touch.")
    versions: list[int] = Field([], description="The later changes.")
