"""Numbers as a line, from left to right; under it what each is, as the person wrote it."""

from videos.design.catalogue import LayoutKind
from videos.design.composition.boxes import Box, Flow, Leaf, Node, column, grid, row
from videos.design.layouts.numbers.number_parts import (
    head,
    in_one_line,
    inner,
    label,
    not_numbers,
    number,
    numbers,
    pictured,
    values,
)
from videos.design.page import Page
from videos.document.slots import Figure, Slots


def _carded(page: Page) -> Node:
    """The line on a card, number and label of each point below it."""
    width, height = inner(page)
    wide = page.is_wide and not page.slots.picture
    across = width * 0.64 if wide else width
    card = page.card(_line(page, height * 0.28), _cells(page, across - 8, len(numbers(page))), id="chart-card",
                     pad=(4, 4), gap=2.4, grow=1)  # fmt: skip
    words = head(page, 12, justify="center", share=0.31 if wide else None)
    if wide and words is not None:
        return row(words, card, gap=6, align="stretch", grow=1)
    return pictured(page, page.stack(words, card, gap=5))


def _newest(page: Page) -> Node:
    """The last number large over the line, the others below it."""
    (width, height), last = inner(page), len(numbers(page)) - 1
    words = head(page, 10)
    size = in_one_line(page, numbers(page)[-1:], min(22, height * 0.2), width * (0.4 if page.is_wide else 1.0))
    said = column(number(page, last, size, enter="pop"), id="newest", together=True)
    top = row(column(words, id="said", grow=1), said, gap=6, align="end", id="top") if page.is_wide else column(
        words, said, gap=2.4, id="top")  # fmt: skip
    chart = column(_line(page, height * 0.28), _cells(page, width, last), id="chart-area", gap=2.4, grow=1)
    return pictured(page, page.stack(top, chart, gap=4))


def _line(page: Page, least: float) -> Box:
    """The line itself: each point stands over the middle of a column of `_cells`."""
    points = values(page.slots)[::-1] if page.mirrored else values(page.slots)
    props = {"kind": "line", "values": points, "show_values": False, "colors": ["$accent"]}
    chart = Leaf("chart", "chart", props, Flow(height=least, grow=1), enter="draw")
    return column(chart, id="line", grow=1)


def _cells(page: Page, width: float, told: int) -> Box:
    """A column for each point; the numbers of the first `told` of them."""
    count = len(numbers(page))
    place = width / count
    size = in_one_line(page, numbers(page)[:told], 6.4 if count < 6 else 5.2, place * 0.94)
    cells = [
        column(
            number(page, i, max(3.4, size), align="center") if i < told else None,
            label(page, i, 4.2, align="center", lines=3), id=f"cell-{i}", gap=0.4, together=True,
        )
        for i in range(count)
    ]  # fmt: skip
    return grid(*cells, columns=count, id="cells", align="end" if told < count else "start")


LINE_CHART = LayoutKind(
    name="line_chart",
    about="2-12 numbers over time",
    needs=("figures",),
    takes=("kicker", "heading", "body", "picture"),
    arrangements=(_carded, _newest),
    counts={"figures": (2, 12)},
    check=not_numbers,
    example=Slots(
        kicker="Members", heading="Growing every year", body="Twice as many as when we began",
        figures=[Figure(value="210", label="2021"), Figure(value="260", label="2022"),
                 Figure(value="245", label="2023"), Figure(value="330", label="2024"),
                 Figure(value="428", label="2025")],
    ),
)  # fmt: skip
