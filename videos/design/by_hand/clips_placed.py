"""A clip laid into a scene that is there: where it stands by itself, and how it plays. Pure."""

from collections.abc import Iterator, Mapping

from videos.design.canvas import Json, canvas_of
from videos.design.catalogue import all_layouts
from videos.design.flaws import flaws
from videos.design.laying_out import settled_document
from videos.design.slot_changes import with_words
from videos.document.document import Document, parse_document
from videos.document.style import Style
from videos.document.walking import texts_in

CORNERS = ("top left", "top right", "bottom left", "bottom right")
BEHIND = 0.3  # opacity of what moves under words that no veil protects
SIZES = (40, 30, 20)  # units: how wide a clip in a corner is, at most; the largest for which there is room
EDGE = 4  # units between it and the frame


def with_clip(before: Document, scene: str, asset: str, place: str, played: Mapping[str, float]) -> Document:
    """The document in which this scene shows the clip `asset`, which plays with these values of PLAYED.

    One that it shows already stays where it is unless a `place` is named: "behind" all, or one of CORNERS. Where none
    is, a new one takes the place of the layout's picture, or stands behind all. Raises Complaint.
    """
    document = before.to_json()
    if place or not list(_showing(document, scene, asset)):
        _place(document, scene, asset, place)
    settled = settled_document(before, document).to_json()
    for element in _showing(settled, scene, asset):
        element.update(played)
    return parse_document(settled)


def _showing(document: Json, scene: str, asset: str) -> Iterator[Json]:
    elements = document["scenes"][scene]["elements"].values()
    yield from (each for each in elements if each["type"] == "clip" and each["asset"] == asset)


def _place(document: Json, name: str, asset: str, place: str) -> None:
    scene = document["scenes"][name]
    kind = all_layouts()[scene["layout"]["name"]] if scene["layout"] else None
    if not place and kind and "picture" in (*kind.needs, *kind.takes):
        document["scenes"][name] = with_words(scene, name, None, {"picture": asset})
        return
    made = (scene["layout"] or {"made": ()})["made"]
    for own in [each["id"] for each in _showing(document, name, asset) if each["id"] not in made]:
        del scene["elements"][own]  # it moves
        scene["order"].remove(own)
    id = next(id for number in range(1, 99) if (id := f"clip-{number}") not in scene["elements"])
    clip = {"type": "clip", "id": id, "asset": asset, "fit": "cover"}
    if place in CORNERS:
        _into_a_corner(document, name, clip, place)
        return
    words = {"opacity": BEHIND} if texts_in(document, name) else {}
    whole = {"x": 0, "y": 0, "w": document["width"], "h": document["height"]}
    scene["elements"][id] = {**clip, **whole, **words}
    scene["order"].insert(0, id)


def _into_a_corner(document: Json, name: str, clip: Json, corner: str) -> None:
    """As large as there is room beside what is read."""
    scene, canvas, about = document["scenes"][name], canvas_of(document), document["assets"][clip["asset"]]
    look = {"radius": round((1 + 6 * Style.model_validate(document["style"]).corner) * canvas.unit, 1)}
    edge, wrong = EDGE * canvas.unit, flaws(document, [name])
    scene["order"].append(clip["id"])
    for size in SIZES:
        share = size * canvas.unit / max(about["width"], about["height"])
        w, h = about["width"] * share, about["height"] * share
        x = edge if corner.endswith("left") else canvas.width - edge - w
        y = edge if corner.startswith("top") else canvas.height - edge - h
        box = {side: round(value, 1) for side, value in (("x", x), ("y", y), ("w", w), ("h", h))}
        scene["elements"][clip["id"]] = {**clip, **box, **look, "enter": {"preset": "fade"}}
        if flaws(document, [name]) <= wrong:
            return
