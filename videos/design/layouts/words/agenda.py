"""What happens when: a programme, a day, opening hours."""

from videos.design.catalogue import LayoutKind
from videos.design.composition.boxes import Flow, Leaf, Node, Plate, column, flowing, row
from videos.design.page import Composed, Page
from videos.document.slots import Detail, Slots


def _table(page: Page) -> Composed | Node:
    """Times in a column at the left, a thin line under each entry."""
    width, height = page.room
    size, down = _sizes(page, width * 0.34 if page.is_wide else width * 0.62, height * (0.84 if page.is_wide else 0.6))
    share = 0.34
    children: list[Node] = []
    for i, detail in enumerate(page.slots.details):
        line = Leaf(f"line-{i}", "rect", {"fill": "$accent/40"}, Flow(height=0.3), enter="wipe")
        time = column(_time(page, i, detail, size), id=f"at-{i}", share=share, shrink=False)
        what = flowing(_what(page, i, detail, size), grow=1)
        children += [line] if i else []
        children.append(row(time, what, id=f"entry-{i}", gap=3, together=True))
    gap = min(4.0, down * 0.16)
    return page.over_picture(page.beside(column(*children, id="entries", gap=gap, justify="center"), 0.34))


def _chips(page: Page) -> Composed | Node:
    """Each entry a card whose time stands on a block in the accent's colour."""
    width, height = page.room
    many = page.is_wide and len(page.slots.details) > 3
    columns = 2 if many else 1
    lines = -(-len(page.slots.details) // columns)
    across = width / columns
    size, down = _sizes(page, across * 0.62 - 10, height * 0.62, lines)
    room = min(3.6, max(1.6, (down - size * 1.6) / 2 - 1))
    cards = []
    for i, detail in enumerate(page.slots.details):
        chip = Plate("$accent" if i % 2 == 0 else "$accent2", radius=1 + 4 * page.style.corner)
        ink = "$on_accent" if i % 2 == 0 else "$on_accent2"
        time = _time(page, i, detail, size, ink, "center")
        block = column(time, id=f"chip-{i}", plate=chip, pad=(2, room), justify="center", share=0.3, shrink=False)
        what = column(_what(page, i, detail, size), id=f"in-{i}", pad=(1, room), justify="center", grow=1)
        plate = Plate("$surface", radius=1 + 4 * page.style.corner, props={"shadow": page.depth * 0.7})
        cards.append(row(block, what, id=f"card-{i}", gap=2.4, plate=plate, align="stretch", together=True))
    halves = [cards[at * lines : (at + 1) * lines] for at in range(columns)]  # read down, then across
    sides = [column(*half, id=f"side-{at}", gap=2.4, grow=1) for at, half in enumerate(halves)]
    entries = row(*sides, id="entries", gap=3, align="start") if many else column(*cards, id="entries", gap=2.4)
    return page.over_picture(page.above(entries))


def _sizes(page: Page, across: float, down: float, lines: int = 0) -> tuple[float, float]:
    """The size of the words, and how far it is from one entry to the next."""
    details = page.slots.details
    step = down / (lines or len(details))
    return page.fitting(7, across, max(step - 4, 4.5), *[each.value for each in details], weight=600), step


def _time(page: Page, i: int, detail: Detail, size: float, fill: str = "", align: str = "left") -> Node:
    words = page.large(f"time-{i}", detail.label, size * 1.05 / page.style.heading_size, "details",
                       fill=fill or page.accent, lines=2, align=align, smallest=3.4)  # fmt: skip
    return words or column(id=f"time-{i}")


def _what(page: Page, i: int, detail: Detail, size: float) -> Node:
    return page.words(f"what-{i}", detail.value, size, "details", weight=600, lines=4) or column(id=f"what-{i}")


AGENDA = LayoutKind(
    name="agenda",
    about="programme: time, what",
    needs=("details",),
    takes=("kicker", "heading", "body", "icon", "action", "picture"),
    arrangements=(_table, _chips),
    counts={"details": (1, 10)},
    example=Slots(
        kicker="Saturday",
        heading="A day at the mill",
        details=[Detail(label="09:00", value="Coffee and rolls"), Detail(label="10:30", value="How the stones turn"),
                 Detail(label="12:00", value="Lunch in the yard"), Detail(label="14:00", value="Bake your own loaf")],
    ),
)  # fmt: skip
