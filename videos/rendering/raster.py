"""Lottie frames as pixels, by ThorVG. Feed it only what the compiler made: broken structure crashes the process."""

import json
from typing import Any

import numpy as np
import thorvg_python as thorvg
from numpy.typing import NDArray

from videos.rendering.render_job import Frames

Pixels = NDArray[np.uint8]  # (height, width, 4): red, green, blue, alpha; row 0 on top


class CannotRasterize(RuntimeError):
    """The rasteriser refused the compiled video; that is a bug of the compiler."""


class Raster:
    """A loaded video. One thread only; `frame()` gives the same memory each time."""

    def __init__(self, lottie: dict[str, Any], frames: Frames) -> None:
        self._frames = frames
        self._rate = lottie["fr"]
        self._last = lottie["op"] - 1
        self._engine = thorvg.Engine(threads=0)
        self._canvas = thorvg.SwCanvas(self._engine)
        self._animation = thorvg.LottieAnimation(self._engine)
        self._canvas.set_target(frames.width, frames.height, cs=thorvg.Colorspace.ABGR8888)
        self._pixels: Pixels = np.frombuffer(self._canvas.buffer_arr, dtype=np.uint8).reshape(
            frames.height, frames.width, 4
        )
        picture = self._animation.get_picture()
        data = json.dumps(lottie, separators=(",", ":"), allow_nan=False).encode()
        if picture.load_data(data, "lottie+json", None, copy=True) != thorvg.Result.SUCCESS:
            raise CannotRasterize("the rasteriser cannot read the compiled video")
        picture.set_size(frames.width, frames.height)
        self._canvas.add(picture)

    def frame(self, index: int) -> Pixels:
        """The pixels of frame `index`; they stay valid until the next call."""
        second = self._frames.first + index / self._frames.fps
        # As exact as the compiler's own times: a frame must not fall just before the moment at which something begins.
        self._animation.set_frame(min(round(second * self._rate, 3), self._last))
        self._canvas.update()
        self._pixels[:] = 0
        if self._canvas.draw(False) != thorvg.Result.SUCCESS or self._canvas.sync() != thorvg.Result.SUCCESS:
            raise CannotRasterize(f"the rasteriser cannot draw frame {index}")
        return self._pixels
