"""Pictures that a tool lets the model see: what they are, and what they cost. Pure."""

import base64
import io
from dataclasses import dataclass
from math import ceil
from typing import Any, ClassVar, Self

from PIL import Image, UnidentifiedImageError

FORMATS = ("PNG", "JPEG")  # what all servers that take pictures can read
# Servers cut pictures into squares of 14 to 32 pixels, a token each, or into tiles of 512, 170 each, and add a few.
SQUARE, BESIDES = 28, 85


class UnfitPicture(ValueError):
    """These bytes cannot be shown to a model; the message says why."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG or JPEG of `width` × `height` pixels, with one line that says what is seen on it."""

    MOST_BYTES: ClassVar = 512 * 1024

    data: bytes
    mime: str
    width: int
    height: int
    caption: str

    @classmethod
    def of(cls, data: bytes, caption: str) -> Self:
        """The picture in these bytes, of which only the beginning is read. Raises UnfitPicture."""
        if len(data) > cls.MOST_BYTES:
            raise UnfitPicture(f"A picture for the model has at most {cls.MOST_BYTES:,} bytes; this one {len(data):,}.")
        try:
            with Image.open(io.BytesIO(data), formats=FORMATS) as image:
                width, height = image.size
                mime = Image.MIME[str(image.format)]
        except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError) as error:
            raise UnfitPicture("A picture for the model is a PNG or a JPEG; this is neither.") from error
        return cls(data, mime, width, height, " ".join(caption.split()))

    @property
    def tokens(self) -> int:
        """About as many as it costs; servers differ by a factor of three."""
        return ceil(self.width / SQUARE) * ceil(self.height / SQUARE) + BESIDES

    @property
    def part(self) -> dict[str, Any]:
        """The part of a message's content that holds it."""
        url = f"data:{self.mime};base64,{base64.b64encode(self.data).decode()}"
        return {"type": "image_url", "image_url": {"url": url}}
