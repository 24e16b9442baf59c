"""Files from outside, made safe: drawn or encoded anew in a render child before anybody here looks at them."""

import errno
import hashlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import structlog
from asgiref.sync import async_to_sync
from PIL import Image

from config.common.errors import ChatError
from videos.clips.clip_limits import MOST_CLIP_BYTES, BadClip, ClipTooLarge, UnknownCodec
from videos.rendering.picture_limits import (
    LONGEST_SIDE,
    MOST_BYTES,
    BadPicture,
    PicturesBusy,
    PictureTooHard,
    PictureTooLarge,
)
from videos.rendering.render_parent import Busy, RenderFailed, redraw, reencode
from videos.sound.recording_limits import (
    BadRecording,
    NoSound,
    NotRecorded,
    RecordingsBusy,
    RecordingTooHard,
    RecordingTooLarge,
)

logger = structlog.get_logger(__name__)

PICTURE_REFUSALS: tuple[type[ChatError], ...] = (BadPicture, PictureTooLarge, PictureTooHard, PicturesBusy)
HEARD_OR_SEEN_REFUSALS: tuple[type[ChatError], ...] = (
    NotRecorded, BadRecording, NoSound, RecordingTooLarge, RecordingTooHard, RecordingsBusy,
    BadClip, UnknownCodec, ClipTooLarge,
)  # fmt: skip


@dataclass(frozen=True)
class Picture:
    """A picture as it is stored: a PNG, or a JPEG when it was one. The file at `path` may be moved away."""

    path: Path
    mime: str
    width: int
    height: int
    size: int
    sha256: str


@dataclass(frozen=True)
class Recording:
    """A recording as it is stored: Opus in Ogg, `seconds` long, and how loud it is from beginning to end.

    The file at `path` may be moved away.
    """

    path: Path
    mime: str
    seconds: float
    waveform: list[int]
    size: int
    sha256: str


@dataclass(frozen=True)
class Clip:
    """A video as it is stored: MP4 with H.264 and AAC, and a picture of it. Both files may be moved away.

    `waveform` is empty where nothing is heard.
    """

    path: Path
    poster: Path
    mime: str
    width: int
    height: int
    seconds: float
    waveform: list[int]
    size: int
    sha256: str


@contextmanager
def redrawn(data: Iterable[bytes], size: int, folder: Path, longest: int = LONGEST_SIDE) -> Iterator[Picture]:
    """The picture of `size` bytes in `data`, drawn anew into a file in `folder`, with no side over `longest` pixels.

    For threads of requests: it waits while the event loop works. Raises one of PICTURE_REFUSALS; and OSError when the
    disk takes no file.
    """
    if size > MOST_BYTES:
        raise PictureTooLarge()
    with _files(data, folder) as (source, output, _):
        with _refusing(PICTURE_REFUSALS, PicturesBusy, PictureTooHard):
            async_to_sync(redraw)(str(source), str(output), longest)
        with Image.open(output, formats=("PNG", "JPEG")) as image:  # only the head is read
            mime, (width, height) = Image.MIME[image.format or ""], image.size
        yield Picture(output, mime, width, height, output.stat().st_size, _digest(output))


@contextmanager
def reencoded(data: Iterable[bytes], size: int, folder: Path) -> Iterator[Recording | Clip]:
    """The recording or the video of `size` bytes in `data`, encoded anew into files in `folder`.

    As `redrawn`, but for HEARD_OR_SEEN_REFUSALS.
    """
    if size > MOST_CLIP_BYTES:
        raise ClipTooLarge()
    with _files(data, folder) as (source, output, poster):
        with _refusing(HEARD_OR_SEEN_REFUSALS, RecordingsBusy, RecordingTooHard):
            facts = async_to_sync(reencode)(str(source), str(output), str(poster))
        facts |= {"path": output, "size": output.stat().st_size, "sha256": _digest(output)}
        yield Clip(poster=poster, **facts) if poster.is_file() else Recording(**facts)


@contextmanager
def _files(data: Iterable[bytes], folder: Path) -> Iterator[tuple[Path, Path, Path]]:
    """What came, as a file, and the names of two others for what is made of it; none stays."""
    folder.mkdir(parents=True, exist_ok=True)
    source, output, other = files = [folder / f"{uuid4().hex}.part" for _ in range(3)]
    try:
        with source.open("wb") as file:
            file.writelines(data)
        yield source, output, other
    finally:
        for each in files:
            each.unlink(missing_ok=True)


@contextmanager
def _refusing(known: Iterable[type[ChatError]], busy: Callable[..., Any], too_hard: type[ChatError]) -> Iterator[None]:
    """What a child did not do is told as one of `known`: what it did not say itself was too hard for it."""
    try:
        yield
    except Busy as error:
        raise busy(retry_after_s=5) from error
    except RenderFailed as error:
        for refusal in known:
            if error.code == refusal.code:
                raise refusal(error.message) from error
        if error.code == "disk_full":
            raise OSError(errno.ENOSPC, error.message) from error
        logger.warning("upload failed", phase="render", code=error.code, detail=error.detail)
        raise too_hard() from error


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
