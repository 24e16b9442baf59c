"""Uploaded pictures, recordings and clips."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import PurePath

from django.core.files.uploadedfile import UploadedFile as Sent
from django.http import HttpRequest
from ninja import File
from ninja.files import UploadedFile

from config.common.database import writing
from config.common.errors import Conflict, NotFound
from config.common.file_response import FileAnswer, described_file, file_response
from config.common.hints import announce
from config.common.router import Router, refuses
from projects.models import Project
from projects.requests import WithStatus, project_of
from videos.document.naming import quoted
from videos.files.assets import TooManyAssets, kept
from videos.files.uploading import (
    HEARD_OR_SEEN_REFUSALS,
    PICTURE_REFUSALS,
    Clip,
    Picture,
    Recording,
    redrawn,
    reencoded,
)
from videos.imaging.image_server import image_server
from videos.models import Author, Upload, Video
from videos.models.disk import folder
from videos.rendering.picture_limits import HEAD, is_picture
from videos.rendering.pieces import assets_in_use
from videos.shapes import AssetOut, AssetsOut
from videos.web.video_errors import DiskFull

router = Router()

Making = Callable[..., AbstractContextManager[Picture | Recording | Clip]]


class AssetInUse(Conflict):
    code = "asset_in_use"


@router.post(
    "/projects/{id}/assets",
    summary="Upload a picture (PNG, JPEG, WebP or HEIC), a recording (MP3, WAV, M4A, OGG or FLAC) or a video (MP4, MOV "
    "or WebM)",
    description="What it is decides its content, never its name. A picture has at most 10 MB and 4096 pixels a side: "
    "elements of type image show it by its id. A recording has at most 50 MB and 10 minutes: tracks of music and sound "
    "play it by its id. A video has at most 200 MB, 2 minutes and the pixels of 4K, and becomes a clip: MP4 with H.264 "
    "and AAC, upright, no side over 1280 pixels, 24, 25 or 30 frames a second. The answer comes when it is encoded, "
    "which may take as long as the video lasts.",
    response={200: AssetOut, 201: AssetOut},
)
@refuses(TooManyAssets, *PICTURE_REFUSALS, *HEARD_OR_SEEN_REFUSALS, DiskFull)
def upload_asset(request: HttpRequest, id: str, file: File[UploadedFile]) -> WithStatus[AssetOut]:
    made = redrawn if is_picture(head_of(file)) else reencoded
    stored, is_new = _taken(project_of(request, id), file, Author.person(request.user), made)
    return (201 if is_new else 200), stored.as_json()


@router.get("/projects/{id}/assets", summary="The uploaded pictures, recordings and clips", response=AssetsOut)
def list_assets(request: HttpRequest, id: str) -> AssetsOut:
    uploads = Upload.objects.filter(project=project_of(request, id))
    maker = image_server()
    return {"items": [each.as_json() for each in uploads], "next": None, "made_by": maker.host if maker else None}


@router.get(
    "/projects/{id}/assets/{asset}",
    summary="An uploaded picture, a recording as Opus in Ogg, or a clip as MP4; with Range",
    response={200: None},
    openapi_extra=described_file("image/png", "image/jpeg", "audio/ogg", "video/mp4"),
)
def get_asset(request: HttpRequest, id: str, asset: str) -> FileAnswer:
    found = _upload(project_of(request, id), asset)
    if not found.path.is_file():
        raise NotFound(f"The {found.kind} is no longer on the disk. Upload it again.")
    return safe(file_response(request, found.path, f"{found.key}{found.path.suffix}", f'"{found.sha256}"'))


@router.get(
    "/projects/{id}/assets/{asset}/poster",
    summary="A picture of a clip",
    response={200: None},
    openapi_extra=described_file("image/jpeg"),
)
def get_poster(request: HttpRequest, id: str, asset: str) -> FileAnswer:
    found = _upload(project_of(request, id), asset)
    if found.kind != "clip" or not found.poster.is_file():
        raise NotFound(f"There is no poster of this {found.kind}.")
    return safe(file_response(request, found.poster, f"{found.key}.jpg"))


@router.delete(
    "/projects/{id}/assets/{asset}",
    summary="Delete a picture, a recording or a clip that the video does not use",
    response={204: None},
)
@refuses(AssetInUse)
def delete_asset(request: HttpRequest, id: str, asset: str) -> WithStatus[None]:
    project = project_of(request, id)
    with writing():
        video = Video.objects.locked(project)
        found = _upload(project, asset)
        document = video.parsed
        if found.key in assets_in_use(document):
            verb = "shows" if found.kind == "picture" else "plays"
            raise AssetInUse(f"The video {verb} {found.key!r}. Take it out of the video, then delete it.")
        found.delete()
        if found.key in document.assets:
            assets = {key: each for key, each in document.assets.items() if key != found.key}
            changed = document.model_copy(update={"assets": assets})
            summary = f"Deleted the {found.kind} {quoted(found.name or found.key)}"
            video.replace(changed, Author.person(request.user), summary=summary)
    for file in found.files:
        file.unlink(missing_ok=True)
    announce(projects=[project.pk], work=True)
    return 204, None


def store_picture(project: Project, file: "Sent[bytes]", author: Author) -> tuple[Upload, bool]:
    """The picture that somebody sent, in the project, and whether it is new there.

    Raises TooManyAssets, DiskFull or one of PICTURE_REFUSALS.
    """
    return _taken(project, file, author, redrawn)


def _taken(project: Project, file: "Sent[bytes]", author: Author, made: Making) -> tuple[Upload, bool]:
    try:
        with made(file.chunks(), file.size or 0, folder("assets", project.pk)) as upload:
            stored = _stored(project, upload, name_of(file), author)
    except OSError as error:
        raise DiskFull.because(error) from error
    announce(projects=[project.pk], work=True)
    return stored


def name_of(file: "Sent[bytes]") -> str:
    """What the person calls the file."""
    return PurePath((file.name or "upload").replace("\\", "/")).name[:200] or "upload"


def head_of(file: "Sent[bytes]") -> bytes:
    """The first bytes of it, which say what it is."""
    file.seek(0)
    return bytes(file.read(HEAD))


def safe(response: FileAnswer) -> FileAnswer:
    """A file that can do nothing, whatever it is taken for, and that never changes."""
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, max-age=31536000, immutable"
    return response


def _upload(project: Project, key: str) -> Upload:
    found = Upload.objects.filter(project=project, key=key).first()
    if found is None:
        raise NotFound()
    return found


def _stored(project: Project, made: Picture | Recording | Clip, name: str, author: Author) -> tuple[Upload, bool]:
    """The file in the project, as a change of the document: from now on it may be used. And whether it is new."""
    with writing():
        video = Video.objects.locked(project)
        asset, is_new = kept(video, made, name)
        if is_new:
            video.replace(video.parsed, author, summary=f"Added the {asset.kind} {quoted(asset.name or asset.key)}")
    return asset, is_new
