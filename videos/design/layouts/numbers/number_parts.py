"""What layouts of numbers share: figures as words, heads, a picture at the side, and what is no number. Pure."""

from typing import Any

from videos.design.catalogue import Unfit
from videos.design.composition.boxes import Box, Flow, Leaf, Node, Words, column, row
from videos.design.layouts.numbers.written_numbers import amount, amounts, written
from videos.design.page import Align, Page
from videos.document.slots import Figure, Slots

SERIES = (
    "$accent", "$accent2", "$accent~accent2:50", "$accent~text:55", "$accent2~text:55", "$accent~background:45",
    "$accent2~background:45", "$text~background:40",
)  # fmt: skip


def inner(page: Page) -> tuple[float, float]:
    """Width and height between the margins, in units; beside a picture, what it leaves."""
    width, height = page.room
    if not page.slots.picture:
        return width, height
    return (width * 0.56, height) if page.is_wide else (width, height * (0.66 if is_tower(page) else 0.74))


def is_tower(page: Page) -> bool:
    """Whether the frame has far more room down than across."""
    return page.canvas.height > 1.5 * page.canvas.width


def pictured(page: Page, node: Node) -> Node:
    """The node, with the slot's picture at its side or over it."""
    if page.is_wide:
        picture = page.picture(grow=1)
        return (
            node
            if picture is None
            else row(column(node, id="said", share=0.56), picture, gap=6, align="stretch", grow=1)
        )
    height = page.room[1] * (0.3 if is_tower(page) else 0.22)
    picture = page.picture(height=height)
    return node if picture is None else column(picture, node, gap=5, grow=1)


def head(page: Page, size: float = 11, align: Align = "left", **more: Any) -> Box | None:
    """Kicker, heading and body; larger in tall frames. None when there are no such words."""
    larger = 1.2 if is_tower(page) else 1.0
    words = (
        page.kicker(align, 4.2 * larger), page.heading(size * larger, align), page.body(5 * larger, align, lines=4),
    )  # fmt: skip
    return column(*words, **{"id": "head", "gap": 1.8, **more}) if any(words) else None


def in_one_line(page: Page, texts: list[str], size: float, width: float) -> float:
    """The size, up to `size` units, at which each text is at most `width` units wide as a `number`."""
    if not texts:
        return size
    return max(0.1, page.line_fitting(size, width, *texts, font="heading", weight=page.style.heading_weight))


def numbers(page: Page) -> list[str]:
    return [written(figure) for figure in page.slots.figures]


def number(page: Page, index: int, size: float, counts: bool = False, **more: Any) -> Words | None:
    """The figure as it is said, in one line; it counts up if it `counts`."""
    look = {"lines": 1, "fill": page.accent, "smallest": 3.4, "props": {"count_up": counts}, **more}
    return page.large(f"figure-{index}", written(page.slots.figures[index]), size, "figures", **look)


def label(page: Page, index: int, size: float = 4.4, **more: Any) -> Words | None:
    """What the figure measures."""
    look = {"fill": "$quiet", "lines": 2, **more}
    return page.words(f"label-{index}", page.slots.figures[index].label, size, "figures", **look)


def values(slots: Slots) -> list[float]:
    """The figures as numbers; the layout's check has refused what is none."""
    return [value or 0.0 for value in amounts(map(_plainly, slots.figures))]


def not_numbers(slots: Slots) -> Unfit:
    """For `check`: figures that a chart cannot draw."""
    for figure in slots.figures:
        if amount(_plainly(figure)) is None:
            yield (
                "figures",
                f"{_plainly(figure)!r} is not one number, and a chart is drawn from numbers such as 4,300, 12.5 % or "
                "2.5M. Write one, or choose the layout figures.",
            )


def line(id: str, across: bool = True, fill: str = "$text/25", thick: float = 0.4) -> Leaf:
    """A thin line between things."""
    flow = Flow(height=thick, align="stretch") if across else Flow(width=thick, align="stretch")
    return Leaf(id, "rect", {"fill": fill}, flow, enter="fade")


def space(id: str, grow: float) -> Box:
    """Nothing, that takes its share."""
    return column(id=id, grow=grow)


def _plainly(figure: Figure) -> str:
    return f"{figure.value} {figure.unit}".strip()
