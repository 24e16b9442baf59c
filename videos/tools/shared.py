"""What the tools share: who changes the video, which scene is meant, and how a refusal is told."""

import inspect
from collections.abc import Callable, Coroutine, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import wraps
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from chat.llm.json_text import read_json
from chat.tools import Rehearsed, ToolArguments, ToolContext, ToolFailed, tool
from projects.brand import Brand
from projects.models import Project, ProjectSettings
from videos.design.laying_out import CUSTOM, kind_of, settled_document
from videos.design.restyling import WISHES, branded, with_colours
from videos.design.seen import look_of
from videos.design.styles import DEFAULT_STYLE, style_named
from videos.document.complaints import Complaint, Gathering, complaints
from videos.document.document import Document
from videos.document.naming import scene_called
from videos.document.nearest import colour_code, did_you_mean
from videos.document.placeholders import about, scene_brief
from videos.document.slots import Layout
from videos.document.style import Style
from videos.document.walking import all_texts
from videos.drafting.looks import suiting_style
from videos.facts.asked import Asked, asked_in, told_missing
from videos.icons.icon_search import find_icons, icon_named
from videos.models import Author, AuthorKind, SceneBuild, Version, Video, change_look
from videos.tools.scene_arguments import SceneIn

Json = dict[str, Any]
MOST_READ_FOR_A_STYLE = 2000  # characters
A = TypeVar("A", bound=ToolArguments)
M = TypeVar("M", bound=BaseModel)
Function = Callable[[ToolContext, A], str | Coroutine[Any, Any, str]]


def locked_video(context: ToolContext) -> Video:
    videos = Video.objects
    return videos.as_if_locked(context.project) if context.rehearses else videos.locked(context.project)


def brand_of(context: ToolContext) -> Brand:
    return ProjectSettings.objects.of(context.project.pk).brand


def author_of(context: ToolContext) -> Author:
    return Author(AuthorKind.TOOL_CALL, str(context.call), context.stream.pk, context.stream.user_id)


def scene_of(video: Video, name: str, path: str = "/scene_id") -> Json:
    """The scene as it is. Raises Complaint with the scenes that there are."""
    scene: Json | None = video.document["scenes"].get(name)
    if scene is None:
        order = video.document["scene_order"]
        called = scene_called(video.document, name)
        meant = f" Did you mean {called!r}?" if called else did_you_mean(name, order)
        message = f"{path}: there is no scene {name!r}. The scenes are: {', '.join(order)}.{meant}"
        raise Complaint("unknown_scene", path, message)
    return scene


def check_choice(path: str, given: str, choices: Iterable[str]) -> None:
    """Raises Complaint with the nearest choice."""
    if given not in choices:
        message = f"{path}: there is no {given!r}.{did_you_mean(given, choices)} There are: {', '.join(choices)}."
        raise Complaint("unknown_choice", path, message)


def listed_json(given: str, path: str) -> list[Any]:
    """The entries of a JSON array, or the one value that stands in place of it. Raises Complaint."""
    try:
        value = read_json(given, structure=True)
    except ValueError as error:
        raise Complaint("no_json", path, f"{path}: is no JSON ({error}).") from error
    return value if isinstance(value, list) else [value]


def as_part(kind: type[M], given: Any, path: str) -> M:
    """What a model wrote as this part of its arguments. Raises Complaint with all that is wrong."""
    try:
        return kind.model_validate(given)
    except ValidationError as error:
        raise complaints(error, path) from None


def changed(
    context: ToolContext, video: Video, document: Json, explanation: str = "", *, all_anew: bool = False, **fields: Any
) -> Version:
    """Store `document` as a new version, laid out anew where that follows. Raises Complaint where it breaks a rule.

    `all_anew`: every scene is laid out for another frame or look (`change_look`).
    """
    rehearsed(context, video, lambda before: settled_document(before, document))
    change = change_look if all_anew else Video.change
    return change(video, document, author_of(context), explanation, **fields)


def rehearsed(context: ToolContext, video: Video, make: Callable[[Document], Document]) -> None:
    """In a rehearsal: make the document from what it was, look at each scene that differs, and leave."""
    if context.rehearses:
        before = video.parsed
        document = make(before)
        for name in document.scene_order:
            if document.scenes[name] != before.scenes.get(name):
                look_of(document, name)
        raise Rehearsed


def looks_like(video: Video, scenes: Iterable[str], *, words: bool = True) -> str:
    """What these scenes look like: their words as the lines broke, and what is wrong with them."""
    document = video.parsed
    names = [name for name in dict.fromkeys(scenes) if name in document.scenes]
    looks = [look_of(document, name) for name in names]
    wrong = [f"{each.kind}: {each.scene}: {each.message}" for look in looks for each in look.findings]
    notes = [note for name in names if (note := _without_icon(name, document.scenes[name].layout))]
    said = [look.words for look in looks] if words else []
    return "\n".join([*said, *notes, *(["To mend:", *wrong] if wrong else [])])


def told_scenes(before: Document, after: Document, meant: Sequence[str]) -> str:
    """Which of the scenes that were meant are otherwise now; "" where all are."""
    changed = [name for name in meant if after.scenes[name] != before.scenes[name]]
    return f" Only in {', '.join(changed)}." if len(changed) < len(meant) else ""


