"""From a patch to one short line that a person reads about it: "“Welcome”: colour white → blue". Pure."""

from collections.abc import Iterator
from typing import Any

from videos.document.document import SIZES, format_of, kind_of
from videos.document.naming import colour_name, element_words, is_colour, quoted, scene_words
from videos.document.patches import Operation

Json = dict[str, Any]
MOST_CHANGES = 2  # of one version that are told one by one; of one scene as well
LONGEST = 500  # characters that are stored
LONGEST_VALUE = 32

NAMES = {
    "fill": "colour", "stroke": "outline colour", "stroke_width": "outline width", "enter": "entrance",
    "fps": "frames a second", "d": "shape",
}  # fmt: skip
NO_AUDIO: Json = {"tracks": {}, "captions": False}
SECONDS = {"duration", "start", "end", "interval"}
SLOTS = {"items": "points", "icon": "icon", "effect": "effect", "picture": "picture", "pictures": "pictures"}


def summarize(before: Json, after: Json, operations: list[Operation]) -> str:
    """What `operations`, which lead from `before` to `after`, change; one line, whatever they are."""
    told = list(dict.fromkeys(_phrases(before, after, operations)))
    more = len(told) - MOST_CHANGES
    shown = [*told[:MOST_CHANGES], *([f"{more} more change{'s' if more > 1 else ''}"] if more > 0 else [])]
    text = "; ".join(shown) or "nothing that is seen"
    return text[:1].upper() + text[1:LONGEST]


def _phrases(before: Json, after: Json, operations: list[Operation]) -> Iterator[str]:
    holders: dict[tuple[str, str], list[list[str]]] = {}
    for operation in operations:
        parts = [part.replace("~1", "/").replace("~0", "~") for part in operation["path"].split("/")[1:]]
        if len(parts) >= 3 and parts[0] in ("scenes", "components"):
            holders.setdefault((parts[0], parts[1]), []).append(parts[2:])
        else:
            yield from _of_the_whole(before, after, parts)
    if any(before.get(name) != after.get(name) for name in ("width", "height", "style")):
        return  # the scenes follow
    for (group, name), changes in holders.items():
        label = scene_words(before, name) if group == "scenes" else "a drawing"
        told = list(dict.fromkeys(_in_holder(label, before[group][name], after[group][name], changes)))
        yield from told if len(told) <= MOST_CHANGES else [f"{label}: {len(told)} changes"]


def _of_the_whole(before: Json, after: Json, parts: list[str]) -> Iterator[str]:
    match parts:
        case ["width" | "height"]:
            yield f"shape {_format(before)} → {_format(after)}"
        case ["title"]:
            yield f"title {quoted(before['title'])} → {quoted(after['title'])}"
        case ["scene_order"]:
            yield from _moved(before, after)
        case ["scenes", name] if name not in after["scenes"]:
            yield f"removed {scene_words(before, name)}"
        case ["scenes", name] if name not in before["scenes"]:
            yield f"added {scene_words(after, name)} ({after['scenes'][name]['duration']:g} s)"
        case ["assets", name] if name not in after["assets"]:
            yield f"removed a {kind_of(before['assets'][name]['mime'])}"
        case ["assets", name]:
            yield f"added a {kind_of(after['assets'][name]['mime'])}"
        case ["components", _]:
            pass  # told by the scene that shows it
        case ["audio", *_]:
            yield from _audio(before.get("audio") or NO_AUDIO, after["audio"])
        case ["style", *_]:
            yield _style(before.get("style", {}), after["style"])
        case [name, *_]:
            yield _change(name, before.get(name), after.get(name))


def _audio(old: Json, new: Json) -> Iterator[str]:
    """Kind by kind: of a voice it is told that it changed, not each scene in which it speaks."""
    for kind in ("music", "voice", "sound"):
        before, after = ([each for each in audio["tracks"].values() if each["type"] == kind] for audio in (old, new))
        if before == after:
            continue
        name = "sounds" if kind == "sound" else kind
        if not (before and after):
            yield f"{'added' if after else 'removed'} {name}"
        elif kind == "music" and after[0]["mood"] != before[0]["mood"]:
            yield f"music {before[0]['mood'] or 'of their own'} → {after[0]['mood'] or 'of their own'}"
        elif kind == "music" and after[0]["volume"] != before[0]["volume"]:
            yield f"music {'louder' if after[0]['volume'] > before[0]['volume'] else 'softer'}"
        else:
            yield f"other {name}"
    if old["captions"] != new["captions"]:
        yield f"captions {'on' if new['captions'] else 'off'}"


def _style(old: Json, new: Json) -> str:
    if new["name"] and old.get("name") != new["name"]:
        return f"style {old.get('name') or 'own'} → {new['name']}"
    changed = [name for name in new if new[name] != old.get(name)]
    if all(is_colour(new[name]) for name in changed):
        return "other colours"
    return "other fonts" if all("font" in name for name in changed) else "another look"


