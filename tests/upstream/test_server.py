"""The scripted server behaves as its scripts say: every later test stands on this."""

import asyncio
import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import aiohttp
import pytest
from openai import APIError, APIStatusError, AsyncOpenAI

from tests.upstream import (
    Close,
    Comment,
    Cut,
    Done,
    Drip,
    Duplicate,
    EffectServer,
    Error,
    Finish,
    Garbage,
    Hold,
    Raw,
    Reasoning,
    Repeat,
    Reset,
    ScriptedUpstream,
    Stall,
    Text,
    ToolCall,
    attempts,
    call,
    calls,
    fail,
    marker,
    player,
    say,
    step,
)
from tests.upstream.background import WAIT_SECONDS
from tests.upstream.scripts import ACTIONS, BadScript, read_step, write_step


@pytest.fixture
def upstream() -> Iterator[ScriptedUpstream]:
    with ScriptedUpstream() as server:
        yield server


def body(*said: str, **more: Any) -> dict[str, Any]:
    """A request: user and assistant speak in turn, the user first."""
    roles = ["user", "assistant"]
    messages = [{"role": roles[i % 2], "content": text} for i, text in enumerate(said)]
    return {"model": "scripted", "stream": True, "messages": messages, **more}


async def ask(upstream: ScriptedUpstream, request: dict[str, Any]) -> str:
    """The response's body, whatever its status. Raises what the connection raises."""
    async with (
        aiohttp.ClientSession() as http,
        http.post(f"{upstream.base_url}/chat/completions", json=request) as it,
    ):
        return await it.text()


def chunks(text: str) -> list[dict[str, Any]]:
    lines = [line[6:] for line in text.split("\n") if line.startswith("data: ") and line != "data: [DONE]"]
    return [json.loads(line) for line in lines]


def content(text: str) -> str:
    return "".join(
        choice["delta"].get("content") or "" for chunk in chunks(text) for choice in chunk.get("choices", [])
    )


async def test_without_a_script_it_gives_a_short_answer_in_several_chunks(upstream: ScriptedUpstream) -> None:
    text = await ask(upstream, body("hello"))
    assert "scripted model server" in content(text)
    assert len(chunks(text)) > 5
    assert text.endswith("data: [DONE]\n\n")


async def test_the_openai_client_reads_text_calls_finish_and_usage(upstream: ScriptedUpstream) -> None:
    upstream.add(calls(("plan_scenes", {"title": "A"}), ("render_video", {"format": "mp4"}), text="Let me."))
    client = AsyncOpenAI(base_url=upstream.base_url, api_key="key", max_retries=0)
    names: dict[int, str] = {}
    arguments: dict[int, str] = {}
    ends: list[str] = []
    usage = None
    async with client, await client.chat.completions.create(**body("go")) as stream:
        async for chunk in stream:
            usage = chunk.usage or usage
            for choice in chunk.choices:
                ends += [choice.finish_reason] if choice.finish_reason else []
                for piece in choice.delta.tool_calls or []:
                    names[piece.index] = names.get(piece.index, "") + (piece.function.name or "")
                    arguments[piece.index] = arguments.get(piece.index, "") + (piece.function.arguments or "")
    assert names == {0: "plan_scenes", 1: "render_video"}
    assert [json.loads(arguments[i]) for i in (0, 1)] == [{"title": "A"}, {"format": "mp4"}]
    assert ends == ["tool_calls"] and usage is not None and usage.total_tokens == 15
    assert upstream.requests[0].headers["authorization"] == "Bearer key"
    assert upstream.requests[0].body["messages"] == [{"role": "user", "content": "go"}]


async def test_queued_steps_are_played_in_their_order_by_the_calls_they_fit(
    upstream: ScriptedUpstream,
) -> None:
    upstream.add(say("one"), say("two"))
    upstream.add(say("a title"), tools=False, containing="TITLE")
    upstream.add(say("always"), containing="again", always=True)
    said = [content(await ask(upstream, body(text))) for text in ("x TITLE", "again")]
    assert said == ["one", "two"]
    said = [content(await ask(upstream, body(text))) for text in ("x TITLE", "again", "again")]
    assert said == ["a title", "always", "always"]


async def test_a_marker_plays_the_step_of_the_model_call_that_it_is(upstream: ScriptedUpstream) -> None:
    said = "please " + marker(call("render_video"), say("finished"))
    assert "render_video" in await ask(upstream, body(said))
    assert content(await ask(upstream, body(said, "calling"))) == "finished"
    assert content(await ask(upstream, body("earlier", "answer", said, "calling"))) == "finished"
    assert content(await ask(upstream, body(said, "calling", "newer question"))) != "finished"


