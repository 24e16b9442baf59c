"""The valid choice that somebody probably meant. Pure."""

import re
from collections.abc import Iterable
from difflib import get_close_matches

# What colours are called in style sheets.
COLOURS = {
    "black": "#000000", "white": "#ffffff", "grey": "#808080", "gray": "#808080", "silver": "#c0c0c0",
    "red": "#ff0000", "maroon": "#800000", "orange": "#ffa500", "gold": "#ffd700", "yellow": "#ffff00",
    "olive": "#808000", "lime": "#00ff00", "green": "#008000", "teal": "#008080", "turquoise": "#40e0d0",
    "cyan": "#00ffff", "blue": "#0000ff", "navy": "#000080", "purple": "#800080", "violet": "#ee82ee",
    "magenta": "#ff00ff", "pink": "#ffc0cb", "brown": "#a52a2a", "beige": "#f5f5dc", "crimson": "#dc143c",
    "indigo": "#4b0082", "transparent": "#00000000",
}  # fmt: skip
# What other programs call it.
MEANT = {
    "color": "fill", "colour": "fill", "font_color": "fill", "text_color": "fill", "background_color": "background",
    "font_size": "size", "fontsize": "size", "font_weight": "weight", "content": "text", "label": "text",
    "width": "w", "height": "h", "left": "x", "top": "y", "angle": "rotation", "alpha": "opacity",
    "border": "stroke", "border_width": "stroke_width", "border_radius": "radius", "animation": "enter",
    "entrance": "enter", "points": "d", "path": "d", "src": "asset", "data": "values", "type": "kind",
    "circle": "ellipse", "oval": "ellipse", "box": "rect", "rectangle": "rect", "shape": "path", "svg": "path",
    "picture": "image", "photo": "image", "img": "image", "graph": "chart", "fireworks": "firework",
    "heading": "text", "title": "text", "emitter": "particles", "line": "path", "triangle": "path",
    "bars": "bar", "column": "bar", "pie": "donut", "doughnut": "donut", "cut": "none", "dissolve": "fade",
    "crossfade": "fade", "push": "slide", "horizontal": "16:9", "landscape": "16:9", "wide": "16:9",
    "portrait": "9:16", "vertical": "9:16", "story": "9:16", "square": "1:1", "gradient": "linear",
    "fade_in": "fade", "slide_in": "slide_up", "scale_in": "zoom", "bounce_in": "pop", "update": "replace",
    "set": "replace", "delete": "remove", "insert": "add", "duration_s": "duration", "seconds": "duration",
}  # fmt: skip


def nearest(word: object, choices: Iterable[str]) -> str | None:
    """The choice that `word` was probably meant to be; None when none is near."""
    known = {_plain(choice): choice for choice in choices}
    plain = _plain(str(word))
    meant = MEANT.get(plain) or MEANT.get(plain.removesuffix("s"))
    for found in (plain, _plain(meant or "")):
        if found in known:
            return known[found]
    close = get_close_matches(plain, known, n=1, cutoff=0.6)
    return known[close[0]] if close else None


def did_you_mean(word: object, choices: Iterable[str]) -> str:
    """` Did you mean 'x'?`, or nothing."""
    found = nearest(word, choices)
    return f" Did you mean {found!r}?" if found else ""


def colour_code(word: object) -> str | None:
    """The code of a colour that was written as a name or in short."""
    text = str(word).strip().lower()
    if re.fullmatch(r"#[0-9a-f]{3}", text):
        return "#" + "".join(2 * digit for digit in text[1:])
    if re.fullmatch(r"[0-9a-f]{6}", text):
        return f"#{text}"
    if match := re.fullmatch(r"rgba?\((\d{1,3}), ?(\d{1,3}), ?(\d{1,3})(?:, ?[\d.]+)?\)", text):
        return "#{:02x}{:02x}{:02x}".format(*(min(255, int(part)) for part in match.groups()))
    return COLOURS.get(text)


def _plain(word: str) -> str:
    """Words that differ only in case and separators are the same; easeOut is ease_out."""
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", word)
    return re.sub(r"[^a-z0-9]+", "_", apart.lower()).strip("_")
