"""Answers about the video that is there; nothing is changed. Pure."""

import re

from videos.demo.changing.clauses import scenes_in
from videos.demo.changing.glossary import canonical, rules, tongue
from videos.demo.languages import say
from videos.demo.talking import counted
from videos.design.canvas import Json
from videos.document.document import format_of
from videos.document.walking import layout_of, texts_in, total_seconds

LONGEST_QUESTION = 300  # characters


def is_asked(prompt: str) -> bool:
    """Whether the prompt asks something about the video."""
    said = re.sub(r"\bwhat['’]s\b", "what is", canonical(prompt[:LONGEST_QUESTION]), flags=re.IGNORECASE)
    asks = re.search(rf"(?<![\w-])(?:{rules()['words']['asks']})(?!\w)", said, re.IGNORECASE)
    return asks is not None and len(prompt) <= LONGEST_QUESTION


def answered(prompt: str, document: Json) -> str:
    """How the video is, and what the scenes say that the prompt names, or all; in the person's language."""
    code, order, style = tongue(prompt), document["scene_order"], document["style"]
    named = scenes_in(canonical(prompt)) or range(len(order))
    scenes = [order[place] for place in named if -1 <= place < len(order)]
    if not scenes:
        return say(code, "no_scene", number=max(named) + 1, count=len(order))
    lines = [_line(code, document, scene) for scene in scenes]
    about = {"title": document["title"], "format": format_of(document["width"], document["height"])}
    about |= {"seconds": f"{total_seconds(document):g}", "scenes": counted(code, "scene", len(order))}
    colours = ", ".join(style[role] for role in ("background", "text", "accent", "accent2"))
    fonts = ", ".join(dict.fromkeys((style["heading_font"], style["body_font"])))
    its_look = say(code, "its_look", style=style["name"] or "-", colours=colours, fonts=fonts)
    return "\n".join([say(code, "it_has", **about), *lines, "", its_look])


def _line(code: str, document: Json, scene: str) -> str:
    """What a scene says: "2. 4 s: “Croissant”, “2.50 €”"."""
    layout = layout_of(document, scene)
    effect = (layout["slots"]["effect"] if layout else "none").replace("none", "")
    words = [f"“{text}”" for text in texts_in(document, scene)] or [say(code, "nothing_said")]
    shown = ", ".join([*words, *([say(code, effect)] if effect else [])])
    return f"{document['scene_order'].index(scene) + 1}. {document['scenes'][scene]['duration']:g} s: {shown}"
