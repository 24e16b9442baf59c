"""Recordings from outside encoded anew: Opus in Ogg, stereo, 48 kHz, nothing in it but what is heard.

Runs in a render child only: what strangers made is opened where it can take neither the server's memory nor its time.
"""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import av
import numpy as np

from videos.sound.media_loops import RATE, Samples, decoded_frames, resampled
from videos.sound.recording_limits import (
    MOST_RECORDING_BYTES,
    MOST_RECORDING_SECONDS,
    BadRecording,
    NoSound,
    NotRecorded,
    RecordingTooLarge,
)

# What is opened, and nothing else: a play list, say, would have other files opened. Codecs of pictures are missing.
FORMATS = "mp3,wav,w64,mov,ogg,flac,aac,matroska,aiff,caf"
SOUNDS = "mp3float,mp3,mp2float,mp2,aac,alac,flac,vorbis,opus,libopus"
PCM = [f"pcm_{kind}" for kind in ("u8", "s8", "alaw", "mulaw")] + [
    f"pcm_{kind}{end}" for kind in ("s16", "s24", "s32", "f32", "f64") for end in ("le", "be")
]
GUESSED = ("mp3", "aac")  # formats that need not say how long they are: libav guesses it from the first seconds
BITS = 160_000  # a second
PACKET = 960  # samples: what Opus takes at once
MOST_PEAKS = 200


@dataclass(frozen=True)
class Heard:
    """How long a recording is, and how loud from its beginning to its end: peaks, 100 is the loudest of them."""

    seconds: float
    waveform: list[int]
    mime: str = "audio/ogg"


def reencode(source: str, output: str) -> Heard:
    """Write what is heard in the file `source` to `output`. Of several sounds it is the one that players choose.

    Raises NotRecorded, BadRecording, NoSound or RecordingTooLarge.
    """
    if os.stat(source).st_size > MOST_RECORDING_BYTES:
        raise RecordingTooLarge()
    peaks: list[float] = []
    count = 0
    # exactly: without a number by chance, so that the same sound is the same file, and with no word of who wrote it
    with av.open(output, "w", format="ogg", options={"fflags": "+bitexact"}) as file:
        stream: Any = file.add_stream("libopus", rate=RATE, layout="stereo", options={"flags": "+bitexact"})
        stream.bit_rate = BITS
        for block in blocks_of(source):
            frame = av.AudioFrame.from_ndarray(block, format="fltp", layout="stereo")
            frame.sample_rate, frame.pts, frame.time_base = RATE, count, Fraction(1, RATE)
            file.mux(stream.encode(frame))
            count += block.shape[1]
            peaks.append(float(np.abs(block).max()))
        file.mux(stream.encode(None))
    return Heard(count / RATE, waveform(peaks))


def waveform(peaks: list[float]) -> list[int]:
    """Fewer of them, all about as far apart, as shares of the loudest in hundredths."""
    count = min(MOST_PEAKS, len(peaks))
    found = np.maximum.reduceat(peaks, np.arange(count) * len(peaks) // count)
    return [int(each) for each in np.round(100 * found / (found.max() or 1))]


def blocks_of(source: str) -> Iterator[Samples]:
    """The samples of the file, a packet at a time: of a file that breaks off as far as it goes, if that is most of it.

    Raises as `reencode`.
    """
    with opened(source) as container:
        stream = container.streams.best("audio")
        if stream is None:
            raise NoSound()
        told = _told_seconds(container, stream)
        if int(told) > MOST_RECORDING_SECONDS:
            raise RecordingTooLarge(_too_long(told))
        count = 0
        for block, _ in arrays(decoded_frames(container, stream), PACKET):
            yield block
            count += block.shape[1]
            if count > (MOST_RECORDING_SECONDS + 1) * RATE:
                raise RecordingTooLarge(_too_long(0))
    if not count:
        raise BadRecording() if told else NoSound()
    if count / RATE < told / 2:
        raise BadRecording(
            f"Only {count / RATE:.0f} of the {told:.0f} seconds of this recording can be read: its file is not whole. "
            "Save or copy it anew first."
        )


def opened(source: str, more: Sequence[str] = (), **options: str) -> Any:
    """The file, of which sounds can be decoded, and what else `more` names, by its codec. Raises NotRecorded.

    `options`: further ones of libav.
    """
    taken = {"format_whitelist": FORMATS, "codec_whitelist": ",".join([SOUNDS, *PCM, *more])}
    try:
        return av.open(source, options=taken | options, metadata_errors="replace")
    except MemoryError:
        raise
    except (av.error.FFmpegError, ValueError) as error:
        raise NotRecorded() from error


def _told_seconds(container: Any, stream: Any) -> float:
    """How long the file says that its sound is; 0 where it does not say."""
    return 0.0 if container.format.name in GUESSED else float((stream.duration or 0) * stream.time_base)


def _too_long(seconds: float) -> str:
    about = f"; this one lasts {clock(seconds)}" if seconds else ""
    return f"A recording has at most {MOST_RECORDING_SECONDS // 60} minutes{about}. Cut it shorter first."


def arrays(frames: Iterator[Any], size: int | None = None) -> Iterator[tuple[Samples, Fraction | None]]:
    """Their samples in our form, with the second of the file at which each block begins, if that is known."""
    try:
        for frame in resampled(frames, size=size):
            # a file may hold numbers that no sound has
            block = np.nan_to_num(frame.to_ndarray(), nan=0.0).clip(-1, 1)
            yield block, None if frame.pts is None else frame.pts * frame.time_base
    except MemoryError:
        raise
    except (av.error.FFmpegError, ValueError) as error:  # no channels, say, or as many as nobody can mix
        raise BadRecording() from error


def clock(seconds: float) -> str:
    return f"{int(seconds // 60)}:{int(seconds % 60):02}"
