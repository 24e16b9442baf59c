"""Colours: their names, their mixtures, and those that backdrops and effects are painted with."""

import re
from dataclasses import dataclass

from PIL.ImageColor import getrgb

from videos.document.style import ROLE_PARTS, mixed

NAMES = {
    "red": "#ef4444", "crimson": "#dc143c", "scarlet": "#ff3b1f", "orange": "#f97316", "amber": "#f59e0b",
    "yellow": "#facc15", "gold": "#f5b942", "golden": "#f5b942", "lime": "#a3e635", "green": "#22c55e",
    "olive": "#84892f", "mint": "#98f5c8", "teal": "#14b8a6", "turquoise": "#2dd4bf", "cyan": "#22d3ee",
    "blue": "#3b82f6", "navy": "#0b1f4d", "indigo": "#6366f1", "violet": "#8b5cf6", "purple": "#a855f7",
    "lavender": "#c4b5fd", "magenta": "#e935c1", "pink": "#f472b6", "rose": "#fb7185", "coral": "#ff7f6b",
    "salmon": "#fa8072", "peach": "#ffc4a3", "brown": "#8b5a3c", "beige": "#f0e4cf", "cream": "#fff6e0",
    "white": "#ffffff", "silver": "#c7ccd6", "gray": "#8a94a6", "grey": "#8a94a6", "black": "#0a0a0f",
    "rot": "#ef4444", "blau": "#3b82f6", "grün": "#22c55e", "gelb": "#facc15", "schwarz": "#0a0a0f",
    "weiß": "#ffffff", "rouge": "#ef4444", "bleu": "#3b82f6", "vert": "#22c55e", "jaune": "#facc15",
    "rojo": "#ef4444", "azul": "#3b82f6", "verde": "#22c55e", "amarillo": "#facc15", "negro": "#0a0a0f",
}  # fmt: skip
SHADES = {
    "dark": ("#000000", 0.62), "deep": ("#000000", 0.45), "midnight": ("#000000", 0.72),
    "light": ("#ffffff", 0.5), "pale": ("#ffffff", 0.65), "pastel": ("#ffffff", 0.55),
    "bright": ("#ffffff", 0.08), "neon": ("#ffffff", 0.05),
}  # fmt: skip
COLOUR = re.compile(
    r"(?P<hex>#(?:[0-9a-f]{6}|[0-9a-f]{3})\b)"
    rf"|\b(?:(?P<shade>{'|'.join(SHADES)})[ -])?(?P<name>{'|'.join(NAMES)})\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Palette:
    """Colours that go together: two of the background from dark to less dark, one for text, three accents."""

    deep: str
    soft: str
    text: str
    accents: tuple[str, str, str]

    @property
    def main(self) -> str:
        return self.accents[0]


def mix(one: str, other: str, share: float) -> str:
    """`one` with `share` (0 to 1) of `other` in it; of a role it is a role's mixture, see `Style.color`."""
    if one.startswith("$"):
        return _role_mixed(one, other, share)
    if other.startswith("$"):
        return _role_mixed(other, one, 1 - share)
    return mixed(one, other, share)


def _role_mixed(role: str, other: str, share: float) -> str:
    """A mixture may hold three others: of a mixture that is mixed in, its first colour counts."""
    name = ROLE_PARTS.fullmatch(other)
    mixed_in = name["role"] if name else "white" if lightness(other) > 0.5 else "black"
    base = role.split("/")[0]
    percent = min(99, max(0, round(share * 100)))
    if not percent or base.count("~") >= 3:
        return base
    return f"{base}~{mixed_in}:{percent}"


def lightness(colour: str) -> float:
    """How bright a colour looks, 0 black to 1 white."""
    red, green, blue = getrgb(colour)[:3]
    return (0.299 * red + 0.587 * green + 0.114 * blue) / 255


def see_through(colour: str, opacity: float) -> str:
    """`#rrggbbaa` of a colour."""
    if colour.startswith("$"):
        return f"{colour.split('/')[0]}/{min(99, max(0, round(opacity * 100)))}"
    return f"{colour[:7]}{round(opacity * 255):02x}"


def colours_in(text: str) -> tuple[str, ...]:
    """The colours that a text names, as `#rrggbb`, in their order, each once."""
    return tuple(dict.fromkeys(_colour(match) for match in COLOUR.finditer(text)))


def _colour(match: re.Match[str]) -> str:
    if match["hex"]:
        return "#" + bytes(getrgb(match["hex"])).hex()
    colour = NAMES[match["name"].lower()]
    if not match["shade"]:
        return colour
    return mix(colour, *SHADES[match["shade"].lower()])
