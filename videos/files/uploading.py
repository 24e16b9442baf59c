"""Pictures from outside, made safe: drawn anew in a render child before anybody here looks at them."""

import errno
import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import structlog
from asgiref.sync import async_to_sync
from PIL import Image

from videos.rendering.picture_limits import MOST_BYTES, BadPicture, PicturesBusy, PictureTooHard, PictureTooLarge
from videos.rendering.render_parent import Busy, RenderFailed, redraw

logger = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Picture:
    """A picture as it is stored: a PNG, or a JPEG when it was one. The file at `path` may be moved away."""

    path: Path
    mime: str
    width: int
    height: int
    size: int
    sha256: str


@contextmanager
def redrawn(data: Iterable[bytes], size: int, folder: Path) -> Iterator[Picture]:
    """The picture of `size` bytes in `data`, drawn anew into a file in `folder`.

    For threads of requests: it waits while the event loop works. Raises BadPicture, PictureTooLarge, PictureTooHard or
    PicturesBusy; and OSError when the disk takes no file.
    """
    if size > MOST_BYTES:
        raise PictureTooLarge()
    folder.mkdir(parents=True, exist_ok=True)
    source, output = (folder / f"{uuid4().hex}.part" for _ in range(2))
    try:
        with source.open("wb") as file:
            file.writelines(data)
        _redraw(source, output)
        yield _known(output)
    finally:
        source.unlink(missing_ok=True)
        output.unlink(missing_ok=True)


def _redraw(source: Path, output: Path) -> None:
    try:
        async_to_sync(redraw)(str(source), str(output))
    except Busy as error:
        raise PicturesBusy(retry_after_s=5) from error
    except RenderFailed as error:
        for refusal in (BadPicture, PictureTooLarge):
            if error.code == refusal.code:
                raise refusal(error.message) from error
        if error.code == "disk_full":
            raise OSError(errno.ENOSPC, error.message) from error
        logger.warning("picture failed", phase="render", code=error.code, detail=error.detail)
        raise PictureTooHard() from error


def _known(path: Path) -> Picture:
    """What a file of ours is. Only its head is read as a picture."""
    with Image.open(path, formats=("PNG", "JPEG")) as image, path.open("rb") as file:
        mime, (width, height) = Image.MIME[image.format or ""], image.size
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Picture(path, mime, width, height, path.stat().st_size, digest)
