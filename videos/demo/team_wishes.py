"""What a prompt wants of the team chart: somebody to be added, to be taken out, or to be looked up. Pure."""

from videos.demo.changing.glossary import rules, wording
from videos.demo.conversation import Conversation
from videos.demo.utterances import Call, Utterance


def calls_for(prompt: str) -> list[Call]:
    """The tool calls that the prompt asks for, in its order; none when it is not about the team."""
    found = dict[int, Call]()
    for name, tool in rules()["team"].items():
        for match in wording(name).finditer(prompt):
            told = {part: (said or "").strip() or None for part, said in match.groupdict().items()}
            found.setdefault(match.start(), Call(tool, told))
    return [found[at] for at in sorted(found)]


def team_turn(conversation: Conversation) -> Utterance:
    """Call for what is asked, one after another, since a manager must be there first; then tell what came of it."""
    waiting = calls_for(conversation.prompt)[len(conversation.done) :]
    if conversation.failures:
        return Utterance(f"That did not go: {conversation.failures[-1].reason}")
    if waiting:
        return Utterance("" if conversation.done else "I look after the team chart.", waiting[:1])
    results = [line for each in conversation.done for line in each.result.split("\n")]
    return Utterance("\n".join(f"- {each}" for each in results) if len(results) > 1 else results[0])
