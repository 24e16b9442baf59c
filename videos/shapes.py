"""The JSON that the API of the video tells, as chat/shapes.py."""

from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import TypedDict

from chat.shapes import JobOut
from config.common.json_types import ErrorOut, Json, JsonOf, Moment, Next, one_of
from videos.document.document import Document

AuthorKindName = Annotated[str, one_of("tool_call", "build", "person", "system")]
FormatName = Annotated[str, one_of("mp4", "webm", "gif", "lottie", "png")]
QualityName = Annotated[str, one_of("draft", "standard", "high")]
DocumentJson = Annotated[Json, JsonOf(Document)]


class AuthorOut(TypedDict):
    kind: AuthorKindName
    id: Annotated[str, Field(description="Id of the tool call or build, name of the person.")]
    message: Annotated[str | None, Field(description="The answer in whose turn it happened.")]


class VersionOut(TypedDict):
    version: int
    author: AuthorOut
    summary: str
    explanation: str
    restored: Annotated[int | None, Field(description="The version that this one brought back.")]
    undone_by: Annotated[int | None, Field(description="The version that took this one back.")]
    created_at: Moment


class VersionsOut(TypedDict):
    items: list[VersionOut]
    next: Next


class VideoOut(TypedDict):
    version: int
    document: DocumentJson


class ChangedOut(VersionOut):
    document: DocumentJson


class ChangedMeanwhileOut(ErrorOut):
    version: Annotated[int, Field(description="The newest version.")]


class WrongPlaceOut(ErrorOut):
    reason: Annotated[str, Field(description="A code of what is wrong.")]
    path: Annotated[str, Field(description="Pointer of what is wrong.")]


class UndoConflictOut(ErrorOut):
    paths: Annotated[list[str], Field(description="What both touch.")]
    versions: Annotated[list[int], Field(description="The later changes.")]


class BuildOut(JobOut):
    kind: Literal["build"]
    scene: str
    title: str
    activity: Annotated[str | None, Field(description="thinking, writing or retrying")]
    attempts: Annotated[int, Field(description="Requests to the model so far.")]
    retry_reason: str | None
    retry_in_s: float | None
    version: Annotated[int | None, Field(description="The version that it made.")]
    started_at: Moment | None
    seconds: Annotated[float | None, Field(description="How long it took.")]


class RenderOut(JobOut):
    kind: Literal["render"]
    version: int
    format: FormatName
    quality: QualityName
    height: Annotated[int | None, Field(description="Pixels of the shorter side; null for a format without pixels.")]
    size: Annotated[int | None, Field(description="Bytes.")]
    warnings: Annotated[list[str], Field(description="What could not be drawn.")]
    file: Annotated[str | None, Field(description="Its address, once it is ready.")]


class AssetOut(TypedDict):
    """An uploaded picture; elements of type image name its id."""

    id: str
    name: str
    mime: str
    width: int
    height: int
    bytes: int
    url: str
    created_at: Moment


class AssetsOut(TypedDict):
    items: list[AssetOut]
    next: Next


class ShareOut(TypedDict):
    """A link for anybody."""

    id: str
    url: str
    version: Annotated[int | None, Field(description="null: whatever is newest.")]
    created_at: Moment
    expires_at: Moment
    revoked_at: Moment | None
    is_alive: bool
    views: int


class SharesOut(TypedDict):
    items: list[ShareOut]
    next: Next
