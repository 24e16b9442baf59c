"""Which kind of turn a prompt begins, and what the model says next in it."""

import re

from videos.demo.changing.change_turn import change_video
from videos.demo.changing.glossary import wording
from videos.demo.changing.wished_changes import read_changes
from videos.demo.conversation import Conversation
from videos.demo.make_turn import create
from videos.demo.talking import is_foreign_wish, small_talk, unclear
from videos.demo.team_wishes import calls_for, team_turn
from videos.demo.utterances import Utterance
from videos.document.walking import is_empty
from videos.drafting.content import read_content
from videos.drafting.orders import read_order
from videos.facts.facts import facts_in
from videos.facts.languages import language_of, term
from videos.facts.wishes import read_effects

SHORT = 6  # words of a title
MOST_OF_A_CHANGE = 6  # words


def answer(conversation: Conversation) -> Utterance:
    """What the model says next in this conversation."""
    if not conversation.tools:
        return Utterance(_short_title(conversation.prompt))
    utterance = _spoken(conversation)
    calls = [call for call in utterance.calls if call.tool in conversation.tools]
    return Utterance(utterance.text, calls)


def _short_title(prompt: str) -> str:
    """The answer to a request without tools, which asks for a few words about the conversation."""
    content = read_content(prompt, language_of(prompt))
    words = content.name or next((scene.words for scene in content.scenes if scene.words), "") or prompt
    return " ".join(words.split()[:SHORT]) or "New video"


def _spoken(conversation: Conversation) -> Utterance:
    """By the kind of turn that this is. It depends on the prompt and on what was there when the turn began."""
    prompt, has_planned = conversation.prompt, conversation.plan is not None
    wished, began_empty = read_changes(prompt), is_empty(conversation.document) and not conversation.done
    if calls_for(prompt):
        return team_turn(conversation)
    if wished.deeds == {"order_picture"} and "make_picture" in conversation.tools:
        return change_video(conversation)
    if not has_planned and (talk := small_talk(prompt)):
        return Utterance(talk)
    says_nothing = not wording("another").sub("", prompt).strip(" .!:,")
    if says_nothing or (began_empty and _only_wishes(prompt)):
        return Utterance(unclear(prompt))
    is_new = has_planned or began_empty or asks_for_another(prompt)
    return create(conversation) if is_new else change_video(conversation)


def _only_wishes(prompt: str) -> bool:
    """Whether a few words want something changed, and name nothing that a video could show."""
    if is_foreign_wish(prompt):
        return True
    names_nothing = not (facts_in(prompt) or term("work", "photo").search(prompt) or read_effects(prompt))
    words = prompt.split()
    names_nothing = names_nothing and not any(word[0].isupper() for word in words[1:])
    return len(words) <= MOST_OF_A_CHANGE and names_nothing and bool(read_changes(prompt).changes)


def asks_for_another(prompt: str) -> bool:
    """Whether the prompt plainly asks for a video of something: only then it takes the place of the one there is."""
    if wording("another").search(prompt):
        return True
    first = re.split(r"[\n,.:;]", prompt.strip(), maxsplit=1)[0]
    order = read_order(first)
    makes = term("make").match(first.removeprefix("now ").strip()) and not wording("make_the").match(first)
    is_one = wording("one").match(first) or makes
    is_own = any(each.old == "clip" for each in read_changes(first).changes)  # which is there already
    return bool(order and (order.about or order.kind) and is_one and not is_own and term("work").search(first))
