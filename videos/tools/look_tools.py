"""Looking at the video before changing it."""

import asyncio
import json
import time
from dataclasses import dataclass
from typing import Any, Literal

import structlog
from pydantic import Field

from chat.llm.request.pictures import UnfitPicture
from chat.stream.log import retried
from chat.tools import ToolArguments, ToolContext
from config.common.database import in_pool
from config.common.hints import announce
from projects.models import Project
from videos.design.seen import findings, in_words
from videos.document.complaints import Complaint
from videos.document.document import Document
from videos.files.stills import small_still
from videos.models import SceneBuild, Video
from videos.rendering.render_parent import RenderFailed
from videos.rendering.telling_moment import telling_moment
from videos.tools.shared import scene_of, video_tool
from videos.tools.video_in_words import building_lines, compact, outline

logger = structlog.get_logger(__name__)

LONGEST_WAIT_SECONDS = 60.0  # for a scene that is being built
LOOK_EVERY_SECONDS = 0.3
LONGEST = 11_000  # characters; what is longer would be cut in the middle


class GetVideo(ToolArguments):
    """See one scene in full, or an outline of the video."""

    scene_id: str | None


@video_tool("get_video", GetVideo)
def get_video(context: ToolContext, arguments: GetVideo) -> str:
    video = Video.objects.of(context.project)
    if arguments.scene_id is None:
        told = f"Version {video.version}\n{outline(video)}"
    else:
        scene_of(video, arguments.scene_id)
        told = json.dumps(one_scene(video, arguments.scene_id), ensure_ascii=False, separators=(",", ":"))
    return "\n".join([told, *building_lines(context.project)])


class ExplainElements(ToolArguments):
    """Read this before you write raw elements, or patch the document."""

    topic: Literal["elements", "motions", "tracks", "particles", "components", "document"]


@video_tool("explain_elements", ExplainElements)
def explain_elements(context: ToolContext, arguments: ExplainElements) -> str:
    from videos.design.by_hand.elements_in_words import TOPICS

    return TOPICS[arguments.topic]


class LookAt(ToolArguments):
    """See a scene at a moment: how its words stand, and what is wrong. Waits until it is drawn."""

    scene_id: str
    t: float | None = Field(None, description="Seconds into the scene; null: its most telling moment")


@video_tool("look_at", LookAt, repeatable=True)
async def look_at(context: ToolContext, arguments: LookAt) -> str:
    name = arguments.scene_id
    scene_of(await retried(in_pool(Video.objects.of), context.project), name)  # what is not there is not waited for
    await _until_built(context, name)
    view = await retried(in_pool(_view), context.project, name, arguments.t)
    lines = await asyncio.to_thread(_told, view)
    if context.takes_pictures:
        await _show(context, view)
    notes = await retried(in_pool(building_lines), context.project, name)
    return "\n".join([f"{view.title}:", *lines, *notes])


@dataclass(frozen=True)
class View:
    """A moment of a scene in a version of the video; `begins` is when the scene does, `second` is within it."""

    document: Document
    version: int
    scene: str
    begins: float
    second: float

    @property
    def title(self) -> str:
        duration = self.document.scenes[self.scene].duration
        return f"Scene {self.scene} at {self.second:g} of {duration:g} s, version {self.version}"


def _view(project: Project, name: str, second: float | None) -> View:
    """Raises Complaint for a scene that is gone, and for a moment that it does not have."""
    video = Video.objects.of(project)
    scene_of(video, name)
    document = video.parsed
    duration = document.scenes[name].duration
    before = document.scene_order[: document.scene_order.index(name)]
    if second is not None and not 0 <= second <= duration:
        message = f"/t: the scene {name!r} lasts {duration:g} seconds; got {second:g}."
        raise Complaint("bad_moment", "/t", message)
    last = max(duration - 1 / document.fps, 0.0)  # at its very end the next one is seen
    chosen = telling_moment(document, name) if second is None else second
    begins = sum(document.scenes[key].duration for key in before)
    return View(document, video.version, name, begins, round(min(chosen, last), 3))


def _told(view: View) -> list[str]:
    """What is read at that moment, and what is wrong then."""
    share = view.second / view.document.scenes[view.scene].duration
    wrong = [f"{each.kind}: {each.message}" for each in findings(view.document, view.scene, shares=(share,))]
    return [in_words(view.document, view.scene, share), *wrong]


async def _until_built(context: ToolContext, scene: str) -> None:
    """Wait for the scene's build, for as long as somebody may wait for an answer. It begins now if it has not yet."""
    ends, told = time.monotonic() + LONGEST_WAIT_SECONDS, -1.0
    while build := await retried(in_pool(SceneBuild.objects.awaited), context.project.pk, scene):
        if not build.is_awaited:
            announce(projects=[context.project.pk], work=True)
        if build.progress > told and context.progress is not None:
            told = build.progress
            await context.progress(told, f"Waiting for the scene {scene} to be built")
        if time.monotonic() > ends:
            return
        await asyncio.sleep(LOOK_EVERY_SECONDS)


async def _show(context: ToolContext, view: View) -> None:
    """Let the model see the picture; where it cannot be drawn the words are enough."""
    still = small_still(view.document, context.project.pk, view.begins + view.second)
    try:
        context.show(await still.drawn(), f"{view.title}.")
    except (RenderFailed, UnfitPicture, OSError) as error:
        logger.warning("still failed", phase="tool", error=str(error))


def one_scene(video: Video, name: str) -> dict[str, Any]:
    """The scene, with the components that it shows; of one that is too long the last elements only by their ids."""
    document = compact(video.document)
    scene = document["scenes"][name]
    shown = {each["component"] for each in scene["elements"].values() if each["type"] == "component"}
    components = {key: document["components"][key] for key in shown}
    told: dict[str, Any] = {"version": video.version, "scene": name, **scene}
    told |= {"components": components} if components else {}
    left_out = []
    for holder in (told, *components.values()):
        for key in reversed(holder["order"]):
            if len(json.dumps(told, ensure_ascii=False)) <= LONGEST:
                break
            if key in holder["elements"]:
                left_out.append(f"{key} ({holder['elements'][key]['type']})")
                holder["elements"] = {each: value for each, value in holder["elements"].items() if each != key}
    return {**told, "left_out": left_out} if left_out else told
