"""Somebody who is introduced."""

from typing import Any

from videos.design.catalogue import LayoutKind
from videos.design.composition.boxes import Flow, Leaf, Node, Plate, column, row
from videos.design.layouts.occasions.labelled import lines, portrait, ticked
from videos.design.layouts.pictures.full_frame import to_the_edge
from videos.design.page import Align, Composed, Page
from videos.design.path_shapes import QUOTE_MARK
from videos.document.slots import Slots


def _round(page: Page) -> Node:
    """A large round portrait, and the words beside or below it."""
    if page.is_wide:
        face = portrait(page, 54, page.slots.heading, page.slots.picture, page.slots.icon)
        return row(face, page.stack(*_words(page, "left", 14)), gap=9, grow=1)
    face = portrait(page, 46 if page.canvas.is_tall else 34, page.slots.heading, page.slots.picture, page.slots.icon)
    return page.stack(column(face, id="face", align="center"), *_words(page, "center", 13), gap=3)


def _headed(page: Page) -> Node | None:
    """A small portrait beside the name, as over a letter, and all the rest across the frame."""
    if page.is_wide:
        return None
    slots, large = page.slots, page.canvas.is_tall
    face = portrait(page, 34 if large else 26, slots.heading, slots.picture, slots.icon)
    kicker, heading, body, *rest = _words(page, "left", 12 if large else 10)
    head = row(face, column(kicker, heading, body, id="name", gap=1.2, grow=1), id="head", gap=5)
    line = Leaf("rule", "rect", {"fill": "$accent"}, Flow(height=0.5), enter="wipe")
    return page.stack(head, line, *rest, gap=2.6 if large else 2)


def _half(page: Page) -> Composed:
    """The picture, or a sign on the accent's colour, to the frame's edge in one half."""
    words = column(*_words(page, "left", 13), id="words", gap=2.4, justify="center", pad=(8, 8), grow=1)
    size: dict[str, Any] = {"share": 0.44, "shrink": False} if page.is_wide else {"height": 42.0, "grow": 1.0}
    half: Node | None = to_the_edge(page, **size)
    if half is None:
        sign = portrait(page, 34, page.slots.heading, icon=page.slots.icon)
        plate = Plate("$surface", radius=0)
        half = column(sign, id="half", justify="center", align="center", plate=plate, enter="fade", **size)
    elif page.slots.icon:
        words = column(page.icon(10), *words.children, id="words", gap=2.4, justify="center", pad=(8, 8), grow=1)
    edge = Leaf(
        "edge", "rect", {"fill": "$accent"}, Flow(width=1.2) if page.is_wide else Flow(height=1.2), enter="wipe"
    )
    along = row if page.is_wide else column
    return Composed(along(half, edge, words, align="stretch", grow=1), inset=(0, 0))


def _words(page: Page, align: Align, size: float) -> list[Node | None]:
    slots = page.slots
    mark = Leaf("mark", "path", {"d": QUOTE_MARK, "fill": "$accent", "stroke": "$accent/0", "stroke_width": 0},
                Flow(width=8, height=6.6, align="center" if align == "center" else "start"))  # fmt: skip
    quote = page.large("quote", slots.quote, 6.4, "quote", align=align, lines=5)
    grow = 0.0 if align == "center" else 1.0
    told = [*lines(page, size=4.4, disc=False, grow=grow), *ticked(page, 4.4, grow=grow)]
    more = column(*told, id="more", gap=2, align="center" if align == "center" else "stretch") if told else None
    return [page.kicker(align), page.heading(size, align), page.body(5.2, align), mark if quote else None, quote, more,
            page.action(align)]  # fmt: skip


PERSON = LayoutKind(
    name="person",
    about="name, body: role",
    needs=("heading",),
    takes=("kicker", "body", "quote", "details", "items", "action", "icon", "picture"),
    arrangements=(_round, _half, _headed),
    counts={"details": (1, 4), "items": (1, 4)},
    example=Slots(kicker="Our baker", heading="Ana Ruiz", body="Up at three, every day since 2011",
                  quote="Good bread needs time, and nothing else.", picture="portrait"),
)  # fmt: skip
