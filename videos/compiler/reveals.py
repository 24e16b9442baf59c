"""Showing an element little by little: masks that open, and lines that are drawn."""

import numpy as np

from videos.compiler.lottie import Json, Keys, bezier, keyed, masked, still
from videos.compiler.movement import Movement
from videos.compiler.timeline import Array
from videos.document.outlines import Outline

ROUND = 0.5523  # how far the handles of a Bézier quarter circle reach
PADDING = 4.0  # pixels beyond the drawing, for soft edges


def wiped(layer: Json, movement: Movement, width: float, height: float, progress: Array | None) -> Json:
    """`layer`, a drawing of this size about its origin, seen from the left up to its progress."""
    if progress is None:
        return layer
    size = width + 2 * PADDING, height + 2 * PADDING
    return windowed(layer, (0, 0), size, movement.keys(progress, 0.002))


def windowed(
    layer: Json,
    center: tuple[float, float],
    size: tuple[float, float],
    shares: Keys,
    corners: tuple[float, float] = (0, 0),
) -> Json:
    """`layer` inside a window of its own coordinates, open from the left to the share given for each frame.

    `corners` are the radii of the window's corners, across and down.
    """
    frames = [(frame, _window(center, size, share, corners)) for frame, share in shares]
    if len(frames) == 1:
        return masked(layer, {"a": 0, "k": frames[0][1]})
    steps = {"i": {"x": 1, "y": 1}, "o": {"x": 0, "y": 0}}
    return masked(layer, {"a": 1, "k": [{"t": frame, "s": [shape], **steps} for frame, shape in frames]})


def _window(center: tuple[float, float], size: tuple[float, float], share: float, corners: tuple[float, float]) -> Json:
    left, top = center[0] - size[0] / 2, center[1] - size[1] / 2
    right, bottom = left + size[0] * share, top + size[1]
    window = Outline(closed=True)
    if not any(corners):
        for corner in ((left, top), (right, top), (right, bottom), (left, bottom)):
            window.add(corner)
        return bezier(window)
    rx, ry = min(corners[0], (right - left) / 2), corners[1]
    kx, ky = rx * ROUND, ry * ROUND
    window.add((left, top + ry), leaving=(0, -ky))
    window.add((left + rx, top), arriving=(-kx, 0))
    window.add((right - rx, top), leaving=(kx, 0))
    window.add((right, top + ry), arriving=(0, -ky))
    window.add((right, bottom - ry), leaving=(0, ky))
    window.add((right - rx, bottom), arriving=(kx, 0))
    window.add((left + rx, bottom), leaving=(-kx, 0))
    window.add((left, bottom - ry), arriving=(0, ky))
    return bezier(window)


def share_between(progress: Array, begin: float, end: float) -> Array:
    """0 until the progress is `begin`, 1 from `end` on."""
    return np.clip((progress - begin) / (end - begin), 0, 1)


def percent(movement: Movement, share: Array | None, of: float = 100.0) -> Json:
    """A property that follows `share`, 0 to 1, up to `of`."""
    return still(of) if share is None else keyed(movement.keys(share * of, 0.2))
