"""A picture that fills the frame and moves slowly, and words that can be read on it whatever it shows."""

from dataclasses import replace
from typing import Any

from videos.design.composition.boxes import Box, Leaf, Node, Plate, column, row
from videos.design.page import Composed, Page
from videos.design.parts import Part, rect, track

MARGIN = 8.0  # units: the canvas's margin, which a veil fills too
BELOW = (0, 70, 88, 92, 94, 95, 96, 96)  # opacities of a veil from its top down, in per cent
BESIDE = (96, 95, 93, 90, 82, 55, 20, 0)  # from the side where the words are
NEAR = 1.09  # how large a picture becomes


def full_picture(page: Page) -> Part:
    """The slot's picture over the whole frame; it comes nearer, or goes away, until the scene ends."""
    steps = (1.0, NEAR) if page.seed // 3 % 2 else (NEAR, 1.0)
    return {
        "type": "image", "id": "picture", "x": 0.0, "y": 0.0, "w": page.canvas.width, "h": page.canvas.height,
        "asset": page.slots.picture, "fit": "cover",
        "tracks": [track("scale", (0, steps[0]), (page.seconds, steps[1]), ease="linear")],
    }  # fmt: skip


def to_the_edge(page: Page, asset: str = "", id: str = "picture", **flow: Any) -> Leaf | None:
    """A picture that ends at the frame's edge: what pops or slides would leave it."""
    picture = page.picture(asset, id, radius=0, **flow)
    if picture is None:
        return None
    return replace(picture, enter="fade", props={**picture.props, "shadow": 0.0})


def words_below(page: Page, *words: Node | None) -> Composed:
    """Words at the foot of the frame, on a veil that fades upwards."""
    veil = {"gradient": {"kind": "linear", "angle": 90.0, "colors": [f"$background/{share}" for share in BELOW]}}
    plate = Plate("$background", radius=0, props=veil, beyond=(MARGIN, MARGIN))
    foot = column(column(id="fade", height=13), *words, id="foot", gap=2.4, plate=plate, enter="fade")
    return Composed(_at_the_end(foot), (full_picture(page), _tint(page, "$background/20")), backdrop=False)


def words_beside(page: Page, *words: Node | None) -> Composed:
    """Words in the half of a wide frame in which it begins to be read, on a veil that fades to the other side."""
    colors = [f"$background/{share}" for share in BESIDE]
    gradient = {"kind": "linear", "angle": 180.0 if page.mirrored else 0.0, "colors": colors}
    veil = rect("veil", page.canvas.whole, "$background", gradient=gradient)
    side = column(*words, id="side", gap=2.6, justify="center", share=0.52)
    return Composed(row(side, grow=1, align="stretch"), (full_picture(page), veil), backdrop=False)


def on_picture(page: Page, *words: Node | None) -> Composed:
    """Beside what matters in a wide frame, below it in others."""
    return words_beside(page, *words) if page.is_wide else words_below(page, *words)


def _at_the_end(node: Node) -> Box:
    return column(node, justify="end", grow=1)


def _tint(page: Page, color: str) -> Part:
    return rect("tint", page.canvas.whole, color)
