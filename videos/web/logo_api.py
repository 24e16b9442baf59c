"""The logo of a person's brand, over the API."""

from django.core.files.uploadedfile import UploadedFile as Sent
from django.http import HttpRequest, HttpResponse
from ninja import File
from ninja.files import UploadedFile

from config.common.database import writing
from config.common.errors import NotFound
from config.common.file_response import unchanged
from config.common.router import Router, content, refuses
from projects.accounts.brand_kits import logo_json
from projects.accounts.models import Logo
from projects.requests import WithStatus, user_of_request
from projects.shapes import LogoOut
from videos.files.logo_upload import store_logo
from videos.files.uploading import PICTURE_REFUSALS
from videos.web.assets_api import name_of, safe
from videos.web.video_errors import DiskFull

router = Router()


@router.put(
    "/brand/logo",
    summary="Let a picture be your logo: PNG, JPEG, WebP or HEIC",
    description="At most 10 MB and 4096 pixels a side; it is made smaller. `colours` are those that it is made of, "
    "offered for your brand: nothing uses them by itself.",
    response=LogoOut,
)
@refuses(*PICTURE_REFUSALS, DiskFull)
def put_logo(request: HttpRequest, file: File[UploadedFile]) -> LogoOut:
    return logo_json(logo_from(request, file))


@router.get(
    "/brand/logo",
    summary="Your logo",
    response={200: None},
    openapi_extra={"responses": {200: {"description": "The picture.", "content": content("image/png", "image/jpeg")}}},
)
@refuses(NotFound)
def get_logo(request: HttpRequest) -> HttpResponse:
    logo = Logo.objects.filter(user=user_of_request(request)).first()
    if logo is None:
        raise NotFound()
    etag = f'"{logo.sha256}"'
    response = unchanged(request, etag) or HttpResponse(bytes(logo.data), content_type=logo.mime)
    response["ETag"] = etag
    safe(response)
    response["Cache-Control"] = "private, no-cache"  # unlike an asset it may be another under the same address
    return response


@router.delete("/brand/logo", summary="Have no logo; videos that show it keep it", response={204: None})
def delete_logo(request: HttpRequest) -> WithStatus[None]:
    remove_logo(request)
    return 204, None


def logo_from(request: HttpRequest, file: "Sent[bytes]") -> Logo:
    """The picture that was sent, stored as the logo of whoever sent it. Raises ChatError."""
    try:
        return store_logo(user_of_request(request), file.chunks(), file.size or 0, name_of(file))
    except OSError as error:
        raise DiskFull.because(error) from error


def remove_logo(request: HttpRequest) -> None:
    with writing():
        Logo.objects.filter(user=user_of_request(request)).delete()
