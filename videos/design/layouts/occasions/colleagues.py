"""Several people with their names and what they do."""

from videos.design.catalogue import LayoutKind
from videos.design.composition.boxes import Box, Node, column, grid, row
from videos.design.layouts.occasions.labelled import portrait, told_details
from videos.design.page import Align, Page
from videos.document.slots import Detail, Slots


def _faces(page: Page) -> Node:
    """Round portraits in a grid, names under them."""
    people = _people(page)
    count = len(people)
    columns = (count if count <= 4 else 4 if count > 6 else 3) if page.is_wide else 2 if count <= 4 else 3
    columns = 2 if page.canvas.is_tall and count > 2 else columns
    side = {1: 40.0, 2: 30.0, 3: 26.0}.get(columns, 20.0)
    side *= 0.8 if count > columns else 1.0
    faces = [
        column(_face(page, side, i, person), _name(page, i, person, "center"), id=f"person-{i}", gap=2, align="center",
               share=0.94 / columns)
        for i, person in enumerate(people)
    ]  # fmt: skip
    rows = [
        row(*faces[first : first + columns], id=f"faces-{first}", justify="center", align="start")
        for first in range(0, count, columns)
    ]
    return page.stack(*_head(page, "center", 11), *rows, page.action("center"), gap=3.6)


def _cards(page: Page) -> Node:
    """A card for each person beside the words."""
    people = _people(page)
    cards = [
        row(_face(page, 14, i, person), _name(page, i, person, "left"), id=f"person-{i}", gap=3.2, pad=(3, 2.6),
            plate=page.card(id="").plate, together=True)
        for i, person in enumerate(people)
    ]  # fmt: skip
    head = page.stack(*_head(page, "left", 13), page.action(), share=0.36 if page.is_wide else None)
    cells = grid(*cards, columns=2 if page.is_wide and len(cards) > 4 else 1, id="cards", gap=1.8)
    return page.sides(head, column(cells, id="people", justify="center", grow=1))


def _people(page: Page) -> list[Detail]:
    """Names and roles; a picture more than there are names has neither."""
    told = told_details(page)
    return told + [Detail()] * (len(page.slots.pictures) - len(told))


def _face(page: Page, side: float, index: int, person: Detail) -> Box:
    asset = page.slots.pictures[index] if index < len(page.slots.pictures) else ""
    return portrait(page, side, person.label or person.value, asset, id=f"face-{index}", slot="details")


def _name(page: Page, index: int, person: Detail, align: Align) -> Box | None:
    name = page.words(f"name-{index}", person.label, 4.6, "details", weight=700, align=align, lines=2)
    role = page.words(f"role-{index}", person.value, 3.8, "details", fill="$quiet", align=align)
    grow = 1.0 if align == "left" else 0.0
    return column(name, role, id=f"names-{index}", gap=0.4, grow=grow) if name or role else None


def _head(page: Page, align: Align, size: float) -> list[Node | None]:
    return [page.icon(10, align=align), page.kicker(align), page.heading(size, align), page.body(5, align)]


TEAM = LayoutKind(
    name="team",
    about="details: name, role; their pictures",
    needs=("details",),
    takes=("kicker", "heading", "body", "pictures", "action", "icon"),
    arrangements=(_faces, _cards),
    counts={"details": (1, 8), "pictures": (1, 8)},
    example=Slots(
        kicker="Who we are", heading="The people behind it",
        details=[Detail(label="Ana Ruiz", value="Baker"), Detail(label="Tom Berg", value="Pastry"),
                 Detail(label="Mei Lin", value="Coffee")],
        pictures=["portrait-ana", "portrait-tom"],
    ),
)  # fmt: skip
