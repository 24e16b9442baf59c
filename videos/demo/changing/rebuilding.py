"""Changes of time, scenes, format and effects as operations on the document. Pure."""

from copy import deepcopy

import jsonpatch

from videos.demo.changing.document_walk import elements_in, palette_like, total_seconds
from videos.demo.changing.operations import CannotEdit, Operation, add, remove, replace, scenes_of
from videos.demo.changing.retiming import retimed
from videos.demo.planning import SHORTEST_SCENE_SECONDS
from videos.demo.reading.vocabulary import EFFECT_NAMES
from videos.demo.reading.wished_changes import (
    AddEffect,
    Lengthen,
    MoveScene,
    Pace,
    RemoveEffect,
    RemoveScene,
    Reshape,
    SetDuration,
    SetRate,
    SetTransition,
)  # fmt: skip
from videos.design.canvas import Json, canvas_of
from videos.design.colours import palette_from
from videos.design.particle_effects import effect_parts
from videos.design.parts import Part
from videos.design.reshaping import reshaped


def set_duration(document: Json, change: SetDuration) -> tuple[list[Operation], str]:
    if change.scene is None:
        factor = change.seconds / total_seconds(document)
        operations = _stretched(document, scenes_of(document, change), factor, change.seconds)
        return operations, f"{change.seconds:g} seconds in all"
    scenes = scenes_of(document, change)
    factor = change.seconds / document["scenes"][scenes[0]]["duration"]
    return _stretched(document, scenes, factor, change.seconds), f"{change.seconds:g} seconds for that scene"


def lengthen(document: Json, change: Lengthen) -> tuple[list[Operation], str]:
    scenes = scenes_of(document, change)
    now = sum(document["scenes"][scene]["duration"] for scene in scenes)
    if now + change.seconds <= 0:
        raise CannotEdit(f"It lasts only {now:g} seconds, I cannot take {-change.seconds:g} away.")
    return set_duration(document, SetDuration(change.scene, round(now + change.seconds, 2)))


def pace(document: Json, change: Pace) -> tuple[list[Operation], str]:
    scenes = scenes_of(document, change)
    total = round(sum(document["scenes"][scene]["duration"] for scene in scenes) * change.factor, 1)
    word = "slower" if change.factor > 1 else "faster"
    return _stretched(document, scenes, change.factor, total), f"everything {word}, {total:g} seconds"


def _stretched(document: Json, scenes: list[str], factor: float, total: float) -> list[Operation]:
    """The scenes and all that happens in them, `factor` as long; together exactly `total` seconds."""
    if min(document["scenes"][scene]["duration"] for scene in scenes) * factor < SHORTEST_SCENE_SECONDS:
        raise CannotEdit(f"That is too short: each scene needs at least {SHORTEST_SCENE_SECONDS:g} seconds.")
    operations, rest = [], total
    for scene in scenes:
        last = scene == scenes[-1]
        seconds = round(rest if last else document["scenes"][scene]["duration"] * factor, 2)
        rest -= seconds
        operations.append(replace(f"/scenes/{scene}/duration", seconds))
    for each in elements_in(document, scenes):
        new = retimed(each.element, factor)
        operations += [replace(f"{each.path}/{name}", new[name]) for name in new if new[name] != each.element[name]]
    return operations


def set_transition(document: Json, change: SetTransition) -> tuple[list[Operation], str]:
    value = {"kind": change.kind, "duration": 0.6}
    operations = [replace(f"/scenes/{scene}/transition", value) for scene in scenes_of(document, change)]
    return (
        operations,
        "hard cuts" if change.kind == "none" else f"{change.kind} transitions between the scenes",
    )


def set_rate(document: Json, change: SetRate) -> tuple[list[Operation], str]:
    return [replace("/fps", change.fps)], f"{change.fps} frames a second"


def remove_scene(document: Json, change: RemoveScene) -> tuple[list[Operation], str]:
    (scene,) = scenes_of(document, change)
    if len(document["scene_order"]) == 1:
        raise CannotEdit("That is the only scene, and a video needs one. I can change it, or make a new video.")
    position = document["scene_order"].index(scene)
    operations = [remove(f"/scene_order/{position}"), remove(f"/scenes/{scene}")]
    others = [each for each in document["scene_order"] if each != scene]
    kept = {each.element.get("component") for each in elements_in(document, others)}
    own = {each.element["component"] for each in elements_in(document, [scene]) if each.kind == "component"} - kept
    operations += [remove(f"/components/{name}") for name in sorted(own)]
    return operations, f"scene {position + 1} goes"


def new_scene_ids(document: Json, count: int) -> list[str]:
    """Ids that no scene has."""
    numbers = range(len(document["scene_order"]) + 1, 1000)
    return [f"scene-{number}" for number in numbers if f"scene-{number}" not in document["scenes"]][:count]


def move_scene(document: Json, change: MoveScene) -> tuple[list[Operation], str]:
    (scene,) = scenes_of(document, change)
    others = [each for each in document["scene_order"] if each != scene]
    place = len(others) if change.place < 0 else min(change.place, len(others))
    order = [*others[:place], scene, *others[place:]]
    if order == document["scene_order"]:
        raise CannotEdit("That scene is there already.")
    where = "the front" if place == 0 else "the end" if place == len(others) else f"place {place + 1}"
    return [replace("/scene_order", order)], f"scene {scene} moves to {where}"


def reshape(document: Json, change: Reshape) -> tuple[list[Operation], str]:
    return reshaped(document, change.format), f"the picture in {change.format}"


def add_effect(document: Json, change: AddEffect) -> tuple[list[Operation], str]:
    canvas = canvas_of(document)
    operations: list[Operation] = []
    where = "every scene" if change.scene is None else "that scene"
    palette = palette_from(change.colours, palette_like(document))
    for scene in scenes_of(document, change):
        value = document["scenes"][scene]
        for part in effect_parts(change.effect, palette, canvas, value["duration"], len(scene)):
            operations += _placed(scene, value, part)
    return operations, f"{EFFECT_NAMES[change.effect]} in {where}"


def _placed(scene: str, value: Json, part: Part) -> list[Operation]:
    """An element at the bottom of a scene, so that the words stay in front of it."""
    name = part["id"]
    if name in value["elements"]:
        return [replace(f"/scenes/{scene}/elements/{name}", part)]
    return [add(f"/scenes/{scene}/elements/{name}", part), add(f"/scenes/{scene}/order/0", name)]


def remove_effect(document: Json, change: RemoveEffect) -> tuple[list[Operation], str]:
    wanted = [
        each
        for each in elements_in(document, scenes_of(document, change))
        if each.kind == "particles" and change.effect in (None, each.element["effect"])
    ]
    if not wanted:
        raise CannotEdit(f"There is no {EFFECT_NAMES[change.effect] if change.effect else 'effect'} in the video.")
    current = deepcopy(document)
    operations: list[Operation] = []
    for each in wanted:
        holder = each.path.rsplit("/elements/", 1)[0]
        group, name = holder.strip("/").split("/")
        position = current[group][name]["order"].index(each.element["id"])
        step = [remove(f"{holder}/order/{position}"), remove(each.path)]
        current, operations = jsonpatch.apply_patch(current, step), operations + step
    return operations, f"no more {EFFECT_NAMES[change.effect] if change.effect else 'effects'}"
