"""What a model is told about elements, in words: what there is, with the ranges and defaults that are checked. Pure.

`ELEMENTS` is what every scene needs; what few need stands in `TOPICS`, told when it is asked for.
"""

import json
from typing import Any, get_args

from videos.document.document import MAX_COMPONENT_DEPTH, MAX_LONG_SIDE, MAX_SCENES, MAX_SHORT_SIDE, Scene, Transition
from videos.document.elements import (
    MAX_ELEMENTS,
    MAX_KEYS,
    MAX_SECONDS,
    BaseElement,
    ChartElement,
    Ease,
    ImageElement,
    Key,
    Motion,
    Override,
    Painted,
    Part,
    ParticlesElement,
    PathElement,
    Preset,
    RectElement,
    TextElement,
    Track,
)

Json = dict[str, Any]


def told(model: type[Part], *names: str) -> str:
    """The properties `names` with what they take and, in brackets, their default: `size 4..400 (64)`."""
    schema = model.model_json_schema()
    return ", ".join(f"{name} {_told(schema['properties'][name])}".strip() for name in names)


def own(model: type[Part], *without: str) -> str:
    """As `told`, of the properties that the model has for itself."""
    shared = {*BaseElement.model_fields, *Painted.model_fields, "type", *without}
    return told(model, *(name for name in model.model_fields if name not in shared))


def _one_of(choice: Any) -> str:
    return "|".join(get_args(choice))


def _told(schema: Json) -> str:
    kinds = [each for each in schema.get("anyOf", [schema]) if each.get("type") != "null"]
    parts = [part for kind in kinds if (part := _range(kind))]
    default = schema.get("default", ...)
    if default is not ... and not isinstance(default, dict | list):
        parts.append(f"({json.dumps(default)})" if isinstance(default, str | bool | None) else f"({default:g})")
    return " ".join(parts)


def _range(kind: Json) -> str:
    if "enum" in kind:
        return "|".join(kind["enum"])
    if "minimum" in kind:
        return f"{kind['minimum']:g}..{kind['maximum']:g}"
    if "maxLength" in kind:
        return f"up to {kind['maxLength']} characters"
    if "maxItems" in kind:
        return f"[{kind.get('minItems', 0)} to {kind['maxItems']}]"
    return ""


ELEMENTS = f"""\
An array of elements; the first lies lowest; at most {MAX_ELEMENTS}. An element is an object with type, id (a-z 0-9 \
_ -, each its own) and whatever is to differ from the defaults, which stand here in brackets. Lengths are pixels of \
the frame, times seconds of the scene, colours "#rrggbb" or "#rrggbbaa".
Every element: its box x, y (top-left corner), w, h; without it in the middle of the frame, a text 80 % wide and 30 % \
high, a chart 76 % and 60 %, particles and components all of it, others 40 %. \
{told(BaseElement, "rotation", "opacity", "start")}, end (null: with the scene); rotation in degrees, clockwise. \
enter and exit, how it comes and goes: \
{{"preset":{_one_of(Preset)}, "at": the second at which this begins (null: an entrance with the element, an exit in \
time to end with it), "duration":{told(Motion, "duration").removeprefix("duration ")}, "ease":{_one_of(Ease)}}}.
text: {own(TextElement)}; size in pixels, spacing between letters in sizes; sans is plain, display for headings, \
serif for quotes, script for greetings. It wraps in its box, is centred in its height, and shrinks when it does not \
fit.
rect: {own(RectElement, "stroke", "stroke_width")}. ellipse: fills its box. path: d, an SVG path in pixels from its \
box's corner; by itself a white line {PathElement.model_fields["stroke_width"].default:g} wide and not filled.
These four have {told(Painted, "fill", "shadow")} and gradient (a linear or radial paint in place of fill); the last \
three {told(RectElement, "stroke", "stroke_width")}.
image: asset (the id of an uploaded picture), {told(ImageElement, "fit", "radius", "shadow")}.
particles: {told(ParticlesElement, "effect", "count", "colors")}; its box is best the whole frame.
chart: {own(ChartElement)}; a label for each value, or none. It grows by itself.
A paint: {{"kind":"solid","color"}}, {{"kind":"linear","angle","colors"}} (0 from left to right, 90 downwards) or \
{{"kind":"radial","colors"}} (from the middle outwards), with 2 to 8 colours.
Example: \
[{{"type":"particles","id":"sky","effect":"firework"}},{{"type":"text","id":"title","text":"Hello","size":110,\
"weight":800,"x":140,"y":260,"w":1000,"h":200,"enter":{{"preset":"slide_up","at":0.4}}}}]"""

