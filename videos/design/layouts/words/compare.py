"""Two or three things side by side."""

from videos.design.catalogue import LayoutKind
from videos.design.composition.boxes import Box, Flow, Leaf, Node, column, grid, overlay, row
from videos.design.page import Align, Composed, Page
from videos.document.slots import Detail, Slots

COLORS = ("accent", "accent2", "text")


def _sheets(page: Page) -> Composed | Node:
    """A sheet for each: its name on a strip in a colour of its own, a line of text a line."""
    size, named = _sizes(page, 14)
    sheets = []
    for i, detail in enumerate(page.slots.details):
        color = COLORS[i % 3]
        ink = "$background" if color == "text" else f"$on_{color}"
        strip = column(_name(page, i, detail, named, ink, "center"), id=f"strip-{i}", pad=(3, 2.6))
        lines = [
            row(_dot(i, j, f"${color}", size), _line(page, i, j, line, size), id=f"point-{i}-{j}", gap=2, align="start")
            for j, line in enumerate(_lines(detail))
        ]
        body = column(*lines, id=f"body-{i}", gap=size * 0.5, pad=(4, 4))
        sheets.append(page.sheet(strip if detail.label.strip() else None, body, f"sheet-{i}", f"${color}"))
    return page.over_picture(page.above(_side_by_side(page, *sheets)))


def _columns(page: Page) -> Composed | Node:
    """Without cards: names in colours, thin lines between the columns."""
    size, named = _sizes(page, 8)
    children = []
    for i, detail in enumerate(page.slots.details):
        color = page.accent if i == 0 else "$text"
        bar = Leaf(f"bar-{i}", "rect", {"fill": "$accent" if i == 0 else "$text/40", "radius": 0.4}, Flow(height=0.9))
        lines = [_line(page, i, j, line, size) for j, line in enumerate(_lines(detail))]
        texts = column(*lines, id=f"texts-{i}", gap=size * 0.5)
        children.append(
            column(bar, _name(page, i, detail, named * 1.25, color), texts, id=f"column-{i}", gap=3, together=True)
        )
    return page.over_picture(page.above(_side_by_side(page, *children)))


def _facing(page: Page) -> Composed | Node | None:
    """Two halves of the frame, each in a colour, the heading between or above them."""
    if len(page.slots.details) != 2:
        return None
    size, named = _sizes(page, 16)
    halves = []
    for i, detail in enumerate(page.slots.details):
        color = COLORS[i]
        lines = [_line(page, i, j, line, size, f"$on_{color}", "center") for j, line in enumerate(_lines(detail))]
        words = column(_name(page, i, detail, named * 1.2, f"$on_{color}", "center"), *lines,
                       id=f"words-{i}", gap=size * 0.55, pad=(6, 5), justify="center")  # fmt: skip
        ground = Leaf(f"ground-{i}", "rect", {"fill": f"${color}"}, enter="fade", beat=0.0)
        halves.append(overlay(ground, words, id=f"half-{i}", align="stretch", grow=1))
    tall = page.canvas.is_tall
    both = column(*halves, id="halves", grow=1) if tall else row(*halves, id="halves", align="stretch", grow=1)
    head = page.head("center", 11, (page.room[0], page.room[1] * 0.18))
    top = (
        column(head, page.action("center"), id="top", gap=2.5, pad=(8, 5))
        if head or page.slots.action.strip()
        else None
    )
    return Composed(column(top, both, grow=1), inset=(0, 0))


def _side_by_side(page: Page, *children: Box) -> Box:
    if page.canvas.is_tall and (len(children) > 2 or _longest(page) > 24):
        return column(*children, id="things", gap=4)
    return grid(*children, columns=len(children), id="things", gap=4, align="stretch")


def _sizes(page: Page, pad: float) -> tuple[float, float]:
    """Of the lines and of the names."""
    width, height = page.room
    details = page.slots.details
    stacked = page.canvas.is_tall and (len(details) > 2 or _longest(page) > 24)
    across = (width if stacked else width / len(details)) - pad
    most = max(len(_lines(each)) for each in details)
    down = height * 0.5 / (most * (len(details) if stacked else 1))
    texts = [line for each in details for line in _lines(each)]
    return (
        page.fitting(6.4, across, max(down, 6.5), *texts),
        page.fitting(
            8.5, across, 11, *[each.label for each in details], font="heading", weight=page.style.heading_weight
        ),
    )


def _longest(page: Page) -> int:
    return max(len(line) for each in page.slots.details for line in _lines(each))


def _lines(detail: Detail) -> list[str]:
    return [line for line in detail.value.splitlines() if line.strip()] or [""]


def _name(page: Page, i: int, detail: Detail, size: float, fill: str, align: Align = "left") -> Node | None:
    return page.large(f"name-{i}", detail.label, size, "details", fill=fill, align=align, lines=2, smallest=3.8)


def _line(page: Page, i: int, j: int, line: str, size: float, fill: str = "$text", align: Align = "left") -> Node:
    words = page.words(f"line-{i}-{j}", line, size, "details", fill=fill, align=align, lines=4)
    return words or column(id=f"line-{i}-{j}")


def _dot(i: int, j: int, fill: str, size: float) -> Box:
    """As high as a line, so that it stands beside the first of several."""
    dot = Leaf(f"dot-{i}-{j}", "ellipse", {"fill": fill}, Flow(width=1.6, height=1.6, shrink=False))
    return column(dot, id=f"mark-{i}-{j}", height=size * 1.2, justify="center", shrink=False)


COMPARE = LayoutKind(
    name="compare",
    about="2-3 things: name, a line a point",
    needs=("details",),
    takes=("kicker", "heading", "body", "icon", "action"),
    arrangements=(_sheets, _columns, _facing),
    counts={"details": (2, 3)},
    example=Slots(
        heading="Which loaf is yours?",
        details=[Detail(label="Rye", value="Dark and moist\nKeeps for a week\nGood with cheese"),
                 Detail(label="Wheat", value="Light and airy\nBest on the day\nGood with jam")],
    ),
)  # fmt: skip
