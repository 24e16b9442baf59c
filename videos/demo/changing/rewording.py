"""Changes of what is said. Pure."""

import re
from dataclasses import replace

from videos.demo.changing.glossary import canonical
from videos.demo.changing.told import Editor, Known, Told, told
from videos.demo.changing.video_to_be import CannotEdit, Draft, Edits, as_json
from videos.demo.changing.wished_changes import Change, Deed
from videos.design.canvas import Json, canvas_of
from videos.design.catalogue import all_layouts
from videos.document.complaints import Complaint
from videos.document.scene_changes import with_value
from videos.document.walking import SUBTITLES, TITLES, layout_of, words_named
from videos.drafting.scene_to_be import Scene
from videos.facts.facts import Span, facts_in

MOST_SAID = 6  # texts that an answer repeats
SECONDARY = ("kicker", "body", "by")  # slots of words that may go


def rewrite(draft: Draft, change: Change, known: Known) -> Told:
    scenes = _with_words(draft, change)
    if not scenes:
        raise CannotEdit("no_text")
    draft.edit({scene: _reworded(draft.document, scene, change) for scene in scenes})
    return told("reads", draft, scenes, words=change.words)


def _with_words(draft: Draft, change: Change) -> list[str]:
    """The scenes that are meant: the first that has such words, where the wish names none."""
    scenes = draft.meant(change)
    if change.scope is not None:
        return scenes
    return [each for each in scenes if words_named(draft.document, each, change.target)][:1]


def _reworded(document: Json, scene: str, change: Change) -> Json:
    """In the slot of that name where a layout shows it, else in the element."""
    found, layout = words_named(document, scene, change.target), layout_of(document, scene)
    names = SUBTITLES if change.target == "subtitle" else TITLES
    if layout and (found is None or found.name in layout["made"]):
        full = [name for name in names if layout["slots"].get(name)]
        if slots := full or [name for name in names if name in _takes(layout)]:
            return {"slots_json": as_json({slots[0]: change.words})}
    if found is None or found.holder:
        raise CannotEdit("no_text")
    return {"changes": [{"element": found.name, "property": "text", "value_json": as_json(change.words)}]}


def _takes(layout: Json) -> tuple[str, ...]:
    kind = all_layouts()[layout["name"]]
    return (*kind.needs, *kind.takes)


def replace_words(draft: Draft, change: Change, known: Known) -> Told:
    """Words inside all texts, however they are spelt there."""
    scenes, before = draft.meant(change), draft.document
    draft.replace_text(change.old, change.words, scenes)
    if draft.document == before and not draft.calls:
        says = ", ".join(f"“{text}”" for text in dict.fromkeys(draft.texts(scenes)[:MOST_SAID]))
        raise CannotEdit("no_words", words=change.old, says=says)
    touched = [scene for scene in scenes if draft.scenes[scene] != before["scenes"][scene]]
    return told("replaced", draft, touched, old=change.old, words=change.words)


def correct(draft: Draft, change: Change, known: Known) -> Told:
    """A fact: what has its label, else the only one of its kind."""
    scenes, label = draft.meant(change), change.old.lower()
    for scene in scenes:
        if slots := _labelled(layout_of(draft.document, scene), label, change.words):
            draft.edit({scene: {"slots_json": as_json(slots)}})
            return told("now_says", draft, [scene], label=change.old, words=change.words)
    kinds, texts = {_kind(fact) for fact in facts_in(change.words)}, draft.texts(scenes)
    there = list(dict.fromkeys(fact.text for text in texts for fact in facts_in(text) if _kind(fact) in kinds))
    if not there and any(label in text.lower() for text in texts):
        return replace_words(draft, change, known)
    if not there:
        raise CannotEdit("no_fact", label=change.old, words=change.words)
    if len(there) > 1:
        raise CannotEdit("which_fact", says=", ".join(there), old=there[0], words=change.words)
    return replace_words(draft, Change("replace", change.scope, old=there[0], words=change.words), known)


def _kind(fact: Span) -> str:
    """What a fact is: of a number also what it counts."""
    return fact.kind + (re.sub(r"[\d.,\s]", "", fact.text) if fact.kind == "number" else "")


def _labelled(layout: Json | None, label: str, words: str) -> Json:
    """The slot with the new value behind this label; empty where there is none."""
    for name in ("details", "figures"):
        entries = layout["slots"].get(name, []) if layout else []
        if any(_is_called(each, label) for each in entries):
            return {name: [with_value(each, words) if _is_called(each, label) else each for each in entries]}
    return {}


