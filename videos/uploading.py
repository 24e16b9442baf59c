"""Pictures from outside, made safe: opened with limits, drawn anew, with nothing in them but their pixels."""

import hashlib
import io
import warnings
from dataclasses import dataclass
from typing import IO

from PIL import Image, ImageOps, UnidentifiedImageError

from chat.errors import ChatError

MOST_BYTES = 10 * 2**20
LONGEST_SIDE = 4096  # pixels
FORMATS = ("PNG", "JPEG", "WEBP")
JPEG_QUALITY = 92


class BadPicture(ChatError):
    code, status = "bad_picture", 422
    sentence = "This is no picture that can be read. Upload a PNG, a JPEG or a WebP."


class PictureTooLarge(ChatError):
    code, status = "picture_too_large", 413
    sentence = (
        f"A picture has at most {MOST_BYTES // 2**20} MB and {LONGEST_SIDE} pixels a side. Make it smaller first."
    )


@dataclass(frozen=True)
class Picture:
    """A picture as it is stored: PNG, or JPEG when it was one, the right way up."""

    data: bytes
    mime: str
    width: int
    height: int

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


def read_picture(file: IO[bytes], size: int) -> Picture:
    """Give the picture in `file` (of `size` bytes) drawn anew. Raises BadPicture or PictureTooLarge."""
    if size > MOST_BYTES:
        raise PictureTooLarge()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            opened = Image.open(file, formats=FORMATS)
            if max(opened.size) > LONGEST_SIDE:  # known from the header: nothing is unpacked before this
                raise PictureTooLarge(
                    f"This picture has {opened.width}×{opened.height} pixels; a side has at most {LONGEST_SIDE}."
                )
            is_jpeg = opened.format == "JPEG"
            upright = ImageOps.exif_transpose(opened)
            drawn = upright.convert("RGB" if is_jpeg or not _has_alpha(upright) else "RGBA")
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise PictureTooLarge() from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, KeyError, IndexError, EOFError) as error:
        raise BadPicture() from error
    bare = Image.frombytes(drawn.mode, drawn.size, drawn.tobytes())  # no metadata comes along
    output = io.BytesIO()
    if is_jpeg:
        bare.save(output, "JPEG", quality=JPEG_QUALITY, optimize=True)
    else:
        bare.save(output, "PNG")
    return Picture(output.getvalue(), "image/jpeg" if is_jpeg else "image/png", *bare.size)


def _has_alpha(image: Image.Image) -> bool:
    return image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info
