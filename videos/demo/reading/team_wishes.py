"""What a prompt wants of the team chart: somebody to be added, to be taken out, or to be looked up. Pure."""

import re

from videos.demo.reading.conversation import Conversation
from videos.demo.utterances import Call, Utterance

WORD = r"[^\W\d_][\w.'’-]*"
NAME = rf"(?-i:(?=[^\W\d_a-z])){WORD}(?:\s+(?-i:(?=[^\W\d_a-z])){WORD}){{0,3}}"  # words that begin with a capital
TITLE = r"(?:\s*,?\s+(?:as|our|the|who is)\s+(?:an?\s+|the\s+|our\s+)?(?P<title>[^,.;\d]{2,60}?))?"
MANAGER = rf"\s*,?\s+(?:under|below|reporting to|who reports to)\s+(?P<manager>{NAME})"
ADD_UNDER = re.compile(rf"\badd\s+(?P<name>{NAME}){TITLE}{MANAGER}", re.IGNORECASE)
ADD_TO_TEAM = re.compile(rf"\badd\s+(?P<name>{NAME}){TITLE}\s+to\s+(?:the|our|my)\s+team\b", re.IGNORECASE)
ADD_TO_TEAM_AS = re.compile(
    rf"\badd\s+(?P<name>{NAME})\s+to\s+(?:the|our|my)\s+team(?:\s+chart)?\s+as\s+(?:an?\s+|the\s+|our\s+)?"
    r"(?P<title>[^,.;\d]{2,60})",
    re.IGNORECASE,
)
REMOVE = re.compile(rf"\bremove\s+(?P<name>{NAME})\s+from\s+(?:the|our|my)\s+team\b", re.IGNORECASE)
LOOK = re.compile(
    r"\bwho(?:'s|’s| is| are)?\s+(?:is\s+)?(?:in|on)\s+(?:the|our|my)\s+team\b"
    r"|\b(?:show|list)(?:\s+me)?\s+(?:the|our|my)\s+(?:whole\s+)?team(?:\s+chart)?\W*$",
    re.IGNORECASE,
)
LOOK_UP = re.compile(
    rf"\b(?:find|look up)\s+(?P<name>{NAME})\s+in\s+(?:the|our|my)\s+team\b"
    rf"|\bwho\s+reports\s+to\s+(?P<manager>{NAME})",
    re.IGNORECASE,
)


def calls_for(prompt: str) -> list[Call]:
    """The tool calls that the prompt asks for, in its order; none when it is not about the team."""
    found: dict[int, Call] = {}
    for pattern in (ADD_UNDER, ADD_TO_TEAM_AS, ADD_TO_TEAM):
        for match in pattern.finditer(prompt):
            told = {"title": None, "manager": None, **match.groupdict()}
            title = (told["title"] or "").strip() or None
            found.setdefault(
                match.start(), Call("add_person", {"name": told["name"], "title": title, "manager": told["manager"]})
            )
    for match in REMOVE.finditer(prompt):
        found[match.start()] = Call("remove_person", {"name": match["name"]})
    for match in LOOK_UP.finditer(prompt):
        found[match.start()] = Call("find_people", {"query": match["name"] or match["manager"]})
    if not found and LOOK.search(prompt):
        return [Call("find_people", {"query": None})]
    return [found[at] for at in sorted(found)]


def team_turn(conversation: Conversation) -> Utterance:
    """Call for what is asked, one after another, since a manager must be there first; then tell what came of it."""
    waiting = calls_for(conversation.prompt)[len(conversation.done) :]
    if waiting and not conversation.failures:
        return Utterance("" if conversation.done else "I look after the team chart.", waiting[:1])
    if conversation.failures:
        return Utterance(f"That did not go: {conversation.failures[-1].reason}")
    if any(done.tool != "find_people" for done in conversation.done):
        return Utterance("\n".join(f"- {done.result}" for done in conversation.done))
    people = conversation.done[-1].result.split("\n")
    return Utterance("\n".join(f"- {each}" for each in people) if len(people) > 1 else people[0])
