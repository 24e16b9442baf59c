"""What pictures from outside may be, and what whoever sends another is told."""

import re

from config.common.errors import ChatError, Limited

MOST_BYTES = 10 * 2**20
LONGEST_SIDE = 4096  # pixels
MOST_PICTURES = 4  # that a project begins with
HEAD = 16  # bytes that tell a picture from all else, in whatever format; only some of these are taken
PICTURES = re.compile(
    rb"\x89PNG|\xff\xd8\xff|RIFF....WEBP|....ftyp(?:hei[cmsx]|hev[cmsx]|mif1|msf1|avi[fs])|GIF8|II\*\0|MM\0\*",
    re.DOTALL,
)


class BadPicture(ChatError):
    code, status = "bad_picture", 422
    sentence = "This is no picture that can be read. Upload a PNG, JPEG, WebP or HEIC."


class PictureTooLarge(ChatError):
    code, status = "picture_too_large", 413
    sentence = (
        f"A picture has at most {MOST_BYTES // 2**20} MB and {LONGEST_SIDE} pixels a side. Make it smaller first."
    )


class PictureTooHard(ChatError):
    """Whoever read it died of it, or ran into a limit."""

    code, status = "picture_too_hard", 422
    sentence = "Reading this picture takes more memory or time than one may. Save it anew, or smaller, and upload that."


class PicturesBusy(Limited):
    code, status = "pictures_busy", 503
    sentence = "Too many pictures are being read just now. Upload this one again in a moment."


def is_picture(head: bytes) -> bool:
    """Whether a file that begins with these bytes means to be a picture, whatever its name says."""
    return PICTURES.match(head) is not None
