"""One tree for Taffy, the layout engine, through the bindings of `stretchable`.

Its own `Node` checks each length through the members of an enum, which is nine tenths of the time of a layout, and all
nodes of a process share one arena that nothing empties. Here each layout has an arena of its own.
"""

from collections.abc import Callable
from enum import IntEnum
from typing import Any

from stretchable import taffylib
from stretchable.style import (
    AlignItems,
    Display,
    FlexDirection,
    JustifyContent,
    JustifyItems,
    JustifySelf,
)
from stretchable.style import Style as Css

Json = dict[str, Any]
Measure = Callable[[float | None, float], tuple[float, float]]  # known width, offered width → width, height

NONE, MOST = -1.0, float("inf")  # offered widths: as narrow as it can be, as wide as it likes
ALIGN = {"start": AlignItems.START, "center": AlignItems.CENTER, "end": AlignItems.END, "stretch": AlignItems.STRETCH}
ACROSS = {
    "start": JustifyItems.START, "center": JustifyItems.CENTER, "end": JustifyItems.END,
    "stretch": JustifyItems.STRETCH,
}  # fmt: skip
JUSTIFY = {  # from where its direction begins: at the right in a row that is turned
    "start": JustifyContent.FLEX_START, "center": JustifyContent.CENTER, "end": JustifyContent.FLEX_END,
    "between": JustifyContent.SPACE_BETWEEN,
}  # fmt: skip
DIRECTION = {"row": FlexDirection.ROW, "reverse": FlexDirection.ROW_REVERSE, "column": FlexDirection.COLUMN}


class _Scale(IntEnum):
    """Of a length; the numbers are those of the bindings."""

    AUTO = 0
    POINTS = 1
    PERCENT = 2
    MIN_CONTENT = 3
    MAX_CONTENT = 4
    FLEX = 7


OFFERED: dict[int, float] = {_Scale.MIN_CONTENT: NONE, _Scale.MAX_CONTENT: MOST}
AUTO: Json = {"dim": int(_Scale.AUTO), "value": float("nan")}
_PLAIN: Json = Css().to_dict()
_FIRST_CELL: Json = {"start": {"kind": 1, "value": 1}, "end": {"kind": 1, "value": 2}}
_FRACTION: Json = {
    **_PLAIN["grid_template_columns"][0],
    "single": {"max_size": {"dim": 7, "value": 1}, "min_size": AUTO},
}


def points(length: float) -> Json:
    return {"dim": int(_Scale.POINTS), "value": float(length)}


def share(of_parent: float) -> Json:
    """0 to 1 of the parent's length."""
    return {"dim": int(_Scale.PERCENT), "value": float(of_parent)}


def size(width: Json, height: Json) -> Json:
    return {"width": width, "height": height}


def flex(direction: str, align: str, justify: str, gap: float, pad: tuple[float, float]) -> Json:
    """A container whose children stand along a direction."""
    return {
        "display": Display.FLEX, "flex_direction": DIRECTION[direction], "align_items": ALIGN[align],
        "justify_content": JUSTIFY[justify], **_inside(gap, pad),
    }  # fmt: skip


def cells(columns: int, align: str, across: str, gap: float, pad: tuple[float, float]) -> Json:
    """A container of cells of the same width."""
    return {
        "display": Display.GRID, "align_items": ALIGN[align], "justify_items": ACROSS[across],
        "grid_template_columns": [_FRACTION] * columns, **_inside(gap, pad),
    }  # fmt: skip


def first_cell(align: str | None) -> Json:
    """A child that shares the first cell with its siblings; `align` is for both directions."""
    across = {} if align is None else {"justify_self": JustifySelf[align.upper()]}
    return {"grid_row": _FIRST_CELL, "grid_column": _FIRST_CELL, **across}


def _inside(gap: float, pad: tuple[float, float]) -> Json:
    across, down = points(pad[0]), points(pad[1])
    return {
        "gap": size(points(gap), points(gap)),
        "padding": {"left": across, "right": across, "top": down, "bottom": down},
    }


class Tree:
    """Nodes of one layout. Use it as a context: its memory is not Python's."""

    def __init__(self) -> None:
        self._arena = taffylib.init()
        taffylib.disable_rounding(self._arena)
        self._measures: dict[int, Measure] = {}
        self._layout = taffylib.PyLayout()

    def __enter__(self) -> "Tree":
        return self

    def __exit__(self, *error: object) -> None:
        taffylib.free(self._arena)

    def node(self, style: Json, children: list[int] | None = None, measure: Measure | None = None) -> int:
        """A node; `style` is what differs from CSS's initial values."""
        node: int = taffylib.node_create(self._arena, {**_PLAIN, **style})
        for child in children or []:
            taffylib.node_add_child(self._arena, node, child)
        if measure is not None:
            taffylib.node_set_measure(self._arena, node, True)
            self._measures[node] = measure
        return node

    def lay_out(self, root: int, width: float, height: float) -> None:
        room = size(points(width), points(height))
        taffylib.node_compute_layout_with_measure(self._arena, root, room, self._asked)

    def rect(self, node: int) -> tuple[float, float, float, float]:
        """x and y from the parent's corner, width, height."""
        taffylib.node_get_layout(self._arena, node, self._layout)
        return self._layout.x, self._layout.y, self._layout.width, self._layout.height

    def _asked(self, width: float, height: float, across: Json, down: Json, node: int) -> tuple[float, float]:
        measure = self._measures.get(node)
        if measure is None:
            return 0.0, 0.0
        offered = OFFERED.get(across["dim"])
        return measure(None if width != width else width, across["value"] if offered is None else offered)
