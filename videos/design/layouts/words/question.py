"""A question and its answer."""

from videos.design.catalogue import LayoutKind
from videos.design.composition.boxes import Box, Flow, Leaf, Node, Plate, column, flowing, overlay, row
from videos.design.page import Align, Composed, Page
from videos.document.slots import Slots

TAIL = "M 0 -12 L 100 -12 L 20 100 C 26 70 14 30 0 -12 Z"  # of a bubble, down and to the left
TAIL_RIGHT = "M 100 -12 L 0 -12 L 80 100 C 74 70 86 30 100 -12 Z"


def _bubbles(page: Page) -> Composed | Node:
    """As in a chat: asked at the left, answered at the right."""
    width, height = page.room
    across = width * (0.68 if page.is_wide else 0.84)
    asked = page.heading(12, within=(across - 12, height * 0.3))
    answer = page.body(6.4, lines=8, fill="$on_accent")
    bubbles = [_bubble(page, "asked", asked, across, "$surface", "left")] if asked else []
    if answer is not None:
        bubbles.append(_bubble(page, "answer", answer, across, "$accent", "right"))
    top = row(page.icon(11), page.kicker(size=5), id="top", gap=3)
    kept = top if page.slots.icon or page.slots.kicker.strip() else None
    return page.over_picture(page.stack(kept, *bubbles, page.by("right"), page.action("right"), gap=4))


def _mark(page: Page) -> Composed | Node:
    """A very large question mark on a disc, the question beside or under it."""
    width, height = page.room
    side = height * 0.72 if page.is_wide else min(width * 0.52, height * 0.34)
    sign = "؟" if "؟" in page.slots.heading else "?"
    mark = page.large("mark", sign, side * 0.6 / page.style.heading_size, "heading", fill="$on_accent", align="center")
    shaded = {"kind": "linear", "angle": 60, "colors": ["$accent", "$accent~accent2:35"]}
    disc = Leaf("disc", "ellipse", {"fill": "$accent", "gradient": shaded, "shadow": page.depth},
                Flow(width=side, height=side, shrink=False))  # fmt: skip
    seal = overlay(disc, mark, id="seal", align="center", align_self="center", shrink=False, together=True)
    across = width - side - 8 if page.is_wide else width
    align: Align = "left" if page.is_wide else "center"
    words = page.stack(
        page.icon(10, align=align),
        page.kicker(align),
        page.heading(16, align, within=(across, height * (0.5 if page.is_wide else 0.3))),
        page.rule(align) if page.slots.body.strip() else None,
        page.body(6, align, lines=8),
        page.by(align),
        page.action(align),
        gap=3.2,
    )
    if page.is_wide:
        return page.over_picture(row(seal, words, gap=8, align="center", grow=1))
    return page.over_picture(page.stack(seal, flowing(words, grow=0), gap=5))


def _bubble(page: Page, id: str, words: Node, width: float, fill: str, side: Align) -> Box:
    """A plate with a tail at its lower corner."""
    plate = Plate(fill, radius=2 + 4 * page.style.corner, props={"shadow": page.depth * 0.6})
    held = column(words, id=f"{id}-bubble", pad=(6, 4.4), plate=plate)
    turned = (side == "left") != page.mirrored
    shape = {"d": TAIL if turned else TAIL_RIGHT, "fill": fill, "stroke": "#00000000", "stroke_width": 0.0}
    tail = Leaf(f"{id}-tail", "path", shape, Flow(width=7, height=6, shrink=False))
    foot = row(tail, id=f"{id}-foot", pad=(8, 0), justify="start" if side == "left" else "end")
    return column(held, foot, id=id, width=width, align_self="start" if side == "left" else "end", together=True)


QUESTION = LayoutKind(
    name="question",
    about="question, body: answer",
    needs=("heading",),
    takes=("body", "kicker", "by", "icon", "action", "picture"),
    arrangements=(_bubbles, _mark),
    example=Slots(
        heading="Do you bake without gluten?",
        body="Yes, on Tuesdays and Fridays, in an oven of its own. Order by noon the day before.",
    ),
)
