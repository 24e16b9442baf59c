"""The frames of a video from outside as we have them: upright, with square pixels, 8-bit BT.709, all of one size."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import av
import av.filter
import numpy as np
from av.sidedata.sidedata import Type
from av.video.frame import PictureType
from av.video.reformatter import ColorRange

from videos.clips.clip_colours import colour_table, is_ordinary

LONGEST_STORED_SIDE = 1280  # pixels
SCALING = "flags=bicubic+accurate_rnd+bitexact"
# How brightness and colours were parted, by its number in ISO/IEC 23091-2; else players go by the size.
MATRICES = {1: "bt709", 4: "fcc", 5: "smpte170m", 6: "smpte170m", 7: "smpte240m", 9: "bt2020", 10: "bt2020"}
HD_LINES = 720
# What brings a picture upright, by its display matrix: the signs with which its x and y become those of the screen.
UPRIGHT = {
    (1, 0, 0, 1): [],
    (-1, 0, 0, 1): ["hflip"],
    (1, 0, 0, -1): ["vflip"],
    (-1, 0, 0, -1): ["hflip", "vflip"],
    (0, 1, 1, 0): ["transpose=cclock_flip"],
    (0, 1, -1, 0): ["transpose=clock"],
    (0, -1, 1, 0): ["transpose=cclock"],
    (0, -1, -1, 0): ["transpose=clock_flip"],
}


class FrameDrawer:
    """Draws frame after frame anew, all in the size that the first one has."""

    def __init__(self, ratio: Fraction) -> None:
        """`ratio`: the width of a pixel, of which the height is one."""
        self._ratio = ratio
        self._size = (0, 0)  # not known yet
        self._kind: tuple[Any, ...] = ()
        self._draw: Callable[[Any], Any]

    def drawn(self, frame: Any) -> Any:
        """In yuv420p; when it is shown remains to be said."""
        colours = (frame.colorspace, frame.color_range, frame.color_trc, frame.color_primaries)
        kind = (frame.width, frame.height, frame.format.name, frame.rotation, *colours)
        if kind != self._kind:
            self._kind, self._draw = kind, self._drawing(frame)
        return self._draw(frame)

    def _drawing(self, frame: Any) -> Callable[[Any], Any]:
        turned = _turned(frame)
        width, height = stored_size(frame.width * self._ratio, frame.height)
        upright = (width, height) if turned[0] else (height, width)
        self._size = self._size if any(self._size) else upright
        span = "pc" if frame.color_range == ColorRange.JPEG else "tv"
        shrunk = f"scale={width}:{height}:in_color_matrix={_matrix(frame)}:in_range={span}:{SCALING}"
        ours = "out_color_matrix=bt709:out_range=tv"
        last = ["format=yuv420p", *UPRIGHT[turned], "sidedata=delete"]
        if upright != self._size:  # a recorder may change it on the way
            w, h = self._size
            last += [f"scale={w}:{h}:force_original_aspect_ratio=decrease:{SCALING}", f"pad={w}:{h}:-1:-1"]
        if is_ordinary(frame.color_trc, frame.color_primaries):
            return _chain(frame, [f"{shrunk}:{ours}", *last])
        mapped = [f"{shrunk}:out_range=pc", "format=gbrp10", "haldclut", f"scale={ours}:{SCALING}", *last]
        return _chain(frame, mapped, colour_table(frame.color_trc, frame.color_primaries))


def stored_size(width: Fraction | int, height: int) -> tuple[int, int]:
    """How large a frame of so many square pixels is stored, its sides even. Of a line it is the nearest picture."""
    share = min(Fraction(1), Fraction(LONGEST_STORED_SIDE) / max(width, height))
    wide, high = (max(2, 2 * round(side * share / 2)) for side in (width, height))
    return wide, high


def _turned(frame: Any) -> tuple[int, int, int, int]:
    """The frame's display matrix as a key of UPRIGHT; what is askew is taken for the nearest.

    Not for each frame: one whose side data were looked at is kept in memory until Python looks for circles.
    """
    told = frame.side_data.get(Type.DISPLAYMATRIX)
    if told is None:
        return (1, 0, 0, 1)
    a, b, _, c, d, *_ = (int(each) for each in np.frombuffer(bytes(told), np.int32))
    lies = abs(a) + abs(d) >= abs(b) + abs(c)
    return (_sign(a), 0, 0, _sign(d)) if lies else (0, _sign(b), _sign(c), 0)


def _sign(number: int) -> int:
    return -1 if number < 0 else 1


def _matrix(frame: Any) -> str:
    usual = "bt709" if min(frame.width, frame.height) >= HD_LINES else "smpte170m"
    return MATRICES.get(frame.colorspace, usual if is_ordinary(frame.color_trc, frame.color_primaries) else "bt2020")


def _chain(frame: Any, steps: list[str], table: Any = None) -> Callable[[Any], Any]:
    """Filters, one after another. What `haldclut` among them makes of each colour is told by `table`."""
    graph: Any = av.filter.Graph()
    base = Fraction(1, 1000)
    source = graph.add_buffer(width=frame.width, height=frame.height, format=frame.format.name, time_base=base)
    nodes = [source, *(graph.add(*step.partition("=")[::2]) for step in steps), graph.add("buffersink")]
    graph.link_nodes(*nodes)
    if table is not None:
        colours = graph.add_buffer(width=len(table), height=len(table), format="rgb48le", time_base=base)
        colours.link_to(nodes[1 + steps.index("haldclut")], 0, 1)
    graph.configure()
    if table is not None:
        clut = av.VideoFrame.from_ndarray(table, format="rgb48le")
        clut.pts, clut.time_base = 0, base
        colours.push(clut)
        colours.push(None)

    def draw(frame: Any, graph: Any = graph) -> Any:  # the ends of a graph do not keep it, and pushing then crashes
        frame.pts, frame.time_base = 0, base
        source.push(frame)
        made = nodes[-1].pull()
        made.pict_type = PictureType.NONE  # else an encoder makes key frames where the source has them
        return made

    return draw