def _moved(before: Json, after: Json) -> Iterator[str]:
    old, new = before["scene_order"], after["scene_order"]
    kept_old, kept_new = [s for s in old if s in new], [s for s in new if s in old]
    if kept_old == kept_new:
        return
    for scene in kept_new:  # the one move that explains it all, if there is one
        if [s for s in kept_old if s != scene] == [s for s in kept_new if s != scene]:
            yield f"{scene_words(before, scene)} moved to place {new.index(scene) + 1}"
            return
    yield "scenes in another order"


def _in_holder(label: str, old: Json, new: Json, changes: list[list[str]]) -> Iterator[str]:
    was, now = old.get("layout"), new.get("layout")
    made = set[str]()
    if was and now and was != now:
        made = {*was["made"], *now["made"]}
        yield from _of_layout(label, was, now)
    for parts in changes:
        match parts:
            case ["elements", name, *_] if name in made:
                pass  # it follows from the layout
            case ["order"]:
                if set(old["order"]) == set(new["order"]):
                    yield f"{label}: things in another order"
            case ["elements", name, *rest]:
                yield from _of_element(label, old["elements"].get(name), new["elements"].get(name), rest)
            case ["elements"]:
                yield f"{label}: drawn anew"
            case ["layout", *_]:
                if now and not was:
                    yield f"{label}: laid out"
            case [name, *_]:
                told = _change(name, old.get(name), new.get(name))
                # A scene's seconds are what people mean by "4 s → 6 s".
                yield f"{label}: {told.removeprefix('duration ') if name == 'duration' else told}"


def _of_layout(label: str, old: Json, new: Json) -> Iterator[str]:
    """What a scene says otherwise."""
    slots = [name for name in new["slots"] if new["slots"][name] != old["slots"].get(name)]
    if old["name"] != new["name"]:
        yield f"{label}: another layout"
    elif not slots:
        yield f"{label}: laid out anew"
    for name in slots:
        was, now = old["slots"].get(name), new["slots"][name]
        if name in SLOTS or not (isinstance(was, str) and isinstance(now, str)):
            yield f"{label}: other {SLOTS.get(name, name)}"
        else:
            yield _words(label, was, now)


def _words(label: str, was: str, now: str) -> str:
    if was.strip() and now.strip():
        return f"{quoted(was)} → {quoted(now)}"
    return f"{label}: added {quoted(now)}" if now.strip() else f"{label}: removed {quoted(was)}"


def _of_element(label: str, old: Json | None, new: Json | None, rest: list[str]) -> Iterator[str]:
    if old is None and new is not None:
        yield f"{label}: added {element_words(new)}"
    elif new is None and old is not None:
        yield f"{label}: removed {element_words(old)}"
    elif old is not None and new is not None:
        what = element_words(old)
        what = what if what.startswith("“") else f"{label}: {what}"
        yield f"{what} is new" if not rest else _of_property(label, what, rest[0], old, new)


def _of_property(label: str, what: str, name: str, old: Json, new: Json) -> str:
    was, now = old.get(name), new.get(name)
    match name:
        case "text":
            return _words(label, was or "", now or "")
        case "x" | "y":
            return f"{what} moved"
        case "w" | "h" | "size" if isinstance(was, int | float) and isinstance(now, int | float):
            return f"{what} {'larger' if now > was else 'smaller'}"
        case "tracks":
            return f"{what} moves otherwise"
    return f"{what}: {_change(name, was, now)}"


def _change(name: str, old: Any, new: Any) -> str:
    shown_old, shown_new = _value(name, old), _value(name, new)
    told = NAMES.get(name, name.replace("_", " "))
    if shown_old == shown_new:  # two blues, two long texts that begin alike
        return f"{told} changed" if not is_colour(old) else f"{told} {old} → {new}"
    return f"{told} {shown_old} → {shown_new}"


def _value(name: str, value: Any) -> str:
    match value:
        case str() if name in ("text", "title"):
            return quoted(value)
        case str() if is_colour(value):
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
        case list() if all(is_colour(each) for each in value):
            return "/".join(colour_name(each) for each in value[:4]) or "none"
        case list():
            text = ", ".join(str(each) for each in value if not isinstance(each, dict | list))
            return _cut(text or f"{len(value)} entries")
        case _:
            return _cut(str(value))


def _format(document: Json) -> str:
    width, height = document["width"], document["height"]
    name = format_of(width, height)
    across, down = SIZES[name]
    return name if abs(across / down - width / height) < 0.01 else f"{width}×{height}"


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_VALUE else f"{text[: LONGEST_VALUE - 1]}…"
