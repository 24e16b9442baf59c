"""What a layout composes with: the scene's slots as nodes, in the sizes and colours of the style."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Literal

from videos.compiler.text.fonts import Face
from videos.compiler.text.typesetting import fit, set_at
from videos.design.canvas import Canvas
from videos.design.composition.boxes import Box, Flow, Leaf, Node, Plate, Words, column, flowing, overlay, row
from videos.design.composition.solving import Setting
from videos.design.parts import Part
from videos.document.slots import Slots
from videos.document.style import AA, Style, contrast
from videos.icons.icon_search import icon_named

Align = Literal["left", "center", "right"]
ACROSS: dict[Align, Literal["start", "center", "end"]] = {"left": "start", "center": "center", "right": "end"}
ENDLESS = 1e6  # ems: a line that never breaks
SPARE = 0.8  # units of a width that measuring leaves to rounding
# A number and its unit stay on one line: 7 am, 250 g, 3.90 €.
UNIT = re.compile(
    r"(?<=\d) (?=(?:[ap]\.?m\b|uhr\b|€|%|\$|£|°|h\b|min\b|[kcm]?m[²³]?\b|k?g\b|m?l\b|km\b))", re.IGNORECASE
)
SMALL = 3.4  # units: nothing is set smaller
LARGEST = 400.0  # pixels: what a text element may be
LIT = 1.12  # how much more than that words need, since a background has light and shade
MARGIN = 8.0  # units
MANY = 40  # lines: as many as there are


@dataclass(frozen=True)
class Composed:
    """What a layout makes. `behind`: parts under it that fill the frame; `inset`: of the tree, across and down, in
    units, None: the margins. `backdrop` False: nothing of the style's lies behind it."""

    root: Node
    behind: tuple[Part, ...] = ()
    inset: tuple[float, float] | None = None
    backdrop: bool = True


