"""Scenes changed as a model says it: seconds, words, background, single elements. Pure; plain JSON is changed."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import jsonpatch

from chat.llm.json_text import read_json
from videos.design.by_hand.called_elements import CALLED, elements_called, entry_called, slot_called, slots_emptied
from videos.design.by_hand.elements_input import elements_from_input, paint_from_input
from videos.design.by_hand.retiming import retimed
from videos.design.by_hand.wished_looks import WISHED, look_as_wished
from videos.design.canvas import Json
from videos.design.slot_changes import with_words
from videos.document.complaints import Complaint, Gathering
from videos.document.document import Transition
from videos.document.nearest import colour_code, did_you_mean
from videos.document.patches import MISFITS
from videos.document.placeholders import MOST_SECONDS
from videos.document.style import AA, Style, contrast, readable_on
from videos.document.walking import elements_in

EVERY_SCENE = "*"
NO_ELEMENT = "unknown_element"


@dataclass(frozen=True)
class SceneEdit:
    """What becomes different in a scene, as `edit_scene` takes it; what is empty or 0 stays."""

    scene_id: str
    seconds: float = 0
    layout: str = ""
    slots_json: str = ""
    background_json: str = ""
    transition: str = "keep"
    changes: Sequence[Mapping[str, str]] = ()  # element, property, value_json
    put_elements_json: str = ""
    remove_elements: Sequence[str] = ()

    @property
    def is_of_every_scene(self) -> bool:
        return self.scene_id == EVERY_SCENE


def edit_document(document: Json, edit: SceneEdit, gathering: Gathering) -> list[str]:
    """Make the edit in `document`, as far as it fits; what does not is gathered. The names of the scenes it is of.

    Of every scene it passes over those that have no such element; that none has it is refused.
    """
    names = list(document["scene_order"]) if edit.is_of_every_scene else [edit.scene_id]
    missing = dict[str, list[Complaint]]()
    if edit.is_of_every_scene and edit.seconds > MOST_SECONDS:
        message = f"/seconds: a video lasts at most {MOST_SECONDS} seconds; got {edit.seconds:g}."
        gathering.found.append(Complaint("bad_duration", "/seconds", message))
        edit = replace(edit, seconds=0)
    for name, seconds in zip(names, _shared([document["scenes"][name] for name in names], edit.seconds), strict=True):
        of_scene = Gathering()
        _edit_scene(document, name, replace(edit, seconds=seconds), of_scene)
        for each in of_scene.found:
            is_missing = each.code == NO_ELEMENT and edit.is_of_every_scene
            (missing.setdefault(each.path, []) if is_missing else gathering.found).append(each)
    gathering.found += [each[0] for each in missing.values() if len(each) == len(names)]
    return names


def _shared(scenes: Sequence[Json], seconds: float) -> list[float]:
    """So many seconds over the scenes, in proportion to what they last."""
    total = sum(scene["duration"] for scene in scenes)
    shares = [round(scene["duration"] / total * seconds, 2) for scene in scenes]
    return [*shares[:-1], round(seconds - sum(shares[:-1]), 2)]


def _edit_scene(document: Json, name: str, edit: SceneEdit, gathering: Gathering) -> None:
    scene, style = document["scenes"][name], Style.model_validate(document["style"])
    if edit.seconds:
        with gathering:
            check_seconds("/seconds", edit.seconds)
            scene |= retimed(scene, edit.seconds)
    if edit.layout or edit.slots_json:
        with gathering:
            slots = value_of("/slots_json", edit.slots_json) if edit.slots_json else {}
            scene |= with_words(scene, name, edit.layout or None, slots, "/slots_json")
    if edit.background_json:
        with gathering:
            scene["background"] = paint_from_input(edit.background_json)
            _keep_readable(scene, style)
    if edit.transition != "keep":
        usual = scene["transition"]["duration"] or Transition().duration
        scene["transition"] = {"kind": edit.transition, "duration": usual}
    for number, gone in enumerate(edit.remove_elements):
        with gathering:
            _remove_elements(document, name, gone, f"/remove_elements/{number}")
    if edit.put_elements_json:
        with gathering:
            put, parsed = elements_from_input(
                edit.put_elements_json,
                width=document["width"],
                height=document["height"],
                style=style,
                taken=scene["elements"],
                path="/put_elements_json",
            )
            scene["elements"] |= {key: element.model_dump(mode="json") for key, element in parsed.items()}
            scene["order"] += [key for key in put if key not in scene["order"]]
    for number, change in enumerate(edit.changes):  # last, so that what is new can be told where to go
        with gathering:
            if edit.is_of_every_scene and _has_none(document, name, change["element"]):
                raise _no_element(f"/changes/{number}/element", name, change["element"], ())
            _change_element(document, name, change, f"/changes/{number}")


def _remove_elements(document: Json, name: str, gone: str, path: str) -> None:
    """The element of this id, or all that people call so; where a layout shows them, their slot is emptied."""
    scene, called = document["scenes"][name], elements_called(document, name, gone)
    if not called and gone not in scene["elements"]:
        raise _no_element(path, name, gone, scene["elements"])
    if emptied := slots_emptied(scene, gone, called):
        scene |= with_words(scene, name, None, emptied, path)
    made = scene["layout"]["made"] if emptied else ()
    for each in [each["id"] for each in called] or [gone]:
        if each not in made:
            del scene["elements"][each]
            scene["order"].remove(each)


def _has_none(document: Json, scene: str, name: str) -> bool:
    """Whether people have a name for such elements, and the scene has none."""
    return name in CALLED and not elements_called(document, scene, name)


def _keep_readable(scene: Json, style: Style) -> None:
    """Words that no layout made, where the new background would drown them; a layout's own are laid out anew."""
    made = (scene["layout"] or {"made": ()})["made"]
    grounds = [style.color(each) for each in scene["background"].get("colors") or [scene["background"]["color"]]]
    for name, element in scene["elements"].items():
        if element["type"] != "text" or name in made:
            continue
        if min(contrast(style.color(element["fill"]), ground) for ground in grounds) < AA:
            element["fill"] = readable_on(grounds[0])


