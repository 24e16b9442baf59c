"""The document and its versions."""

from collections.abc import Callable
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Header, Query

from chat.models import Message, Role, Stream
from config.common.database import writing
from config.common.errors import Invalid, NotFound
from config.common.hints import announce
from config.common.router import Router, header, refuses
from projects.access import uuid_of
from projects.models import Project
from projects.requests import WithStatus, project_of
from videos.document.complaints import Complaint
from videos.models import Author, NothingToUndo, UndoMeetsLaterChanges, Version, Video
from videos.shapes import ChangedOut, VersionOut, VersionsOut, VideoOut
from videos.web.video_bodies import PatchIn, UndoIn
from videos.web.video_errors import DoesNotFit, VersionChanged

router = Router()
ETAG = {"responses": {200: {"headers": {"ETag": header('`"N"`: the version.')}}}}
ONLY_WHILE = 'With `If-Match: "N"` only while version N is the newest; else 409, and nothing changes.'
IfMatch = Annotated[str, Header("", alias="If-Match")]
Number = Annotated[int | None, Query(None, ge=1, le=2**31 - 1)]


@router.get(
    "/projects/{id}/video",
    summary="The newest document, or that of an older version",
    response=VideoOut,
    openapi_extra=ETAG,
)
def get_video(request: HttpRequest, response: HttpResponse, id: str, version: Number = None) -> VideoOut:
    video = Video.objects.of(project_of(request, id))
    number = version or video.version
    response["ETag"] = f'"{number}"'
    document = video.document if number == video.version else video.document_at(number).to_json()
    return {"version": number, "document": document}


@router.patch(
    "/projects/{id}/video",
    summary="Change the document by hand, with a JSON Patch",
    description=ONLY_WHILE,
    response=ChangedOut,
    openapi_extra=ETAG,
)
@refuses(VersionChanged, DoesNotFit)
def patch_video(
    request: HttpRequest,
    response: HttpResponse,
    id: str,
    payload: PatchIn,
    if_match: IfMatch = "",
) -> ChangedOut:
    def patch(video: Video, author: Author) -> Version:
        try:
            return video.patch(payload.as_operations(), author, payload.explanation)
        except Complaint as error:
            raise DoesNotFit(f"{error.message} Nothing was stored.", reason=error.code, path=error.path) from error

    return change_video(request, response, id, if_match, patch)


def change_video(
    request: HttpRequest, response: HttpResponse, id: str, if_match: str, change: Callable[[Video, Author], Version]
) -> ChangedOut:
    """Make a version by hand, while the newest is the one that `if_match` names.

    Raises VersionChanged, and DoesNotFit for a Complaint of `change`.
    """
    project = project_of(request, id)
    expected = _expected(if_match)
    with writing():
        video = Video.objects.locked(project)
        if expected is not None and expected != video.version:
            raise VersionChanged(version=video.version)
        try:
            version = change(video, Author.person(request.user))
        except Complaint as error:
            raise DoesNotFit(f"{error.plain} Nothing was stored.", reason=error.code, path=error.path) from error
    return _told(project, version, response)


@router.post(
    "/projects/{id}/video/undo",
    summary="Take a change back: of a message's turn, of a version, or the newest",
    description="Later changes stay. What both touch is refused with 409 `undo_conflict`.",
    response=ChangedOut,
    openapi_extra=ETAG,
)
@refuses(NothingToUndo, UndoMeetsLaterChanges)
def undo_change(request: HttpRequest, response: HttpResponse, id: str, payload: UndoIn | None = None) -> ChangedOut:
    project = project_of(request, id)
    wanted = payload or UndoIn()
    with writing():
        stream = _stream_of(project, wanted.message) if wanted.message else None
        version = Video.objects.locked(project).undo(Author.person(request.user), wanted.version, stream)
    return _told(project, version, response)


@router.get("/projects/{id}/video/versions", summary="All versions, the newest last", response=VersionsOut)
def list_versions(request: HttpRequest, id: str) -> VersionsOut:
    video = Video.objects.of(project_of(request, id))
    rows = video.versions.select_related("stream__message").order_by("number")
    return {"items": [version.as_json() for version in rows], "next": None}


@router.post(
    "/projects/{id}/video/versions/{number}/restore",
    summary="Make an old version the newest",
    response={201: VersionOut},
)
def restore_version(request: HttpRequest, id: str, number: str) -> WithStatus[VersionOut]:
    project = project_of(request, id)
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        raise NotFound()
    with writing():
        version = Video.objects.locked(project).restore(int(number), Author.person(request.user))
    announce(projects=[project.pk], work=True)
    return 201, version.as_json()


def _told(project: Project, version: Version, response: HttpResponse) -> ChangedOut:
    announce(projects=[project.pk], work=True)
    response["ETag"] = f'"{version.number}"'
    return {**version.as_json(), "document": version.video.document}


def _expected(if_match: str) -> int | None:
    """The version that `If-Match` names; None for any. Raises Invalid."""
    text = if_match.strip().removeprefix("W/").strip('"')
    if text in ("", "*"):
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Invalid(f'If-Match names no version: it takes "N", as the ETag of the video; got {if_match[:40]!r}.')
    return int(text)


def _stream_of(project: Project, message: str) -> int:
    """The stream of an answer, or of the answer to what a person said. Raises NotFound."""
    found = Message.objects.filter(project=project, uuid=uuid_of(message)).first()
    if found is not None and found.role == Role.USER:
        found = found.children.filter(role=Role.ASSISTANT).order_by("pk").last()
    stream = Stream.objects.filter(message=found).values_list("pk", flat=True).first() if found else None
    if stream is None:
        raise NotFound("The message to be undone is not in the project.")
    return stream
