"""What is said, to be read in the picture: where no words of the scene stand. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from pydantic import ValidationError

from videos.design.by_hand.moving import boxed
from videos.design.canvas import Canvas, Json
from videos.design.captions.caption_pages import PAD, WEIGHT, Page, caption_colors, pages_of
from videos.design.laying_out import laid_scene
from videos.design.seen import Alone, Box, Words, words_at
from videos.document.complaints import Complaint, InvalidDocument
from videos.document.document import Document, Scene, parse_document
from videos.document.elements import MAX_ELEMENTS
from videos.document.style import Style
from videos.sound.cues import Line, begins

EDGE = 5.0  # units that stay free between a caption and the frame's edge
APART = 1.5  # units between a caption and the words of the scene
PLACES = (1.0, 0.0, 0.84, 0.16)  # shares of the way down, in the order in which they are tried
LOOKED_AT = 0.25  # seconds from one look at what stands in a scene to the next
MOST_LOOKS = 24
SHORTEST = 0.12  # seconds: less of a page in a scene is not shown there
SPANS = 0.95  # of a side of the frame: what is as large belongs to the frame and stays
GROUND = ("rect", "ellipse", "path", "image", "clip", "particles")  # what may lie behind all
IN_ONE = 50  # elements of a component: two a page, and below them there is room for others


def captioned(document: Document, lines: Sequence[Line]) -> Document:
    """The document with a layer over each scene in which something is said; the scene makes room where it must.

    The document itself where it has no room for more elements.
    """
    canvas = Canvas(document.width, document.height)
    pages = pages_of(lines, canvas, document.style)
    starts = begins(document)
    told = document.to_json()
    for name, start in starts.items():
        if own := tuple(_in_scene(pages, start, document.scenes[name].duration)):
            room, place = _room_for(Alone(document, name), own)
            told["scenes"][name] = dict(room)
            _lay_over(told, name, _layer(own, place, canvas, document.style))
    try:
        return parse_document(told)
    except InvalidDocument:  # it draws as much as a video may already
        return document


def _in_scene(pages: Sequence[Page], begins: float, seconds: float) -> Iterator[Page]:
    """Those that are seen in a scene, in its seconds: a voice may go on behind its own."""
    for page in pages:
        start, end = max(0.0, page.start - begins), min(seconds - 0.02, page.end - begins)
        if end - start > SHORTEST:
            yield replace(page, start=round(start, 3), end=round(end, 3))


@lru_cache(maxsize=256)  # who scrubs asks for one picture after another, and an edit changes one scene
def _room_for(alone: Alone, pages: tuple[Page, ...]) -> tuple[Json, float]:
    """The scene (JSON) and the place of its captions, where no words stand; all of them in one place.

    Words that come or go are left out of account where nothing else is free.
    """
    document, canvas = alone.document, Canvas(alone.document.width, alone.document.height)
    (name,) = document.scene_order
    scene = document.scenes[name].model_dump(mode="json")
    seen = _words(document, name, pages)
    if (place := _free_place(seen, pages, canvas)) is not None:
        return scene, place
    best = scene
    for way in (_laid_above, _moved_above):
        try:
            above = way(document, name, scene, _band(pages, canvas), canvas)
            changed = document.model_copy(update={"scenes": {name: Scene.model_validate(above)}})
        except (Complaint, ValidationError):  # no room in so low a frame; a path that is too long when written anew
            continue
        best = above
        if _is_free(_words(changed, name, pages), pages, PLACES[0], canvas, also_moving=False):
            break
    return best, PLACES[0]


def _words(document: Document, name: str, pages: Sequence[Page]) -> dict[float, list[Words]]:
    """What is read in a scene while its captions are, by the second."""
    step = max(LOOKED_AT, sum(page.end - page.start for page in pages) / MOST_LOOKS)
    seconds = set[float]()
    for page in pages:
        count = max(1, round((page.end - page.start) / step))
        seconds |= {page.start + (page.end - page.start) * part / count for part in range(count + 1)}
    return words_at(document, name, sorted(seconds))


def _free_place(seen: dict[float, list[Words]], pages: Sequence[Page], canvas: Canvas) -> float | None:
    for also_moving in (True, False):
        for place in PLACES:
            if _is_free(seen, pages, place, canvas, also_moving=also_moving):
                return place
    return None


def _is_free(
    seen: dict[float, list[Words]], pages: Sequence[Page], place: float, canvas: Canvas, *, also_moving: bool
) -> bool:
    gap = APART * canvas.unit
    for page in pages:
        left, top, right, bottom = _plate(page, place, canvas)
        taken = left - gap, top - gap, right + gap, bottom + gap
        for second, words in seen.items():
            if page.start <= second <= page.end and any(
                _meet(taken, each.box) for each in words if also_moving or not each.moving
            ):
                return False
    return True


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _plate(page: Page, place: float, canvas: Canvas) -> Box:
    edge = EDGE * canvas.unit
    left = (canvas.width - page.width) / 2
    top = edge + place * (canvas.height - 2 * edge - page.height)
    return left, top, left + page.width, top + page.height


def _band(pages: Sequence[Page], canvas: Canvas) -> float:
    """Pixels at the frame's lower edge that are left to the captions."""
    return max(page.height for page in pages) + (EDGE + APART) * canvas.unit


