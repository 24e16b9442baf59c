"""How a whole video looks: colours by role, fonts, corners, backdrop, motion; and what a role means in a document."""

import re
from typing import Annotated, Any, Literal, TypeVar, cast, get_args

from PIL.ImageColor import getrgb
from pydantic import Field, StringConstraints

from videos.document.elements import HEX, Font, Part, Share, Words

Backdrop = Literal[
    "plain", "blobs", "rings", "diagonals", "grid", "dots", "bars", "waves", "hills", "skyline", "firs", "hearts",
    "balloons", "bokeh", "stars", "steam", "sun", "frame",
]  # fmt: skip
Entrance = Literal["fade", "rise", "slide", "zoom", "pop", "wipe", "type"]
Hex = Annotated[str, StringConstraints(pattern=rf"^{HEX}$")]
WRITTEN = {"text", "labels", "title", "unit", "layout"}  # words of people: a text may well be "$text"
P = TypeVar("P", bound=Part)
ANCHORS = {"white": "#ffffff", "black": "#000000"}
READABLE = "#ffffff", "#14151c", "#000000"  # what is written on an accent: on any, white or black has contrast enough
AA = 4.5  # contrast of words. Source: https://www.w3.org/TR/WCAG22/#contrast-minimum
ROLE_PARTS = re.compile(r"\$(?P<role>[a-z0-9_]+)(?P<mixed>(?:~[a-z0-9_]+:\d{1,2})*)(?:/(?P<opacity>\d{1,2}))?")


class Style(Part):
    """The look of all scenes. Elements name its colours `$background` … `$accent2`, its fonts `heading` and `body`.

    `surface`: of cards; `quiet`: of words that come second. `heading_size`: 1 is usual; `corner`: 0 sharp to 1 round;
    `energy`: 0 calm to 1 lively. `name` is the style of the catalogue that it began as.
    """

    name: Annotated[Words, StringConstraints(max_length=40)] = ""
    background: Hex = "#0d1024"
    surface: Hex = "#1d2145"
    text: Hex = "#ffffff"
    quiet: Hex = "#c5c9e6"
    accent: Hex = "#ffd166"
    accent2: Hex = "#5cc8ff"
    heading_font: Font = "display"
    body_font: Font = "sans"
    heading_weight: Annotated[int, Field(ge=100, le=900)] = 800
    heading_size: Annotated[float, Field(ge=0.6, le=1.4)] = 1.0
    corner: Share = 0.5
    backdrop: Backdrop = "blobs"
    motion: Entrance = "rise"
    energy: Share = 0.5

    @property
    def is_dark(self) -> bool:
        return luminance(self.background) < luminance(self.text)

    def color(self, code: str) -> str:
        """`#rrggbb` or `#rrggbbaa` of a colour, be it one already or a role."""
        found = ROLE_PARTS.fullmatch(code)
        if found is None:
            return code
        color = self._role(found["role"])
        for part in found["mixed"].split("~")[1:]:
            role, share = part.split(":")
            color = mixed(color, self._role(role), int(share) / 100)
        return color if found["opacity"] is None else f"{color[:7]}{round(255 * int(found['opacity']) / 100):02x}"

    def font(self, name: str) -> str:
        """The font that a text is set in: its own, or that of its role."""
        return {"heading": self.heading_font, "body": self.body_font}.get(name, name)

    def _role(self, role: str) -> str:
        if role in ANCHORS:
            return ANCHORS[role]
        if role.startswith("on_"):
            ground = getattr(self, role.removeprefix("on_"))
            return readable_on(ground)
        return cast("str", getattr(self, role))


def readable_on(ground: str) -> str:
    """White or nearly black, whichever can be read on `ground`; black where only that can."""
    best = max(READABLE[:2], key=lambda color: contrast(color, ground))
    return best if contrast(best, ground) >= AA else max(READABLE, key=lambda color: contrast(color, ground))


def mixed(one: str, other: str, share: float) -> str:
    """`#rrggbb`: `one` with `share` (0 to 1) of `other` in it."""
    pairs = zip(getrgb(one)[:3], getrgb(other)[:3], strict=True)
    return "#" + bytes(round(a + (b - a) * share) for a, b in pairs).hex()


def luminance(color: str) -> float:
    """Relative luminance, 0 to 1. Source: https://www.w3.org/TR/WCAG22/#dfn-relative-luminance"""
    linear = [
        channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
        for channel in (value / 255 for value in getrgb(color)[:3])
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """1 to 21. Source: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio"""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def in_style(part: P, style: Style) -> P:
    """`part` (a document, a scene, an element) with a colour for each role and a font for each kind of words."""
    changes: dict[str, Any] = {}
    for name in type(part).model_fields.keys() - WRITTEN:
        value = getattr(part, name)
        resolved = style.font(value) if name == "font" else _resolved(value, style)
        if resolved is not value:
            changes[name] = resolved
    return part.model_copy(update=changes) if changes else part


def _resolved(value: Any, style: Style) -> Any:
    match value:
        case str() if value.startswith("$"):
            return style.color(value)
        case Style():
            return value
        case Part():
            return in_style(value, style)
        case list():
            items = [_resolved(each, style) for each in value]
            return items if any(new is not old for new, old in zip(items, value, strict=True)) else value
        case dict():
            entries = {key: _resolved(each, style) for key, each in value.items()}
            return entries if any(entries[key] is not value[key] for key in value) else value
        case _:
            return value


BACKDROPS: tuple[str, ...] = get_args(Backdrop)
