"""From wishes to the tool calls that fulfil them. Pure."""

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from videos.demo.changing.clauses import EVERY
from videos.demo.changing.glossary import rules
from videos.demo.changing.pictures_and_scenes import PICTURES_AND_SCENES
from videos.demo.changing.rewording import WORDS
from videos.demo.changing.standing import CannotEdit, Fulfil, Standing, as_json, edits
from videos.demo.changing.wished_changes import Change
from videos.demo.utterances import Call
from videos.design.by_hand.called_elements import elements_called
from videos.design.canvas import Json
from videos.design.restyling import WISHES
from videos.design.styles import STYLES
from videos.document.walking import layout_of

MOST_REPEATED = 6  # texts
ELEMENTS = {"text": "texts", "headings": "title"}  # what tools call it; all else by its own name
NONE_THERE = {"remove_effect": "no_effect"}  # what is said where no scene shows it
WEIGHTS = {"heavier": 800, "thinner": 300}
VOLUMES = {"louder": 1.5, "softer": 0.6}  # times what it was
ADDING = ("add_scene", "add_text", "duplicate")  # come last: what was said before is of the scenes that are there


def carry_out(changes: Iterable[Change], video: Standing) -> tuple[list[Call], list[CannotEdit]]:
    """The calls that fulfil the wishes, and why others cannot be fulfilled."""
    calls, refused = list[Call](), list[CannotEdit]()
    for change in sorted(changes, key=lambda change: change.deed in ADDING):
        try:
            found = FULFILLED.get(change.deed, by_row)(change, video)
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
        scenes = call.arguments["scene_ids"] if call.tool == "reorder_scenes" else scenes
        scenes = [each for each in scenes if (call.tool, each) != ("delete_scene", call.arguments.get("scene_id"))]
    return scenes


def by_row(change: Change, video: Standing) -> list[Call]:
    """The call of its row in `changes.toml`; where it is of single scenes, one for each of them."""
    rows = rules()["calls"]
    kind = f"{change.deed}{':' if change.scope in (None, EVERY) else '/'}{change.target}"
    row = rows.get(kind) or rows[change.deed]
    arguments = {name: _filled(given, change) for name, given in row.items() if name not in ("tool", "each")}
    if not row.get("each"):
        return [Call(row["tool"], arguments)]
    of_elements = {"changes", "remove_elements"} & arguments.keys()
    scenes = _showing(change, video) if of_elements else video.meant(change)
    if row["tool"] == "edit_scene":
        return edits(video, scenes, **arguments)
    return [Call(row["tool"], {"scene_id": scene, **arguments}) for scene in scenes]


def _showing(change: Change, video: Standing) -> list[str]:
    """The scenes with what the change is of: of one title or subtitle only the first, where it names none."""
    scenes, element = video.meant(change), _element(change)
    is_written = change.deed == "rewrite"
    found = [
        each
        for each in scenes
        if elements_called(video.document, each, element) or (is_written and layout_of(video.document, each))
    ]
    if not found:
        raise CannotEdit(
            NONE_THERE.get(change.deed, "no_picture_shown" if element in ("pictures", "logo") else "no_text")
        )
    return found[:1] if change.scope is None and change.target in ("title", "subtitle") else found


def _element(change: Change) -> str:
    if change.deed == "remove_effect":
        return change.choice or "effects"
    if change.target == "picture" or change.deed in ("round", "remove_picture"):
        return "logo" if change.choice == "logo" else "pictures"
    if change.deed == "nudge" and change.target == "text":
        return "title"
    return ELEMENTS.get(change.target, change.target)


def _filled(given: Any, change: Change) -> Any:
    """What a row gives, with the parts of the wish in their places."""
    match given:
        case list():
            return [_filled(each, change) for each in given]
        case dict():
            return {name: _filled(each, change) for name, each in given.items()}
        case str() if name := re.fullmatch(r"\{(\w+)\}", given):
            return PARTS[name[1]](change)
    return given


