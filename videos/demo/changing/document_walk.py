"""Looking at a document as it stands in the model's instructions: plain JSON, walked through by path. Pure."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from videos.design.canvas import Json
from videos.design.colours import PALETTES, Palette, channels, readable_on


@dataclass(frozen=True)
class Found:
    """An element, where it stands, and the scene that shows it."""

    scene: str
    path: str
    element: Json

    @property
    def kind(self) -> str:
        return str(self.element.get("type", ""))


def is_empty(document: Json) -> bool:
    """Whether nothing has been made yet."""
    return not any(scene.get("order") for scene in document.get("scenes", {}).values())


def scene_at(document: Json, number: int) -> str | None:
    """The id of a scene by its place from 0, -1 the last one; None when there are fewer."""
    order = document["scene_order"]
    return order[number] if -len(order) <= number < len(order) else None


def total_seconds(document: Json) -> float:
    """How long the video is."""
    return float(sum(scene["duration"] for scene in document["scenes"].values()))


def elements_in(document: Json, scenes: list[str] | None = None) -> list[Found]:
    """The elements of these scenes (all: None), those of their components too, each once."""
    found: dict[str, Found] = {}
    for scene in scenes if scenes is not None else document["scene_order"]:
        for each in _within(document, scene, f"/scenes/{scene}", document["scenes"][scene]):
            found.setdefault(each.path, each)
    return list(found.values())


def _within(document: Json, scene: str, path: str, holder: Json) -> Iterator[Found]:
    for name in holder.get("order", []):
        element = holder["elements"][name]
        yield Found(scene, f"{path}/elements/{name}", element)
        inner = document.get("components", {}).get(element.get("component"))
        if element.get("type") == "component" and inner:
            yield from _within(document, scene, f"/components/{element['component']}", inner)


def titles_in(document: Json, scenes: list[str] | None = None) -> list[Found]:
    """The text that people call the title: the element of that name, else the first heading, else the largest words."""
    texts = [each for each in elements_in(document, scenes) if each.kind == "text"]
    for name in ("title", "heading", "quote"):
        named = [each for each in texts if each.element["id"] == name]
        if named:
            return named[:1]
    return sorted(texts, key=lambda each: -float(each.element.get("size", 0)))[:1]


def palette_like(document: Json) -> Palette:
    """A palette that fits the video: its own background and accents, and those of our nearest palette for the rest."""
    background = document["scenes"][document["scene_order"][-1]]["background"]
    colours = [str(each)[:7] for each in background.get("colors") or [background["color"]]]
    if background["kind"] == "radial":
        colours.reverse()
    nearest = min(
        PALETTES.values(),
        key=lambda each: _distance(each.deep, colours[0]) + _distance(each.soft, colours[-1]),
    )
    one, two, three = [*_accents(document), *nearest.accents][:3]
    return Palette(colours[0], colours[-1], readable_on(colours[0]), (one, two, three))


def _accents(document: Json) -> list[str]:
    """The strong colours of the video, the most frequent first."""
    counts = Counter(colour[:7] for each in elements_in(document) for colour in colours_of(each.element))
    return [colour for colour, _ in counts.most_common() if is_strong(colour)]


def colours_of(element: Json) -> list[str]:
    """The colours that an element shows."""
    seen = [element.get("fill"), element.get("stroke"), *element.get("colors", [])]
    return [colour for colour in seen if colour and not colour.endswith("00", 7)]


def is_strong(colour: str) -> bool:
    """Whether a colour is one, and not a kind of grey, black or white."""
    red, green, blue = channels(colour)
    return max(red, green, blue) - min(red, green, blue) > 70 and max(red, green, blue) > 120


def _distance(one: str, other: str) -> int:
    return sum((a - b) ** 2 for a, b in zip(channels(one), channels(other), strict=True))
