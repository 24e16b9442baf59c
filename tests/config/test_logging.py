"""What an operator reads in the log of a real server: each line names what it speaks of."""

import json
from typing import Any

from tests.people import Person
from tests.servers import Server
from tests.upstream import calls, fail, marker, say


def lines(server: Server, stream: str) -> list[dict[str, Any]]:
    """The log's lines about `stream`, in their order."""
    told = [json.loads(line) for line in server.log.splitlines() if line.startswith("{")]
    return [line for line in told if str(line.get("stream")) == stream]


def the(told: list[dict[str, Any]], event: str) -> list[dict[str, Any]]:
    return [line for line in told if line["event"] == event]


def test_steps_calls_and_the_end_of_an_answer_are_told_with_their_ids_and_times(
    server: Server, owner: Person, project: str
) -> None:
    sent = owner.send(project, marker(calls(("no_such_tool", {})), say("Done.")))
    stream, message = sent["stream"]["id"], sent["assistant_message"]["id"]
    state = owner.until_ended(stream)
    told = lines(server, stream)
    assert told and {line["message"] for line in told} == {message}
    steps = the(told, "step stored")
    assert [line["step"] for line in steps] == [0, 1]
    assert all(line["duration_ms"] >= line["first_token_ms"] >= 0 for line in steps)
    (tool,) = the(told, "tool ended")
    assert (tool["step"], tool["call"]) == (0, state["tool_calls"][0]["id"])
    assert (tool["tool"], tool["status"], tool["code"]) == ("no_such_tool", "error", "unknown_tool")
    assert tool["duration_ms"] >= 0
    (end,) = the(told, "stream ended")
    assert (end["status"], end["epoch"]) == ("success", 1)
    assert end["duration_ms"] >= end["tools_ms"] >= 0 and end["queued_ms"] >= 0


def test_an_error_names_its_phase_and_what_it_speaks_of(server: Server, owner: Person, project: str) -> None:
    stream = owner.stream(project, marker(fail(400)))
    assert owner.until_ended(stream)["status"] == "error"
    (failed,) = the(lines(server, stream), "model call failed")
    assert (failed["phase"], failed["step"], failed["attempt"]) == ("request", 0, 1)
    assert failed["code"] and failed["message"]
    (end,) = the(lines(server, stream), "stream ended")
    assert end["status"] == "error" and end["code"] == failed["code"]
