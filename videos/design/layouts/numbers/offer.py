"""What is offered: the price or discount large on a badge or a ticket, and the code, the day and the place."""

from math import cos, pi, sin
from typing import Any

from videos.design.catalogue import LayoutKind
from videos.design.composition.boxes import Box, Flow, Leaf, Node, Plate, Words, column, grid, overlay, row
from videos.design.layouts.numbers.number_parts import (
    in_one_line,
    inner,
    is_tower,
    label,
    number,
    numbers,
    pictured,
)
from videos.design.page import ACROSS, Align, Page
from videos.design.path_shapes import polygon
from videos.document.slots import Detail, Figure, Slots

TIPS = 20  # of the badge
LONGEST_ON_BADGE = 24  # letters of a label; a longer one stands beside it
HOLES = 9  # of the line where a ticket is torn


def _badge(page: Page) -> Node:
    """The price on a badge with many tips, which turns a little as it comes."""
    width, _ = inner(page)
    stacked = is_tower(page) and not page.slots.picture
    alone = not f"{page.slots.heading}{page.slots.body}".strip()
    share = 0.78 if stacked else 0.6 if alone else 0.46
    largest = 78.0 if alone and not page.slots.details else 64.0
    badge = _seal(page, min(width * 0.44, largest) if page.is_wide else width * share, alone)
    if alone:
        return pictured(page, page.stack(page.icon(10, align="center"), badge, *_below(page, "center"), gap=5))
    if page.is_wide:
        words = column(*_words(page, "left"), *_below(page, "left"), id="words", gap=3, justify="center", grow=1)
        return pictured(page, row(words, badge, gap=7, grow=1))
    if stacked:
        return page.stack(*_words(page, "center"), badge, *_below(page, "center"), gap=5)
    words = column(*_words(page, "left"), id="words", gap=2.4, justify="center", grow=1)
    return pictured(page, page.stack(row(words, badge, id="top", gap=4), *_below(page, "left"), gap=5))


def _seal(page: Page, side: float, alone: bool) -> Box:
    """The badge, `side` units large: the price, what it is of where that is short, and `alone` the words above it."""
    above = page.kicker("center", max(3.4, side * 0.065), "$on_accent") if alone else None
    below = label(page, 0, max(3.4, side * 0.075), align="center", fill="$on_accent") if _is_short(page) else None
    largest = side * (0.34, 0.29, 0.25)[(above is not None) + (below is not None)]
    size = in_one_line(page, numbers(page)[:1], largest, side * 0.7)
    shaded = {"kind": "linear", "angle": 60, "colors": ["$accent~white:18", "$accent"]}
    keys = [{"t": page.begins, "value": -14.0, "ease": "ease_out"}, {"t": page.begins + 0.9, "value": 0.0}]
    props = {
        "d": _tips(), "fill": "$accent~background:25", "stroke": "#00000000", "stroke_width": 0.0,
        "shadow": page.depth, "tracks": [{"property": "rotation", "keys": keys}],
    }  # fmt: skip
    told = column(
        _narrow(side * 0.46, above),
        number(page, 0, size, align="center", fill="$on_accent", enter="fade"),
        _narrow(side * 0.52, below),
        id="told", width=side * 0.72, gap=0.2, justify="center",
    )  # fmt: skip
    star = Leaf("star", "path", props, Flow(width=side, height=side, shrink=False), enter="pop")
    flow = Flow(width=side * 0.89, height=side * 0.89, shrink=False)
    disc = Leaf("disc", "ellipse", {"fill": "$accent", "gradient": shaded}, flow, enter="pop")
    return overlay(star, disc, told, id="badge", align="center", align_self="center", shrink=False, together=True)


def _is_short(page: Page) -> bool:
    return len(page.slots.figures[0].label) <= LONGEST_ON_BADGE


def _below(page: Page, align: Align) -> list[Node | None]:
    """What does not stand on the badge."""
    return [None if _is_short(page) else label(page, 0, 5, align=align), *_rest(page, align)]


def _narrow(width: float, words: Words | None) -> Box | None:
    """Words above or below the middle of the badge, where it is less wide."""
    return column(words, id=f"{words.id}-room", width=width, align_self="center") if words else None


def _tips() -> str:
    """A disc of 100 across with a toothed edge."""
    radii = [50 if i % 2 else 45 for i in range(2 * TIPS)]
    return polygon([(50 + r * cos(pi * i / TIPS), 50 + r * sin(pi * i / TIPS)) for i, r in enumerate(radii)])


