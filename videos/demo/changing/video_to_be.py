"""The video as it will be: each change is a tool call, and what the product will make of it. Pure."""

import json
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import jsonpatch

from videos.demo.changing.clauses import EVERY
from videos.demo.changing.wished_changes import Change
from videos.demo.utterances import Call
from videos.design.by_hand.scene_edits import EVERY_SCENE, SceneEdit, edit_document
from videos.design.canvas import Json
from videos.design.flaws import flaws
from videos.design.laying_out import settled_document
from videos.document.complaints import Complaint, Gathering
from videos.document.document import format_of, parse_document
from videos.document.scene_changes import reworded, with_scene
from videos.document.style import Style
from videos.document.walking import texts_in
from videos.drafting.scene_to_be import Scene

Edits = dict[str, Json]  # arguments of `edit_scene`, by the scene


class CannotEdit(Exception):
    """The change does not fit the video. `name` is that of a sentence for the person, with what stands in it."""

    def __init__(self, name: str, **about: Any) -> None:
        super().__init__(name)
        self.name, self.about = name, about


@dataclass
class Draft:
    """A document and the calls that lead to it. What breaks a rule raises Complaint, and changes nothing."""

    document: Json
    calls: list[Call] = field(default_factory=list)

    @property
    def order(self) -> list[str]:
        return list(self.document["scene_order"])

    @property
    def scenes(self) -> dict[str, Json]:
        return dict(self.document["scenes"])

    @property
    def style(self) -> Style:
        return Style.model_validate(self.document["style"])

    @property
    def format(self) -> str:
        return format_of(self.document["width"], self.document["height"])

    def meant(self, change: Change) -> list[str]:
        """The ids of the scenes that a change means: all where it names none. Raises CannotEdit when there is none."""
        if change.scope is None or change.scope == EVERY:
            return self.order
        for place in change.scope:
            if not -1 <= place < len(self.order):
                raise CannotEdit("no_scene", number=place + 1, count=len(self.order))
        return list(dict.fromkeys(self.order[place] for place in change.scope))

    def texts(self, scenes: Iterable[str]) -> list[str]:
        return [text for scene in scenes for text in texts_in(self.document, scene)]

    def edit(self, edits: Edits) -> None:
        """Change scenes: where the same becomes of all of them, at once."""
        first, *others = edits.values() or [{}]
        if others and list(edits) == self.order and all(each == first for each in others):
            edits = {EVERY_SCENE: first}
        for scene, values in edits.items():
            arguments, gathering = {"scene_id": scene, **values}, Gathering()
            document = parse_document(self.document).to_json()
            edit_document(document, SceneEdit(**arguments), gathering)
            gathering.tell()
            self.become(document, "edit_scene", **arguments)

    def edit_fitting(self, tries: Iterable[Edits]) -> bool:
        """Make the first of these edits with which nothing is wrong that was not before. False: there is none."""
        for edits in tries:
            trial = Draft(self.document)
            with suppress(Complaint):
                trial.edit(edits)
                if flaws(trial.document, edits) <= flaws(self.document, edits):
                    self.document, self.calls = trial.document, self.calls + trial.calls
                    return True
        return False

    def patch(self, why: str, *operations: Json) -> None:
        told = [
            {key: value for key, value in each.items() if key != "value"}
            | ({"value_json": as_json(each["value"])} if "value" in each else {})
            for each in operations
        ]
        after = jsonpatch.apply_patch(self.document, operations)
        self.become(after, "apply_json_patch", operations=told, explanation=why)

    def put_below(self, scene: str, parts: list[Json]) -> None:
        """Elements under all that is there."""
        path, adding = f"/scenes/{scene}", list[Json]()
        for part in reversed(parts):
            adding += [add(f"{path}/elements/{part['id']}", part), add(f"{path}/order/0", part["id"])]
        self.patch("Put under what is there", *adding)

    def restyle(self, style: Style, /, **arguments: Any) -> None:
        """`arguments`: those of `set_style` that make this style of the one there is; none: it is patched."""
        before, after = self.document["style"], style.model_dump(mode="json")
        if arguments:
            self.become({**self.document, "style": after}, "set_style", **arguments)
        elif changed := [name for name, value in after.items() if value != before[name]]:
            self.patch("Look", *(add(f"/style/{name}", after[name]) for name in changed))

    def replace_text(self, old: str, new: str, scenes: list[str]) -> None:
        for scene in [""] if scenes == self.order else scenes:
            after, count = reworded(self.document, old, new, [scene] if scene else None)
            if count:
                self.become(after, "replace_text", **{"from": old, "to": new, "scene_id": scene})

    def add_scene(self, scene: Scene, place: int) -> None:
        """A new scene, laid out; `place` from 0."""
        name = next(name for number in range(1, 999) if (name := f"new-{number}") not in self.scenes)
        layout = {"name": scene.layout, "slots": scene.slots, "seed": len(name + str(scene.slots))}
        made = with_scene(self.document, name, {"duration": scene.seconds, "layout": layout}, place)
        after = self.order[place - 1] if 0 < place < len(self.order) else None if place else ""
        self.become(made, "add_scene", after=after, scenes_json=as_json([scene.arguments(name, scene.seconds)]))

    def become(self, after: Json, tool: str, /, **arguments: Any) -> None:
        """The document as the tool, called with these arguments, will make it: laid out anew where that follows."""
        self.document = settled_document(parse_document(self.document), after).to_json()
        self.calls.append(Call(tool, arguments))


def add(path: str, value: Any) -> Json:
    """An operation that sets what stands there, or adds it."""
    return {"op": "add", "path": path, "value": value}


def as_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
