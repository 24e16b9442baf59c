"""Looking through a document as plain JSON: elements of scenes, what is written, what is called a title. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from videos.document.slots import NO_WORDS

Json = dict[str, Any]

TITLES = ("heading", "quote", "title")
SUBTITLES = ("body", "subtitle", "kicker", "by", "author", "label")


@dataclass(frozen=True)
class Found:
    """An element and the scene that shows it. `holder`: the component in which it stands; "" for the scene itself."""

    scene: str
    element: Json
    holder: str = ""

    @property
    def name(self) -> str:
        return str(self.element["id"])


def is_empty(document: Json) -> bool:
    """Whether nothing has been made yet."""
    return not any(scene.get("order") for scene in document.get("scenes", {}).values())


def total_seconds(document: Json) -> float:
    """How long the video is."""
    return round(float(sum(scene["duration"] for scene in document["scenes"].values())), 2)


def elements_in(document: Json, scenes: list[str] | None = None) -> Iterator[Found]:
    """The elements of these scenes (all: None), and those of the components that they show."""
    for scene in scenes if scenes is not None else document["scene_order"]:
        yield from _within(document, scene, document["scenes"][scene], "")


def _within(document: Json, scene: str, holder: Json, component: str) -> Iterator[Found]:
    for name in holder.get("order", []):
        element = holder["elements"][name]
        yield Found(scene, element, component)
        inner = document.get("components", {}).get(element.get("component"))
        if inner:
            yield from _within(document, scene, inner, element["component"])


def layout_of(document: Json, scene: str) -> Json | None:
    """The layout of a scene with its slots; None when it was drawn by hand."""
    layout: Json | None = document["scenes"][scene].get("layout")
    return layout


def own_elements(document: Json, scene: str) -> list[Json]:
    """The elements of a scene that no layout made."""
    made = (layout_of(document, scene) or {"made": ()})["made"]
    return [element for name, element in document["scenes"][scene]["elements"].items() if name not in made]


def all_texts(document: Json) -> list[str]:
    """All that is written in the video."""
    return [text for scene in document["scene_order"] for text in texts_in(document, scene)]


def texts_in(document: Json, scene: str) -> list[str]:
    """All that is written in a scene: the words of its slots, and of elements that no layout made."""
    layout = layout_of(document, scene)
    said = list(_strings(layout["slots"])) if layout else []
    made = layout["made"] if layout else ()
    own = (each.element for each in elements_in(document, [scene]) if each.holder or each.name not in made)
    return [text for text in (*said, *(each.get("text", "") for each in own)) if text.strip()]


def _strings(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value
        case list():
            for each in value:
                yield from _strings(each)
        case {"unit": str(unit), "value": str(figure), "label": str(label)}:
            yield from (f"{figure} {unit}".strip(), label)
        case dict():
            for name, each in value.items():
                yield from _strings(each) if name not in NO_WORDS else ()


def words_named(document: Json, scene: str, target: str) -> Found | None:
    """The text that people call the title or the subtitle: the element of that name, else the largest words."""
    texts = [each for each in elements_in(document, [scene]) if each.element["type"] == "text"]
    for name in SUBTITLES if target == "subtitle" else TITLES:
        for each in texts:
            if each.name == name:
                return each
    sized = sorted(texts, key=lambda each: -float(each.element.get("size", 0)))
    return next(iter(sized[1:] if target == "subtitle" else sized), None)
