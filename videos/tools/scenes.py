"""Changing single scenes: add, edit, delete, reorder, build anew; and the frame of them all."""

from typing import Annotated, Any, Literal

import jsonpatch
from pydantic import Field, WithJsonSchema

from chat.tools import ToolArguments, ToolContext, ToolFailed, tool
from videos.briefing import brief_again
from videos.building import answer_schema
from videos.changing import drop_unused_components, with_scene, without_scene
from videos.document import component_elements_schema, elements_from_input, format_of
from videos.layout.reshaping import reshaped
from videos.models import SceneBuild, built_part
from videos.nearest import did_you_mean
from videos.planning import about, colours_for, placeholder, scene_brief
from videos.tools.common import (
    Json,
    SceneId,
    begin_build,
    brand_of,
    changed,
    check_seconds,
    locked_video,
    refusals,
    scene_of,
)
from videos.tools.patching import value_of
from videos.tools.planning import check_scene_id

_PARTS = answer_schema()["properties"]
_PUT = {
    "anyOf": [component_elements_schema(), {"type": "null"}],
    "description": "Whole elements: new ones come on top, those whose id is there are replaced.",
}


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
    value_json: str = Field(description="The new value as a JSON text.")


class EditScene(ToolArguments):
    """Change one scene that is there. What is null stays as it is."""

    scene_id: SceneId
    duration_s: float | None = Field(description="Seconds.")
    background: Annotated[Any, WithJsonSchema({"description": "A paint.", **_PARTS["background"]})]
    transition: Annotated[Any, WithJsonSchema({"description": "How it takes over.", **_PARTS["transition"]})]
    changes: list[ElementChange] | None = Field(description="Single properties of elements that are there.")
    put_elements: Annotated[Any, WithJsonSchema(_PUT)]
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


@tool("add_scene", AddScene)
def add_scene(context: ToolContext, arguments: AddScene) -> str:
    video = locked_video(context)
    document, order = video.document, video.document["scene_order"]
    check_scene_id("/id", arguments.id)
    if arguments.id in order:
        free = next(
            f"{arguments.id[:60]}-{number}" for number in range(2, 99) if f"{arguments.id[:60]}-{number}" not in order
        )
        raise ToolFailed(
            f"/id: there is a scene {arguments.id!r} already. Did you mean {free!r}? Nothing was changed.",
            "scene_id_taken",
        )
    check_seconds("/duration_s", arguments.duration_s)
    place = None
    if arguments.after is not None:
        place = 0
        if arguments.after:
            scene_of(video, arguments.after, "/after")
            place = order.index(arguments.after) + 1
    brand = brand_of(context)
    scene = placeholder(video.parsed, arguments.duration_s, arguments.on_screen_text, brand)
    version = changed(context, video, with_scene(document, arguments.id, scene, place))
    own = arguments.model_dump(exclude={"after"})
    plan = [{"id": each, "description": ""} for each in order] + [own]
    colours = colours_for(document, arguments.description, brand=brand)
    brief = scene_brief(own, video=about(document), plan=plan, colours=colours, brand=brand)
    begin_build(context, video, arguments.id, brief)
    return f"Added scene {arguments.id}. Version {version.number}. It is built as soon as you are done."


@tool("edit_scene", EditScene)
def edit_scene(context: ToolContext, arguments: EditScene) -> str:
    video = locked_video(context)
    name = arguments.scene_id
    scene_of(video, name)
    operations: list[Json] = []
    if arguments.duration_s is not None:
        check_seconds("/duration_s", arguments.duration_s)
        operations.append({"op": "replace", "path": f"/scenes/{name}/duration", "value": arguments.duration_s})
    for part, value in (("background", arguments.background), ("transition", arguments.transition)):
        if value is not None:
            operations.append({"op": "replace", "path": f"/scenes/{name}/{part}", "value": value})
    for number, change in enumerate(arguments.changes or []):
        path = f"{_path_of(video.document, name, change.element, f'/changes/{number}/element')}/{change.property}"
        value = value_of(f"/changes/{number}/value_json", change.value_json)
        operations.append({"op": "add", "path": path, "value": value})
    document = jsonpatch.apply_patch(video.document, operations)
    document = _with_elements(document, name, arguments)
    version = changed(context, video, drop_unused_components(document))
    return f"Changed: {version.summary}. The video is at version {version.number}."


