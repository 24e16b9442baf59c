"""How to reach somebody: phone, mail, web, address, networks, each with its sign."""

from videos.design.catalogue import LayoutKind
from videos.design.composition.boxes import Flow, Leaf, Node, column, grid, row
from videos.design.layouts.occasions.labelled import detail_words, icon_of, lines, told_details
from videos.design.page import ACROSS, Align, Page
from videos.document.slots import Detail, Slots

USUAL = ("map-pin",)


def _lines(page: Page) -> Node:
    """Lines with large discs beside the words."""
    size = 5.8 if page.is_wide or page.canvas.is_tall else 4.8
    head = page.stack(*_head(page, "left", 2.6 * size), page.action(), share=0.42 if page.is_wide else None)
    return page.sides(head, column(*lines(page, USUAL, size), id="lines", gap=size * 0.62, justify="center", grow=1))


def _tiles(page: Page) -> Node:
    """A tile for each, under the words."""
    told = told_details(page)
    columns = (len(told) if len(told) < 4 else 2 if len(told) == 4 else 3) if page.is_wide else min(len(told), 2)
    tiles = [_tile(page, i, detail) for i, detail in enumerate(told)]
    cells = grid(*tiles, columns=max(1, columns), id="tiles", gap=2.4, align="stretch")
    return page.stack(*_head(page, "center", 12), cells, page.action("center"), gap=3)


def _tile(page: Page, index: int, detail: Detail) -> Node:
    stripe = Leaf(
        f"stripe-{index}", "rect", {"fill": "$accent", "radius": 0.4}, Flow(width=8, height=0.8, align="start")
    )
    sign = page.icon(8.5, id=f"icon-{index}", name=icon_of(detail, USUAL[0]))
    words = detail_words(page, index, detail, 4.6)
    slots, square = page.slots, not page.is_wide and not page.canvas.is_tall
    if square and any((slots.body, slots.action, slots.picture, slots.icon)):  # there is no height to spare
        return page.card(row(sign, words, gap=2.6), id=f"tile-{index}", pad=(3, 3.4))
    return page.card(sign, words, stripe, id=f"tile-{index}", gap=2, pad=(4.4, 4))


def _head(page: Page, align: Align, size: float) -> list[Node | None]:
    """What it begins with; a picture and an icon stand side by side."""
    picture = page.picture(width=18, height=18, shrink=False)
    signs = row(picture, page.icon(11, align="center"), id="signs", gap=3, align_self=ACROSS[align])
    return [signs if signs.children else None, page.kicker(align), page.heading(size, align), page.body(5.2, align)]


CONTACT = LayoutKind(
    name="contact",
    about="phone, mail, web, address, networks as details",
    needs=("details",),
    takes=("kicker", "heading", "body", "action", "icon", "picture"),
    arrangements=(_lines, _tiles),
    counts={"details": (1, 6)},
    example=Slots(
        kicker="Talk to us", heading="We are here for you",
        details=[Detail(label="Phone", value="+49 30 1234567"), Detail(label="Mail", value="hello@lumen.example"),
                 Detail(label="Instagram", value="@cafe.lumen"), Detail(label="Address", value="12 Mill Road")],
    ),
)  # fmt: skip
