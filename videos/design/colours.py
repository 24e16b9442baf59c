"""Colours: their names, their mixtures, and the palettes that the demo model paints with."""

import re
from dataclasses import dataclass

from PIL.ImageColor import getrgb

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


def channels(colour: str) -> tuple[int, int, int]:
    """Red, green and blue of `#rrggbb…`, 0 to 255."""
    return getrgb(colour)[:3]


def mix(one: str, other: str, share: float) -> str:
    """`one` with `share` (0 to 1) of `other` in it."""
    pairs = zip(channels(one), channels(other), strict=True)
    return "#" + bytes(round(a + (b - a) * share) for a, b in pairs).hex()


def lightness(colour: str) -> float:
    """How bright a colour looks, 0 black to 1 white."""
    red, green, blue = channels(colour)
    return (0.299 * red + 0.587 * green + 0.114 * blue) / 255


def readable_on(background: str) -> str:
    """Near-white or near-black, whichever can be read."""
    return "#12131a" if lightness(background) > 0.6 else "#ffffff"


def see_through(colour: str, opacity: float) -> str:
    """`#rrggbbaa` of a colour."""
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


PALETTES = {
    "night": Palette("#070b24", "#1d1b54", "#f8f7ff", ("#ffd166", "#ff6b9d", "#6ee7ff")),
    "ocean": Palette("#04263f", "#0a6c8f", "#f2fbff", ("#5ee6d0", "#ffd28f", "#8fd3ff")),
    "coffee": Palette("#23130c", "#5b3420", "#fff4e6", ("#e8a864", "#f6d7ae", "#c8703d")),
    "forest": Palette("#0b2418", "#1f5c3a", "#f3fff5", ("#a7e36b", "#ffe08a", "#59d4a0")),
    "sunset": Palette("#2b0f3a", "#b2386a", "#fff5ee", ("#ffb45e", "#ff7a8a", "#ffe3a8")),
    "party": Palette("#2a0a4a", "#7b1fa2", "#fffaff", ("#ffd23f", "#ff5d8f", "#3bceff")),
    "tech": Palette("#070d1f", "#12306b", "#f1f6ff", ("#4cc9ff", "#8b7bff", "#3ef0b4")),
    "winter": Palette("#0d2240", "#3c6fa8", "#f7fbff", ("#cfe9ff", "#ffffff", "#8fd0ff")),
    "rose": Palette("#3a0d25", "#a12f5c", "#fff3f6", ("#ffb3c7", "#ffd9a8", "#ff6f91")),
    "ember": Palette("#1c0b0a", "#6e1f14", "#fff4ea", ("#ff8a3d", "#ffd35c", "#ff5a4f")),
    "graphite": Palette("#101319", "#2d3442", "#f5f7fb", ("#f5b942", "#7cc4ff", "#ff8f70")),
    "spring": Palette("#123a3a", "#2f8f78", "#fbfff7", ("#ffe26a", "#ff9ebb", "#b8f28c")),
    "paper": Palette("#f6efe3", "#e6d5bd", "#2a211b", ("#c8553d", "#2f6f73", "#d99a2b")),
    "sky": Palette("#dff1ff", "#9fd0f7", "#12324d", ("#ff7f50", "#1f7ae0", "#ffc145")),
}  # fmt: skip


def palette_from(colours: tuple[str, ...], start: Palette) -> Palette:
    """`start` turned to the colours that a person asked for: the first is the main accent and tints the background."""
    if not colours:
        return start
    main = colours[0]
    if lightness(main) < 0.18:  # a dark colour is a background, not an accent
        accents = ((*colours[1:], *start.accents)[:3]) if len(colours) > 1 else start.accents
        return Palette(main, mix(main, "#ffffff", 0.16), "#ffffff", (accents[0], accents[1], accents[2]))
    second = colours[1] if len(colours) > 1 else mix(main, "#ffffff", 0.35)
    third = colours[2] if len(colours) > 2 else mix(main, "#ffffff", 0.65)
    return Palette(mix(main, "#05060f", 0.86), mix(main, "#0b0d22", 0.58), "#ffffff", (main, second, third))
