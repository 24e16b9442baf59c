"""What is asked of a render, and what size, speed and format that means."""

from dataclasses import dataclass, field
from typing import Any, Literal

from videos.document.document import MAX_LONG_SIDE, MAX_SHORT_SIDE, Document
from videos.sound.heard import Cue, Line

Format = Literal["mp4", "webm", "gif", "lottie", "png"]
Quality = Literal["draft", "standard", "high"]

HEIGHTS = (240, 360, 480, 540, 720, 1080)  # pixels of the shorter side: what "720p" means, also of an upright video
SIDES: dict[str, int] = {"draft": 360, "standard": 720, "high": 1080}
GIF_SIDES: dict[str, int] = {"draft": 240, "standard": 360, "high": 540}  # every pixel of a GIF is dear
DRAFT_FPS = 30
GIF_FPS = 20  # a GIF counts in hundredths of a second: 20 a second is exact


@dataclass(frozen=True)
class RenderJob:
    """One file to make. `document` is JSON as `Document.to_json()` gives it; `output` the path to write to.

    `height`: of the shorter side (`size_of`), the quality's own when absent. `pictures` gives the file of each asset,
    by its sha256, `cues` what is heard, `lines` what of it is said. `cache`: the folder in which drawn pieces are kept
    and looked for.
    `time_limit_s` ends the render, whatever it does: so long its processes may work, together; to wait for a turn costs
    nothing. `user`: whose turn it takes.
    """

    document: dict[str, Any]
    output: str
    format: Format = "mp4"
    quality: Quality = "standard"
    height: int | None = None
    pictures: dict[str, str] = field(default_factory=dict)
    cues: list[Cue] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    cache: str | None = None
    time_limit_s: float = 600.0
    user: int = 0


@dataclass(frozen=True)
class Frames:
    """The pictures to draw: their size in pixels, how many a second and in all, and the second of the first one."""

    width: int
    height: int
    fps: int
    count: int
    first: float = 0.0


def height_of(format: str, quality: str) -> int:
    """The shorter side of a file for which nobody named one; 0 for a format without pixels."""
    if format == "lottie":
        return 0
    return (GIF_SIDES if format == "gif" else SIDES)[quality]


def size_of(document: Document, height: int) -> tuple[int, int]:
    """Width and height, both even, when the shorter side has `height` pixels; no more than a document may have.

    So a banner is as long as a document may be, and its shorter side less than `height`.
    """
    short, long = sorted((document.width, document.height))
    share = min(height / short, MAX_SHORT_SIDE / short, MAX_LONG_SIDE / long)
    width, height = (max(2, round(length * share / 2) * 2) for length in (document.width, document.height))
    return width, height


def frames_of(document: Document, format: Format, quality: Quality, height: int | None = None) -> Frames:
    """All frames of the video. Drafts and GIFs have fewer a second than the document may have."""
    fps = document.fps
    if format == "gif":
        fps = min(fps, GIF_FPS)
    elif quality == "draft":
        fps = min(fps, DRAFT_FPS)
    size = size_of(document, height or height_of(format, quality) or min(document.width, document.height))
    return Frames(*size, fps, max(1, round(document.duration * fps)))
