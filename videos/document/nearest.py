"""The valid choice that somebody probably meant. Pure."""

import re
from collections.abc import Iterable

from PIL.ImageColor import getrgb

from config.common import validation
from config.common.validation import plain

# What other programs call it.
MEANT = {
    "color": "fill", "colour": "fill", "font_color": "fill", "text_color": "fill", "background_color": "background",
    "font_size": "size", "fontsize": "size", "font_weight": "weight", "content": "text", "label": "text",
    "width": "w", "height": "h", "left": "x", "top": "y", "angle": "rotation", "alpha": "opacity",
    "border": "stroke", "border_width": "stroke_width", "border_radius": "radius", "animation": "enter",
    "entrance": "enter", "points": "d", "path": "d", "src": "asset", "data": "values", "type": "kind",
    "circle": "ellipse", "oval": "ellipse", "box": "rect", "rectangle": "rect", "shape": "path", "svg": "path",
    "picture": "image", "photo": "image", "img": "image", "graph": "chart", "fireworks": "firework",
    "video": "clip", "movie": "clip", "footage": "clip",
    "symbol": "icon", "pictogram": "icon", "emoji": "icon", "logo": "icon",
    "heading": "text", "title": "text", "emitter": "particles", "line": "path", "triangle": "path",
    "bars": "bar", "column": "bar", "pie": "donut", "doughnut": "donut", "cut": "none", "dissolve": "fade",
    "crossfade": "fade", "push": "slide", "horizontal": "16:9", "landscape": "16:9", "wide": "16:9",
    "portrait": "9:16", "vertical": "9:16", "story": "9:16", "square": "1:1", "gradient": "linear",
    "fade_in": "fade", "slide_in": "slide_up", "scale_in": "zoom", "bounce_in": "pop", "update": "replace",
    "padding": "pad", "spacing": "gap", "background": "fill", "justify_content": "justify", "align_items": "align",
    "flex_direction": "direction", "flex_grow": "grow", "flex": "grow", "flex_start": "start", "flex_end": "end",
    "space_between": "between", "stack": "overlay",
    "set": "replace", "delete": "remove", "insert": "add", "duration_s": "duration", "seconds": "duration",
}  # fmt: skip


def meant(word: object, choices: Iterable[str]) -> str | None:
    """The choice that `word` surely is, spelled otherwise or by the name that others have for it; None for none."""
    known = {plain(choice): choice for choice in choices}
    other = MEANT.get(plain(word)) or MEANT.get(plain(word).removesuffix("s"))
    return known.get(plain(word)) or known.get(plain(other or ""))


def nearest(word: object, choices: Iterable[str]) -> str | None:
    """The choice that `word` was probably meant to be; None when none is near."""
    known = list(choices)
    return meant(word, known) or validation.nearest(word, known)


def did_you_mean(word: object, choices: Iterable[str]) -> str:
    """` Did you mean 'x'?`, or nothing."""
    return validation.did_you_mean(word, choices, nearest)


def colour_code(word: object) -> str | None:
    """The code of a colour that was written as in a style sheet: by its name, in short, as rgb(…) or hsl(…)."""
    text = str(word).strip().lower()
    if text == "transparent":
        return "#00000000"
    if re.fullmatch(r"[0-9a-f]{6}", text):
        text = f"#{text}"
    opaque = re.sub(r"^(rgb|hsl)a\((.*),[^,]*\)$", r"\1(\2)", text)
    try:
        channels = getrgb(opaque)
    except ValueError:
        return None
    return "#" + bytes(min(255, channel) for channel in channels).hex()
