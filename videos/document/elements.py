"""What a scene shows: paints, motions, tracks and the elements themselves, as immutable validated types.

All lengths are document pixels, all times are seconds of the scene, all colours are "#rrggbb" or "#rrggbbaa".
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

from videos.document.outlines import InvalidPath, outlines_from_svg

MAX_ELEMENTS = 60  # in a scene, and in a component
MAX_PARTICLES = 300  # in an element
MAX_KEYS = 24  # in a track
MAX_SECONDS = 120.0  # of a whole video

ID_PATTERN = r"^[a-z0-9][a-z0-9_-]{0,63}$"
COLOR_PATTERN = r"^#[0-9a-fA-F]{6}([0-9a-fA-F]{2})?$"

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
Font = Literal["sans", "display", "serif", "script"]
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
    """Colours evenly spread from the centre to the corners."""

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
        raise PydanticCustomError("track_value", "must be a number or a colour like #ff8800")
    if isinstance(value, str) and not re.match(COLOR_PATTERN, value):
        raise PydanticCustomError("track_value", "must be a number or a colour like #ff8800")
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
    """What all elements have. `end` null: until the scene ends. `id` repeats the key it stands under."""

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
    """What is filled. A `gradient` is painted instead of `fill`; `shadow` is how strong a soft shadow below it is."""

    fill: Color = "#ffffff"
    gradient: Gradient | None = None
    shadow: Share = 0.0


class Outlined(Painted):
    """A filled and stroked shape."""

    stroke: Color = "#00000000"
    stroke_width: Annotated[float, Field(ge=0, le=200)] = 0.0


class TextElement(Painted):
    """Words. They wrap inside the box, are centred in its height, and shrink when they do not fit.

    `font`: sans is plain, display for headings, serif for quotes and poems, script for greetings.
    `spacing` is room between letters, in shares of the size. Motions bring the words one after another.
    """

    type: Literal["text"] = "text"
    text: Annotated[Words, StringConstraints(max_length=1000)]
    size: Annotated[float, Field(ge=4, le=400)] = 64.0
    weight: Annotated[int, Field(ge=100, le=900)] = 600
    align: Literal["left", "center", "right"] = "center"
    font: Font = "sans"
    spacing: Annotated[float, Field(ge=-0.1, le=1)] = 0.0


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
    """An SVG path `d` in pixels from the box's top-left corner."""

    type: Literal["path"] = "path"
    d: Annotated[Words, StringConstraints(min_length=1, max_length=20_000), AfterValidator(_drawable)]
    fill: Color = "#00000000"
    stroke: Color = "#ffffff"
    stroke_width: Annotated[float, Field(ge=0, le=200)] = 4.0


class ImageElement(BaseElement):
    """A picture of the document's assets; `radius` rounds its corners.

    `fit`: contain shows all of it in the box, cover leaves no part of the box empty, fill stretches it to the box.
    """

    type: Literal["image"] = "image"
    asset: Id
    fit: Literal["contain", "cover", "fill"] = "contain"
    radius: Annotated[float, Field(ge=0, le=2000)] = 0.0
    shadow: Share = 0.0


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
    """Numbers that grow into a chart. `labels` is empty or has one for each value."""

    type: Literal["chart"] = "chart"
    kind: Literal["bar", "line", "donut"] = "bar"
    labels: Annotated[list[Annotated[Words, StringConstraints(max_length=80)]], Field(max_length=24)] = []
    values: Annotated[list[Annotated[float, Field(ge=-1e12, le=1e12)]], Field(min_length=1, max_length=24)]
    colors: Annotated[list[Color], Field(max_length=24)] = []
    show_values: bool = True

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
    | Annotated[ImageElement, Tag("type=image")]
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
    "image": ImageElement,
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


def with_box(element: Any, width: float, height: float, **known: Any) -> Any:
    """The raw element with `known` and the missing parts of its box: sized by type, centred in the frame."""
    if not isinstance(element, dict):
        return element
    across, down = _DEFAULT_SHARES.get(str(element.get("type")), (0.4, 0.4))
    boxed = {"w": round(width * across, 2), "h": round(height * down, 2), **element, **known}
    for corner, side, frame in (("x", "w", width), ("y", "h", height)):
        if corner not in boxed and isinstance(boxed[side], int | float):
            boxed[corner] = round((frame - boxed[side]) / 2, 2)
    return boxed
