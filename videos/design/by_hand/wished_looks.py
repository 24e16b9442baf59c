"""How an element is to look, said in words: where it goes, how large it gets, in which colour; as far as there is room
and as it can be read. Pure; plain JSON is changed."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import product
from typing import Any

from videos.design.by_hand.moving import boxed
from videos.design.canvas import Json, canvas_of
from videos.design.colours import mix
from videos.design.flaws import flaws
from videos.document.complaints import Complaint
from videos.document.nearest import colour_code

LESS = (1.0, 0.6, 0.3)  # of what is wished, where there is no room for all of it
SMALLER = (1.0, 0.77, 0.62)  # a picture at an edge, where there is no room for one as large
LARGEST, SMALLEST = 400.0, 8.0  # sizes of words
NEARER = (0.0, 0.25, 0.45, 0.65)  # of the words' own colour in a new one that cannot be read
SIDES = ("top", "bottom", "left", "right", "middle")
BEHIND, FREE = "behind", "free"  # places: under all that is there, wherever there is room
GROUNDS = ("$on_accent", "$background")  # colours of words on other grounds than the style's own
FAINT = 0.3  # opacity of a picture under words


def look_as_wished(document: Json, scene: str, element: Json, property: str, value: Any, path: str) -> None:
    """Give the element the first look of that wish with which nothing is wrong that was not before.

    A colour that nobody could read, and a picture for which there is no room, are as they were wished all the same.
    Raises Complaint for other things without room.
    """
    if (property, value) == ("place", BEHIND):
        _put_behind(document, scene, element)
        return
    looks = list(WISHED[property](element, value, document))
    is_so = looks and {**element, **looks[0]} == element
    without = _without(document, scene, element) if value == FREE else document  # it stands anywhere, so far
    if is_so or _fits_one(document, scene, element, looks, flaws(without, [scene])):
        return
    if not looks or property != "color" and element["type"] != "image":
        what = "more words" if value == FREE else "that"
        raise Complaint("no_room", path, f"{path}: there is no room for {what} in the scene {scene}.")
    element.update(looks[0] if property == "color" else looks[-1])


def _without(document: Json, scene: str, element: Json) -> Json:
    shown, name = document["scenes"][scene], element["id"]
    order = [each for each in shown["order"] if each != name]
    bare = {**shown, "order": order, "elements": {each: shown["elements"][each] for each in order}}
    return {**document, "scenes": {**document["scenes"], scene: bare}}


def _fits_one(document: Json, scene: str, element: Json, looks: list[Json], wrong: int) -> bool:
    before = dict(element)
    for look in looks:
        element.update(look)
        with suppress(Complaint):
            if element != before and flaws(document, [scene]) <= wrong:
                return True
    element.clear()
    element.update(before)
    return False


def _put_behind(document: Json, scene: str, element: Json) -> None:
    """Under all that is there; a picture over the whole frame, so faint that words on it are read."""
    order = document["scenes"][scene]["order"]
    order.remove(element["id"])
    order.insert(0, element["id"])
    if element["type"] == "image":
        element.update(boxed(element, 0, 0, document["width"], document["height"]))
        element.update({"fit": "cover", "opacity": FAINT})


def _placed(element: Json, place: Any, document: Json) -> Iterator[Json]:
    """The element further to "top", "bottom left", "middle" …; a picture at the edge, smaller if need be."""
    if place == FREE:
        yield from _in_free_places(element, document)
        return
    words = [word for word in str(place).split() if word in SIDES]
    if words and element["type"] == "image":
        for scale in SMALLER:
            yield _moved(boxed(element, element["x"], element["y"], scale=scale), words, 1.0, document)
    elif words:
        for share in LESS:
            yield _moved(element, words, share, document)


def _moved(element: Json, words: list[str], share: float, document: Json) -> Json:
    canvas = canvas_of(document)
    edge = canvas.margin * (0.4 if element["type"] == "image" else 1.25)
    ends = {
        "top": edge, "bottom": canvas.height - edge - element["h"], "left": edge,
        "right": canvas.width - edge - element["w"], "middle": (canvas.height - element["h"]) / 2,
    }  # fmt: skip
    moved = {"x": element["x"], "y": element["y"]}
    for word in words:
        axis = "x" if word in ("left", "right") else "y"
        moved[axis] += (ends[word] - moved[axis]) * share
    aligned = {"align": words[-1]} if words[-1] in ("left", "right") and "align" in element else {}
    return boxed({**element, **aligned}, **moved)


def _in_free_places(element: Json, document: Json) -> Iterator[Json]:
    """A line of words at the foot or at the head, larger or smaller, in its own colour or one for other grounds."""
    canvas = canvas_of(document)
    high = 9 * canvas.unit
    foot = canvas.height - high
    places = (foot - canvas.margin, canvas.margin * 0.4, foot - 2, canvas.height * 0.72)
    for fill, size, y in product(dict.fromkeys([element["fill"], *GROUNDS]), (5, 3.6), places):
        line = {**element, "size": round(size * canvas.unit), "fill": fill}
        yield boxed(line, canvas.margin, y, canvas.inner, high)


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


def _coloured(element: Json, color: Any, document: Json) -> Iterator[Json]:
    """In the colour, or in one near it; no track paints over it."""
    tracks = [track for track in element.get("tracks", []) if track["property"] != "fill"]
    wished = colour_code(str(color)) or str(color)
    for share in NEARER if wished.startswith("#") else NEARER[:1]:
        yield {"fill": mix(wished, document["style"]["text"], share) if share else wished, "tracks": tracks}


WISHED: dict[str, Callable[[Json, Any, Json], Iterator[Json]]] = {
    "place": _placed, "scale": _scaled, "color": _coloured,
}  # fmt: skip
