"""Changes of words and colours as operations on the document. Pure."""

from videos.demo.changing.document_walk import Found, elements_in, is_strong, palette_like, titles_in
from videos.demo.changing.operations import CannotEdit, Operation, replace, scenes_of
from videos.demo.reading.wished_changes import Change, Recolour, Resize, Rewrite, Target
from videos.design.canvas import Json, canvas_of
from videos.design.colours import Palette, lightness, mix, palette_from, readable_on


def _texts(document: Json, change: Change, target: Target) -> list[Found]:
    """The texts that a change means. Raises CannotEdit when there are none."""
    scenes = scenes_of(document, change)
    texts = [each for each in elements_in(document, scenes) if each.kind == "text"]
    if target == "title":
        texts = titles_in(document, scenes)
    elif target == "subtitle":
        texts = [each for each in texts if each.element["id"] in ("subtitle", "body", "author", "label")][:1]
    if not texts:
        raise CannotEdit("There is no such text in the video yet.")
    return texts


def rewrite(document: Json, change: Rewrite) -> tuple[list[Operation], str]:
    if change.old:
        texts = [
            each for each in _texts(document, change, "text") if change.old.lower() in each.element["text"].lower()
        ]
        if not texts:
            raise CannotEdit(f"“{change.old}” does not stand anywhere in the video.")
    else:
        target: Target = "subtitle" if change.target == "subtitle" else "title"
        texts = _texts(document, change, target)
    return [replace(f"{each.path}/text", change.words) for each in texts], f"the words “{change.words}”"


def resize(document: Json, change: Resize) -> tuple[list[Operation], str]:
    canvas, operations = canvas_of(document), []
    for each in _texts(document, change, change.target):
        size = min(400.0, max(8.0, each.element["size"] * change.factor))
        height = each.element["h"] * change.factor
        y = each.element["y"] - (height - each.element["h"]) / 2
        y = max(0.0, min(y, canvas.height - height))
        values = {"size": round(size, 1), "h": round(height, 1), "y": round(y, 1)}
        operations += [replace(f"{each.path}/{name}", value) for name, value in values.items()]
    bigger = "bigger" if change.factor > 1 else "smaller"
    noun = {"title": "the title", "subtitle": "the subtitle"}.get(change.target, "the text")
    return operations, f"{noun} {bigger}"


def recolour(document: Json, change: Recolour) -> tuple[list[Operation], str]:
    colour = change.colours[0]
    if change.target == "background":
        return _repaint(document, change), "a new colour for the background"
    if change.target == "chart":
        charts = [each for each in elements_in(document, scenes_of(document, change)) if each.kind == "chart"]
        if not charts:
            raise CannotEdit("There is no chart in the video yet. Give me labels and numbers and I will draw one.")
        return [replace(f"{each.path}/colors", list(change.colours)) for each in charts], "a new colour for the chart"
    if change.target == "all":
        where = "the whole video" if change.scene is None else "that scene"
        return _retint(document, change), f"new colours for {where}"
    operations = [operation for each in _texts(document, change, change.target) for operation in _filled(each, colour)]
    return operations, f"a new colour for the {change.target}"


def _filled(found: Found, colour: str) -> list[Operation]:
    """A new fill, and no track that would paint over it."""
    tracks = [track for track in found.element.get("tracks", []) if track["property"] != "fill"]
    operations = [replace(f"{found.path}/fill", colour)]
    if len(tracks) < len(found.element.get("tracks", [])):
        operations.append(replace(f"{found.path}/tracks", tracks))
    return operations


def _repaint(document: Json, change: Recolour) -> list[Operation]:
    """New backgrounds, and readable words where the old ones would drown in them."""
    operations = []
    for scene in scenes_of(document, change):
        old = document["scenes"][scene]["background"]
        operations.append(replace(f"/scenes/{scene}/background", _gradient(change.colours, old)))
        for each in elements_in(document, [scene]):
            drowned = each.kind == "text" and abs(lightness(each.element["fill"]) - lightness(change.colours[0])) < 0.3
            if drowned and not _is_on_a_plate(document, scene, each):
                operations.append(replace(f"{each.path}/fill", readable_on(change.colours[0])))
    return operations


def _gradient(colours: tuple[str, ...], old: Json) -> Json:
    """The colours as a gradient; a single one runs to a neighbour of itself."""
    towards = "#000000" if lightness(colours[0]) > 0.25 else "#ffffff"
    shades = list(colours[:4]) if len(colours) > 1 else [colours[0], mix(colours[0], towards, 0.18)]
    if old["kind"] == "radial":
        return {"kind": "radial", "colors": shades}
    return {"kind": "linear", "angle": old.get("angle", 90.0), "colors": shades}


def _is_on_a_plate(document: Json, scene: str, words: Found) -> bool:
    """Whether a rectangle carries these words, as on a card or a button."""
    x, y = words.element["x"] + words.element["w"] / 2, words.element["y"] + words.element["h"] / 2
    return any(
        each.kind == "rect"
        and not each.element["rotation"]
        and each.element["w"] < document["width"]
        and each.element["x"] <= x <= each.element["x"] + each.element["w"]
        and each.element["y"] <= y <= each.element["y"] + each.element["h"]
        for each in elements_in(document, [scene])
    )


def _retint(document: Json, change: Recolour) -> list[Operation]:
    """All strong colours become accents of a palette made from the wished ones; the backgrounds follow."""
    palette = palette_from(change.colours, palette_like(document))
    background = (palette.deep, mix(palette.deep, palette.soft, 0.5), palette.soft)
    operations = [
        replace(f"/scenes/{scene}/background", _gradient(background, document["scenes"][scene]["background"]))
        for scene in scenes_of(document, change)
    ]
    for each in elements_in(document, scenes_of(document, change)):
        for name in ("fill", "stroke"):
            colour = each.element.get(name)
            if colour and is_strong(colour):
                operations.append(replace(f"{each.path}/{name}", _nearest_accent(colour, palette)))
        if each.element.get("colors"):
            operations.append(replace(f"{each.path}/colors", [*palette.accents, "#ffffff"]))
        if each.element.get("gradient"):
            shades = [
                _nearest_accent(shade, palette) if is_strong(shade) else shade
                for shade in each.element["gradient"]["colors"]
            ]
            operations.append(replace(f"{each.path}/gradient/colors", shades))
    return operations


def _nearest_accent(colour: str, palette: Palette) -> str:
    """One accent for one old colour, always the same one; what was see-through stays so."""
    return palette.accents[sum(colour[:7].encode()) % 3] + colour[7:]
