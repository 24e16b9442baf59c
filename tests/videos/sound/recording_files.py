"""Recordings as people have them: tones, in whatever a file of sound may be."""

import io
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]  # (channels, count)

# Container and codec of what is taken, by the end of its file's name.
KINDS = {
    "mp3": ("mp3", "mp3"),
    "wav": ("wav", "pcm_s16le"),
    "m4a": ("mp4", "aac"),
    "ogg": ("ogg", "libopus"),
    "flac": ("flac", "flac"),
    "webm": ("webm", "libopus"),
    "aac": ("adts", "aac"),
}
FLOATS = ("wav", "pcm_f32le")
LAYOUTS = {1: "mono", 2: "stereo", 6: "5.1", 8: "7.1"}


def tone(seconds: float, rate: int = 48_000, channels: int = 2, loud: float = 0.5, pitch: float = 440) -> Samples:
    wave = loud * np.sin(2 * np.pi * pitch * np.arange(round(seconds * rate)) / rate)
    return np.tile(wave.astype(np.float32), (channels, 1))


def recorded(samples: Samples, kind: str = "wav", rate: int = 48_000, options: Any = None, **tags: str) -> bytes:
    """A file with these samples."""
    format, codec = KINDS.get(kind, FLOATS)
    output, layout = io.BytesIO(), LAYOUTS[len(samples)]
    with av.open(output, "w", format=format, options=options or {}) as file:
        stream: Any = file.add_stream(codec, rate=rate, layout=layout)
        file.metadata.update(tags)
        for start in range(0, samples.shape[1], 1024):
            block = samples[:, start : start + 1024].T.reshape(1, -1)
            frame = av.AudioFrame.from_ndarray(block, format="flt", layout=layout)
            frame.sample_rate, frame.pts = rate, start
            file.mux(stream.encode(frame))
        file.mux(stream.encode(None))
    return output.getvalue()


def film(seconds: float, sound: Samples | None = None) -> bytes:
    """A video, in which nothing is heard unless it has a sound."""
    output = io.BytesIO()
    with av.open(output, "w", format="mp4") as file:
        seen: Any = file.add_stream("libx264", rate=10)
        seen.width = seen.height = 64
        heard: Any = file.add_stream("aac", rate=48_000, layout="stereo") if sound is not None else None
        for _ in range(round(seconds * 10)):
            file.mux(seen.encode(av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8), format="rgb24")))
        file.mux(seen.encode(None))
        if sound is not None:
            frame = av.AudioFrame.from_ndarray(sound, format="fltp", layout="stereo")
            frame.sample_rate, frame.pts = 48_000, 0
            file.mux([*heard.encode(frame), *heard.encode(None)])
    return output.getvalue()


def with_cover(data: bytes, picture: bytes) -> bytes:
    """An MP3 (or nothing) behind a tag that holds a picture, as ID3 2.3 has it."""
    body = b"\0image/png\0\x03\0" + picture
    tag = b"APIC" + len(body).to_bytes(4, "big") + b"\0\0" + body
    size = bytes(len(tag) >> shift & 0x7F for shift in (21, 14, 7, 0))
    return b"ID3\x03\0\0" + size + tag + data
