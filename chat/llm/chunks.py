"""The chunks of a model's answer: from the bytes of a response to decoded JSON objects. Pure.

Whatever a server sends in place of a chunk (a line that is no JSON, an error event) becomes the chunk
`{"error": {"message": …, "code"?: …}}`, the shape in which most servers tell an error themselves.
"""

import json
from typing import Any

import msgspec

from chat.llm.sse import ServerSentEvent, SSEDecoder

Chunk = dict[str, Any]

DONE = b"[DONE]"
UNREADABLE = "unreadable_chunk"
MAX_QUOTED_CHARACTERS = 200

_decode = msgspec.json.Decoder().decode


class ChunkDecoder:
    """Feed it what the transport reads; it gives the chunks. After `[DONE]` it is `done`.

    A body that is one JSON document (a server that does not stream, or tells an error) is one chunk.
    """

    def __init__(self) -> None:
        self.done = False
        self._events = SSEDecoder()
        self._has_begun = False
        self._document: list[bytes] | None = None  # the pieces of the body, when it is one JSON document

    def feed(self, data: bytes) -> list[Chunk]:
        """Take the next bytes; give the chunks that are now complete, in their order."""
        if not self._has_begun:
            self._begin(data)
        if self._document is not None:
            self._document.append(data)
            return []
        return self._chunks(self._events.feed(data))

    def close(self) -> list[Chunk]:
        """The bytes have ended. Give the chunk that no blank line ended, if there is one."""
        if self._document is not None:
            chunk = read_payload(b"".join(self._document))
            self._document = None
            return [chunk] if chunk is not None else []
        return self._chunks(self._events.close())

    def _begin(self, data: bytes) -> None:
        """The first byte that is no blank tells what the body is: its declared type is often wrong."""
        first = data.lstrip()[:1]
        self._has_begun = bool(first)
        if first in (b"{", b"["):
            self._document = []

    def _chunks(self, events: list[ServerSentEvent]) -> list[Chunk]:
        chunks: list[Chunk] = []
        for event in events:
            if self.done:
                break
            if event.event or event.error:
                chunk = _read_named(event)
            elif event.data.strip() == DONE:
                self.done = True
                break
            else:
                chunk = read_payload(event.data)
            if chunk is not None:
                chunks.append(chunk)
        return chunks


def read_payload(payload: bytes) -> Chunk | None:
    """Decode one JSON object; None when there is nothing. What is no JSON object becomes an error chunk."""
    try:
        decoded = _decode(payload)
    except (ValueError, RecursionError):
        decoded = _decode_leniently(payload)
    if isinstance(decoded, list) and decoded:
        decoded = decoded[0]  # a few servers put their error object into a list
    if isinstance(decoded, dict):
        return decoded
    if not payload.strip():
        return None
    return error_chunk(f"The model server sent something unreadable: {_quoted(payload)}", code=UNREADABLE)


def error_chunk(message: str, **fields: str) -> Chunk:
    return {"error": {"message": message, **fields}}


def _decode_leniently(payload: bytes) -> object:
    """The standard library takes what msgspec does not: lone surrogates, NaN, numbers out of range."""
    try:
        return json.loads(payload.decode("utf-8", "replace"), strict=False)
    except (ValueError, RecursionError):
        return None


def _read_named(event: ServerSentEvent) -> Chunk | None:
    """Read an event with a name or an `error:` field. Names other than `error` repeat what the data says."""
    if event.error:
        return _as_error(event.error)
    if event.event.strip() == b"error":
        return _as_error(event.data)
    return read_payload(event.data)


def _as_error(payload: bytes) -> Chunk:
    """Make an error chunk of a payload that is an error by where it stood."""
    decoded = _decode_leniently(payload)
    if isinstance(decoded, dict) and decoded:
        return decoded if decoded.get("error") else {"error": decoded}
    return error_chunk(decoded if isinstance(decoded, str) else _quoted(payload))


def _quoted(payload: bytes) -> str:
    return payload.decode("utf-8", "replace").strip()[:MAX_QUOTED_CHARACTERS]
