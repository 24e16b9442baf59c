"""Files of the video."""

from typing import Any, Literal

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from chat import jobs
from chat.api import project_of, user_of_request
from chat.database import writing
from chat.news import announce
from chat.schemas import Body
from videos.api.errors import ErrorOut, TooBusyOut
from videos.api.schemas import VersionNumber
from videos.models import Render, Video

router = Router()


class RenderIn(Body):
    format: Literal["mp4", "webm", "gif", "lottie", "png"] = Field(description="png: one picture, as a poster.")
    quality: Literal["draft", "standard", "high"] = Field(description="360p, 720p, 1080p; a GIF 240, 360, 540.")
    height: Literal[240, 360, 480, 540, 720, 1080] | None = Field(
        None, description="Pixels of the shorter side, instead of the quality's own."
    )
    version: VersionNumber | None = None


class RenderOut(Schema):
    id: str
    kind: Literal["render"]
    status: Literal["queued", "running", "ready", "failed", "cancelled"]
    progress: float = Field(description="0 to 1, by frames.")
    eta_s: float | None = Field(description="Seconds left; before it begins, a guess of how long drawing takes.")
    position: int | None = Field(None, description="Its place among those that wait, 1 for the next.")
    error: ErrorOut | None
    stream: str | None = Field(description="The answer that asked for it.")
    project: str
    created_at: str
    version: int
    format: Literal["mp4", "webm", "gif", "lottie", "png"]
    quality: Literal["draft", "standard", "high"]
    height: int | None = Field(description="Pixels of the shorter side; null for a format without pixels.")
    size: int | None = Field(description="Bytes.")
    warnings: list[str] = Field(description="What could not be drawn.")
    file: str | None = Field(description="Its address, once it is ready.")


@router.post(
    "/projects/{id}/renders",
    summary="Render the video",
    description="Without a version it waits for the answers and scene builds that are under way, and takes what is "
    "newest then. The same again is the same job.",
    response={202: RenderOut, 404: ErrorOut, 422: ErrorOut, 429: TooBusyOut},
)
def make_render(request: HttpRequest, id: str, payload: RenderIn) -> Any:
    project = project_of(request, id)
    with writing():
        video = Video.objects.locked(project)
        user = user_of_request(request).pk
        render = Render.objects.ask(
            video, payload.version, payload.format, payload.quality, user, height=payload.height
        )
    announce(projects=[project.pk], work=True)
    return 202, jobs.shown([render])[0]
