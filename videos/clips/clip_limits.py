"""What videos from outside may be, and what whoever sends another is told."""

from config.common.errors import ChatError

MOST_CLIP_BYTES = 200 * 2**20
MOST_CLIP_SECONDS = 120
LONGEST_CLIP_SIDE = 4096  # pixels of what comes
MOST_CLIP_PIXELS = 4096 * 2304  # 4K, either way up


class BadClip(ChatError):
    code, status = "bad_clip", 422
    sentence = "This video is broken, or its file is not whole. Save or copy it anew first."


class UnknownCodec(BadClip):
    code = "unknown_codec"
    sentence = "This video is of a kind that cannot be read here. Save it as MP4 (H.264 or HEVC) first."


class ClipTooLarge(ChatError):
    code, status = "clip_too_large", 413
    sentence = (
        f"A video has at most {MOST_CLIP_BYTES // 2**20} MB, {MOST_CLIP_SECONDS // 60} minutes, and the pixels of 4K. "
        "Cut it shorter, or save it smaller first."
    )
