"""Things to do one after the other, numbered and joined by a line."""

from videos.design.catalogue import LayoutKind
from videos.design.composition.boxes import Box, Flow, Leaf, Node, column, flowing, overlay, row
from videos.design.page import Align, Composed, Page
from videos.document.slots import Slots

MOST_ACROSS = 5  # steps side by side


def _joined(page: Page) -> Composed | Node:
    """Discs on a line: across a wide frame, down others."""
    width, height = page.room
    items = page.slots.items
    count = len(items)
    if page.is_wide and count <= MOST_ACROSS:
        size = page.fitting(6.6, width / count - 4, height * 0.32, *items)
        steps = [_across(page, i, size) for i in range(count)]
        return page.over_picture(page.above(row(*steps, id="steps", gap=2, align="start"), size=13))
    across, down = (width * 0.46, height * 0.9) if page.is_wide else (width - 22, height * 0.62)
    side = min(14.0, down / count * 0.62)
    size = page.fitting(7.4, across, down / count - 3, *items)
    steps = [_down(page, i, size, side, min(7.0, down / count * 0.3)) for i in range(count)]
    return page.over_picture(page.beside(column(*steps, id="steps", justify="center")))


def _stairs(page: Page) -> Composed | Node | None:
    """Cards with large numbers that go up like stairs; in a narrow frame each is set in farther."""
    width, height = page.room
    items = page.slots.items
    count = len(items)
    if page.is_wide and count > MOST_ACROSS:
        return None
    rise = (height * 0.26 if page.is_wide else width * 0.2) / max(1, count - 1)
    if page.is_wide:
        size = page.fitting(6, width / count - 9, height * 0.2, *items)
        cards = [_card(page, i, size, 15, rise * i) for i in range(count)]
        stairs = row(*cards, id="stairs", gap=2.4, align="end")
    else:
        down = height * 0.64 / count
        size = page.fitting(6.8, width * 0.8 - 26, down - 7, *items)
        cards = [_low_card(page, i, size, min(15.0, down * 0.6), rise * i) for i in range(count)]
        stairs = column(*cards, id="stairs", gap=2.4)
    return page.over_picture(page.above(stairs))


def _across(page: Page, i: int, size: float) -> Box:
    after = Leaf(f"join-{i}", "rect", {"fill": "$accent/45"}, Flow(height=0.6, grow=1), enter="wipe")
    line = after if i < len(page.slots.items) - 1 else column(id=f"join-{i}", grow=1)
    top = row(_disc(page, i, 16), line, id=f"top-{i}", gap=2)
    return column(top, _words(page, i, size), id=f"step-{i}", gap=3.4, grow=1, together=True)


def _down(page: Page, i: int, size: float, side: float, gap: float) -> Box:
    last = i == len(page.slots.items) - 1
    flow = Flow(width=0.6, grow=1, height=gap, align="center")
    line = None if last else Leaf(f"join-{i}", "rect", {"fill": "$accent/45"}, flow, enter="wipe")
    marks = column(_disc(page, i, side), line, id=f"marks-{i}", shrink=False)
    level = column(id=f"level-{i}", height=max(0.0, side / 2 - size * 0.6))  # the first line beside the disc's middle
    words = column(
        level, _words(page, i, size), None if last else column(id=f"after-{i}", height=gap), id=f"said-{i}", grow=1
    )
    return row(marks, words, id=f"step-{i}", gap=4.5, align="stretch", together=True)


def _card(page: Page, i: int, size: float, number: float, lift: float) -> Box:
    foot = Leaf(f"foot-{i}", "rect", {"fill": "$accent", "radius": 0.5}, Flow(height=1, width=10, align="start"))
    card = page.card(_number(page, i, number), foot, _words(page, i, size), id=f"card-{i}", gap=2.2)
    return column(card, column(id=f"lift-{i}", height=lift), id=f"step-{i}", grow=1, together=True)


def _low_card(page: Page, i: int, size: float, number: float, set_in: float) -> Box:
    words = row(_number(page, i, number), flowing(_words(page, i, size), grow=1), id=f"row-{i}", gap=4)
    card = page.card(words, id=f"card-{i}", pad=(4.5, 2.2), grow=1)
    return row(column(id=f"in-{i}", width=set_in, shrink=False), card, id=f"step-{i}", together=True)


def _disc(page: Page, i: int, side: float) -> Box:
    disc = Leaf(f"disc-{i}", "ellipse", {"fill": "$accent"}, Flow(width=side, height=side, shrink=False))
    number = page.large(f"number-{i}", str(i + 1), side * 0.5 / page.style.heading_size, "items", fill="$on_accent",
                        align="center", smallest=3)  # fmt: skip
    return overlay(disc, number, id=f"mark-{i}", align="center", shrink=False)


def _number(page: Page, i: int, size: float) -> Node | None:
    return page.large(f"number-{i}", str(i + 1), size, "items", fill=page.accent, lines=1, flow=Flow(shrink=False))


def _words(page: Page, i: int, size: float, align: Align = "left") -> Node:
    words = page.words(f"item-{i}", page.slots.items[i], size, "items", lines=6, weight=600, align=align)
    return words or column(id=f"item-{i}")


STEPS = LayoutKind(
    name="steps",
    about="1-8 steps in order",
    needs=("items",),
    takes=("kicker", "heading", "body", "icon", "action", "picture"),
    arrangements=(_joined, _stairs),
    counts={"items": (1, 8)},
    example=Slots(
        heading="Your cake in four steps",
        items=["Choose a size", "Tell us the date", "Send us a photo", "Pick it up"],
    ),
)