async def test_attempts_of_a_step_differ_and_conversations_do_not_count_together(
    upstream: ScriptedUpstream,
) -> None:
    steps = attempts(fail(503), say("better"))
    first, other = marker(steps), marker(steps, key="other")
    texts = [await ask(upstream, body(said)) for said in (first, other, first, first)]
    assert ["503" in text for text in texts] == [True, True, False, False]
    assert content(texts[3]) == "better"


async def test_a_changed_system_message_is_still_the_same_conversation(upstream: ScriptedUpstream) -> None:
    said = {"role": "user", "content": marker(attempts(fail(500), say("better")))}
    texts = [
        await ask(upstream, body() | {"messages": [{"role": "system", "content": version}, said]})
        for version in ("version 1", "version 2")
    ]
    assert content(texts[1]) == "better"


async def test_a_bad_script_is_answered_with_the_reason(upstream: ScriptedUpstream) -> None:
    text = await ask(upstream, body('script:{"steps": [[["dance"]]]}'))
    assert "dance" in json.loads(text)["error"]["message"]


def test_every_action_survives_json() -> None:
    forms: dict[str, list[Any]] = {
        "text": ["a"], "reasoning": ["a"], "tool_call": ["t", {"a": 1}], "repeat": ["a", 3], "sleep": [0.1],
        "hold": ["gate"], "keep_alive": ["gate"],
        "parallel": [[["t", {}], ["u", "{"]]], "raw": ["00", "hex"], "status": [503, {"A": "b"}],
    }  # fmt: skip
    for name in ACTIONS:
        step_read = read_step([[name, *forms.get(name, [])]])
        assert read_step(json.loads(json.dumps(write_step(step_read)))) == step_read
    with pytest.raises(BadScript):
        read_step([["text", "a", 1, 2, 3]])


async def test_a_hold_lasts_until_it_is_released(upstream: ScriptedUpstream) -> None:
    upstream.add(step(Text("before", 1), Hold("gate"), Text(" after", 1)))
    answer = asyncio.create_task(ask(upstream, body("go")))
    await upstream.until_held("gate")
    assert not answer.done()
    upstream.release("gate")
    assert content(await answer) == "before after"


async def test_a_status_is_sent_with_its_headers_and_the_sdk_names_it(upstream: ScriptedUpstream) -> None:
    upstream.add(fail(429, retry_after_s=7))
    client = AsyncOpenAI(base_url=upstream.base_url, api_key="key", max_retries=0)
    async with client:
        with pytest.raises(APIStatusError) as caught:
            await client.chat.completions.create(**body("go"))
    assert caught.value.status_code == 429 and caught.value.response.headers["retry-after"] == "7"


async def test_an_error_event_reaches_the_sdk_as_an_error(upstream: ScriptedUpstream) -> None:
    upstream.add([Text("half", 1), Error("overloaded")])
    client = AsyncOpenAI(base_url=upstream.base_url, api_key="key", max_retries=0)
    async with client, await client.chat.completions.create(**body("go")) as stream:
        with pytest.raises(APIError, match="overloaded"):
            async for _ in stream:
                pass


async def test_the_ways_a_connection_ends_are_told_apart(upstream: ScriptedUpstream) -> None:
    upstream.add([Text("half", 1), Close()], [Text("half", 1), Cut()], [Text("half", 1), Reset()])
    text = await ask(upstream, body("clean"))
    assert content(text) == "half" and "[DONE]" not in text and '"finish_reason": "' not in text
    with pytest.raises(aiohttp.ClientPayloadError):
        await ask(upstream, body("cut"))
    with pytest.raises(aiohttp.ClientError, match="reset by peer"):
        await ask(upstream, body("reset"))


async def test_a_reset_is_a_real_tcp_reset(upstream: ScriptedUpstream) -> None:
    upstream.add([Text("half", 1), Hold("gate"), Reset()])
    port = int(upstream.url.rsplit(":", 1)[1])
    payload = json.dumps(body("go")).encode()
    head = f"POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Length: {len(payload)}\r\n\r\n".encode()
    with socket.create_connection(("127.0.0.1", port), timeout=WAIT_SECONDS) as client:
        client.sendall(head + payload)
        await upstream.until_held("gate")
        upstream.release("gate")
        with pytest.raises(ConnectionResetError):
            while client.recv(65536):
                pass


async def test_a_client_that_leaves_ends_a_stalled_call(upstream: ScriptedUpstream) -> None:
    upstream.add([Text("half", 1), Stall()])
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(ask(upstream, body("go")), 0.2)
    await upstream.until_idle()
    assert [each.outcome for each in upstream.requests] == ["left"]


