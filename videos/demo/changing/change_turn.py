"""A turn that changes the video that is there, goes back, or makes a file of it."""

import re
from dataclasses import replace

from config.common.validation import without_paths
from videos.demo.changing.edits import Result, edit
from videos.demo.changing.glossary import canonical, rules, tongue, wording
from videos.demo.changing.questions import answered, asked
from videos.demo.changing.told import Known, bullet, examples, refusal, state
from videos.demo.changing.wished_changes import Change, Wished, read_changes
from videos.demo.conversation import Conversation
from videos.demo.languages import say
from videos.demo.utterances import Call, Utterance
from videos.design.canvas import Json
from videos.design.colours import colours_in
from videos.document.walking import layout_of, texts_in
from videos.facts.facts import facts_in

A_BRIEF = 2  # facts: who tells so many and no change may want another video
BACK = {"undo": "undo", "restore": "restore_version"}


def change_video(conversation: Conversation) -> Utterance:
    """What went wrong or is now, when the calls are done; before it the calls, with what they change and what not."""
    code, document = tongue(conversation.prompt), conversation.document
    if document is None:
        return Utterance(say(code, "unseen"))
    wished = _wanted(conversation, document)
    if asked(conversation.prompt) and all(each.deed in ("add_text", "reshape") for each in wished.changes):
        return Utterance(answered(conversation.prompt, document))
    backwards = [change for change in wished.changes if change.deed in BACK]
    went_back = [each for each in conversation.done if each.tool in BACK.values()]
    if backwards and not went_back:
        return _back(conversation, backwards[0])
    others = replace(wished, changes=tuple(change for change in wished.changes if change.deed not in BACK))
    is_open = len(went_back) == len(conversation.done) and not conversation.failures
    if is_open and (others.changes or others.unread):
        return _edits(conversation, document, others)
    return Utterance(_ending(conversation, document))


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
    renders = [change for change in wished.changes if change.deed == "render"]
    # Their logo is among the document's pictures as soon as something shows it.
    offered = {conversation.logo: {"mime": "image/png", "sha256": "0" * 64}} if conversation.logo else {}
    document = {**document, "assets": {**offered, **document["assets"]}}
    result = edit(document, [each for each in wished.changes if each not in renders], _known(conversation))
    calls = result.calls + [Call("render_video", {"format": each.choice, "quality": each.words}) for each in renders]
    return Utterance(_opening(conversation, wished, result), calls)


def _known(conversation: Conversation) -> Known:
    told = (colours_in(text) for text in reversed(conversation.said) if wording("ours").search(text))
    colours = next(filter(None, told), ()) or conversation.brand
    return Known(tuple(colours), conversation.logo, conversation.said, conversation.orders_pictures)


def _opening(conversation: Conversation, wished: Wished, result: Result) -> str:
    """What becomes different, and what does not, with the nearest that can be done."""
    code = tongue(conversation.prompt)
    if not wished.changes and len(facts_in(conversation.prompt)) >= A_BRIEF:
        return say(code, "another_video")
    if not wished.changes:
        return f"{say(code, 'not_understood')}\n{examples(code, conversation.document)}"
    refused = [refusal(code, why) for _, why in result.refused]
    refused += [say(code, "unread", words=each) for each in wished.unread]
    if not result.done:
        return "\n".join(refused)
    said = [say(code, "i_change"), *(bullet(code, each) for each in result.done)]
    said += ["\n" + say(code, "not_done"), *(f"- {each}" for each in refused)] if refused else []
    return "\n".join(said)


def _back(conversation: Conversation, change: Change) -> Utterance:
    code, tool = tongue(conversation.prompt), BACK[change.deed]
    if tool not in conversation.tools:
        return Utterance(say(code, "no_undo"))
    return Utterance(
        say(code, "undoing"), [Call(tool, {"version": int(change.amount)} if change.deed == "restore" else {})]
    )


def _ending(conversation: Conversation, document: Json) -> str:
    code, failures, done = tongue(conversation.prompt), conversation.failures, conversation.done
    if failures:
        return say(code, "half_failed", count=len(failures), reason=without_paths(failures[0].reason).strip())
    files = [each.arguments["format"].upper() for each in done if each.tool == "render_video"]
    said = [say(code, "undone")] if any(each.tool in BACK.values() for each in done) else []
    said += [say(code, "rendering", format=", ".join(files))] if files else []
    return " ".join([*said, *([state(code, document)] if len(said + files) < len(done) else [])])
