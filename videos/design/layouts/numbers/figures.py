"""Several numbers side by side, each with what it measures."""

from videos.design.catalogue import LayoutKind
from videos.design.composition.boxes import Node, column, grid, row
from videos.design.layouts.numbers.number_parts import (
    head,
    in_one_line,
    inner,
    label,
    line,
    number,
    numbers,
    pictured,
)
from videos.design.page import Page
from videos.document.slots import Figure, Slots

GAP = 5.0  # units between numbers in a row and the lines between them
MOST_IN_A_ROW = 3


def _cards(page: Page) -> Node:
    """Cards that fill what the words leave: one below the other in a tall frame, else in rows."""
    count, (width, height) = len(page.slots.figures), inner(page)
    wide = width > height * 1.2
    columns = (2 if count == 4 else min(count, 3)) if wide else (1 if count <= 3 and not page.slots.picture else 2)
    rows = -(-count // columns)
    each = (width - 3 * (columns - 1)) / columns - 9
    tall = height * 0.72 / rows
    low = columns == 1 and tall < 28  # the label beside the number
    size = in_one_line(page, numbers(page), min(24.0 if count > 1 else 40.0, tall * 0.42), each * (0.5 if low else 1))
    larger = min(6.4, max(4.6, size * 0.36))
    cards = []
    for i in range(count):
        said = (number(page, i, size, counts=True), label(page, i, larger))
        inside = (row(*said, id=f"said-{i}", gap=4),) if low else said
        cards.append(page.card(*inside, id=f"card-{i}", pad=(4.5, 3.4), justify="start" if page.is_wide else "center"))
    table = grid(*cards, columns=columns, gap=3, grow=0 if page.is_wide else 1)
    return pictured(page, page.stack(head(page, 12), table, page.action(), gap=4))


def _lines(page: Page) -> Node:
    """A number a line, between thin lines; the words beside them or above. Without words: a row, where it is wide."""
    count, (width, height) = len(page.slots.figures), inner(page)
    wide = page.is_wide and not page.slots.picture
    words = head(page, 13, justify="center", share=0.38 if wide else None)
    if wide and words is None and 1 < count <= MOST_IN_A_ROW:
        return _row(page, width)
    across = width * 0.56 if wide else width
    size = in_one_line(
        page, numbers(page), min(24.0 if count > 1 else 40.0, height * (0.8 if wide else 0.62) / count * 0.6), across
    )
    larger = min(6.2, max(4.4, size * 0.3))
    rows: list[Node] = []
    for i in range(count):
        rows += [line(f"line-{i}")] if i else []
        said = (number(page, i, size, counts=True), label(page, i, larger))
        rows.append(column(*said, id=f"figure-row-{i}", gap=0.4, together=True))
    lines = column(*rows, id="lines", gap=3, justify="center", **({"grow": 1} if wide else {}))
    if wide and words is not None:
        return row(column(words, page.action(), id="side", gap=3.6, justify="center", share=0.38), lines,
                   gap=7, align="stretch", grow=1)  # fmt: skip
    return pictured(page, page.stack(words, lines, page.action(), gap=5))


def _row(page: Page, width: float) -> Node:
    """The numbers side by side, as large as they may be, between thin lines."""
    count = len(page.slots.figures)
    size = in_one_line(page, numbers(page), 30.0, (width - GAP * 2 * (count - 1)) / count)
    told: list[Node] = []
    for i in range(count):
        told += [line(f"line-{i}", across=False)] if i else []
        said = (number(page, i, size, counts=True, align="center"), label(page, i, 6.0, align="center"))
        told.append(column(*said, id=f"figure-{i}-told", gap=0.8, justify="center", grow=1, together=True))
    return page.stack(row(*told, id="figures", gap=GAP, align="stretch"), page.action("center"), gap=6)


FIGURES = LayoutKind(
    name="figures",
    about="1-6 numbers",
    needs=("figures",),
    takes=("kicker", "heading", "body", "action", "picture"),
    arrangements=(_cards, _lines),
    counts={"figures": (1, 6)},
    example=Slots(
        heading="A good year",
        figures=[Figure(value="4,300", label="new customers"), Figure(value="98.5", unit="%", label="would come again"),
                 Figure(value="12", label="new colleagues")],
    ),
)  # fmt: skip
