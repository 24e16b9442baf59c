"""Links to a video for people who are not signed in."""

from typing import Annotated

from django.http import HttpRequest
from django.urls import reverse
from pydantic import Field, StrictBool

from config.common.database import writing
from config.common.errors import NotFound, ReadOnly, TooBusy
from config.common.hints import announce
from config.common.json_bodies import AS_IN_JSON, Body
from config.common.router import Router, refuses
from projects.access import number
from projects.models import MemberRole
from projects.requests import WithStatus, project_of, user_of_request
from videos.models import RenderTooLong, Share, Video
from videos.shapes import ShareOut, SharesOut
from videos.web.video_bodies import VersionNumber

router = Router()


class ShareIn(Body):
    expires_in_days: Annotated[int, Field(ge=1, le=365), AS_IN_JSON] = 30
    version: VersionNumber | None = Field(None, description="The newest of now when absent.")
    follows: StrictBool = Field(False, description="Show whatever is newest at the time, not one version.")


@router.post("/projects/{id}/shares", summary="Make a link for anybody", response={201: ShareOut})
@refuses(TooBusy, RenderTooLong)
def make_share(request: HttpRequest, id: str, payload: ShareIn | None = None) -> WithStatus[ShareOut]:
    project, wanted = project_of(request, id), payload or ShareIn()
    with writing():
        video = Video.objects.locked(project)
        pinned = None if wanted.follows else wanted.version or video.version
        made = Share.objects.make(video, user_of_request(request), wanted.expires_in_days, pinned)
    announce(projects=[project.pk], work=True)
    return 201, _told(request, made)


@router.get(
    "/projects/{id}/shares", summary="The links of a project, the newest first; for editors", response=SharesOut
)
@refuses(ReadOnly)
def list_shares(request: HttpRequest, id: str) -> SharesOut:
    project = project_of(request, id, MemberRole.EDITOR)  # a link is all that it takes to share
    shares = Share.objects.filter(project=project).select_related("version")
    return {"items": [_told(request, each) for each in shares], "next": None}


@router.delete("/projects/{id}/shares/{share}", summary="Revoke a link", response={204: None})
def revoke_share(request: HttpRequest, id: str, share: str) -> WithStatus[None]:
    found = Share.objects.filter(project=project_of(request, id), pk=number(share)).first()
    if found is None:
        raise NotFound()
    found.revoke()
    return 204, None


def _told(request: HttpRequest, share: Share) -> ShareOut:
    return share.as_json(request.build_absolute_uri(reverse("share", args=[share.token])))
