"""Wishes about whole scenes, their length, order and number; and about pictures of the person's own. Pure."""

from videos.demo.changing.standing import CannotEdit, Fulfil, Standing, as_json, edits
from videos.demo.changing.wished_changes import Change
from videos.demo.utterances import Call
from videos.design.by_hand.scene_edits import EVERY_SCENE
from videos.design.canvas import Json, canvas_of
from videos.design.catalogue import all_layouts
from videos.document.walking import layout_of
from videos.drafting.video_drafts import further_scenes

LEAST_SECONDS = 0.01  # to ask for: 0 would be as long as now
CORNERS = ("top left", "top right", "bottom left", "bottom right")
SIZES = {"logo": 13, "picture": 34}  # units: the height


def set_length(change: Change, video: Standing) -> list[Call]:
    """The scenes longer or shorter in proportion, together exactly so many seconds."""
    scenes = video.meant(change)
    lengths = {scene: video.document["scenes"][scene]["duration"] for scene in scenes}
    now = sum(lengths.values())
    wanted = change.amount * (len(scenes) if change.scope else 1)
    wanted = now * change.amount if change.deed == "pace" else now + change.amount if change.choice else wanted
    wanted = max(wanted, LEAST_SECONDS)
    if scenes == list(video.order):
        return edits(video, [EVERY_SCENE], seconds=round(wanted, 2))
    shares = {scene: round(length * wanted / now, 2) for scene, length in lengths.items()}
    return [call for scene, seconds in shares.items() for call in edits(video, [scene], seconds=seconds)]


def remove_scenes(change: Change, video: Standing) -> list[Call]:
    scenes = video.meant(change)
    if len(scenes) >= len(video.order):
        raise CannotEdit("only_scene")
    return [Call("delete_scene", {"scene_id": scene}) for scene in scenes]


def add_scenes(change: Change, video: Standing) -> list[Call]:
    """Scenes that hold the facts of the wish, or its topic in a few large words."""
    if not change.words:
        raise CannotEdit("which_words")
    place = _beside(change, video, list(video.order)) if change.choice else 0 if change.amount == 0 else None
    after = None if place is None else video.order[place - 1] if place else ""
    made = further_scenes(change.words, video.style, video.format)
    return [Call("add_scene", {"after": after, "scenes_json": as_json([scene.new() for scene in made])})]


def _beside(change: Change, video: Standing, order: list[str]) -> int:
    """The place among `order` before or after the scene that the change names."""
    (beside,) = video.meant(Change("move_scene", (int(change.amount),)))
    return order.index(beside) + (change.choice == "after")


def move_scene(change: Change, video: Standing) -> list[Call]:
    (scene,) = video.meant(change)
    if change.choice and video.meant(Change("move_scene", (int(change.amount),))) == [scene]:
        raise CannotEdit("already")
    others = [each for each in video.order if each != scene]
    place = _beside(change, video, others) if change.choice else int(change.amount)
    place = len(others) if place < 0 else place
    return [Call("reorder_scenes", {"scene_ids": [*others[:place], scene, *others[place:]]})]


def swap_scenes(change: Change, video: Standing) -> list[Call]:
    one, other = video.meant(change)
    order = [{one: other, other: one}.get(each, each) for each in video.order]
    return [Call("reorder_scenes", {"scene_ids": order})]


def duplicate(change: Change, video: Standing) -> list[Call]:
    if not change.scope and len(video.order) > 1:
        raise CannotEdit("which_scene")
    return [
        Call("apply_json_patch", {"operations": _copying(video, scene), "explanation": "Copied a scene"})
        for scene in video.meant(change)
    ]


def _copying(video: Standing, scene: str) -> list[Json]:
    taken = video.document["scenes"]
    copy = next(copy for number in range(2, 999) if (copy := f"{scene[:58]}-{number}") not in taken)
    place = f"/scene_order/{video.order.index(scene) + 1}"
    return [
        {"op": "copy", "from": f"/scenes/{scene}", "path": f"/scenes/{copy}"},
        {"op": "add", "path": place, "value_json": as_json(copy)},
    ]


def add_picture(change: Change, video: Standing) -> list[Call]:
    """Where it is asked for: behind a scene, or in corners; a logo else in a corner of every scene."""
    picture, place = _which_picture(change, video), change.words
    scenes = video.meant(change)
    shown = scenes if change.scope is not None else scenes[:1]
    if not place and video.document["assets"].get(picture, {}).get("mime") == "video/mp4":
        return [Call("place_clip", {"scene_id": scene, "asset": picture}) for scene in shown]
    if not place and not change.scope and change.choice != "logo":
        raise CannotEdit("where_picture")
    if place == "background":
        return [call for scene in shown for call in edits(video, [scene], **_behind(video, scene, picture))]
    corners = CORNERS if place == "corners" else (place or "top right",)
    return edits(video, scenes, **_put(picture, {corner: _look(change, video) for corner in corners}))


def _which_picture(change: Change, video: Standing) -> str:
    """The id of the picture or clip: the one that came with the message, the logo, or the only one there is."""
    assets, kind = video.document["assets"], "video" if change.old == "clip" else "image"
    own = [key for key, each in assets.items() if kind in each["mime"]]
    logos = [video.conversation.logo, *(each for each in own if "logo" in each)] if change.choice == "logo" else []
    found = [*change.pictures, *filter(None, logos)] or (own if len(own) == 1 else [])
    if not found or found[0] not in (*assets, video.conversation.logo):
        raise CannotEdit("no_logo" if change.choice == "logo" else "no_picture")
    return str(found[0])


def _behind(video: Standing, scene: str, picture: str) -> Json:
    layout = layout_of(video.document, scene)
    kind = all_layouts()[layout["name"]] if layout else None
    if kind and "picture" in (*kind.needs, *kind.takes):
        return {"slots_json": as_json({"picture": picture})}
    return _put(picture, {"behind": {}})


def _look(change: Change, video: Standing) -> Json:
    side, is_round = SIZES[change.choice] * canvas_of(video.document).unit, change.old == "rounded"
    wide = side * (1.6 if change.choice == "logo" and not is_round else 1.0)
    look: Json = {"fit": "cover", "radius": round(side / 2)} if is_round else {"fit": "contain"}
    return {"w": round(wide, 1), "h": round(side, 1), "enter": {"preset": "fade"}, **look}


def _put(picture: str, looks: dict[str, Json]) -> Json:
    """The picture once for each place, looking so."""
    names = {place: f"{picture}-{place.replace(' ', '-')}" for place in looks}
    put = [{"type": "image", "id": names[place], "asset": picture, **look} for place, look in looks.items()]
    changes = [{"element": name, "property": "place", "value_json": as_json(place)} for place, name in names.items()]
    return {"put_elements_json": as_json(put), "changes": changes}


PICTURES_AND_SCENES: dict[str, Fulfil] = {
    "add_picture": add_picture, "add_scene": add_scenes, "duplicate": duplicate, "length": set_length,
    "move_scene": move_scene, "pace": set_length, "remove_scene": remove_scenes, "swap": swap_scenes,
}  # fmt: skip
