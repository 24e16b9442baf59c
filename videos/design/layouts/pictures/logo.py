"""A logo that lands in a burst of light, with the name and what it stands for."""

from math import cos, pi, sin

from videos.compiler.text.segments import letters
from videos.design.catalogue import LayoutKind
from videos.design.composition.boxes import Flow, Leaf, Node, Plate, column, overlay, row
from videos.design.page import Align, Page
from videos.design.parts import Part, track
from videos.design.path_shapes import circle
from videos.document.slots import Slots

DOTS = 12  # that fly out as the sign lands


def _burst(page: Page) -> Node:
    """The sign in the middle of light, a ring and dots, the name under it."""
    side = 28.0 if page.is_wide else 36.0
    sky = overlay(*_light(side), _landed(page, side), id="burst", align="center", align_self="center")
    return page.stack(sky, *_words(page, "center", 15), gap=2)


def _side_by_side(page: Page) -> Node | None:
    """The sign beside the name, parted by a line that draws itself."""
    if not page.is_wide or len(page.slots.heading) > 40:
        return None
    line = Leaf("line", "rect", {"fill": "$accent", "radius": 0.4}, Flow(width=0.8, height=40), enter="wipe")
    words = column(*_words(page, "left", 15), gap=2, justify="center")
    return row(_landed(page, 36), line, words, gap=7, justify="center", grow=1)


def _corner(page: Page) -> Node:
    """The sign in the corner, the name very large at the foot."""
    sign = _landed(page, 28.0 if page.is_wide else 38.0)
    return column(row(sign), column(*_words(page, "left", 24), gap=2.4), justify="between", grow=1, gap=3)


def _words(page: Page, align: Align, size: float) -> list[Node | None]:
    return [page.kicker(align), page.heading(size, align, lines=2), page.body(5.4, align), page.action(align)]


def _sign(page: Page, side: float) -> Node:
    """The picture, the icon, or the first letter of the name on a disc; of picture and icon the icon is small on it."""
    flow = Flow(width=side, height=side, shrink=False)
    if page.slots.picture:
        picture = Leaf("picture", "image", {"asset": page.slots.picture, "fit": "contain", "radius": side * 0.12}, flow,
                       enter="pop")  # fmt: skip
        small = page.medal(side * 0.32)
        return picture if small is None else overlay(picture, small, id="signs", align="end", shrink=False)
    shaded = {"kind": "linear", "angle": 50.0, "colors": ["$accent~white:25", "$accent", "$accent~accent2:60"]}
    turn = track("rotation", (0.15, -30.0), (1.1, 0.0), ease="ease_out")
    radius = side * (0.16 + 0.34 * page.style.corner)
    look = {"fill": "$accent", "gradient": shaded, "radius": radius, "shadow": page.depth, "tracks": [turn]}
    plate = Leaf("sign", "rect", look, flow, enter="pop")
    if page.slots.icon:
        return overlay(plate, page.icon(side * 0.56, "$on_accent", "center"), id="signs", align="center", shrink=False)
    first = letters(page.slots.heading.strip())[0]
    initial = page.large("initial", first, side * 0.62 / page.style.heading_size, "heading", fill="$on_accent",
                         align="center", lines=1)  # fmt: skip
    return overlay(plate, initial, id="signs", align="center", shrink=False)


def _landed(page: Page, side: float) -> Node:
    """The sign with a ring around it that runs outwards once and stays as a fine line."""
    grows = track("scale", (0.35, 0.6), (1.6, 1.0), ease="ease_out")
    fades = track("opacity", (0.3, 0.0), (0.5, 0.9), (1.8, 0.4))
    look = {"stroke": "$accent", "stroke_width": 0.5, "tracks": [grows, fades]}
    ring = Plate("$accent/0", radius=side * (0.25 + 0.45 * page.style.corner), props=look, beyond=(3.2, 3.2))
    return column(_sign(page, side), id="wave", plate=ring, enter="none", shrink=False)


def _light(side: float) -> list[Leaf]:
    """A glow and dots that fly out, about the sign's middle."""
    shades = [f"$accent/{share}" for share in (48, 28, 9, 0)]
    shine = track("opacity", (0, 0.2), (0.8, 1.0), (4, 0.75))
    shaded = {"fill": "$accent", "gradient": {"kind": "radial", "colors": shades}, "tracks": [shine]}
    glow = Leaf("glow", "ellipse", shaded, Flow(width=side * 2.1, height=side * 1.6), enter="fade")
    spots = ((pi * 2 * (i + 0.3) / DOTS, 43 + 6 * (i % 2), 0.9 + 0.6 * (i % 3)) for i in range(DOTS))
    dots = " ".join(circle(50 + far * cos(turn), 50 + far * sin(turn), r) for turn, far, r in spots)
    out: list[Part] = [
        track("scale", (0.35, 0.5), (1.5, 1.0), ease="ease_out"),
        track("opacity", (0.35, 0.0), (0.5, 1.0)),
    ]
    look = {"d": dots, "fill": "$accent2", "stroke": "$accent2/0", "stroke_width": 0, "tracks": out}
    burst = Leaf("dots", "path", look, Flow(width=side * 1.9, height=side * 1.6), enter="none")
    return [glow, burst]


LOGO = LayoutKind(
    name="logo",
    about="name with picture, icon or initial",
    needs=("heading",),
    takes=("kicker", "body", "icon", "picture", "action"),
    arrangements=(_burst, _side_by_side, _corner),
    example=Slots(heading="Nordlicht", body="Lamps made by hand", icon="lamp"),
)
