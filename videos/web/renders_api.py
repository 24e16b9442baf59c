"""Files of the video."""

from typing import Literal

from django.http import HttpRequest
from pydantic import Field

from chat import jobs
from chat.shapes import JobOut
from config.common.database import writing
from config.common.errors import TooBusy
from config.common.hints import announce
from config.common.json_bodies import Body
from config.common.router import Router, refuses
from projects.requests import WithStatus, project_of, user_of_request
from videos.document.document import Format as Shape
from videos.models import Render, RenderTooLong, UnfitShape, Video
from videos.shapes import RenderOut
from videos.web.video_bodies import VersionNumber

router = Router()


class RenderIn(Body):
    format: Literal["mp4", "webm", "gif", "lottie", "png"] = Field(description="png: one picture, as a poster.")
    quality: Literal["draft", "standard", "high"] = Field(description="360p, 720p, 1080p; a GIF 240, 360, 540.")
    height: Literal[240, 360, 480, 540, 720, 1080] | None = Field(
        None, description="Pixels of the shorter side, instead of the quality's own."
    )
    shape: Shape | None = Field(None, description="The video laid out anew for another shape; its own when absent.")
    version: VersionNumber | None = None


@router.post(
    "/projects/{id}/renders",
    summary="Render the video",
    description="Without a version it waits for the answers and scene builds that are under way, and takes what is "
    "newest then. The same again is the same job.",
    response={202: RenderOut},
)
@refuses(TooBusy, RenderTooLong, UnfitShape)
def make_render(request: HttpRequest, id: str, payload: RenderIn) -> WithStatus[JobOut]:
    project = project_of(request, id)
    with writing():
        video = Video.objects.locked(project)
        user = user_of_request(request).pk
        wanted = payload.format, payload.quality, user
        render = Render.objects.ask(video, payload.version, *wanted, height=payload.height, shape=payload.shape or "")
    announce(projects=[project.pk], work=True)
    return 202, jobs.shown([render])[0]
