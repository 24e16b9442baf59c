"""A picture or clip laid into a scene that is there: where it stands by itself, and how it plays. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from videos.design.canvas import Json, canvas_of
from videos.design.catalogue import all_layouts
from videos.design.flaws import flaws
from videos.design.laying_out import settled_document
from videos.design.slot_changes import with_words
from videos.document.document import Document, parse_document
from videos.document.style import Style
from videos.document.walking import texts_in

CORNERS = ("top left", "top right", "bottom left", "bottom right")
EVERY_CORNER = "every corner"
PLACES = ("behind", EVERY_CORNER, *CORNERS, "top", "bottom", "left", "right", "middle")
BEHIND = 0.3  # opacity of what lies under words that no veil protects
# Units: how wide or high it is over a scene, at most; the largest for which there is room.
SIZES = {"clip": (40, 30, 20), "picture": (36, 28, 20), "logo": (17, 13, 10)}
EDGE = 4  # units between it and the frame


@dataclass(frozen=True)
class Placing:
    """`place`: one of PLACES, or "" for that of the layout's picture. `width` and `height`: the file's, in any unit;
    of clips the document knows them.
    """

    place: str = ""
    width: int = 1
    height: int = 1


def with_picture(before: Document, scene: str, asset: str, placing: Placing, played: Mapping[str, float]) -> Document:
    """The document in which this scene shows `asset`; a clip plays with these values of PLAYED.

    What it shows already stays where it is unless a place is named. Where none is, something new takes the place of the
    layout's picture, or stands behind all. Raises Complaint.
    """
    document = before.to_json()
    if placing.place or not list(_showing(document, scene, asset)):
        _place(document, scene, asset, placing)
    settled = settled_document(before, document).to_json()
    for element in _showing(settled, scene, asset):
        element.update(played)
    return parse_document(settled)


def _showing(document: Json, scene: str, asset: str) -> Iterator[Json]:
    elements = document["scenes"][scene]["elements"].values()
    yield from (each for each in elements if each["type"] in ("image", "clip") and each["asset"] == asset)


def _place(document: Json, name: str, asset: str, placing: Placing) -> None:
    place, scene = placing.place, document["scenes"][name]
    kind = all_layouts()[scene["layout"]["name"]] if scene["layout"] else None
    if not place and kind and "picture" in (*kind.needs, *kind.takes):
        document["scenes"][name] = with_words(scene, name, None, {"picture": asset})
        return
    made = (scene["layout"] or {"made": ()})["made"]
    for own in [each["id"] for each in _showing(document, name, asset) if each["id"] not in made]:
        del scene["elements"][own]  # it moves
        scene["order"].remove(own)
    if place in PLACES[1:]:
        for side in CORNERS if place == EVERY_CORNER else (place,):
            _over(document, name, asset, side, placing)
        return
    shown = _element(document, name, asset)
    words = {"opacity": BEHIND} if texts_in(document, name) else {}
    whole = {"x": 0, "y": 0, "w": document["width"], "h": document["height"]}
    scene["elements"][shown["id"]] = {**shown, **whole, **words}
    scene["order"].insert(0, shown["id"])


def _element(document: Json, scene: str, asset: str) -> Json:
    """A new one, whose id tells what it is."""
    known, kind = document["scenes"][scene]["elements"], _kind(document, asset)
    id = next(id for number in range(1, 99) if (id := f"{kind}-{number}") not in known)
    return {"type": "clip" if kind == "clip" else "image", "id": id, "asset": asset, "fit": "cover"}


def _kind(document: Json, asset: str) -> str:
    """The key of SIZES; a logo is what is called so."""
    is_clip = document["assets"][asset]["mime"].startswith("video")
    return "clip" if is_clip else "logo" if "logo" in asset else "picture"


def _over(document: Json, name: str, asset: str, side: str, placing: Placing) -> None:
    """Over what is there, as large as there is room beside what is read."""
    scene, canvas, about = document["scenes"][name], canvas_of(document), document["assets"][asset]
    shown, kind, wrong = _element(document, name, asset), _kind(document, asset), flaws(document, [name])
    edge, corner = EDGE * canvas.unit, Style.model_validate(document["style"]).corner
    width, height = about.get("width", placing.width), about.get("height", placing.height)
    scene["order"].append(shown["id"])
    for size in SIZES[kind]:
        share = size * canvas.unit / max(width, height)
        w, h = width * share, height * share
        far_x, far_y = canvas.width - edge - w, canvas.height - edge - h
        x = edge if "left" in side else far_x if "right" in side else (edge + far_x) / 2
        y = edge if "top" in side else far_y if "bottom" in side else (edge + far_y) / 2
        box = {name: round(value, 1) for name, value in (("x", x), ("y", y), ("w", w), ("h", h))}
        radius = 0 if kind == "logo" else (1 + 6 * corner) * canvas.unit
        look = {"radius": round(radius, 1), "enter": {"preset": "fade"}}
        scene["elements"][shown["id"]] = {**shown, **box, **look}
        if flaws(document, [name]) <= wrong:
            return