DESIGN = """\
- Keep words within the margins: 8 % of the shorter side. Boxes of words must not overlap. One size for headings
  (9 to 16 % of the shorter side), one for the rest (4 to 7 %).
- Let things enter one after another (at 0.1, 0.4, 0.7, …; ease back for what should feel lively) and all be there after
  half of the scene. Nothing stands still for long: a slow track of scale or opacity keeps a picture alive.
- Behind the words: a background of two near colours, large soft shapes, or particles where they fit the subject.
  Numbers become a chart."""

MOTIONS = """\
Presets of enter and exit: none (at once), fade, slide_up, slide_down, slide_left, slide_right (a little way in this \
direction, fading), zoom (from half its size, fading), pop (from nothing, overshooting), draw (along its outline, \
then filled: text, and shapes with a stroke), typewriter (letter by letter: text), wipe (from left to right; also \
for what cannot be drawn or typed). A text of several words comes word by word, unless it is drawn, typed or wiped. \
After its exit an element is gone. Eases: ease_in begins slowly, ease_out ends slowly, back overshoots, bounce and \
elastic swing, hold waits and then jumps."""

TRACKS = f"""\
tracks of an element, at most 7, each {{"property","keys"}}: the property over time, in place of the element's own \
value. {told(Track, "property")}; scale and progress are 1 when whole (progress: how much is drawn, typed, grown or \
wiped in), fill is for text and shapes. keys: 1 to {MAX_KEYS} of \
{{"t": second of the scene, rising, "value": number, or colour of fill, "ease": the way there from the key before \
{told(Key, "ease").split()[-1]}}}.
Example: {{"tracks":[{{"property":"scale","keys":[{{"t":0,"value":1}},{{"t":5,"value":1.08,"ease":"linear"}}]}}]}}"""

PARTICLES = f"""\
particles besides effect, count (how many are in the air at once, at most) and colors: \
{told(ParticlesElement, "bursts", "interval", "spread", "size", "gravity")}, seed (1); null is the effect's own. \
bursts: how often it begins; interval: seconds from one to the next; spread: how far in pixels; size: of one, in \
pixels; gravity: pixels a second squared, downwards; the same seed draws the same picture."""

COMPONENTS = f"""\
A component is a group of elements that several scenes may show; generate_component makes one and shows it in its \
scene. An element {{"type":"component","id","component": its id}} shows it once more: its elements use the frame's \
pixels and are scaled to fit the box (by itself the whole frame, which changes nothing); its time begins when it is \
first seen. overrides: {{id of an element in it: {{{", ".join(Override.model_fields)}}}}}: what this one shows \
otherwise. Components hold others at most {MAX_COMPONENT_DEPTH} deep, never themselves."""

DOCUMENT = f"""\
The document, for apply_json_patch: /title, /width and /height (even; at most {MAX_LONG_SIDE} and {MAX_SHORT_SIDE}, \
either way up), /fps, /scene_order, /scenes/ID with {told(Scene, "duration")}, background (a paint), transition \
{{{told(Transition, "kind", "duration")}}}, order and elements, and /components/ID with order and elements. Every \
property is there and can be replaced: /scenes/ID/elements/ID/fill. Who adds or removes a scene or an element \
changes its order in the same patch: add /scenes/ID/elements/NEW and add /scenes/ID/order/-. At most {MAX_SCENES} \
scenes, {MAX_SECONDS:g} seconds together, {MAX_ELEMENTS} elements in a scene or component."""

TOPICS = {
    "motions": MOTIONS,
    "tracks": TRACKS,
    "particles": PARTICLES,
    "components": COMPONENTS,
    "document": DOCUMENT,
}
