"""Videos from outside encoded anew: MP4 with H.264 and AAC, nothing in it but what is seen and heard.

Whoever reads such a file may count on it: frame n is shown at n/fps from 0 on, fps is 24, 25 or 30, a key frame stands
at least every half second, no frame needs a later one, and pixels are square, upright and in BT.709, of 8 bits.

Runs in a render child only, as what it reads was made by strangers.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain
from typing import Any

import av
import numpy as np
from av.video.reformatter import ColorRange
from PIL import Image

from videos.clips.clip_limits import BadClip
from videos.clips.clip_source import Source, film_in
from videos.sound import reencoding as recordings
from videos.sound.media_loops import RATE, Samples, encoded, frames_of
from videos.sound.recording_limits import BadRecording

X264 = {"preset": "superfast", "crf": "20", "a53cc": "0"}
KEY_FRAMES_A_SECOND = 2
MOST_BITS = "vbv-maxrate=6000:vbv-bufsize=6000"  # thousands a second: what nothing but noise needs is left out
THREADS = 2  # always as many: x264 encodes otherwise with others
BT709 = 1  # the number of this standard in each of the three colour tags
AAC_BITS = 160_000  # a second
AAC_PACKET = 1024  # samples
PEAK = 960  # samples of which the waveform has the loudest
POSTER_SIDE = 640  # pixels


@dataclass(frozen=True)
class Clip:
    """A video as it is stored. `waveform` as in `Heard`; it is empty where nothing is heard."""

    width: int
    height: int
    seconds: float
    waveform: list[int]
    mime: str = "video/mp4"


def reencode(source: str, output: str, poster: str) -> Clip | recordings.Heard:
    """Write what is seen and heard in the file `source` to `output`, and one picture of it to `poster`, a JPEG.

    A file in which nothing moves is a recording, and gets no poster. Raises BadClip, ClipTooLarge, or as recordings do.
    """
    with film_in(source) as film:
        if film is not None:
            clip = _write(film, output)
            _write_poster(output, poster, clip.seconds / 3)
            return clip
    return recordings.reencode(source, output)


def _write(film: Source, output: str) -> Clip:
    film.check()
    frames = film.frames()
    try:
        sound = film.heard()
        first = next(frames, None)
        if first is None:
            raise BadClip()
        count = _encode(output, first, chain([first], frames), film.rate, sound)
    except (av.error.FFmpegError, BadRecording) as error:  # pixels, say, of a kind that nobody can draw
        raise BadClip() from error
    seconds = count / film.rate
    if seconds < film.told_seconds / 2:
        raise BadClip(
            f"Only {seconds:.0f} of the {film.told_seconds:.0f} seconds of this video can be read: its file is not "
            "whole. Save or copy it anew first."
        )
    return Clip(first.width, first.height, seconds, _waveform(sound[:, : round(seconds * RATE)]))


def _encode(output: str, first: Any, frames: Iterator[Any], rate: int, sound: Samples) -> int:
    """Gives how many frames they were. The sound ends with them."""
    # exactly: without a number by chance, so that the same video is the same file, and with no word of who wrote it
    options = {"fflags": "+bitexact", "movflags": "+faststart"}
    count = 0
    with av.open(output, "w", format="mp4", options=options) as file:
        seen = _film_stream(file, first, rate)
        heard = deque(_sound_packets(file, sound)) if sound.any() else deque()
        for packet in encoded(seen, frames):
            while heard and heard[0].pts * heard[0].time_base <= packet.pts * packet.time_base:
                file.mux(heard.popleft())
            file.mux(packet)
            count += 1
    return count


def _film_stream(file: Any, first: Any, rate: int) -> Any:
    params = f"keyint={rate // KEY_FRAMES_A_SECOND}:bframes=0:{MOST_BITS}"
    stream: Any = file.add_stream("libx264", rate=rate, options={**X264, "x264-params": params})
    stream.width, stream.height, stream.pix_fmt = first.width, first.height, "yuv420p"
    context = stream.codec_context
    context.time_base, context.thread_count = Fraction(1, rate), THREADS
    context.color_primaries = context.color_trc = context.colorspace = BT709
    context.color_range = ColorRange.MPEG
    return stream


def _sound_packets(file: Any, sound: Samples) -> Iterator[Any]:
    stream: Any = file.add_stream("aac", rate=RATE, layout="stereo", options={"flags": "+bitexact"})
    stream.bit_rate = AAC_BITS
    return encoded(stream, frames_of(sound, AAC_PACKET))


def _waveform(sound: Samples) -> list[int]:
    if not sound.any():
        return []
    starts = np.arange(0, sound.shape[1], PEAK)
    return recordings.waveform(list(np.maximum.reduceat(np.abs(sound).max(axis=0), starts)))


def _write_poster(clip: str, poster: str, second: float) -> None:
    with av.open(clip) as container:
        container.seek(int(second * av.time_base))
        image = next(container.decode(video=0)).to_image()
    image.thumbnail((POSTER_SIDE, POSTER_SIDE), Image.Resampling.LANCZOS)
    image.save(poster, "JPEG", quality=80)
