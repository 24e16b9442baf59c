"""From boxes to places: the tree is laid out by Taffy (flexbox and grid), words are measured by our own typesetter."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from math import ceil
from typing import Any

from videos.compiler.text.fonts import Face
from videos.compiler.text.typesetting import Block, narrowest, set_at
from videos.design.composition import taffy
from videos.design.composition.boxes import Align, Box, Direction, Leaf, Node, Words
from videos.document.style import Style

SCALES = (1.0, 0.93, 0.86, 0.8, 0.74, 0.68, 0.63, 0.58, 0.53, 0.49, 0.45, 0.41, 0.37, 0.33)
TIGHTEST_GAPS = 0.45  # how far gaps shrink with the words
ENDLESS = 1e6  # pixels: a line that never breaks
SLACK = 0.75  # pixels that rounding may move
ROOM = 0.4  # pixels around words for what rounding moves; with more, lines would break later than was measured

TURNED: dict[Align, Align] = {"start": "end", "end": "start"}

Rect = tuple[float, float, float, float]  # x, y, width, height in pixels of the frame


@dataclass(frozen=True)
class Setting:
    """What a tree is set with: pixels a unit, the style's fonts, and whether it reads from the right.

    `contained`: what leaves the box that it stands in does not fit, wherever it is in the room.
    """

    unit: float
    style: Style
    mirrored: bool = False
    contained: bool = False


@dataclass(frozen=True)
class Placed:
    """A node where it stands, in its box `holder`. `size`: of words, in pixels; `cut`: one is too wide."""

    node: Node
    rect: Rect
    holder: Rect
    size: float = 0.0
    cut: bool = False


@dataclass(frozen=True)
class Solution:
    """All nodes in drawing order. `crowded`: the slots whose words do not fit, the worst first; none is good."""

    placed: tuple[Placed, ...]
    crowded: tuple[str, ...]
    scale: float


def solved(root: Node, room: Rect, setting: Setting, smallest_scale: float = SCALES[-1]) -> Solution:
    """The tree in `room` at the largest scale at which everything fits; at the smallest, what does not."""
    scales = [scale for scale in SCALES if scale >= smallest_scale]
    first = _at(root, room, setting, scales[0])
    if not first.crowded:
        return first
    low, high, best = 0, len(scales) - 1, None
    while high - low > 1:  # scales[low] does not fit
        middle = (low + high) // 2
        tried = _at(root, room, setting, scales[middle])
        if tried.crowded:
            low = middle
        else:
            high, best = middle, tried
    return best or _at(root, room, setting, scales[-1], last=True)


def ink_of(placed: Placed, setting: Setting) -> Rect:
    """Where the lines of words stand in their box; of anything else, its box."""
    node, (x, y, w, h) = placed.node, placed.rect
    if not isinstance(node, Words):
        return placed.rect
    block = _set(node.text, face_of(node, setting), placed.size, round(w - 2 * ROOM, 1), placed.cut)
    align = {"left": "right", "right": "left"}.get(node.align, node.align) if setting.mirrored else node.align
    room = max(0.0, w - block.width)
    shift = {"left": 0.0, "center": room / 2, "right": room}[align]
    return x + shift, y + max(0.0, h - block.height) / 2, min(w, block.width), min(h, block.height)


def face_of(words: Words, setting: Setting) -> Face:
    """How words are written in this style."""
    return Face(setting.style.font(words.font), words.weight, words.spacing)


@lru_cache(maxsize=8192)
def _set(text: str, face: Face, size: float, width: float, cut: bool) -> Block:
    return set_at(text, face, size, width, "left", cut=cut)


@lru_cache(maxsize=4096)
def _narrowest(text: str, face: Face) -> float:
    return narrowest(text, face)


class _Leafs:
    """The words of one attempt, each with its size, and what Taffy asks of them."""

    def __init__(self, setting: Setting, scale: float, cut: bool) -> None:
        self.setting, self.scale, self.cut = setting, scale, cut

    def size_of(self, words: Words) -> float:
        return round(max(words.smallest, words.size * self.scale) * self.setting.unit, 1)

    def block(self, words: Words, width: float) -> Block:
        tenths = ceil(width * 10) / 10  # never less: what just fits would break
        return _set(words.text, face_of(words, self.setting), self.size_of(words), tenths, self.cut)

    def measure(self, words: Words) -> taffy.Measure:
        face, size = face_of(words, self.setting), self.size_of(words)

        def measured(known: float | None, offered: float) -> tuple[float, float]:
            width = offered if known is None else known
            if width == taffy.NONE:
                width = 1.0 if self.cut else _narrowest(words.text, face) * size + 2 * ROOM
            block = self.block(words, min(width, ENDLESS) - 2 * ROOM)
            return min(width, block.width + 2 * ROOM), block.height + 2 * ROOM

        return measured


def _at(root: Node, room: Rect, setting: Setting, scale: float, *, last: bool = False) -> Solution:
    leafs = _Leafs(setting, scale, cut=last)
    placed: list[Placed] = []
    with taffy.Tree() as tree:
        top = _grown(tree, root, None, leafs)
        frame = {**taffy.flex("column", "stretch", "start", 0, (0, 0)), "size": _size(room[2], room[3], 1.0)}
        holder = tree.node(frame, [top.number])
        tree.lay_out(holder, room[2], room[3])
        _collect(tree, top, room, leafs, placed)
    return Solution(tuple(placed), tuple(_crowded(placed, room, leafs, strict=not last)), scale)


@dataclass(frozen=True)
class _Grown:
    """A node in Taffy's tree."""

    node: Node
    number: int
    children: tuple["_Grown", ...] = ()


