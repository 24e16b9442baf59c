"""A few large words: how a video begins."""

from videos.design.catalogue import LayoutKind
from videos.design.composition.boxes import Node, Plate, column, flowing, overlay, row
from videos.design.page import Align, Composed, Page
from videos.document.slots import Slots


def _centred(page: Page) -> Composed | Node:
    return page.over_picture(page.stack(page.medal(26), *_words(page, "center")))


def _left(page: Page) -> Composed | Node:
    return page.over_picture(page.stack(page.icon(16), *_words(page, "left", tall=0.54)))


def _beside_icon(page: Page) -> Composed | Node | None:
    if not (page.is_wide and page.slots.icon):
        return None
    return page.over_picture(row(page.stack(*_words(page, "left", 0.68, 0.58)), page.medal(38), gap=6, grow=1))


def _on_plate(page: Page) -> Composed | Node:
    """The heading on a block in the accent's colour, as wide as the frame allows."""
    width, height = page.room
    heading = page.heading(26, within=(width - 14, height * (0.42 if page.is_wide else 0.44)), fill="$on_accent")
    plate = Plate("$accent", props={"shadow": page.depth})
    block = column(heading, id="block", pad=(7, 6), plate=plate, together=True, enter="wipe")
    top = row(flowing(page.stack(page.kicker(size=5), justify="center"), grow=1), page.icon(12), id="top", gap=4)
    kept = top if page.slots.icon or page.slots.kicker.strip() else None
    return page.over_picture(page.stack(kept, block, page.body(6.4), page.action(), gap=4))


def _framed(page: Page) -> Composed | Node:
    """Thin lines around the words, in the middle of the frame."""
    around = Plate("$background/0", props={"stroke": "$accent", "stroke_width": 0.5})
    inner = Plate("$background/0", props={"stroke": "$accent/45", "stroke_width": 0.25})
    words = [page.icon(14, align="center"), *_words(page, "center", 0.8)]
    held = column(*words, id="inner", gap=2.8, pad=(6, 5), plate=inner, justify="center", grow=1)
    return page.over_picture(overlay(column(held, id="outer", pad=1.6, plate=around), grow=1, align="stretch"))


def _words(page: Page, align: Align, share: float = 1.0, tall: float = 0.46) -> list[Node | None]:
    width, height = page.room
    heading = page.heading(26, align, within=(width * share, height * tall))
    return [page.kicker(align, 5), heading, page.rule(align), page.body(6.4, align), page.action(align)]


TITLE = LayoutKind(
    name="title",
    about="few large words",
    needs=("heading",),
    takes=("kicker", "body", "icon", "action", "picture"),
    arrangements=(_centred, _left, _on_plate, _beside_icon, _framed),
    example=Slots(
        kicker="Since 1998", heading="Fresh bread, every morning", body="From our oven to your table", icon="wheat"
    ),
)
