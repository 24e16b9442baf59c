"""What a scene shows: paints, motions, tracks and the elements themselves, as immutable validated types.

All lengths are document pixels, all times are seconds of the scene. A colour is "#rrggbb", "#rrggbbaa", or a role of
the document's style: "$accent", "$accent~white:20" (with a fifth of white in it), "$accent/40" (to 40 % there).
`x, y` is the top-left corner of an element's box, `w, h` its size; rotation turns the box about its centre,
in degrees, clockwise.
"""

import math
import re
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    StringConstraints,
    Tag,
    model_validator,
)
from pydantic_core import PydanticCustomError

from projects.brand import FontName
from videos.document.outlines import InvalidPath, outlines_from_svg
from videos.icons.icon_search import find_icons, icon_named
from videos.icons.icon_shapes import IconShape, shape_of

MAX_ELEMENTS = 60  # in a scene, and in a component
MAX_PARTICLES = 300  # in an element
MAX_KEYS = 24  # in a track
MAX_SECONDS = 120.0  # of a whole video
NO_COLOR = "#00000000"
PATH_WIDTH = 4.0  # pixels: of an outline that is asked for without a width

ID_PATTERN = r"^[a-z0-9][a-z0-9_-]{0,63}$"
HEX = r"#[0-9a-fA-F]{6}(?:[0-9a-fA-F]{2})?"
ROLES = ("background", "surface", "text", "quiet", "accent", "accent2", "on_accent", "on_accent2")
MIXED_IN = "|".join((*ROLES, "white", "black"))
ROLE = rf"\$(?:{'|'.join(ROLES)})(?:~(?:{MIXED_IN}):[0-9]{{1,2}}){{0,3}}(?:/[0-9]{{1,2}})?"
COLOR_PATTERN = rf"^(?:{HEX}|{ROLE})$"

Id = Annotated[str, StringConstraints(pattern=ID_PATTERN)]
Color = Annotated[str, StringConstraints(pattern=COLOR_PATTERN)]


def _without_nul(text: str) -> str:
    if "\0" in text:
        raise PydanticCustomError("string_nul", "must not contain the character NUL")
    return text


Words = Annotated[str, AfterValidator(_without_nul)]  # databases refuse NUL in a text
Seconds = Annotated[float, Field(ge=0, le=MAX_SECONDS)]
Pixels = Annotated[float, Field(ge=-10_000, le=10_000)]
Length = Annotated[float, Field(ge=1, le=10_000)]
Share = Annotated[float, Field(ge=0, le=1)]

Ease = Literal["linear", "ease_in", "ease_out", "ease_in_out", "back", "bounce", "elastic", "hold"]
Font = Literal[FontName, "heading", "body"]  # and the two roles, as the document's style has them
Loop = Literal["none", "spin", "float", "pulse", "sway", "rock"]
Preset = Literal[
    "none",
    "fade",
    "slide_up",
    "slide_down",
    "slide_left",
    "slide_right",
    "zoom",
    "pop",
    "draw",
    "typewriter",
    "wipe",
]


class Part(BaseModel):
    """Base of all: no unknown properties, no conversions, finite numbers, never changed in place."""

    model_config = ConfigDict(
        extra="forbid",
        strict=True,
        frozen=True,
        allow_inf_nan=False,
        json_schema_serialization_defaults_required=True,  # a document is told with every property
    )


class SolidPaint(Part):
    """One colour."""

    kind: Literal["solid"] = "solid"
    color: Color


class LinearPaint(Part):
    """Colours evenly spread along a line; angle 0 runs left to right, 90 top to bottom."""

    kind: Literal["linear"] = "linear"
    angle: Annotated[float, Field(ge=-360, le=360)] = 90.0
    colors: Annotated[list[Color], Field(min_length=2, max_length=8)]


class RadialPaint(Part):
    """Colours evenly spread from the centre outwards. One that ends transparent is a light, gone at the rim."""

    kind: Literal["radial"] = "radial"
    colors: Annotated[list[Color], Field(min_length=2, max_length=8)]


