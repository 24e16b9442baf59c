"""What the tools share: who changes the video, which scene is meant, and how a refusal is told."""

from collections.abc import Callable
from functools import wraps
from typing import Annotated, Any, TypeVar

from pydantic import Field

from chat.tools import ToolArguments, ToolContext, ToolFailed, tool
from projects.brand import Brand
from projects.models import ProjectSettings
from videos.document.complaints import Complaint
from videos.document.document import parse_document
from videos.document.nearest import did_you_mean
from videos.document.placeholders import MOST_SECONDS
from videos.models import Author, AuthorKind, SceneBuild, Version, Video

Json = dict[str, Any]
A = TypeVar("A", bound=ToolArguments)
Function = Callable[[ToolContext, A], str]
SceneId = Annotated[str, Field(description="The scene's id, as in the document.")]


def locked_video(context: ToolContext) -> Video:
    return Video.objects.locked(context.project)


def brand_of(context: ToolContext) -> Brand:
    return ProjectSettings.objects.of(context.project.pk).brand


def author_of(context: ToolContext) -> Author:
    return Author(AuthorKind.TOOL_CALL, str(context.call), context.stream.pk, context.stream.user_id)


def scene_of(video: Video, name: str, path: str = "/scene_id") -> Json:
    """The scene as it is. Raises Complaint with the scenes that there are."""
    scene: Json | None = video.document["scenes"].get(name)
    if scene is None:
        order = video.document["scene_order"]
        message = f"{path}: there is no scene {name!r}. The scenes are: {', '.join(order)}.{did_you_mean(name, order)}"
        raise Complaint("unknown_scene", path, message)
    return scene


def check_seconds(path: str, seconds: float) -> None:
    if not 0.1 <= seconds <= MOST_SECONDS:
        message = f"{path}: a scene lasts 0.1 to {MOST_SECONDS} seconds; got {seconds:g}."
        raise Complaint("bad_duration", path, message)


def changed(context: ToolContext, video: Video, document: Json, explanation: str = "", **fields: Any) -> Version:
    """Store `document` as a new version. Raises Complaint where it breaks a rule."""
    return video.replace(parse_document(document), author_of(context), explanation, **fields)


def begin_build(context: ToolContext, video: Video, scene: str, brief: Json) -> SceneBuild:
    """Let a model build the scene when this answer is done."""
    build = SceneBuild.objects.ask(video, scene, brief, context.stream.pk)
    context.jobs.append(str(build.pk))
    return build


def video_tool(name: str, arguments: type[A], *, is_plan: bool = False) -> Callable[[Function[A]], Function[A]]:
    """Register a tool of the video. What breaks a rule is told to the model, and nothing is changed."""

    def register(function: Function[A]) -> Function[A]:
        @wraps(function)
        def refusing(context: ToolContext, given: A) -> str:
            try:
                return function(context, given)
            except Complaint as error:
                raise ToolFailed(f"{error.message}{_between(error)}Nothing was changed.", error.code) from error

        tool(name, arguments, is_plan=is_plan)(refusing)
        return function

    return register


def _between(error: Complaint) -> str:
    return " " if len(error.parts) == 1 else "\n"
