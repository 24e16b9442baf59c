"""Words that an edit calls by what they are, not by where they stand: "the price is 3 €". Pure."""

import re

from videos.design.by_hand.scene_edits import NO_ELEMENT, SceneEdit, value_of
from videos.design.canvas import Json
from videos.document.complaints import Complaint, Gathering
from videos.document.scene_changes import reworded
from videos.document.walking import texts_in
from videos.facts.facts import Span, facts_in

TEXT_CHANGE = re.compile(r"/changes/(\d+)/element")


def with_facts(document: Json, edit: SceneEdit, scenes: list[str], gathering: Gathering) -> Json:
    """The document with other facts where they were sought in vain as elements: each the only one of its kind there.

    What was gathered about them is taken back; where there are several, it tells these instead.
    """
    for complaint in [each for each in gathering.found if each.code == NO_ELEMENT]:
        place = TEXT_CHANGE.fullmatch(complaint.path)
        change = edit.changes[int(place[1])] if place else {"property": ""}
        if change["property"] != "text":
            continue
        words = str(value_of(complaint.path, change["value_json"]))
        texts = [text for scene in scenes for text in texts_in(document, scene)]
        there = _alike(words, texts) or _standing(change["element"], texts)
        if there:
            gathering.found.remove(complaint)
        if len(there) == 1:
            document, _ = reworded(document, there[0], words, scenes)
        elif there:
            message = f"{complaint.path}: {change['element']!r} could be {', '.join(there)}: replace_text changes one."
            gathering.found.append(Complaint("several_facts", complaint.path, message))
    return document


def _alike(words: str, texts: list[str]) -> list[str]:
    """The facts in these texts that are of a kind with those in the words."""
    kinds = {_kind(fact) for fact in facts_in(words)}
    return list(dict.fromkeys(fact.text for text in texts for fact in facts_in(text) if _kind(fact) in kinds))


def _standing(name: str, texts: list[str]) -> list[str]:
    """The name itself, where it is words that somebody can read: "the croissant is a baguette"."""
    return [name] if any(name.casefold() in text.casefold() for text in texts) else []


def _kind(fact: Span) -> str:
    """What a fact is: of a number also what it counts."""
    return fact.kind + (re.sub(r"[\d.,\s]", "", fact.text) if fact.kind == "number" else "")
