"""From wishes to the tool calls that fulfil them. Pure."""

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from videos.demo.changing.clauses import EVERY
from videos.demo.changing.glossary import canonical, rules
from videos.demo.changing.standing import CannotEdit, Standing
from videos.demo.changing.wished_changes import Change
from videos.demo.utterances import Call
from videos.design.by_hand.scene_edits import EVERY_SCENE
from videos.design.styles import STYLES
from videos.document.audio import Music
from videos.drafting.scene_to_be import Scene
from videos.drafting.video_drafts import further_scenes
from videos.facts.facts import facts_in

MOST_REPEATED = 6  # texts
LEAST_SECONDS = 0.01  # to ask for: 0 would be as long as now
FIRST, LAST = ("undo", "restore"), ("add_scene", "add_card", "add_text", "duplicate")  # deeds; the others in between
OF_ONE_SCENE = ("duplicate", "move_scene", "remove_scene")
ROW = ("tool", "scenes", "without")  # of a row; all else are arguments


def carry_out(changes: Iterable[Change], video: Standing) -> tuple[list[Call], list[CannotEdit]]:
    """The calls that fulfil the wishes, and why others cannot be fulfilled."""
    calls, refused = list[Call](), list[CannotEdit]()
    for change in sorted(changes, key=lambda change: (change.deed in LAST) - (change.deed in FIRST)):
        try:
            found = [call for row in _rows(change, video) for call in _calls(row, change, video)]
        except CannotEdit as refusal:
            refused.append(refusal)
        else:
            calls += found
            video = replace(video, order=tuple(_order_after(video.order, found)))
    return calls, refused


def _order_after(order: Iterable[str], calls: list[Call]) -> list[str]:
    """The order of the scenes that were there, when these calls are done."""
    scenes = list(order)
    for call in calls:
        scenes = list(dict.fromkeys(call.arguments.get("scene_ids", scenes)))
        scenes = [each for each in scenes if (call.tool, each) != ("delete_scene", call.arguments.get("scene_id"))]
    return scenes


def _rows(change: Change, video: Standing) -> list[dict[str, Any]]:
    """What `changes.toml` has for the wish. Raises CannotEdit for what no tool here does."""
    if change.deed == "cannot":
        says = ", ".join(f"“{text}”" for text in video.texts[:MOST_REPEATED])
        name = video.conversation.of_film if change.choice == "film" else change.choice
        raise CannotEdit(name, says=says, fonts=", ".join(rules()["fonts"]))
    if change.deed in OF_ONE_SCENE and change.scope is None and len(video.order) > 1:
        raise CannotEdit("which_scene")
    rows, where = rules()["calls"], ":" if change.scope in (None, EVERY) else "/"
    chosen = f"{change.deed} {change.choice}"
    names = (f"{chosen} {change.words}", chosen, f"{change.deed}{where}{change.target}", change.deed)
    found = next(rows[each] for each in names if each in rows)
    return found if isinstance(found, list) else [found]


def _calls(row: dict[str, Any], change: Change, video: Standing) -> list[Call]:
    """The call of a row; where it is of `scenes`, one for each that is meant, or `together` one for all there are."""
    if row.get("without") and row["tool"] not in video.conversation.tools:
        raise CannotEdit(row["without"])
    of_none = "scenes" not in row or (row["scenes"] == "named" and change.scope is None)
    scenes = [""] if of_none else video.meant(change)
    if row["tool"] == "delete_scene" and len(scenes) == len(video.order):
        raise CannotEdit("only_scene")
    if row.get("scenes") == "together" and len(scenes) > 1 and scenes == list(video.order):
        scenes = [EVERY_SCENE]
    given = {name: value for name, value in row.items() if name not in ROW}
    return [
        Call(row["tool"], ({"scene_id": scene} if scene else {}) | _filled(given, change, video, scene))
        for scene in scenes
    ]


def _filled(given: Any, change: Change, video: Standing, scene: str) -> Any:
    """What a row gives, with the parts of the wish in their places; what is called so as JSON text."""
    match given:
        case list():
            return [_filled(each, change, video, scene) for each in given]
        case dict():
            told = {name: _filled(each, change, video, scene) for name, each in given.items()}
            texts = {name: json.dumps(told[name], ensure_ascii=False) for name in told if name.endswith("_json")}
            return told | texts
        case str() if name := re.fullmatch(r"\{(\w+)\}", given):
            return PARTS[name[1]](change, video, scene) if name[1] in PARTS else getattr(change, name[1])
        case str():
            return re.sub(r"\{\w+\}", lambda part: str(_filled(part[0], change, video, scene)), given)
    return given


def _colours(change: Change, video: Standing, scene: str) -> list[str]:
    if not (change.colours or video.colours):
        raise CannotEdit("which_colours")
    return list(change.colours or video.colours)


def _seconds(change: Change, video: Standing, scene: str) -> float:
    scenes = video.order if scene == EVERY_SCENE else [scene]
    now = sum(video.document["scenes"][each]["duration"] for each in scenes)
    wanted = change.amount * (1 if change.scope is None else len(scenes))
    wanted = now * change.amount if change.deed == "pace" else now + change.amount if change.choice else wanted
    return round(max(wanted, LEAST_SECONDS), 2)


