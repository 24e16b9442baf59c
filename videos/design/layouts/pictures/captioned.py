"""A picture and what it shows."""

from typing import Any

from videos.design.catalogue import LayoutKind
from videos.design.composition.boxes import Flow, Leaf, Node, Plate, column, row
from videos.design.layouts.pictures.full_frame import to_the_edge
from videos.design.page import Composed, Page
from videos.document.slots import Slots


def _half(page: Page) -> Composed:
    """The picture fills one half to the frame's edge; a line in the accent's colour stands between it and the words."""
    if page.is_wide:
        words = column(*_words(page, 13), gap=2.6, justify="center", pad=(8, 8), grow=1)
        picture = to_the_edge(page, share=0.52, shrink=False)
        return Composed(row(words, _edge(width=1.2), picture, align="stretch", grow=1), inset=(0, 0))
    words = column(*_words(page, 13), gap=2.6, justify="center", pad=(8, 7))
    return Composed(column(to_the_edge(page, height=45, grow=1), _edge(height=1.2), words, grow=1), inset=(0, 0))


def _print(page: Page) -> Node:
    """Like a print on a card, with the words on its lower rim."""
    kicker, body = [page.icon(8), page.kicker(), page.heading(8.4)], [page.body(4.6), page.by(), page.action()]
    if page.is_wide and any(kicker) and any(body):
        halves = (column(*each, gap=1.2, justify="center", grow=1) for each in (kicker, body))
        words = row(*halves, id="words", gap=5, pad=(1.5, 2.5))
    else:
        words = column(*kicker, *body, id="words", gap=1.2, pad=(1.5, 2.5))
    plate = Plate("$surface", radius=1.2, props={"shadow": page.depth})
    picture = page.picture(radius=0.6, height=32, grow=1)
    return column(picture, words, id="print", pad=(2.6, 2.6), plate=plate, together=True, enter="zoom", grow=1,
                  width=124 if page.is_wide else None, align_self="center" if page.is_wide else None)  # fmt: skip


def _edge(**size: Any) -> Leaf:
    return Leaf("edge", "rect", {"fill": "$accent"}, Flow(**size), enter="wipe")


def _words(page: Page, size: float) -> list[Node | None]:
    return [page.icon(9), page.kicker(), page.heading(size), page.body(5.0), page.by(), page.action()]


CAPTIONED = LayoutKind(
    name="captioned",
    about="picture with words beside it",
    needs=("picture",),
    takes=("kicker", "heading", "body", "by", "icon", "action"),
    arrangements=(_half, _print),
    example=Slots(
        kicker="Lake Maggiore", heading="Six in the morning", body="The first ferry has not left yet.",
        by="Photo: Ana Ruiz", picture="lake",
    ),
)  # fmt: skip
