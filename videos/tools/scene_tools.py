"""Changing single scenes: add, edit, delete, reorder, build anew; and the frame of them all."""

from collections.abc import Collection, Iterable
from itertools import count
from typing import Literal

from pydantic import Field

from chat.llm.json_text import JsonText
from chat.tools import ToolArguments, ToolContext
from videos.design.by_hand.reshaping import in_frame
from videos.design.by_hand.scene_edits import EVERY_SCENE, SceneEdit, check_seconds, edit_document
from videos.design.taking_over import transition_of
from videos.document.complaints import Complaint, Gathering
from videos.document.document import SIZES, Format, parse_document
from videos.document.scene_changes import arranged_anew, drop_unused_components, with_scene, without_scene
from videos.facts.corrections import with_facts
from videos.jobs.brief import brief_again
from videos.models import SceneBuild
from videos.tools.plan_tools import check_scene_id, planned_scene
from videos.tools.scene_arguments import SceneIn, completed
from videos.tools.shared import (
    Json,
    as_part,
    begin_build,
    begin_custom,
    changed,
    laid_out,
    listed_json,
    locked_video,
    looks_like,
    scene_of,
    still_missing,
    told_scenes,
    video_tool,
)


class AddScenes(ToolArguments):
    """Add scenes to the video that is there."""

    after: str | None = Field(None, description='A scene; null: at the end; "": at the front')
    scenes_json: JsonText = Field(description="JSON array of scenes as in plan_scenes, without empty slots")


class ElementChange(ToolArguments):
    element: str = Field(description="Id, label, title, subtitle, texts, pictures or logo")
    property: str = Field(description='Also color, scale (1.2), place ("top right", "behind", "free")')
    value_json: JsonText


class EditScene(ToolArguments):
    """Change one scene; what is empty or 0 stays. Other words, seconds or layout: it is laid out anew. Elements: for
    what no layout does; new ones lie over a layout, but a scene whose own elements are changed keeps none.
    """

    scene_id: str = Field(description='"*": every scene')
    seconds: float = Field(0, description='"*": together')
    layout: str = ""
    slots_json: JsonText = Field("", description='Slots that change: {"heading":"…"}; "" or [] empties')
    background_json: JsonText = Field("", description='A colour ("$surface") or a paint')
    transition: Literal["keep", "none", "fade", "slide", "wipe"] = Field(
        "keep", description="From the scene before", json_schema_extra={"default": None}
    )
    changes: list[ElementChange] = []
    put_elements_json: JsonText = Field("", description="New elements, or replacing those of their id")
    remove_elements: list[str] = []


class DeleteScene(ToolArguments):
    """Remove one scene of the video."""

    scene_id: str


class ReorderScenes(ToolArguments):
    """The order of all scenes; one named twice is copied."""

    scene_ids: list[str]


class RegenerateScene(ToolArguments):
    """Another arrangement of one scene; with a prompt, or drawn by hand, it is drawn anew when your answer is done."""

    scene_id: str
    prompt: str = ""


class SetFormat(ToolArguments):
    """Bring the whole video into another shape."""

    format: Format
    fps: Literal[24, 30, 60] | None = None


@video_tool("add_scene", AddScenes, rehearsed=True)
def add_scene(context: ToolContext, arguments: AddScenes) -> str:
    video = locked_video(context)
    document, gathering, place = video.document, Gathering(), None
    scenes = completed(scenes_from(arguments.scenes_json), document["scene_order"])
    with gathering:
        if arguments.after is not None:
            place = 0
            if arguments.after:
                scene_of(video, arguments.after, "/after")
                place = document["scene_order"].index(arguments.after) + 1
    parsed = video.parsed
    for number, scene in enumerate(scenes):
        path = f"/scenes_json/{number}"
        with gathering:
            _check_new(scene, document["scene_order"], path)
            transition = transition_of(parsed.style, len(document["scene_order"]) if place is None else place)
            made = planned_scene(scene, parsed, transition, path)
            document = with_scene(document, scene.id, made, None if place is None else place + number)
    gathering.tell()
    version = changed(context, video, document)
    waiting = begin_custom(context, video, scenes)
    added = f"Added {', '.join(scene.id for scene in scenes)}. Version {version.number}.{waiting}"
    missing = "" if waiting else still_missing(context, video)
    return "\n".join(filter(None, [added, looks_like(video, laid_out(scenes)), missing]))


