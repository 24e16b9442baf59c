"""The demo model speaks as a server would."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from chat.llm.reading.accumulate import Accumulator
from chat.llm.request.chat_messages import STATE
from chat.llm.request.model_request import ModelRequest
from videos.demo import DemoModel
from videos.demo.utterances import Rhythm, pieces_of_text
from videos.document.document import new_document

TOOLS = [
    {"type": "function", "function": {"name": name}}
    for name in ("plan_scenes", "generate_component", "apply_json_patch", "render_video")
]


def request(prompt: str, tools: list[dict[str, Any]] = TOOLS) -> ModelRequest:
    document = json.dumps(new_document("New video").to_json())
    state = f'{STATE}<document version="1">\n{document}\n</document>\n</state>'
    messages = [{"role": "system", "content": "You make videos."}, {"role": "user", "content": prompt + state}]
    return ModelRequest(messages=messages, tools=tools, model="demo")


async def chunks_of(prompt: str, tools: list[dict[str, Any]] = TOOLS) -> list[dict[str, Any]]:
    stream: AsyncIterator[list[dict[str, Any]]] = DemoModel(Rhythm(0, 0)).stream(request(prompt, tools))
    return [chunk async for chunks in stream for chunk in chunks]


async def test_the_chunks_have_the_shape_of_a_servers() -> None:
    chunks = await chunks_of("create a fireworks animation")
    assert len({chunk["id"] for chunk in chunks}) == 1
    assert all(chunk["object"] == "chat.completion.chunk" and chunk["model"] == "demo" for chunk in chunks)
    assert chunks[0]["choices"][0]["delta"] == {"role": "assistant", "content": ""}
    assert chunks[-2]["choices"][0]["finish_reason"] == "tool_calls"
    assert chunks[-1]["choices"] == [] and chunks[-1]["usage"]["total_tokens"] > 0


async def test_arguments_are_cut_over_many_chunks() -> None:
    chunks = await chunks_of("a video about coffee")
    pieces = [p for c in chunks for ch in c["choices"] for p in ch["delta"].get("tool_calls", [])]
    assert len(pieces) > 5 and pieces[0]["function"]["name"] == "plan_scenes" and "id" not in pieces[1]


async def test_the_accumulator_gives_the_whole_speech() -> None:
    accumulator = Accumulator()
    for chunk in await chunks_of("a video about coffee"):
        accumulator.feed(chunk)
    speech = accumulator.finish()
    assert "Coffee" in speech.content and speech.finish_reason == "tool_calls" and not speech.errors
    (call,) = speech.calls
    assert call.name == "plan_scenes" and json.loads(call.arguments_text)["title"] == "Coffee"


async def test_a_request_without_tools_gets_a_short_text() -> None:
    accumulator = Accumulator()
    for chunk in await chunks_of("a video about coffee", []):
        accumulator.feed(chunk)
    assert accumulator.finish().content == "Coffee"


@pytest.mark.parametrize("text", ["", " ", "one", "  two words\n\nand – more…  ", "日本語 text\n"])
def test_the_pieces_of_a_text_are_the_text(text: str) -> None:
    assert "".join(pieces_of_text(text)) == text
