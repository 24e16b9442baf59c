"""Building one scene from its brief: the answer to a request that asks for a scene as JSON. Pure."""

import json
import re
from typing import Any

from videos.demo.conversation import Message, text_of
from videos.design.canvas import Json
from videos.design.colours import colours_in
from videos.design.laying_out import painted
from videos.design.restyling import with_colours
from videos.document.style import Style
from videos.drafting.looks import icons_near, seed_of
from videos.drafting.sketches import sketched
from videos.facts.wishes import read_effects

BRIEF = re.compile(r"<brief>(.*?)</brief>", re.DOTALL)


def read_brief(messages: list[Message]) -> Json | None:
    """The brief that a request holds; None when it asks for something else."""
    asked = (text_of(message.get("content")) for message in messages if message.get("role") == "user")
    found = next(filter(None, map(BRIEF.search, asked)), None)
    brief: Json | None = json.loads(found[1]) if found else None
    return brief


def built_scene(brief: Json) -> str:
    """The scene as JSON text: its words laid out in the video's style, or in colours that the wish names."""
    style, frame, told, wish = Style.model_validate(brief["style"]), brief["frame"], brief["scene"], brief["wish"]
    laid = sketched(
        told["on_screen_text"],
        style,
        (frame["width"], frame["height"]),
        float(frame["seconds"]),
        effect=next(iter(read_effects(wish) or read_effects(told["description"])), "none"),
        icon=next(iter(icons_near(told["description"], 1)), ""),
        seed=seed_of(wish + brief.get("now", "")) % 10_000,
    )
    parts = {part["id"]: part for part in laid.elements}
    scene: Json = {"duration": 1.0, "background": laid.background, "order": list(parts), "elements": parts}
    if colours := colours_in(wish):
        scene = painted(scene, with_colours(style, colours))
    elements = [scene["elements"][name] for name in scene["order"]]
    return _json({"background_json": _json(scene["background"]), "transition": None, "elements_json": _json(elements)})


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
