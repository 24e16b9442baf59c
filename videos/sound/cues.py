"""When what is heard in a video: its tracks as cues, each a file with its place. Pure."""

import math
from collections.abc import Iterator

from videos.document.audio import Music, Sound, Voice
from videos.document.document import ClipElement, Component, ComponentElement, Document, Scene
from videos.sound.beds import bed_of
from videos.sound.heard import USUAL_FADE, Bus, Cue, Library, Line, Recording, Said
from videos.sound.spoken_lines import lines_of

__all__ = [
    "Bus", "Cue", "Library", "Line", "Recording", "Said", "begins", "cues_of", "lines_spoken", "seconds_of", "wanted",
]  # fmt: skip

BEFORE_VOICE = 0.25  # seconds that a scene is there before somebody speaks in it
BETWEEN_LINES = 0.12  # seconds
AFTER_VOICE = 0.4  # seconds that a scene stays when all is said


def cues_of(document: Document, library: Library) -> list[Cue]:
    """All that is heard, in no order."""
    cues: list[Cue] = []
    if document.audio.music and (music := _music(document, document.audio.music, library)):
        cues.append(music)
    for sound in document.audio.sounds.values():
        cues += _sound(document, sound, library)
    for name, start in begins(document).items():
        cues += _clips(document, document.scenes[name], start, document.scenes[name].duration, library)
    voices = document.audio.voices
    for line, recording in _spoken(document, library):
        cues.append(Cue("voice", recording.path, line.start, line.end - line.start, voices[line.scene].volume))
    return cues


def lines_spoken(document: Document, library: Library) -> list[Line]:
    """What is said when: what captions show."""
    return [line for line, _ in _spoken(document, library)]


def wanted(voice: Voice) -> list[Said]:
    """What must be spoken for a voice."""
    return [(text, voice.voice, voice.speed) for text in lines_of(voice.text)]


def seconds_of(voice: Voice, library: Library) -> float | None:
    """How long a scene is in which all of this is said; None while some of it is not spoken yet."""
    lengths = [library.spoken[each].seconds for each in wanted(voice) if each in library.spoken]
    if len(lengths) < len(wanted(voice)):
        return None
    return BEFORE_VOICE + sum(lengths) + BETWEEN_LINES * (len(lengths) - 1) + AFTER_VOICE


def begins(document: Document) -> dict[str, float]:
    """The second at which each scene begins."""
    starts, second = dict[str, float](), 0.0
    for name in document.scene_order:
        starts[name] = second
        second += document.scenes[name].duration
    return starts


def _music(document: Document, music: Music, library: Library) -> Cue | None:
    bed = bed_of(music)
    upload = library.uploads.get(document.assets[music.asset].sha256) if music.asset else None
    if bed is None and upload is None:
        return None
    # a recording of one's own has bars that nobody knows: it begins again behind its end
    path, bar = (str(bed.path), bed.bar) if bed else (upload.path, upload.seconds) if upload else ("", 0.0)
    fade_out = _fade_from_a_bar(document.duration, music.fade_out, bar) if bed else music.fade_out
    fades = {"fade_in": max(USUAL_FADE, music.fade_in), "fade_out": max(USUAL_FADE, fade_out)}
    return Cue("music", path, 0.0, document.duration, music.volume, bar=bar, ducks=music.duck, **fades)


def _fade_from_a_bar(duration: float, fade: float, bar: float) -> float:
    """Seconds of a fade that begins where a bar does, so that music which ends with the video ends as music does."""
    begins = math.floor((duration - fade) / bar) * bar
    return duration - begins if begins > 0 else fade


def _sound(document: Document, sound: Sound, library: Library) -> Iterator[Cue]:
    upload = library.uploads.get(document.assets[sound.asset].sha256)
    if upload and (seconds := min(upload.seconds - sound.trim, document.duration - sound.start)) > 0:
        yield Cue("sound", upload.path, sound.start, seconds, sound.volume, skip=sound.trim)


def _clips(
    document: Document, holder: Scene | Component, start: float, duration: float, library: Library
) -> Iterator[Cue]:
    """The sound of the clips that are seen in a scene or component, from the second `start` of the video on.

    It is cut where the clip is gone, or the scene is over.
    """
    for element in holder.elements.values():
        shown = element.ends(duration) - element.begins
        if isinstance(element, ComponentElement):
            yield from _clips(document, document.component_in(element), start + element.begins, shown, library)
        if not isinstance(element, ClipElement) or not element.volume or not document.clip_in(element).sound:
            continue
        upload = library.uploads.get(document.clip_in(element).sha256)
        if upload and (seconds := min(upload.seconds - element.trim, shown)) > 0:
            yield Cue("sound", upload.path, start + element.begins, seconds, element.volume, skip=element.trim)


def _spoken(document: Document, library: Library) -> Iterator[tuple[Line, Recording]]:
    """Line by line, in the order of the video, each with its file; lines that are not spoken yet are left out."""
    voices = document.audio.voices
    for scene, start in begins(document).items():
        second = start + BEFORE_VOICE
        for said in wanted(voices[scene]) if scene in voices else []:
            if recording := library.spoken.get(said):
                yield Line(scene, said[0], second, second + recording.seconds), recording
                second += recording.seconds + BETWEEN_LINES
