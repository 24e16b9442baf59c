"""A turn that changes the video that is there: change it, build what is new, render, sum up; or go back."""

from dataclasses import replace

from videos.demo import phrases
from videos.demo.building import beat_of
from videos.demo.calling import patch_call, render_call
from videos.demo.changing.edits import edit
from videos.demo.changing.operations import CannotEdit, scenes_of
from videos.demo.changing.rebuilding import new_scene_ids
from videos.demo.reading.conversation import Conversation
from videos.demo.reading.wish import read_wish
from videos.demo.reading.wished_changes import (
    OURS,
    AddScene,
    Change,
    OurColours,
    Recolour,
    Redo,
    Render,
    Undo,
    read_changes,
)
from videos.demo.utterances import Call, Utterance
from videos.design.canvas import Json
from videos.design.colours import colours_in

CHANGES = ("apply_json_patch", "add_scene", "regenerate_scene")


def change_video(conversation: Conversation) -> Utterance:
    """Change, render, sum up."""
    changes = wanted(conversation)
    if any(isinstance(change, Undo) for change in changes):
        return _undo(conversation)
    render = next((change for change in changes if isinstance(change, Render)), None)
    if not conversation.step:
        return _first_edit(conversation, changes, render)
    broken = [each for each in conversation.failures if each.tool != "render_video"]
    if broken:
        return Utterance(phrases.failed("The change", broken[0].reason))
    if "render_video" in conversation.tools and not conversation.has_tried("render_video"):
        return Utterance("", [render_call(render)])
    return _last_words(conversation)


def wanted(conversation: Conversation) -> list[Change]:
    """The changes that the prompt asks for: of the scene that is selected, where it names none."""
    changes = read_changes(conversation.prompt)
    order = (conversation.document or {}).get("scene_order", [])
    if conversation.selected not in order:
        return changes
    place = order.index(conversation.selected)
    return [replace(each, scene=place) if each.scene is None else each for each in changes]


def _first_edit(conversation: Conversation, changes: list[Change], render: Render | None) -> Utterance:
    assert conversation.document is not None
    changes = [_coloured(change, conversation) for change in changes]
    if any(isinstance(change, OurColours) for change in changes):
        return Utterance(phrases.which_colours())
    result = edit(conversation.document, changes)
    calls = [patch_call(result.operations, "; ".join(result.phrases))] if result.operations else []
    told, refusals = list(result.phrases), list(result.refusals)
    added = [change for change in changes if isinstance(change, AddScene)]
    for change, scene in zip(added, new_scene_ids(result.document, len(added)), strict=True):
        calls.append(_add_call(change, scene))
        told.append("a new scene at the end")
    for redo in (change for change in changes if isinstance(change, Redo)):
        try:
            (scene,) = _scene_to_redo(result.document, redo)
        except CannotEdit as refusal:
            refusals.append(str(refusal))
            continue
        calls.append(Call("regenerate_scene", {"scene_id": scene, "prompt": redo.prompt}))
        told.append(f"scene {scene} is built anew")
    if calls:
        return Utterance(phrases.edit_opening(told, refusals), calls)
    if refusals:
        return Utterance(" ".join(refusals))
    return Utterance("I render it as it is.", [render_call(render)])


def _coloured(change: Change, conversation: Conversation) -> Change:
    """The change with the person's own colours in it, where they have named them."""
    if not isinstance(change, OurColours):
        return change
    told = (colours_in(text) for text in reversed(conversation.said) if OURS.search(text))
    colours = change.colours or next(filter(None, told), ()) or conversation.brand
    return Recolour(change.scene, "all", colours) if colours else change


def _scene_to_redo(document: Json, change: Redo) -> list[str]:
    if change.scene is None and len(document["scene_order"]) > 1:
        raise CannotEdit("Which scene? Say for instance *redo scene 2*.")
    return scenes_of(document, replace(change, scene=change.scene or 0))


def _add_call(change: AddScene, scene: str) -> Call:
    beat = beat_of(replace(read_wish(change.prompt), topic=change.topic, quotes=change.quotes), change)
    told = {"description": change.prompt, "duration_s": beat.seconds, "kind": "custom"}
    texts = [words for words in beat.texts if words]
    return Call("add_scene", {"id": scene, "after": None, **told, "on_screen_text": texts})


def _last_words(conversation: Conversation) -> Utterance:
    rendered = next((each for each in conversation.done if each.tool == "render_video"), None)
    if rendered and rendered.failed:
        return Utterance(phrases.failed("The render", rendered.reason))
    done = [each for each in conversation.done if each.tool in CHANGES]
    if not done:
        return Utterance(phrases.render_started(rendered.arguments if rendered else {}))
    told = [phrase for each in done for phrase in _phrases(each.tool, each.arguments)]
    return Utterance(phrases.edit_summary(told, conversation.document, rendered is not None))


def _phrases(tool: str, arguments: Json) -> list[str]:
    if tool == "apply_json_patch":
        return str(arguments.get("explanation", "")).split("; ")
    if tool == "add_scene":
        return [f"a new scene at the end: {', '.join(arguments.get('on_screen_text', []))}"]
    return [f"scene {arguments.get('scene_id')} is built anew"]


def _undo(conversation: Conversation) -> Utterance:
    """Take the newest change back, with the tool for it if there is one."""
    if "undo" not in conversation.tools:
        return Utterance(phrases.no_undo())
    tried = [each for each in conversation.done if each.tool == "undo"]
    if not tried:
        return Utterance("I take the last change back.", [Call("undo", {"version": None})])
    if tried[0].failed:
        return Utterance(phrases.failed("Going back", tried[0].reason))
    if "render_video" in conversation.tools and not conversation.has_tried("render_video"):
        return Utterance("", [render_call()])
    return Utterance(f"Done. {tried[0].result}")
