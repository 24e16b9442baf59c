"""Planning a video, and building a scene by hand."""

import re
from collections.abc import Sequence

from pydantic import Field, ValidationError

from chat.llm.json_text import JsonText
from chat.tools import ToolArguments, ToolContext
from videos.design.by_hand.elements_input import elements_from_input
from videos.design.laying_out import CUSTOM, kind_of, laid_scene
from videos.design.styles import told_styles
from videos.design.taking_over import transition_of
from videos.document.complaints import Complaint, Gathering, complaints
from videos.document.document import Document, Format, new_document, parse_document
from videos.document.naming import quoted, scene_words
from videos.document.placeholders import MOST_SCENES, MOST_SECONDS
from videos.document.scene_changes import drop_unused_components
from videos.document.style import Style
from videos.drafting.sketches import sketched_scene
from videos.facts.asked import NEAR_SECONDS
from videos.models import SceneBuild, Video
from videos.tools.plan_outline import PlanOutline
from videos.tools.scene_arguments import SceneIn, completed, layouts_in_words
from videos.tools.shared import (
    Json,
    asked_by,
    author_of,
    begin_custom,
    changed,
    chosen_style,
    laid_out,
    locked_video,
    looks_like,
    rehearsed,
    scene_of,
    still_missing,
    video_tool,
)

SCENE_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")


class PlanScenes(ToolArguments):
    """Make a new video; it replaces the scenes there are. 1 to 20 scenes, 120 seconds together, 3 to 6 each. All facts
    the person gave are shown as they were written, none is made up. Choose for each scene the layout that fits what it
    says, seldom the same twice. Scenes stand at once; `custom` ones are drawn when your answer is done.
    """

    title: str
    format: Format = Field(description="9:16 for phones and stories")
    style: str = Field("", description=f'"": a fitting one. {told_styles()}')
    colors: list[str] = Field([], description="#rrggbb that the person wants, the leading one first")
    scenes: list[SceneIn] = Field(
        description="Layouts (with the slots they have besides heading, kicker, body and mostly icon, action and "
        f"picture; ! is needed): {layouts_in_words()}; {CUSTOM}: drawn from its description, for what no layout does"
    )


class GenerateComponent(ToolArguments):
    """Draw one scene by hand, of raw elements, for what no layout does. Before: explain_elements."""

    scene_id: str
    component_id: str = Field(description="Id of these elements")
    title: str
    elements_json: JsonText = Field(description="JSON array of elements")


@video_tool("plan_scenes", PlanScenes, plan=PlanOutline, rehearsed=True)
def plan_scenes(context: ToolContext, arguments: PlanScenes) -> str:
    arguments = arguments.model_copy(update={"scenes": completed(arguments.scenes)})
    _check_plan(arguments)
    asked = asked_by(context)  # in the rehearsal already: reading takes a moment
    video = locked_video(context)
    style = chosen_style(context, arguments.style, arguments.colors)
    document = planned_document(arguments.title, arguments.format, style, arguments.scenes, video)
    rehearsed(context, video, lambda before: document)
    SceneBuild.objects.supersede(video)
    version = video.replace(document, author_of(context), summary=f"Planned {quoted(arguments.title)}")
    waiting = begin_custom(context, video, arguments.scenes)
    total = sum(scene.seconds for scene in arguments.scenes)
    wished = asked.seconds and abs(asked.seconds - total) > NEAR_SECONDS and total < MOST_SECONDS
    told = [
        f"Made {len(document.scenes)} scenes, {total:g} s{f' (asked for: {asked.seconds:g} s)' if wished else ''}, "
        f"{document.width}×{document.height}, style {style.name}, version {version.number}.{waiting}",
        looks_like(video, laid_out(arguments.scenes)),
        "" if waiting else still_missing(context, video),  # what is drawn later may show it
    ]
    return "\n".join(filter(None, told))


@video_tool("generate_component", GenerateComponent)
def generate_component(context: ToolContext, arguments: GenerateComponent) -> str:
    video = locked_video(context)
    scene = scene_of(video, arguments.scene_id)
    document = video.document
    look = {"width": document["width"], "height": document["height"], "style": video.parsed.style}
    order, elements = elements_from_input(arguments.elements_json, **look)
    shown = {key: element.model_dump(mode="json") for key, element in elements.items()}
    name = arguments.component_id
    instance = {"type": "component", "component": name}
    components = {**document["components"], name: {"order": order, "elements": shown}}
    by_hand = {**scene, "layout": None, "order": [name], "elements": {name: instance}}
    scenes = {**document["scenes"], arguments.scene_id: by_hand}
    built = drop_unused_components({**document, "components": components, "scenes": scenes})
    drawn = quoted(arguments.title) if arguments.title.strip() else scene_words(document, arguments.scene_id)
    version = changed(context, video, built, summary=f"Drew {drawn}")
    SceneBuild.objects.built_by_hand(video, arguments.scene_id)
    return (
        f"Built {arguments.title!r} with {len(order)} elements in scene {arguments.scene_id}. Version "
        f"{version.number}.\n{looks_like(video, [arguments.scene_id])}"
    )


def planned_document(title: str, format: Format, style: Style, scenes: Sequence[SceneIn], video: Video) -> Document:
    """A new video of these scenes, with the pictures that there are. Raises Complaint with all that does not fit."""
    empty, made, gathering = new_document(title, format).model_copy(update={"style": style}), {}, Gathering()
    for number, scene in enumerate(scenes):
        with gathering:
            made[scene.id] = planned_scene(scene, empty, transition_of(style, number), f"/scenes/{number}")
    gathering.tell()
    planned = {"scene_order": list(made), "scenes": made, "assets": video.document["assets"]}
    return parse_document({**empty.to_json(), **planned})


def planned_scene(scene: SceneIn, empty: Document, transition: Json, path: str) -> Json:
    """A new scene of a document, laid out; a custom one begins as a sketch of its words. Raises Complaint."""
    base: Json = {"duration": scene.seconds, "transition": transition}
    try:
        if scene.layout != CUSTOM:
            kind_of(scene.layout)
        layout = scene.layout_in(empty.title)
    except Complaint as complaint:
        raise complaint.under(path) from None
    except ValidationError as error:
        raise complaints(error, path) from None
    if scene.layout == CUSTOM:
        texts, frame = [scene.heading, scene.body, *scene.items], (empty.width, empty.height)
        return sketched_scene(texts, scene.description, empty.style, frame, scene.seconds, seed=layout.seed) | base
    return laid_scene(base, layout, empty.style, (empty.width, empty.height), path)


def _check_plan(plan: PlanScenes) -> None:
    count, total = len(plan.scenes), sum(scene.seconds for scene in plan.scenes)
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
        if any(not 0.1 <= scene.seconds < float("inf") for scene in plan.scenes) or total > MOST_SECONDS:
            raise Complaint(
                "too_long",
                "/scenes",
                f"/scenes: a scene lasts at least 0.1 seconds and a video at most {MOST_SECONDS}; this plan has "
                f"{total:g}. Make scenes shorter ({MOST_SECONDS / max(1, count):.3g} s each at most), or plan fewer.",
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
