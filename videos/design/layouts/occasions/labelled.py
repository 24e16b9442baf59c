"""Details as lines with an icon that fits, items as ticked lines, and people as round portraits."""

import re
import unicodedata
from collections.abc import Sequence

from videos.compiler.text.segments import letters
from videos.design.composition.boxes import Box, Flow, Leaf, Node, Plate, column, overlay, row
from videos.design.page import Align, Page
from videos.document.slots import Detail
from videos.icons.icon_search import icon_named
from videos.icons.icon_shapes import BRAND

NETWORKS = (
    "instagram", "facebook", "x", "youtube", "tiktok", "whatsapp", "telegram", "github", "mastodon", "pinterest",
    "snapchat", "bluesky", "threads", "vimeo", "signal", "discord", "twitch",
)  # fmt: skip
KINDS = (  # of what stands in a contact
    ("mail", re.compile(r"\S+@\S+\.\S+")),
    ("at-sign", re.compile(r"@\S+")),
    ("globe", re.compile(r"(https?://|www\.)\S+|[^\s@]+\.[a-z]{2,}(/\S*)?", re.IGNORECASE)),
    ("phone", re.compile(r"[+(]?\d[\d\s()/.–-]{4,}")),
)


def icon_of(detail: Detail, usual: str = "") -> str:
    """The icon of a detail: a network's mark, what its label means, what its value is; else the `usual` one."""
    if network := _network(detail):
        return BRAND + network
    named = icon_named(detail.label)
    if named is not None and not named.filled:
        return named.name
    value = detail.value.strip()
    return next((icon for icon, pattern in KINDS if pattern.fullmatch(value)), usual)


def _network(detail: Detail) -> str:
    label, value = detail.label.strip(" :").lower(), detail.value.strip().lower()
    host = re.sub(r"^(https?://)?(www\.)?", "", value)
    return next((name for name in NETWORKS if label == name or host.startswith((f"{name}.com/", f"{name}.tv/"))), "")


def lines(
    page: Page,
    usual: Sequence[str] = (),
    size: float = 5.2,
    disc: bool = True,
    ink: str = "",
    quiet: str = "$quiet",
    grow: float = 1.0,
) -> list[Node]:
    """The details, each with its icon; `usual`: the icons in order of those that tell nothing of themselves.

    `grow` 0: each is as wide as its words.
    """
    told = told_details(page)
    icons = (icon_of(detail, usual[min(i, len(usual) - 1)] if usual else "") for i, detail in enumerate(told))
    return [
        _line(page, i, icon, size, disc, ink, detail_words(page, i, told[i], size, ink, quiet=quiet, grow=grow))
        for i, icon in enumerate(icons)
    ]


def told_details(page: Page) -> list[Detail]:
    """Those that say anything."""
    return [detail for detail in page.slots.details if f"{detail.label}{detail.value}".strip()]


def _line(page: Page, index: int, icon: str, size: float, disc: bool, ink: str, words: Box) -> Box:
    sign: Node | None = page.icon(size * 1.5, ink, id=f"icon-{index}", name=icon, align="center") if icon else None
    if sign is not None and disc:
        around = Leaf(f"disc-{index}", "ellipse", {"fill": "$accent"}, Flow(width=size * 2.2, height=size * 2.2))
        inner = page.icon(size * 1.15, "$on_accent", id=f"icon-{index}", name=icon, align="center")
        sign = overlay(around, inner, id=f"sign-{index}", align="center", shrink=False)
    return row(sign, words, id=f"line-{index}", gap=size * 0.5, together=True)


def detail_words(
    page: Page,
    index: int,
    detail: Detail,
    size: float,
    ink: str = "",
    align: Align = "left",
    quiet: str = "$quiet",
    grow: float = 1.0,
) -> Box:
    """The label small over the value."""
    label = page.words(
        f"label-{index}", detail.label, max(3.5, size * 0.72), "details", fill=quiet, lines=2, align=align
    )
    value = page.words(f"value-{index}", detail.value, size, "details", fill=ink or "$text", weight=700, align=align)
    return column(label, value, id=f"detail-{index}", gap=0.3, grow=grow)


def ticked(page: Page, size: float = 5.0, ink: str = "", mark: str = "check", grow: float = 1.0) -> list[Node]:
    """The items, each behind a mark."""
    return [
        row(
            page.icon(size * 1.1, ink, id=f"mark-{i}", name=mark),
            page.words(f"item-{i}", item, size, "items", fill=ink or "$text", flow=Flow(grow=grow)),
            id=f"item-line-{i}", gap=size * 0.4, together=True,
        )
        for i, item in enumerate(page.slots.items) if item.strip()
    ]  # fmt: skip


def portrait(
    page: Page, side: float, name: str, asset: str = "", icon: str = "", id: str = "portrait", slot: str = "heading"
) -> Box:
    """A round picture in a fine ring; without one the icon on a disc, else the first letters of the name."""
    flow = Flow(width=side, height=side, shrink=False)
    shaded = {"kind": "linear", "angle": 60.0, "colors": ["$accent~white:20", "$accent"]}
    disc = Leaf(
        f"{id}-disc", "ellipse", {"fill": "$accent", "gradient": shaded, "shadow": page.depth}, flow, enter="pop"
    )
    ring = Plate("$accent/0", radius=side, props={"stroke": "$accent", "stroke_width": 0.5}, beyond=(1.4, 1.4))
    held: Node = disc
    if asset:
        picture = page.picture(asset, id, radius=side / 2, width=side, height=side, shrink=False)
        small = page.icon(side * 0.16, "$on_accent", "center", name=icon) if icon else None
        badge = Leaf(
            f"{id}-disc", "ellipse", {"fill": "$accent"}, Flow(width=side * 0.28, height=side * 0.28), enter="pop"
        )
        held = overlay(picture, small and overlay(badge, small, id=f"{id}-badge", align="center", align_self="end"),
                       id=f"{id}-round")  # fmt: skip
    elif icon:
        held = overlay(disc, page.icon(side * 0.5, "$on_accent", "center", name=icon), id=f"{id}-round", align="center")
    elif first := initials(name):
        size = side * (0.36 if len(first) > 1 else 0.46) / page.style.heading_size
        words = page.large(f"{id}-initials", first, size, slot, fill="$on_accent", align="center", lines=1, smallest=3)
        held = overlay(disc, words, id=f"{id}-round", align="center")
    return column(held, id=f"{id}-ring", plate=ring, together=True, enter="zoom", shrink=False, width=side, height=side)


def initials(name: str) -> str:
    """The first letters of the first and the last word; of scripts whose letters join, and of one word, the first."""
    words = name.split()
    if not words:
        return ""
    first = letters(words[0])[0]
    joins = unicodedata.bidirectional(first[0]) in ("R", "AL") or not first.isalpha()
    return first.upper() if joins or len(words) == 1 else f"{first}{letters(words[-1])[0]}".upper()
