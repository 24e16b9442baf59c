"""Pictures and clips that people uploaded, shown in scenes."""

import json
from functools import lru_cache

from pydantic import Field

from chat.context import may_have
from chat.tools import ToolArguments, ToolContext
from projects.models import Project
from videos.design.by_hand.pictures_placed import PLACES, Placing, with_picture
from videos.design.by_hand.scene_edits import EVERY_SCENE
from videos.document.complaints import Complaint, check_asset, check_known
from videos.document.document import ClipElement, Document, parse_document
from videos.document.elements import PLAYED
from videos.models import Upload
from videos.models.logos import logo_id, offered_logo
from videos.tools.shared import author_of, check_choice, locked_video, looks_like, rehearsed, scene_of, video_tool

NONE = -1.0


class PlaceClip(ToolArguments):
    """Show a picture or clip, or let it play otherwise. 0 stays; -1: none."""

    scene_id: str = Field(description='"*": every scene')
    asset: str
    place: str = Field("", description='behind, "top right" …, "every corner"; "": as its picture')
    start: float = 0
    trim: float = 0
    volume: float = 0


def has_pictures(project: Project, said: str) -> bool:
    """Whether there is anything for the tool to show."""
    has_uploads = may_have(project, "has_uploads") and Upload.objects.filter(project=project).seen().exists()
    return has_uploads or bool(logo_id(project))


@video_tool("place_clip", PlaceClip, rehearsed=True, is_wanted=has_pictures)
def place_clip(context: ToolContext, arguments: PlaceClip) -> str:
    video = locked_video(context)
    before, asset = video.parsed, arguments.asset
    names = before.scene_order if arguments.scene_id == EVERY_SCENE else [arguments.scene_id]
    for name in names:
        scene_of(video, name)
        _check(before, name, arguments)
    placing = Placing(arguments.place, *_size(context.project, asset))
    played = {key: 0.0 if value == NONE else value for key in PLAYED if (value := getattr(arguments, key))}
    document = _placed(before.model_dump_json(), tuple(names), asset, placing, tuple(played.items()))
    rehearsed(context, video, lambda _: document)
    if document == before:
        return "It is shown so already; nothing was changed."
    version = video.replace(document, author_of(context))
    told = " ".join(_told(document, name, asset) for name in names)
    return f"{told} Version {version.number}.\n{looks_like(video, names)}"


@lru_cache(maxsize=8)
def _placed(
    document: str, scenes: tuple[str, ...], asset: str, placing: Placing, played: tuple[tuple[str, float], ...]
) -> Document:
    """The document (JSON text) with the picture in these scenes; the transaction finds what the rehearsal made."""
    made = parse_document(json.loads(document))
    for name in scenes:
        made = with_picture(made, name, asset, placing, dict(played))
    return made


def _size(project: Project, asset: str) -> tuple[int, int]:
    """The width and height of the file: an upload's, else the logo's, which is one as soon as something shows it."""
    file = Upload.objects.filter(project=project, key=asset).first() or offered_logo(project.pk)
    return (file.width or 1, file.height or 1) if file else (1, 1)


def _check(document: Document, scene: str, arguments: PlaceClip) -> None:
    """Raises Complaint for what is not uploaded, no place, or later than the scene's end."""
    kinds = {key: each.kind for key, each in document.assets.items() if each.kind in ("picture", "clip")}
    check_known("/asset", "asset", arguments.asset, list(kinds))
    if any(getattr(arguments, name) for name in PLAYED):
        check_asset("/asset", arguments.asset, "clip", kinds)
    if arguments.place:
        check_choice("/place", arguments.place, PLACES)
    duration = document.scenes[scene].duration
    if arguments.start >= duration:
        message = f"/start: the scene {scene!r} lasts {duration:g} seconds; got {arguments.start:g}."
        raise Complaint("start_too_late", "/start", message)


def _told(document: Document, scene: str, asset: str) -> str:
    """Where it is seen and heard: `clip-1 shows beach from 1 to 5 s, without its first 2 s, muted.`"""
    shown, told = document.scenes[scene], []
    for each in shown.elements.values():
        if isinstance(each, ClipElement) and each.asset == asset:
            cut = f", without its first {each.trim:g} s" if each.trim else ""
            heard = f"volume {each.volume:g}" if each.volume else "muted"
            sound = heard if document.clip_in(each).sound else "silent"
            span = f"from {each.begins:g} to {each.ends(shown.duration):g} s"
            told.append(f"{each.id} shows {asset} {span}{cut}, {sound}.")
        elif getattr(each, "asset", "") == asset:
            told.append(f"{scene} shows {asset}.")
    return " ".join(dict.fromkeys(told))