def _change_element(document: Json, scene: str, change: Mapping[str, str], path: str) -> None:
    """Set a property, or one within it (`enter/duration`), of an element of a scene or of a component that it shows, or
    of all that people call so: `title`, `texts`, `pictures` …

    `color`, `place` and `scale` are no properties but wishes: see `look_as_wished`. Words that a layout shows are those
    of its slot; of a figure or detail `text` is the value, and its label names it.
    """
    value = value_of(f"{path}/value_json", change["value_json"])
    property, name = change["property"], change["element"]
    holder = document["scenes"][scene]
    if property == "text" and (slot := slot_called(holder, name)):
        holder |= with_words(holder, scene, None, {slot: value}, path)
        return
    is_known = name in holder["elements"] or name in CALLED
    if property == "text" and not is_known and (entries := entry_called(holder, name, str(value))):
        holder |= with_words(holder, scene, None, entries, path)
        return
    for element in _elements_meant(document, scene, name, path, "text" if property == "text" else "element"):
        if property in WISHED:
            look_as_wished(document, scene, element, property, value, f"{path}/property")
        else:
            _set_property(element, property, value, path)


def _elements_meant(document: Json, scene: str, name: str, path: str, noun: str) -> list[Json]:
    """Raises Complaint where there is none."""
    places: dict[str, Json] = {}
    for each in elements_in(document, [scene]):
        places.setdefault(each.name, each.element)
    found = [places[name]] if name in places else elements_called(document, scene, name)
    if not found:
        raise _no_element(f"{path}/element", scene, name, places, noun)
    return found


def _set_property(element: Json, property: str, value: Any, path: str) -> None:
    operation = {"op": "add", "path": f"/{property.replace('.', '/').strip('/')}", "value": value}
    try:
        jsonpatch.apply_patch(element, [operation], in_place=True)
    except MISFITS as error:
        message = f"{path}/property: element {element['id']!r} has no {property!r} ({error})."
        raise Complaint("unknown_property", f"{path}/property", message) from error


def _no_element(path: str, scene: str, name: str, known: Iterable[str], noun: str = "element") -> Complaint:
    there = ", ".join(known) or "none"
    message = f"{path}: scene {scene} has no {noun} {name!r}. It has: {there}.{did_you_mean(name, known)}"
    return Complaint(NO_ELEMENT, path, message)


def check_seconds(path: str, seconds: float) -> None:
    if not 0.1 <= seconds <= MOST_SECONDS:
        message = f"{path}: a scene lasts 0.1 to {MOST_SECONDS} seconds; got {seconds:g}."
        raise Complaint("bad_duration", path, message)


def value_of(path: str, text: str) -> Any:
    """The value of a JSON text. Raises Complaint, with the text in quotes where these are missing."""
    try:
        return read_json(text)
    except ValueError as error:
        meant = json.dumps(colour_code(text) or text, ensure_ascii=False)
        quoted = f" A text needs its quotes. Did you mean {meant!r}?" if text[:1] not in '{["' else ""
        message = f"{path}: is no JSON ({error}).{quoted if len(text) <= 200 else ''}"
        raise Complaint("value_json_invalid", path, message) from error
