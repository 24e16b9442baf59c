"""What a strong model answered to three briefs and two wishes, played again: every call is carried out, and all that it
reads for it stays few tokens.
"""

import json
from pathlib import Path
from typing import Any

from tests.people import Person
from tests.tokens import tokens
from tests.upstream import ScriptedUpstream, calls, say

Json = dict[str, Any]
TURNS: list[Json] = json.loads((Path(__file__).parent / "conversations.json").read_text())
MOST_TOKENS = 60_000  # of all requests together, o200k; it was 360,000 when models wrote raw elements


def test_three_briefs_and_two_wishes_read_few_tokens(owner: Person, upstream: ScriptedUpstream) -> None:
    projects: dict[str, str] = {}
    read = 0
    for turn in TURNS:
        said = turn["said"]
        for answer in turn["answers"]:
            made = [(each["name"], each["arguments"]) for each in answer["calls"]]
            step = calls(*made, text=answer["content"]) if made else say(answer["content"])
            upstream.add(step, containing=json.dumps(said, ensure_ascii=False)[1:-1], tools=True)
        before = len(upstream.requests)
        project = projects.setdefault(turn["project"], owner.project())
        state = owner.answered(project, said)
        assert [each["status"] for each in state["tool_calls"]] == ["complete"] * len(state["tool_calls"])
        assert len(state["tool_calls"]) == sum(len(answer["calls"]) for answer in turn["answers"])
        asked = [each.body for each in upstream.requests[before:] if each.body.get("tools")]
        assert len(asked) == len(turn["answers"])
        read += sum(tokens(body["messages"], body["tools"]) for body in asked)
    assert read <= MOST_TOKENS
