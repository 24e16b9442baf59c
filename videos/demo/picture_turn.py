"""A turn that has a picture made: for a scene, or to be used later. Pure."""

import re

from config.common.validation import without_paths
from videos.demo.changing.glossary import tongue, wording
from videos.demo.conversation import Conversation
from videos.demo.languages import say
from videos.demo.utterances import Call, Utterance


def ordered_picture(prompt: str) -> re.Match[str] | None:
    """The order in a prompt that is nothing else: `about`, and the number of a scene as `place`, or None."""
    return wording("ordered_picture").match(prompt) or wording("picture_ordered_in_japanese").match(prompt)


def picture_turn(conversation: Conversation) -> Utterance:
    """Order it; then say that it comes, or why not."""
    code, order = tongue(conversation.prompt), ordered_picture(conversation.prompt)
    if order is None or conversation.has_done("make_picture"):
        return Utterance(say(code, "picture_ordered"))
    if conversation.failures:
        return Utterance(say(code, "half_failed", reason=without_paths(conversation.failures[0].reason).strip()))
    place, scenes = int(order["place"] or 0), (conversation.document or {}).get("scene_order", [])
    scene = scenes[place - 1] if 0 < place <= len(scenes) else order["place"] or ""
    return Utterance("", [Call("make_picture", {"about": order["about"], "scene_id": scene})])
