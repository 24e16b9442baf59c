"""What a video sounds like: tracks beside its scenes, keyed by id, and whether what is spoken is also read."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from videos.document.elements import Id, Part, Seconds, Share, Words

MAX_TRACKS = 60

LONGEST_ID = 64

Mood = Literal["calm", "energetic", "happy", "nostalgic", "tender"]


class Music(Part):
    """What plays under the whole video: a piece of a `mood`, or a recording of one's own, `asset`.

    `piece` counts on among those of a mood, and begins again behind the last. `duck`: it steps back while somebody
    speaks. `fade_in` and `fade_out` are seconds.
    """

    type: Literal["music"] = "music"
    mood: Mood | None = None
    asset: Id | None = None
    piece: Annotated[int, Field(ge=0, le=1000)] = 0
    volume: Share = 0.6
    fade_in: Annotated[float, Field(ge=0, le=20)] = 0.5
    fade_out: Annotated[float, Field(ge=0, le=20)] = 2.0
    duck: bool = True


class Voice(Part):
    """What is said in a scene. `voice` is a name that the speech server knows, "" its usual one; `speed` 1 is usual.

    While its scene is not there nobody says it: it speaks again when an undo brings the scene back.
    """

    type: Literal["voice"] = "voice"
    scene: Id
    text: Annotated[Words, StringConstraints(min_length=1, max_length=1000)]
    voice: Annotated[Words, StringConstraints(max_length=64)] = ""
    speed: Annotated[float, Field(ge=0.5, le=2)] = 1.0
    volume: Share = 1.0


class Sound(Part):
    """A recording of one's own from `start` (seconds of the video) on, without the first `trim` seconds of it."""

    type: Literal["sound"] = "sound"
    asset: Id
    start: Seconds = 0.0
    trim: Annotated[float, Field(ge=0, le=3600)] = 0.0
    volume: Share = 1.0


Track = Annotated[Music | Voice | Sound, Field(discriminator="type")]


class Audio(Part):
    """All tracks by id. `captions`: what is said can be read in the picture, too."""

    tracks: dict[Id, Track] = {}
    captions: bool = False

    @property
    def music(self) -> Music | None:
        return next((each for each in self.tracks.values() if isinstance(each, Music)), None)

    @property
    def sounds(self) -> dict[str, Sound]:
        return {key: each for key, each in self.tracks.items() if isinstance(each, Sound)}

    @property
    def voices(self) -> dict[str, Voice]:
        """By the scene in which it is heard."""
        return {each.scene: each for each in self.tracks.values() if isinstance(each, Voice)}

    def with_track(self, id: str, track: Music | Voice | Sound | None) -> "Audio":
        """The same with this track, or without it. It is yet to be checked."""
        others = {key: each for key, each in self.tracks.items() if key != id}
        return self.model_copy(update={"tracks": {**others, **({id: track} if track else {})}})

    def with_voice(self, scene: str, voice: Voice | None) -> "Audio":
        """The same with this voice in a scene, in place of the one there; None: nobody speaks in it."""
        known = (key for key, each in self.tracks.items() if isinstance(each, Voice) and each.scene == scene)
        return self.with_track(next(known, f"voice-{scene}"[:LONGEST_ID]), voice)
