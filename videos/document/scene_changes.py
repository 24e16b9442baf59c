"""Changes of a document's scenes as plain JSON in, plain JSON out. Pure; what comes out is yet to be checked."""

from typing import Any

Json = dict[str, Any]


def with_scene(document: Json, name: str, scene: Json, place: int | None = None) -> Json:
    """A further scene, at `place` (from 0), or at the end."""
    order = list(document["scene_order"])
    order.insert(len(order) if place is None else place, name)
    return {**document, "scene_order": order, "scenes": {**document["scenes"], name: scene}}


def without_scene(document: Json, name: str) -> Json:
    scenes = {key: scene for key, scene in document["scenes"].items() if key != name}
    order = [each for each in document["scene_order"] if each != name]
    return drop_unused_components({**document, "scene_order": order, "scenes": scenes})


def drop_unused_components(document: Json) -> Json:
    """Components that nothing shows any more only use up the limits."""
    components = dict(document["components"])
    while True:
        holders = [*document["scenes"].values(), *components.values()]
        used = {each.get("component") for holder in holders for each in holder["elements"].values()}
        if components.keys() <= used:
            return {**document, "components": components}
        components = {name: component for name, component in components.items() if name in used}
