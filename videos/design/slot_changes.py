"""Other words, or another layout, for a scene that is there; and which layouts could show its words. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any
from zlib import crc32

from videos.design.catalogue import EVERYWHERE, LayoutKind, all_layouts
from videos.design.laying_out import kind_of
from videos.document.complaints import Complaint
from videos.document.document import Scene
from videos.document.elements import TextElement
from videos.document.scene_changes import with_slots
from videos.document.slots import LONGEST_WORDS, Slots

Json = dict[str, Any]
NO_SLOTS = Slots()


@dataclass(frozen=True)
class Choice:
    """A layout for given words: whether it shows them as they are, and which slots it has no place for."""

    kind: LayoutKind
    fits: bool
    loses: tuple[str, ...]


def with_words(scene: Json, name: str, layout: str | None, slots: Any, path: str = "") -> Json:
    """The scene (JSON) called `name` with another layout or other values in some slots; it is laid out when stored.

    One made by hand gives its elements up for a layout; an effect needs none. Raises Complaint; its paths begin
    with `path`.
    """
    own: Json = scene["layout"] or {"name": "", "slots": {}, "seed": crc32(name.encode()) % 10_000}
    if not layout and not scene["layout"] and isinstance(slots, dict) and slots.keys() == {"effect"}:
        return _with_effect(scene, slots["effect"])
    if not (layout or own["name"]):
        message = f"{path}: scene {name} was drawn by hand and has no layout. Name one, which replaces what it shows."
        raise Complaint("no_layout", path, message)
    changed = with_slots({**own, "name": layout or own["name"]}, slots, path)
    if layout is not None:  # words that only the layout before showed go with it; who gives some now is told
        shown = {*_shown(kind_of(layout)), *slots}
        changed["slots"] = {slot: value for slot, value in changed["slots"].items() if slot in shown}
    emptied: Json = {} if scene["layout"] else {"order": [], "elements": {}}
    return {**scene, **emptied, "layout": changed}


def _with_effect(scene: Json, effect: Any) -> Json:
    """A scene made by hand with this effect, under all that is there, in place of the one that came so before."""
    kept = {
        name: each for name, each in scene["elements"].items()
        if each["type"] != "particles" or not name.startswith("effect-")
    }  # fmt: skip
    name = next(name for number in count(1) if (name := f"effect-{number}") not in kept)
    particles = {"type": "particles", "id": name, "effect": effect, "colors": ["$accent", "$accent2"]}
    new: Json = {name: particles} if effect != "none" else {}
    return {**scene, "elements": kept | new, "order": [*new, *(each for each in scene["order"] if each in kept)]}


def words_of(scene: Scene) -> Slots:
    """What a scene says as slots: of one made by hand its largest text as the heading, the others below it."""
    if scene.layout is not None:
        return scene.layout.slots
    texts = [each for each in scene.elements.values() if isinstance(each, TextElement) and each.text.strip()]
    said = [each.text.strip() for each in sorted(texts, key=lambda each: -each.size)]
    return Slots(heading=said[0], body="\n".join(said[1:])[:LONGEST_WORDS]) if said else Slots()


def choices(slots: Slots) -> Iterator[Choice]:
    """Every layout as a choice for these words."""
    given = {name for name in Slots.model_fields if getattr(slots, name) != getattr(NO_SLOTS, name)}
    for kind in all_layouts().values():
        shown = _shown(kind)
        kept = Slots.model_validate({name: getattr(slots, name) for name in given & shown})
        lost = tuple(name for name in Slots.model_fields if name in given - shown)
        yield Choice(kind, not any(kind.complaints(kept)), lost)


def _shown(kind: LayoutKind) -> set[str]:
    return {*kind.needs, *kind.takes, *EVERYWHERE}
