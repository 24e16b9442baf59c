"""Changing single scenes: add, edit, delete, reorder, build anew; and the frame of them all."""

import copy
from typing import Literal

import jsonpatch
from pydantic import Field

from chat.llm.json_text import JsonText
from chat.tools import ToolArguments, ToolContext
from videos.design.reshaping import reshaped
from videos.document.complaints import Complaint, Gathering
from videos.document.document import Transition, format_of, parse_document
from videos.document.elements_input import elements_from_input, paint_from_input
from videos.document.nearest import did_you_mean
from videos.document.patches import MISFITS
from videos.document.placeholders import about, colours_for, placeholder, scene_brief
from videos.document.scene_changes import drop_unused_components, with_scene, without_scene
from videos.jobs.brief import brief_again
from videos.models import SceneBuild, built_part
from videos.tools.patch_tools import value_of
from videos.tools.plan_tools import check_scene_id
from videos.tools.shared import (
    Json,
    SceneId,
    begin_build,
    brand_of,
    changed,
    check_seconds,
    locked_video,
    scene_of,
    video_tool,
)


class AddScene(ToolArguments):
    """Add one scene. It begins as a placeholder, and is built from its description when your answer is done."""

    id: str = Field(description="Short id that no scene has: lower-case letters, digits, - and _.")
    after: str | None = Field(description='The scene behind which it comes; null: at the end; "": at the front.')
    description: str = Field(description="What is seen, in a sentence or two; the scene is built from it.")
    duration_s: float = Field(description="Seconds.")
    on_screen_text: list[str] = Field(description="Texts that are seen, in order.")
    kind: Literal["text", "image", "custom"] = Field(description="What mainly carries the scene.")


class ElementChange(ToolArguments):
    element: str = Field(description="The element's id: in the scene, or in a component that it shows.")
    property: str = Field(description="For example text, fill, size, x.")
    value_json: JsonText = Field(description="The new value as a JSON text.")


class EditScene(ToolArguments):
    """Change one scene that is there. What is null stays as it is."""

    scene_id: SceneId
    duration_s: float | None = Field(description="Seconds.")
    background_json: JsonText | None = Field(description="A paint as a JSON text.")
    transition: Transition | None = Field(description="How it takes over from the scene before.")
    changes: list[ElementChange] | None = Field(description="Single properties of elements that are there.")
    put_elements_json: JsonText | None = Field(
        description="Whole elements, as in generate_component; new ones come on top, others replace those of their id."
    )
    remove_elements: list[str] | None = Field(description="Ids of elements that go.")


class DeleteScene(ToolArguments):
    """Take one scene out of the video. A video needs at least one."""

    scene_id: SceneId


class ReorderScenes(ToolArguments):
    """Let the scenes play in another order."""

    scene_ids: list[str] = Field(description="All scenes, each once, in their new order.")


class RegenerateScene(ToolArguments):
    """Have one scene built anew when your answer is done. It stays as it is until then."""

    scene_id: SceneId
    prompt: str | None = Field(description="What is to be different; null: just another try.")


class SetFormat(ToolArguments):
    """Bring the whole video into another shape; all scenes are laid out for it."""

    format: Literal["16:9", "9:16", "1:1"] = Field(description="Wide, upright or square.")
    fps: Literal[24, 30, 60] | None = Field(description="Frames a second; null: as they are.")


@video_tool("add_scene", AddScene)
def add_scene(context: ToolContext, arguments: AddScene) -> str:
    video = locked_video(context)
    document, order = video.document, video.document["scene_order"]
    gathering, place = Gathering(), None
    with gathering:
        check_scene_id("/id", arguments.id)
        if arguments.id in order:
            tries = (f"{arguments.id[:60]}-{number}" for number in range(2, 99))
            free = next(each for each in tries if each not in order)
            message = f"/id: there is a scene {arguments.id!r} already. Did you mean {free!r}?"
            raise Complaint("scene_id_taken", "/id", message)
    with gathering:
        check_seconds("/duration_s", arguments.duration_s)
    with gathering:
        if arguments.after is not None:
            place = 0
            if arguments.after:
                scene_of(video, arguments.after, "/after")
                place = order.index(arguments.after) + 1
    gathering.tell()
    brand = brand_of(context)
    scene = placeholder(video.parsed, arguments.duration_s, arguments.on_screen_text, brand)
    version = changed(context, video, with_scene(document, arguments.id, scene, place))
    own = arguments.model_dump(exclude={"after"})
    plan = [{"id": each, "description": ""} for each in order] + [own]
    colours = colours_for(document, arguments.description, brand=brand)
    brief = scene_brief(own, video=about(document), plan=plan, colours=colours, brand=brand)
    begin_build(context, video, arguments.id, brief)
    return f"Added scene {arguments.id}. Version {version.number}. It is built as soon as you are done."


@video_tool("edit_scene", EditScene)
def edit_scene(context: ToolContext, arguments: EditScene) -> str:
    video = locked_video(context)
    scene_of(video, arguments.scene_id)
    document = copy.deepcopy(video.document)
    gathering = Gathering()
    _change(document, arguments, gathering)
    with gathering:  # of what fits so far, too: all that is wrong is told at once
        parse_document(document)
    gathering.tell()
    version = changed(context, video, drop_unused_components(document))
    return f"Changed: {version.summary}. The video is at version {version.number}."


