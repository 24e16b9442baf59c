"""Points with a mark each: what there is, what is in it, what to bring."""

from videos.design.catalogue import LayoutKind
from videos.design.composition.boxes import Flow, Leaf, Node, column, flowing, grid, overlay, row
from videos.design.page import Composed, Page
from videos.document.slots import Slots


def _lined(page: Page) -> Composed | Node:
    """Beside the heading, a thin line between one point and the next."""
    width, height = page.room
    items = page.slots.items
    across, down = (width * 0.5, height * 0.8) if page.is_wide else (width - 14, height * 0.56)
    size = page.fitting(8, across, down / len(items) - 3.4, *items, weight=600)
    children: list[Node] = []
    for i, item in enumerate(items):
        line = Leaf(f"line-{i}", "rect", {"fill": "$text/18"}, Flow(height=0.25), enter="wipe")
        mark = _mark(page, i, max(6.0, size * 1.15))
        words = flowing(_words(page, i, item, size), grow=1)
        children += [line] if i else []
        children.append(row(mark, words, id=f"point-{i}", gap=4, together=True))
    gap = min(3.0, down / len(items) * 0.14)
    return page.over_picture(page.beside(column(*children, id="points", gap=gap, justify="center")))


def _cards(page: Page) -> Composed | Node:
    """Each on a card of its own with a bar in the accent's colour, under the heading."""
    width, height = page.room
    items = page.slots.items
    columns = (
        1 if page.canvas.is_tall and len(items) < 7 or len(items) < 3 else 3 if page.is_wide and len(items) > 4 else 2
    )
    lines = -(-len(items) // columns)
    down = height * 0.62 / lines
    size = page.fitting(8, width / columns - 12, max(down - 7, 6), *items, weight=600)
    room = min(5.0, max(2.2, (down - size * 2) / 2))
    cards = []
    for i, item in enumerate(items):
        bar = Leaf(f"bar-{i}", "rect", {"fill": "$accent" if i % 2 == 0 else "$accent2", "radius": 0.6},
                   Flow(width=1.2, shrink=False))  # fmt: skip
        words = column(_words(page, i, item, size), id=f"in-{i}", justify="center", pad=(0, 1), grow=1)
        card = page.card(row(bar, words, id=f"row-{i}", gap=3, align="stretch", grow=1), id=f"card-{i}", pad=(3, room))
        cards.append(card)
    return page.over_picture(page.above(grid(*cards, columns=columns, id="cards", gap=2.6)))


def _on_sheet(page: Page) -> Composed | Node:
    """All on one sheet under a strip in the accent's colour that holds the heading."""
    width, height = page.room
    items = page.slots.items
    columns = 2 if page.is_wide and len(items) > 3 else 1
    lines = -(-len(items) // columns)
    size = page.fitting(8, width / columns - 22, height * 0.5 / lines - 2, *items, weight=600)
    points = [
        row(_mark(page, i, max(5.4, size)), _words(page, i, item, size), id=f"point-{i}", gap=3.4, together=True)
        for i, item in enumerate(items)
    ]
    ink = "$on_accent"
    named = column(
        page.kicker(fill=ink), page.heading(11, within=(width - 30, height * 0.2), fill=ink), page.body(5, fill=ink),
        id="named", gap=1.4, grow=1,
    )  # fmt: skip
    strip = row(named, page.icon(13, ink), id="strip", gap=4, pad=(6, 4), together=True)
    body = column(grid(*points, columns=columns, id="points", gap=3.2), page.action(), id="body", gap=4, pad=(6, 5))
    holds = any((page.slots.kicker, page.slots.heading, page.slots.body, page.slots.icon))
    return page.over_picture(page.stack(page.sheet(strip if holds else None, body)))


def _words(page: Page, i: int, item: str, size: float) -> Node:
    return page.words(f"item-{i}", item, size, "items", weight=600, lines=4) or column(id=f"item-{i}")


def _mark(page: Page, i: int, side: float) -> Node:
    """A check on a disc."""
    disc = Leaf(f"disc-{i}", "ellipse", {"fill": "$accent"}, Flow(width=side, height=side, shrink=False), enter="pop")
    return overlay(disc, page.icon(side * 0.62, "$on_accent", "center", f"check-{i}", "check"), id=f"mark-{i}",
                   align="center", shrink=False)  # fmt: skip


LIST = LayoutKind(
    name="list",
    about="points",
    needs=("items",),
    takes=("kicker", "heading", "body", "icon", "action", "picture"),
    arrangements=(_lined, _cards, _on_sheet),
    example=Slots(
        kicker="In every loaf",
        heading="What we put in",
        items=["Flour from the valley", "Spring water", "Sea salt", "Sourdough that is 20 years old", "Time"],
    ),
)