def _ticket(page: Page) -> Node:
    """A ticket: the price on its one part, what it is on the other, and a line of holes between."""
    width, height = inner(page)
    wide = page.is_wide and not page.slots.picture
    part = width * 0.4 if wide else width
    size = in_one_line(page, numbers(page)[:1], min(30, height * (0.36 if wide else 0.2)), part - 12)
    price = column(
        number(page, 0, size, align="center", fill="$on_accent", enter="zoom"),
        label(page, 0, 5, align="center", fill="$on_accent"),
        id="price", pad=(5, 4), gap=0.4, justify="center", together=True,
        plate=Plate("$accent", props={"shadow": page.depth}), **({"share": 0.4} if wide else {}),
    )  # fmt: skip
    flow = Flow(width=1.3, height=1.3, shrink=False)
    holes = [Leaf(f"hole-{i}", "ellipse", {"fill": "$text/35"}, flow, enter="fade") for i in range(HOLES)]
    torn: dict[str, Any] = {"id": "torn", "justify": "between", "align": "center", "together": True}
    tear = column(*holes, pad=(0, 3), **torn) if wide else row(*holes, pad=(3, 0), **torn)
    plate = Plate("$surface", props={"shadow": page.depth * 0.7})
    words = (*_words(page, "left"), *_rest(page, "left"))
    said = column(*words, id="words", pad=(5.5, 5), gap=2.6, justify="center", plate=plate, grow=1.0 if wide else 0.0)
    if wide:
        ticket = row(price, tear, said, id="ticket", gap=1.2, align="stretch")
        return column(ticket, id="middle", justify="center", grow=1)
    return pictured(page, page.stack(column(price, tear, said, id="ticket", gap=1.2)))


def _words(page: Page, align: Align) -> list[Node | None]:
    larger = 1.15 if is_tower(page) else 1.0
    return [
        page.icon(10, align=align), page.kicker(align, 4.4 * larger), page.heading(11 * larger, align),
        page.body(5 * larger, align, lines=4),
    ]  # fmt: skip


def _rest(page: Page, align: Align) -> list[Node | None]:
    """What it cost before, struck through; code, day and place; what to do."""
    before = [_struck(page, i, align) for i in range(1, len(page.slots.figures))]
    details = [_detail(page, i, each) for i, each in enumerate(page.slots.details)]
    table = grid(*details, columns=1 if len(details) == 1 else 2, gap=2.2, id="details") if details else None
    return [*before, table, page.action(align, 5.4)]


def _struck(page: Page, index: int, align: Align) -> Node:
    size = in_one_line(page, [numbers(page)[index]], 7.5, 40)
    price = number(page, index, size, fill="$quiet", weight=600)
    line = Leaf(f"strike-{index}", "rect", {"fill": page.accent}, Flow(height=0.55), enter="wipe")
    through = column(line, id=f"through-{index}", justify="center")
    struck = overlay(price, through, id=f"old-{index}", align="stretch", align_self=ACROSS[align])
    return column(label(page, index, 4.2, align=align), struck, id=f"was-{index}", gap=0.2, together=True)


def _detail(page: Page, index: int, detail: Detail) -> Box:
    small = page.words(f"detail-label-{index}", detail.label, 3.8, "details", fill="$quiet", lines=2)
    value = page.words(f"detail-{index}", detail.value, 5, "details", weight=700)
    flow = Flow(width=0.8, align="stretch", shrink=False)
    mark = Leaf(f"mark-{index}", "rect", {"fill": "$accent", "radius": 0.4}, flow, enter="fade")
    told = column(small, value, id=f"detail-words-{index}", grow=1)
    return row(mark, told, id=f"detail-row-{index}", gap=2, together=True)


OFFER = LayoutKind(
    name="offer",
    about="price or discount first, then old price; details: code, until, where",
    needs=("figures",),
    takes=("kicker", "heading", "body", "details", "action", "icon", "picture"),
    arrangements=(_badge, _ticket),
    counts={"figures": (1, 3), "details": (1, 6)},
    example=Slots(
        kicker="This week only", heading="Breakfast for two",
        figures=[Figure(value="14.90", unit="€", label="with coffee"),
                 Figure(value="19.80", unit="€", label="instead of")],
        details=[Detail(label="Until", value="Sunday, 12 noon"), Detail(label="Code", value="EARLYBIRD")],
        action="Book a table",
    ),
)  # fmt: skip
