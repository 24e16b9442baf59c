"""Wishes about what is said. Pure."""

import re

from videos.demo.changing.glossary import canonical
from videos.demo.changing.standing import CannotEdit, Fulfil, Standing, as_json, edits
from videos.demo.changing.wished_changes import Change
from videos.demo.utterances import Call
from videos.design.by_hand.called_elements import entry_called
from videos.design.canvas import Json
from videos.design.catalogue import all_layouts
from videos.document.scene_changes import spellings
from videos.document.walking import layout_of
from videos.drafting.scene_to_be import Scene
from videos.facts.facts import Span, facts_in

MOST_SAID = 6  # texts that an answer repeats
SECONDARY = ("kicker", "body", "by")  # slots of words that may go
FREE = ("heading", "body", "kicker", "action")  # slots that take further words


def replace_words(change: Change, video: Standing) -> list[Call]:
    """Words inside all texts, however they are spelt there; where scenes are named, in those that have them."""
    scenes = video.meant(change)
    there = [scene for scene in scenes if spellings(video.texts([scene]), change.old, "")]
    if not there:
        says = ", ".join(f"“{text}”" for text in dict.fromkeys(video.texts(scenes)[:MOST_SAID]))
        raise CannotEdit("no_words", words=change.old, says=says)
    names = [""] if scenes == list(video.order) else there
    return [Call("replace_text", {"from": change.old, "to": change.words, "scene_id": name}) for name in names]


def correct(change: Change, video: Standing) -> list[Call]:
    """A fact: what has its label, else the only one of its kind."""
    scenes, label = video.meant(change), change.old
    for scene in scenes:
        if entry_called(video.document["scenes"][scene], label, change.words):
            value = {"element": label, "property": "text", "value_json": as_json(change.words)}
            return edits(video, [scene], changes=[value])
    kinds, texts = {_kind(fact) for fact in facts_in(change.words)}, video.texts(scenes)
    there = list(dict.fromkeys(fact.text for text in texts for fact in facts_in(text) if _kind(fact) in kinds))
    if not there and any(label.lower() in text.lower() for text in texts):
        return replace_words(change, video)
    if not there:
        raise CannotEdit("no_fact", label=change.old, words=change.words)
    if len(there) > 1:
        raise CannotEdit("which_fact", says=", ".join(there), old=there[0], words=change.words)
    return replace_words(Change("replace", change.scope, old=there[0], words=change.words), video)


def _kind(fact: Span) -> str:
    """What a fact is: of a number also what it counts."""
    return fact.kind + (re.sub(r"[\d.,\s]", "", fact.text) if fact.kind == "number" else "")


def shorten(change: Change, video: Standing) -> list[Call]:
    """Only what is said first: the words beside it go, where a layout does not need them."""
    calls = list[Call]()
    for scene in video.meant(change):
        layout = layout_of(video.document, scene)
        needs = all_layouts()[layout["name"]].needs if layout else ()
        gone = {slot: "" for slot in SECONDARY if layout and layout["slots"][slot] and slot not in needs}
        calls += edits(video, [scene], slots_json=as_json(gone)) if gone else []
    if not calls:
        raise CannotEdit("no_text")
    return calls


def add_text(change: Change, video: Standing) -> list[Call]:
    """At the end it is a new last scene, at the start a new first one; in a scene it stands where there is room."""
    words = change.words
    if "website" in (change.choice, *canonical(words).split()):
        everywhere = [words, *video.conversation.said[::-1], *video.texts(list(video.order))]
        links = [fact.text for text in everywhere for fact in facts_in(text) if fact.kind in ("link", "mail")]
        if not links:
            raise CannotEdit("no_website")
        words = links[0]
    if change.scope is not None or not (change.choice or len(video.order) > 1):
        return [call for scene in video.meant(change) for call in edits(video, [scene], **_said(video, scene, words))]
    is_first = change.choice == "start"
    scene = Scene("title" if is_first else "end_card", {"heading": words})
    return [Call("add_scene", {"after": "" if is_first else None, "scenes_json": as_json([scene.new()])})]


def _said(video: Standing, scene: str, words: str) -> Json:
    """The words in a slot that is free, else over what is there."""
    layout = layout_of(video.document, scene)
    shown = all_layouts()[layout["name"]] if layout else None
    free = [slot for slot in FREE if layout and shown and slot in shown.takes and not layout["slots"][slot]]
    if free:
        return {"slots_json": as_json({free[0]: words})}
    note = {"type": "text", "id": f"note-{len(video.document['scenes'][scene]['order'])}", "text": words, "weight": 600}
    place = {"element": note["id"], "property": "place", "value_json": as_json("free")}
    return {"put_elements_json": as_json([note]), "changes": [place]}


WORDS: dict[str, Fulfil] = {
    "add_text": add_text, "correct": correct, "replace": replace_words, "shorten": shorten,
}  # fmt: skip