def _path_of(document: Json, scene: str, element: str, path: str) -> str:
    """Where an element of a scene stands. Raises ToolFailed with the elements that there are."""
    places: dict[str, str] = {}

    def look(group: str, name: str) -> None:
        for key, each in document[group][name]["elements"].items():
            places.setdefault(key, f"/{group}/{name}/elements/{key}")
            if each.get("component") and each["component"] in document["components"]:
                look("components", each["component"])

    look("scenes", scene)
    if element not in places:
        raise ToolFailed(
            f"{path}: scene {scene} has no element {element!r}. It has: {', '.join(places) or 'none'}."
            f"{did_you_mean(element, places)} Nothing was changed.",
            "unknown_element",
        )
    return places[element]


def _with_elements(document: Json, name: str, arguments: EditScene) -> Json:
    """The document with the scene's elements put and removed."""
    scene = document["scenes"][name]
    order, elements = list(scene["order"]), dict(scene["elements"])
    for number, gone in enumerate(arguments.remove_elements or []):
        if gone not in elements:
            raise ToolFailed(
                f"/remove_elements/{number}: scene {name} has no element {gone!r}. It has: "
                f"{', '.join(elements) or 'none'}.{did_you_mean(gone, elements)} Nothing was changed.",
                "unknown_element",
            )
        del elements[gone]
        order.remove(gone)
    if arguments.put_elements is not None:
        with refusals():
            sides = {"width": document["width"], "height": document["height"]}
            put, parsed = elements_from_input(arguments.put_elements, **sides)
        elements |= {key: element.model_dump(mode="json") for key, element in parsed.items()}
        order += [key for key in put if key not in order]
    return {**document, "scenes": {**document["scenes"], name: {**scene, "order": order, "elements": elements}}}


@tool("delete_scene", DeleteScene)
def delete_scene(context: ToolContext, arguments: DeleteScene) -> str:
    video = locked_video(context)
    scene_of(video, arguments.scene_id)
    if len(video.document["scene_order"]) == 1:
        raise ToolFailed(
            f"Scene {arguments.scene_id} is the only one, and a video needs one. Nothing was changed. "
            "Add another first, or change this one.",
            "last_scene",
        )
    version = changed(context, video, without_scene(video.document, arguments.scene_id))
    SceneBuild.objects.supersede(video, arguments.scene_id)
    left = ", ".join(video.document["scene_order"])
    return f"Deleted scene {arguments.scene_id}; left: {left}. The video is at version {version.number}."


@tool("reorder_scenes", ReorderScenes)
def reorder_scenes(context: ToolContext, arguments: ReorderScenes) -> str:
    video = locked_video(context)
    wanted, order = arguments.scene_ids, video.document["scene_order"]
    for number, each in enumerate(wanted):
        scene_of(video, each, f"/scene_ids/{number}")
    missing = [each for each in order if each not in wanted]
    twice = sorted({each for each in wanted if wanted.count(each) > 1})
    if missing or twice:
        meant = [*dict.fromkeys(wanted), *missing]
        raise ToolFailed(
            f"/scene_ids: must name each scene once; it {'misses' if missing else 'repeats'} "
            f"{', '.join(missing or twice)}. Did you mean {', '.join(meant)}? Nothing was changed.",
            "order_incomplete",
        )
    version = changed(context, video, {**video.document, "scene_order": wanted})
    return f"The scenes play in this order now: {', '.join(wanted)}. The video is at version {version.number}."


@tool("regenerate_scene", RegenerateScene)
def regenerate_scene(context: ToolContext, arguments: RegenerateScene) -> str:
    video = locked_video(context)
    scene_of(video, arguments.scene_id)
    begin_build(context, video, arguments.scene_id, brief_again(video, arguments.scene_id, arguments.prompt or ""))
    return f"Scene {arguments.scene_id} is built anew as soon as you are done; until then it stays as it is."


@tool("set_format", SetFormat)
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
