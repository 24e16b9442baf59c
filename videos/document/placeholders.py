"""From a plan to the brief that each scene is built from. Pure."""

from typing import Any

from projects.brand import NO_BRAND, Brand
from videos.document.document import format_of

Json = dict[str, Any]

MOST_SCENES, MOST_SECONDS = 20, 120
LONGEST_WISH = 2000


def scene_brief(scene: Json, *, video: Json, plan: list[Json], brand: Brand = NO_BRAND, wish: str = "") -> Json:
    """What a scene is to be: its own plan, the video's, and all scenes in a line each; its style is the document's."""
    outline = [{"id": each["id"], "description": each["description"]} for each in plan]
    brief = {"video": video, "scene": scene, "plan": outline, "wish": wish[:LONGEST_WISH]}
    return {**brief, "brand": brand} if brand != NO_BRAND else brief


def brief_from(document: Json, scene: str, wish: str = "", brand: Brand = NO_BRAND) -> Json:
    """The brief for a scene that was not planned, from what it shows now."""
    shown = document["scenes"][scene]
    texts = [element["text"] for element in _elements(document, shown) if element["type"] == "text"]
    own = {"id": scene, "description": "", "duration_s": shown["duration"], "on_screen_text": texts, "kind": "custom"}
    plan = [{"id": each, "description": ""} for each in document["scene_order"]]
    return scene_brief(own, video=about(document), plan=plan, brand=brand, wish=wish)


def about(document: Json, intent: str = "", reasoning: str = "") -> Json:
    return {
        "title": document["title"],
        "intent": intent,
        "reasoning": reasoning,
        "format": format_of(document["width"], document["height"]),
        "fps": document["fps"],
    }


def _elements(document: Json, holder: Json) -> list[Json]:
    """The elements of a scene or component, those of the components in it too."""
    found: list[Json] = []
    for name in holder["order"]:
        element = holder["elements"][name]
        inner = document["components"].get(element.get("component"))
        found += _elements(document, inner) if inner else [element]
    return found
