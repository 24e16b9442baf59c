"""Uploaded pictures."""

from pathlib import PurePath

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
from videos.files.uploading import Picture, redrawn
from videos.models import Author, Upload, Video
from videos.models.disk import folder
from videos.models.uploads import MOST_UPLOADS
from videos.rendering.picture_limits import BadPicture, PicturesBusy, PictureTooHard, PictureTooLarge
from videos.rendering.pieces import assets_in_use
from videos.shapes import AssetOut, AssetsOut
from videos.web.video_errors import DiskFull

router = Router()


class AssetInUse(Conflict):
    code = "asset_in_use"


class TooManyAssets(Conflict):
    code = "too_many_assets"
    sentence = f"A project has at most {MOST_UPLOADS} pictures. Delete one that is not shown, then upload this again."


@router.post(
    "/projects/{id}/assets",
    summary="Upload a picture: PNG, JPEG or WebP",
    description="At most 10 MB and 4096 pixels a side. Elements of type image show it by its id.",
    response={200: AssetOut, 201: AssetOut},
)
@refuses(TooManyAssets, PictureTooLarge, BadPicture, PictureTooHard, PicturesBusy, DiskFull)
def upload_asset(request: HttpRequest, id: str, file: File[UploadedFile]) -> WithStatus[AssetOut]:
    project = project_of(request, id)
    name = PurePath((file.name or "picture").replace("\\", "/")).name[:200] or "picture"
    try:
        with redrawn(file.chunks(), file.size or 0, folder("assets", project.pk)) as picture:
            stored, is_new = _stored(project, picture, name, Author.person(request.user))
    except OSError as error:
        raise DiskFull.because(error) from error
    announce(projects=[project.pk], work=True)
    return (201 if is_new else 200), stored.as_json()


@router.get("/projects/{id}/assets", summary="The uploaded pictures", response=AssetsOut)
def list_assets(request: HttpRequest, id: str) -> AssetsOut:
    uploads = Upload.objects.filter(project=project_of(request, id))
    return {"items": [each.as_json() for each in uploads], "next": None}


@router.get(
    "/projects/{id}/assets/{asset}",
    summary="An uploaded picture; with Range",
    response={200: None},
    openapi_extra=described_file("image/png", "image/jpeg"),
)
def get_asset(request: HttpRequest, id: str, asset: str) -> FileAnswer:
    found = _upload(project_of(request, id), asset)
    if not found.path.is_file():
        raise NotFound("The picture is no longer on the disk. Upload it again.")
    return safe(file_response(request, found.path, f"{found.key}{found.path.suffix}", f'"{found.sha256}"'))


@router.delete("/projects/{id}/assets/{asset}", summary="Delete a picture that is not shown", response={204: None})
@refuses(AssetInUse)
def delete_asset(request: HttpRequest, id: str, asset: str) -> WithStatus[None]:
    project = project_of(request, id)
    with writing():
        video = Video.objects.locked(project)
        found = _upload(project, asset)
        document = video.parsed
        if found.key in assets_in_use(document):
            raise AssetInUse(f"The video shows {found.key!r}. Take it out of the video, then delete it.")
        found.delete()
        if found.key in document.assets:
            assets = {key: each for key, each in document.assets.items() if key != found.key}
            changed = document.model_copy(update={"assets": assets})
            video.replace(changed, Author.person(request.user), summary=f"Deleted the picture {found.key}")
    found.path.unlink(missing_ok=True)
    announce(projects=[project.pk], work=True)
    return 204, None


def safe(response: FileAnswer) -> FileAnswer:
    """A picture that can do nothing, whatever it is taken for, and that never changes."""
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, max-age=31536000, immutable"
    return response


def _upload(project: Project, key: str) -> Upload:
    found = Upload.objects.filter(project=project, key=key).first()
    if found is None:
        raise NotFound()
    return found


def _stored(project: Project, picture: Picture, name: str, author: Author) -> tuple[Upload, bool]:
    """The picture in the project, as a change of the document: from now on it may be shown. And whether it is new."""
    row = Upload(
        project=project,
        name=name,
        mime=picture.mime,
        sha256=picture.sha256,
        width=picture.width,
        height=picture.height,
        size=picture.size,
    )
    with writing():
        video = Video.objects.locked(project)
        own = Upload.objects.filter(project=project)
        if known := own.filter(sha256=picture.sha256).first():
            picture.path.replace(known.path)
            return known, False
        if own.count() >= MOST_UPLOADS:
            raise TooManyAssets()
        row.key = own.free_key(name)
        row.save()
        picture.path.replace(row.path)
        video.replace(video.parsed, author, summary=f"Added the picture {row.key}")
    return row, True
