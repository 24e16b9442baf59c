"""Elements by the names that people give them: the title, the texts, the logo, the snow. Pure."""

from collections.abc import Callable
from functools import partial

from videos.design.canvas import Json
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


def slots_emptied(scene: Json, name: str, elements: list[Json]) -> Json:
    """The slots without which the layout shows none of these elements, which have this name; empty: it made none."""
    layout = scene["layout"]
    if not layout or not any(each["id"] in layout["made"] for each in elements):
        return {}
    names = {"text": (slot_called(scene, name),), "image": PICTURES, "clip": PICTURES, "particles": ("effect",)}
    empty = Slots().model_dump()
    return {slot: empty[slot] for slot in names[elements[0]["type"]] if layout["slots"][slot] != empty[slot]}


def _words(target: str, document: Json, scene: str) -> list[Json]:
    found = words_named(document, scene, target)
    return [found.element] if found and not found.holder else []


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
