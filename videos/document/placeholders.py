"""From a plan to placeholders, and to the brief that each scene is built from. Pure."""

import re
from collections import Counter
from typing import Any
from zlib import crc32

from projects.brand import Brand
from videos.document.document import Document, format_of

Json = dict[str, Any]

MOST_SCENES, MOST_SECONDS = 20, 120
# Ground, ground's other end, words, and three accents: for videos that have no colours yet.
PLACEHOLDER_COLOURS = (
    ("#0b1026", "#2a1f5c", "#ffffff", "#ffd166", "#4cc9f0", "#f72585"),
    ("#062a2e", "#0f5257", "#f4fff8", "#ffb703", "#8ecae6", "#ef476f"),
    ("#1b0f2e", "#5a189a", "#fdf7ff", "#ff9e00", "#c77dff", "#80ffdb"),
    ("#101418", "#2b3a4a", "#f5f7fa", "#ff6b35", "#6ee7b7", "#60a5fa"),
    ("#2b0b12", "#7a1f2b", "#fff5ec", "#ffd6a5", "#ff7096", "#9bf6ff"),
    ("#f7f3e9", "#e9d8a6", "#1f2933", "#bb3e03", "#0a9396", "#5f0f40"),
)
COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
LONGEST_WISH = 2000
NO_BRAND: Brand = {"colours": [], "font": ""}


def placeholder(document: Document, duration_s: float, texts: list[str], brand: Brand = NO_BRAND) -> Json:
    """A plain scene of `duration_s` seconds with its first text in the middle, as JSON."""
    scene: Json = {"duration": duration_s}
    if text := next((text.strip() for text in texts if text.strip()), ""):
        margin = document.width // 10
        element = {
            "type": "text",
            "text": text[:200],
            "x": margin,
            "y": document.height // 3,
            "w": document.width - 2 * margin,
            "h": document.height // 3,
            "size": document.height // 10,
            "weight": 700,
            "align": "center",
        }
        if brand["font"]:
            element["font"] = brand["font"]
        scene |= {"order": ["text"], "elements": {"text": element}}
    return scene


def scene_brief(
    scene: Json, *, video: Json, plan: list[Json], colours: list[str], brand: Brand = NO_BRAND, wish: str = ""
) -> Json:
    """What a scene is to be: its own plan, the video's, all scenes in a line each, and colours for all of them."""
    outline = [{"id": each["id"], "description": each["description"]} for each in plan]
    brief = {"video": video, "scene": scene, "plan": outline, "colours": colours, "wish": wish[:LONGEST_WISH]}
    return {**brief, "brand": brand} if brand != NO_BRAND else brief


def brief_from(document: Json, scene: str, wish: str = "", brand: Brand = NO_BRAND) -> Json:
    """The brief for a scene that was not planned, from what it shows now."""
    shown = document["scenes"][scene]
    texts = [element["text"] for element in _elements(document, shown) if element["type"] == "text"]
    own = {"id": scene, "description": "", "duration_s": shown["duration"], "on_screen_text": texts, "kind": "custom"}
    plan = [{"id": each, "description": ""} for each in document["scene_order"]]
    colours = colours_for(document, brand=brand)
    return scene_brief(own, video=about(document), plan=plan, colours=colours, brand=brand, wish=wish)


def about(document: Json, intent: str = "", reasoning: str = "") -> Json:
    return {
        "title": document["title"],
        "intent": intent,
        "reasoning": reasoning,
        "format": format_of(document["width"], document["height"]),
        "fps": document["fps"],
    }


def colours_for(document: Json, *said: str, brand: Brand = NO_BRAND) -> list[str]:
    """Colours that all scenes share: those that somebody named, else the brand's, else the video's most frequent, else
    a palette."""
    named = list(dict.fromkeys(match.lower() for text in said for match in COLOUR.findall(text)))
    if named or brand["colours"]:
        return (named or list(brand["colours"]))[:8]
    found: Counter[str] = Counter()
    for scene in document["scenes"].values():
        for element in _elements(document, scene):
            found.update(colour.lower() for colour in COLOUR.findall(str(element)))
    if len(found) > 2:
        return [colour for colour, _ in found.most_common(8)]
    return list(PLACEHOLDER_COLOURS[crc32(document["title"].encode()) % len(PLACEHOLDER_COLOURS)])


def _elements(document: Json, holder: Json) -> list[Json]:
    """The elements of a scene or component, those of the components in it too."""
    found: list[Json] = []
    for name in holder["order"]:
        element = holder["elements"][name]
        inner = document["components"].get(element.get("component"))
        found += _elements(document, inner) if inner else [element]
    return found
