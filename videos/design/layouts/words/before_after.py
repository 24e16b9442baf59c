"""How it was and how it is now, with an arrow between."""

from videos.design.catalogue import LayoutKind
from videos.design.composition.boxes import Flow, Leaf, Node, Plate, column, flowing, overlay, row
from videos.design.page import Composed, Page
from videos.document.slots import Detail, Slots

SHORT = 12  # characters of a value that is a figure rather than a sentence


def _cards(page: Page) -> Node:
    """Two cards, the second in the accent's colour and larger; the arrow stands between them."""
    cards = []
    for i in (0, 1):
        plate = Plate("$accent" if i else "$surface", props={"shadow": page.depth * (1 if i else 0.6)})
        pad = (6 if page.is_wide else 4.5, 7 if i else 4.5)
        words = _words(page, i, _room(page, 34 if page.is_wide else 24))
        look = {"gap": 2.4, "pad": pad, "plate": plate, "justify": "center"}
        cards.append(column(*words, id=f"card-{i}", together=True, grow=1, **look))
    arrow = _arrow(page, 11 if page.is_wide else 9, page.accent)
    if page.canvas.is_tall:
        return page.above(column(flowing(cards[0], grow=0), arrow, flowing(cards[1], grow=0), id="cards", gap=3.4))
    return page.above(row(cards[0], arrow, cards[1], id="cards", gap=3.4))


def _halves(page: Page) -> Composed:
    """The frame in two, the arrow on a disc over the seam."""
    tall = page.canvas.is_tall
    halves = []
    for i in (0, 1):
        ground = Leaf(f"ground-{i}", "rect", {"fill": "$accent" if i else "$surface"}, enter="fade", beat=0.0)
        words = column(*_words(page, i, _room(page, 34)), id=f"words-{i}", gap=2.6, pad=(8, 12) if tall else (12, 6),
                       justify="center")  # fmt: skip
        halves.append(overlay(ground, words, id=f"half-{i}", align="stretch", grow=1))
    both = column(*halves, id="both") if tall else row(*halves, id="both", align="stretch")
    disc = Leaf(
        "disc", "ellipse", {"fill": "$background", "shadow": page.depth}, Flow(width=17, height=17), enter="pop"
    )
    seal = overlay(disc, _arrow(page, 9, page.accent), id="seal", align="center", align_self="center")
    head = page.head("left", 11, (page.room[0], page.room[1] * 0.2))
    action = page.action()
    top = column(head, action, id="top", gap=2.6, pad=(8, 5.5)) if head or action else None
    return Composed(column(top, overlay(both, seal, id="halves", align="stretch", grow=1), grow=1), inset=(0, 0))


def _words(page: Page, i: int, room: tuple[float, float]) -> list[Node | None]:
    detail = page.slots.details[i]
    ink, soft = ("$on_accent", "$on_accent") if i else ("$text", "$quiet")
    pictures = page.slots.pictures
    shown = page.picture(pictures[i], f"picture-{i}", height=page.room[1] * 0.24) if pictures else None
    values = [each.value for each in page.slots.details]
    most = 22 if max(map(len, values)) <= SHORT else 9
    size = page.fitting(most, *room, *values, weight=700)
    named = page.fitting(5.6, room[0], 14, *[each.label for each in page.slots.details], weight=700)
    rule = Leaf(
        f"rule-{i}", "rect", {"fill": ink if i else "$accent", "radius": 0.3}, Flow(width=9, height=0.7, align="start")
    )
    label = page.words(f"label-{i}", detail.label, named, "details", fill=soft, weight=700, lines=2, smallest=3.6)
    return [shown, label, rule if label else None, _value(page, i, detail, size, ink)]


def _value(page: Page, i: int, detail: Detail, size: float, fill: str) -> Node | None:
    return page.words(f"value-{i}", detail.value, size, "details", fill=fill, weight=700, lines=8, smallest=4)


def _room(page: Page, less: float) -> tuple[float, float]:
    """For the words of one of the two."""
    width, height = page.room
    return (width - 16, height * 0.2) if page.canvas.is_tall else ((width - less) / 2, height * 0.42)


def _arrow(page: Page, side: float, fill: str) -> Leaf | None:
    ahead = "arrow-left" if page.mirrored else "arrow-right"
    return page.icon(side, fill, "center", "arrow", "arrow-down" if page.canvas.is_tall else ahead)


BEFORE_AFTER = LayoutKind(
    name="before_after",
    about="2 details: before, after; 0 or 2 pictures",
    needs=("details",),
    takes=("kicker", "heading", "body", "icon", "action", "pictures"),
    arrangements=(_cards, _halves),
    counts={"details": (2, 2), "pictures": (2, 2)},
    example=Slots(
        heading="What the new oven changed",
        details=[Detail(label="Before", value="40 loaves a day, sold out by ten"),
                 Detail(label="Today", value="120 loaves, and warm ones at noon")],
    ),
)  # fmt: skip