def _change(document: Json, arguments: EditScene, gathering: Gathering) -> None:
    """Make the changes in `document`, as far as they fit."""
    name = arguments.scene_id
    scene = document["scenes"][name]
    if arguments.duration_s is not None:
        with gathering:
            check_seconds("/duration_s", arguments.duration_s)
            scene["duration"] = arguments.duration_s
    if arguments.background_json is not None:
        with gathering:
            scene["background"] = paint_from_input(arguments.background_json)
    if arguments.transition is not None:
        scene["transition"] = arguments.transition.model_dump(mode="json")
    for number, change in enumerate(arguments.changes or []):
        with gathering:
            _change_element(document, name, change, f"/changes/{number}")
    for number, gone in enumerate(arguments.remove_elements or []):
        with gathering:
            if gone not in scene["elements"]:
                raise _no_element(f"/remove_elements/{number}", name, gone, scene["elements"])
            del scene["elements"][gone]
            scene["order"].remove(gone)
    if arguments.put_elements_json is not None:
        with gathering:
            frame = {"width": document["width"], "height": document["height"], "path": "/put_elements_json"}
            put, parsed = elements_from_input(arguments.put_elements_json, **frame)
            scene["elements"] |= {key: element.model_dump(mode="json") for key, element in parsed.items()}
            scene["order"] += [key for key in put if key not in scene["order"]]


def _change_element(document: Json, scene: str, change: ElementChange, path: str) -> None:
    """Set a property, or one within it (`enter/duration`), of an element of a scene or of a component that it shows."""
    places: dict[str, Json] = {}

    def look(group: str, name: str) -> None:
        for key, each in document[group][name]["elements"].items():
            places.setdefault(key, each)
            if each.get("component") and each["component"] in document["components"]:
                look("components", each["component"])

    look("scenes", scene)
    if change.element not in places:
        raise _no_element(f"{path}/element", scene, change.element, places)
    value = value_of(f"{path}/value_json", change.value_json)
    operation = {"op": "add", "path": f"/{change.property.replace('.', '/').strip('/')}", "value": value}
    try:
        jsonpatch.apply_patch(places[change.element], [operation], in_place=True)
    except MISFITS as error:
        message = f"{path}/property: element {change.element!r} has no {change.property!r} ({error})."
        raise Complaint("unknown_property", f"{path}/property", message) from error


def _no_element(path: str, scene: str, name: str, known: Json) -> Complaint:
    there = ", ".join(known) or "none"
    message = f"{path}: scene {scene} has no element {name!r}. It has: {there}.{did_you_mean(name, known)}"
    return Complaint("unknown_element", path, message)


@video_tool("delete_scene", DeleteScene)
def delete_scene(context: ToolContext, arguments: DeleteScene) -> str:
    video = locked_video(context)
    scene_of(video, arguments.scene_id)
    if len(video.document["scene_order"]) == 1:
        message = f"/scene_id: {arguments.scene_id} is the only scene, and a video needs one. Add another first."
        raise Complaint("last_scene", "/scene_id", message)
    version = changed(context, video, without_scene(video.document, arguments.scene_id))
    SceneBuild.objects.supersede(video, arguments.scene_id)
    left = ", ".join(video.document["scene_order"])
    return f"Deleted scene {arguments.scene_id}; left: {left}. The video is at version {version.number}."


@video_tool("reorder_scenes", ReorderScenes)
def reorder_scenes(context: ToolContext, arguments: ReorderScenes) -> str:
    video = locked_video(context)
    wanted, order = arguments.scene_ids, video.document["scene_order"]
    gathering = Gathering()
    for number, each in enumerate(wanted):
        with gathering:
            scene_of(video, each, f"/scene_ids/{number}")
    gathering.tell()
    missing = [each for each in order if each not in wanted]
    twice = sorted({each for each in wanted if wanted.count(each) > 1})
    if missing or twice:
        meant = [*dict.fromkeys(wanted), *missing]
        message = (
            f"/scene_ids: must name each scene once; it {'misses' if missing else 'repeats'} "
            f"{', '.join(missing or twice)}. Did you mean {', '.join(meant)}?"
        )
        raise Complaint("order_incomplete", "/scene_ids", message)
    version = changed(context, video, {**video.document, "scene_order": wanted})
    return f"The scenes play in this order now: {', '.join(wanted)}. The video is at version {version.number}."


@video_tool("regenerate_scene", RegenerateScene)
def regenerate_scene(context: ToolContext, arguments: RegenerateScene) -> str:
    video = locked_video(context)
    scene_of(video, arguments.scene_id)
    begin_build(context, video, arguments.scene_id, brief_again(video, arguments.scene_id, arguments.prompt or ""))
    return f"Scene {arguments.scene_id} is built anew as soon as you are done; until then it stays as it is."


@video_tool("set_format", SetFormat)
def set_format(context: ToolContext, arguments: SetFormat) -> str:
    video = locked_video(context)
    document = video.document
    if format_of(document["width"], document["height"]) != arguments.format:
        document = jsonpatch.apply_patch(document, reshaped(document, arguments.format))
    if arguments.fps is not None:
        document = {**document, "fps": arguments.fps}
    waiting = SceneBuild.objects.untouched(video)
    version = changed(context, video, document)
    for build in waiting:  # what is laid out anew is still theirs to replace
        SceneBuild.objects.filter(pk=build.pk).update(base=built_part(video.document["scenes"][build.scene]))
    width, height = video.document["width"], video.document["height"]
    return f"The video is {width}×{height} now. It is at version {version.number}."
