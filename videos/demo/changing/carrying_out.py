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
from videos.design.restyling import WISHES
from videos.design.styles import STYLES
from videos.document.walking import layout_of

MOST_REPEATED = 6  # texts
# What tools call it; all else by its own name.
ELEMENTS = {"text": "texts", "headings": "title", "picture": "pictures", "clip": "clips"}
WEIGHTS = {"heavier": 800, "thinner": 300}
ROW = ("tool", "each", "none")  # of a row; all else are arguments
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
    rows, where = rules()["calls"], ":" if change.scope in (None, EVERY) else "/"
    chosen = f"{change.deed} {change.choice}"
    row = next(
        rows[each]
        for each in (f"{chosen} {change.words}", chosen, f"{change.deed}{where}{change.target}", change.deed)
        if each in rows
    )
    arguments = {name: _filled(given, change, video) for name, given in row.items() if name not in ROW}
    if not row.get("each"):
        return [Call(row["tool"], arguments)]
    parts = [*arguments.get("remove_elements", ()), *(each["element"] for each in arguments.get("changes", ()))]
    scenes = _showing(parts[0], change, video, row.get("none", "no_text")) if parts else video.meant(change)
    if row["tool"] != "edit_scene":
        return [Call(row["tool"], {"scene_id": scene}) for scene in scenes]
    return edits(video, scenes, **arguments)


def _showing(element: str, change: Change, video: Standing, none: str) -> list[str]:
    """The scenes with what the change is of: of one title or subtitle only the first, where it names none."""
    document, is_written = video.document, change.deed == "rewrite"
    found = [
        each
        for each in video.meant(change)
        if elements_called(document, each, element) or (is_written and layout_of(document, each))
    ]
    if not found:
        raise CannotEdit(none)
    return found[:1] if change.scope is None and change.target in ("title", "subtitle") else found


def _filled(given: Any, change: Change, video: Standing) -> Any:
    """What a row gives, with the parts of the wish in their places."""
    match given:
        case list():
            return [_filled(each, change, video) for each in given]
        case dict():
            return {name: _filled(each, change, video) for name, each in given.items()}
        case str() if name := re.fullmatch(r"\{(\w+)\}", given):
            return PARTS[name[1]](change, video)
    return given


def _volume(video: Standing, times: float) -> float:
    tracks = video.document["audio"]["tracks"].values()
    volumes = [each["volume"] for each in tracks if each["type"] == "music"]
    if not volumes:
        raise CannotEdit("no_music_yet")
    return round(min(1.0, float(volumes[0]) * times), 2)


PARTS: dict[str, Callable[[Change, Standing], Any]] = {
    "amount": lambda change, _: as_json(round(change.amount, 3)),
    "choice": lambda change, _: change.choice,
    "choice_json": lambda change, _: as_json(change.choice),
    "chosen": lambda change, _: ELEMENTS.get(change.choice, change.choice),
    "colour": lambda change, _: change.colours[0],
    "colour_json": lambda change, _: as_json(change.colours[0]),
    "colours": lambda change, _: list(change.colours),
    "element": lambda change, _: ELEMENTS.get(change.target, change.target),
    "format": lambda _, video: video.format,
    "larger": lambda change, _: "larger" if change.amount > 1 else "smaller",
    "leading": lambda change, _: "title" if change.target in ("text", "headings") else change.target,
    "louder": lambda _, video: _volume(video, 1.5),
    "number": lambda change, _: int(change.amount),
    "old": lambda change, _: change.old,
    "quality": lambda change, _: change.words or "standard",
    "softer": lambda _, video: _volume(video, 0.6),
    "weight": lambda change, _: as_json(WEIGHTS[change.choice]),
    "words_json": lambda change, _: as_json(change.words),
}


def cannot(change: Change, video: Standing) -> list[Call]:
    says = ", ".join(f"“{text}”" for text in video.texts(list(video.order))[:MOST_REPEATED])
    name = "film_to_order" if change.choice == "film" and video.conversation.orders_pictures else change.choice
    raise CannotEdit(name, says=says, fonts=", ".join(rules()["fonts"]))


def set_mood(change: Change, video: Standing) -> list[Call]:
    """A wish of `set_style`, or a style; "another" is the next one of the catalogue that is as dark or light."""
    alike = [name for name, style in STYLES.items() if style.is_dark == video.style.is_dark]
    place = alike.index(video.style.name) if video.style.name in alike else -1
    style = alike[(place + 1) % len(alike)] if change.choice == "another" else change.choice
    return by_row(Change("mood" if style in WISHES else "style", choice=style), video)


def use_our_colours(change: Change, video: Standing) -> list[Call]:
    colours = change.colours or video.colours
    if not colours:
        raise CannotEdit("which_colours")
    return by_row(Change("recolour", change.scope, colours=colours), video)


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


FULFILLED: dict[str, Fulfil] = {
    **WORDS, **PICTURES_AND_SCENES, "cannot": cannot, "effect": add_effect, "mood": set_mood,
    "our_colours": use_our_colours,
}  # fmt: skip
