"""Who is seen, or what: words in the lower third of a picture or of a free frame."""

from videos.design.catalogue import LayoutKind
from videos.design.composition.boxes import Flow, Leaf, Node, Plate, column, overlay, row
from videos.design.page import Composed, Page
from videos.document.slots import Slots


def _plate(page: Page) -> Composed:
    """A plate with a bar in the accent's colour at its side."""
    bar = Leaf("bar", "rect", {"fill": "$accent"}, Flow(width=2, shrink=False))
    words = column(*_words(page, "$text", "$quiet"), id="words", gap=1.2, pad=(4.5, 3.6), justify="center")
    sign = column(page.icon(11), id="sign", justify="center", shrink=False) if page.slots.icon else None
    plate = Plate("$surface", radius=0.8, props={"shadow": page.depth})
    held = row(bar, sign, words, id="plate", gap=3 if sign else 0, plate=plate, align="stretch", together=True,
               enter="slide_left", align_self="start")  # fmt: skip
    return _low(page, held, page.action())


def _tiers(page: Page) -> Composed:
    """The name on a block in the accent's colour, the rest on a second one below it."""
    name = page.heading(11, within=(page.room[0] - 12, page.room[1] * 0.24), fill="$on_accent")
    upper = column(name, id="upper", pad=(5, 2.4), plate=Plate("$accent", radius=0.8, props={"shadow": page.depth}),
                   together=True, enter="slide_left", align_self="start")  # fmt: skip
    others = column(page.kicker(), page.body(5.2, fill="$text"), id="others", gap=0.8)
    kept = row(page.icon(7), others if others.children else None, id="lines", gap=2.6)
    plate = Plate("$surface", radius=0.8, props={"shadow": page.depth * 0.6})
    lower = column(kept, id="lower", pad=(5, 2), plate=plate, together=True, enter="slide_left", align_self="start")
    return _low(page, column(upper, lower if kept.children else None, id="tiers"), page.action())


def _veiled(page: Page) -> Composed:
    """The lower part of the frame darkens into the background; the name stands large on it."""
    line = Leaf(
        "line", "rect", {"fill": "$accent", "radius": 0.4}, Flow(width=14, height=0.9, align="start"), enter="wipe"
    )
    words = column(page.icon(10), line, *_words(page, "$text", "$text", 15), page.action(), id="words", gap=2)
    shades = {"kind": "linear", "angle": 90, "colors": ["$background/0", "$background/84", "$background/95"]}
    veil = Leaf("veil", "rect", {"fill": "$background", "gradient": shades}, enter="fade", beat=0.0)
    # the veil begins well above the words: they stand where it is dense
    held = column(column(id="rise", height=14), words, id="held", pad=(8, 12 if page.canvas.is_tall else 7))
    foot = overlay(veil, held, id="foot", align="stretch")
    return _framed(page, column(foot, id="low", justify="end", grow=1))


def _words(page: Page, ink: str, quiet: str, size: float = 10) -> list[Node | None]:
    room = page.room[0] - 20, page.room[1] * 0.24
    return [page.kicker(), page.heading(size, within=room, fill=ink), page.body(5.4, fill=quiet)]


def _low(page: Page, *children: Node | None) -> Composed:
    """At the foot; in a tall frame above what a phone lays over it."""
    held = column(*children, id="held", gap=2.6)
    below = column(id="below", height=page.room[1] * 0.12) if page.canvas.is_tall else None
    return _framed(page, column(held, below, id="low", pad=8, justify="end", grow=1))


def _framed(page: Page, low: Node) -> Composed:
    picture = page.whole_picture()
    return Composed(overlay(picture, low, align="stretch", grow=1), inset=(0, 0), backdrop=picture is None)


LOWER_THIRD = LayoutKind(
    name="lower_third",
    about="name and role over a picture",
    needs=("heading",),
    takes=("body", "kicker", "icon", "action", "picture"),
    arrangements=(_plate, _tiers, _veiled),
    example=Slots(heading="Ana Ruiz", body="Baker, Mill Lane"),
)
