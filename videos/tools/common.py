"""What the tools share: who changes the video, which scene is meant, and how a refusal is told."""

from typing import Annotated, Any

from pydantic import Field

from chat.tools import ToolContext, ToolFailed
from projects.models import ProjectSettings
from videos.document import InvalidDocument, parse_document
from videos.models import Author, AuthorKind, SceneBuild, Version, Video
from videos.nearest import did_you_mean
from videos.patches import InvalidPatch
from videos.planning import MOST_SECONDS

Json = dict[str, Any]
SceneId = Annotated[str, Field(description="The scene's id, as in the document.")]


def locked_video(context: ToolContext) -> Video:
    return Video.objects.locked(context.project)


def brand_of(context: ToolContext) -> Json:
    """Colours and font of the project's brand: `{colours: ["#rrggbb"], font: name or ""}`."""
    return ProjectSettings.objects.of(context.project.pk).brand


def author_of(context: ToolContext) -> Author:
    return Author(AuthorKind.TOOL_CALL, str(context.call), context.stream.pk)


def scene_of(video: Video, name: str, path: str = "/scene_id") -> Json:
    """The scene as it is. Raises ToolFailed with the scenes that there are."""
    scene: Json | None = video.document["scenes"].get(name)
    if scene is None:
        order = video.document["scene_order"]
        raise ToolFailed(
            f"{path}: there is no scene {name!r}. The scenes are: {', '.join(order)}.{did_you_mean(name, order)} "
            "Nothing was changed.",
            "unknown_scene",
        )
    return scene


def check_seconds(path: str, seconds: float) -> None:
    if not 0.1 <= seconds <= MOST_SECONDS:
        raise ToolFailed(
            f"{path}: a scene lasts 0.1 to {MOST_SECONDS} seconds; got {seconds:g}. Nothing was changed.",
            "bad_duration",
        )


def changed(context: ToolContext, video: Video, document: Json, explanation: str = "", **fields: Any) -> Version:
    """Store `document` as a new version. Raises ToolFailed where it breaks a rule."""
    with refusals():
        return video.replace(parse_document(document), author_of(context), explanation, **fields)


def begin_build(context: ToolContext, video: Video, scene: str, brief: Json) -> SceneBuild:
    """Let a model build the scene when this answer is done."""
    build = SceneBuild.objects.ask(video, scene, brief, context.stream.pk)
    context.jobs.append(str(build.pk))
    return build


class refusals:  # reads as a verb phrase: `with refusals():`
    """Turn what the document's rules refuse into a sentence for the model."""

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        if isinstance(error, InvalidDocument | InvalidPatch):
            raise ToolFailed(f"{error.message} Nothing was changed.", error.code) from error
