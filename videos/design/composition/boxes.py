"""What a picture is composed of: rows, columns, grids and overlays of words, shapes, icons, pictures and charts.

All lengths are in units, a hundredth of the frame's shorter side; shares are of the parent. Everything is immutable, so
that the same tree can be set at several sizes until it fits.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

Align = Literal["start", "center", "end", "stretch"]
Justify = Literal["start", "center", "end", "between"]
Direction = Literal["row", "column", "grid", "overlay"]
Props = Mapping[str, Any]


@dataclass(frozen=True)
class Flow:
    """How a box takes its place among the others: its own size, its share of the parent, and of what is left over.

    One with a size that grows, too, is never smaller than that size: a picture that words may not squeeze to nothing.
    """

    width: float | None = None
    height: float | None = None
    share: float | None = None  # of the parent's length, along its direction
    grow: float = 0.0
    shrink: bool = True  # whether it gives way across a row
    align: Align | None = None  # across the parent's direction, in place of the parent's rule
    least: float | None = None  # of its length along the parent's direction


@dataclass(frozen=True)
class Leaf:
    """What is drawn: an element of `kind` whose box the composition finds.

    `props` are the element's own; an `enter` among them is in place of all that the style says. One that is turned by
    90 or -90 degrees fills its place all the same: a bar at -90 that is wiped in grows upwards.
    `beat`: when it comes, counted in steps from the first; None: after the one before.
    """

    id: str
    kind: str
    props: Props
    flow: Flow = Flow()
    ratio: float | None = None  # of width to height
    enter: str | None = None  # a preset in place of the style's
    beat: float | None = None


@dataclass(frozen=True)
class Words:
    """A text. It is set at `size` where it fits in `lines` lines, else smaller, down to `smallest`.

    `slot` is what a person is told to shorten where nothing fits.
    """

    id: str
    text: str
    size: float
    smallest: float
    slot: str
    lines: int = 3
    font: str = "body"
    weight: int = 500
    align: Literal["left", "center", "right"] = "left"
    fill: str = "$text"
    spacing: float = 0.0
    props: Props = field(default_factory=dict)
    flow: Flow = Flow()
    enter: str | None = None
    beat: float | None = None


@dataclass(frozen=True)
class Plate:
    """What lies under a box: a rectangle. `radius` in units; None: as round as the style says.

    `beyond`: how far it reaches over the box's sides, across and down: a veil under words, up to the frame's edge.
    """

    fill: str
    radius: float | None = None
    props: Props = field(default_factory=dict)
    beyond: tuple[float, float] = (0.0, 0.0)


@dataclass(frozen=True)
class Box:
    """Children along a direction. `together`: all of them come at the same moment."""

    id: str
    direction: Direction
    children: tuple["Node", ...]
    gap: float = 0.0
    pad: tuple[float, float] = (0.0, 0.0)  # across and down
    align: Align = "stretch"
    justify: Justify = "start"
    columns: int = 1  # of a grid
    plate: Plate | None = None
    together: bool = False
    enter: str | None = None
    flow: Flow = Flow()


Node = Box | Leaf | Words


def row(*children: Node | None, id: str = "row", **more: Any) -> Box:
    """Side by side, centred across unless `align` says otherwise. What is None is left out."""
    return _box("row", children, id, **{"align": "center", **more})


def column(*children: Node | None, id: str = "column", **more: Any) -> Box:
    """One below the other, each as wide as the column. What is None is left out."""
    return _box("column", children, id, **more)


def grid(*children: Node | None, columns: int, id: str = "grid", **more: Any) -> Box:
    """Cells of the same width, row by row."""
    return _box("grid", children, id, columns=columns, **more)


def overlay(*children: Node | None, id: str = "overlay", **more: Any) -> Box:
    """One above the other, each as large as the largest needs."""
    return _box("overlay", children, id, **more)


def _box(direction: Direction, children: tuple[Node | None, ...], id: str, **more: Any) -> Box:
    pad = more.pop("pad", 0.0)
    both = pad if isinstance(pad, tuple) else (pad, pad)
    flow = Flow(**{name: more.pop(name) for name in Flow.__dataclass_fields__ if name in more and name != "align"})
    if "align_self" in more:
        flow = replace(flow, align=more.pop("align_self"))
    kept = tuple(child for child in children if child is not None)
    return Box(id, direction, kept, pad=both, flow=flow, **more)


def flowing(node: Node, **more: Any) -> Node:
    """The node with another way of taking its place: `flowing(words, grow=1)`."""
    return replace(node, flow=replace(node.flow, **more))
