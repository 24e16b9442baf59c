"""One number, as large as the frame lets it be."""

from videos.design.catalogue import LayoutKind
from videos.design.composition.boxes import Box, Flow, Leaf, Node, Plate, column, row
from videos.design.layouts.numbers.number_parts import in_one_line, inner, label, number, numbers, pictured
from videos.design.page import Align, Page
from videos.document.slots import Figure, Slots


def _centred(page: Page) -> Node:
    """The number in the middle, its words around it."""
    width, height = inner(page)
    size = in_one_line(page, numbers(page), min(52, height * 0.46), width)
    larger = 1.25 if page.canvas.is_tall else 1.0
    said = column(
        number(page, 0, size, counts=True, align="center", enter="zoom"),
        label(page, 0, 6.4 * larger, align="center", fill="$text"),
        id="said-number", gap=0.6, together=True,
    )  # fmt: skip
    return pictured(page, page.stack(
        page.icon(12, align="center"), page.kicker("center", 4.6 * larger), page.heading(8 * larger, "center"), said,
        page.rule("center", 16), page.body(5 * larger, "center"), page.action("center"), gap=3,
    ))  # fmt: skip


def _panel(page: Page) -> Node:
    """The number on a plate in the accent's colour, the words beside it or below."""
    width, height = inner(page)
    beside = page.is_wide and not page.slots.picture
    across = width * 0.52 if beside else width
    size = in_one_line(page, numbers(page), min(46, height * 0.36), across - 12)
    number_on = number(page, 0, size, counts=True, align="center", fill="$on_accent", enter="zoom")
    shaded = {"kind": "linear", "angle": 60, "colors": ["$accent~white:14", "$accent"]}
    plate = Plate("$accent", props={"gradient": shaded, "shadow": page.depth})
    under = label(page, 0, 6.2, align="center", fill="$on_accent")
    panel = column(number_on, under, id="panel", pad=(6, 5), gap=1, justify="center", plate=plate, together=True,
                   **({"share": 0.52} if beside else {"grow": 1.2}))  # fmt: skip
    words = _words(page, "left", 12)
    if words is None:
        return pictured(page, column(panel, id="whole", grow=1, justify="center"))
    if beside:
        return row(panel, words, gap=6, align="stretch", grow=1)
    return pictured(page, column(panel, words, id="whole", gap=5, grow=1, justify="center"))


def _barred(page: Page) -> Node:
    """All at the left of a thick bar; the heading first."""
    width, height = inner(page)
    size = in_one_line(page, numbers(page), min(48, height * 0.46), width - 8)
    words = column(
        _words(page, "left", 10, grow=0, acts=False), number(page, 0, size, counts=True, enter="slide_up"),
        label(page, 0, 6.6, fill="$text"), page.action(), id="words", gap=2.6, justify="center", grow=1,
    )  # fmt: skip
    bar = Leaf("bar", "rect", {"fill": "$accent", "radius": 0.7}, Flow(width=1.6, align="stretch"), enter="wipe")
    return pictured(page, column(row(bar, words, gap=5, align="stretch"), id="middle", justify="center", grow=1))


def _words(page: Page, align: Align, size: float, grow: float = 1, acts: bool = True) -> Box | None:
    larger = 1.2 if page.canvas.is_tall else 1.0
    words = (
        page.icon(11, align=align), page.kicker(align, 4.4 * larger), page.heading(size * larger, align),
        page.body(5.2 * larger, align), page.action(align) if acts else None,
    )  # fmt: skip
    return column(*words, id="beside", gap=2.6, justify="center", grow=grow) if any(words) else None


BIG_NUMBER = LayoutKind(
    name="big_number",
    about="one huge number",
    needs=("figures",),
    takes=("kicker", "heading", "body", "icon", "action", "picture"),
    arrangements=(_centred, _panel, _barred),
    counts={"figures": (1, 1)},
    example=Slots(
        kicker="Last year", heading="Trees planted together",
        body="With 900 volunteers, from March to November",
        figures=[Figure(value="12,480", label="young oaks and limes")],
    ),
)  # fmt: skip
