"""The recordings of real model servers, and how a test reads one."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from chat.llm.reading.accumulate import Accumulator
from chat.llm.reading.chunks import ChunkDecoder
from chat.llm.reading.speech import CallArguments, CallBegun, Part, Reasoning, Rethought, Speech, Text

STREAMS = Path(__file__).resolve().parents[5] / "shared" / "streams"
MANIFEST = STREAMS / "MANIFEST.jsonl"

needs_recordings = pytest.mark.skipif(not MANIFEST.exists(), reason=f"no recordings: {MANIFEST} is not there")


def manifest() -> list[dict[str, Any]]:
    """One row a recording: `file`, `api`, and `expected`, what it must give. Empty without recordings."""
    if not MANIFEST.exists():
        return []
    return [json.loads(line) for line in MANIFEST.read_text(encoding="utf-8").splitlines()]


def body_of(name: str) -> bytes:
    """The recording whose file name begins with `name`, or has it."""
    return next(path for path in STREAMS.rglob("*.sse") if path.name.startswith(Path(name).name)).read_bytes()


def read(pieces: Iterable[bytes]) -> tuple[list[Part], Speech]:
    """Read a body that arrives in `pieces`."""
    decoder, accumulator = ChunkDecoder(), Accumulator()
    parts: list[Part] = []
    for piece in pieces:
        for chunk in decoder.feed(piece):
            parts += accumulator.feed(chunk)
    for chunk in decoder.close():
        parts += accumulator.feed(chunk)
    return parts, accumulator.finish()


def speech_of(body: bytes) -> Speech:
    return read([body])[1]


def joined(parts: list[Part]) -> dict[str, Any]:
    """What somebody knows who saw only the parts. Fails on a call that begins twice or late."""
    names: list[str] = []
    arguments: list[str] = []
    text = reasoning = ""
    for part in parts:
        match part:
            case Text(content):
                text += content
            case Reasoning(content):
                reasoning += content
            case Rethought(content):
                text, reasoning = "", reasoning + content
            case CallBegun(index, name):
                assert index == len(names), "calls begin once, in order, without gaps"
                names.append(name)
                arguments.append("")
            case CallArguments(index, content):
                arguments[index] += content
    return {"content": text, "reasoning": reasoning, "calls": list(zip(names, arguments, strict=True))}


def seen_in(speech: Speech) -> dict[str, Any]:
    """The same of the whole."""
    calls = [(call.name, call.arguments_text) for call in speech.calls]
    return {"content": speech.content, "reasoning": speech.reasoning, "calls": calls}
