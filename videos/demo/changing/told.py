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

NAMED = ("target", "wish", "effect", "place")  # what a sentence names that has a word in each language
ALONE = ("undo", "restore_version", "render_video", "make_picture")  # what is said of these needs no place before it


def outcome(code: str, document: Json, done: list[Done]) -> list[str]:
    """What is otherwise now, in lines; what is not, and why; and how the video is then."""
    alone, refused = list[str](), list[str]()
    made = dict[str, list[str]]()  # where, by what was done there
    for each in done:
        if why := _refused(code, each):
            refused.append(why)
        elif each.tool in ALONE:
            alone.append(_sentence(code, each))
        else:
            made.setdefault(_sentence(code, each), []).extend(_scenes_of(each))
    lines = [f"- {_where(code, document, scenes)}: {said}" for said, scenes in made.items()]
    scenes = counted(code, "scene", len(document["scene_order"]))
    is_half, refused = bool(refused and done[len(refused) :]), list(dict.fromkeys(refused))
    return [
        *([" ".join(dict.fromkeys(alone))] if alone else []),
        *([say(code, "i_change"), *lines] if lines else []),
        *(["\n" + say(code, "not_done"), *(f"- {each}" for each in refused)] if is_half else refused),
        *not_shown(code, [each.result for each in done]),
        *(["", say(code, "now", scenes=scenes, seconds=f"{total_seconds(document):g}")] if lines else []),
    ]


def _refused(code: str, done: Done) -> str:
    """Why nothing came of a call; "" where something did."""
    for name, pattern in rules()["refusals"].items():
        if found := re.search(pattern, done.result, re.MULTILINE):
            return refusal(code, CannotEdit(name, **_about(done) | found.groupdict()))
    return say(code, "half_failed", reason=without_paths(done.reason).strip()) if done.failed else ""


def refusal(code: str, why: CannotEdit) -> str:
    """Why a wish is not fulfilled, and the nearest that can be."""
    said = say(code, why.name, **{name: _word(code, name, value) for name, value in why.about.items()})
    places = said_in(code, "places") if why.name == "where_picture" else []
    return "\n".join([said, *(f"- *{each}*" for each in places)])


def _scenes_of(done: Done) -> list[str]:
    """The scenes that a call is of: those that it tells, or copies, or names."""
    if told := re.search(r" Only in ([\w, -]+)\.", done.result):
        return told[1].split(", ")
    order = done.arguments.get("scene_ids", [])
    named = [done.arguments.get("scene_id") if done.tool != "delete_scene" else "", *order]
    return [str(each) for each in named if each and order.count(each) != 1][:1] or [EVERY_SCENE]


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
    about |= {"target": target or about["target"]}
    gaps = [each for each in about if f"{{{each}}}" in tables("says")[code][name]]
    return say(code, name, **{each: _word(code, each, about[each]) for each in gaps})


def _fits(about: Json, name: str, *wanted: str) -> bool:
    return str(about.get(name)) == wanted[0] if wanted else bool(about.get(name))


def _about(done: Done) -> Json:
    """All that a call says: its arguments, what stands in their JSON, and the first of several changes."""
    call, order, asset = done.arguments, done.arguments.get("scene_ids", []), done.arguments.get("asset")
    put, *_ = json.loads(call.get("put_elements_json", "[{}]"))
    change, *_ = call.get("changes") or call.get("operations") or [{}]
    name, value = change.get("property", "value"), json.loads(change.get("value_json", "null"))
    scenes = ", ".join(map(_first_words, json.loads(call.get("scenes_json", "[]"))))
    return {
        "target": ("logo" if "logo" in asset else "picture") if asset else change.get("element", "headings"),
        **call, **json.loads(call.get("slots_json", "{}")), **put, **change, name: value, "scenes": 1,
        "words": put.get("text") or call.get("from") or call.get("remove_elements") or scenes or value or "",
        "larger": name == "scale" and value > 1, "faint": name == "color" and "faint: " in done.result,
        "tool": done.tool, "again": len(order) > len(set(order)), "plays": re.search(r" shows \S+ from ", done.result),
    }  # fmt: skip


def _first_words(scene: Json) -> str:
    """What a scene, as `add_scene` takes it, says first."""
    slots = {name: value for name, value in scene.items() if name not in ("id", "seconds", "layout")}
    return Scene(scene["layout"], slots).words


def _word(code: str, name: str, value: Any) -> Any:
    """What stands in a sentence: parts, moods, effects and places by their names in the language."""
    if name == "scenes":
        return counted(code, "scene", value)
    if isinstance(value, list):
        return ", ".join(str(_word(code, "target" if name == "words" else name, each)) for each in value)
    if name in NAMED:
        part, known = f"part_{rules()['called'].get(value, value)}", tables("says")[code]
        return known.get(part) or known.get(value, value)
    return f"{value:g}" if isinstance(value, float) else value.upper() if name == "format" else value


def examples(code: str, document: Json) -> str:
    """Three things that one may say, about this video."""
    first = next(iter(all_texts(document)), "Hello")
    return "\n".join(f"- *{each.format(words=first)}*" for each in said_in(code, "wishes"))