async def test_bytes_beside_chunks_arrive_as_they_are(upstream: ScriptedUpstream) -> None:
    upstream.add(
        [
            Comment("wait"),
            Garbage(),
            Drip(),
            Text("é", 1),
            Duplicate(),
            Raw("data: 1\r\n\r\n"),
            Raw("f09f", "hex"),
            Done(),
        ]
    )
    url = f"{upstream.base_url}/chat/completions"
    async with aiohttp.ClientSession() as http, http.post(url, json=body("go")) as response:
        data = await response.read()
    assert data.startswith(b": wait\n\ndata: {this is not JSON\n\n")
    assert data.count("é".encode()) == 2
    assert data.endswith(b"data: 1\r\n\r\n\xf0\x9fdata: [DONE]\n\n")


async def test_repeated_text_is_numbered_and_paced(upstream: ScriptedUpstream, monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    monkeypatch.setattr(player, "time", SimpleNamespace(monotonic=lambda: 0.0, time=time.time))
    monkeypatch.setattr("tests.upstream.player.asyncio.sleep", sleep)
    upstream.add(step(Reasoning("hm"), Repeat("{i} ", 5, per_second=100)))
    assert content(await ask(upstream, body("go"))) == "0 1 2 3 4 "
    assert waited == pytest.approx([0, 0.01, 0.02, 0.03, 0.04])


async def test_arguments_given_as_text_are_sent_as_they_stand(upstream: ScriptedUpstream) -> None:
    upstream.add([ToolCall("t", '{"cut": "her', id="call_1", index=1, pieces=3), Finish("length"), Done()])
    pieces = [
        piece
        for chunk in chunks(await ask(upstream, body("go")))
        for choice in chunk["choices"]
        for piece in choice["delta"].get("tool_calls", [])
    ]
    assert {piece["index"] for piece in pieces} == {1}
    assert pieces[0]["id"] == "call_1" and "id" not in pieces[1]
    assert "".join(piece["function"]["arguments"] for piece in pieces) == '{"cut": "her'


async def test_a_request_without_stream_gets_one_whole_completion(upstream: ScriptedUpstream) -> None:
    upstream.add(call("t", {"a": 1}, text="so"))
    answer = json.loads(await ask(upstream, body("go", stream=False)))
    message = answer["choices"][0]["message"]
    assert message["content"] == "so" and message["tool_calls"][0]["function"] == {
        "name": "t",
        "arguments": '{"a": 1}',
    }
    assert answer["choices"][0]["finish_reason"] == "tool_calls" and answer["usage"]["total_tokens"] == 15


def test_as_a_process_it_prints_its_url_and_is_steered_over_http() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "tests.upstream"],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": "."},
    ) as server:
        try:
            assert server.stdout is not None
            asyncio.run(_steer(server.stdout.readline().strip()))
        finally:
            server.terminate()


async def _steer(base_url: str) -> None:
    root = base_url.removesuffix("/v1")
    async with aiohttp.ClientSession() as http:
        await http.post(f"{root}/control/add", json={"steps": [write_step(step(Hold("gate"), Text("through", 1)))]})
        answer = asyncio.create_task(_text(http, f"{base_url}/chat/completions"))
        async with http.get(f"{root}/control/held/gate") as held:
            assert held.status == 200
        await http.post(f"{root}/control/release/gate")
        assert content(await answer) == "through"
        async with http.get(f"{root}/control/requests") as requests:
            assert [each["outcome"] for each in (await requests.json())["items"]] == ["played"]


async def _text(http: aiohttp.ClientSession, url: str) -> str:
    async with http.post(url, json=body("go")) as response:
        return await response.text()


async def test_the_effect_server_counts_what_really_happened() -> None:
    with EffectServer() as effects:
        async with aiohttp.ClientSession() as http:
            for form, status in [
                ({"key": "a", "value": 1}, 200),
                ({"key": "a", "value": 2, "fail_after": True}, 500),
                ({"key": "b", "value": 3, "delay_s": 0.01}, 200),
                ({"value": 3}, 422),
            ]:
                async with http.post(f"{effects.url}/effect", json=form) as response:
                    assert response.status == status
            async with http.get(f"{effects.url}/ledger") as response:
                ledger = await response.json()
        assert effects.times == {"a": 2, "b": 1} and ledger["repeats"] == 1
        assert ledger["items"] == [{"key": "a", "value": 2, "times": 2}, {"key": "b", "value": 3, "times": 1}]


async def test_a_held_effect_has_happened_although_nobody_was_told() -> None:
    with EffectServer() as effects:
        effects.hold()
        async with aiohttp.ClientSession() as http:
            call = asyncio.create_task(_effect(http, effects.url))
            await effects.until_recorded(1)
            assert not call.done()
            effects.release()
            assert await call == 200


async def _effect(http: aiohttp.ClientSession, url: str) -> int:
    async with http.post(f"{url}/effect", json={"value": 1}, headers={"Idempotency-Key": "k"}) as response:
        return response.status


def test_leaving_the_block_ends_the_thread() -> None:
    before = set(threading.enumerate())
    with ScriptedUpstream():
        pass
    assert "scripted-upstream" not in {thread.name for thread in set(threading.enumerate()) - before}