PARTS: dict[str, Callable[[Change], Any]] = {
    "amount": lambda change: as_json(round(change.amount, 3)),
    "choice": lambda change: change.choice,
    "choice_json": lambda change: as_json(change.choice),
    "colour": lambda change: change.colours[0],
    "colour_json": lambda change: as_json(change.colours[0]),
    "colours": lambda change: list(change.colours),
    "element": _element,
    "larger": lambda change: "larger" if change.amount > 1 else "smaller",
    "number": lambda change: int(change.amount),
    "weight": lambda change: as_json(WEIGHTS[change.choice]),
    "words": lambda change: change.words,
    "words_json": lambda change: as_json(change.words),
}


def cannot(change: Change, video: Standing) -> list[Call]:
    says = video.texts(list(video.order))[:MOST_REPEATED]
    raise CannotEdit(change.choice, says=", ".join(f"“{text}”" for text in says))


def set_mood(change: Change, video: Standing) -> list[Call]:
    """A wish of `set_style`, or a style; "another" is the next one of the catalogue that is as dark or light."""
    if change.choice in WISHES:
        return [Call("set_style", {"wish": change.choice})]
    alike = [name for name, style in STYLES.items() if style.is_dark == video.style.is_dark]
    place = alike.index(video.style.name) if video.style.name in alike else -1
    style = alike[(place + 1) % len(alike)] if change.choice == "another" else change.choice
    return [Call("set_style", {"style": style})]


def set_font(change: Change, video: Standing) -> list[Call]:
    """A font of ours; of one that we do not have the nearest is not known, so it is asked for."""
    if not change.choice:
        raise CannotEdit("which_font", fonts=", ".join(rules()["fonts"]))
    return by_row(change, video)


def use_our_colours(change: Change, video: Standing) -> list[Call]:
    colours = change.colours or video.colours
    if not colours:
        raise CannotEdit("which_colours")
    return by_row(Change("recolour", change.scope, colours=colours), video)


def set_rate(change: Change, video: Standing) -> list[Call]:
    return [Call("set_format", {"format": video.format, "fps": int(change.amount)})]


def add_effect(change: Change, video: Standing) -> list[Call]:
    """A layout shows the effect itself; elsewhere, and in colours of its own, it lies under all that is there."""
    scenes, name = video.meant(change), f"own-{change.choice}"
    by_layout = [scene for scene in scenes if layout_of(video.document, scene) and not change.colours]
    others = [scene for scene in scenes if scene not in by_layout]
    colours = list(change.colours) or ["$accent", "$accent2"]
    particles = {"type": "particles", "id": name, "effect": change.choice, "colors": colours}
    behind = {"element": name, "property": "place", "value_json": as_json("behind")}
    return [
        *edits(video, by_layout, slots_json=as_json({"effect": change.choice})),
        *edits(video, others, put_elements_json=as_json([particles]), changes=[behind]),
    ]


def sound(change: Change, video: Standing) -> list[Call]:
    is_off = change.words == "none"
    match change.choice:
        case "captions":
            return [Call("set_captions", {"on": not is_off})]
        case "voice":
            return [Call("set_voice", {"voice": "none"} if is_off else {})]
    return [Call("set_music", {"mood": "none"} if is_off else _music(change, video))]


def _music(change: Change, video: Standing) -> Json:
    if change.words in VOLUMES:
        tracks = video.document["audio"]["tracks"].values()
        volumes = [each["volume"] for each in tracks if each["type"] == "music"]
        if not volumes:
            raise CannotEdit("no_music_yet")
        return {"volume": round(min(1.0, volumes[0] * VOLUMES[change.words]), 2)}
    piece = {"other_piece": True} if change.old == "other" else {"mood": change.old}
    return piece | ({"cuts_on_beat": True} if change.words == "beat" else {})


FULFILLED: dict[str, Fulfil] = {
    **WORDS, **PICTURES_AND_SCENES, "cannot": cannot, "effect": add_effect, "font": set_font, "mood": set_mood,
    "our_colours": use_our_colours, "rate": set_rate, "sound": sound,
}  # fmt: skip
