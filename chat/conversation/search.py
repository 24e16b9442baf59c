"""Looking for words in all that a person can see."""

from typing import Any, NamedTuple

from chat.models import Message
from projects.models import Project

MOST_FOUND = 60
AROUND = 90  # characters shown before and behind the words that were found


class Found(NamedTuple):
    """A place that holds the words. `message` is None where the project's name holds them."""

    project: Project
    message: Message | None
    before: str = ""
    words: str = ""
    behind: str = ""


def found_in(person: Any, wanted: str) -> list[Found]:
    """Projects by name, then messages, the newest first; nothing for an empty text."""
    if not wanted:
        return []
    named = Project.objects.visible_to(person).filter(name__icontains=wanted)[:MOST_FOUND]
    said = Message.objects.visible_to(person).filter(content__icontains=wanted).select_related("project")
    return [Found(project, None) for project in named] + [
        _excerpt(message, wanted) for message in said.order_by("-pk")[:MOST_FOUND]
    ]


def _excerpt(message: Message, wanted: str) -> Found:
    text = " ".join(message.content.split())
    at = max(0, text.lower().find(wanted.lower()))
    start, end = max(0, at - AROUND), at + len(wanted) + AROUND
    before = ("…" if start else "") + text[start:at]
    behind = text[at + len(wanted) : end] + ("…" if end < len(text) else "")
    return Found(message.project, message, before, text[at : at + len(wanted)], behind)
