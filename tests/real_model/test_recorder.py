"""The proxy itself, before a scripted server: what it keeps is what went by."""

from collections.abc import Iterator

import httpx
import pytest

from tests.real_model.recorder import Exchange, Recorder
from tests.real_model.table import HEADS, table
from tests.upstream import Hold, ScriptedUpstream, Status, Text, call, say, step
from tests.upstream.background import WAIT_SECONDS

PARAMETERS = {"type": "object", "properties": {}, "required": [], "additionalProperties": False}
TOOLS = [{"type": "function", "function": {"name": "greet", "parameters": PARAMETERS}}]


@pytest.fixture
def recorder(upstream: ScriptedUpstream) -> Iterator[Recorder]:
    with Recorder(upstream.url) as running:
        yield running


def ask(recorder: Recorder, words: str, **more: object) -> httpx.Response:
    body = {"model": "m", "messages": [{"role": "user", "content": words}], "stream": True, **more}
    return httpx.post(f"{recorder.base_url}/chat/completions", json=body, timeout=WAIT_SECONDS)


def test_answers_and_refusals_are_kept_and_passed_on(recorder: Recorder, upstream: ScriptedUpstream) -> None:
    upstream.add(call("greet", {"name": "Ann"}, text="So."), containing="recorded call")
    upstream.add(say("A title"), containing="recorded title")
    upstream.add([Status(400, body={"error": {"message": "Too long."}})], containing="recorded refusal")
    assert "data: [DONE]" in ask(recorder, "recorded call", tools=TOOLS).text
    ask(recorder, "recorded title")
    assert "Too long." in ask(recorder, "recorded refusal", tools=TOOLS).text
    called, title, refused = recorder.exchanges
    assert (called.kind, called.status, called.content, called.finish) == ("step", 200, "So.", "tool_calls")
    assert called.calls == {0: ("greet", '{"name": "Ann"}')} and called.is_done and not called.is_left
    assert (title.kind, title.content, title.usage["total_tokens"] > 0) == ("title", "A title", True)
    assert (refused.status, "Too long." in refused.refusal, refused.is_left) == (400, True, False)
    heads, _, *rows = table(recorder.exchanges).splitlines()
    assert heads.count("|") == len(HEADS) + 1 == rows[0].count("|") and "greet(15)" in rows[0] and " 400 " in rows[2]


def test_whoever_leaves_is_noticed_and_leaves_the_server(recorder: Recorder, upstream: ScriptedUpstream) -> None:
    upstream.add(step(Text("Once", 1), Hold("recorded-leaving")), containing="recorded leaving")
    body = {"model": "m", "messages": [{"role": "user", "content": "recorded leaving"}], "stream": True}
    with httpx.stream("POST", f"{recorder.base_url}/chat/completions", json=body, timeout=WAIT_SECONDS) as answer:
        lines = answer.iter_lines()  # held: what reads no more closes the connection
        assert next(lines).startswith("data:")
        upstream.wait_held("recorded-leaving")
        assert recorder.wait_for(lambda seen: seen[-1].content == "Once", WAIT_SECONDS)
    assert recorder.wait_for(lambda seen: seen[-1].is_over, WAIT_SECONDS)
    assert recorder.exchanges[-1].is_left and recorder.exchanges[-1].content == "Once"


def test_a_call_is_forced_once_for_its_message(recorder: Recorder, upstream: ScriptedUpstream) -> None:
    upstream.add(say("x"), containing="recorded forcing", always=True)
    recorder.force("greet", "recorded forcing")
    ask(recorder, "recorded forcing", tools=TOOLS)
    ask(recorder, "recorded forcing", tools=TOOLS)
    first, second = (each.body for each in upstream.requests if "recorded forcing" in str(each.body))
    assert first["tool_choice"] == "required" and first["messages"][-1]["role"] == "assistant"
    assert "tool_choice" not in second and [each.forced for each in recorder.exchanges] == ["greet", ""]
    assert all(len(each.asked["messages"]) == 1 for each in recorder.exchanges)  # what the product sent


def test_a_format_or_its_words_mark_a_build() -> None:
    message = {"role": "user", "content": "Build the scene 'intro'."}
    assert Exchange({"messages": [message]}, 1).kind == "build"
