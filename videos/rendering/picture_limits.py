"""What pictures from outside may be, and what whoever sends another is told."""

from config.common.errors import ChatError, Limited

MOST_BYTES = 10 * 2**20
LONGEST_SIDE = 4096  # pixels


class BadPicture(ChatError):
    code, status = "bad_picture", 422
    sentence = "This is no picture that can be read. Upload a PNG, a JPEG or a WebP."


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
