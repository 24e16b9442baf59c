"""Changes of whole scenes: their length, order and number; and pictures of the person's own in them. Pure."""

from videos.demo.changing.told import Editor, Known, Told, told
from videos.demo.changing.video_to_be import CannotEdit, Draft, Edits, add, as_json
from videos.demo.changing.wished_changes import Change, Deed
from videos.design.by_hand.scene_edits import EVERY_SCENE
from videos.design.canvas import Json, canvas_of
from videos.design.catalogue import all_layouts
from videos.document.elements import MAX_SECONDS
from videos.document.scene_changes import arranged_anew, without_scene
from videos.document.walking import Found, elements_in, layout_of, total_seconds
from videos.drafting.video_drafts import further_scenes

SHORTEST_SCENE_SECONDS = 0.5
CORNERS = ("top left", "top right", "bottom left", "bottom right")
SIZES = {"logo": (13, 10, 8), "picture": (34, 26, 18)}  # units: the largest for which there is room
BEHIND = 0.3  # opacity of a picture under words that no veil protects


def set_length(draft: Draft, change: Change, known: Known) -> Told:
    """The scenes longer or shorter in proportion, together exactly so many seconds."""
    scenes = draft.meant(change)
    lengths = {scene: draft.scenes[scene]["duration"] for scene in scenes}
    now = sum(lengths.values())
    if change.deed == "pace":
        wanted = round(now * change.amount, 1)
    else:
        wanted = now + change.amount if change.choice == "by" else change.amount * (len(scenes) if change.scope else 1)
    if min(lengths.values()) * wanted / now < SHORTEST_SCENE_SECONDS:
        raise CannotEdit("too_short", seconds=f"{SHORTEST_SCENE_SECONDS:g}")
    if (whole := total_seconds(draft.document) - now + wanted) > MAX_SECONDS:
        raise CannotEdit("too_long", seconds=f"{whole:g}", most=f"{MAX_SECONDS:g}")
    if scenes == draft.order:
        draft.edit({EVERY_SCENE: {"seconds": round(wanted, 2)}})
    else:
        draft.edit({scene: {"seconds": round(length * wanted / now, 2)} for scene, length in lengths.items()})
    return told(
        "lasts" if change.scope else "lasts_in_all", draft, scenes if change.scope else None, seconds=f"{wanted:g}"
    )


def remove_scenes(draft: Draft, change: Change, known: Known) -> Told:
    scenes = draft.meant(change)
    if len(scenes) >= len(draft.order):
        raise CannotEdit("only_scene")
    done = told("scene_gone", draft, scenes)
    for scene in scenes:
        draft.become(without_scene(draft.document, scene), "delete_scene", scene_id=scene)
    return done


def add_scenes(draft: Draft, change: Change, known: Known) -> Told:
    """Scenes that hold the facts of the wish, or its topic in a few large words."""
    if not change.words:
        raise CannotEdit("which_words")
    place = int(change.amount)
    if change.choice:
        place = _beside(draft, change, draft.order)
    made = further_scenes(change.words, draft.style, draft.format)
    for number, scene in enumerate(made):
        at = len(draft.order) if place < 0 else place + number
        draft.add_scene(scene, at)
    return told("scene_added", draft, words=", ".join(scene.words for scene in made))


def _beside(draft: Draft, change: Change, order: list[str]) -> int:
    """The place among `order` before or after the scene that the change names."""
    (beside,) = draft.meant(Change("move_scene", (int(change.amount),)))
    return order.index(beside) + (change.choice == "after")


def move_scene(draft: Draft, change: Change, known: Known) -> Told:
    (scene,) = draft.meant(change)
    others = [each for each in draft.order if each != scene]
    is_itself = change.choice and draft.meant(Change("move_scene", (int(change.amount),))) == [scene]
    place = _beside(draft, change, others) if change.choice and not is_itself else int(change.amount)
    place = len(others) if place < 0 else min(place, len(others))
    order = [*others[:place], scene, *others[place:]]
    if is_itself or order == draft.order:
        raise CannotEdit("already")
    done = told("scene_moved", draft, [scene], place=place + 1)
    return _reordered(draft, order, done)


def swap_scenes(draft: Draft, change: Change, known: Known) -> Told:
    one, other = draft.meant(change)
    done = told("swapped", draft, [one, other])
    return _reordered(draft, [{one: other, other: one}.get(each, each) for each in draft.order], done)


def _reordered(draft: Draft, order: list[str], done: Told) -> Told:
    draft.become({**draft.document, "scene_order": order}, "reorder_scenes", scene_ids=order)
    return done


def duplicate(draft: Draft, change: Change, known: Known) -> Told:
    scenes = _named(draft, change)
    done = told("copied", draft, scenes)
    for scene in scenes:
        copy = next(copy for number in range(2, 999) if (copy := f"{scene[:58]}-{number}") not in draft.scenes)
        copied = {"op": "copy", "from": f"/scenes/{scene}", "path": f"/scenes/{copy}"}
        draft.patch("Copied a scene", copied, add(f"/scene_order/{draft.order.index(scene) + 1}", copy))
    return done


def redo(draft: Draft, change: Change, known: Known) -> Told:
    scenes = _named(draft, change)
    for scene in scenes:
        has_layout = layout_of(draft.document, scene) is not None
        after = arranged_anew(draft.document, scene) if has_layout else draft.document
        draft.become(after, "regenerate_scene", scene_id=scene)
    return told("redone", draft, scenes)


