"""Elements by the names that people give them: the title, the texts, the logo. Pure."""

from collections.abc import Callable
from typing import Any

from videos.design.canvas import Json
from videos.document.walking import elements_in, words_named

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


def _named(target: str) -> Callable[[Json, str], list[Json]]:
    def words(document: Json, scene: str) -> list[Json]:
        found = words_named(document, scene, target)
        return [found.element] if found and not found.holder else []

    return words


def _of_type(document: Json, scene: str, kind: str) -> list[Json]:
    return [each.element for each in elements_in(document, [scene]) if each.element["type"] == kind and not each.holder]


def _is_logo(image: Json) -> bool:
    return "logo" in image["id"] or "logo" in image["asset"]


CALLED: dict[str, Callable[[Json, str], list[dict[str, Any]]]] = {
    "title": _named("title"),
    "subtitle": _named("subtitle"),
    "texts": lambda document, scene: _of_type(document, scene, "text"),
    "pictures": lambda document, scene: _of_type(document, scene, "image"),
    "logo": lambda document, scene: [each for each in _of_type(document, scene, "image") if _is_logo(each)],
}
