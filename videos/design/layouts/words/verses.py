"""A poem, a song, a blessing: line by line."""

from videos.design.catalogue import LayoutKind
from videos.design.composition.boxes import Box, Flow, Leaf, Node, Plate, column, row
from videos.design.page import Align, Composed, Page
from videos.document.slots import Slots


def _centred(page: Page) -> Composed | Node:
    """In the middle, between two ornaments."""
    width, height = page.room
    return page.over_picture(
        page.stack(
            *_over(page, "center"), _ornament("upper"), _lines(page, "center", width, height * 0.5), _ornament("lower"),
            *_under(page, "center"), gap=4,
        )
    )  # fmt: skip


def _stepped(page: Page) -> Composed | Node:
    """Every second line set in, along a thin line."""
    width, height = page.room
    line = Leaf("line", "rect", {"fill": "$accent", "radius": 0.3}, Flow(width=0.6, shrink=False), enter="wipe")
    lines = row(line, _lines(page, "left", width - 17, height * 0.56, step=9), id="poem", gap=5, align="stretch")
    return page.over_picture(page.stack(*_over(page, "left"), lines, *_under(page, "left"), gap=4))


def _on_leaf(page: Page) -> Composed | Node:
    """On a sheet with a thin edge, as in a book."""
    width, height = page.room
    edge = Plate("$background/0", radius=0, props={"stroke": "$accent/60", "stroke_width": 0.3})
    within = width - 20 if not page.is_wide else min(width - 20, height * 1.45)
    inner = column(*_over(page, "center"), _lines(page, "center", within, height * 0.5), *_under(page, "center"),
                   id="inner", gap=4, pad=(7, 6), plate=edge, justify="center", grow=1)  # fmt: skip
    sheet = Plate("$surface", radius=0.6, props={"shadow": page.depth})
    leaf = column(inner, id="leaf", pad=2, plate=sheet, grow=1, width=within + 20, align_self="center")
    return page.over_picture(leaf)


def _lines(page: Page, align: Align, width: float, height: float, step: float = 0.0) -> Box:
    """The lines, all of one size; an empty one is room between stanzas."""
    items = page.slots.items
    size = page.line_fitting(min(11, height / len(items) / 1.5), width, *items, font="heading")
    if size < (4.4 if page.canvas.is_tall else 3.9):  # else lines that break
        size = page.fitting(9, width, height / len(items), *items, font="heading")
    children: list[Node] = []
    for i, item in enumerate(items):
        words = page.large(f"line-{i}", item, size, "items", align=align, weight=500, lines=2, smallest=3.8)
        if words is None:
            children.append(column(id=f"stanza-{i}", height=size * 0.5))
        else:
            children.append(row(column(id=f"in-{i}", width=step * (i % 2), shrink=False), words, id=f"verse-{i}")
                            if step else words)  # fmt: skip
    return column(*children, id="lines", gap=size * 0.22, justify="center")


def _ornament(id: str) -> Box:
    """A dot between two thin lines."""
    ends = [Leaf(f"{id}-{side}", "rect", {"fill": "$accent/70"}, Flow(width=14, height=0.3)) for side in "ab"]
    dot = Leaf(f"{id}-dot", "rect", {"fill": "$accent", "rotation": 45.0}, Flow(width=1.5, height=1.5, shrink=False))
    return row(ends[0], dot, ends[1], id=id, gap=2.4, justify="center", together=True, enter="fade")


def _over(page: Page, align: Align) -> list[Node | None]:
    return [page.icon(10, align=align), page.kicker(align),
            page.heading(12, align, within=(page.room[0] * 0.84, page.room[1] * 0.2)), page.body(5, align)]  # fmt: skip


def _under(page: Page, align: Align) -> list[Node | None]:
    return [page.by(align, 5), page.action(align)]


VERSES = LayoutKind(
    name="verses",
    about="lines of verse",
    needs=("items",),
    takes=("by", "kicker", "heading", "body", "icon", "action", "picture"),
    arrangements=(_centred, _stepped, _on_leaf),
    example=Slots(
        heading="Evening",
        items=["The light goes home across the hill,", "the swallows write a line of ink,", "",
               "and all that hurried now is still", "and has the time to sit and think."],
        by="M. Lindner",
    ),
)  # fmt: skip
