"""Numbers as bars, whose lengths are their shares; the words are the person's own."""

from videos.design.catalogue import LayoutKind
from videos.design.composition.boxes import Box, Flow, Leaf, Node, column, grid, overlay, row
from videos.design.layouts.numbers.number_parts import (
    head,
    in_one_line,
    inner,
    label,
    line,
    not_numbers,
    number,
    numbers,
    pictured,
    space,
    values,
)
from videos.design.page import Page
from videos.document.slots import Figure, Slots

THINNEST = 0.006  # of the room: what a bar of 0 is seen as
Span = tuple[float, float]  # where a bar begins and how long it is, in shares of the room


def _spans(page: Page) -> list[Span]:
    found = values(page.slots)
    low, high = min(0.0, *found), max(0.0, *found)
    whole = (high - low) or 1.0
    return [((min(value, 0.0) - low) / whole, max(THINNEST, abs(value) / whole)) for value in found]


def _bar(page: Page, index: int, upright: bool, span: Span) -> Leaf:
    found = values(page.slots)
    tone = "$accent" if found[index] == max(found) else "$accent2"
    shaded = {"kind": "linear", "angle": 0, "colors": [f"{tone}~background:28", tone]}
    props = {"fill": tone, "gradient": shaded, "radius": 0.3 + 1.7 * page.style.corner}
    if upright:
        return Leaf(f"bar-{index}", "rect", {**props, "rotation": -90.0}, Flow(grow=1), enter="wipe")
    return Leaf(f"bar-{index}", "rect", props, Flow(share=span[1], shrink=False, align="stretch"), enter="wipe")


def _upright(page: Page) -> Node | None:
    """Bars from a line upwards, each with its number above and its label below."""
    count, (width, height) = len(page.slots.figures), inner(page)
    wide = page.is_wide and not page.slots.picture
    across = width * 0.6 if wide else width
    place, spans = across / count, _spans(page)
    size = in_one_line(page, numbers(page), 9 if count < 4 else 7, place * 0.94)
    if size < 4 or min(values(page.slots)) < 0:
        return None
    bars = []
    for i, span in enumerate(spans):
        bar = column(_bar(page, i, True, span), id=f"thick-{i}", pad=(place * 0.16, 0), grow=span[1])
        standing = (space(f"over-{i}", 1 - span[1]), number(page, i, size, counts=True, align="center"), bar)
        bars.append(column(*standing, id=f"place-{i}", gap=1, together=True, grow=1))
    labels = [
        column(label(page, i, 4.6, align="center", lines=3), id=f"label-place-{i}", together=True) for i in range(count)
    ]
    chart = column(
        grid(*bars, columns=count, id="bars", grow=1, height=height * 0.36),
        line("ground", fill="$text/40", thick=0.4),
        grid(*labels, columns=count, id="labels", gap=1.4) if any(each.label for each in page.slots.figures) else None,
        id="chart", gap=1.6, grow=1,
    )  # fmt: skip
    return _beside(page, chart, wide)


def _lying(page: Page) -> Node:
    """A line for each: the label over its bar, the number at the end of the line."""
    count, (width, height) = len(page.slots.figures), inner(page)
    wide = page.is_wide and not page.slots.picture
    across = width * 0.6 if wide else width
    size = in_one_line(page, numbers(page), min(9.0, height * 0.4 / count), across * 0.34)
    thick = max(2.2, min(6.5, height * 0.22 / count))
    rows = []
    for i, span in enumerate(_spans(page)):
        lane = Leaf(f"lane-{i}", "rect", {"fill": "$text/10", "radius": 0.3 + 1.7 * page.style.corner}, enter="fade")
        bar = row(space(f"before-{i}", 0) if not span[0] else column(id=f"before-{i}", share=span[0]),
                  _bar(page, i, False, span), id=f"lying-{i}", align="stretch")  # fmt: skip
        told = label(page, i, min(5.6, max(4.2, size * 0.7)), fill="$text")
        said = number(page, i, size, counts=True, align="right")
        words = row(column(told, id=f"told-{i}", grow=1), said, id=f"words-{i}", gap=3, align="end")
        rows.append(column(words, overlay(lane, bar, id=f"track-{i}", align="stretch", height=thick), id=f"row-{i}",
                           gap=0.8, together=True))  # fmt: skip
    return _beside(page, column(*rows, id="rows", gap=3.4, justify="center", **({"grow": 1} if wide else {})), wide)


def _beside(page: Page, chart: Box, wide: bool) -> Node:
    words = head(page, 12, justify="center", share=0.34 if wide else None)
    if wide and words is not None:
        return row(words, chart, gap=6, align="stretch", grow=1)
    return pictured(page, page.stack(words, chart, gap=5))


BAR_CHART = LayoutKind(
    name="bar_chart",
    about="2-8 numbers compared",
    needs=("figures",),
    takes=("kicker", "heading", "body", "picture"),
    arrangements=(_upright, _lying),
    counts={"figures": (2, 8)},
    check=not_numbers,
    example=Slots(
        heading="Visitors each season", body="Summer was our best one yet",
        figures=[Figure(value="1,250", label="Spring"), Figure(value="3,400", label="Summer"),
                 Figure(value="2,100", label="Autumn"), Figure(value="860", label="Winter")],
    ),
)  # fmt: skip
