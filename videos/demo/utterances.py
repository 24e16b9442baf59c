"""Speaking: a step of the demo model as the chunks that a server of the Chat Completions API would send."""

import asyncio
import json
import re
from collections.abc import AsyncGenerator, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import count
from time import time
from typing import Any

Chunk = dict[str, Any]
CHARACTERS_A_TOKEN = 4
SHORTEST_PIECE = 48  # characters of a call's arguments in a chunk
MOST_PIECES = 24  # chunks for the arguments of one call
_numbers = count(1)


@dataclass(frozen=True)
class Call:
    """A tool call to be made."""

    tool: str
    arguments: dict[str, Any]


@dataclass(frozen=True)
class Utterance:
    """What the model says in one step: text, then calls."""

    text: str
    calls: list[Call] = field(default_factory=list)
    is_data: bool = False  # the text is no prose but JSON: it comes in few pieces


@dataclass(frozen=True)
class Rhythm:
    """Seconds between chunks, so that the answer reads like speech. `Rhythm(0, 0)` does not wait."""

    words_s: float = 0.03
    arguments_s: float = 0.012


async def speak(
    utterance: Utterance, model: str, prompt_tokens: int, rhythm: Rhythm
) -> AsyncGenerator[list[Chunk], None]:
    """The chunks of an utterance, one list at a time: role, text, calls, finish reason, usage."""
    number = next(_numbers)
    head = {"id": f"demo-{number}", "object": "chat.completion.chunk", "created": int(time()), "model": model}
    yield [_chunk(head, {"role": "assistant", "content": ""})]
    pieces: Iterable[str] = pieces_of_data(utterance.text) if utterance.is_data else pieces_of_text(utterance.text)
    for words in pieces:
        await asyncio.sleep(rhythm.arguments_s if utterance.is_data else rhythm.words_s)
        yield [_chunk(head, {"content": words})]
    for index, call in enumerate(utterance.calls):
        for delta in call_deltas(call, index, f"call_demo_{number}_{index}"):
            await asyncio.sleep(rhythm.arguments_s)
            yield [_chunk(head, {"tool_calls": [delta]})]
    characters = len(utterance.text) + sum(len(json.dumps(call.arguments)) for call in utterance.calls)
    spoken = max(1, characters // CHARACTERS_A_TOKEN)
    usage = {"prompt_tokens": prompt_tokens, "completion_tokens": spoken, "total_tokens": prompt_tokens + spoken}
    finish = _chunk(head, {}, "tool_calls" if utterance.calls else "stop")
    yield [finish, {**head, "choices": [], "usage": usage}]


def pieces_of_text(text: str) -> list[str]:
    """The text in pieces of two words, as models send it; together they are the text again."""
    return re.findall(r"\s*+\S++(?:\s++\S++)?+\s*+|\s++", text)


def call_deltas(call: Call, index: int, identity: str) -> Iterator[dict[str, Any]]:
    """The pieces of a call: its head, then its arguments cut over many chunks."""
    head = {"name": call.tool, "arguments": ""}
    yield {"index": index, "id": identity, "type": "function", "function": head}
    for piece in pieces_of_data(json.dumps(call.arguments, ensure_ascii=False, separators=(",", ":"))):
        yield {"index": index, "function": {"arguments": piece}}


def pieces_of_data(text: str) -> Iterator[str]:
    size = max(SHORTEST_PIECE, -(-len(text) // MOST_PIECES))
    return (text[start : start + size] for start in range(0, len(text), size))


def _chunk(head: Chunk, delta: dict[str, Any], finish_reason: str | None = None) -> Chunk:
    return {**head, "choices": [{"index": 0, "delta": delta, "finish_reason": finish_reason}]}
