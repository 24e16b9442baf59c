"""Pixels into files, by PyAV: MP4 (H.264), WebM (VP9), GIF and PNG."""

import json
from fractions import Fraction
from typing import Any, Protocol

import av
import av.filter
import numpy as np
from av.video.reformatter import ColorRange, Colorspace, VideoReformatter

from videos.rendering.raster import Pixels, Raster
from videos.rendering.render_job import Frames
from videos.rendering.tasks import Draw
from videos.sound.media_loops import pulled

BT709 = 1  # the number of this standard in each of the three colour tags
PALETTE_FRAMES = 30  # from which the colours of a GIF are chosen

# Standard is for looking at, high for keeping; a draft must be there at once.
# "stitchable": the headers depend on these settings alone, so pieces of one video can be joined. Macroblock trees
# make what stands still small, which is most of a draft: half the work of "veryfast", and half as large again.
_STITCHABLE = "stitchable=1"
_DRAFTS = f"{_STITCHABLE}:mbtree=1:rc-lookahead=10:bframes=3:b-adapt=0:no-deblock=0"
_X264 = {
    "draft": {"preset": "ultrafast", "crf": "25", "x264-params": _DRAFTS},
    "standard": {"preset": "veryfast", "crf": "20"},
    "high": {"preset": "medium", "crf": "16"},
}
_VP9 = {
    "draft": {"crf": "38", "cpu-used": "8", "deadline": "realtime"},
    "standard": {"crf": "31", "cpu-used": "6", "deadline": "realtime"},
    "high": {"crf": "22", "cpu-used": "5", "deadline": "realtime"},
}


class Encoder(Protocol):
    """Takes frames one by one. `prepare` and the other two may be called from different threads."""

    def prepare(self, pixels: Pixels, index: int) -> Any:
        """Frame `index` as `add` takes it; the pixels are not needed any more."""

    def add(self, frame: Any) -> None:
        """The next frame."""

    def close(self) -> None:
        """Write what is left; then the file is whole."""


class MovieEncoder:
    """A piece of an MP4 or a WebM, in BT.709 colours, 4:2:0. What could not be drawn is noted in the file."""

    def __init__(self, task: Draw, warnings: list[str]) -> None:
        mp4, frames = task.format == "mp4", task.frames
        self._frames = frames
        self._noise = _noise(frames)
        self._reformatter = VideoReformatter()  # kept: what it prepares for a size takes longer than a small frame
        self._container = av.open(task.output, "w", format=task.format)
        self._container.metadata["comment"] = json.dumps(warnings)
        codec, options = ("libx264", _X264[task.quality]) if mp4 else ("libvpx-vp9", _VP9[task.quality])
        if mp4:
            options = {"x264-params": _STITCHABLE, **options}
        self._stream: Any = self._container.add_stream(codec, rate=frames.fps, options=options)
        self._stream.width, self._stream.height, self._stream.pix_fmt = frames.width, frames.height, "yuv420p"
        context = self._stream.codec_context
        context.time_base = Fraction(1, frames.fps)
        context.color_primaries = context.color_trc = context.colorspace = BT709
        context.color_range = ColorRange.MPEG
        context.thread_count = task.threads

    def prepare(self, pixels: Pixels, index: int) -> Any:
        # from_numpy_buffer borrows the pixels, which is safe only as reformat copies them at once
        frame: Any = self._reformatter.reformat(
            av.VideoFrame.from_numpy_buffer(pixels, format="rgba"),
            format="yuv420p",
            dst_colorspace=Colorspace.ITU709,
            dst_color_range=ColorRange.MPEG,
            threads=1,  # the cores are taken by other pieces
        )
        frame.pts, frame.time_base = index, Fraction(1, self._frames.fps)
        plane = frame.planes[0]
        brightness = np.frombuffer(plane, np.uint8).reshape(plane.height, plane.line_size)
        brightness[:, : plane.width] += self._noise  # 16 to 235 here: there is room for it
        return frame

    def add(self, frame: Any) -> None:
        self._container.mux(self._stream.encode(frame))

    def close(self) -> None:
        self._container.mux(self._stream.encode(None))
        self._container.close()


