"""Elements by the names that people give them: the title, the texts, the logo, the snow. Pure."""

import re
from collections.abc import Callable
from functools import partial

from videos.design.canvas import Json
from videos.document.scene_changes import with_value
from videos.document.slots import EFFECTS, Slots
from videos.document.walking import elements_in, words_named

PICTURES = ("picture", "pictures")
SLOTS = {"title": ("heading", "quote"), "subtitle": ("body", "kicker", "by")}  # whose words are meant, the first by far


def elements_called(document: Json, scene: str, name: str) -> list[Json]:
    """The elements of a scene that people mean by this name; empty where there is none, or it is no such name."""
    return CALLED[name](document, scene) if name in CALLED else []


def slot_called(scene: Json, name: str) -> str:
    """The slot that shows the words of this name, or of the element of this id; "" where no layout shows them."""
    layout = scene["layout"]
    if not layout:
        return ""
    if name in SLOTS:
        return next((slot for slot in SLOTS[name] if layout["slots"][slot]), SLOTS[name][0])
    return name if name in layout["made"] and isinstance(layout["slots"].get(name), str) else ""


def entry_called(scene: Json, label: str, value: str) -> Json:
    """The slot with `value` in the entry that this label means: "the hours on Sat" that of "Sat", "price" that of
    "Price each"; empty where no layout shows such an entry.
    """
    for slot in ("details", "figures"):
        entries = scene["layout"]["slots"].get(slot, []) if scene["layout"] else []
        if any(_is_labelled(each, label.lower()) for each in entries):
            return {slot: [with_value(each, value) if _is_labelled(each, label.lower()) else each for each in entries]}
    return {}


def _is_labelled(entry: Json, label: str) -> bool:
    own = entry["label"].lower()
    return bool(own) and (label in own or re.search(rf"\b{re.escape(own)}\b", label) is not None)


def slots_emptied(scene: Json, name: str, elements: list[Json]) -> Json:
    """The slots without which the layout shows none of these elements, which have this name; empty: it made none."""
    layout = scene["layout"]
    if not layout or not any(each["id"] in layout["made"] for each in elements):
        return {}
    names = {"text": (slot_called(scene, name),), "image": PICTURES, "clip": PICTURES, "particles": ("effect",)}
    empty = Slots().model_dump()
    return {slot: empty[slot] for slot in names[elements[0]["type"]] if layout["slots"][slot] != empty[slot]}


def _words(target: str, document: Json, scene: str) -> list[Json]:
    """Of a layout only what its slot says: where that is empty, the next words are no subtitle."""
    found, holder = words_named(document, scene, target), document["scenes"][scene]
    if not found or found.holder:
        return []
    layout, slot = holder["layout"], slot_called(holder, target)
    return [] if layout and found.name in layout["made"] and not layout["slots"][slot] else [found.element]


def _of_type(kind: str, document: Json, scene: str) -> list[Json]:
    own = (each.element for each in elements_in(document, [scene]) if not each.holder)
    return [each for each in own if each["type"] == kind or (kind, each["type"]) == ("image", "clip")]


def _logos(document: Json, scene: str) -> list[Json]:
    return [each for each in _of_type("image", document, scene) if "logo" in each["id"] or "logo" in each["asset"]]


def _effects(effect: str, document: Json, scene: str) -> list[Json]:
    return [each for each in _of_type("particles", document, scene) if each["effect"] == effect]


CALLED: dict[str, Callable[[Json, str], list[Json]]] = {
    "title": partial(_words, "title"),
    "subtitle": partial(_words, "subtitle"),
    "texts": partial(_of_type, "text"),
    "pictures": partial(_of_type, "image"),
    "clips": partial(_of_type, "clip"),
    "logo": _logos,
    "effects": partial(_of_type, "particles"),
    **{effect: partial(_effects, effect) for effect in EFFECTS},
}
