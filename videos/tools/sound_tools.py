"""What the video sounds like: music, voices, and their words as captions."""

from typing import Literal

from pydantic import Field

from chat.tools import ToolArguments, ToolContext
from videos.document.audio import Music, Voice
from videos.document.complaints import Complaint
from videos.document.document import Document
from videos.models import Video
from videos.sound.beds import bed_of
from videos.sound.sound_changes import (
    chosen_music,
    cut_on_the_beat,
    reading,
    with_captions,
    with_music,
    with_voices,
    without_voices,
)
from videos.speech.engines import refusal
from videos.tools.shared import as_part, changed, locked_video, looks_like, scene_of, video_tool


class SetMusic(ToolArguments):
    """Music under the whole video; what is empty or 0 stays."""

    mood: Literal["", "calm", "energetic", "happy", "nostalgic", "tender", "none"] = ""
    asset: str = Field("", description="Instead: their recording")
    volume: float = Field(0, description="To 1; usual 0.6")
    other_piece: bool = False
    cuts_on_beat: bool = False


class VoiceIn(ToolArguments):
    scene_id: str
    text: str


class SetVoice(ToolArguments):
    """Let a voice speak in scenes."""

    texts: list[VoiceIn] = Field([], description='Empty: all that scenes show. Text "": silent there')
    voice: str = Field("", description="none: silent everywhere")
    speed: float = 1
    fit_scenes: bool = Field(False, description="They last as long as it speaks")


class SetCaptions(ToolArguments):
    """Show what the voice says, as captions."""

    on: bool


@video_tool("set_music", SetMusic, rehearsed=True)
def set_music(context: ToolContext, arguments: SetMusic) -> str:
    video = locked_video(context)
    document = video.parsed
    music = _music(document.audio.music, arguments)
    changed_to = with_music(document, music)
    told = [f"Music: {_named(music)}." if music else "The music is taken out."]
    if music and arguments.cuts_on_beat:
        cut = cut_on_the_beat(changed_to)
        if cut is None:
            message = "/cuts_on_beat: nobody knows the beat of their recording. Take music of a mood, or set seconds."
            raise Complaint("unknown_beat", "/cuts_on_beat", message)
        changed_to = cut
        told.append("Scenes change on its bars.")
    return _stored(context, video, changed_to, told)


def _music(before: Music | None, arguments: SetMusic) -> Music | None:
    if arguments.mood == "none":
        return None
    if before is None and arguments.volume and not (arguments.mood or arguments.asset):
        raise Complaint("no_music", "/volume", "/volume: there is no music yet. Choose a mood with it.")
    chosen = chosen_music(before, arguments.mood or None, arguments.asset, other_piece=arguments.other_piece)
    if arguments.volume:
        return as_part(Music, {**chosen.model_dump(), "volume": arguments.volume}, "")
    return chosen


def _named(music: Music) -> str:
    bed = bed_of(music)
    what = f"{bed.mood}, {bed.tempo} beats a minute" if bed else str(music.asset)
    return f"{what}, volume {music.volume:g}"


@video_tool("set_voice", SetVoice, rehearsed=True)
def set_voice(context: ToolContext, arguments: SetVoice) -> str:
    if arguments.voice == "none":
        video = locked_video(context)
        return _stored(context, video, without_voices(video.parsed), ["Nobody speaks any more."])
    for number, each in enumerate(arguments.texts):
        _check_spoken(f"/texts/{number}/text", each.text, arguments.voice)
    video = locked_video(context)
    document = video.parsed
    voices = _voices(document, video, arguments)
    if not arguments.texts:
        _check_spoken("/texts", " ".join(each.text for each in voices.values() if each), arguments.voice)
    spoken = with_voices(document, voices, fit=arguments.fit_scenes)
    count = len(spoken.audio.voices)
    told = [
        f"A voice speaks in {count} {'scene' if count == 1 else 'scenes'}; it is spoken in the background.",
        "Scenes that are too short for it will last longer.",
    ]
    return _stored(context, video, spoken, told)


def _voices(document: Document, video: Video, arguments: SetVoice) -> dict[str, Voice | None]:
    """The voice of each scene that is named, or of all; None: nobody speaks there. Raises Complaint."""
    about = {"voice": arguments.voice, "speed": arguments.speed}
    if not arguments.texts:
        usual = as_part(Voice, {"scene": "x", "text": "x", **about}, "")
        return reading(document, usual.voice, usual.speed)
    voices = dict[str, Voice | None]()
    for number, each in enumerate(arguments.texts):
        path = f"/texts/{number}"
        scene_of(video, each.scene_id, f"{path}/scene_id")
        said = {"scene": each.scene_id, "text": each.text, **about}
        voices[each.scene_id] = as_part(Voice, said, path) if each.text.strip() else None
    return voices


def _check_spoken(path: str, text: str, voice: str) -> None:
    """Raises Complaint for what no voice here speaks."""
    if text.strip() and (why := refusal(text, voice)):
        raise Complaint("not_spoken", path, f"{path}: {why}")


@video_tool("set_captions", SetCaptions, rehearsed=True)
def set_captions(context: ToolContext, arguments: SetCaptions) -> str:
    video = locked_video(context)
    document = video.parsed
    told = "What the voice says is shown as captions." if arguments.on else "No captions are shown."
    if arguments.on and not document.audio.voices:
        told += " Nobody speaks in this video yet: set_voice."
    return _stored(context, video, with_captions(document, arguments.on), [told])


def _stored(context: ToolContext, video: Video, document: Document, told: list[str]) -> str:
    """Store the document. Raises Complaint."""
    before = video.parsed
    if document == before:
        return "The video sounds like that already; nothing was changed."
    version = changed(context, video, document.to_json())
    retimed = [name for name, scene in document.scenes.items() if scene.duration != before.scenes[name].duration]
    return f"{' '.join(told)} Version {version.number}.\n{looks_like(video, retimed, words=False)}".strip()
