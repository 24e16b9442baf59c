"""Videos as people have them: few pixels, in whatever a phone or a browser writes."""

import io
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

from tests.videos.sound.recording_files import Samples, tone

Picture = NDArray[np.uint8]  # (height, width, 3), RGB
TICKS = 60_000  # a second

# Container and codecs, by what people call it.
KINDS = {
    "mp4": ("mp4", "libx264", "aac"),
    "mov": ("mov", "libx265", "aac"),
    "webm": ("webm", "libvpx-vp9", "libopus"),
    "old webm": ("webm", "libvpx", "libopus"),
    "mkv": ("matroska", "libx264", "ac3"),
    "3gp": ("3gp", "mpeg4", "aac"),
    "av1": ("mp4", "libsvtav1", "aac"),
}
UNTAGGED = ("mpeg4", "libvpx")  # of so few lines: players take BT.601
QUIET = {"x265-params": "log-level=none", "svtav1-params": "lp=1"}
RED, GREEN, BLUE, WHITE, GREY = (220, 30, 30), (30, 180, 40), (40, 60, 220), (235, 235, 235), (128, 128, 128)


def plain(colour: Sequence[int], width: int = 96, height: int = 64) -> Picture:
    return np.full((height, width, 3), colour, np.uint8)


def quarters(width: int = 96, height: int = 64) -> Picture:
    """Red and green above, blue and white below."""
    picture = plain(RED, width, height)
    picture[: height // 2, width // 2 :] = GREEN
    picture[height // 2 :, : width // 2] = BLUE
    picture[height // 2 :, width // 2 :] = WHITE
    return picture


def film(
    pictures: Sequence[Picture] | None = None,
    kind: str = "mp4",
    *,
    rate: int = 30,
    times: Sequence[float] | None = None,
    sound: Samples | None = None,
    sound_start: float = 0,
    matrix: Sequence[int] | None = None,
    ratio: Fraction | None = None,
    tags: dict[str, str] | None = None,
    deep: tuple[NDArray[np.uint16], int, int, int] | None = None,
) -> bytes:
    """A file with these pictures, at `rate` or at the seconds `times`; a second of quarters by itself.

    `deep`: instead of pictures the 10-bit brightness of one, with the numbers of transfer, primaries and matrix.
    """
    container, codec, sound_codec = KINDS[kind]
    output = io.BytesIO()
    count = rate if pictures is None and times is None else len(pictures or times or ())
    shown = pictures or [quarters()] * count
    with av.open(output, "w", format=container) as file:
        file.metadata.update(tags or {})
        stream: Any = file.add_stream(codec, rate=rate, options=QUIET if codec in ("libx265", "libsvtav1") else {})
        stream.height, stream.width = shown[0].shape[:2] if deep is None else deep[0].shape
        stream.pix_fmt = "yuv420p" if deep is None else "yuv420p10le"
        stream.time_base = stream.codec_context.time_base = Fraction(1, TICKS)
        context = stream.codec_context
        context.colorspace = context.color_primaries = context.color_trc = 1
        if deep is not None:
            context.color_trc, context.color_primaries, context.colorspace = deep[1:]
        if ratio:
            context.sample_aspect_ratio = ratio
        if matrix is not None:
            stream.set_display_matrix(list(matrix))
        heard: Any = file.add_stream(sound_codec, rate=48_000, layout="stereo") if sound is not None else None
        for number in range(count):
            frame = _deep_frame(deep[0]) if deep is not None else _frame(shown[number], codec)
            frame.pts = round((times[number] if times else number / rate) * TICKS)
            frame.time_base = Fraction(1, TICKS)
            file.mux(stream.encode(frame))
        file.mux(stream.encode(None))
        if sound is not None:
            frame = av.AudioFrame.from_ndarray(sound, format="fltp", layout="stereo")
            frame.sample_rate, frame.pts, frame.time_base = 48_000, round(sound_start * 48_000), Fraction(1, 48_000)
            file.mux([*heard.encode(frame), *heard.encode(None)])
    return output.getvalue()


def click(at: float, seconds: float = 2) -> Samples:
    """Silence, but for a tenth of a second."""
    samples = np.zeros((2, round(seconds * 48_000)), np.float32)
    start = round(at * 48_000)
    samples[:, start : start + 4800] = tone(0.1)
    return samples


def _frame(picture: Picture, codec: str) -> Any:
    matrix = "itu601" if codec in UNTAGGED else "itu709"
    frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
    return frame.reformat(format="yuv420p", dst_colorspace=matrix, dst_color_range="MPEG")


def _deep_frame(brightness: NDArray[np.uint16]) -> Any:
    height, width = brightness.shape
    grey = np.full((height // 2, width), 512, np.uint16)  # both colours, one under the other
    return av.VideoFrame.from_ndarray(np.vstack([brightness, grey]), format="yuv420p10le")
