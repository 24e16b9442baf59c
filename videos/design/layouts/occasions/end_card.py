"""How a video ends: what to do now, and where."""

from videos.design.catalogue import LayoutKind
from videos.design.composition.boxes import Box, Node, column, row
from videos.design.layouts.occasions.labelled import lines
from videos.design.page import Composed, Page
from videos.design.parts import Part, rect, ring, track
from videos.document.slots import Detail, Slots


def _centred(page: Page) -> Node:
    """The sign, large words and a large button in the middle; links below."""
    sign = row(_logo(page), page.medal(20), id="signs", gap=4, justify="center")
    words = [page.kicker("center"), page.heading(16, "center"), page.body(5.6, "center")]
    links = lines(page, ("globe",), 4.6, disc=False, grow=0.0)
    return page.stack(
        sign if sign.children else None, *words, page.action("center", 7), _side_by_side(page, links), gap=3.2
    )


def _coloured(page: Page) -> Composed:
    """All on the accent's colour, the button in that of its words."""
    ink = "$on_accent"
    words = [page.kicker(fill=ink, size=4.8), page.heading(19, fill=ink), page.body(6, fill=ink)]
    signs = row(_logo(page), page.icon(14, ink, "center"), id="signs", gap=4)
    head = page.stack(signs if signs.children else None, *words, page.action(size=7, fill=ink, ink="$accent"), gap=3)
    links = lines(page, ("globe",), 4.8, disc=False, ink=ink, quiet=ink)
    return Composed(
        column(head, _side_by_side(page, links, even=True), gap=4, grow=1), tuple(_ground(page)),
        backdrop=False,
    )  # fmt: skip


def _logo(page: Page) -> Node | None:
    side = 26.0 if page.canvas.is_tall else 20.0
    return page.picture(width=side, height=side, shrink=False)


def _side_by_side(page: Page, links: list[Node], even: bool = False) -> Box | None:
    """Links on a line where there is room for them."""
    if not links:
        return None
    if not page.is_wide or len(links) > 3:
        return column(*links, id="links", gap=2.2, align="stretch" if even else "center")
    return row(*(column(link, id=f"link-{i}", **({"grow": 1.0} if even else {})) for i, link in enumerate(links)),
               id="links", gap=7, justify="center", align="start")  # fmt: skip


def _ground(page: Page) -> list[Part]:
    """The accent over the frame, with large rings that grow slowly in a corner."""
    canvas, u = page.canvas, page.canvas.unit
    centre = canvas.width * (0.04 if page.mirrored else 0.96), canvas.height * 0.08
    grow = [track("scale", (0, 0.94), (page.seconds, 1.08), ease="linear")]
    rings = [ring(f"ring-{i}", centre, (22 + 16 * i) * u, "$on_accent/16", 0.5 * u, tracks=grow) for i in range(4)]
    return [rect("ground", canvas.whole, "$accent"), *rings]


END_CARD = LayoutKind(
    name="end_card",
    about="end: action as a large button",
    needs=("heading",),
    takes=("kicker", "body", "details", "action", "icon", "picture"),
    arrangements=(_centred, _coloured),
    counts={"details": (1, 4)},
    example=Slots(
        heading="See you on Friday?", body="The first coffee is on us", action="Reserve a table",
        details=[Detail(value="www.lumen.example"), Detail(label="Instagram", value="@cafe.lumen")],
    ),
)  # fmt: skip
