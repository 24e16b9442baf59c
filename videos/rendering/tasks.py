"""What a render child can be told to do. Each task is one line of JSON on its stdin."""

import errno
from dataclasses import asdict, dataclass, field
from typing import Any, ClassVar

from videos.rendering.picture_limits import LONGEST_SIDE
from videos.rendering.render_job import Format, Frames, Quality
from videos.sound.heard import Cue, Line

FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


@dataclass(frozen=True)
class Task:
    """Writes the file `output`. The name of the class says what it is."""

    memory_bytes: ClassVar[int] = 3 * 2**30  # of address space: x264 and ThorVG need well below one GiB in 1080p

    output: str

    def to_json(self) -> dict[str, Any]:
        return {"task": type(self).__name__, **asdict(self)}


@dataclass(frozen=True)
class Draw(Task):
    """Frames of a document, encoded. `document` and `pictures` as in RenderJob."""

    document: dict[str, Any]
    pictures: dict[str, str]
    frames: Frames
    format: Format
    quality: Quality
    threads: int = 1


@dataclass(frozen=True)
class Mix(Task):
    """What is heard in a video that is `length` seconds long, encoded as files of `format` (mp4 or webm) have it."""

    cues: list[Cue]
    length: float
    format: Format


@dataclass(frozen=True)
class Join(Task):
    """Pieces of one video, one after another. `format` is mp4 or webm; `sound` a file that `Mix` made.

    `lines`: what is said, which an MP4 has as a track of its own, for players to show.
    """

    pieces: list[str]
    fps: int
    format: Format
    sound: str | None = None
    lines: list[Line] = field(default_factory=list)


@dataclass(frozen=True)
class WriteLottie(Task):
    """The compiled document."""

    document: dict[str, Any]
    pictures: dict[str, str]


@dataclass(frozen=True)
class Redraw(Task):
    """The picture from outside in the file `source`; no side of what is drawn is longer than `longest` pixels."""

    memory_bytes: ClassVar[int] = 2**30  # for one with the longest sides a third of it is enough

    source: str
    longest: int = LONGEST_SIDE


@dataclass(frozen=True)
class Reencode(Task):
    """What is seen and heard in the video from outside in the file `source`, or heard in the recording.

    A video's picture is written to the file `poster`.
    """

    memory_bytes: ClassVar[int] = 3 * 2**29  # of 4K a third is used; what is read is never there as a whole

    source: str
    poster: str


@dataclass(frozen=True)
class Trim(Task):
    """The spoken line from outside in the file `source`."""

    memory_bytes: ClassVar[int] = 2**30

    source: str


def task_from(data: dict[str, Any]) -> Task:
    """The task that `to_json` gave as `data`."""
    tasks = (Draw, Mix, Join, WriteLottie, Redraw, Reencode, Trim)
    kinds: dict[str, type[Task]] = {kind.__name__: kind for kind in tasks}
    kind = kinds[data.pop("task")]
    if "frames" in data:
        data["frames"] = Frames(**data["frames"])
    if "cues" in data:
        data["cues"] = [Cue(**each) for each in data["cues"]]
    if "lines" in data:
        data["lines"] = [Line(**each) for each in data["lines"]]
    return kind(**data)


def told_of(error: OSError) -> tuple[str, str]:
    """Code and sentence of what went wrong with a file."""
    if error.errno in FULL:
        return "disk_full", "The disk is full, so the file could not be written. Free some space, then retry."
    return "cannot_write", f"The file could not be written: {error.strerror or error}."
