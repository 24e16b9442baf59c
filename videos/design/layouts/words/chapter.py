"""Where a part of a video begins: its number or name, and its title."""

from videos.design.catalogue import LayoutKind
from videos.design.composition.boxes import Flow, Leaf, Node, column, flowing, overlay, row
from videos.design.page import Composed, Page
from videos.document.slots import Slots


def _split(page: Page) -> Composed | Node:
    """A panel in the accent's colour with the number on it, the title on the rest of the frame."""
    width, height = page.room
    room = (width * 0.24, height * 0.7) if page.is_wide else (width, height * 0.27)
    number = page.large("kicker", page.slots.kicker, 44, "kicker", room, fill="$on_accent", align="center")
    sign = page.icon(20, "$on_accent", "center")
    holds = number is not None or sign is not None
    panel = column(sign, number, id="panel", gap=3, pad=(5, 7), justify="center")
    ground = Leaf("panel-ground", "rect", {"fill": "$accent"}, enter="fade")
    block = overlay(
        ground, panel, id="block", align="stretch", shrink=False, together=True, share=(0.36 if holds else 0.05)
    )
    left = width * (0.6 if holds else 0.9) if page.is_wide else width
    words = column(*_title(page, left, height * 0.6), id="words", gap=3.4, pad=(8, 8), justify="center", grow=1)
    both = row(block, words, align="stretch", grow=1) if page.is_wide else column(block, words, grow=1)
    if picture := page.whole_picture():
        veil = Leaf("veil", "rect", {"fill": "$background/80"}, enter="fade", beat=0.0)
        return Composed(overlay(picture, veil, both, align="stretch", grow=1), inset=(0, 0), backdrop=False)
    return Composed(both, inset=(0, 0))


def _lined(page: Page) -> Composed | Node:
    """The number very large over a line, the title under it."""
    width, height = page.room
    number = page.large("kicker", page.slots.kicker, 48, "kicker", (width * 0.8, height * 0.36), fill=page.accent)
    line = Leaf("line", "rect", {"fill": "$accent"}, Flow(height=0.7), enter="wipe")
    top = row(flowing(column(number, id="number"), grow=1), page.icon(16), id="top", gap=5, align="end")
    kept = top if number is not None or page.slots.icon else None
    return page.over_picture(page.stack(kept, line, *_title(page, width, height * 0.4), gap=4))


def _title(page: Page, width: float, height: float) -> list[Node | None]:
    return [page.heading(24, within=(width, height)), page.body(6), page.action()]


CHAPTER = LayoutKind(
    name="chapter",
    about="a part begins",
    needs=("heading",),
    takes=("kicker", "body", "icon", "action", "picture"),
    arrangements=(_split, _lined),
    example=Slots(kicker="02", heading="How we bake", body="Flour, water, salt and time"),
)
