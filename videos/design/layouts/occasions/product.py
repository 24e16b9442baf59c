"""Something that is sold: what it looks like, what it can do, what it costs."""

from typing import Any

from videos.design.catalogue import LayoutKind
from videos.design.composition.boxes import Box, Flow, Leaf, Node, column, overlay, row
from videos.design.layouts.occasions.labelled import lines, ticked
from videos.design.page import Composed, Page
from videos.document.slots import Figure, Slots


def _shelf(page: Page) -> Node:
    """The product in a panel, the words beside or below it, price and button on a line."""
    size: dict[str, Any] = (
        {"share": 0.46, "shrink": False}
        if page.is_wide
        else {"height": 34.0 if page.canvas.is_tall else 24.0, "grow": 1.0}
    )
    panel = _panel(page, "$surface", None, **size)
    words = column(*_words(page, 12), *_prices(page, 10), page.action(), id="words", gap=2.2, justify="center",
                   **({"grow": 1.0} if page.is_wide else {}))  # fmt: skip
    along = row if page.is_wide else column
    return along(panel, words, gap=7 if page.is_wide else 4, align="stretch", grow=1,
                 **({} if panel else {"justify": "center"}))  # fmt: skip


def _coloured(page: Page) -> Composed:
    """The product on the accent's colour to the frame's edge, the price on a disc over it."""
    size: dict[str, Any] = (
        {"share": 0.46, "shrink": False}
        if page.is_wide
        else {"height": 46.0 if page.canvas.is_tall else 34.0, "grow": 1.0}
    )
    badge = _badge(page)
    panel = _panel(page, "$accent", 0, badge, **size)
    rest = _prices(page, 7, first=1) if badge else _prices(page, 10)
    words = column(*_words(page, 13), *rest, page.action(), id="words", gap=2.2, justify="center", pad=(8, 7),
                   **({"grow": 1.0} if page.is_wide or not panel else {}))  # fmt: skip
    return Composed((row if page.is_wide else column)(*((words, panel) if page.is_wide else (panel, words)),
                                                      align="stretch", grow=1), inset=(0, 0))  # fmt: skip


def _panel(page: Page, ground: str, radius: float | None, badge: Node | None = None, **flow: Any) -> Box | None:
    """The picture, or the icon large on a ground; with both the icon is small in the corner."""
    slots = page.slots
    if not slots.picture and not slots.icon and badge is None:
        return None
    ink = "$on_accent" if ground == "$accent" else page.accent
    look = {"radius": 1 + 5 * page.style.corner, "shadow": page.depth * 0.7} if radius is None else {}
    plate = Leaf("panel", "rect", {"fill": ground, **look}, Flow(), enter="fade")
    shown: Node | None = page.picture(radius=radius)
    sign = page.icon(34, ink, "center") if shown is None else page.medal(14)
    corner = sign if shown is None or sign is None else column(row(sign, justify="end"), id="corner", pad=(3, 3))
    held = badge and column(row(badge, justify="start"), id="price-corner", pad=(6, 6), justify="end")
    return overlay(plate, shown, corner, held, id="shown", **flow)


def _badge(page: Page) -> Node | None:
    """The price on a disc; None where it is too long for one."""
    if not page.slots.figures or len(_price(page.slots.figures[0])) > 9 or len(page.slots.figures[0].label) > 16:
        return None
    figure, side = page.slots.figures[0], 27.0
    disc = Leaf("price-disc", "ellipse", {"fill": "$surface", "shadow": page.depth}, Flow(width=side, height=side),
                enter="pop")  # fmt: skip
    size = min(8.0, 1.7 * side / max(3, len(_price(figure)))) / page.style.heading_size
    words = column(
        page.words("price-label-0", figure.label, 3.6, "figures", fill="$quiet", align="center", lines=1, enter="pop"),
        page.large("price-0", _price(figure), size, "figures", fill=page.accent, align="center", lines=1, enter="pop"),
        id="price-words", align="stretch", width=side * 0.84,
    )  # fmt: skip
    return overlay(disc, words, id="price-badge", align="center", together=True, shrink=False)


def _prices(page: Page, size: float, first: int = 0) -> list[Node]:
    made: list[Node] = []
    for i, figure in enumerate(page.slots.figures[first:], first):
        price = page.large(f"price-{i}", _price(figure), size if i == 0 else 6, "figures", lines=1, fill=page.accent)
        label = page.words(f"price-label-{i}", figure.label, 4.2, "figures", fill="$quiet", lines=2)
        made.append(row(price, label, id=f"prices-{i}", gap=2.4, together=True))
    return made


def _price(figure: Figure) -> str:
    return f"{figure.value} {figure.unit}".strip()


def _words(page: Page, size: float) -> list[Node | None]:
    return [page.kicker(), page.heading(size), page.body(5), *ticked(page, 4.6), *lines(page, size=4.4, disc=False)]


PRODUCT = LayoutKind(
    name="product",
    about="items: features, figures: price",
    needs=("heading",),
    takes=("kicker", "body", "items", "figures", "details", "action", "icon", "picture"),
    arrangements=(_shelf, _coloured),
    counts={"items": (1, 5), "figures": (1, 3), "details": (1, 3)},
    example=Slots(
        kicker="New", heading="The two-litre thermos", items=["Keeps warm for 24 hours", "Fits every backpack"],
        figures=[Figure(value="34.90", unit="€")], action="Order now", picture="thermos",
    ),
)  # fmt: skip