def asked_by(context: ToolContext) -> Asked:
    """What the person's message, which this answers, asks to be shown. Cached."""
    return asked_in(_said(context))


def _said(context: ToolContext) -> str:
    """What the person wrote, which this answer answers."""
    message = context.stream.message.parent
    return message.content if message else ""


def still_missing(context: ToolContext, video: Video) -> str:
    """A line about facts of the person's message that the video does not show; "" when all are there."""
    return told_missing(asked_by(context).not_shown(all_texts(video.document)))


def _without_icon(scene: str, layout: Layout | None) -> str:
    """Why the icon that a scene names is not seen; "": it is, or there is none."""
    icon = layout.slots.icon if layout else ""
    if not icon or not layout:
        return ""
    if icon_named(icon) is None:
        near = find_icons(icon)
        others = f"; near are {', '.join(near)}" if near else ""
        return f"{scene}: no icon is called {icon!r}, so none is shown{others}."
    kind = kind_of(layout.name)
    return "" if "icon" in (*kind.needs, *kind.takes) else f"{scene}: {layout.name} has no place for an icon."


def chosen_style(context: ToolContext, name: str, colors: list[str]) -> Style:
    """The style of that name, else one that suits the person's message, in these colours, else in the brand's.

    Raises Complaint for a style that is not there.
    """
    style = style_named(name or suiting_style(_said(context)[:MOST_READ_FOR_A_STYLE]) or DEFAULT_STYLE)
    return branded(style, brand_of(context), is_chosen=bool(name), colours=checked_colors(colors))


def restyled(context: ToolContext, style: Style, name: str, wish: str, colors: list[str]) -> Style:
    """The style that a wish makes of one: another's look, darker or livelier, in colours. Raises Complaint."""
    if name:
        style = chosen_style(context, name, colors)
    elif colors:
        style = with_colours(style, checked_colors(colors))
    return WISHES[wish](style) if wish in WISHES else style


def checked_colors(colors: list[str], path: str = "/colors") -> list[str]:
    """The colours as #rrggbb, names of colours too. Raises Complaint."""
    found, gathering = [], Gathering()
    for number, given in enumerate(colors):
        with gathering:
            code = colour_code(given)
            if code is None:
                place = f"{path}/{number}" if len(colors) > 1 else path
                raise Complaint("no_color", place, f"{place}: {given!r} is no colour like #ff8800.")
            found.append(code)
    gathering.tell()
    return found


def brief_for(context: ToolContext, video: Video, scene: SceneIn, plan: Iterable[SceneIn], wish: str = "") -> Json:
    """What a model is told that draws the scene: its words, and the video."""
    own = {
        "id": scene.id, "description": scene.description, "duration_s": scene.seconds,
        "on_screen_text": scene.slots.texts, "kind": "custom",
    }  # fmt: skip
    outline = [{"id": each.id, "description": each.description or each.heading} for each in plan]
    return scene_brief(own, video=about(video.document), plan=outline, brand=brand_of(context), wish=wish)


def begin_custom(context: ToolContext, video: Video, scenes: Sequence[SceneIn]) -> str:
    """Let a model draw those of the new scenes that are custom; gives a sentence about them, "" where none is."""
    custom = [scene for scene in scenes if scene.layout == CUSTOM]
    for scene in custom:
        begin_build(context, video, scene.id, brief_for(context, video, scene, scenes))
    return f" Drawn when you are done: {', '.join(scene.id for scene in custom)}." if custom else ""


def laid_out(scenes: Iterable[SceneIn]) -> list[str]:
    """The ids of those that stand at once."""
    return [scene.id for scene in scenes if scene.layout != CUSTOM]


def begin_build(context: ToolContext, video: Video, scene: str, brief: Json) -> SceneBuild:
    """Let a model build the scene when this answer is done."""
    build = SceneBuild.objects.ask(video, scene, brief, context.stream.pk)
    context.jobs.append(str(build.pk))
    return build


def video_tool(
    name: str,
    arguments: type[A],
    *,
    plan: type[BaseModel] | None = None,
    repeatable: bool = False,
    rehearsed: bool = False,
    is_wanted: Callable[[Project, str], bool] | None = None,
) -> Callable[[Function[A]], Function[A]]:
    """Register a tool of the video. What breaks a rule is told to the model, and nothing is changed.

    `rehearsed`: it lays scenes out, and writes by `changed`, or after `rehearsed(context, …)`. `is_wanted`: as `tool`.
    """

    def register(function: Function[A]) -> Function[A]:
        refusing: Function[A]
        if inspect.iscoroutinefunction(function):

            @wraps(function)
            async def refusing(context: ToolContext, given: A) -> str:
                with _refusals():
                    return str(await function(context, given))
        else:

            @wraps(function)
            def refusing(context: ToolContext, given: A) -> str:
                with _refusals():
                    return str(function(context, given))

        tool(name, arguments, plan=plan, repeatable=repeatable, rehearsed=rehearsed, is_wanted=is_wanted)(refusing)
        return function

    return register


@contextmanager
def _refusals() -> Iterator[None]:
    try:
        yield
    except Complaint as error:
        raise ToolFailed(f"{error.message}{_between(error)}Nothing was changed.", error.code) from error


def _between(error: Complaint) -> str:
    return " " if len(error.parts) == 1 else "\n"
