"""Scenes that are built anew."""

from django.http import HttpRequest

from chat import jobs
from chat.api import WithStatus, project_of
from chat.database import writing
from chat.errors import NotFound
from chat.news import announce
from chat.openapi import Router
from chat.shapes import JobOut
from videos.api.schemas import RegenerateIn
from videos.briefing import brief_again
from videos.models import SceneBuild, Video
from videos.shapes import BuildOut

router = Router()


@router.post(
    "/projects/{id}/scenes/{scene}/regenerate",
    summary="Have one scene built anew; it stays as it is until then",
    response={202: BuildOut},
)
def regenerate_scene(
    request: HttpRequest, id: str, scene: str, payload: RegenerateIn | None = None
) -> WithStatus[JobOut]:
    project = project_of(request, id)
    with writing():
        video = Video.objects.locked(project)
        if scene not in video.document["scenes"]:
            raise NotFound(f"The video has no scene {scene[:64]!r}.")
        build = SceneBuild.objects.ask(video, scene, brief_again(video, scene, payload.prompt if payload else ""))
    announce(projects=[project.pk], work=True)
    return 202, jobs.shown([build])[0]
