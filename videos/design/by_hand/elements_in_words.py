"""What a model is told about elements, in words: what there is, with the ranges and defaults that are checked. Pure.

`ELEMENTS` is what every scene needs; what few need stands in `TOPICS`, told when it is asked for.
"""

import json
from collections.abc import Iterator
from typing import Any, get_args

from videos.design.by_hand.groups import Group
from videos.design.composition.boxes import Align
from videos.document.document import MAX_COMPONENT_DEPTH, MAX_LONG_SIDE, MAX_SCENES, MAX_SHORT_SIDE, Scene, Transition
from videos.document.elements import (
    MAX_ELEMENTS,
    MAX_KEYS,
    MAX_SECONDS,
    ROLES,
    BaseElement,
    ChartElement,
    Ease,
    Font,
    ImageElement,
    Key,
    Motion,
    Override,
    Part,
    ParticlesElement,
    Preset,
    TextElement,
    Track,
)

Json = dict[str, Any]


def told(model: type[Part], *names: str) -> str:
    """The properties `names` with what they take and, in brackets, their default: `size 4..400 (64)`."""
    schema = model.model_json_schema()
    return ", ".join(f"{name} {_told(schema['properties'][name])}".strip() for name in names)


def _fonts() -> Iterator[str]:
    """The fonts by their own names."""
    yield from (font for font in get_args(Font) if font not in ("heading", "body"))


def _default(model: type[Part], name: str) -> Any:
    return model.model_fields[name].default


def _one_of(choice: Any) -> str:
    return "|".join(get_args(choice))


def _told(schema: Json) -> str:
    kinds = [each for each in schema.get("anyOf", [schema]) if each.get("type") != "null"]
    parts = [part for kind in kinds if (part := _range(kind))]
    default = schema.get("default", ...)
    if default is not ... and not isinstance(default, dict | list):
        is_length = isinstance(default, int | float) and not isinstance(default, bool)
        parts.append(f"({default:g})" if is_length else f"({json.dumps(default)})".replace('"', ""))
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
A JSON array; the first lies lowest; at most {MAX_ELEMENTS} elements. Compose, do not guess pixels: groups measure \
words and place them as CSS flexbox does.
group: direction row|column|grid|overlay (column), columns ({_default(Group, "columns")}), gap, pad (a number, or \
[across, down]), align {_one_of(Align)} (row, overlay: center; else stretch), \
{told(Group, "justify")}, fill (a plate under it), radius, enter (for all in it), stagger (seconds from child to \
child), children: elements, groups. The outermost has x, y, w, h (the frame's margins); what is in it has no x, y, but \
may have w, h, grow (share of what is left over). Shapes need w and h, or grow; pictures and charts grow by themselves.
Element: type and only what differs from the (default). Lengths are pixels of the frame, times seconds of the scene. \
Colours: the style's {" ".join(f"${role}" for role in ROLES)}; "$accent/40" is see-through, "$accent~white:20" mixed; \
or "#rrggbb", "#rrggbbaa".
All: id, x, y (top-left), w, h (without: in the middle), rotation, {told(BaseElement, "opacity")}, start, end, \
{told(BaseElement, "loop")}; \
enter, exit: {{"preset":{_one_of(Preset)}, "at": second, {told(Motion, "duration")}, "ease":{_one_of(Ease)}}}.
text: text, {told(TextElement, "size", "weight")}, font heading|body|{"|".join(_fonts())} (body), \
align left|center|right, {told(TextElement, "spacing")}, fill ($text). Set smaller where it does not \
fit. wrap anywhere: long words may be cut. count_up true: \
its first number counts from 0.
rect: radius; ellipse; path: d, an SVG path from its box's corner; fill ($accent; path none), stroke, stroke_width. A \
stroke alone: not filled.
icon: icon (what it shows: clock, opening hours; or a brand), fill ($accent), stroke_width.
These have gradient (a linear or radial paint), shadow, glow (0..1).
image: asset (id of an uploaded picture), {told(ImageElement, "fit")}, radius, shadow. clip: the same, trim, volume.
chart: {told(ChartElement, "kind")}, labels, values, colors, {told(ChartElement, "show_values")}, unit, text_color.
particles: {told(ParticlesElement, "effect")}, colors; they fill the frame.
Paint: {{"kind":"solid","color"}}, {{"kind":"linear","angle" (90: downwards),"colors"}}, {{"kind":"radial","colors"}}.
Example: [{{"type":"particles","effect":"confetti"}},{{"type":"group","gap":28,"align":"center","stagger":0.3,\
"children":[{{"type":"icon","icon":"gift","w":120}},{{"type":"text","text":"Hello","size":130,"weight":800,\
"font":"heading"}},{{"type":"group","fill":"$accent","pad":[40,20],"children":[{{"type":"text",\
"text":"Order now","size":44,"fill":"$on_accent"}}]}}]}}]"""

DESIGN = """\
- One thing is largest: a heading of 9 to 16 % of the frame's shorter side; the rest 4 to 7 %. $text and $quiet for
  words, $on_accent on $accent.
- Things come one after another, all are there after half of the scene; then a loop or slow track keeps it alive.
- Behind words: large soft shapes, or a picture under "$background/70". Numbers become a chart."""

MOTIONS = """\
Presets of enter and exit: none (at once), fade, slide_up, slide_down, slide_left, slide_right (a little way in this \
direction, fading), zoom (from half its size, fading), pop (from nothing, overshooting), draw (along its outline, \
then filled: text, icons, and shapes with a stroke), typewriter (letter by letter: text), wipe (from left to right; \
also for what cannot be drawn or typed). A text of several words comes word by word, unless it is drawn, typed or \
wiped. After its exit an element is gone. Eases: ease_in begins slowly, ease_out ends slowly, back overshoots, \
bounce and elastic swing, hold waits and then jumps."""

TRACKS = f"""\
tracks of an element, at most 7, each {{"property","keys"}}: the property over time, in place of the element's own \
value. {told(Track, "property")}; scale and progress are 1 when whole (progress: how much is drawn, typed, grown or \
wiped in), fill is for text, shapes and icons. keys: 1 to {MAX_KEYS} of \
{{"t": second of the scene, rising, "value": number, or colour of fill, "ease": the way there from the key before \
{told(Key, "ease").split()[-1]}}}.
Example: {{"tracks":[{{"property":"scale","keys":[{{"t":0,"value":1}},{{"t":5,"value":1.08,"ease":"linear"}}]}}]}}"""

PARTICLES = f"""\
particles besides effect and colors: {told(ParticlesElement, "count")} (how many are in the air at once, at most), \
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
    "elements": f"{ELEMENTS}\n{DESIGN}",
    "motions": MOTIONS,
    "tracks": TRACKS,
    "particles": PARTICLES,
    "components": COMPONENTS,
    "document": DOCUMENT,
}
