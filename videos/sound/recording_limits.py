"""What recordings from outside may be, and what whoever sends another is told."""

from config.common.errors import ChatError, Limited

MOST_RECORDING_BYTES = 50 * 2**20
MOST_RECORDING_SECONDS = 600
TAKEN = "an MP3, WAV, M4A, OGG or FLAC"


class NotRecorded(ChatError):
    """Nobody knows what it is."""

    code, status = "unknown_file", 422
    sentence = (
        "No picture, recording or video can be read from this file: it is something else, or not whole. "
        f"Upload a PNG, JPEG, WebP or HEIC, {TAKEN}, or an MP4, MOV or WebM."
    )


class BadRecording(ChatError):
    code, status = "bad_recording", 422
    sentence = "This recording is broken, or its file is not whole. Save or copy it anew first."


class NoSound(ChatError):
    code, status = "no_sound", 422
    sentence = f"There is no sound in this file. Choose another: {TAKEN}."


class RecordingTooLarge(ChatError):
    code, status = "recording_too_large", 413
    sentence = (
        f"A recording has at most {MOST_RECORDING_BYTES // 2**20} MB and {MOST_RECORDING_SECONDS // 60} minutes. "
        "Cut it shorter, or save it as MP3 first."
    )


class RecordingTooHard(ChatError):
    """Whoever read it died of it, or ran into a limit; whether it was a recording or a video, nobody knows."""

    code, status = "recording_too_hard", 422
    sentence = (
        "Reading this file takes more memory or time than one may. Save it anew, a recording as MP3, a video shorter "
        "or as MP4 in 1080p, and upload that."
    )


class RecordingsBusy(Limited):
    code, status = "recordings_busy", 503
    sentence = "Too many files are being read just now. Upload this one again in a moment."
