"""Spoken lines from outside brought into one form: mono, 48 kHz, nothing before and behind the words.

Runs in a render child only, as `redrawing` does.
"""

from pathlib import Path
from typing import Any, cast

import av
import numpy as np
import numpy.typing as npt

from config.common.errors import ChatError
from videos.sound.media_loops import RATE, encoded, frames_of, resampled

Voice = npt.NDArray[np.float32]  # (count,), between -1 and 1

LONGEST_S = 120.0  # a line has at most a few hundred characters
WINDOW = RATE // 100  # samples whose loudness is looked at together
QUIET = 0.02  # of the loudest window: less is breath and the hiss of the room
SILENT = 0.001  # of what there is: where nothing is louder, nothing was said
LEAD, TAIL = 0.02, 0.08  # seconds that stay before and behind: words do not begin and end at once
SIZES_UNKNOWN = 0x7FFF0000  # a server that streams a WAV writes such a size into its head


class BadSpeech(ChatError):
    code = "bad_speech"
    sentence = "This is no speech that can be read."


def trim(source: str, output: str) -> None:
    """Write the words in the file `source` to `output`, as FLAC. Raises BadSpeech."""
    if _is_cut(source):
        raise BadSpeech("The sound breaks off.")
    try:
        voice = _decoded(source)
    except (av.error.FFmpegError, ValueError, IndexError) as error:
        raise BadSpeech() from error
    _write(_words(voice), output)


def _is_cut(source: str) -> bool:
    """Whether a WAV is shorter than its head says; of other files decoding finds it out."""
    with Path(source).open("rb") as file:
        head = file.read(12)
        size = file.seek(0, 2)
    said = int.from_bytes(head[4:8], "little")
    return head[:4] == b"RIFF" and head[8:] == b"WAVE" and said < SIZES_UNKNOWN and size < said + 8


def _decoded(source: str) -> Voice:
    parts: list[Voice] = []
    count = 0
    with av.open(source) as container:
        for frame in resampled(container.decode(audio=0), layout="mono"):
            parts.append(cast(Voice, frame.to_ndarray()[0]))
            count += parts[-1].size
            if count > LONGEST_S * RATE:
                raise BadSpeech(f"A line lasts longer than {LONGEST_S:g} seconds.")
    return np.concatenate(parts) if parts else np.zeros(0, np.float32)


def _words(voice: Voice) -> Voice:
    """Without the silence around it."""
    windows = voice[: voice.size // WINDOW * WINDOW].reshape(-1, WINDOW)
    loudness = np.sqrt((windows**2).mean(axis=1)) if windows.size else np.zeros(1)
    if not loudness.max() > SILENT:  # also NaN
        raise BadSpeech("It is silent.")
    heard = np.flatnonzero(loudness > QUIET * loudness.max())
    first = max(0, heard[0] * WINDOW - round(LEAD * RATE))
    return voice[first : (heard[-1] + 1) * WINDOW + round(TAIL * RATE)]


def _write(voice: Voice, output: str) -> None:
    whole = (np.clip(voice, -1, 1) * 32767).astype(np.int16)
    with av.open(output, "w", format="flac") as container:
        stream: Any = container.add_stream("flac", rate=RATE, layout="mono", format="s16")
        stream.codec_context.open()
        size = stream.codec_context.frame_size or 4608
        for packet in encoded(stream, frames_of(whole[None], size, "s16", "mono")):
            container.mux(packet)
