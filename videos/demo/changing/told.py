"""What came of tool calls, told in the person's language. Pure."""

import json
import re
from typing import Any

from config.common.validation import without_paths
from videos.demo.changing.glossary import rules
from videos.demo.changing.standing import CannotEdit
from videos.demo.conversation import Done
from videos.demo.languages import said_in, say, tables
from videos.demo.talking import counted, not_shown
from videos.design.by_hand.scene_edits import EVERY_SCENE
from videos.design.canvas import Json
from videos.document.walking import all_texts, total_seconds
from videos.drafting.scene_to_be import Scene

NAMED = ("wish", "effect", "place")  # what a sentence names that has a word in each language
TARGETS = {"texts": "text", "pictures": "picture", "effects": "effect"}  # parts as people call them, by tools' names
SLOT_PARTS = {"heading": "title", "effect": "effect", "picture": "picture"}


def outcome(code: str, document: Json, done: list[Done]) -> list[str]:
    """What is otherwise now, in lines; what is not, and why; and how the video is then."""
    made = dict[str, list[str]]()  # where, by what was done there
    refused = list[str]()
    for each in done:
        if why := _refused(code, each):
            refused.append(why)
        else:
            made.setdefault(_sentence(code, each), []).append(_scene_of(each))
    lines = [f"- {_where(code, document, scenes)}: {said}" for said, scenes in made.items()]
    scenes = counted(code, "scene", len(document["scene_order"]))
    refused = [f"- {each}" for each in dict.fromkeys(refused)]
    return [
        *([say(code, "i_change"), *lines] if lines else []),
        *(["\n" + say(code, "not_done"), *refused] if lines and refused else refused),
        *not_shown(code, [each.result for each in done]),
        *(["", say(code, "now", scenes=scenes, seconds=f"{total_seconds(document):g}")] if lines else []),
    ]


def _refused(code: str, done: Done) -> str:
    """Why nothing came of a call; "" where something did."""
    for name, pattern in rules()["refusals"].items():
        if found := re.search(pattern, done.result, re.MULTILINE):
            return refusal(code, CannotEdit(name, **_named_slots(found.groupdict())))
    return say(code, "half_failed", reason=without_paths(done.reason).strip()) if done.failed else ""


def _named_slots(about: Json) -> Json:
    return {name: f"{{{SLOT_PARTS.get(value, 'text')}}}" if name == "words" else value for name, value in about.items()}


def refusal(code: str, why: CannotEdit) -> str:
    """Why a wish is not fulfilled, and the nearest that can be."""
    said = say(code, why.name, **{name: _word(code, name, value) for name, value in why.about.items()})
    places = said_in(code, "places") if why.name == "where_picture" else []
    return "\n".join([said, *(f"- *{each}*" for each in places)])


def _scene_of(done: Done) -> str:
    operations = done.arguments.get("operations", [{}])
    copied = operations[0].get("from", "").rpartition("/")[2]
    return str(done.arguments.get("scene_id") or copied or EVERY_SCENE) if done.tool != "delete_scene" else EVERY_SCENE


def _where(code: str, document: Json, scenes: list[str]) -> str:
    """ "Scene 1, 2", by the numbers that they have now; "Whole video" where it is all of it."""
    order = document["scene_order"]
    numbers = [str(order.index(scene) + 1) for scene in dict.fromkeys(scenes) if scene in order]
    is_whole = EVERY_SCENE in scenes or len(numbers) == len(order) > 1
    return say(code, "whole") if is_whole or not numbers else say(code, "where", numbers=", ".join(numbers))


def _sentence(code: str, done: Done) -> str:
    """What a call made otherwise, by the first row of its tool in `changes.toml` that fits what it says."""
    about, rows = _about(done), rules()["told"][done.tool]
    name, _, target = next(said for row, said in rows.items() if _fits(about, *row.split("="))).partition(":")
    about["target"] = target or about["target"]
    gaps = [each for each in about if f"{{{each}}}" in tables("says")[code][name]]
    return say(code, name, **{each: _word(code, each, about[each]) for each in gaps})


def _fits(about: Json, name: str, *wanted: str) -> bool:
    return str(about.get(name)) == wanted[0] if wanted else bool(about.get(name))


def _about(done: Done) -> Json:
    """All that a call says: its arguments, what stands in their JSON, and the first of several changes."""
    call = done.arguments
    slots = json.loads(call.get("slots_json", "{}"))
    first, *more = json.loads(call.get("put_elements_json", "[{}]"))
    scenes = map(_first_words, json.loads(call.get("scenes_json", "[]")))
    change, *_ = call.get("changes") or call.get("operations") or [{}]
    name, value = change.get("property", "value"), json.loads(change.get("value_json", "null"))
    words = first.get("text") or call.get("from") or call.get("remove_elements") or _said(slots) or ", ".join(scenes)
    return {
        "target": change.get("element", "headings"), **call, **slots, **first, **change, name: value, "scenes": 1,
        "words": words or value or "{subtitle}", "emptied": slots and not words, "corners": more,
        "larger": name == "scale" and value > 1, "faint": name == "color" and "faint: " in done.result,
        **({"target": "logo" if "logo" in first["id"] else "picture"} if first else {}),
    }  # fmt: skip


def _first_words(scene: Json) -> str:
    """What a scene, as `add_scene` takes it, says first."""
    slots = {name: value for name, value in scene.items() if name not in ("id", "seconds", "layout")}
    return Scene(scene["layout"], slots).words


def _said(slots: Json) -> str:
    """The words of slots, as one reads them."""
    told = [each for value in slots.values() for each in (value if isinstance(value, list) else [value])]
    return ", ".join(" ".join(each.values()) if isinstance(each, dict) else str(each) for each in told)


def _word(code: str, name: str, value: Any) -> Any:
    """What stands in a sentence: parts, moods, effects and places by their names in the language."""
    if name == "target":
        return say(code, f"part_{TARGETS.get(value, value)}")
    if name == "scenes":
        return counted(code, "scene", value)
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, list):
        return ", ".join(_named(code, str(each)) if name == "words" else str(each) for each in value)
    if name in NAMED:
        return _named(code, str(value))
    text = str(value)
    return say(code, f"part_{text[1:-1]}") if text.startswith("{") and text.endswith("}") else value


def _named(code: str, word: str) -> str:
    """The word for a part of a video, an effect, a mood …; itself where there is none."""
    known = tables("says")[code]
    part = f"part_{TARGETS.get(word, word)}"
    return say(code, part) if part in known else say(code, word) if word in known else word


def examples(code: str, document: Json | None) -> str:
    """Three things that one may say, about this video."""
    first = next(iter(all_texts(document) if document else []), "Hello")
    return "\n".join(f"- *{each.format(words=first)}*" for each in said_in(code, "wishes"))
