"""Shares of a whole as a ring; beside it what each is, as the person wrote it."""

from videos.design.catalogue import LayoutKind, Unfit
from videos.design.composition.boxes import Box, Flow, Leaf, Node, column, grid, overlay, row
from videos.design.layouts.numbers.number_parts import (
    SERIES,
    head,
    in_one_line,
    inner,
    is_tower,
    label,
    not_numbers,
    number,
    numbers,
    pictured,
    values,
)
from videos.design.page import Page
from videos.document.slots import Figure, Slots


def _listed(page: Page) -> Node:
    """The ring with the icon in it, and a line for each share."""
    (width, height), count = inner(page), len(page.slots.figures)
    beside = page.is_wide or (not is_tower(page) and (count > 4 or bool(page.slots.picture)))
    side = min(height * (0.9 if page.is_wide else 0.46), width * 0.42) if beside else min(width * 0.86, height * 0.42)
    ring = _ring(page, side, page.icon(side * 0.24, align="center"))
    lines = _lines(page, range(count), width - side - 8 if beside else width, height)
    if page.is_wide:
        words = column(head(page, 12), lines, id="words", gap=5, justify="center", grow=1)
        return pictured(page, row(ring, words, gap=8, grow=1))
    if not beside:
        return pictured(page, page.stack(head(page, 11), ring, lines, gap=5))
    chart = row(ring, column(lines, id="listed", grow=1), id="chart-row", gap=6)
    return pictured(page, page.stack(head(page, 11), chart, gap=5))


def _largest(page: Page) -> Node:
    """The largest share is told inside the ring, the others on cards."""
    (width, height), found = inner(page), values(page.slots)
    most = found.index(max(found))
    side = min(height * 0.8, width * 0.44) if page.is_wide else min(width * 0.86, height * 0.44)
    size = in_one_line(page, [numbers(page)[most]], side * 0.24, side * 0.5)
    told = column(
        number(page, most, size, align="center", fill="$text"),
        label(page, most, max(3.6, side * 0.07), align="center", lines=2),
        id="inside", width=side * 0.56, gap=0.4, together=True, justify="center",
    )  # fmt: skip
    others = [i for i in range(len(found)) if i != most]
    columns = 1 if len(others) == 1 else 2
    place = (width - side - 8 if page.is_wide else width) / columns - 12
    least = in_one_line(page, [numbers(page)[i] for i in others], 8, place)
    cards = [
        row(
            Leaf(f"colour-{i}", "rect", {"fill": SERIES[i], "radius": 0.6},
                 Flow(width=1.2, align="stretch", shrink=False)),
            column(number(page, i, least, fill="$text"), label(page, i, 4.2), id=f"told-{i}", grow=1),
            id=f"card-{i}", gap=2.6, together=True,
        )
        for i in others
    ]  # fmt: skip
    legend = grid(*cards, columns=columns, gap=4, id="legend")
    ring = _ring(page, side, told)
    icon = page.icon(9)
    if page.is_wide:
        words = column(icon, head(page, 11), legend, id="words", gap=4.4, justify="center", grow=1)
        return pictured(page, row(words, ring, gap=8, grow=1))
    return pictured(page, page.stack(icon, head(page, 11), ring, legend, gap=5))


def _ring(page: Page, side: float, inside: Node | None) -> Box:
    colors = [SERIES[i % len(SERIES)] for i in range(len(page.slots.figures))]
    props = {"kind": "donut", "values": values(page.slots), "show_values": False, "colors": colors}
    ring = Leaf("chart", "chart", props, Flow(width=side, height=side, shrink=False, align="center"), enter="draw")
    return overlay(ring, inside, id="ring", align="center", align_self="center", shrink=False)


def _lines(page: Page, shown: range, width: float, height: float) -> Box:
    """A dot in the share's colour, its label, and at the end of the line its number."""
    size = in_one_line(page, numbers(page), min(8, height * 0.42 / len(shown) * 0.6), width * 0.4)
    dot = max(2.2, size * 0.42)
    rows = [
        row(
            Leaf(f"dot-{i}", "ellipse", {"fill": SERIES[i]}, Flow(width=dot, height=dot, shrink=False)),
            column(label(page, i, max(4.4, size * 0.68), fill="$text"), id=f"told-{i}", grow=1),
            number(page, i, size, align="right", fill="$text"), id=f"share-{i}", gap=2.6, together=True,
        )
        for i in shown
    ]  # fmt: skip
    return column(*rows, id="shares", gap=2.2)


def _no_shares(slots: Slots) -> Unfit:
    yield from (unfit := list(not_numbers(slots)))
    if not unfit and (min(values(slots)) < 0 or sum(values(slots)) <= 0):
        yield "figures", "a donut shows shares of a whole: none is below 0, and not all are 0. Choose bar_chart."


DONUT_CHART = LayoutKind(
    name="donut_chart",
    about="2-8 shares",
    needs=("figures",),
    takes=("kicker", "heading", "body", "icon", "picture"),
    arrangements=(_listed, _largest),
    counts={"figures": (2, 8)},
    check=_no_shares,
    example=Slots(
        heading="Where the money goes", body="Of every 100 € that you give", icon="heart-handshake",
        figures=[Figure(value="62", unit="€", label="Meals"), Figure(value="21", unit="€", label="Transport"),
                 Figure(value="11", unit="€", label="Rent"), Figure(value="6", unit="€", label="Everything else")],
    ),
)  # fmt: skip