class GifEncoder:
    """A GIF that repeats for ever, with one palette chosen from frames of the whole video."""

    def __init__(self, path: str, frames: Frames, raster: Raster) -> None:
        self._frames = frames
        self._container = av.open(path, "w", format="gif", options={"loop": "0"})
        self._stream: Any = self._container.add_stream("gif", rate=frames.fps)
        self._stream.width, self._stream.height, self._stream.pix_fmt = frames.width, frames.height, "pal8"
        # the graph is kept because its ends do not keep it: pushing into a graph that is gone crashes
        self._graph, self._source, self._sink = _palette_user(frames, _palette(frames, raster))

    def prepare(self, pixels: Pixels, index: int) -> Any:
        return _rgb_frame(pixels, index, self._frames)

    def add(self, frame: Any) -> None:
        self._source.push(frame)
        self._write()

    def close(self) -> None:
        self._source.push(None)
        self._write()
        self._container.mux(self._stream.encode(None))
        self._container.close()

    def _write(self) -> None:
        for frame in pulled(self._sink):
            self._container.mux(self._stream.encode(frame))


def open_encoder(task: Draw, raster: Raster, warnings: list[str]) -> Encoder:
    """The encoder of the task's format. `raster` is looked at ahead for a GIF's colours."""
    if task.format == "gif":
        return GifEncoder(task.output, task.frames, raster)
    return MovieEncoder(task, warnings)


def write_png(path: str, pixels: Pixels) -> None:
    """One picture, opaque."""
    encoder: Any = av.CodecContext.create("png", "w")
    encoder.width, encoder.height, encoder.pix_fmt = pixels.shape[1], pixels.shape[0], "rgb24"
    encoder.time_base = Fraction(1, 1)
    frame = av.VideoFrame.from_ndarray(pixels, format="rgba").reformat(format="rgb24")
    with open(path, "wb") as file:
        for packet in (*encoder.encode(frame), *encoder.encode(None)):
            file.write(bytes(packet))


def _noise(frames: Frames) -> Pixels:
    """Brightness to add to each pixel, -1 to 2 (-1 as 255): dark gradients show bands without it."""
    return np.random.default_rng(1).integers(-1, 3, (frames.height, frames.width)).astype(np.uint8)


def _rgb_frame(pixels: Pixels, index: int, frames: Frames) -> Any:
    """A copy: filter graphs keep frames for longer than the raster's memory holds them."""
    frame = av.VideoFrame.from_ndarray(pixels, format="rgba")
    frame.pts, frame.time_base = index, Fraction(1, frames.fps)
    return frame


def _source(graph: Any, frames: Frames, width: int, height: int) -> Any:
    return graph.add_buffer(width=width, height=height, format="rgba", time_base=Fraction(1, frames.fps))


def _palette(frames: Frames, raster: Raster) -> Any:
    """The frame of 256 colours that serves the whole video best."""
    graph: Any = av.filter.Graph()
    source = _source(graph, frames, frames.width, frames.height)
    chosen, sink = graph.add("palettegen"), graph.add("buffersink")
    source.link_to(chosen)
    chosen.link_to(sink)
    graph.configure()
    step = max(1, frames.count // PALETTE_FRAMES)
    for position, index in enumerate(range(0, frames.count, step)):
        source.push(_rgb_frame(raster.frame(index), position, frames))
    source.push(None)
    return next(pulled(sink))


def _palette_user(frames: Frames, palette: Any) -> tuple[Any, Any, Any]:
    """A graph that turns frames into the palette's colours, with its source and its sink."""
    graph: Any = av.filter.Graph()
    source = _source(graph, frames, frames.width, frames.height)
    colors = _source(graph, frames, palette.width, palette.height)
    user, sink = (
        graph.add("paletteuse", "dither=bayer:bayer_scale=4:diff_mode=rectangle"),
        graph.add("buffersink"),
    )
    source.link_to(user, 0, 0)
    colors.link_to(user, 0, 1)
    user.link_to(sink)
    graph.configure()
    palette.pts, palette.time_base = 0, Fraction(1, frames.fps)
    colors.push(palette.reformat(format="rgba"))
    colors.push(None)
    return graph, source, sink
