"""Links to a video for people who are not signed in."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from ninja import Router, Schema
from pydantic import Field, StrictInt

from chat.access import number
from chat.api import project_of, user_of_request
from chat.database import writing
from chat.errors import NotFound
from chat.news import announce
from chat.schemas import Body
from projects.models import MemberRole
from videos.api.errors import ErrorOut, TooBusyOut
from videos.api.schemas import VersionNumber
from videos.models import Share, Video

router = Router()


class ShareIn(Body):
    expires_in_days: StrictInt = Field(30, ge=1, le=365)
    version: VersionNumber | None = Field(None, description="The newest of now when absent.")
    follows: bool = Field(False, description="Show whatever is newest at the time, not one version.")


class ShareOut(Schema):
    id: str
    url: str
    version: int | None = Field(description="null: whatever is newest.")
    created_at: str
    expires_at: str
    revoked_at: str | None
    is_alive: bool
    views: int


class SharesOut(Schema):
    items: list[ShareOut]
    next: None = None


@router.post(
    "/projects/{id}/shares",
    summary="Make a link for anybody",
    response={201: ShareOut, 404: ErrorOut, 422: ErrorOut, 429: TooBusyOut},
)
def share(request: HttpRequest, id: str, payload: ShareIn | None = None) -> Any:
    project, wanted = project_of(request, id), payload or ShareIn()
    with writing():
        video = Video.objects.locked(project)
        pinned = None if wanted.follows else wanted.version or video.version
        made = Share.objects.make(video, user_of_request(request), wanted.expires_in_days, pinned)
    announce(projects=[project.pk], work=True)
    return 201, _told(request, made)


@router.get(
    "/projects/{id}/shares", summary="The links of a project, the newest first; for editors", response={200: SharesOut}
)
def list_shares(request: HttpRequest, id: str) -> Any:
    project = project_of(request, id, MemberRole.EDITOR)  # a link is all that it takes to share
    shares = Share.objects.filter(project=project).select_related("version")
    return {"items": [_told(request, each) for each in shares], "next": None}


@router.delete("/projects/{id}/shares/{share}", summary="Revoke a link", response={204: None, 404: ErrorOut})
def revoke(request: HttpRequest, id: str, share: str) -> Any:
    found = Share.objects.filter(project=project_of(request, id), pk=number(share)).first()
    if found is None:
        raise NotFound()
    found.revoke()
    return 204, None


def _told(request: HttpRequest, share: Share) -> dict[str, Any]:
    return share.as_json(request.build_absolute_uri(reverse("share", args=[share.token])))
