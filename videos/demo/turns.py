"""Which kind of turn a prompt begins, and what the model says next in it."""

import re
from collections.abc import Callable

from videos.demo import phrases
from videos.demo.changing.change_turn import change_video
from videos.demo.changing.document_walk import is_empty
from videos.demo.make_turn import create, names_content, wished
from videos.demo.reading.conversation import Conversation
from videos.demo.reading.team_wishes import calls_for, team_turn
from videos.demo.reading.wish import STARTERS, Wish, read_wish, wants_new_video
from videos.demo.reading.wished_changes import AddScene, read_changes
from videos.demo.stories import shown
from videos.demo.utterances import Utterance
from videos.design.colours import colours_in

MOST_TOPIC_WORDS = 8  # of a prompt without a verb that is still taken for a topic
CHATTER = re.compile(
    r"^\W*(?:hi|hello|hey|hallo|hola|salut|help|hilfe|thanks?|thank you.*|ok(?:ay)?|yes|no|test"
    r"|(?:can|could|do|are|is|will|tell me)\b.*)\W*$",
    re.IGNORECASE,
)
CONTENTS = re.compile(
    r"\bwhat(?:'s| is|’s) (?:in|on) (?:the|this|my|our) (?:video|film|clip|animation)\b"
    r"|\bdescribe (?:the|this|my) video\b"
    r"|\b(?:list|show|which are) (?:me )?(?:the|all) scenes\b|\bwhat do (?:we|i) have\b",
    re.IGNORECASE,
)
NAMING = re.compile(r"\b(?:our|my|brand|company) colou?rs (?:are|is|:)|\bour colou?rs:", re.IGNORECASE)
QUESTION = re.compile(r"^\W*(?:what|who|how|why|when|where|which|wer|was|wie|qui|que|qué)\b", re.IGNORECASE)


def answer(conversation: Conversation) -> Utterance:
    """What the model says next in this conversation."""
    if not conversation.tools:
        return Utterance(_short_title(conversation.prompt))
    utterance = _intent(conversation)(conversation)
    calls = [call for call in utterance.calls if call.tool in conversation.tools]
    return Utterance(utterance.text, calls)


def _short_title(prompt: str) -> str:
    """The answer to a request without tools, which asks for a few words about the conversation."""
    wish = read_wish(prompt)
    return shown(wish.topic) or next(iter(wish.quotes), "") or " ".join(prompt.split()[:6]) or "New video"


def _intent(conversation: Conversation) -> Callable[[Conversation], Utterance]:
    """Which kind of turn this is. It depends on the prompt and on what was there when the turn began."""
    if calls_for(conversation.prompt):
        return team_turn
    wish, changes = wished(conversation), read_changes(conversation.prompt)
    if CONTENTS.search(conversation.prompt) and conversation.document and not _began_empty(conversation):
        return _contents
    names_colours = NAMING.search(conversation.prompt) and colours_in(conversation.prompt)
    if names_colours and not wants_new_video(conversation.prompt):
        return _note_colours
    if conversation.has_tried("plan_scenes") or _asks_for_a_video(conversation, wish):
        return create
    if changes and not _began_empty(conversation):
        return change_video if conversation.document else _too_long
    if is_chatter(wish):
        return _explain
    if changes and not names_content(wish):
        return _nothing_to_change
    return create if _names_a_subject(conversation, wish) else _explain


def _asks_for_a_video(conversation: Conversation, wish: Wish) -> bool:
    """Whether the prompt plainly asks for a video of something, new or instead of a refused one."""
    is_asked = wants_new_video(conversation.prompt) or wish.prompt != conversation.prompt
    adds_a_scene = any(isinstance(change, AddScene) for change in read_changes(conversation.prompt))
    return is_asked and wish.says_something and (not adds_a_scene or _began_empty(conversation))


def _began_empty(conversation: Conversation) -> bool:
    if conversation.document is None:
        return not conversation.version
    return is_empty(conversation.document) and not conversation.done


def is_chatter(wish: Wish) -> bool:
    """Whether the prompt greets, thanks or asks, and does not wish for anything to be made."""
    if wish.effects or wish.chart or wish.quotes:
        return False
    return bool(QUESTION.match(wish.prompt) or (CHATTER.match(wish.prompt) and not STARTERS.search(wish.prompt)))


def _names_a_subject(conversation: Conversation, wish: Wish) -> bool:
    """Whether a video can be made of it: a long sentence that names nothing is not understood, and no few words without
    a wish for a video take the place of the one that is there."""
    is_short = len(wish.prompt.split()) <= MOST_TOPIC_WORDS
    return names_content(wish) or (bool(wish.topic) and is_short and _began_empty(conversation))


def _contents(conversation: Conversation) -> Utterance:
    assert conversation.document is not None
    return Utterance(phrases.contents(conversation.document))


def _note_colours(conversation: Conversation) -> Utterance:
    return Utterance(phrases.noted_colours(colours_in(conversation.prompt)))


def _explain(conversation: Conversation) -> Utterance:
    has_video = not _began_empty(conversation)
    if is_chatter(read_wish(conversation.prompt)):
        return Utterance(phrases.help_text(has_video))
    return Utterance(phrases.not_understood(has_video))


def _nothing_to_change(conversation: Conversation) -> Utterance:
    return Utterance(phrases.nothing_yet())


def _too_long(conversation: Conversation) -> Utterance:
    return Utterance(phrases.too_long())
