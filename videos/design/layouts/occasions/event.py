"""What happens when and where, and who is there."""

from typing import Any

from videos.design.catalogue import LayoutKind
from videos.design.composition.boxes import Flow, Leaf, Node, Plate, column, row
from videos.design.layouts.occasions.labelled import detail_words, lines, ticked, told_details
from videos.design.layouts.pictures.full_frame import on_picture
from videos.design.page import Composed, Page
from videos.document.slots import Detail, Slots

USUAL = ("calendar", "map-pin", "users", "info")


def _ticket(page: Page) -> Composed:
    """A ticket: what it is in the accent's colour, a line to tear at, and a stub with the details."""
    ink = "$on_accent"
    said = [page.icon(10, ink), page.kicker(fill=ink), page.heading(13.5, fill=ink), page.body(5, fill=ink)]
    button = page.action(fill=ink, ink="$accent")
    main = column(*said, *ticked(page, 4.6, ink), button, id="main", gap=2.2, pad=(6, 6), justify="center", grow=1.25,
                  plate=Plate("$accent", radius=3.5, props={"shadow": page.depth}), enter="fade")  # fmt: skip
    details = lines(page, USUAL, 4.8)
    stub = column(*details, id="stub", gap=3.4, pad=(5, 6), justify="center", grow=1,
                  plate=Plate("$surface", radius=3.5, props={"shadow": page.depth}), enter="fade")  # fmt: skip
    least: dict[str, Any] = {"width": 34.0} if page.is_wide else {"height": 34.0}
    picture = page.picture(radius=3.5, grow=0.9, **least)
    along = row if page.is_wide else column
    ticket = along(picture, main, stub if details else None, id="ticket", gap=0.7, align="stretch", grow=1)
    return Composed(ticket, inset=(8, 14 if page.is_wide else 10))


def _poster(page: Page) -> Node | Composed:
    """Large words, and the details in a line at the foot; with a picture on it."""
    head = [page.icon(11), page.kicker(size=4.6), page.heading(15 if page.slots.picture else 19), page.body(5.4)]
    said = [*head, *ticked(page), page.action()]
    if page.slots.picture:
        return on_picture(page, *said, *lines(page, USUAL, 4.6, disc=False))
    wide = page.is_wide
    details = lines(page, USUAL, 5.4 if page.canvas.is_tall else 4.6, disc=not wide, grow=0.0 if wide else 1.0)
    line = Leaf("foot-line", "rect", {"fill": "$accent"}, Flow(height=0.5), enter="wipe")
    foot = (
        row(*details, id="foot", gap=5, align="start", justify="between")
        if wide
        else column(*details, id="foot", gap=3)
    )
    return column(page.stack(*said), line if details else None, foot if details else None, gap=4, grow=1)


def _agenda(page: Page) -> Node | None:
    """The details on tiles beside the words, the first one in the accent's colour."""
    told = told_details(page)
    if page.slots.picture or not 1 < len(told) <= 4:
        return None
    tiles = [_tile(page, i, detail) for i, detail in enumerate(told)]
    said = [page.icon(11), page.kicker(), page.heading(14), page.body(5.2), *ticked(page), page.action()]
    head = page.stack(*said, share=0.52 if page.is_wide else None)
    return page.sides(head, column(*tiles, id="tiles", gap=2, justify="center", grow=1))


def _tile(page: Page, index: int, detail: Detail) -> Node:
    ground, ink, quiet = ("$accent", "$on_accent", "$on_accent") if index == 0 else ("$surface", "$text", "$quiet")
    plate = Plate(ground, props={"shadow": page.depth * 0.7})
    words = detail_words(page, index, detail, 6.0, ink, quiet=quiet)
    return column(words, id=f"tile-{index}", pad=(5, 3.6), plate=plate, together=True)


EVENT = LayoutKind(
    name="event",
    about="details: when, where, who",
    needs=("heading",),
    takes=("kicker", "body", "details", "items", "action", "icon", "picture"),
    arrangements=(_ticket, _poster, _agenda),
    counts={"details": (1, 5), "items": (1, 4)},
    example=Slots(
        kicker="Summer party", heading="Jazz in the yard", body="Bring a blanket and a friend",
        details=[Detail(label="When", value="Friday, 12 June, 8 pm"), Detail(label="Where", value="12 Mill Road"),
                 Detail(label="Who", value="The Blue Notes")],
    ),
)  # fmt: skip
