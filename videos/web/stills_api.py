"""Single pictures of the video."""

from typing import Annotated

import structlog
from django.http import HttpRequest
from ninja import Query
from pydantic import WithJsonSchema

from config.common.errors import ChatError, NotFound
from config.common.file_response import FileAnswer, described_file, file_response, unchanged
from config.common.router import Router, refuses
from projects.requests import project_of
from videos.design.catalogue import all_layouts
from videos.design.laying_out import settled_document
from videos.design.slot_changes import with_words, words_of
from videos.document.complaints import Complaint
from videos.document.document import Document
from videos.files.stills import still_at
from videos.models import Video
from videos.rendering.pieces import telling_second
from videos.rendering.render_parent import RenderFailed
from videos.web.assets_api import safe
from videos.web.video_errors import DiskFull, DoesNotFit

logger = structlog.get_logger(__name__)
router = Router()

Number = Annotated[int | None, Query(None, ge=1, le=2**31 - 1, description="The newest when absent.")]
Width = Annotated[int, Query(480, ge=16, le=1920, description="Pixels.")]
Second = Annotated[float | None, Query(None, ge=0, le=3600, allow_inf_nan=False, description="Seconds of the video.")]
LayoutName = Annotated[
    str | None,
    WithJsonSchema({"type": ["string", "null"], "enum": [None, *all_layouts()]}),
    Query(None, description="As if that scene had this layout."),
]
SceneName = Annotated[str | None, Query(None, max_length=64, description="Its most telling moment, instead of `t`.")]


class CannotDraw(ChatError):
    code, status = "cannot_draw", 503
    sentence = "This moment of the video could not be drawn."


@router.get(
    "/projects/{id}/video/still",
    summary="One picture of the video, as PNG",
    description="Without `t` and `scene` the moment that stands for the whole video. With `version` it never changes.",
    response={200: None},
    openapi_extra=described_file("image/png"),
)
@refuses(CannotDraw, DiskFull, DoesNotFit)
def get_still(
    request: HttpRequest,
    id: str,
    t: Second = None,
    scene: SceneName = None,
    layout: LayoutName = None,
    version: Number = None,
    width: Width = 480,
) -> FileAnswer:
    project = project_of(request, id)
    video = Video.objects.of(project)
    document = video.document_at(version or video.version)
    if scene is not None and scene not in document.scenes:
        raise NotFound(f"There is no scene {scene[:64]!r}; there are {', '.join(document.scene_order)}.")
    if layout is not None:
        if scene is None:
            raise DoesNotFit("`layout` is for one scene: name it as `scene`.", reason="missing", path="/scene")
        document = _with_layout(document, scene, layout)
    second = telling_second(document, scene) if t is None or scene is not None else t
    still = still_at(document, project.pk, second, width)
    response: FileAnswer | None = unchanged(request, still.etag)  # which needs no drawing
    if response is None:
        try:
            still.draw()
            response = file_response(request, still.path, "still.png", still.etag)
        except RenderFailed as error:
            logger.warning("still failed", phase="render", code=error.code, detail=error.detail)
            raise CannotDraw(error.message) from error
        except OSError as error:
            raise DiskFull.because(error) from error
    safe(response)
    if version is None:
        response["Cache-Control"] = "private, no-cache"
    return response


def _with_layout(document: Document, scene: str, layout: str) -> Document:
    """The document whose scene shows its words in another layout. Raises DoesNotFit."""
    told = document.to_json()
    try:
        shown = document.scenes[scene]
        words = {} if shown.layout else words_of(shown).model_dump(mode="json", exclude_defaults=True)
        told["scenes"][scene] = with_words(told["scenes"][scene], scene, layout, words)
        return settled_document(document, told)
    except Complaint as error:
        raise DoesNotFit(error.plain, reason=error.code, path=error.path) from error