@dataclass(frozen=True)
class Page:
    """One scene that is to be laid out."""

    slots: Slots
    style: Style
    canvas: Canvas
    seconds: float
    seed: int
    begins: float = 0.0  # the second at which the first element may come: when the scene before is gone

    @property
    def setting(self) -> Setting:
        """What its tree is set with."""
        return Setting(self.canvas.unit, self.style, self.mirrored)

    @property
    def is_wide(self) -> bool:
        return self.canvas.is_wide

    @property
    def room(self) -> tuple[float, float]:
        """Width and height between the margins, in units."""
        across, down = (side / self.canvas.unit - 2 * MARGIN for side in (self.canvas.width, self.canvas.height))
        return across, down

    @cached_property
    def mirrored(self) -> bool:
        """Whether the scene reads from the right: its first letter that has a direction does."""
        return reads_from_right(self.slots.texts)

    def words(self, id: str, text: str, size: float, slot: str, **more: Any) -> Words | None:
        """A text at up to `size` units; None when it is empty."""
        if not text.strip():
            return None
        text = UNIT.sub("\N{NO-BREAK SPACE}", text)
        size = min(size, LARGEST / self.canvas.unit)
        smallest = more.pop("smallest", max(SMALL, size * 0.45))
        return Words(id, text, size, min(size, smallest), slot, **more)

    def fitting(
        self, size: float, width: float, height: float, *texts: str, font: str = "body", weight: int = 500
    ) -> float:
        """The size, up to `size`, at which each of the texts fits into so many units; of headings before the style."""
        larger = self.style.heading_size if font == "heading" else 1.0
        face, unit = Face(self.style.font(font), weight), self.canvas.unit
        room = max(1.0, (width - SPARE) * unit), max(1.0, height * unit)
        sizes = [fit(text, face, size * larger * unit, *room, "left").size / unit for text in texts if text.strip()]
        return max(SMALL, min([size, *(each / larger for each in sizes)]))

    def line_fitting(self, size: float, width: float, *texts: str, font: str = "body", weight: int = 500) -> float:
        """As `fitting`, for texts of which each is to stay on one line."""
        larger = self.style.heading_size if font == "heading" else 1.0
        face = Face(self.style.font(font), weight)
        widest = max(set_at(text, face, 1.0, ENDLESS, "left").width for text in texts)
        return max(SMALL, min(size, (width - SPARE) / max(widest, 0.01) / larger))

    def heading(self, size: float = 13, align: Align = "left", lines: int = 3, **more: Any) -> Words | None:
        """`size` is that of a usual heading; the style makes it larger or smaller. See `large`."""
        return self.large("heading", self.slots.heading, size, "heading", align=align, lines=lines, **more)

    def large(
        self, id: str, text: str, size: float, slot: str, within: tuple[float, float] | None = None, **more: Any
    ) -> Words | None:
        """Words in the font for headings; with `within`, as large as so many units, across and down, allow."""
        look = {"font": "heading", "weight": self.style.heading_weight, "lines": 3, "smallest": 4.6, **more}
        if within is not None:
            size = self.fitting(size, *within, text, font=look["font"], weight=look["weight"])
            look["lines"] = MANY
        return self.words(id, text, size * self.style.heading_size, slot, **look)

    def kicker(self, align: Align = "left", size: float = 4.2, fill: str = "", **more: Any) -> Words | None:
        """The small words over the heading, in the accent's colour."""
        look = {"align": align, "weight": 700, "spacing": 0.06, "lines": 2, "fill": fill or self.accent, **more}
        return self.words("kicker", self.slots.kicker, size, "kicker", **look)

    def body(self, size: float = 5.6, align: Align = "left", lines: int = 6, **more: Any) -> Words | None:
        return self.words(
            "body", self.slots.body, size, "body", **{"fill": "$quiet", "lines": lines, "align": align, **more}
        )

    def by(self, align: Align = "left", size: float = 4.4) -> Words | None:
        return self.words("by", self.slots.by, size, "by", align=align, weight=600, fill=self.accent, lines=2)

    def action(
        self, align: Align = "left", size: float = 5.2, fill: str = "$accent", ink: str = "$on_accent"
    ) -> Box | None:
        """What to do, on a button that is as wide as its words."""
        if not self.slots.action.strip():
            return None
        label = self.words("action", self.slots.action, size, "action", align="center", weight=700, lines=2,
                           fill=ink, smallest=SMALL, enter="pop")  # fmt: skip
        plate = Plate(fill, radius=1 + 5.5 * self.style.corner, props={"shadow": self.depth})
        return row(label, id="button", pad=(5.5, 2.6), plate=plate, together=True, enter="pop",
                   align_self=ACROSS[align])  # fmt: skip

    def rule(self, align: Align = "left", width: float = 12) -> Leaf:
        """The short line between heading and body."""
        flow = Flow(width=width, height=0.8, align=ACROSS[align])
        return Leaf("rule", "rect", {"fill": "$accent", "radius": 0.4}, flow, enter="wipe")

    def icon(
        self, side: float = 14, fill: str = "", align: Align = "left", id: str = "icon", name: str = ""
    ) -> Leaf | None:
        """The slot's icon, or the one named; None where there is none."""
        name = name or self.slots.icon
        if not name or icon_named(name) is None:  # an icon is no word: a scene stands without one that nobody drew
            return None
        flow = Flow(width=side, height=side, align=ACROSS[align], shrink=False)
        return Leaf(id, "icon", {"icon": name, "fill": fill or self.accent}, flow)

    def medal(self, side: float = 24, align: Align = "center") -> Box | None:
        """The icon on a disc in the accent's colour."""
        sign = self.icon(side * 0.54, "$on_accent", "center")
        if sign is None:
            return None
        shaded = {"kind": "linear", "angle": 60, "colors": ["$accent~white:22", "$accent"]}
        disc = Leaf("medal", "ellipse", {"fill": "$accent", "gradient": shaded, "shadow": self.depth},
                    Flow(width=side, height=side, shrink=False), enter="pop")  # fmt: skip
        return overlay(disc, sign, id="badge", align="center", align_self=ACROSS[align], shrink=False)

    def picture(self, asset: str = "", id: str = "picture", radius: float | None = None, **flow: Any) -> Leaf | None:
        """The slot's picture, cut to its place; None where there is none."""
        asset = asset or self.slots.picture
        if not asset:
            return None
        rounded = (1 + 6 * self.style.corner) if radius is None else radius
        return Leaf(
            id, "image", {"asset": asset, "fit": "cover", "radius": rounded, "shadow": self.depth}, Flow(**flow)
        )

    def card(self, *children: Node | None, id: str, fill: str = "$surface", pad: Any = (4, 3.4), **more: Any) -> Box:
        """A plate with things on it that come together."""
        plate = Plate(fill, props={"shadow": self.depth * 0.7})
        return column(
            *children,
            **{"id": id, "pad": pad, "gap": 1.2, "plate": plate, "together": True, "justify": "center", **more},
        )

    def sheet(self, strip: Node | None, body: Node, id: str = "sheet", color: str = "$accent") -> Box:
        """One plate: a strip in `color` at its top, the rest on the surface."""
        radius = 1 + 5 * self.style.corner
        under = Plate("$surface", radius, {"shadow": self.depth * 0.7})
        if strip is None:
            return column(body, id=id, plate=under)
        # the strip's lower corners are square: a second rectangle covers them
        top = Leaf(f"{id}-top", "rect", {"fill": color, "radius": radius})
        square = Leaf(f"{id}-square", "rect", {"fill": color}, Flow(height=radius))
        low = column(column(id=f"{id}-high", grow=1), square, id=f"{id}-low")
        lying = overlay(top, low, strip, id=f"{id}-strip", align="stretch")
        return column(lying, body, id=id, plate=under, together=True)

    def stack(self, *children: Node | None, **more: Any) -> Box:
        """A column in the middle of its height: what most layouts begin with."""
        return column(*children, **{"gap": 2.6, "justify": "center", "grow": 1, **more})

    def sides(self, *children: Node | None, **more: Any) -> Box:
        """Side by side in a wide frame, one below the other in others."""
        if self.is_wide:
            return row(*children, **{"gap": 6, "align": "stretch", "grow": 1, **more})
        return column(*children, **{"gap": 5, "grow": 1, "justify": "center", **more})

    def head(self, align: Align = "left", size: float = 12, within: tuple[float, float] = (80, 30)) -> Box | None:
        """What stands beside or above a list, a table, a chart: icon, kicker, heading, rule, body; None of nothing."""
        parts = [self.icon(10, align=align), self.kicker(align), self.heading(size, align, within=within)]
        if self.slots.heading.strip() and self.slots.body.strip():
            parts.append(self.rule(align))
        parts.append(self.body(5, align))
        return column(*parts, id="head", gap=2.2, justify="center") if any(parts) else None

    def above(self, content: Node, align: Align = "left", size: float = 11) -> Box:
        """The content under its head, over the action."""
        width, height = self.room
        return self.stack(self.head(align, size, (width, height * 0.26)), content, self.action(align), gap=4.5)

    def beside(self, content: Node, share: float = 0.36, size: float = 13) -> Box:
        """The content at the side of its head and the action in a wide frame; under it in others."""
        head = self.head("left", size, (self.room[0] * share, self.room[1] * 0.6))
        if not self.is_wide or head is None:
            return self.above(content)
        side = column(head, self.action(), id="side", gap=4, justify="center", share=share, shrink=False)
        return row(side, flowing(content, grow=1), gap=7, align="stretch", grow=1)

    def whole_picture(self) -> Leaf | None:
        """The slot's picture for an overlay that fills the frame; None where there is none."""
        found = self.picture(radius=0)
        return found and replace(found, props={**found.props, "shadow": 0.0}, enter="fade", beat=0.0)

    def over_picture(self, root: Node, color: str = "$background", veil: int = 80) -> Composed | Node:
        """The tree over the slot's picture, which fills the frame under a veil in `color`; alone without a picture."""
        picture = self.whole_picture()
        if picture is None:
            return root
        shade = Leaf("veil", "rect", {"fill": f"{color}/{veil}"}, enter="fade", beat=0.0)
        framed = column(root, id="over", pad=MARGIN, grow=1)
        return Composed(overlay(picture, shade, framed, align="stretch", grow=1), inset=(0, 0), backdrop=False)

    @property
    def accent(self) -> str:
        """The accent as a colour of words: with as much of the text's in it as it needs to be read."""
        for share in (0, 25, 45, 65, 85):
            code = f"$accent~text:{share}" if share else "$accent"
            if all(
                contrast(self.style.color(code), ground) >= LIT * AA
                for ground in (self.style.background, self.style.surface)
            ):
                return code
        return "$text"

    @property
    def depth(self) -> float:
        """How strong shadows are; on a light ground less is enough."""
        return 0.5 if self.style.is_dark else 0.24


def reads_from_right(texts: Iterable[str]) -> bool:
    """Whether the first letter that has a direction goes to the left."""
    directions = (unicodedata.bidirectional(letter) for text in texts for letter in text)
    return next((each for each in directions if each in ("L", "R", "AL")), "L") != "L"