def _style(change: Change, video: Standing, scene: str) -> str:
    """The one that is named; "another" is the next one of the catalogue that is as dark or light."""
    alike = [name for name, style in STYLES.items() if style.is_dark == video.style.is_dark]
    place = alike.index(video.style.name) if video.style.name in alike else -1
    return alike[(place + 1) % len(alike)] if change.choice == "another" else change.choice


def _volume(change: Change, video: Standing, scene: str) -> float:
    tracks = video.document["audio"]["tracks"].values()
    now = next((each["volume"] for each in tracks if each["type"] == "music"), Music().volume)
    return round(min(1.0, float(now) * float(rules()["louder"][change.words])), 2)


def _words(change: Change, video: Standing, scene: str) -> str:
    """As they were said; of one's website the address that was told or is shown."""
    if "website" not in (change.choice, *canonical(change.words).split()):
        return change.words
    everywhere = [change.words, *video.conversation.said[::-1], *video.texts]
    links = [fact.text for text in everywhere for fact in facts_in(text) if fact.kind in ("link", "mail")]
    if not links:
        raise CannotEdit("no_website")
    return links[0]


def _place(change: Change, video: Standing, order: list[str]) -> int:
    """The place among `order` that the change names: beside another scene, or a number."""
    if not change.choice:
        return len(order) if change.amount < 0 else int(change.amount)
    (beside,) = video.meant(Change("move_scene", (int(change.amount),)))
    if beside not in order:
        raise CannotEdit("already")
    return order.index(beside) + (change.choice == "after")


def _after(change: Change, video: Standing, scene: str) -> str | None:
    order = list(video.order)
    place = _place(change, video, order)
    return None if place == len(order) else order[place - 1] if place else ""


def _arranged(change: Change, video: Standing, scene: str) -> list[str]:
    """The scenes in the order that is wished; what is wished again is named twice."""
    scenes, order = video.meant(change), list(video.order)
    if change.deed == "duplicate":
        return [again for each in order for again in [each] * (1 + (each in scenes))]
    if change.deed == "swap":
        one, other = scenes
        return [{one: other, other: one}.get(each, each) for each in order]
    others = [each for each in order if each not in scenes]
    place = _place(change, video, others)
    return [*others[:place], *scenes, *others[place:]]


def _new_scenes(change: Change, video: Standing, scene: str) -> list[Any]:
    """Scenes that hold the facts of the wish, or its topic in a few large words."""
    if not change.words:
        raise CannotEdit("which_words")
    return [each.new() for each in further_scenes(change.words, video.style, video.format)]


def _card(change: Change, video: Standing, scene: str) -> list[Any]:
    return [Scene("end_card" if change.amount else "title", {"heading": _words(change, video, scene)}).new()]


def _picture(change: Change, video: Standing, scene: str) -> str:
    """The id of the picture or clip: the one that came with the message, the logo, or the only one there is."""
    assets, kind = video.document["assets"], "video" if change.old == "clip" else "image"
    own = [key for key, each in assets.items() if kind in each["mime"]]
    logos = [video.conversation.logo, *(each for each in own if "logo" in each)] if change.choice == "logo" else []
    found = [*change.pictures, *filter(None, logos)] or (own if len(own) == 1 else [])
    if not found or found[0] not in (*assets, video.conversation.logo):
        raise CannotEdit("no_logo" if change.choice == "logo" else "no_picture")
    if not (change.words or change.scope or change.choice == "logo"):
        raise CannotEdit("where_picture")
    return str(found[0])


def _place_of_picture(change: Change, video: Standing, scene: str) -> str:
    """Where it is wished; a clip else as the layout's picture, a picture in a corner."""
    is_clip = "video" in video.document["assets"].get(_picture(change, video, scene), {}).get("mime", "")
    return str(rules()["places"].get(change.words, change.words or ("" if is_clip else "top right")))


PARTS: dict[str, Callable[[Change, Standing, str], Any]] = {
    "after": _after,
    "arranged": _arranged,
    "card": _card,
    "chosen": lambda change, *_: rules()["elements"].get(change.choice, change.choice),
    "colour": lambda *about: _colours(*about)[0],
    "colours": _colours,
    "element": lambda change, *_: rules()["elements"].get(change.target, change.target),
    "format": lambda _, video, __: video.format,
    "larger": lambda change, *_: "larger" if change.amount > 1 else "smaller",
    "leading": lambda change, *_: "title" if change.target in ("text", "headings") else change.target,
    "new_scenes": _new_scenes,
    "note": lambda _, video, scene: f"note-{len(video.document['scenes'][scene]['order'])}",
    "number": lambda change, *_: int(change.amount),
    "picture": _picture,
    "place": _place_of_picture,
    "quality": lambda change, *_: change.words or "standard",
    "seconds": _seconds,
    "style": _style,
    "volume": _volume,
    "weight": lambda change, *_: rules()["weight"][change.choice],
    "words": _words,
}