def _laid_above(document: Document, name: str, scene: Json, band: float, canvas: Canvas) -> Json:
    """The scene laid out anew above the band; what its layout did not make is moved there. Raises Complaint."""
    layout = document.scenes[name].layout
    if layout is None:
        return _moved_above(document, name, scene, band, canvas)
    frame, low = (canvas.width, canvas.height), canvas.height - band
    laid = laid_scene(scene, layout, document.style, frame, band=round(band))
    elements = {
        key: each if key in laid["layout"]["made"] else _above(each, low / canvas.height, canvas)
        for key, each in laid["elements"].items()
    }
    return {**laid, "elements": elements}


def _moved_above(document: Document, name: str, scene: Json, band: float, canvas: Canvas) -> Json:
    """The scene as it is, smaller, above the band; what fills the frame goes on doing so."""
    share = (canvas.height - band) / canvas.height
    elements = {key: _above(each, share, canvas) for key, each in scene["elements"].items()}
    return {**scene, "elements": elements}


def _above(element: Json, share: float, canvas: Canvas) -> Json:
    if _spans(element, canvas.width, canvas.height):
        return element
    middle = canvas.width / 2
    return boxed(element, middle + (element["x"] - middle) * share, element["y"] * share, scale=share)


def _spans(element: Json, width: float, height: float) -> bool:
    is_wide, is_high = element["w"] >= SPANS * width, element["h"] >= SPANS * height
    return element["type"] in GROUND and is_wide and is_high


def _layer(pages: Sequence[Page], place: float, canvas: Canvas, style: Style) -> list[Json]:
    """Plates and words, each under an id of its own."""
    words, plate = caption_colors(style)
    elements: list[Json] = []
    for number, page in enumerate(pages, start=1):
        left, top, right, bottom = _plate(page, place, canvas)
        box = {"x": left, "y": top, "w": right - left, "h": bottom - top, "start": page.start, "end": page.end}
        radius = round(min((bottom - top) / 2, page.size * (0.15 + 0.45 * style.corner)), 1)
        inner = PAD[0] * page.size * 0.4  # what measuring leaves to rounding must not make the words smaller
        elements.append({**box, "id": f"caption-plate-{number}", "type": "rect", "fill": plate, "radius": radius})
        text = {"type": "text", "text": page.text, "size": round(page.size, 1), "weight": WEIGHT, "fill": words}
        narrow = {"x": left + inner, "w": right - left - 2 * inner, "font": "body"}
        elements.append({**box, **narrow, "id": f"caption-words-{number}", **text})
    return elements


def _lay_over(document: Json, name: str, layer: list[Json]) -> None:
    """Put the elements over all of a scene, as components: a scene may be full.

    Of one that is, the uppermost elements go into the first component, under the captions.
    """
    scene = document["scenes"][name]
    parts = [layer[first : first + IN_ONE] for first in range(0, len(layer), IN_ONE)]
    order, count = scene["order"], len(parts)
    kept, rest = order[: MAX_ELEMENTS - count], order[MAX_ELEMENTS - count :]
    scene["order"], elements = list(kept), scene["elements"]
    scene["elements"] = {key: elements[key] for key in kept}
    below = [elements[key] for key in rest]
    for number, part in enumerate(parts, start=1):
        inside = {each["id"]: each for each in [*below, *part]}
        component = _free(f"captions-{name}-{number}"[:60], document["components"])
        document["components"][component] = {"order": list(inside), "elements": inside}
        shown = _free("captions", scene["elements"])
        frame = {"x": 0, "y": 0, "w": document["width"], "h": document["height"]}
        scene["elements"][shown] = {**frame, "id": shown, "type": "component", "component": component}
        scene["order"].append(shown)
        below = []


def _free(name: str, taken: Json) -> str:
    return name if name not in taken else _free(f"{name}-1", taken)