def _branch(of: str, name: str) -> Any:
    """The discriminator `name` of a union; its errors tell of which (`of`).

    It calls a branch `name=value`, which no id can be: error paths drop it safely.
    """

    def choose(data: Any) -> str | None:
        value = data.get(name) if isinstance(data, dict) else getattr(data, name, None)
        return f"{name}={value}" if isinstance(value, str) else None

    choose.__name__ = of
    return Discriminator(choose)


Paint = Annotated[
    Annotated[SolidPaint, Tag("kind=solid")]
    | Annotated[LinearPaint, Tag("kind=linear")]
    | Annotated[RadialPaint, Tag("kind=radial")],
    _branch("paint", "kind"),
]


# What lies over a fill, inside its shape.
Gradient = Annotated[
    Annotated[LinearPaint, Tag("kind=linear")] | Annotated[RadialPaint, Tag("kind=radial")],
    _branch("gradient", "kind"),
]


class Motion(Part):
    """How an element comes or goes. `at` null: an entrance begins with the element, an exit ends with it."""

    preset: Preset = "none"
    at: Seconds | None = None
    duration: Annotated[float, Field(ge=0, le=30)] = 0.6
    ease: Ease = "ease_out"


def _number_or_color(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise PydanticCustomError("track_value", "must be a number or a colour like #ff8800 or $accent")
    if isinstance(value, str) and not re.match(COLOR_PATTERN, value):
        raise PydanticCustomError("track_value", "must be a number or a colour like #ff8800 or $accent")
    if not isinstance(value, str) and not (abs(value) <= 10_000 and math.isfinite(value)):
        raise PydanticCustomError("track_value", "must be a number between -10000 and 10000")
    return value


class Key(Part):
    """One moment of a track: at `t` the property is `value`; `ease` shapes the way there."""

    t: Seconds
    value: Annotated[float | str, BeforeValidator(_number_or_color)]
    ease: Ease = "ease_in_out"


class Track(Part):
    """A property over time, in place of the element's own value; `scale` and `progress` are 1 when whole."""

    property: Literal["x", "y", "scale", "rotation", "opacity", "fill", "progress"]
    keys: Annotated[list[Key], Field(min_length=1, max_length=MAX_KEYS)]

    @model_validator(mode="after")
    def _keys_fit(self) -> Self:
        times = [key.t for key in self.keys]
        if any(later <= earlier for earlier, later in zip(times, times[1:], strict=False)):
            message = "the times of its keys must rise; they are {times}"
            raise PydanticCustomError("track_order", message, {"times": times})
        wanted = str if self.property == "fill" else (int, float)
        if not all(isinstance(key.value, wanted) for key in self.keys):
            kind = "a colour like #ff8800" if self.property == "fill" else "a number"
            values = {"name": self.property, "kind": kind}
            raise PydanticCustomError("track_kind", "each key of {name} must be {kind}", values)
        return self


class BaseElement(Part):
    """What all elements have. `end` null: until the scene ends. `id` repeats the key it stands under.

    `loop`, a gentle motion without an end: spin turns round and round, float goes up and down, pulse larger and
    smaller, sway from side to side, rock tips to the left and right.
    """

    id: Id
    x: Pixels
    y: Pixels
    w: Length
    h: Length
    rotation: Annotated[float, Field(ge=-3600, le=3600)] = 0.0
    opacity: Share = 1.0
    start: Seconds = 0.0
    end: Seconds | None = None
    enter: Motion = Motion()
    exit: Motion = Motion()
    tracks: Annotated[list[Track], Field(max_length=7)] = []
    loop: Loop = "none"

    @property
    def begins(self) -> float:
        """The second of its scene from which on it is seen."""
        return self.start if self.enter.at is None else max(self.start, self.enter.at)

    def ends(self, duration: float) -> float:
        """The second of its scene, which lasts `duration`, up to which it is seen."""
        end = duration if self.end is None else min(self.end, duration)
        return end if self.exit.at is None else min(end, self.exit.at + self.exit.duration)

    @model_validator(mode="after")
    def _times_fit(self) -> Self:
        if self.end is not None and self.end <= self.start:
            values = {"start": self.start, "end": self.end}
            message = "must end after it starts; it starts at {start} and ends at {end}"
            raise PydanticCustomError("element_times", message, values)
        names = [track.property for track in self.tracks]
        if len(set(names)) < len(names):
            raise PydanticCustomError("track_twice", "may have one track for a property; two have the same")
        return self


class Painted(BaseElement):
    """What is filled. A `gradient` is painted instead of `fill`.

    `shadow` is how strong a soft shadow below it is, `glow` how strong a soft light around it, of its own colour.
    """

    fill: Color = "#ffffff"
    gradient: Gradient | None = None
    shadow: Share = 0.0
    glow: Share = 0.0


class Outlined(Painted):
    """A filled and stroked shape."""

    stroke: Color = NO_COLOR
    stroke_width: Annotated[float, Field(ge=0, le=200)] = 0.0


class TextElement(Painted):
    """Words. They wrap inside the box, are centred in its height, and shrink when they do not fit.

    `font`: sans is plain, display for headings, serif for quotes and poems, script for greetings; heading and body are
    those of the document's style.
    `spacing` is room between letters, in shares of the size; `wrap` "anywhere" cuts a word that is too wide instead of
    setting all smaller. Motions bring the words one after another.
    `count_up`: its first number counts up from 0 while the text comes.
    """

    type: Literal["text"] = "text"
    text: Annotated[Words, StringConstraints(max_length=1000)]
    size: Annotated[float, Field(ge=4, le=400)] = 64.0
    weight: Annotated[int, Field(ge=100, le=900)] = 600
    align: Literal["left", "center", "right"] = "center"
    font: Font = "sans"
    spacing: Annotated[float, Field(ge=-0.1, le=1)] = 0.0
    wrap: Literal["words", "anywhere"] = "words"
    count_up: bool = False


class RectElement(Outlined):
    """A rectangle; `radius` rounds its corners."""

    type: Literal["rect"] = "rect"
    radius: Annotated[float, Field(ge=0, le=2000)] = 0.0


class EllipseElement(Outlined):
    """The ellipse that fills the box."""

    type: Literal["ellipse"] = "ellipse"


def _drawable(d: str) -> str:
    try:
        outlines_from_svg(d)
    except InvalidPath as error:
        raise PydanticCustomError("svg_path", "must be an SVG path: {reason}", {"reason": str(error)[:100]}) from None
    return d


class PathElement(Outlined):
    """An SVG path `d` in pixels from the box's top-left corner. Without a `fill` or `stroke` it is a white line."""

    type: Literal["path"] = "path"
    d: Annotated[Words, StringConstraints(min_length=1, max_length=20_000), AfterValidator(_drawable)]
    fill: Color = NO_COLOR
    stroke: Color = "#ffffff"
    stroke_width: Annotated[float, Field(ge=0, le=200)] = PATH_WIDTH


def _icon_name(asked: str) -> str:
    if (shape := icon_named(asked)) is not None:
        return shape.name
    near = " or ".join(map(repr, find_icons(asked, 3)))
    meant = f"Did you mean {near}?" if near else "Say in a word or two what it shows, such as 'clock'"
    raise PydanticCustomError("unknown_icon", "no icon {asked}. {meant}", {"asked": repr(asked[:60]), "meant": meant})


class IconElement(Painted):
    """An icon, as large as its box allows: of lines in the colour `fill`, or a brand's mark filled with it.

    `icon`: its name or what it shows ("clock", "opening hours"), or a brand's name ("instagram", "brand:x").
    `stroke_width` is that of its lines in pixels; null is a twelfth of its size.
    """

    type: Literal["icon"] = "icon"
    icon: Annotated[Words, StringConstraints(min_length=1, max_length=80), AfterValidator(_icon_name)]
    stroke_width: Annotated[float, Field(ge=0.1, le=200)] | None = None

    @property
    def shape(self) -> IconShape:
        """Its drawing."""
        shape = shape_of(self.icon)
        assert shape is not None  # its name was checked
        return shape


class Pictured(BaseElement):
    """What shows an asset of the document in its box; `radius` rounds its corners.

    `fit`: contain shows all of it in the box, cover leaves no part of the box empty, fill stretches it to the box.
    """

    asset: Id
    fit: Literal["contain", "cover", "fill"] = "contain"
    radius: Annotated[float, Field(ge=0, le=2000)] = 0.0
    shadow: Share = 0.0


class ImageElement(Pictured):
    """A picture of the document's assets; `radius` rounds its corners.

    `fit`: contain shows all of it in the box, cover leaves no part of the box empty, fill stretches it to the box.
    """

    type: Literal["image"] = "image"


class ClipElement(Pictured):
    """A moving picture of the document's assets. It plays once from when it comes, and then its last picture stays.

    `fit` and `radius` as of an image. `trim`: seconds left out at its beginning; `volume` of its own sound: 1 is as
    loud as the file, 0 is silent.
    """

    type: Literal["clip"] = "clip"
    trim: Annotated[float, Field(ge=0, le=3600)] = 0.0
    volume: Share = 1.0


# How a clip plays is not where it stands: no layout says it, and whoever changes it leaves the layout as it is.
PLAYED = ("start", "trim", "volume")


class ParticlesElement(BaseElement):
    """Many small things. `count` is how many are in the air at once, at most; null is the effect's own.

    `spread`: radius of a burst in pixels; `size`: of one particle in pixels; `gravity`: pixels a second
    squared, down; `interval`: seconds from burst to burst. The same `seed` draws the same picture.
    """

    type: Literal["particles"] = "particles"
    effect: Literal["firework", "confetti", "snow", "sparks", "bubbles"]
    count: Annotated[int, Field(ge=1, le=MAX_PARTICLES)] = 240
    colors: Annotated[list[Color], Field(max_length=8)] = []
    bursts: Annotated[int, Field(ge=1, le=12)] | None = None
    interval: Annotated[float, Field(ge=0.05, le=30)] | None = None
    spread: Annotated[float, Field(ge=1, le=4000)] | None = None
    size: Annotated[float, Field(ge=0.5, le=200)] | None = None
    gravity: Annotated[float, Field(ge=-5000, le=5000)] | None = None
    seed: Annotated[int, Field(ge=0, le=2**31 - 1)] = 1


class ChartElement(BaseElement):
    """Numbers that grow into a chart. `labels` is empty or has one for each value.

    `unit` is shown with the values as it is written, before them if it is a currency's sign or ends with a space.
    `text_color` null: light or dark, as the background asks for.
    """

    type: Literal["chart"] = "chart"
    kind: Literal["bar", "line", "donut"] = "bar"
    labels: Annotated[list[Annotated[Words, StringConstraints(max_length=80)]], Field(max_length=24)] = []
    values: Annotated[list[Annotated[float, Field(ge=-1e12, le=1e12)]], Field(min_length=1, max_length=24)]
    colors: Annotated[list[Color], Field(max_length=24)] = []
    show_values: bool = True
    unit: Annotated[Words, StringConstraints(max_length=12)] = ""
    text_color: Color | None = None

    @model_validator(mode="after")
    def _labels_fit(self) -> Self:
        if self.labels and len(self.labels) != len(self.values):
            counts = {"labels": len(self.labels), "values": len(self.values)}
            message = "needs one label for each value, or none; it has {labels} labels and {values} values"
            raise PydanticCustomError("chart_labels", message, counts)
        if self.kind == "donut" and (min(self.values) < 0 or sum(self.values) <= 0):
            raise PydanticCustomError("chart_donut", "a donut shows shares: none below 0, not all 0")
        return self


class Override(Part):
    """What one instance of a component shows otherwise; null leaves it as it is in the component."""

    text: Annotated[Words, StringConstraints(max_length=1000)] | None = None
    fill: Color | None = None
    stroke: Color | None = None
    opacity: Share | None = None
    asset: Id | None = None


class ComponentElement(BaseElement):
    """A component of the document, drawn here. Its elements use the frame's pixels, scaled to fit the box.

    A box as large as the frame changes nothing. `overrides` go by the ids of the component's elements.
    """

    type: Literal["component"] = "component"
    component: Id
    overrides: Annotated[dict[Id, Override], Field(max_length=MAX_ELEMENTS)] = {}


Element = Annotated[
    Annotated[TextElement, Tag("type=text")]
    | Annotated[RectElement, Tag("type=rect")]
    | Annotated[EllipseElement, Tag("type=ellipse")]
    | Annotated[PathElement, Tag("type=path")]
    | Annotated[IconElement, Tag("type=icon")]
    | Annotated[ImageElement, Tag("type=image")]
    | Annotated[ClipElement, Tag("type=clip")]
    | Annotated[ParticlesElement, Tag("type=particles")]
    | Annotated[ChartElement, Tag("type=chart")]
    | Annotated[ComponentElement, Tag("type=component")],
    _branch("element", "type"),
]
ELEMENT_TYPES: dict[str, type[BaseElement]] = {
    "text": TextElement,
    "rect": RectElement,
    "ellipse": EllipseElement,
    "path": PathElement,
    "icon": IconElement,
    "image": ImageElement,
    "clip": ClipElement,
    "particles": ParticlesElement,
    "chart": ChartElement,
    "component": ComponentElement,
}

# The share of the frame that an element without a size of its own takes.
_DEFAULT_SHARES = {
    "text": (0.8, 0.3),
    "chart": (0.76, 0.6),
    "particles": (1.0, 1.0),
    "component": (1.0, 1.0),
}


def completed(element: Any, width: float, height: float, **known: Any) -> Any:
    """The raw element with `known`, the outline that it means, and the missing parts of its box.

    The box is sized by type, and centred in the frame. An element that has all of its properties stays as it is.
    """
    if not isinstance(element, dict):
        return element
    across, down = _DEFAULT_SHARES.get(str(element.get("type")), (0.4, 0.4))
    boxed = {"w": round(width * across, 2), "h": round(height * down, 2), **_outlined(element), **known}
    for corner, side, frame in (("x", "w", width), ("y", "h", height)):
        if corner not in boxed and isinstance(boxed[side], int | float):
            boxed[corner] = round((frame - boxed[side]) / 2, 2)
    return boxed


def _outlined(element: dict[str, Any]) -> dict[str, Any]:
    """The raw element with what its author meant by the one of `fill` and `stroke` that is there.

    Filled shapes have no outline unless it is asked for; what has an outline alone is not filled; an outline without a
    width is as wide as a path's. An icon has one colour, by either name.
    """
    kind, stroke = element.get("type"), element.get("stroke")
    shaded, stroked = element.get("gradient") is not None, _is_seen(stroke)
    if kind == "icon" and "stroke" in element:
        rest = {name: value for name, value in element.items() if name != "stroke"}
        return {**rest, "fill": stroke} if stroked or "fill" not in element else rest
    if kind == "path" and not {"stroke", "stroke_width"} & element.keys() and (shaded or _is_seen(element.get("fill"))):
        return {**element, "stroke": NO_COLOR, "stroke_width": 0.0}
    if kind in ("rect", "ellipse") and stroked:
        hollow: dict[str, Any] = {} if "fill" in element or shaded else {"fill": NO_COLOR}
        return {"stroke_width": PATH_WIDTH, **element, **hollow}
    return element


def _is_seen(color: Any) -> bool:
    return color is not None and not (isinstance(color, str) and len(color) == 9 and color.endswith("00"))
