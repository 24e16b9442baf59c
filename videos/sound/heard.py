"""What is heard, as data: cues and spoken lines with their times, and the files of both. Pure; light to import."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Bus = Literal["music", "voice", "sound"]
USUAL_FADE = 0.01  # seconds: what is cut off would click


@dataclass(frozen=True)
class Recording:
    """A file with sound, and how many seconds of it there are."""

    path: str
    seconds: float


Said = tuple[str, str, float]  # words, voice and speed: what is the same is spoken once


@dataclass(frozen=True)
class Library:
    """The files of what is not installed: uploads by the sha256 of their asset, spoken words by what is said.

    What is missing is not heard.
    """

    uploads: Mapping[str, Recording]
    spoken: Mapping[Said, Recording]


@dataclass(frozen=True)
class Cue:
    """What plays from the second `start` of the video for `seconds`, without the first `skip` seconds of its file.

    `bar`: seconds of its bars, so that it can begin again on one where it is too short; 0: it is heard once. `ducks`:
    it steps back while a voice speaks. `volume`: 1 is as loud as the file.
    """

    bus: Bus
    path: str
    start: float
    seconds: float
    volume: float = 1.0
    skip: float = 0.0
    fade_in: float = USUAL_FADE
    fade_out: float = USUAL_FADE
    bar: float = 0.0
    ducks: bool = False


@dataclass(frozen=True)
class Line:
    """Words that are spoken without a break in a scene, from the second `start` of the video to `end`."""

    scene: str
    text: str
    start: float
    end: float
