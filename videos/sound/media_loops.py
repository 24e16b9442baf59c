"""The loops around PyAV that all who read or write sound and pictures share: packets, frames, samples."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import av
import numpy as np
import numpy.typing as npt

Samples = npt.NDArray[np.float32]  # (channels, count), between -1 and 1

RATE = 48_000  # samples a second


def silence(count: int) -> Samples:
    """Stereo, as all that is mixed."""
    return np.zeros((2, count), np.float32)


def frames_of(samples: npt.NDArray[Any], size: int, format: str = "fltp", layout: str = "stereo") -> Iterator[Any]:
    """Frames of `size` samples, at their times; the last may be shorter."""
    for start in range(0, samples.shape[1], size):
        block = np.ascontiguousarray(samples[:, start : start + size])
        frame: Any = av.AudioFrame.from_ndarray(block, format=format, layout=layout)
        frame.sample_rate, frame.pts, frame.time_base = RATE, start, Fraction(1, RATE)
        yield frame


def encoded(stream: Any, frames: Iterator[Any]) -> Iterator[Any]:
    """The packets of all `frames`, to the last."""
    for frame in frames:
        yield from stream.encode(frame)
    yield from stream.encode(None)


def decoded_frames(container: Any, stream: Any) -> Iterator[Any]:
    """All frames of what strangers made that can be decoded. What cannot is left out, as players do."""
    packets = container.demux(stream)
    while True:
        try:
            packet = next(packets, None)
        except av.error.FFmpegError:  # the file breaks off
            packet = None
        if packet is None:
            return
        try:
            yield from packet.decode()
        except MemoryError:
            raise
        except av.error.FFmpegError:
            continue


def resampled(frames: Iterator[Any], layout: str = "stereo", size: int | None = None) -> Iterator[Any]:
    """Frames of 32-bit samples at our rate, whatever comes, also where it changes its kind on the way.

    They have `size` samples, but may be shorter where the kind changes, and at the end.
    """
    resampler: Any = None
    kind = None
    for frame in frames:
        if (frame.format.name, frame.layout.name, frame.sample_rate) != kind:
            if resampler:
                yield from resampler.resample(None)
            kind = frame.format.name, frame.layout.name, frame.sample_rate
            resampler = av.AudioResampler(format="fltp", layout=layout, rate=RATE, frame_size=size)
        yield from resampler.resample(frame)
    if resampler:
        yield from resampler.resample(None)


def pulled(sink: Any) -> Iterator[Any]:
    """The frames that a filter graph has ready; it says by an error that there are no more for now."""
    while True:
        try:
            yield sink.pull()
        except (av.error.BlockingIOError, av.error.EOFError):
            return