def scenes_from(given: str) -> list[SceneIn]:
    """The scenes of a JSON text: an array, or one scene. Raises Complaint with all that is wrong."""
    listed = listed_json(given, "/scenes_json")
    if not listed:
        raise Complaint("no_scenes", "/scenes_json", "/scenes_json: needs at least one scene.")
    scenes, gathering = [], Gathering()
    for number, each in enumerate(listed):
        with gathering:
            scenes.append(as_part(SceneIn, each, f"/scenes_json/{number}"))
    gathering.tell()
    return scenes


def _check_new(scene: SceneIn, order: list[str], path: str) -> None:
    check_scene_id(f"{path}/id", scene.id)
    check_seconds(f"{path}/seconds", scene.seconds)
    if scene.id in order:
        message = f"{path}/id: there is a scene {scene.id!r} already. Did you mean {_free_id(scene.id, order)!r}?"
        raise Complaint("scene_id_taken", f"{path}/id", message)


def _free_id(name: str, taken: Collection[str]) -> str:
    return next(each for number in count(2) if (each := f"{name[:60]}-{number}") not in taken)


@video_tool("edit_scene", EditScene, rehearsed=True)
def edit_scene(context: ToolContext, arguments: EditScene) -> str:
    video = locked_video(context)
    if arguments.scene_id != EVERY_SCENE:
        scene_of(video, arguments.scene_id)
    before, gathering = video.parsed, Gathering()
    document = before.to_json()
    edit = SceneEdit(**arguments.model_dump())
    names = edit_document(document, edit, gathering)
    document = with_facts(document, edit, names, gathering)
    with gathering:  # of what fits so far, too: all that is wrong is told at once
        parse_document(document)
    gathering.tell()
    if document == before.to_json():
        return "That is so already; nothing was changed."
    version = changed(context, video, drop_unused_components(document))
    freed = [name for name in names if before.scenes[name].layout and not video.document["scenes"][name]["layout"]]
    by_hand = "".join(f" Scene {name} has no layout any more: its elements stay as they are now." for name in freed)
    where = told_scenes(before, video.parsed, names)
    return f"Changed. Version {version.number}.{where}{by_hand}\n{looks_like(video, names)}"


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
    if missing:
        message = (
            f"/scene_ids: must name each scene; it misses {', '.join(missing)}. "
            f"Did you mean {', '.join([*wanted, *missing])}?"
        )
        raise Complaint("order_incomplete", "/scene_ids", message)
    if wanted == order:
        return "The scenes play in this order already; nothing was changed."
    version = changed(context, video, _in_order(video.document, wanted))
    now = ", ".join(video.document["scene_order"])
    return f"The scenes play in this order now: {now}. The video is at version {version.number}."


def _in_order(document: Json, wanted: Iterable[str]) -> Json:
    """The document with its scenes in this order; what is named again is a copy."""
    order, scenes = list[str](), dict(document["scenes"])
    for name in wanted:
        order.append(_free_id(name, scenes) if name in order else name)
        scenes[order[-1]] = scenes[name]
    return {**document, "scene_order": order, "scenes": scenes}


@video_tool("regenerate_scene", RegenerateScene)
def regenerate_scene(context: ToolContext, arguments: RegenerateScene) -> str:
    video = locked_video(context)
    name = arguments.scene_id
    if scene_of(video, name)["layout"] is None or arguments.prompt:
        begin_build(context, video, name, brief_again(video, name, arguments.prompt))
        return f"Scene {name} is drawn anew as soon as you are done; until then it stays as it is."
    version = changed(context, video, arranged_anew(video.parsed.to_json(), name))
    return f"Scene {name} is arranged otherwise. Version {version.number}.\n{looks_like(video, [name])}"


@video_tool("set_format", SetFormat, rehearsed=True)
def set_format(context: ToolContext, arguments: SetFormat) -> str:
    video = locked_video(context)
    before = video.parsed.to_json()
    document = in_frame(before, arguments.format, arguments.fps)
    width, height = SIZES[arguments.format]
    if document == before:
        return f"The video is {width}×{height} already; nothing was changed."
    version = changed(context, video, document, all_anew=True)
    return (
        f"The video is {video.document['width']}×{video.document['height']} now. Version {version.number}.\n"
        f"{looks_like(video, video.document['scene_order'])}"
    )
