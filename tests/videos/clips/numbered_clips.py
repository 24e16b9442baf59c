"""Clips as they are stored, whose frames carry their number; and which number a picture shows."""

import hashlib
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

BITS = 8  # bars of black and white, the highest bit at the left
RATE = 48_000


def clip_file(
    folder: Path,
    *,
    frames: int = 60,
    fps: int = 30,
    size: tuple[int, int] = (320, 180),
    beep: tuple[float, float] | None = None,
    flash: tuple[float, float] | None = None,
    says: int | None = None,
    colour: tuple[int, int, int] | None = None,
) -> Path:
    """An MP4 (H.264, constant rate, BT.709) whose frame n shows n in bars, named by its hash.

    `beep`: from and to which second its sound, which is silent else, is a tone; None: it has no sound. `flash`: it is
    black, and white between these seconds. `says`: each frame shows this number; `colour`: each is of this colour.
    """

    def picture(number: int) -> NDArray[np.uint8]:
        if flash is not None:
            colours = (255,) * 3 if flash[0] <= number / fps + 1e-6 < flash[1] else (0,) * 3
            return np.full((size[1], size[0], 3), colours, np.uint8)
        if colour is not None:
            return np.full((size[1], size[0], 3), colour, np.uint8)
        return numbered(number if says is None else says, size)

    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "making.mp4"
    with av.open(str(path), "w") as output:
        stream: Any = output.add_stream("libx264", rate=fps, options={"preset": "veryfast", "crf": "12"})
        stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
        context = stream.codec_context
        context.colorspace = context.color_primaries = context.color_trc = 1
        context.color_range = 1
        sound: Any = output.add_stream("aac", rate=RATE, layout="stereo") if beep else None
        for number in range(frames):
            frame = av.VideoFrame.from_ndarray(picture(number), format="rgb24")
            frame = frame.reformat(format="yuv420p", dst_colorspace=1, dst_color_range=1)
            frame.pts, frame.time_base = number, Fraction(1, fps)
            output.mux(stream.encode(frame))
        output.mux(stream.encode(None))
        if sound and beep:
            times = np.arange(round(frames / fps * RATE)) / RATE
            tone = 0.5 * np.sin(2 * np.pi * 1000 * times) * ((times >= beep[0]) & (times < beep[1]))
            heard = av.AudioFrame.from_ndarray(
                np.stack([tone, tone]).astype(np.float32), format="fltp", layout="stereo"
            )
            heard.sample_rate, heard.pts, heard.time_base = RATE, 0, Fraction(1, RATE)
            for part in (heard, None):
                output.mux(sound.encode(part))
    return path.rename(folder / f"{hashlib.sha256(path.read_bytes()).hexdigest()}.mp4")


def clip_asset(path: Path) -> dict[str, Any]:
    """The asset of a document for such a file."""
    with av.open(str(path)) as file:
        video = file.streams.video[0]
        seconds = float(video.frames / video.average_rate)  # type: ignore[operator]
        about = {"width": video.width, "height": video.height, "seconds": seconds, "sound": bool(file.streams.audio)}
    return {"mime": "video/mp4", "sha256": path.stem, **about}


def numbered(number: int, size: tuple[int, int]) -> NDArray[np.uint8]:
    """A picture (height, width, 3) of white and black bars that say `number`."""
    bits = np.array([number >> bit & 1 for bit in reversed(range(BITS))])
    row = bits[np.arange(size[0]) * BITS // size[0]] * 255
    return np.broadcast_to(row[None, :, None], (size[1], size[0], 3)).astype(np.uint8)


def number_in(picture: NDArray[Any]) -> int:
    """The number that a picture of such bars says."""
    height, width = picture.shape[:2]
    places = [round((bar + 0.5) * width / BITS) for bar in range(BITS)]
    bars = [picture[height // 3 : 2 * height // 3, x - 1 : x + 2].mean() > 127 for x in places]
    return sum(lit << bit for bit, lit in zip(reversed(range(BITS)), bars, strict=True))
