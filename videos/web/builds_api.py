"""Scenes that are built anew."""

from django.http import HttpRequest

from chat import jobs
from chat.shapes import JobOut
from config.common.database import writing
from config.common.errors import NotFound
from config.common.hints import announce
from config.common.router import Router
from projects.requests import WithStatus, project_of
from videos.jobs.brief import brief_again
from videos.models import SceneBuild, Video
from videos.shapes import BuildOut
from videos.web.video_bodies import RegenerateIn

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