def _collect(
    tree: taffy.Tree, grown: _Grown, holder: Rect, leafs: _Leafs, placed: list[Placed], *, turned: bool = False
) -> None:
    """The node and all in it where they stand, parents before their children, as they are drawn.

    `turned`: it is a cell of a grid that stands from the right.
    """
    left, top, width, height = tree.rect(grown.number)
    if turned:
        left = holder[2] - left - width
    rect = holder[0] + left, holder[1] + top, width, height
    size, cut = 0.0, False
    if isinstance(grown.node, Words):
        size = leafs.size_of(grown.node)
        cut = leafs.cut and _narrowest(grown.node.text, face_of(grown.node, leafs.setting)) * size > width
    placed.append(Placed(grown.node, rect, holder, size, cut))
    is_turned = leafs.setting.mirrored and isinstance(grown.node, Box) and grown.node.direction == "grid"
    for child in grown.children:
        _collect(tree, child, rect, leafs, placed, turned=is_turned)


def _grown(tree: taffy.Tree, node: Node, parent: Box | None, leafs: _Leafs) -> _Grown:
    style = _flow(node, parent, leafs.setting)
    if isinstance(node, Words):
        return _Grown(node, tree.node(style, measure=leafs.measure(node)))
    if isinstance(node, Leaf):
        return _Grown(node, tree.node({**style, "aspect_ratio": node.ratio}))
    children = tuple(_grown(tree, child, node, leafs) for child in node.children)
    numbers = [child.number for child in children]
    return _Grown(node, tree.node({**style, **_container(node, leafs)}, numbers), children)


def _turned(align: Align, direction: Direction, mirrored: bool) -> Align:
    """An alignment across a column or an overlay, as it is where one reads from the right."""
    return TURNED.get(align, align) if mirrored and direction in ("column", "overlay") else align


def _flow(node: Node, parent: Box | None, setting: Setting) -> dict[str, Any]:
    """How the node takes its place: words give way across a row, nothing gives way down a column."""
    unit = setting.unit
    flow, across = node.flow, parent is not None and parent.direction == "row"
    style: dict[str, Any] = {"flex_grow": flow.grow, "flex_shrink": 1.0 if across and flow.shrink else 0.0}
    sides = _size(flow.width, flow.height, unit)
    if flow.share is not None:
        sides["width" if across else "height"] = taffy.share(flow.share)
    style["size"] = sides
    if flow.grow and parent is not None and (flow.width if across else flow.height) is None:
        style["flex_basis"] = taffy.points(0)
    elif not across:
        # What neither grows nor shrinks needs no least height; Taffy would take that of the narrowest words.
        style["min_size"] = taffy.size(taffy.AUTO, taffy.points(0))
    if flow.least is not None:
        style["min_size"] = _size(flow.least, None, unit) if across else _size(None, flow.least, unit)
    align = flow.align
    if parent is not None and (parent.direction, parent.align, align) == ("column", "stretch", None) and flow.width:
        align = "start"  # of its own width: there is nothing to stretch
    if align is not None and parent is not None:
        down = "row" if parent.direction == "overlay" else parent.direction  # of which only the way across is turned
        style["align_self"] = taffy.ALIGN[_turned(align, down, setting.mirrored)]
    if parent is not None and parent.direction == "overlay":
        style |= taffy.first_cell(flow.align and _turned(flow.align, "overlay", setting.mirrored))
    return style


def _container(box: Box, leafs: _Leafs) -> dict[str, Any]:
    unit = leafs.setting.unit * max(TIGHTEST_GAPS, leafs.scale)
    pad, gap = (box.pad[0] * unit, box.pad[1] * unit), box.gap * unit
    if box.direction == "overlay":
        return taffy.cells(1, box.align, _turned(box.align, "overlay", leafs.setting.mirrored), gap, pad)
    if box.direction == "grid":
        return taffy.cells(box.columns, box.align, "stretch", gap, pad)
    turned = "reverse" if box.direction == "row" and leafs.setting.mirrored else box.direction
    align = _turned(box.align, box.direction, leafs.setting.mirrored)
    return taffy.flex(turned, align, box.justify, gap, pad)


def _size(width: float | None, height: float | None, unit: float) -> dict[str, Any]:
    across, down = (taffy.AUTO if side is None else taffy.points(side * unit) for side in (width, height))
    return taffy.size(across, down)


def _crowded(placed: list[Placed], room: Rect, leafs: _Leafs, *, strict: bool) -> Iterator[str]:
    """The slots of words that are cut, leave the room, or take more lines than they like (at the smallest they may)."""
    contained = leafs.setting.contained
    outside = [each for each in placed if not _inside(each.rect, each.holder if contained else room)]
    found: dict[str, float] = {}
    for each in placed:
        if not isinstance(each.node, Words):
            continue
        block = leafs.block(each.node, each.rect[2] - 2 * ROOM)
        beyond = max(block.width - each.rect[2], block.height - each.rect[3], 0.0)
        many = strict and len(block.lines) > each.node.lines and each.size > each.node.smallest * leafs.setting.unit
        if beyond > SLACK or many or outside:
            found[each.node.slot] = max(found.get(each.node.slot, 0.0), len(each.node.text))
    if outside and not found:
        found["figures"] = 0.0
    yield from sorted(found, key=lambda slot: -found[slot])


def _inside(rect: Rect, room: Rect) -> bool:
    x, y, w, h = rect
    return (
        x >= room[0] - SLACK
        and y >= room[1] - SLACK
        and x + w <= room[0] + room[2] + SLACK
        and y + h <= room[1] + room[3] + SLACK
    )
