"""One thought, as large as the frame allows."""

from videos.design.catalogue import LayoutKind
from videos.design.composition.boxes import Flow, Leaf, Node, column, overlay, row
from videos.design.page import Composed, Page
from videos.document.slots import Slots


def _coloured(page: Page) -> Composed | Node:
    """The frame in the accent's colour, the icon large and faint behind the words."""
    width, height = page.room
    ink = "$on_accent"
    words = column(
        page.kicker(size=5, fill=ink),
        page.heading(30, within=(width, height * 0.66), fill=ink),
        page.body(6.4, fill=ink),
        page.action(),
        id="thought", gap=4, justify="center", grow=1,
    )  # fmt: skip
    ground = Leaf("ground", "rect", {"fill": "$accent"}, enter="fade", beat=0.0)
    side = min(width, height) * 0.8
    sign = page.icon(side, "$on_accent/12", "right") if page.slots.icon else None
    whole = overlay(
        ground if not page.slots.picture else None,
        column(sign, id="corner", pad=(4, 4), justify="end"),
        column(words, id="margins", pad=8),
        align="stretch", grow=1,
    )  # fmt: skip
    if page.slots.picture:
        return page.over_picture(overlay(sign, words, align="stretch", grow=1), "$accent", 88)
    return Composed(whole, inset=(0, 0), backdrop=False)


def _poster(page: Page) -> Composed | Node:
    """The icon at the top, the thought in the middle, what else is said at the foot over a thin line."""
    width, height = page.room
    top = row(page.icon(15), page.kicker(size=5), id="top", gap=4)
    line = Leaf("line", "rect", {"fill": "$accent/60"}, Flow(height=0.4), enter="wipe")
    foot = column(line, page.body(6), page.action(), id="foot", gap=3.4)
    return page.over_picture(
        column(
            top if page.slots.icon or page.slots.kicker.strip() else line,
            page.heading(30, within=(width, height * 0.6)),
            foot
            if page.slots.body.strip() or page.slots.action.strip()
            else Leaf("foot", "rect", line.props, line.flow),
            id="poster",
            justify="between",
            gap=3,
            grow=1,
        )  # fmt: skip
    )


def _barred(page: Page) -> Composed | Node:
    """A thick bar down the side of the thought."""
    width, height = page.room
    bar = Leaf("bar", "rect", {"fill": "$accent", "radius": 0.9}, Flow(width=1.8, shrink=False), enter="wipe")
    words = column(
        page.icon(14),
        page.kicker(size=5),
        page.heading(28, within=(width - 8, height * 0.62)),
        page.body(6.4),
        id="thought", gap=3, justify="center",
    )  # fmt: skip
    return page.over_picture(page.stack(row(bar, words, gap=6, align="stretch"), page.action(), gap=5))


STATEMENT = LayoutKind(
    name="statement",
    about="one thought, large",
    needs=("heading",),
    takes=("kicker", "body", "icon", "action", "picture"),
    arrangements=(_coloured, _poster, _barred),
    example=Slots(heading="Good bread takes two days. We take three.", body="No haste, no additives", icon="clock"),
)
