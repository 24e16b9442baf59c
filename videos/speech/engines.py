"""Which engine speaks: the server that the settings name, else the voices that are installed here, else none."""

import hashlib
import json
from pathlib import Path
from typing import Protocol

from django.conf import settings

from videos.sound.cues import Said
from videos.speech.offline_voice import OfflineVoice, installed_voices
from videos.speech.speech_server import SpeechServer

HOW_TO_GET_ONE = (
    "There is no voice here yet. Whoever runs this site can set SPEECH_BASE_URL to a speech server, or install an "
    "offline English voice with `make voice`."
)


class Engine(Protocol):
    """Speaks one line at a time."""

    @property
    def heard_by(self) -> str:
        """The host to which the text is sent; "" where it stays on this machine."""
        ...

    @property
    def usual_voice(self) -> str: ...

    @property
    def source(self) -> str:
        """What the sound comes from: another one sounds different."""
        ...

    def refusal(self, text: str, voice: str) -> str:
        """The sentence for a text that is not spoken, before anybody is asked; "" where it can be tried."""
        ...

    async def speak(self, said: Said, output: Path, key: str) -> None:
        """Write the sound, in whatever form, to `output`. The same `key` is the same wish. Raises SpeechError."""
        ...


def engine() -> Engine | None:
    """The one that speaks here."""
    if settings.SPEECH_BASE_URL or settings.SPEECH_API_KEY:
        return SpeechServer(
            settings.SPEECH_BASE_URL, settings.SPEECH_API_KEY, settings.SPEECH_MODEL, settings.SPEECH_VOICE
        )
    voices = installed_voices(settings.PIPER_HOME)
    return OfflineVoice(settings.PIPER_HOME, voices) if voices else None


def refusal(text: str, voice: str = "") -> str:
    """Why a text cannot be spoken here, in a sentence; "" where it can be tried. Takes a second the first time."""
    speaker = engine()
    return speaker.refusal(text, voice) if speaker else HOW_TO_GET_ONE


def key_of(engine: Engine, said: Said) -> str:
    """Stands for a line as this engine speaks it."""
    text, voice, speed = said
    spoken = json.dumps([engine.source, voice or engine.usual_voice, text, speed], ensure_ascii=False)
    return hashlib.sha256(spoken.encode()).hexdigest()
