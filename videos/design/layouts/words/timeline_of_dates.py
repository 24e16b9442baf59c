"""What happened when, along a line."""

from videos.design.catalogue import LayoutKind
from videos.design.composition.boxes import Box, Flow, Leaf, Node, column, row
from videos.design.page import Align, Composed, Page
from videos.document.slots import Detail, Slots

MOST_ACROSS = 6  # dates side by side
DOT = 3.4


def _line(page: Page) -> Composed | Node:
    """Across a wide frame, dates over the line; down others, dates before it."""
    width, height = page.room
    details = page.slots.details
    count = len(details)
    if page.is_wide and count <= MOST_ACROSS:
        size, dated = _sizes(page, width / count - 4, height * 0.3)
        stops = [
            column(_date(page, i, dated), _stop(i, count), _what(page, i, size), id=f"stop-{i}", gap=2.6, grow=1,
                   together=True) for i in range(count)
        ]  # fmt: skip
        return page.over_picture(page.above(row(*stops, id="stops", align="start"), size=13))
    across, down = (width * 0.34, height * 0.9) if page.is_wide else (width * 0.6, height * 0.64)
    size, dated = _sizes(page, across, max(down / count - 4, 4.6))
    gap = min(6.0, max(1.6, down / count * 0.26))
    stops = []
    for i in range(count):
        date = column(_date(page, i, dated), id=f"at-{i}", share=0.28, shrink=False)
        level = column(id=f"level-{i}", height=max(0.0, (dated - size) * 0.6))  # so that both first lines are level
        words = column(level, _what(page, i, size), column(id=f"after-{i}", height=gap), id=f"said-{i}", grow=1)
        stops.append(
            row(date, _post(i, count, dated * 1.2), words, id=f"stop-{i}", gap=3.4, align="stretch", together=True)
        )
    return page.over_picture(page.beside(column(*stops, id="stops", justify="center"), 0.34))


def _alternating(page: Page) -> Composed | Node | None:
    """On both sides of the line in turn."""
    width, height = page.room
    count = len(page.slots.details)
    if page.is_wide:
        if not 2 <= count <= MOST_ACROSS:
            return None
        size, dated = _sizes(page, width / count * 1.4 - 4, height * 0.18)
        half = height * 0.29
        stops: list[Node] = []
        for i in range(count):
            said = [_date(page, i, dated), _what(page, i, size)]
            over, under = ([*said], []) if i % 2 == 0 else ([], [*said])
            high = column(*over, id=f"over-{i}", gap=1, height=half, justify="end")
            low = column(*under, id=f"under-{i}", gap=1, height=half)
            stops.append(column(high, _stop(i, count), low, id=f"stop-{i}", gap=2.4, grow=1, together=True))
        return page.over_picture(page.above(row(*stops, id="stops", align="start"), size=10))
    down = height * 0.62
    size, dated = _sizes(page, width / 2 - 8, max(down / count - 9, 8.5))
    stops = []
    for i in range(count):
        align: Align = "right" if i % 2 == 0 else "left"
        pad = 0, min(2.4, down / count * 0.08)
        words = column(
            _date(page, i, dated, align), _what(page, i, size, align), id=f"said-{i}", gap=0.6, grow=1, pad=pad
        )
        empty = column(id=f"empty-{i}", grow=1)
        post = _post(i, count, dated * 1.4)
        sides = (words, post, empty) if i % 2 == 0 else (empty, post, words)
        stops.append(row(*sides, id=f"stop-{i}", gap=3.4, align="stretch", together=True))
    return page.over_picture(page.above(column(*stops, id="stops")))


def _sizes(page: Page, across: float, down: float) -> tuple[float, float]:
    """Of the words and of the dates."""
    details = page.slots.details
    return (
        page.fitting(7.2, across, down, *[each.value for each in details], weight=500),
        page.fitting(9, min(across, page.room[0] * 0.26), 11, *[each.label for each in details], font="heading",
                     weight=page.style.heading_weight),
    )  # fmt: skip


def _stop(i: int, count: int) -> Box:
    """A dot and the line to the next one."""
    line = Leaf(f"join-{i}", "rect", {"fill": "$accent/45"}, Flow(height=0.6, grow=1), enter="wipe")
    return row(_dot(i), line if i < count - 1 else column(id=f"end-{i}", grow=1), id=f"mark-{i}")


def _post(i: int, count: int, high: float) -> Box:
    """A dot in the middle of the first line, and the line down to the next dot."""
    flow = Flow(width=0.6, grow=1, align="center")
    above = Leaf(f"above-{i}", "rect", {"fill": "$accent/45" if i else "$accent/0"},
                 Flow(width=0.6, height=max(0.1, (high - DOT) / 2), align="center"))  # fmt: skip
    below = Leaf(f"join-{i}", "rect", {"fill": "$accent/45"}, flow, enter="wipe")
    return column(above, _dot(i), below if i < count - 1 else None, id=f"post-{i}", shrink=False)


def _dot(i: int) -> Leaf:
    look = {"fill": "$background", "stroke": "$accent", "stroke_width": 0.9}
    return Leaf(f"dot-{i}", "ellipse", look, Flow(width=DOT, height=DOT, shrink=False), enter="pop")


def _date(page: Page, i: int, size: float, align: Align = "left") -> Node | None:
    return page.large(f"date-{i}", page.slots.details[i].label, size, "details", fill=page.accent, lines=2, align=align,
                      smallest=3.4)  # fmt: skip


def _what(page: Page, i: int, size: float, align: Align = "left") -> Node | None:
    return page.words(f"what-{i}", page.slots.details[i].value, size, "details", lines=6, align=align)


TIMELINE = LayoutKind(
    name="timeline",
    about="date, what",
    needs=("details",),
    takes=("kicker", "heading", "body", "icon", "action", "picture"),
    arrangements=(_line, _alternating),
    counts={"details": (1, 8)},
    example=Slots(
        heading="From a garage to three shops",
        details=[Detail(label="1998", value="The first loaf"), Detail(label="2006", value="A shop in Mill Lane"),
                 Detail(label="2015", value="Our own mill"), Detail(label="2024", value="Three shops, 40 people")],
    ),
)  # fmt: skip
