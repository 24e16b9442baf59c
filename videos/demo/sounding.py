"""What a new video sounds like: from what its prompt wants to be heard to tool calls. Pure."""

from collections.abc import Sequence

from videos.demo.changing.wished_changes import Change, read_changes
from videos.demo.utterances import Call
from videos.sound.sound_changes import USUAL_MOOD


def sound_calls(wishes: Sequence[str]) -> list[Call]:
    """A call each for music, a voice and captions, where they are wished; what is to be silent is so by itself."""
    changes = [each for each in read_changes(". ".join(wishes)).changes if each.deed == "sound"]
    wished = [each for each in changes if each.words != "none"]
    calls = [_music(music)] if (music := [each for each in wished if each.choice == "music"]) else []
    named = {each.choice for each in wished}
    calls += [Call("set_voice", {})] if "voice" in named else []
    return [*calls, Call("set_captions", {"on": True})] if "captions" in named else calls


def _music(wished: list[Change]) -> Call:
    mood = next((each.old for each in wished if each.old), USUAL_MOOD)
    return Call("set_music", {"mood": mood, "cuts_on_beat": any(each.words == "beat" for each in wished)})
