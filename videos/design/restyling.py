"""A look changed in words: another style, our colours, darker, playful. Pure; whatever is asked stays readable."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from projects.brand import Brand
from videos.document.style import AA, Style, contrast, luminance, mixed, readable_on

CLEAR = 7.0  # contrast of the text: more than AA, since a backdrop and light take some of it
CALM = 1.2 * AA  # of words that come second
SHAPE = 3.0  # of accents. Source: https://www.w3.org/TR/WCAG22/#non-text-contrast
DARKEST, LIGHTEST = 0.085, 0.42  # luminance: a ground between them lets neither white nor black words be clear
WEIGHTS = {
    "poster": 400,
    "script": 400,
    "display": 800,
    "sans": 800,
}  # of headings in a font that was not their own; else 700
STEP, DEEPEST, PALEST = 0.09, 0.08, 0.995  # OKLCH lightness: a step that is seen, and where no further one is
HEADINGS, LARGER = (0.6, 1.4), 1.25  # sizes of headings as styles have them, and a step
WEIGHTS_THERE, HEAVIER = (100, 900), 200
HUED = 0.04  # OKLCH chroma: less of it is a grey


def with_fonts(style: Style, heading: str = "", body: str = "") -> Style:
    """`style` in other fonts ("": its own), headings as heavy as suits theirs."""
    changes: dict[str, Any] = {"body_font": body} if body else {}
    if heading and heading != style.heading_font:
        changes |= {"heading_font": heading, "heading_weight": WEIGHTS.get(heading, 700)}
    return style.model_copy(update=changes)


def branded(style: Style, brand: Brand, *, is_chosen: bool, colours: Sequence[str] = ()) -> Style:
    """`style` in the brand's fonts, and in the `colours` that are wished; else in the brand's, unless it was chosen."""
    wished = colours or ([] if is_chosen else brand["colours"])
    return with_fonts(with_colours(style, wished) if wished else style, brand["heading_font"], brand["body_font"])


def with_colours(style: Style, colours: Sequence[str]) -> Style:
    """`style` in other colours (`#rrggbb`, one or more), spread over the roles.

    One that suits as a ground becomes the background where others are left for the accents; else the first one tints
    it. What is not given is made of what is. The result is as dark or light as the style.
    """
    given = list(dict.fromkeys(_plain(colour) for colour in colours))
    hued = [each for each in given if _chroma(each) >= HUED] or given
    grounds = [each for each in given if _is_ground(each, style.is_dark) and [one for one in hued if one != each]]
    ground = min(grounds, key=_chroma) if grounds else _toned(hued[0], style.background, 0.35)
    accents = [each for each in (*hued, *given) if each != ground]
    first = accents[0] if accents else given[0]
    others = [each for each in accents if each != first]
    plates = [each for each in grounds if each not in (ground, first)]
    surface = plates[0] if plates else _plate(ground, style.is_dark)
    spread = {"background": ground, "surface": surface, "accent": first, "accent2": (others or [_sister(first)])[0]}
    words = [each for each in given if each not in spread.values() and contrast(each, ground) >= CLEAR]
    spread["text"] = words[0] if words else _toned(first, "#ffffff" if style.is_dark else "#16171d", 0.12)
    return legible(style.model_copy(update={**spread, "quiet": mixed(spread["text"], ground, 0.25)}))


def darker(style: Style) -> Style:
    """A step darker, which everybody sees; what is as dark as a light style can be becomes a dark one."""
    now = _lightness(style.background)
    ground = _lit(style.background, min(now, max(DEEPEST, now - STEP)))
    if not style.is_dark and not _is_ground(ground, dark=False):
        return dark(style)
    return _on_ground(style, ground, dark=style.is_dark)


def lighter(style: Style) -> Style:
    """A step lighter, which everybody sees; what is as light as a dark style can be becomes a light one."""
    now = _lightness(style.background)
    ground = _lit(style.background, max(now, min(PALEST, now + STEP)))
    if style.is_dark and not _is_ground(ground, dark=True):
        return light(style)
    return _on_ground(style, ground, dark=style.is_dark)


def dark(style: Style) -> Style:
    """The dark counterpart of a light style. Accents keep their hues."""
    return style if style.is_dark else _on_ground(style, _lit(style.background, 0.22), dark=True)


def light(style: Style) -> Style:
    """The light counterpart of a dark style. Accents keep their hues."""
    return _on_ground(style, _lit(style.background, 0.96), dark=False) if style.is_dark else style


def grounded(style: Style, colour: str) -> Style:
    """The style on another ground, as dark or light as that is, whose words are read there."""
    ground = _plain(colour)
    text = style.text if contrast(style.text, ground) >= AA else readable_on(ground)
    look = {"background": ground, "surface": mixed(ground, text, 0.1), "text": text, "quiet": mixed(text, ground, 0.2)}
    return legible(style.model_copy(update=look))


def inked(style: Style, colour: str) -> Style:
    """The style with words of another colour, or of the nearest one that is read on its grounds."""
    return legible(style.model_copy(update={"text": colour, "quiet": mixed(colour, style.background, 0.2)}))


def on_ground(style: Style, paint: Mapping[str, Any]) -> Style:
    """The style for a scene with a background of its own: itself where its words are read on that, else with others."""
    grounds = [_plain(style.color(each)) for each in paint.get("colors") or [paint["color"]]]
    if min(_worst(each, grounds) for each in (style.text, style.quiet)) >= AA:
        return style
    text = max(
        ("#ffffff", "#16171d", "#000000"), key=lambda each: (_worst(each, grounds) >= CALM, _worst(each, grounds))
    )
    changes = {"background": grounds[0], "text": text, "quiet": text, "surface": mixed(grounds[0], text, 0.08)}
    changes |= {role: _against(getattr(style, role), grounds, AA) for role in ("accent", "accent2")}
    return style.model_copy(update=changes)


def calmer(style: Style) -> Style:
    """Less movement, and nothing loud behind the words."""
    quiet = {"balloons": "bokeh", "bars": "waves", "diagonals": "rings", "sun": "waves", "hearts": "bokeh"}
    backdrop = quiet.get(style.backdrop, style.backdrop)
    return style.model_copy(update={"energy": _share(style.energy - 0.35), "motion": "fade", "backdrop": backdrop})


def livelier(style: Style) -> Style:
    """More movement."""
    loud = {"plain": "blobs", "frame": "bokeh", "grid": "diagonals"}
    update = {
        "energy": _share(style.energy + 0.35),
        "motion": "pop",
        "backdrop": loud.get(style.backdrop, style.backdrop),
    }
    return style.model_copy(update=update)


def playful(style: Style) -> Style:
    """Round letters and corners, things that pop in."""
    look = {"heading_font": "rounded", "body_font": "rounded", "heading_weight": 700, "corner": 1.0}
    return livelier(style).model_copy(update={**look, "backdrop": "dots"})


def elegant(style: Style) -> Style:
    """Letters with serifs, sharp corners, a thin frame, hardly any movement."""
    look = {"heading_font": "serif", "heading_weight": 500, "heading_size": min(style.heading_size, 1.0), "corner": 0.0}
    return calmer(style).model_copy(update={**look, "body_font": "sans", "backdrop": "frame"})


def bolder(style: Style) -> Style:
    """Larger and heavier headings, accents of more colour."""
    size = round(min(HEADINGS[1], style.heading_size + 0.15), 2)
    look = {"heading_font": "poster", "heading_weight": 400, "heading_size": size}
    return legible(style.model_copy(update={**look, "accent": _vivid(style.accent), "accent2": _vivid(style.accent2)}))


def minimal(style: Style) -> Style:
    """Thin plain letters on an even ground."""
    look = {"heading_font": "sans", "body_font": "sans", "heading_weight": 300, "corner": 0.0, "backdrop": "plain"}
    return calmer(style).model_copy(update=look)


def larger(style: Style) -> Style:
    """Headings a step larger, as far as styles have them."""
    return style.model_copy(update={"heading_size": min(HEADINGS[1], round(style.heading_size * LARGER, 2))})


def smaller(style: Style) -> Style:
    """Headings a step smaller."""
    return style.model_copy(update={"heading_size": max(HEADINGS[0], round(style.heading_size / LARGER, 2))})


def heavier(style: Style) -> Style:
    """Headings in bolder letters of the same font."""
    return style.model_copy(update={"heading_weight": min(WEIGHTS_THERE[1], style.heading_weight + HEAVIER)})


def thinner(style: Style) -> Style:
    """Headings in thinner letters of the same font."""
    return style.model_copy(update={"heading_weight": max(WEIGHTS_THERE[0], style.heading_weight - HEAVIER)})


WISHES: dict[str, Callable[[Style], Style]] = {
    "darker": darker, "lighter": lighter, "dark": dark, "light": light, "calmer": calmer,
    "livelier": livelier, "playful": playful, "elegant": elegant, "bolder": bolder, "minimal": minimal,
    "larger": larger, "smaller": smaller, "heavier": heavier, "thinner": thinner,
}  # fmt: skip


def legible(style: Style) -> Style:
    """The style with as little changed as it needs to be read: first the grounds, then words, then shapes."""
    dark = style.is_dark
    background = _as_ground(style.background, dark)
    surface = _as_ground(style.surface, dark)
    grounds = (background, surface)
    changes = {"background": background, "surface": surface, "text": _against(style.text, grounds, CLEAR)}
    changes["quiet"] = _against(style.quiet, grounds, CALM)
    for role in ("accent", "accent2"):
        changes[role] = _against(getattr(style, role), (background,), SHAPE)
    return style.model_copy(update=changes)


def _on_ground(style: Style, background: str, *, dark: bool) -> Style:
    text, quiet = ("#ffffff", 0.22) if dark else ("#16171d", 0.3)
    words = _toned(style.background, text, 0.15)
    update = {
        "background": background,
        "surface": _plate(background, dark),
        "text": words,
        "quiet": mixed(words, background, quiet),
    }
    return legible(style.model_copy(update=update))


def _against(colour: str, grounds: Sequence[str], wanted: float) -> str:
    """The colour, lighter or darker by as much as it needs to stand out from all the grounds; its hue stays."""
    if _worst(colour, grounds) >= wanted:
        return _plain(colour)
    ends = sorted((1.0, 0.0), key=lambda end: -_worst(_lit(colour, end), grounds))
    start = _lightness(colour)
    for step in range(1, 41):
        tried = _lit(colour, start + (ends[0] - start) * step / 40)
        if _worst(tried, grounds) >= wanted:
            return tried
    return "#ffffff" if ends[0] else "#000000"


def _worst(colour: str, grounds: Sequence[str]) -> float:
    return min(contrast(colour, ground) for ground in grounds)


def _as_ground(colour: str, dark: bool) -> str:
    """The colour as a ground on which clear words can be written: darker or lighter where it is neither."""
    start = _lightness(colour)
    for step in range(41):
        tried = _lit(colour, start + ((0.0 if dark else 1.0) - start) * step / 40) if step else _plain(colour)
        if _is_ground(tried, dark):
            return tried
    return "#000000" if dark else "#ffffff"


def _is_ground(colour: str, dark: bool) -> bool:
    return luminance(colour) <= DARKEST if dark else luminance(colour) >= LIGHTEST


def _plate(ground: str, dark: bool) -> str:
    """The surface that belongs to a ground: a little lighter, or white on what is light."""
    light = _lightness(ground)
    return _lit(ground, light + 0.09 if dark else (light + 0.04 if light < 0.96 else light - 0.03))


def _sister(colour: str) -> str:
    """A second accent made of the first: lighter or darker, so that a brand of one colour stays one of one colour."""
    light = _lightness(colour)
    return _lit(colour, light - 0.22 if light > 0.6 else light + 0.22)


def _toned(colour: str, like: str, share: float) -> str:
    """As light as another colour, with a share of the colourfulness and the hue of this one."""
    light, chroma, hue = _lch(colour)
    return _hex(_lightness(like), chroma * share, hue)


def _vivid(colour: str) -> str:
    light, chroma, hue = _lch(colour)
    return _hex(light, chroma * 1.25, hue)


def _lit(colour: str, light: float) -> str:
    """The colour at another lightness, 0 black to 1 white."""
    _, chroma, hue = _lch(colour)
    return _hex(min(max(light, 0.0), 1.0), chroma, hue)


def _lch(colour: str) -> tuple[float, float, float]:
    from coloraide import Color

    light, chroma, hue = Color(_plain(colour)).convert("oklch").coords(nans=False)
    return float(light), float(chroma), float(hue)


def _hex(light: float, chroma: float, hue: float) -> str:
    from coloraide import Color

    fitted = Color("oklch", [light, chroma, hue]).convert("srgb").fit(method="oklch-chroma")
    return str(fitted.to_string(hex=True, alpha=False, fit=True))[:7]


def _lightness(colour: str) -> float:
    return _lch(colour)[0]


def _chroma(colour: str) -> float:
    return _lch(colour)[1]


def _plain(colour: str) -> str:
    return colour[:7].lower()


def _share(value: float) -> float:
    return round(min(max(value, 0.0), 1.0), 2)
