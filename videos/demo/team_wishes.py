"""What a prompt wants of the team chart: somebody to be added, to be taken out, or to be looked up. Pure."""

from videos.demo.changing.glossary import wording
from videos.demo.conversation import Conversation
from videos.demo.utterances import Call, Utterance


def calls_for(prompt: str) -> list[Call]:
    """The tool calls that the prompt asks for, in its order; none when it is not about the team."""
    found: dict[int, Call] = {}
    for kind in ("add_person_under", "add_person_as", "add_person"):
        for match in wording(kind).finditer(prompt):
            told = {"title": None, "manager": None, **match.groupdict()}
            told["title"] = (told["title"] or "").strip() or None
            found.setdefault(match.start(), Call("add_person", told))
    for match in wording("remove_person").finditer(prompt):
        found[match.start()] = Call("remove_person", {"name": match["name"]})
    for match in wording("find_people").finditer(prompt):
        found[match.start()] = Call("find_people", {"query": match["name"] or match["manager"]})
    if not found and wording("show_team").search(prompt):
        return [Call("find_people", {"query": None})]
    return [found[at] for at in sorted(found)]


def team_turn(conversation: Conversation) -> Utterance:
    """Call for what is asked, one after another, since a manager must be there first; then tell what came of it."""
    waiting = calls_for(conversation.prompt)[len(conversation.done) :]
    if waiting and not conversation.failures:
        return Utterance("" if conversation.done else "I look after the team chart.", waiting[:1])
    if conversation.failures:
        return Utterance(f"That did not go: {conversation.failures[-1].reason}")
    results = [each.result for each in conversation.done]
    if all(each.tool == "find_people" for each in conversation.done):
        results = results[-1].split("\n")
    return Utterance("\n".join(f"- {each}" for each in results) if len(results) > 1 else results[0])
