"""What a share link shows to anybody: a page with the video, and nothing else of the project."""

from typing import TypeVar

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from config.common.file_response import FileAnswer, file_response
from projects.models import MemberRole, Project
from videos.files.stills import still_at
from videos.models import Share, Video
from videos.rendering.pieces import telling_second
from videos.rendering.render_parent import RenderFailed

A = TypeVar("A", bound=HttpResponseBase)
POSTER_WIDTH = 1280


@require_safe
def page(request: HttpRequest, token: str) -> HttpResponse:
    """The player; until the file is there it says so."""
    share = _share(token)
    if share is None or not share.is_alive:
        return _over(request, share)
    share.count_view()
    video = Video.objects.of(share.project)
    document = video.document_at(share.number(video))
    addresses = {name: reverse(f"share_{name}", args=[token]) for name in ("video", "poster")}
    shown = {
        "title": document.title,
        "width": document.width,
        "height": document.height,
        "is_upright": document.height > document.width,
        "seconds": round(document.duration, 1),
        "file": share.file(video),
        "url": request.build_absolute_uri(),
        "addresses": addresses,
        "behind": _behind(request, share, video),
        "absolute": {name: request.build_absolute_uri(address) for name, address in addresses.items()},
    }
    return _private(render(request, "share.html", shown))


@require_safe
def video(request: HttpRequest, token: str) -> FileAnswer:
    share = _share(token)
    if share is None or not share.is_alive:
        return _over(request, share)
    found = share.file(Video.objects.of(share.project))
    if found is None:
        return _private(HttpResponse("The video is being made. Come back in a moment.", status=404, content_type=PLAIN))
    return _private(file_response(request, found.final_path, "reeltalk.mp4"))


@require_safe
def poster(request: HttpRequest, token: str) -> FileAnswer:
    share = _share(token)
    if share is None or not share.is_alive:
        return _over(request, share)
    shown = Video.objects.of(share.project)
    document = shown.document_at(share.number(shown))
    still = still_at(document, share.project_id, telling_second(document), POSTER_WIDTH)
    try:
        still.draw()
    except (RenderFailed, OSError):
        return _private(HttpResponse("The picture cannot be drawn now.", status=503, content_type=PLAIN))
    return _private(file_response(request, still.path, "poster.png", still.etag))


def _behind(request: HttpRequest, share: Share, video: Video) -> dict[str, int] | None:
    """To those who may change the video: which version the link shows where that is not the newest. To others: None."""
    mine = Project.objects.visible_to(request.user).filter(pk=share.project_id).first()
    file = share.file(video)
    shown = file.version.number if file else share.number(video)
    if mine is None or not mine.allows(MemberRole.EDITOR) or shown == video.version:
        return None
    return {"shown": shown, "newest": video.version, "follows": share.version is None, "project": share.project_id}


PLAIN = "text/plain; charset=utf-8"


def _share(token: str) -> Share | None:
    return Share.objects.select_related("project", "version").filter(token=token).first()


def _over(request: HttpRequest, share: Share | None) -> HttpResponse:
    """The same friendly page for a link that never was and for one that is over."""
    return _private(render(request, "share_over.html", status=410 if share else 404))


def _private(response: A) -> A:
    """Known to those who have the link only, and only as long as it holds."""
    response["Cache-Control"] = "private, no-cache"
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    return response