def _named(draft: Draft, change: Change) -> list[str]:
    """The scenes that a change names. Raises CannotEdit where it names none of several."""
    if not change.scope and len(draft.order) > 1:
        raise CannotEdit("which_scene")
    return draft.meant(change)


def add_picture(draft: Draft, change: Change, known: Known) -> Told:
    """Where it is asked for: behind a scene, or in corners; a logo else in a corner of every scene."""
    picture, place = _which_picture(draft, change, known), change.words
    if not place and not change.scope and change.choice != "logo":
        raise CannotEdit("where_picture")
    scenes = draft.meant(change)
    if place == "background":
        scenes = scenes if change.scope is not None else scenes[:1]
        for scene in scenes:
            _put_behind(draft, scene, picture)
        return told("picture_behind", draft, scenes)
    places = list(CORNERS) if place == "corners" else [place or "top right"]
    tries = []
    for unit in SIZES[change.choice]:
        put = [_put(draft, picture, corner, change, unit) for corner in places]
        tries.append({scene: {"put_elements_json": as_json(put)} for scene in scenes})
    if not draft.edit_fitting(tries):
        draft.edit(tries[-1])
    name = "picture_added" if len(places) == 1 else "picture_corners"
    return told(name, draft, scenes, target=change.choice, place=places[0])


def _which_picture(draft: Draft, change: Change, known: Known) -> str:
    """The picture's id: the one that came with the message, the logo, or the only one there is."""
    assets = [key for key, each in draft.document["assets"].items() if each["mime"].startswith("image/")]
    logos = [known.logo, *(each for each in assets if "logo" in each)] if change.choice == "logo" else []
    found = [*change.pictures, *filter(None, logos)] or (assets if len(assets) == 1 else [])
    if not found or found[0] not in assets:
        raise CannotEdit("no_logo" if change.choice == "logo" else "no_picture")
    return str(found[0])


def _put_behind(draft: Draft, scene: str, picture: str) -> None:
    layout, canvas = layout_of(draft.document, scene), canvas_of(draft.document)
    kind = all_layouts()[layout["name"]] if layout else None
    if kind and "picture" in (*kind.needs, *kind.takes):
        draft.edit({scene: {"slots_json": as_json({"picture": picture})}})
        return
    whole = {"x": 0, "y": 0, "w": canvas.width, "h": canvas.height}
    image = {"type": "image", "id": "behind", "asset": picture, "fit": "cover", "opacity": BEHIND, **whole}
    draft.put_below(scene, [image])


def _put(draft: Draft, picture: str, place: str, change: Change, unit: int) -> Json:
    canvas, is_round = canvas_of(draft.document), change.old == "rounded"
    side, edge = unit * canvas.unit, 3 * canvas.unit
    width = side * (1.6 if change.choice == "logo" and not is_round else 1.0)
    x = {"left": edge, "right": canvas.width - edge - width}.get(place.split()[-1], (canvas.width - width) / 2)
    y = {"top": edge, "bottom": canvas.height - edge - side}.get(place.split()[0], (canvas.height - side) / 2)
    look = {"fit": "cover", "radius": round(side / 2)} if is_round else {"fit": "contain"}
    box = {"x": round(x, 1), "y": round(y, 1), "w": round(width, 1), "h": round(side, 1)}
    name = f"{change.choice}-{place.replace(' ', '-')}"
    return {"type": "image", "id": name, "asset": picture, "enter": {"preset": "fade"}, **look, **box}


def pictures_shown(draft: Draft, change: Change) -> list[Found]:
    """The pictures that are shown: of logos only those, where the wish speaks of one."""
    shown = [each for each in elements_in(draft.document, draft.meant(change)) if each.element["type"] == "image"]
    is_logo = [each for each in shown if "logo" in each.name or "logo" in each.element["asset"]]
    found = [each for each in (is_logo if change.choice == "logo" else shown) if not each.holder]
    if not found:
        raise CannotEdit("no_picture_shown")
    return found


def remove_picture(draft: Draft, change: Change, known: Known) -> Told:
    edits: Edits = {}
    for each in pictures_shown(draft, change):
        edit, layout = edits.setdefault(each.scene, {}), layout_of(draft.document, each.scene)
        if layout and each.name in layout["made"]:
            edit["slots_json"] = as_json({"picture": ""} | ({"pictures": []} if layout["slots"]["pictures"] else {}))
        else:
            edit["remove_elements"] = [*edit.get("remove_elements", []), each.name]
    draft.edit(edits)
    return told("gone", draft, list(edits), words=f"{{{change.choice}}}")


def round_pictures(draft: Draft, change: Change, known: Known) -> Told:
    found, edits = pictures_shown(draft, change), Edits()
    for each in found:
        radius = round(min(each.element["w"], each.element["h"]) / 2, 1)
        edits.setdefault(each.scene, {"changes": []})["changes"] += [
            {"element": each.name, "property": name, "value_json": as_json(value)}
            for name, value in (("radius", radius), ("fit", "cover"))
        ]
    draft.edit(edits)
    return told("rounded", draft, [each.scene for each in found])


SCENES: dict[Deed, Editor] = {
    "add_picture": add_picture, "add_scene": add_scenes, "duplicate": duplicate, "length": set_length,
    "move_scene": move_scene, "pace": set_length, "redo": redo, "remove_picture": remove_picture,
    "remove_scene": remove_scenes, "round": round_pictures, "swap": swap_scenes,
}  # fmt: skip
