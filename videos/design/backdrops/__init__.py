"""What moves quietly behind the words: shapes in the palette's colours, drawn for one frame and a number of seconds."""

from collections.abc import Callable

from videos.design.backdrops import floating, forms, patterns, scenery
from videos.design.backdrops.ground import Ground, lights
from videos.design.parts import Part

__all__ = ["LOW", "Ground", "backdrop"]

BACKDROPS: dict[str, Callable[[Ground], list[Part]]] = {
    "plain": forms.plain, "blobs": forms.blobs, "rings": forms.rings, "diagonals": forms.diagonals,
    "bokeh": forms.bokeh, "frame": forms.frame, "grid": patterns.grid, "dots": patterns.dots, "bars": patterns.bars,
    "waves": scenery.waves, "hills": scenery.hills, "firs": scenery.firs, "skyline": scenery.skyline,
    "stars": scenery.stars, "sun": scenery.sun, "steam": floating.steam, "hearts": floating.hearts,
    "balloons": floating.balloons,
}  # fmt: skip
LOW = frozenset({"waves", "hills", "firs", "skyline", "bars"})  # these fill the lower part of the frame


def backdrop(kind: str, ground: Ground) -> list[Part]:
    """The elements of a backdrop, at most 40: soft lights that give depth, and what is drawn before them."""
    return [*lights(ground), *BACKDROPS[kind](ground)]
