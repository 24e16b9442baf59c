"""What people call the parts of a video: a scene by what it says, a thing by its words or its kind, a colour. Pure."""

import re
from colorsys import rgb_to_hls
from typing import Any

from PIL.ImageColor import getrgb

from videos.document.elements import COLOR_PATTERN

Json = dict[str, Any]
LONGEST_NAME = 32
KINDS = {
    "rect": "a shape", "ellipse": "a shape", "path": "a drawing", "component": "a drawing", "icon": "an icon",
    "image": "a picture", "clip": "a clip", "chart": "a chart", "text": "a text", "particles": "an effect",
}  # fmt: skip
HUES = (
    (15, "red"), (36, "orange"), (44, "gold"), (66, "yellow"), (160, "green"), (190, "turquoise"), (250, "blue"),
    (288, "violet"), (340, "pink"), (361, "red"),
)  # fmt: skip
ROLES = {
    "surface": "card", "accent2": "second accent", "on_accent": "accent’s own", "on_accent2": "second accent’s own",
}  # fmt: skip


def scene_words(document: Json, name: str) -> str:
    """“Welcome”, or "scene 2" where it says nothing."""
    scene = document["scenes"].get(name)
    said = _heading(scene) if scene else ""
    if said:
        return quoted(said)
    order = document["scene_order"]
    return f"scene {order.index(name) + 1}" if name in order else quoted(readable(name))


def scene_called(document: Json, name: str) -> str | None:
    """The scene that people call so: by its id, its number, its layout, or a word of its id or heading."""
    order = document["scene_order"]
    wanted = re.sub(r"^(?:the |scene )*|\s+scene$", "", name.lower().strip())
    if wanted.isdecimal() and 1 <= int(wanted) <= len(order):
        return str(order[int(wanted) - 1])
    return next((each for each in order if wanted and wanted in _called(document["scenes"][each], each)), None)


def _called(scene: Json, name: str) -> set[str]:
    layout = scene.get("layout") or {"name": ""}
    said = [name, layout["name"], _heading(scene)]
    return {*said, *(word for each in said for word in re.split(r"[\W_]+", each.lower()))}


def element_words(element: Json) -> str:
    """“Welcome” for a text that says something, else its kind: "a chart", "snow"."""
    if element["type"] == "particles":
        return str(element["effect"])
    said = element.get("text", "").strip() if element["type"] == "text" else ""
    return quoted(said) if said else KINDS[element["type"]]


def place_words(document: Json, path: str) -> str:
    """What a JSON pointer into the document leads to, as far as people have a word for it."""
    match [part.replace("~1", "/").replace("~0", "~") for part in path.split("/")[1:]]:
        case ["scenes", name, "elements", element, *_] if name in document["scenes"]:
            found = document["scenes"][name]["elements"].get(element)
            return element_words(found) if found else scene_words(document, name)
        case ["scenes", name, *_]:
            return scene_words(document, name)
        case ["scene_order", *_]:
            return "the order of the scenes"
        case ["width" | "height", *_]:
            return "the shape"
        case [first, *_]:
            return {"assets": "the uploads", "components": "a drawing"}.get(first, f"the {readable(first).lower()}")
        case _:
            return "the whole video"


def readable(name: str) -> str:
    """The id "closing-card_2" reads "Closing card 2"."""
    words = name.replace("-", " ").replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def quoted(text: str, longest: int = LONGEST_NAME) -> str:
    """The text in quotation marks, on one line, cut where it is long."""
    line = " ".join(str(text).split())
    return f"“{line if len(line) <= longest else line[: longest - 1].rstrip() + '…'}”"


def _heading(scene: Json) -> str:
    """What stands out: the layout's heading, else the largest text."""
    if (layout := scene.get("layout")) and (heading := layout["slots"].get("heading", "").strip()):
        return str(heading)
    texts = [each for each in scene.get("elements", {}).values() if each["type"] == "text" and each["text"].strip()]
    return str(max(texts, key=lambda each: each.get("size", 0))["text"]).strip() if texts else ""


def in_words(document: Json, scene: str, finding: str) -> str:
    """A finding (`videos.design.seen`) for people: it begins with the ids of one or two elements of the scene."""
    elements = document["scenes"][scene]["elements"]

    def named(match: re.Match[str]) -> str:
        return " and ".join(element_words(elements[id]) for id in match[0].split(" and "))

    ids = "|".join(map(re.escape, sorted(elements, key=len, reverse=True))) or "(?!)"
    said = re.sub(rf"^(?:{ids})(?: and (?:{ids}))?(?= )", named, finding)
    return f"Scene {document['scene_order'].index(scene) + 1}: {said}"


def colour_name(colour: str) -> str:
    """What people would call it: white, dark blue, light green; of a style's colour its role in words."""
    if colour.startswith("$"):
        role = re.split(r"[~/]", colour[1:])[0]
        return ROLES.get(role, role)
    if colour.lower().endswith("00") and len(colour) == 9:
        return "invisible"
    hue, light, strong = rgb_to_hls(*(channel / 255 for channel in getrgb(colour)[:3]))
    if light > 0.95 or light < 0.06:
        return "white" if light > 0.5 else "black"
    if strong < 0.14:
        return "light grey" if light > 0.75 else "dark grey" if light < 0.3 else "grey"
    name = next(name for end, name in HUES if hue * 360 < end)
    if name in ("orange", "gold") and light < 0.42:
        return "brown"
    return f"light {name}" if light > 0.8 else f"dark {name}" if light < 0.26 else name


def is_colour(value: Any) -> bool:
    return isinstance(value, str) and re.fullmatch(COLOR_PATTERN, value) is not None
