"""Fireworks, confetti, snow: what falls and flies is the picture, the words give it room."""

from videos.design.catalogue import LayoutKind
from videos.design.composition.boxes import Flow, Leaf, Node, Plate, column, overlay
from videos.design.page import Align, Page
from videos.document.slots import Slots

ALONE = 34  # units: an icon without words is the picture


def _middle(page: Page) -> Node:
    """Large words in the middle of what the effect leaves."""
    return column(_sky(page), page.stack(*_words(page, "center", 22)), grow=1)


def _round(page: Page) -> Node | None:
    """The words on a disc with a fine ring."""
    slots = page.slots
    longest = max(len(slots.heading) * 1.5, len(slots.body), len(slots.kicker) * 1.5)
    if not slots.heading or longest > 36 or sum(map(bool, (slots.kicker, slots.body, slots.icon, slots.action))) > 2:
        return None
    side = 66.0 if page.is_wide else 78.0
    disc = Leaf(
        "disc", "ellipse", {"fill": "$surface", "shadow": page.depth}, Flow(width=side, height=side), enter="zoom"
    )
    ring = Leaf("ring", "ellipse", {"fill": "#00000000", "stroke": "$accent", "stroke_width": 0.6},
                Flow(width=side * 0.93, height=side * 0.93), enter="zoom")  # fmt: skip
    words = column(*_words(page, "center", 12.5, lines=2), id="words", gap=2, justify="center", width=side * 0.72)
    medallion = overlay(disc, ring, words, id="medallion", align="center", align_self="center")
    return column(_sky(page), page.stack(medallion), grow=1)


def _foot(page: Page) -> Node | None:
    """Words on a band at the foot, and all the room above them free."""
    if page.slots.icon and not page.slots.texts:
        return None
    words = _words(page, "left", 15, "$on_accent")
    band = column(*words, id="band", gap=2, pad=(6, 5), plate=Plate("$accent", props={"shadow": page.depth}))
    return column(band if any(words) else None, justify="end", grow=1)


def _sky(page: Page) -> Node | None:
    """The part of the frame in which a firework bursts: words stay below it."""
    return column(id="sky", share=0.42) if page.slots.effect == "firework" else None


def _words(page: Page, align: Align, size: float, ink: str = "", lines: int = 3) -> list[Node | None]:
    button = page.action(align, fill=ink or "$accent", ink="$accent" if ink else "$on_accent")
    heading = page.heading(size, align, lines, fill=ink or "$text")
    return [
        page.icon(11 if page.slots.texts else ALONE, ink, align),
        page.kicker(align, 5, ink),
        heading,
        page.body(5.8, align, fill=ink or "$quiet"),
        button,
    ]


EFFECT = LayoutKind(
    name="effect",
    about="fills the frame, words or none",
    needs=("effect",),
    takes=("kicker", "heading", "body", "icon", "action"),
    arrangements=(_middle, _round, _foot),
    example=Slots(kicker="To all of you", heading="Happy New Year", body="See you on the 7th", effect="firework"),
)
