"""What somebody said, and who."""

from videos.design.catalogue import LayoutKind
from videos.design.composition.boxes import Box, Flow, Leaf, Node, Plate, column, overlay, row
from videos.design.page import ACROSS, Align, Page
from videos.design.path_shapes import QUOTE_MARK
from videos.document.slots import Slots


def _large(page: Page) -> Node:
    """The mark over the words, at the left."""
    width, height = page.room
    return page.stack(
        *_over(page, "left"), _mark(20), _quote(page, "left", width, height * 0.52), _who(page, "left"), gap=3.6
    )


def _on_card(page: Page) -> Node:
    """A card in the middle; the mark, on a disc, lies on its upper edge."""
    width, height = page.room
    disc = Leaf("disc", "ellipse", {"fill": "$accent", "shadow": page.depth}, Flow(width=20, height=20), enter="pop")
    seal = overlay(disc, _mark(10, "$on_accent", "center"), id="seal", align="center", align_self="center")
    words = column(
        _quote(page, "center", width - 18, height * 0.42), _who(page, "center"), id="said", gap=4, pad=(8, 6)
    )
    plate = Plate("$surface", props={"shadow": page.depth})
    card = column(_blank(9), words, id="card", plate=plate, together=True)
    return page.stack(
        *_over(page, "center"), overlay(column(_blank(10), card, id="low"), column(seal, id="high")), gap=4
    )


def _beside(page: Page) -> Node | None:
    """The portrait, or the mark on a block in the accent's colour, fills one side."""
    width, height = page.room
    if not page.is_wide:
        return None
    side: Node | None = page.picture(width=height * 0.66, height=height, shrink=False)
    if side is None:
        ground = Leaf("ground", "rect", {"fill": "$accent", "radius": 1 + 6 * page.style.corner},
                      Flow(width=height * 0.6, height=height), enter="wipe")  # fmt: skip
        side = overlay(ground, _mark(30, "$on_accent", "center"), id="block", align="center", shrink=False)
    words = _quote(page, "left", width - height * 0.72, height * 0.6)
    small = _mark(12) if page.slots.picture else None
    return row(side, page.stack(small, *_over(page, "left"), words, *_names(page, "left"), gap=3.4), gap=7, grow=1)


def _quote(page: Page, align: Align, width: float, height: float) -> Node | None:
    return page.large("quote", page.slots.quote, 15, "quote", (width, height), align=align, smallest=4)


def _who(page: Page, align: Align) -> Box | None:
    """The round portrait and the name."""
    names = [each for each in _names(page, align) if each is not None]
    portrait = page.picture(radius=50, width=18, height=18, shrink=False, align="center")
    if align == "center" and not (portrait and page.canvas.is_wide):
        return column(portrait, *names, id="who", gap=1.6, together=True) if names or portrait else None
    if portrait is None:
        line = Leaf("line", "rect", {"fill": "$accent", "radius": 0.3}, Flow(width=8, height=0.6, shrink=False))
        return row(line, column(*names, id="names", gap=0.6), id="who", gap=3, together=True) if names else None
    return row(portrait, column(*names, id="names", gap=0.6), id="who", gap=4, together=True, align_self=ACROSS[align])


def _names(page: Page, align: Align) -> list[Node | None]:
    return [page.by(align, 5.4), page.body(4.6, align), page.action(align)]


def _over(page: Page, align: Align) -> list[Node | None]:
    return [page.icon(10, align=align), page.kicker(align), page.heading(8, align, lines=3)]


def _mark(side: float, fill: str = "$accent", align: Align = "left") -> Leaf:
    return Leaf("mark", "path", {"d": QUOTE_MARK, "fill": fill, "stroke": "#00000000", "stroke_width": 0.0},
                Flow(width=side, height=side * 0.7, shrink=False, align=ACROSS[align]))  # fmt: skip


def _blank(height: float) -> Box:
    return column(id="blank", height=height)


QUOTE = LayoutKind(
    name="quote",
    about="somebody's words",
    needs=("quote",),
    takes=("by", "kicker", "heading", "body", "icon", "action", "picture"),
    arrangements=(_large, _on_card, _beside),
    example=Slots(
        quote="I drive twenty minutes for this bread, and I would drive sixty.",
        by="Ana Ruiz",
        body="A guest since 2011",
    ),
)
