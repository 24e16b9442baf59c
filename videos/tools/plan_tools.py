"""Planning a video, and building a scene by hand."""

import re
from typing import Literal

from pydantic import Field

from chat.llm.json_text import JsonText
from chat.tools import ToolArguments, ToolContext
from videos.document.complaints import Complaint, Gathering
from videos.document.document import new_document, parse_document
from videos.document.elements_in_words import DESIGN, ELEMENTS
from videos.document.elements_input import elements_from_input
from videos.document.placeholders import MOST_SCENES, MOST_SECONDS, about, colours_for, placeholder, scene_brief
from videos.document.scene_changes import drop_unused_components
from videos.models import SceneBuild
from videos.tools.shared import author_of, begin_build, brand_of, changed, locked_video, scene_of, video_tool

SCENE_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")


class PlannedScene(ToolArguments):
    id: str = Field(description="Short id: lower-case letters, digits, - and _.")
    description: str = Field(description="What is seen, in a sentence or two; the scene is built from it.")
    duration_s: float = Field(description="Seconds.")
    on_screen_text: list[str] = Field(description="Texts that are seen, in order.")
    kind: Literal["text", "image", "custom"] = Field(description="What mainly carries the scene.")


class PlanScenes(ToolArguments):
    """Plan a new video: its title, format and scenes. Replaces the scenes there are; each begins as a placeholder.

    At most 20 scenes and 120 seconds together. When your answer is done, each scene that is still a placeholder is
    built from its description, all of them in parallel; you need not call generate_component.
    """

    title: str = Field(description="The video's title.")
    intent: str = Field(description="What the video is for, in the person's words; who builds the scenes reads it.")
    reasoning: str = Field(description="Why these scenes; name the colours of the video here, as #rrggbb.")
    format: Literal["16:9", "9:16", "1:1"] = Field(description="Wide, upright or square.")
    fps: Literal[24, 30, 60] = Field(description="Frames a second.")
    scenes: list[PlannedScene] = Field(description="In the order in which they play.")


class GenerateComponent(ToolArguments):
    """Build the animated elements of one scene by yourself, as a component, instead of having it built.

    Its background and transition: edit_scene.
    """

    scene_id: str = Field(description="The scene's id, as planned.")
    component_id: str = Field(description="Id of the new or replaced component.")
    title: str = Field(description="What the component is, in a few words.")
    elements_json: JsonText = Field(
        description=f"As a JSON text: {ELEMENTS}\n{DESIGN}\n- explain_elements tells of tracks and of components."
    )


@video_tool("plan_scenes", PlanScenes, is_plan=True)
def plan_scenes(context: ToolContext, arguments: PlanScenes) -> str:
    _check_plan(arguments)
    video = locked_video(context)
    SceneBuild.objects.supersede(video)
    brand = brand_of(context)
    empty = new_document(arguments.title, arguments.format, arguments.fps)
    scenes = {scene.id: placeholder(empty, scene.duration_s, scene.on_screen_text, brand) for scene in arguments.scenes}
    planned = {**empty.to_json(), "scene_order": [s.id for s in arguments.scenes], "scenes": scenes}
    planned["assets"] = video.document["assets"]  # the person's pictures are there for the new scenes too
    version = video.replace(parse_document(planned), author_of(context), summary=f"Planned: {arguments.title}"[:500])
    plan = [scene.model_dump() for scene in arguments.scenes]
    colours = colours_for(video.document, arguments.reasoning, arguments.intent, arguments.title, brand=brand)
    told = about(video.document, arguments.intent, arguments.reasoning)
    for scene in plan:
        brief = scene_brief(scene, video=told, plan=plan, colours=colours, brand=brand)
        begin_build(context, video, scene["id"], brief)
    total = sum(scene.duration_s for scene in arguments.scenes)
    listed = ", ".join(f"{scene.id} ({scene.duration_s:g} s)" for scene in arguments.scenes)
    return (
        f"Planned {len(arguments.scenes)} scenes, {total:g} s, {planned['width']}×{planned['height']} at "
        f"{arguments.fps} fps: {listed}. Version {version.number}. "
        "Each scene is built from its description as soon as you are done."
    )


@video_tool("generate_component", GenerateComponent)
def generate_component(context: ToolContext, arguments: GenerateComponent) -> str:
    video = locked_video(context)
    scene = scene_of(video, arguments.scene_id)
    document = video.document
    sides = {"width": document["width"], "height": document["height"]}
    order, elements = elements_from_input(arguments.elements_json, **sides)
    shown = {key: element.model_dump(mode="json") for key, element in elements.items()}
    name = arguments.component_id
    instance = {"type": "component", "component": name}
    components = {**document["components"], name: {"order": order, "elements": shown}}
    scenes = {**document["scenes"], arguments.scene_id: {**scene, "order": [name], "elements": {name: instance}}}
    built = drop_unused_components({**document, "components": components, "scenes": scenes})
    summary = f"Built {arguments.title} in {arguments.scene_id}"
    version = changed(context, video, built, summary=summary[:500])
    SceneBuild.objects.built_by_hand(video, arguments.scene_id)
    return (
        f"Built {arguments.title!r} with {len(order)} elements in scene {arguments.scene_id}. Version {version.number}."
    )


def _check_plan(plan: PlanScenes) -> None:
    count, total = len(plan.scenes), sum(scene.duration_s for scene in plan.scenes)
    gathering = Gathering()
    with gathering:
        if not 1 <= count <= MOST_SCENES:
            raise Complaint(
                "too_many_scenes" if count else "no_scenes",
                "/scenes",
                f"/scenes: a video has 1 to {MOST_SCENES} scenes; this plan has {count}. "
                f"Plan at most {MOST_SCENES} scenes, for example by joining some.",
            )
    for number, scene in enumerate(plan.scenes):
        with gathering:
            check_scene_id(f"/scenes/{number}/id", scene.id)
    with gathering:
        if any(not 0 < scene.duration_s < float("inf") for scene in plan.scenes) or total > MOST_SECONDS:
            raise Complaint(
                "too_long",
                "/scenes",
                f"/scenes: a video lasts at most {MOST_SECONDS} seconds; this plan has {total:g}. "
                f"Make scenes shorter ({MOST_SECONDS / count:.3g} s each at most), or plan fewer.",
            )
    with gathering:
        if len({scene.id for scene in plan.scenes}) < count:
            message = "/scenes: two scenes have the same id. Give each its own."
            raise Complaint("scene_id_twice", "/scenes", message)
    gathering.tell()


def check_scene_id(path: str, given: str) -> None:
    """Raises Complaint, with an id made of what was given."""
    if not SCENE_ID.fullmatch(given):
        made = re.sub(r"[^a-z0-9]+", "-", given.lower()).strip("-")[:64] or "scene"
        message = (
            f"{path}: an id has at most 64 of a-z, 0-9, _ and -, beginning with a letter or digit; got "
            f"{given[:80]!r}. Did you mean {made!r}?"
        )
        raise Complaint("bad_scene_id", path, message)
