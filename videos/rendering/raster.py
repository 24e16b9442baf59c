"""Lottie frames as pixels, by ThorVG. Feed it only what the compiler made: broken structure crashes the process."""

import ctypes
import json
from collections.abc import Mapping
from typing import Any, Self

import numpy as np
import thorvg_python as thorvg
from numpy.typing import NDArray
from thorvg_python.base import PaintPointer, PictureAssetResolverType

from videos.clips.reels import Reel
from videos.rendering.render_job import Frames

Pixels = NDArray[np.uint8]  # (height, width, 4): red, green, blue, alpha; row 0 on top


class CannotRasterize(RuntimeError):
    """The rasteriser refused the compiled video; that is a bug of the compiler."""


class Raster:
    """A loaded video; `reels` are its clips by their names. One thread only; `frame()` gives the same memory each time.

    `close` it, or let a `with` do so.
    """

    def __init__(self, lottie: dict[str, Any], frames: Frames, reels: Mapping[str, Reel] | None = None) -> None:
        self._frames = frames
        self._reels = dict(reels or {})
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
        self._resolver = PictureAssetResolverType(self._resolve)  # kept: the rasteriser calls it later
        _set_resolver(self._engine.thorvg_lib, picture, self._resolver)
        data = json.dumps(self._sized(lottie), separators=(",", ":"), allow_nan=False).encode()
        if picture.load_data(data, "lottie+json", None, copy=True) != thorvg.Result.SUCCESS:
            raise CannotRasterize("the rasteriser cannot read the compiled video")
        picture.set_size(frames.width, frames.height)
        self._canvas.add(picture)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the reels. What the rasteriser holds ends with its process: freed earlier, it crashed another video."""
        for reel in self._reels.values():
            reel.close()

    def frame(self, index: int) -> Pixels:
        """The pixels of frame `index`; they stay valid until the next call."""
        second = self._frames.first + index / self._frames.fps
        for reel in self._reels.values():
            reel.show(second)
        # As exact as the compiler's own times: a frame must not fall just before the moment at which something begins.
        self._animation.set_frame(min(round(second * self._rate, 3), self._last))
        self._canvas.update()
        self._pixels[:] = 0
        if self._canvas.draw(False) != thorvg.Result.SUCCESS or self._canvas.sync() != thorvg.Result.SUCCESS:
            raise CannotRasterize(f"the rasteriser cannot draw frame {index}")
        return self._pixels

    def _sized(self, lottie: dict[str, Any]) -> dict[str, Any]:
        """The video with its clips as large as their reels, so that they are drawn pixel for pixel, which is quick."""
        sizes = {name: {"w": reel.size[0], "h": reel.size[1]} for name, reel in self._reels.items()}
        return {**lottie, "assets": [{**each, **sizes.get(each["id"], {})} for each in lottie["assets"]]}

    def _resolve(self, picture: int, source: bytes, _: Any) -> bool:
        """Lend the rasteriser the pixels of a clip. Nothing that a video names is ever read from the disk."""
        if reel := self._reels.get(source.decode().removeprefix("/")):
            _lend(self._engine.thorvg_lib, picture, reel.pixels)
        return True


def _set_resolver(library: Any, picture: Any, resolver: Any) -> None:
    """What the package's own `set_asset_resolver` does, without losing the callback."""
    call = library.tvg_picture_set_asset_resolver
    call.argtypes, call.restype = [PaintPointer, PictureAssetResolverType, ctypes.c_void_p], ctypes.c_int
    call(picture._paint, resolver, None)


def _lend(library: Any, picture: int, pixels: Pixels) -> None:
    """Let a picture show these pixels, whatever is in them when it is drawn; the package's `load_raw` takes a copy."""
    height, width, _ = pixels.shape
    call = library.tvg_picture_load_raw
    call.argtypes = [ctypes.c_void_p, ctypes.c_void_p, *[ctypes.c_uint32] * 2, ctypes.c_uint8, ctypes.c_bool]
    call.restype = ctypes.c_int
    call(picture, pixels.ctypes.data, width, height, thorvg.Colorspace.ABGR8888, False)
