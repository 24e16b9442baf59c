"""A picture over the whole frame, with large words on it."""

from videos.design.catalogue import LayoutKind
from videos.design.composition.boxes import Node, Plate, column
from videos.design.layouts.pictures.full_frame import full_picture, words_below, words_beside
from videos.design.page import Composed, Page
from videos.document.slots import Slots


def _below(page: Page) -> Composed:
    return words_below(page, *_words(page, 12.5 if page.is_wide else 16))


def _beside(page: Page) -> Composed | None:
    return words_beside(page, *_words(page, 15)) if page.is_wide else None


def _on_card(page: Page) -> Composed:
    plate = Plate("$surface", props={"shadow": page.depth})
    card = column(*_words(page, 12), id="card", pad=(6, 5.5), gap=2.2, plate=plate, enter="slide_up",
                  width=84 if page.is_wide else None, align_self="start" if page.is_wide else None)  # fmt: skip
    return Composed(column(card, justify="end", grow=1), (full_picture(page),), backdrop=False)


def _words(page: Page, size: float) -> list[Node | None]:
    return [page.icon(11), page.kicker(), page.heading(size), page.body(5.6), page.action()]


HERO = LayoutKind(
    name="hero",
    about="picture fills the frame",
    needs=("heading", "picture"),
    takes=("kicker", "body", "icon", "action"),
    arrangements=(_below, _beside, _on_card),
    example=Slots(
        kicker="Weekend trips", heading="Up where the air is clear", body="Guided walks from May to October",
        action="Book a walk", picture="view",
    ),
)  # fmt: skip
