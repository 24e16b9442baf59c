"""Boxes in boxes: where they stand."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from videos.design.composition.boxes import Box, Flow, Leaf, column, grid, row
from videos.design.composition.solving import Setting, solved
from videos.document.style import Style

ROOM = (0.0, 0.0, 800.0, 600.0)


def places(root: Box, *, mirrored: bool) -> dict[str, tuple[float, float, float]]:
    """Left, right and top of each leaf."""
    placed = solved(root, ROOM, Setting(1.0, Style(), mirrored)).placed
    return {
        each.node.id: (round(each.rect[0], 1), round(each.rect[0] + each.rect[2], 1), round(each.rect[1], 1))
        for each in placed
        if isinstance(each.node, Leaf)
    }


def block(name: int, width: float, align: Any = None) -> Leaf:
    return Leaf(f"leaf-{name}", "rect", {}, Flow(width=width, height=20, align=align, shrink=False))


@given(
    widths=st.lists(st.floats(5, 90), min_size=1, max_size=8),
    columns=st.integers(1, 4),
    align=st.sampled_from([None, "start", "center", "end"]),
)
@pytest.mark.parametrize("kind", ["row", "column", "grid"])
def test_what_reads_from_the_right_is_the_mirror_image(
    kind: str, widths: list[float], columns: int, align: Any
) -> None:
    match kind:
        case "row":
            root = row(*[block(i, width) for i, width in enumerate(widths)], gap=3, grow=1)
        case "column":
            root = column(*[block(i, width, align) for i, width in enumerate(widths)], gap=2)
        case _:
            cells = [row(block(i, width), id=f"cell-{i}") for i, width in enumerate(widths)]
            root = grid(*cells, columns=columns, gap=4)
    usual, turned = places(root, mirrored=False), places(root, mirrored=True)
    across = ROOM[2]
    for name, (left, right, top) in usual.items():
        assert turned[name] == pytest.approx((across - right, across - left, top), abs=0.2)
