"""A scene that is read from the right is the mirror image of one that is read from the left."""

from hypothesis import given, settings
from hypothesis import strategies as st

from videos.design.composition.boxes import Box, Direction, Flow, Leaf, Node, column, grid, overlay, row
from videos.design.composition.solving import Setting, solved
from videos.document.style import Style

ROOM = 80.0, 60.0, 1000.0, 700.0
MAKERS = {"row": row, "column": column, "overlay": overlay}
ENDS = st.sampled_from(["start", "center", "end"])


@st.composite
def trees(draw: st.DrawFn, depth: int = 2) -> Node:
    if depth == 0 or draw(st.integers(0, 3)) == 0:
        sides = draw(st.tuples(st.integers(1, 14), st.integers(1, 9)))
        return Leaf("leaf", "rect", {}, Flow(width=sides[0], height=sides[1], shrink=False, align=draw(ENDS)))
    children = draw(st.lists(trees(depth - 1), min_size=1, max_size=3))
    more = {"gap": draw(st.integers(0, 3)), "pad": (draw(st.integers(0, 3)), 1), "align": draw(ENDS)}
    kind: Direction = draw(st.sampled_from(["row", "column", "grid", "overlay"]))
    if kind == "grid":
        return grid(*children, columns=draw(st.integers(1, 3)), **more)
    return MAKERS[kind](*children, **more, **({} if kind == "overlay" else {"justify": draw(ENDS)}))


@settings(max_examples=150, deadline=None)
@given(trees())
def test_what_is_read_from_the_right_is_the_mirror_image(tree: Node) -> None:
    there, back = (solved(column(tree), ROOM, Setting(7.0, Style(), mirrored)).placed for mirrored in (False, True))
    middle = ROOM[0] + ROOM[2] / 2
    for one, other in zip(there, back, strict=True):
        x, y, w, h = one.rect
        assert (
            isinstance(one.node, Box)
            or max(abs(a - b) for a, b in zip(other.rect, (2 * middle - x - w, y, w, h), strict=True)) < 0.1
        ), one.node
