"""From a patch to what a person reads about it: "title: colour white → blue", "removed scene outro". Pure."""

import re
from collections.abc import Iterator
from colorsys import rgb_to_hls
from typing import Any

from PIL.ImageColor import getrgb

from videos.document.document import SIZES, format_of
from videos.document.elements import COLOR_PATTERN
from videos.document.patches import Operation

Json = dict[str, Any]
MOST_CHANGES = 6  # of one version that are told one by one
MOST_IN_A_HOLDER = 4  # of one scene or component
LONGEST = 500
LONGEST_VALUE = 40

HUES = (
    (15, "red"), (36, "orange"), (44, "gold"), (66, "yellow"), (160, "green"), (190, "turquoise"), (250, "blue"),
    (288, "violet"), (340, "pink"), (361, "red"),
)  # fmt: skip
NAMES = {
    "fill": "colour", "stroke": "outline colour", "stroke_width": "outline width", "w": "width", "h": "height",
    "enter": "entrance", "fps": "frames a second", "tracks": "movement", "d": "shape",
}  # fmt: skip
SECONDS = {"duration", "start", "end", "interval"}


def summarize(before: Json, after: Json, operations: list[Operation]) -> str:
    """What `operations`, which lead from `before` to `after`, change: short phrases, at most LONGEST characters."""
    told = list(dict.fromkeys(_phrases(before, after, operations)))
    if len(told) > MOST_CHANGES:
        told = [*told[: MOST_CHANGES - 1], f"and {len(told) - MOST_CHANGES + 1} more changes"]
    text = "; ".join(told) or "no change"
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _phrases(before: Json, after: Json, operations: list[Operation]) -> Iterator[str]:
    holders: dict[tuple[str, str], list[tuple[list[str], Operation]]] = {}
    for operation in operations:
        parts = [part.replace("~1", "/").replace("~0", "~") for part in operation["path"].split("/")[1:]]
        if len(parts) >= 3 and parts[0] in ("scenes", "components"):
            holders.setdefault((parts[0], parts[1]), []).append((parts[2:], operation))
        else:
            yield from _of_the_whole(before, after, parts)
    for (group, name), changes in holders.items():
        holder = f"{group[:-1]} {name}"
        told = list(_in_holder(before[group][name], after[group][name], changes))
        if len(told) > MOST_IN_A_HOLDER:
            yield f"{holder}: {len(told)} changes"
        else:
            yield from (f"{holder}: {each}" for each in told)


def _of_the_whole(before: Json, after: Json, parts: list[str]) -> Iterator[str]:
    match parts:
        case ["width" | "height"]:
            old, new = _format(before), _format(after)
            yield f"format {old} → {new}"
        case ["title"]:
            yield f"video title {_quoted(before['title'])} → {_quoted(after['title'])}"
        case ["scene_order"]:
            yield from _moved(before["scene_order"], after["scene_order"])
        case ["scenes", name] if name not in after["scenes"]:
            yield f"removed scene {name}"
        case ["scenes", name] if name not in before["scenes"]:
            yield f"added scene {name} ({after['scenes'][name]['duration']:g} s)"
        case ["assets", name]:
            yield f"{'removed' if name not in after['assets'] else 'added'} picture {name}"
        case ["components", name]:
            yield f"{'removed' if name not in after['components'] else 'added'} component {name}"
        case [name, *_]:
            yield f"{NAMES.get(name, name)} {_value(name, before.get(name))} → {_value(name, after.get(name))}"


def _moved(old: list[str], new: list[str]) -> Iterator[str]:
    kept_old, kept_new = [s for s in old if s in new], [s for s in new if s in old]
    if kept_old == kept_new:
        return
    for scene in kept_new:  # the one move that explains it all, if there is one
        if [s for s in kept_old if s != scene] == [s for s in kept_new if s != scene]:
            yield f"scene {scene} moved to place {new.index(scene) + 1}"
            return
    yield f"new order of scenes: {', '.join(new)}"


def _in_holder(old: Json, new: Json, changes: list[tuple[list[str], Operation]]) -> Iterator[str]:
    for parts, _ in changes:
        match parts:
            case ["order"]:
                if set(old["order"]) == set(new["order"]):
                    yield "elements in another order"
            case ["elements", name, *rest]:
                yield from _of_element(name, old["elements"].get(name), new["elements"].get(name), rest)
            case ["elements"]:
                yield "all elements are new"
            case [name, *_]:
                told = _change(name, old.get(name), new.get(name))
                # A scene's seconds are what people mean by "4 s → 6 s".
                yield told.removeprefix("duration ") if name == "duration" else told


def _of_element(name: str, old: Json | None, new: Json | None, rest: list[str]) -> Iterator[str]:
    if old is None and new is not None:
        yield f"added {new['type']} {name}"
    elif new is None and old is not None:
        yield f"removed {old['type']} {name}"
    elif old is not None and new is not None and not rest:
        yield f"{name} is new"
    elif old is not None and new is not None:
        yield f"{name}: {_change(rest[0], old.get(rest[0]), new.get(rest[0]))}"


def _change(name: str, old: Any, new: Any) -> str:
    shown_old, shown_new = _value(name, old), _value(name, new)
    told = NAMES.get(name, name.replace("_", " "))
    if shown_old == shown_new:  # two blues, two long texts that begin alike
        return f"{told} changed" if not _is_colour(old) else f"{told} {old} → {new}"
    return f"{told} {shown_old} → {shown_new}"


def _value(name: str, value: Any) -> str:
    match value:
        case str() if name in ("text", "title"):
            return _quoted(value)
        case str() if _is_colour(value):
            return colour_name(value)
        case bool() | None:
            return {None: "none", True: "yes", False: "no"}[value]
        case int() | float():
            return f"{value:g} s" if name in SECONDS else f"{value:g}"
        case {"preset": preset}:
            return str(preset)
        case {"kind": "solid", "color": color}:
            return colour_name(color)
        case {"kind": _, "colors": list(colors)}:
            return "/".join(colour_name(color) for color in colors[:3])
        case {"kind": kind}:
            return str(kind)
        case list() if all(_is_colour(each) for each in value):
            return "/".join(colour_name(each) for each in value[:4]) or "none"
        case list():
            text = ", ".join(str(each) for each in value if not isinstance(each, dict | list))
            return _cut(text or f"{len(value)} entries")
        case _:
            return _cut(str(value))


def colour_name(colour: str) -> str:
    """What people would call it: white, dark blue, light green."""
    if colour.lower().endswith("00") and len(colour) == 9:
        return "invisible"
    hue, light, strong = rgb_to_hls(*(channel / 255 for channel in getrgb(colour)[:3]))
    if light > 0.95 or light < 0.06:
        return "white" if light > 0.5 else "black"
    if strong < 0.14:
        return "light grey" if light > 0.75 else "dark grey" if light < 0.3 else "grey"
    name = next(name for end, name in HUES if hue * 360 < end)
    if name in ("orange", "gold") and light < 0.42:
        return "brown"
    return f"light {name}" if light > 0.8 else f"dark {name}" if light < 0.26 else name


def _is_colour(value: Any) -> bool:
    return isinstance(value, str) and re.fullmatch(COLOR_PATTERN, value) is not None


def _format(document: Json) -> str:
    width, height = document["width"], document["height"]
    name = format_of(width, height)
    across, down = SIZES[name]
    return name if abs(across / down - width / height) < 0.01 else f"{width}×{height}"


def _quoted(text: str) -> str:
    return f"“{_cut(' '.join(str(text).split()))}”"


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_VALUE else f"{text[: LONGEST_VALUE - 1]}…"
