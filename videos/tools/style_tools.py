"""The look of the whole video, and words in it, changed in one step."""

from typing import Literal, get_args

from pydantic import Field

from chat.tools import ToolArguments, ToolContext
from videos.design.by_hand.scene_edits import EVERY_SCENE
from videos.design.restyling import grounded, inked, with_fonts
from videos.document.complaints import Complaint, Gathering
from videos.document.elements import Font
from videos.document.naming import quoted
from videos.document.scene_changes import reworded
from videos.document.style import Backdrop, Entrance, Style
from videos.document.walking import texts_in
from videos.tools.shared import (
    changed,
    check_choice,
    checked_colors,
    locked_video,
    looks_like,
    restyled,
    scene_of,
    told_scenes,
    video_tool,
)

MOST_TOLD = 6  # texts
FONTS = tuple(name for name in get_args(Font) if name not in ("heading", "body"))


class SetStyle(ToolArguments):
    """Change the look of all scenes at once; what is empty stays."""

    style: str = Field("", description="As in plan_scenes")
    wish: Literal[
        "none", "darker", "dark", "lighter", "light", "livelier", "calmer", "playful", "elegant", "bolder", "minimal",
        "larger", "smaller", "heavier", "thinner",
    ] = "none"  # fmt: skip
    colors: list[str] = Field([], description="#rrggbb, the leading one first")
    background: str = ""
    text: str = ""
    fonts: list[str] = Field([], description=f"One, or heading and body: {', '.join(FONTS)}")
    backdrop: str = Field("", description=", ".join(get_args(Backdrop)))
    motion: str = Field("", description=", ".join(get_args(Entrance)))


class ReplaceText(ToolArguments):
    """Change words inside texts; to "": they go."""

    from_: str = Field(alias="from")
    to: str
    scene_id: str = Field("", description='"": everywhere')


@video_tool("set_style", SetStyle, rehearsed=True)
def set_style(context: ToolContext, arguments: SetStyle) -> str:
    video = locked_video(context)
    document = video.parsed.to_json()
    before = Style.model_validate(document["style"])
    style = restyled(context, before, arguments.style, arguments.wish, arguments.colors)
    style = _with_choices(_with_colours(style, arguments), arguments)
    if style == before:
        return "The video looks like that already; nothing was changed."
    document["style"] = style.model_dump(mode="json")
    version = changed(context, video, document, all_anew=True)
    scenes = video.document["scenes"]
    by_hand = [name for name, scene in scenes.items() if scene["layout"] is None and scene["elements"]]
    told = f" Drawn by hand, they follow only where they name roles: {', '.join(by_hand)}." if by_hand else ""
    colors = f"background {style.background}, text {style.text}, accent {style.accent}, accent2 {style.accent2}"
    wrong = looks_like(video, scenes, words=False)
    return f"Changed: {colors}. Version {version.number}.{told}\n{wrong}".strip()


def _with_colours(style: Style, arguments: SetStyle) -> Style:
    """The style on another ground, with other words, both as far as they are read. Raises Complaint."""
    gathering = Gathering()
    for name, change in (("background", grounded), ("text", inked)):
        if given := getattr(arguments, name):
            with gathering:
                style = change(style, *checked_colors([given], f"/{name}"))
    gathering.tell()
    return style


def _with_choices(style: Style, arguments: SetStyle) -> Style:
    """The style with fonts, backdrop and motion as chosen. Raises Complaint with the nearest choice for each."""
    gathering = Gathering()
    for number, font in enumerate(arguments.fonts):
        with gathering:
            check_choice(f"/fonts/{number}", font, FONTS)
    chosen = {"backdrop": get_args(Backdrop), "motion": get_args(Entrance)}
    for name, choices in chosen.items():
        if value := getattr(arguments, name):
            with gathering:
                check_choice(f"/{name}", value, choices)
                style = style.model_copy(update={name: value})
    gathering.tell()
    return with_fonts(style, arguments.fonts[0], arguments.fonts[-1]) if arguments.fonts else style


@video_tool("replace_text", ReplaceText, rehearsed=True)
def replace_text(context: ToolContext, arguments: ReplaceText) -> str:
    video = locked_video(context)
    before = video.parsed
    document = before.to_json()
    names = [arguments.scene_id] if arguments.scene_id not in ("", EVERY_SCENE) else None
    for name in names or ():
        scene_of(video, name)
    if not arguments.from_:
        raise Complaint("no_text", "/from", "/from: which words are to be replaced?")
    document, count = reworded(document, arguments.from_, arguments.to, names)
    if not count:
        where = f" in scene {arguments.scene_id}" if names else ""
        texts = dict.fromkeys(text for name in names or document["scene_order"] for text in texts_in(document, name))
        written = ", ".join(map(quoted, [*texts][:MOST_TOLD]))
        message = f"/from: no text{where} has the words {quoted(arguments.from_)}. Written is: {written}."
        raise Complaint("text_not_found", "/from", message)
    version = changed(context, video, document)
    places = "1 place" if count == 1 else f"{count} places"
    where = told_scenes(before, video.parsed, names or before.scene_order)
    return f"Replaced in {places}. Version {version.number}.{where}\n{looks_like(video, names or document['scenes'])}"
