"""Looking at the video before changing it."""

import json
from typing import Any, Literal

from pydantic import Field

from chat.tools import ToolArguments, ToolContext
from videos.document.elements_in_words import TOPICS
from videos.models import Video
from videos.tools.shared import scene_of, video_tool
from videos.tools.video_in_words import building_lines, compact

LONGEST = 11_000  # characters; what is longer would be cut in the middle


class GetVideo(ToolArguments):
    """See the video as it is now: one scene with its elements and components, or an outline of all scenes.

    Properties that have their default are left out.
    """

    scene_id: str | None = Field(description="The scene to see in full; null: an outline of the whole video.")


@video_tool("get_video", GetVideo)
def get_video(context: ToolContext, arguments: GetVideo) -> str:
    video = Video.objects.of(context.project)
    if arguments.scene_id is None:
        told = outline(video)
    else:
        scene_of(video, arguments.scene_id)
        told = one_scene(video, arguments.scene_id)
    return "\n".join([json.dumps(told, ensure_ascii=False, separators=(",", ":")), *building_lines(context.project)])


class ExplainElements(ToolArguments):
    """Read what generate_component does not tell: what motions look like, tracks (one property over time), particles in
    detail, components in several scenes, the document's paths for apply_json_patch."""

    topic: Literal["motions", "tracks", "particles", "components", "document"] = Field(description="About what.")


@video_tool("explain_elements", ExplainElements)
def explain_elements(context: ToolContext, arguments: ExplainElements) -> str:
    return TOPICS[arguments.topic]


def outline(video: Video) -> dict[str, Any]:
    document = compact(video.document)
    scenes = [
        {
            "id": name,
            "duration": document["scenes"][name]["duration"],
            "elements": {key: _in_short(each) for key, each in document["scenes"][name]["elements"].items()},
        }
        for name in document["scene_order"]
    ]
    sides = {name: document[name] for name in ("title", "width", "height", "fps")}
    components = {name: list(each["elements"]) for name, each in document["components"].items()}
    told = {"version": video.version, **sides, "scenes": scenes, "components": components}
    told["assets"] = list(document["assets"])
    if len(json.dumps(told)) > LONGEST:
        told["scenes"] = [{**scene, "elements": len(scene["elements"])} for scene in scenes]
    return told


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


def _in_short(element: dict[str, Any]) -> str:
    said = element.get("text") or element.get("component") or element.get("effect") or element.get("kind") or ""
    return f"{element['type']} {said}".strip()[:80]
