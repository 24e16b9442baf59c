"""Clips that people uploaded, shown in scenes."""

from pydantic import Field

from chat.context import may_have
from chat.tools import ToolArguments, ToolContext
from projects.models import Project
from videos.design.by_hand.clips_placed import CORNERS, with_clip
from videos.document.complaints import Complaint, check_asset
from videos.document.document import ClipElement, Document
from videos.document.elements import PLAYED
from videos.models import Upload
from videos.tools.shared import author_of, check_choice, locked_video, looks_like, rehearsed, scene_of, video_tool

PLACES = ("behind", *CORNERS)
NONE = -1.0


class PlaceClip(ToolArguments):
    """Show a clip in a scene, or let it play otherwise. 0 stays, -1 is none: volume -1 mutes."""

    scene_id: str
    asset: str
    start: float = 0
    trim: float = 0
    volume: float = 0
    place: str = Field("", description='behind, "top right" …; "": as its picture')


def has_clips(project: Project, said: str) -> bool:
    """Whether there is anything for the tool to show."""
    return may_have(project, "has_uploads") and bool(Upload.objects.filter(project=project).clips().exists())


@video_tool("place_clip", PlaceClip, rehearsed=True, is_wanted=has_clips)
def place_clip(context: ToolContext, arguments: PlaceClip) -> str:
    video = locked_video(context)
    name, asset = arguments.scene_id, arguments.asset
    scene_of(video, name)
    before = video.parsed
    _check(before, arguments)
    played = {key: 0.0 if value == NONE else value for key in PLAYED if (value := getattr(arguments, key))}

    def placed(document: Document) -> Document:
        return with_clip(document, name, asset, arguments.place, played)

    rehearsed(context, video, placed)
    document = placed(before)
    if document == before:
        return "The clip plays so already; nothing was changed."
    version = video.replace(document, author_of(context))
    return f"{_told(document, name, asset)} Version {version.number}.\n{looks_like(video, [name])}"


def _check(document: Document, arguments: PlaceClip) -> None:
    """Raises Complaint for what is no clip, no place, or later than the scene's end."""
    check_asset("/asset", arguments.asset, "clip", {key: each.kind for key, each in document.assets.items()})
    if arguments.place:
        check_choice("/place", arguments.place, PLACES)
    duration = document.scenes[arguments.scene_id].duration
    if arguments.start >= duration:
        message = f"/start: the scene {arguments.scene_id!r} lasts {duration:g} seconds; got {arguments.start:g}."
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
    return " ".join(told)
