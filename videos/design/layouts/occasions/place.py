"""A place and when it is open."""

from videos.design.catalogue import LayoutKind
from videos.design.composition.boxes import Box, Flow, Leaf, Node, Plate, column, row
from videos.design.layouts.occasions.labelled import ticked, told_details
from videos.design.layouts.pictures.full_frame import on_picture
from videos.design.page import Align, Composed, Page
from videos.design.parts import rect
from videos.document.slots import Detail, Slots


def _door_sign(page: Page) -> Composed:
    """A sign that hangs on two strings from the upper edge."""
    canvas, u = page.canvas, page.canvas.unit
    width = min(112.0, canvas.width / u - 16)
    picture = page.picture(height=24, grow=1)
    table = _table(page)
    hours = table and column(table, id="hours", pad=(0, 1.2))
    sign = column(picture, page.icon(11, align="center"), *_head(page, "center", 11), hours, *ticked(page, 4.6),
                  page.action("center"), id="sign", gap=2.4, pad=(7, 6), align="stretch", width=width, justify="center",
                  plate=Plate("$surface", props={"shadow": page.depth}), enter="slide_down")  # fmt: skip
    strings = [
        rect(
            f"string-{i}",
            (canvas.width / 2 + side * width * 0.3 * u - 0.2 * u, 0, 0.4 * u, canvas.height / 2),
            "$quiet",
        )
        for i, side in enumerate((-1, 1))
    ]
    return Composed(column(column(id="hook", height=4), sign, justify="center", align="center", grow=1), tuple(strings))


def _beside(page: Page) -> Node | Composed:
    """The hours as a large table beside the words, or on a picture of the place."""
    head = _head(page, "left", 15)
    if page.slots.picture:
        return on_picture(page, page.icon(10), *head, _table(page), *ticked(page, 4.6), page.action())
    if not page.is_wide:
        return page.stack(page.medal(22, "left"), *head, _table(page, 6.4), *ticked(page), page.action(), gap=4.5)
    said = page.stack(page.medal(22, "left"), *head, *ticked(page), page.action(), share=0.45)
    table = _table(page, 5.8)
    return page.sides(said, table and column(table, id="hours", justify="center", grow=1))


def _head(page: Page, align: Align, size: float) -> list[Node | None]:
    return [page.kicker(align), page.heading(size, align), page.body(5, align)]


def _table(page: Page, size: float = 5.0) -> Box | None:
    """Day and hours on a line, with a fine line between two."""
    told = told_details(page)
    made: list[Node] = []
    for i, detail in enumerate(told):
        if i:
            made.append(Leaf(f"between-{i}", "rect", {"fill": "$text/18"}, Flow(height=0.35), enter="fade"))
        made.append(_line(page, i, detail, size))
    return column(*made, id="table", gap=size * 0.34) if made else None


def _line(page: Page, index: int, detail: Detail, size: float) -> Box:
    label = page.words(f"label-{index}", detail.label, size, "details", fill="$quiet", lines=2)
    alone = label is None
    value = page.words(f"value-{index}", detail.value, size, "details", weight=700, align="left" if alone else "right",
                       flow=Flow(grow=1))  # fmt: skip
    return row(label, value, id=f"line-{index}", gap=4, together=True)


PLACE = LayoutKind(
    name="place",
    about="place; details: days and hours",
    needs=("heading",),
    takes=("kicker", "body", "details", "items", "action", "icon", "picture"),
    arrangements=(_door_sign, _beside),
    counts={"details": (1, 8), "items": (1, 4)},
    example=Slots(
        kicker="Opening hours", heading="Café Lumen", body="12 Mill Road, Springfield", icon="coffee",
        details=[Detail(label="Mon–Fri", value="8 am – 6 pm"), Detail(label="Saturday", value="9 am – 4 pm"),
                 Detail(label="Sunday", value="closed")],
    ),
)  # fmt: skip
