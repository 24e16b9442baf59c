"""A turn that changes the video that is there, goes back, or makes a file of it."""

import re
from dataclasses import replace

from videos.demo.changing.carrying_out import carry_out
from videos.demo.changing.glossary import canonical, rules, tongue, wording
from videos.demo.changing.questions import answered, is_asked
from videos.demo.changing.standing import Standing
from videos.demo.changing.told import examples, outcome, refusal
from videos.demo.changing.wished_changes import Change, Wished, read_changes
from videos.demo.conversation import Conversation
from videos.demo.languages import say
from videos.demo.talking import is_foreign_wish
from videos.demo.utterances import Utterance
from videos.design.canvas import Json
from videos.design.colours import colours_in
from videos.document.naming import scene_called
from videos.facts.facts import facts_in
from videos.facts.languages import ENGLISH

IN_QUESTIONS = ("add_card", "add_text", "reshape")  # what "which text is at the end" and "is it vertical?" seem to wish
A_BRIEF = 2  # facts: who tells so many and no change may want another video


def change_video(conversation: Conversation) -> Utterance:
    """The calls that fulfil the wishes, with what cannot be; when they are done, what is otherwise now."""
    code, document = tongue(conversation.prompt), conversation.document
    if conversation.done:
        return Utterance("\n".join(outcome(code, document, conversation.done)))
    wished = read_changes(conversation.prompt)
    if is_asked(conversation.prompt) and all(each.deed in IN_QUESTIONS for each in wished.changes):
        return Utterance(answered(conversation.prompt, document))
    changes = tuple(_in_its_scene(each, conversation, document) for each in wished.changes)
    return _edits(conversation, document, replace(wished, changes=changes))


def _in_its_scene(change: Change, conversation: Conversation, document: Json) -> Change:
    """The change of the scene that it calls by what it is ("the offer scene"), or of the one that is selected."""
    called = re.search(rules()["words"]["called"], canonical(change.clause).lower())
    named = scene_called(document, called[1]) if called and change.deed != "add_scene" else None
    scene, order = named or conversation.selected, document["scene_order"]
    return replace(change, scope=(order.index(scene),)) if change.scope is None and scene in order else change


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
