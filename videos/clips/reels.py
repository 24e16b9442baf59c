"""Clips as pixels: each a file that is played into memory which stays where it is. Runs in the render child only."""

import base64
import io
import math
from collections import defaultdict
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

import av
import av.filter
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from videos.compiler.compiling import Compiled
from videos.compiler.composition import Clip
from videos.compiler.lottie import Json
from videos.document.document import MAX_LONG_SIDE, MAX_SHORT_SIDE

MOST_PIXELS = 2 * MAX_LONG_SIDE * MAX_SHORT_SIDE  # of one clip: a box may be far larger than the frame
EARLY = 1e-4  # seconds: what times may have lost by rounding
JUMP = 2.0  # seconds from which on it is quicker to enter the file anew than to decode what lies between
MARGIN = 0.5  # seconds by which it is entered earlier where that was too late
BARELY = 1e-3  # pixels
JPEG_QUALITY = 85
# What the rasteriser was lent it knows by its address, with its size, for as long as the process lives. So memory is
# never freed: reels that close leave theirs to later ones of the same (height, width).
_FREE = defaultdict[tuple[int, int], list[NDArray[np.uint8]]](list)


class Reel:
    """The file of a clip, cut and scaled to the size at which it is drawn. One thread only.

    `pixels` is (height, width, 4) uint8, red, green, blue and an alpha of 255; `show` changes what is in it. Raises
    OSError or av.FFmpegError for a file that is no clip.
    """

    def __init__(self, clip: Clip, path: str, scale: float) -> None:
        self.clip, self.scale = clip, scale
        width, height = clip.width * scale, clip.height * scale
        less = min(1.0, math.sqrt(MOST_PIXELS / (width * height)))
        self.width, self.height = (max(1, math.ceil(side * less - BARELY)) for side in (width, height))
        self.size = (self.width / less / scale, self.height / less / scale)  # pixels of the document
        self._container = av.open(path)
        self._stream = self._container.streams.video[0]
        self._stream.codec_context.thread_count = 1  # the cores are taken by other pieces
        self._frames: Iterator[Any] = iter(())
        self._current: Any = None
        self._coming: Any = None
        self._graph: tuple[Any, Any, Any] | None = None
        free = _FREE[self.height, self.width]
        self.pixels = free.pop() if free else np.zeros((self.height, self.width, 4), np.uint8)

    def show(self, second: float) -> None:
        """Let the pixels be those of this second of the video; before and behind the clip its first and last ones."""
        if second < self.clip.begins - EARLY or second > self.clip.ends + EARLY:
            return
        frame = self._frame_at(max(0.0, second - self.clip.begins) + self.clip.trim + EARLY)
        if frame is not self._current:
            self._current = frame
            self._take(frame)

    def close(self) -> None:
        """Once: the pixels are another reel's from then on."""
        self._container.close()
        _FREE[self.height, self.width].append(self.pixels)

    def _frame_at(self, second: float) -> Any:
        """The last frame that is not later than this second of the file."""
        found, coming = self._current, self._coming
        if found is None or second < found.time or (coming is not None and coming.time + JUMP < second):
            found, coming = None, self._entered(second)
        while coming is not None and (found is None or coming.time <= second):
            found, coming = coming, next(self._frames, None)
        self._coming = coming
        return found

    def _entered(self, second: float) -> Any:
        """The first frame that is read from before this second on: a file is entered by the order of decoding."""
        first, before = None, second
        while first is None or first.time > second:
            self._container.seek(int(max(0.0, before) / self._stream.time_base), stream=self._stream)
            self._frames = self._container.decode(self._stream)
            first = next(self._frames, None)
            if before <= 0:
                break
            before -= MARGIN
        return first

    def _take(self, frame: Any) -> None:
        if self._graph is None:
            self._graph = _fitting(frame, self.width, self.height, cut=self.clip.cut)
        _, source, sink = self._graph
        source.push(frame)
        plane = sink.pull().planes[0]
        rows = np.frombuffer(plane, np.uint8).reshape(self.height, plane.line_size)
        self.pixels[:] = rows[:, : 4 * self.width].reshape(self.height, self.width, 4)


def reels_of(
    compiled: Compiled, files: Mapping[str, str], width: int, height: int
) -> tuple[dict[str, Reel], list[str]]:
    """A reel for each clip by the name of its asset, and sentences about those that cannot be read.

    `files`: by the sha256 of the clip. `width`, `height`: pixels of the frames into which the clips are drawn.
    """
    scale = min(width / compiled.lottie["w"], height / compiled.lottie["h"])
    reels, warnings = dict[str, Reel](), list[str]()
    for clip in compiled.clips:
        try:
            reels[clip.name] = Reel(clip, files[clip.sha256], scale)
        except (KeyError, IndexError, OSError, av.FFmpegError):
            warnings.append(f"The clip {clip.asset!r} cannot be read; it is left out.")
    return reels, warnings


def with_first_pictures(compiled: Compiled, files: Mapping[str, str]) -> Compiled:
    """The same without clips: for files that cannot play them, the first picture of each is put into it."""
    if not compiled.clips:
        return compiled
    reels, warnings = reels_of(compiled, files, compiled.lottie["w"], compiled.lottie["h"])
    assets = [
        _first_picture(each, reels[each["id"]]) if each["id"] in reels else each for each in compiled.lottie["assets"]
    ]
    told = [*compiled.warnings, *warnings, "A Lottie file plays no clips: of each it shows the first picture."]
    return Compiled({**compiled.lottie, "assets": assets}, [], told)


def _first_picture(asset: Json, reel: Reel) -> Json:
    """The Lottie asset with its pixels in it, as a JPEG."""
    reel.show(reel.clip.begins)
    file = io.BytesIO()
    Image.fromarray(reel.pixels[:, :, :3]).save(file, "JPEG", quality=JPEG_QUALITY)
    reel.close()
    source = f"data:image/jpeg;base64,{base64.b64encode(file.getvalue()).decode()}"
    return {**asset, "w": reel.size[0], "h": reel.size[1], "p": source, "e": 1}


def _fitting(frame: Any, width: int, height: int, *, cut: bool) -> tuple[Any, Any, Any]:
    """A graph that cuts the middle of such frames to a shape and scales it, with its source and its sink."""
    across, down = frame.width, frame.height
    if cut:
        across, down = min(across, down * width / height), min(down, across * height / width)
    graph: Any = av.filter.Graph()
    source = graph.add_buffer(
        width=frame.width, height=frame.height, format=frame.format.name, time_base=Fraction(1, 90_000)
    )
    nodes = [
        source,
        graph.add("crop", f"{max(1, round(across))}:{max(1, round(down))}"),
        graph.add("scale", f"{width}:{height}:flags=bilinear:in_color_matrix=bt709:in_range=tv:out_range=pc"),
        graph.add("format", "rgba"),
        graph.add("buffersink"),
    ]
    graph.link_nodes(*nodes)
    graph.configure()
    return graph, nodes[0], nodes[-1]
