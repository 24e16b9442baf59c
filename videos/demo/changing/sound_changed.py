"""Changes of what is heard: music, a voice that reads, captions. Pure."""

from typing import Any, cast

from videos.demo.changing.told import Editor, Known, Told, told
from videos.demo.changing.video_to_be import CannotEdit, Draft
from videos.demo.changing.wished_changes import Change, Deed
from videos.document.audio import Mood
from videos.document.document import Document, parse_document
from videos.sound.sound_changes import (
    chosen_music,
    cut_on_the_beat,
    reading,
    with_captions,
    with_music,
    with_voices,
    without_voices,
)

VOLUMES = {"louder": 1.5, "softer": 0.6}  # times what it was


def sound(draft: Draft, change: Change, known: Known) -> Told:
    document = parse_document(draft.document)
    match change.choice:
        case "music":
            return _music(draft, document, change)
        case "voice" if change.words == "none":
            return _become(draft, without_voices(document), "no_voice", "set_voice", voice="none")
        case "voice":
            return _become(draft, with_voices(document, reading(document)), "voice", "set_voice")
        case _:
            is_on = change.words != "none"
            name = "captions" if is_on else "no_captions"
            return _become(draft, with_captions(document, is_on), name, "set_captions", on=is_on)


def _music(draft: Draft, document: Document, change: Change) -> Told:
    before = document.audio.music
    if change.words == "none":
        return _become(draft, with_music(document, None), "no_music", "set_music", mood="none")
    if change.words in VOLUMES:
        if before is None:
            raise CannotEdit("no_music_yet")
        volume = round(min(1.0, before.volume * VOLUMES[change.words]), 2)
        turned = with_music(document, before.model_copy(update={"volume": volume}))
        return _become(draft, turned, f"music_{change.words}", "set_music", volume=volume)
    is_other = change.old == "other"
    music = chosen_music(before, None if is_other else cast(Mood, change.old or None), other_piece=is_other)
    after, arguments = with_music(document, music), {"other_piece": True} if is_other else {"mood": music.mood}
    if change.words != "beat":
        return _become(draft, after, "music", "set_music", **arguments)
    cut = cut_on_the_beat(after)
    if cut is None:
        raise CannotEdit("no_beat")
    return _become(draft, cut, "on_the_beat", "set_music", cuts_on_beat=True, **arguments)


def _become(draft: Draft, after: Document, name: str, tool: str, /, **arguments: Any) -> Told:
    draft.become(after.to_json(), tool, **arguments)
    return told(name, draft)


SOUNDS: dict[Deed, Editor] = {"sound": sound}