def _is_called(entry: Json, label: str) -> bool:
    """Whether the wish names the entry: "the hours on Sat" that of "Sat", "the price" that of "Price"."""
    own = entry["label"].lower()
    return bool(own) and (label in own or re.search(rf"\b{re.escape(own)}\b", label) is not None)


def remove_text(draft: Draft, change: Change, known: Known) -> Told:
    """The words themselves, and what they leave empty. What a layout needs stays."""
    named = [words_named(draft.document, scene, change.target) for scene in _with_words(draft, change)]
    gone = [change.old] if change.old else [str(each.element["text"]) for each in named if each]
    if not gone:
        raise CannotEdit("no_text")
    scenes = draft.meant(change) if change.old else [each.scene for each in named if each]
    try:
        numbers = tuple(map(draft.order.index, scenes))
        done = [replace_words(draft, Change("replace", numbers, old=words), known) for words in gone]
    except Complaint as complaint:
        raise CannotEdit("needed", words=change.old or f"{{{change.target}}}") from complaint
    return replace(done[0], name="gone", about=(("words", change.old or f"{{{change.target}}}"),))


def shorten(draft: Draft, change: Change, known: Known) -> Told:
    """Only what is said first: the words beside it go, where a layout does not need them."""
    edits: Edits = {}
    for scene in draft.meant(change):
        layout = layout_of(draft.document, scene)
        needs = all_layouts()[layout["name"]].needs if layout else ()
        gone = {slot: "" for slot in SECONDARY if layout and layout["slots"][slot] and slot not in needs}
        edits |= {scene: {"slots_json": as_json(gone)}} if gone else {}
    if not edits:
        raise CannotEdit("no_text")
    draft.edit(edits)
    return told("gone", draft, list(edits), words="{subtitle}")


def add_text(draft: Draft, change: Change, known: Known) -> Told:
    """At the end it is a new last scene, at the start a new first one; in a scene it stands where there is room."""
    words = change.words
    if "website" in (change.choice, *canonical(words).split()):
        everywhere = [words, *known.said[::-1], *draft.texts(draft.order)]
        links = [fact.text for text in everywhere for fact in facts_in(text) if fact.kind in ("link", "mail")]
        if not links:
            raise CannotEdit("no_website")
        words = links[0]
    if change.scope is None and (change.choice or len(draft.order) > 1):
        is_first = change.choice == "start"
        draft.add_scene(
            Scene("title" if is_first else "end_card", {"heading": words}), 0 if is_first else len(draft.order)
        )
        return told("added_start" if is_first else "added_end", draft, words=words)
    scenes = draft.meant(change)
    for scene in scenes:
        if not draft.edit_fitting({scene: each} for each in _ways_to_say(draft, scene, words)):
            raise CannotEdit("no_room", words=words)
    return told("added", draft, scenes, words=words)


def _ways_to_say(draft: Draft, scene: str, words: str) -> list[Json]:
    """In a slot that is free, else over what is there: at the foot, at the head, larger or smaller."""
    layout, canvas = layout_of(draft.document, scene), canvas_of(draft.document)
    free = [slot for slot in ("heading", "body", "kicker", "action") if layout and slot in _takes(layout)]
    slots = [{"slots_json": as_json({slot: words})} for slot in free if layout and not layout["slots"][slot]]
    taken = draft.scenes[scene]["elements"]
    look = {"type": "text", "id": next(each for number in range(1, 99) if (each := f"note-{number}") not in taken),
            "text": words, "fill": "$text", "font": "body", "weight": 600}  # fmt: skip
    high = 9 * canvas.unit
    box = {"x": canvas.margin, "w": canvas.inner, "h": high}
    foot = canvas.height - high
    places = [
        {**look, **box, "size": round(size * canvas.unit), "y": y}
        for size in (5, 3.6)
        for y in (foot - canvas.margin, canvas.margin * 0.4, foot - 2, canvas.height * 0.72)
    ]
    return [*slots, *({"put_elements_json": as_json([each])} for each in places)]


def retitle(draft: Draft, change: Change, known: Known) -> Told:
    draft.patch("Called otherwise", {"op": "replace", "path": "/title", "value": change.words[:200]})
    return told("called", draft, words=change.words)


WORDS: dict[Deed, Editor] = {
    "add_text": add_text, "correct": correct, "remove_text": remove_text, "replace": replace_words, "rewrite": rewrite,
    "shorten": shorten, "title": retitle,
}  # fmt: skip
