"""Looking for words in all that a person can see."""

import re
from typing import Any, NamedTuple

from chat.markdown.plain import plain_text
from chat.models import Message, Role
from chat.templatetags.words import parts
from projects.models import Project

MOST_FOUND = 60
AROUND = 90  # characters shown before and behind the words that were found
READ_AROUND = 400  # characters that are read for that: more are signs of Markdown rarely


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
    """The place as it is read. What stands in signs alone (an address, say) is found, but not marked."""
    part = _around(message.content, wanted)
    text = plain_text(part) if message.role == Role.ASSISTANT else " ".join(parts(part)["words"].split())
    found = re.search(re.escape(" ".join(wanted.split())), text, re.IGNORECASE)
    at, end = found.span() if found else (0, 0)
    start, stop = max(0, at - AROUND), end + AROUND
    before = ("…" if start else "") + text[start:at]
    behind = text[end:stop] + ("…" if stop < len(text) else "")
    return Found(message.project, message, before, text[at:end], behind)


def _around(content: str, wanted: str) -> str:
    """The lines around the place, as far as that is not too much to be read for an excerpt."""
    found = re.search(re.escape(wanted), content, re.IGNORECASE)
    at = found.start() if found else 0
    start, end = max(0, at - READ_AROUND), at + len(wanted) + READ_AROUND
    if start:
        start = max(start, content.find("\n", start, at) + 1)
    last = content.rfind("\n", at + len(wanted), end) if end < len(content) else -1
    return content[start : last if last >= 0 else end]
