"""Which tracks a video may have together."""

from collections.abc import Mapping

from videos.document.audio import Audio, Music, Sound, Voice
from videos.document.complaints import InvalidDocument, check_asset
from videos.document.elements import MAX_SECONDS

MAX_SPOKEN = 6000  # characters of all voices together: more than anybody says in two minutes
MAX_SOUNDS = 30  # heard by themselves, beside music and voices


def check_audio(audio: Audio, kinds: Mapping[str, str]) -> None:
    """What no single track can say. `kinds`: what each asset is. Raises InvalidDocument."""
    for key, track in audio.tracks.items():
        if isinstance(track, Music | Sound) and track.asset is not None:
            check_asset(f"/audio/tracks/{key}/asset", track.asset, "recording", kinds)
    music = [key for key, each in audio.tracks.items() if isinstance(each, Music)]
    if len(music) > 1:
        message = f"A video has one music; this one has {' and '.join(music)}. Remove one, or make it a sound."
        raise InvalidDocument("music_twice", "/audio/tracks", message)
    if (bed := audio.music) and (bed.mood is None) == (bed.asset is None):
        path = f"/audio/tracks/{music[0]}"
        raise InvalidDocument("music_of_what", path, f"{path}: has either a mood or an asset of your own.")
    spoken: dict[str, str] = {}
    for key, each in audio.tracks.items():
        if isinstance(each, Voice) and spoken.setdefault(each.scene, key) != key:
            message = f"One voice speaks in a scene; {spoken[each.scene]} and {key} both do in {each.scene!r}."
            raise InvalidDocument("voice_twice", f"/audio/tracks/{key}", message)
    if (count := len(audio.sounds)) > MAX_SOUNDS:
        message = f"A video has at most {MAX_SOUNDS} sounds beside music and voices; this one has {count}."
        raise InvalidDocument("too_many_sounds", "/audio/tracks", message)
    if (said := sum(len(each.text) for each in audio.voices.values())) > MAX_SPOKEN:
        message = f"The voices say at most {MAX_SPOKEN} characters in {MAX_SECONDS:g} seconds; these say {said}."
        raise InvalidDocument("too_much_spoken", "/audio/tracks", message)
