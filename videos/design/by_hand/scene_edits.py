"""Scenes changed as a model says it: seconds, words, background, single elements. Pure; plain JSON is changed."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

import jsonpatch

from chat.llm.json_text import read_json
from videos.design.by_hand.elements_input import elements_from_input, paint_from_input
from videos.design.by_hand.moving import boxed
from videos.design.by_hand.retiming import retimed
from videos.design.canvas import Json, canvas_of
from videos.design.flaws import flaws
from videos.design.slot_changes import with_words
from videos.document.complaints import Complaint, Gathering
from videos.document.document import Transition
from videos.document.nearest import colour_code, did_you_mean
from videos.document.patches import MISFITS
from videos.document.placeholders import MOST_SECONDS
from videos.document.style import AA, Style, contrast, readable_on

EVERY_SCENE = "*"
LESS = (1.0, 0.6, 0.3)  # of what is wished, where there is no room for all of it
LARGEST, SMALLEST = 400.0, 8.0  # sizes of words


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


def edit_document(document: Json, edit: SceneEdit, gathering: Gathering) -> list[str]:
    """Make the edit in `document`, as far as it fits; what does not is gathered. The names of the scenes it is of."""
    names = list(document["scene_order"]) if edit.scene_id == EVERY_SCENE else [edit.scene_id]
    for name, seconds in zip(names, _shared([document["scenes"][name] for name in names], edit.seconds), strict=True):
        _edit_scene(document, name, replace(edit, seconds=seconds), gathering)
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
    for number, change in enumerate(edit.changes):
        with gathering:
            _change_element(document, name, change, f"/changes/{number}")
    for number, gone in enumerate(edit.remove_elements):
        with gathering:
            if gone not in scene["elements"]:
                raise _no_element(f"/remove_elements/{number}", name, gone, scene["elements"])
            del scene["elements"][gone]
            scene["order"].remove(gone)
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
    """Set a property, or one within it (`enter/duration`), of an element of a scene or of a component that it shows.

    `place` ("top right") and `scale` (1.2) are no properties but say where it goes, as far as there is room.
    """
    places: dict[str, Json] = {}

    def look(group: str, name: str) -> None:
        for key, each in document[group][name]["elements"].items():
            places.setdefault(key, each)
            if each.get("component") and each["component"] in document["components"]:
                look("components", each["component"])

    look("scenes", scene)
    element, property = change["element"], change["property"]
    if element not in places:
        raise _no_element(f"{path}/element", scene, element, places)
    value = value_of(f"{path}/value_json", change["value_json"])
    if property in BOXES:
        _fit(document, scene, places[element], BOXES[property](places[element], value, document), f"{path}/property")
        return
    operation = {"op": "add", "path": f"/{property.replace('.', '/').strip('/')}", "value": value}
    try:
        jsonpatch.apply_patch(places[element], [operation], in_place=True)
    except MISFITS as error:
        message = f"{path}/property: element {element!r} has no {property!r} ({error})."
        raise Complaint("unknown_property", f"{path}/property", message) from error


def _fit(document: Json, scene: str, element: Json, boxes: Iterator[Json], path: str) -> None:
    """Give the element the first of these boxes in which nothing is wrong that was not. Raises Complaint."""
    before, wrong = dict(element), flaws(document, [scene])
    for box in boxes:
        element.update(box)
        with suppress(Complaint):
            if box != before and flaws(document, [scene]) <= wrong:
                return
    element.clear()
    element.update(before)
    raise Complaint("no_room", path, f"{path}: there is no room for that in the scene {scene}.")


def _placed(element: Json, place: Any, document: Json) -> Iterator[Json]:
    """The element further to "top", "bottom left", "middle" …"""
    canvas = canvas_of(document)
    edge = canvas.margin * 1.25
    ends = {
        "top": edge, "bottom": canvas.height - edge - element["h"], "left": edge,
        "right": canvas.width - edge - element["w"], "middle": (canvas.height - element["h"]) / 2,
    }  # fmt: skip
    words = [word for word in str(place).split() if word in ends]
    for share in LESS if words else ():
        moved = {"x": element["x"], "y": element["y"]}
        for word in words:
            axis = "x" if word in ("left", "right") else "y"
            moved[axis] += (ends[word] - moved[axis]) * share
        aligned = {"align": words[-1]} if words[-1] in ("left", "right") and "align" in element else {}
        yield boxed({**element, **aligned}, **moved)


def _scaled(element: Json, factor: Any, document: Json) -> Iterator[Json]:
    """The element about its own place, within the frame."""
    shift = {"left": 0.0, "right": 1.0}.get(element.get("align", ""), 0.5)
    for share in LESS:
        scale = float(factor) ** share
        if element.get("size"):
            scale = min(LARGEST, max(SMALLEST, element["size"] * scale)) / element["size"]
        w, h = min(element["w"] * scale, document["width"]), min(element["h"] * scale, document["height"])
        x, y = element["x"] - (w - element["w"]) * shift, element["y"] - (h - element["h"]) / 2
        x, y = max(0.0, min(x, document["width"] - w)), max(0.0, min(y, document["height"] - h))
        yield boxed(element, x, y, w, h, scale=scale)


BOXES: dict[str, Callable[[Json, Any, Json], Iterator[Json]]] = {"place": _placed, "scale": _scaled}


def _no_element(path: str, scene: str, name: str, known: Json) -> Complaint:
    there = ", ".join(known) or "none"
    message = f"{path}: scene {scene} has no element {name!r}. It has: {there}.{did_you_mean(name, known)}"
    return Complaint("unknown_element", path, message)


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
