"""Changes of a document's scenes as plain JSON in, plain JSON out. Pure; what comes out is yet to be checked."""

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from pydantic import ValidationError

from videos.document.complaints import Complaint, complaints
from videos.document.slots import NO_WORDS, Layout
from videos.document.walking import texts_in

Json = dict[str, Any]
NUMBER = re.compile(r"(?P<sign>[^\d\s]*)\s*(?P<value>\d[\d.,]*)\s*(?P<unit>.*)")
WORDS = ("text", "labels", "texts", "title")  # where the elements of a document hold words


def with_scene(document: Json, name: str, scene: Json, place: int | None = None) -> Json:
    """A further scene, at `place` (from 0), or at the end."""
    order = list(document["scene_order"])
    order.insert(len(order) if place is None else place, name)
    return {**document, "scene_order": order, "scenes": {**document["scenes"], name: scene}}


def without_scene(document: Json, name: str) -> Json:
    scenes = {key: scene for key, scene in document["scenes"].items() if key != name}
    order = [each for each in document["scene_order"] if each != name]
    return drop_unused_components({**document, "scene_order": order, "scenes": scenes})


def arranged_anew(document: Json, name: str) -> Json:
    """Another arrangement of a scene that has a layout."""
    scene = document["scenes"][name]
    layout = {**scene["layout"], "seed": scene["layout"]["seed"] + 1}
    return {**document, "scenes": {**document["scenes"], name: {**scene, "layout": layout}}}


def drop_unused_components(document: Json) -> Json:
    """Components that nothing shows any more only use up the limits."""
    components = dict(document["components"])
    while True:
        holders = [*document["scenes"].values(), *components.values()]
        used = {each.get("component") for holder in holders for each in holder["elements"].values()}
        if components.keys() <= used:
            return {**document, "components": components}
        components = {name: component for name, component in components.items() if name in used}


def with_slots(layout: Json, slots: Any, path: str) -> Json:
    """The layout (JSON) with other values in some of its slots. Raises Complaint; its paths begin with `path`."""
    if not isinstance(slots, dict):
        raise Complaint("slots_no_object", path, f'{path}: must be an object such as {{"heading":"…"}}.')
    try:
        return Layout.model_validate({**layout, "slots": {**layout["slots"], **slots}}).model_dump(mode="json")
    except ValidationError as error:
        raise complaints(error, path) from None


class Rewording:
    """Other words in place of some, all replaced at once, the longest first, so that two may change places.

    `words`: none of them empty; `found`: how often each stood in what was given so far.
    """

    def __init__(self, words: Mapping[str, str]) -> None:
        self.words, self.found = words, dict.fromkeys(words, 0)
        self._pattern = re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))))

    def of_document(self, document: Json, scenes: Collection[str] | None = None) -> Json:
        """The document with all its texts in other words, or those of these scenes and of what they show."""
        names = document["scenes"] if scenes is None else scenes
        shown = {each.get("component") for name in names for each in document["scenes"][name]["elements"].values()}
        components = [name for name in document["components"] if scenes is None or name in shown]
        changed = {
            group: {**document[group], **{name: self._of_holder(document[group][name]) for name in chosen}}
            for group, chosen in (("scenes", names), ("components", components))
        }
        return {**document, **changed}

    def _of_holder(self, holder: Json) -> Json:
        """Words of the slots where a layout shows them, else those of the elements."""
        layout = holder.get("layout")
        changed = {**holder, "elements": {**holder["elements"]}}
        if layout:
            said = {name: value for name, value in layout["slots"].items() if name not in NO_WORDS}
            changed["layout"] = {**layout, "slots": {**layout["slots"], **self._of_value(said)}}
        made = set(layout["made"]) if layout else set()
        for name, element in holder["elements"].items():
            if name not in made:
                own = {member: element[member] for member in WORDS if element.get(member)}
                changed["elements"][name] = {**element, **self._of_value(own)}
                if own.get("text") and not changed["elements"][name]["text"].strip():  # nothing is left of it
                    del changed["elements"][name]
        changed["order"] = [name for name in holder["order"] if name in changed["elements"]]
        return changed

    def _of_value(self, value: Any) -> Any:
        match value:
            case str():
                return self.of_text(value)
            case list():
                return [now for each in value if _says(now := self._of_value(each)) or not _says(each)]
            case {"value": str(number), "unit": str(unit)} if f"{number} {unit}" in self.words and unit:
                self.found[f"{number} {unit}"] += 1
                return with_value(value, self.words[f"{number} {unit}"])
            case dict():
                return {key: self._of_value(each) for key, each in value.items()}
            case _:
                return value

    def of_text(self, text: str) -> str:
        for each in self.found:
            self.found[each] += text.count(each)
        return self._pattern.sub(lambda match: self.words[match[0]], text) if self.words else text


def reworded(document: Json, old: str, new: str, scenes: Collection[str] | None = None) -> tuple[Json, int]:
    """The document with `new` for `old`, however it is spelt, in these scenes or all; and in how many places."""
    texts = [text for name in scenes or document["scenes"] for text in texts_in(document, name)]
    rewording = Rewording({old: new} | spellings(texts, old, new))
    return rewording.of_document(document, scenes), sum(rewording.found.values())


def with_value(entry: Json, words: str) -> Json:
    """A figure or detail with another value; that of a figure may bring its unit: "3 €"."""
    parts = NUMBER.fullmatch(words) if "unit" in entry else None
    if not parts:
        return {**entry, "value": words} | ({"unit": ""} if "unit" in entry else {})
    return {**entry, "value": parts["value"], "unit": parts["unit"] or parts["sign"]}


def spellings(texts: Iterable[str], old: str, new: str) -> dict[str, str]:
    """However `old` is spelt in these texts, and `new` spelt likewise: FRIDAY becomes SATURDAY. Capitals are meant."""
    asked = re.compile(re.escape(old), 0 if old.isupper() else re.IGNORECASE)
    return {found: _as_spelt(new, found) for text in texts for found in asked.findall(text)}


def _as_spelt(words: str, spelling: str) -> str:
    if spelling.isupper() and len(spelling) > 1:
        return words.upper()
    return words[:1].upper() + words[1:] if spelling[:1].isupper() else words


def _says(value: Any) -> bool:
    """Whether an entry of a list has words."""
    return any(map(_says, value.values())) if isinstance(value, dict) else bool(str(value).strip())
