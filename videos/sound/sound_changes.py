"""Changes of what a video sounds like, as a tool or somebody in words wants them. Pure; yet to be checked."""

from collections.abc import Mapping

from videos.document.audio import Audio, Mood, Music, Voice
from videos.document.document import Document
from videos.sound.beat import on_the_beat
from videos.sound.beds import bed_of
from videos.sound.scene_words import words_of

USUAL_MOOD: Mood = "calm"


def with_music(document: Document, music: Music | None) -> Document:
    """The video under this music; None: without any."""
    tracks = document.audio.tracks.items()
    known = next((key for key, each in tracks if isinstance(each, Music)), "music")
    return _sounding(document, document.audio.with_track(known, music))


def chosen_music(
    before: Music | None, mood: Mood | None = None, asset: str = "", *, other_piece: bool = False
) -> Music:
    """The music that somebody wishes who has this one: of a mood, a recording, or another piece of its mood."""
    music = before or Music(mood=USUAL_MOOD)
    if asset:
        return music.model_copy(update={"asset": asset, "mood": None})
    if mood and mood != music.mood:
        return music.model_copy(update={"mood": mood, "asset": None, "piece": 0})
    return music.model_copy(update={"piece": music.piece + 1}) if other_piece else music


def lengths_on_the_beat(document: Document) -> dict[str, float] | None:
    """Seconds of each scene if they changed on bars of the music; None where there is none whose beat is known."""
    bed = bed_of(document.audio.music) if document.audio.music else None
    if bed is None:
        return None
    lengths = on_the_beat([document.scenes[name].duration for name in document.scene_order], bed.bar)
    return dict(zip(document.scene_order, lengths, strict=True))


def cut_on_the_beat(document: Document) -> Document | None:
    """The video whose scenes change on bars of its music; None where nobody knows its beat."""
    lengths = lengths_on_the_beat(document)
    if lengths is None:
        return None
    scenes = {name: scene.model_copy(update={"duration": lengths[name]}) for name, scene in document.scenes.items()}
    return document.model_copy(update={"scenes": scenes})


def with_voices(document: Document, voices: Mapping[str, Voice | None], *, fit: bool = False) -> Document:
    """The video in whose scenes these voices speak; None: nobody does. `fit`: these scenes last as long as they do."""
    audio, scenes = document.audio, dict(document.scenes)
    for name, voice in voices.items():
        audio = audio.with_voice(name, voice)
        if name in scenes:
            scenes[name] = scenes[name].model_copy(update={"fits_voice": fit and voice is not None})
    return _sounding(document.model_copy(update={"scenes": scenes}), audio)


def reading(document: Document, voice: str = "", speed: float = 1.0) -> dict[str, Voice | None]:
    """A voice a scene that reads what it shows; None where it shows no words."""
    said = words_to_read(document).items()
    return {name: Voice(scene=name, text=text, voice=voice, speed=speed) if text else None for name, text in said}


def words_to_read(document: Document) -> dict[str, str]:
    """What each scene shows, as somebody would read it."""
    return {name: words_of(document.scenes[name]) for name in document.scene_order}


def without_voices(document: Document) -> Document:
    return with_voices(document, dict.fromkeys(document.audio.voices))


def with_captions(document: Document, shown: bool) -> Document:
    return _sounding(document, document.audio.model_copy(update={"captions": shown}))


def _sounding(document: Document, audio: Audio) -> Document:
    return document.model_copy(update={"audio": audio})
