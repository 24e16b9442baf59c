"""A turn that changes the video that is there, goes back, or makes a file of it."""

import re
from dataclasses import replace

from videos.demo.changing.carrying_out import by_row, carry_out
from videos.demo.changing.glossary import canonical, rules, tongue, wording
from videos.demo.changing.questions import answered, is_asked
from videos.demo.changing.standing import Standing
from videos.demo.changing.told import examples, outcome, refusal
from videos.demo.changing.wished_changes import Change, Wished, read_changes
from videos.demo.conversation import Conversation, Done
from videos.demo.languages import say
from videos.demo.talking import is_foreign_wish
from videos.demo.utterances import Utterance
from videos.design.canvas import Json
from videos.design.colours import colours_in
from videos.document.walking import layout_of, texts_in
from videos.facts.facts import facts_in
from videos.facts.languages import ENGLISH

A_BRIEF = 2  # facts: who tells so many and no change may want another video
BACK = {"undo": "undo", "restore": "restore_version"}


def change_video(conversation: Conversation) -> Utterance:
    """The calls that fulfil the wishes, with what cannot be; when they are done, what is otherwise now."""
    code, document = tongue(conversation.prompt), conversation.document
    if document is None:
        return Utterance(say(code, "unseen"))
    wished = _wanted(conversation, document)
    if is_asked(conversation.prompt) and all(each.deed in ("add_text", "reshape") for each in wished.changes):
        return Utterance(answered(conversation.prompt, document))
    backwards = [change for change in wished.changes if change.deed in BACK]
    went_back = [each for each in conversation.done if each.tool in BACK.values()]
    if backwards and not went_back:
        return _back(conversation, Standing(document, (), conversation), backwards[0])
    others = replace(wished, changes=tuple(change for change in wished.changes if change.deed not in BACK))
    is_open = len(went_back) == len(conversation.done) and not conversation.failures
    if is_open and (others.changes or others.unread or not backwards):
        return _edits(conversation, document, others)
    return Utterance(_ending(code, document, conversation.done))


def _wanted(conversation: Conversation, document: Json) -> Wished:
    """The changes that the prompt asks for: of the scene that is selected, where it names none."""
    wished, order = read_changes(conversation.prompt), document["scene_order"]
    changes = [_of_the_scene_called(document, each) for each in wished.changes]
    if conversation.selected in order:
        place = (order.index(conversation.selected),)
        changes = [replace(each, scope=place) if each.scope is None else each for each in changes]
    return replace(wished, changes=tuple(changes))


def _of_the_scene_called(document: Json, change: Change) -> Change:
    """The change of the scene that it calls by what it is: "the offer scene"."""
    called = re.search(rules()["words"]["called"], canonical(change.clause).lower())
    if change.scope is not None or not called or change.deed == "add_scene":
        return change
    for place, scene in enumerate(document["scene_order"]):
        layout = layout_of(document, scene) or {"name": ""}
        names = " ".join([scene, layout["name"], *texts_in(document, scene)[:1]])
        if called[1] in re.split(r"\W|_|-", names.lower()):
            return replace(change, scope=(place,))
    return change


def _edits(conversation: Conversation, document: Json, wished: Wished) -> Utterance:
    """The calls, and what cannot be, with the nearest that can."""
    code = tongue(conversation.prompt)
    if not wished.changes:
        return Utterance(_not_understood(conversation, code))
    told = (colours_in(text) for text in reversed(conversation.said) if wording("ours").search(text))
    colours = next(filter(None, told), ()) or conversation.brand
    video = Standing(document, tuple(document["scene_order"]), conversation, tuple(colours))
    calls, why = carry_out(wished.changes, video)
    refused = [refusal(code, each) for each in why] + [say(code, "unread", words=each) for each in wished.unread]
    if not calls:
        return Utterance("\n".join(refused))
    return Utterance("\n".join([say(code, "not_done"), *(f"- {each}" for each in refused)] if refused else []), calls)


def _not_understood(conversation: Conversation, code: str) -> str:
    if len(facts_in(conversation.prompt)) >= A_BRIEF:
        return say(code, "another_video")
    is_foreign = is_foreign_wish(conversation.prompt)
    code = ENGLISH if is_foreign else code
    why = [say(code, "unknown_language")] if is_foreign else []
    return "\n".join([*why, say(code, "not_understood"), examples(code, conversation.document)])


def _back(conversation: Conversation, video: Standing, change: Change) -> Utterance:
    code = tongue(conversation.prompt)
    if BACK[change.deed] not in conversation.tools:
        return Utterance(say(code, "no_undo"))
    return Utterance(say(code, "undoing"), by_row(change, video))


def _ending(code: str, document: Json, done: list[Done]) -> str:
    """What is otherwise now, what is not, and which files are made."""
    made = [each for each in done if not each.failed]
    files = [each.arguments["format"].upper() for each in made if each.tool == "render_video"]
    aside = (*BACK.values(), "render_video")
    edits = [each for each in done if each.failed or each.tool not in aside]
    said = [say(code, "undone")] if any(each.tool in BACK.values() for each in made) else []
    said += [say(code, "rendering", format=", ".join(files))] if files else []
    said += ["\n".join(outcome(code, document, edits))] if edits else []
    return " ".join(said)
