"""Several pictures at once."""

from videos.design.catalogue import LayoutKind
from videos.design.composition.boxes import Box, Node, Plate, column, row
from videos.design.layouts.pictures.full_frame import to_the_edge
from videos.design.page import Composed, Page
from videos.document.slots import Slots


def _tiles(page: Page) -> Node:
    """Rows of pictures under the words."""
    count = len(page.slots.pictures)
    across = count if page.is_wide and count <= 3 else 3 if page.is_wide or count > 4 else 2
    pictures = _pictures(page)
    rows = [
        row(*pictures[first : first + across], id=f"tiles-{first}", gap=2.2, align="stretch", grow=1, height=18)
        for first in range(0, count, across)
    ]
    return column(_words(page, 11), *rows, gap=2.2, grow=1)


def _first_large(page: Page) -> Node:
    """The first picture large, the others small beside or below it."""
    large, *small = _pictures(page)
    if page.is_wide:
        strip = column(*small, id="strip", gap=2.2, width=34 if len(small) < 4 else 24)
        pictures = row(large, strip, gap=2.2, align="stretch", grow=1)
        return row(_words(page, 10.5, share=0.32), pictures, gap=6, align="stretch", grow=1)
    tall = 30.0 if page.canvas.is_tall else 20.0
    rows = [row(*small[i : i + 3], id=f"strip-{i}", gap=2.2, align="stretch", height=tall) for i in (0, 3) if small[i:]]
    return column(column(large, grow=1, height=34), *rows, _words(page, 11), gap=2.2, grow=1)


def _strips(page: Page) -> Composed | None:
    """Pictures to the frame's edges, side by side or in a tall frame one below the other, over a coloured foot."""
    if len(page.slots.pictures) > 4:
        return None
    pictures = [to_the_edge(page, asset, f"picture-{i}", grow=1) for i, asset in enumerate(page.slots.pictures)]
    along = column if page.canvas.is_tall else row
    strips = along(*pictures, id="strips", gap=0.8, align="stretch", grow=1, height=36)
    words = _words(page, 10.5, "$on_accent", pad=(8, 5), plate=Plate("$accent", radius=0), enter="fade")
    return Composed(column(strips, words, grow=1), inset=(0, 0))


def _pictures(page: Page) -> list[Node]:
    made = [page.picture(asset, f"picture-{i}", grow=1) for i, asset in enumerate(page.slots.pictures)]
    return [picture for picture in made if picture is not None]


def _words(page: Page, size: float, ink: str = "", **more: object) -> Box | None:
    """Kicker, heading, body and button as one block; None where none is given."""
    button = page.action(fill=ink or "$accent", ink="$accent" if ink else "$on_accent")
    body = page.body(5.0, fill=ink or "$quiet")
    block = column(page.kicker(fill=ink), page.heading(size, fill=ink or "$text"), body, button, id="words",
                   **{"gap": 2.0, "justify": "center", **more})  # fmt: skip
    return block if block.children else None


GALLERY = LayoutKind(
    name="gallery",
    about="2-6 pictures",
    needs=("pictures",),
    takes=("kicker", "heading", "body", "action"),
    arrangements=(_tiles, _first_large, _strips),
    counts={"pictures": (2, 6)},
    example=Slots(kicker="Spring", heading="New in the garden", pictures=["tulips", "pond", "shed"]),
)
