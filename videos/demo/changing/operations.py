"""JSON Patch operations, and which scenes a change means. Pure."""

from typing import Any

from videos.demo.changing.document_walk import scene_at
from videos.demo.reading.wished_changes import Change
from videos.design.canvas import Json

Operation = dict[str, Any]


class CannotEdit(Exception):
    """The change does not fit the video; the text is a sentence for the person."""


def replace(path: str, value: Any) -> Operation:
    return {"op": "replace", "path": path, "value": value}


def add(path: str, value: Any) -> Operation:
    return {"op": "add", "path": path, "value": value}


def remove(path: str) -> Operation:
    return {"op": "remove", "path": path}


def coarse(before: Json, after: Json) -> list[Operation]:
    """Few operations from one document to another: what changed in a scene or a component replaces the whole of it."""
    operations = [
        replace(f"/{name}", value)
        for name, value in after.items()
        if name not in ("scenes", "components") and value != before.get(name)
    ]
    for group in ("scenes", "components"):
        old, new = before.get(group, {}), after.get(group, {})
        operations += [remove(f"/{group}/{name}") for name in old if name not in new]
        operations += [add(f"/{group}/{name}", value) for name, value in new.items() if value != old.get(name)]
    return operations


def scenes_of(document: Json, change: Change) -> list[str]:
    """The ids of the scenes that a change means. Raises CannotEdit when there is no such scene."""
    if change.scene is None:
        return list(document["scene_order"])
    scene = scene_at(document, change.scene)
    if scene is None:
        count = len(document["scene_order"])
        raise CannotEdit(f"There is no scene {change.scene + 1}: the video has {count}. Which one do you mean?")
    return [scene]
