"""Building one scene from its brief: the answer to a request that asks for a scene as JSON. Pure."""

import json
import re
from typing import Any

from videos.demo.conversation import Message, text_of
from videos.design.canvas import Json
from videos.document.style import Style
from videos.drafting.looks import seed_of
from videos.drafting.sketches import sketched_scene

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
    size, seed = (frame["width"], frame["height"]), seed_of(wish + brief.get("now", "")) % 10_000
    words, about = told["on_screen_text"], told["description"]
    scene = sketched_scene(words, about, style, size, float(frame["seconds"]), wish=wish, seed=seed)
    elements = [scene["elements"][name] for name in scene["order"]]
    return _json({"background_json": _json(scene["background"]), "transition": None, "elements_json": _json(elements)})


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
