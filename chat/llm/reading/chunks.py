"""The chunks of a model's answer: from the bytes of a response to decoded JSON objects. Pure.

Between the two are server-sent events, as the network cuts them. Model servers send two things beyond the standard: an
`error:` field, and a bare JSON object on a line of its own.
Source: https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation

Whatever a server sends in place of a chunk (a line that is no JSON, an error event) becomes the chunk
`{"error": {"message": …, "code"?: …}}`, the shape in which most servers tell an error themselves.
"""

import json
import re
from typing import Any, NamedTuple

import msgspec

Chunk = dict[str, Any]

BOM = b"\xef\xbb\xbf"

DONE = b"[DONE]"
END: Chunk = {}  # stands, this very object, where the server said `[DONE]`
UNREADABLE = "unreadable_chunk"
MAX_QUOTED_CHARACTERS = 200

_decode = msgspec.json.Decoder().decode
_scan = json.JSONDecoder(strict=False).raw_decode  # takes what msgspec does not: lone surrogates, NaN, huge numbers
_BETWEEN = re.compile(r"(?:\s|data:|:[^\n]*|(?:event|id|retry):[^\n]*)*")  # what may stand around documents


class ServerSentEvent(NamedTuple):
    """One event as it stood on the wire: bytes, because most are JSON and the JSON decoder takes bytes."""

    data: bytes = b""
    event: bytes = b""
    error: bytes = b""


class SSEDecoder:
    """Feed it reads of any size; it gives the events that they complete."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []  # of the line that has not ended yet; joined once, when it ends
        self._after_cr = False  # the last byte was a CR: an LF that follows belongs to the same line end
        self._at_start = True
        self._data: list[bytes] = []
        self._event = b""
        self._error = b""

    def feed(self, data: bytes) -> list[ServerSentEvent]:
        """Take the next bytes; give the events that are now complete."""
        if self._after_cr or b"\r" in data:
            data = self._with_line_feeds(data)
        if b"\n" not in data:
            self._pieces.append(data)
            return []
        if self._pieces:
            data = b"".join((*self._pieces, data))
            self._pieces.clear()
        lines = data.split(b"\n")
        rest = lines.pop()
        if rest:
            self._pieces.append(rest)
        return self._read(lines)

    def close(self) -> list[ServerSentEvent]:
        """The bytes have ended. Give the event that no blank line ended, if there is one."""
        last = b"".join(self._pieces)
        self._pieces.clear()
        return self._read([last, b""])

    def _with_line_feeds(self, data: bytes) -> bytes:
        """Write every line end as LF. A CR and an LF that came in two reads are one line end."""
        if not data:
            return data
        if self._after_cr:
            data = data.removeprefix(b"\n")
        self._after_cr = data.endswith(b"\r")
        return data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")

    def _read(self, lines: list[bytes]) -> list[ServerSentEvent]:
        if self._at_start:
            self._at_start = False
            lines[0] = lines[0].removeprefix(BOM)
        events: list[ServerSentEvent] = []
        for line in lines:
            if line[:6] == b"data: ":  # nearly all lines that hold something
                self._data.append(line[6:])
            elif line:
                self._read_field(line)
            elif self._data or self._event or self._error:
                events.append(self._take_event())
        return events

    def _read_field(self, line: bytes) -> None:
        if line[:1] == b"{":  # the error of a proxy, say, that does not know the format; it must not be lost
            self._data.append(line)
            return
        name, _, value = line.partition(b":")
        value = value.removeprefix(b" ")
        if name == b"data":
            self._data.append(value)
        elif name == b"event":
            self._event = value
        elif name == b"error":
            self._error = value

    def _take_event(self) -> ServerSentEvent:
        lines = self._data
        data = lines[0] if len(lines) == 1 else b"\n".join(lines)
        event = ServerSentEvent(data, self._event, self._error)
        self._data = []
        self._event = self._error = b""
        return event


class ChunkDecoder:
    """Feed it what the transport reads; it gives the chunks, END for `[DONE]` as the last. Then it is `done`.

    A body that begins as JSON (a server that does not stream, or tells an error) is read when it is whole; whatever
    documents follow the first, glued on or as events, are chunks too.
    """

    def __init__(self) -> None:
        self.done = False
        self._events = SSEDecoder()
        self._head: bytes | None = b""  # until it tells what the body is
        self._body: list[bytes] | None = None  # the pieces of one that begins as JSON

    def feed(self, data: bytes) -> list[Chunk]:
        """Take the next bytes; give the chunks that are now complete, in their order."""
        if self._head is not None:
            data = self._begun(data)
        if self._body is not None:
            self._body.append(data)
            return []
        return self._read_events(self._events.feed(data)) if data else []

    def close(self) -> list[Chunk]:
        """The bytes have ended. Give the chunks that nothing ended, if there are any."""
        if self._body is not None:
            body, self._body = b"".join(self._body), None
            return self._read(body)
        events = self._events.feed(self._head) if self._head else []
        self._head = None
        return self._read_events(events + self._events.close())

    def _begun(self, data: bytes) -> bytes:
        """The first byte that is no blank tells what the body is: its declared type is often wrong."""
        assert self._head is not None
        self._head = head = (self._head + data).lstrip()
        text = head.removeprefix(BOM).lstrip()
        if not text or BOM.startswith(head):
            return b""
        self._head = None
        if text[:1] in (b"{", b"["):
            self._body = []
            return text
        return head

    def _read_events(self, events: list[ServerSentEvent]) -> list[Chunk]:
        chunks: list[Chunk] = []
        for event in events:
            if event.event or event.error:
                chunks += self._read_named(event)
            else:
                chunks += self._read(event.data)
        return chunks

    def _read_named(self, event: ServerSentEvent) -> list[Chunk]:
        """Read an event with a name or an `error:` field. Names other than `error` repeat what the data says."""
        if self.done:
            return []
        if event.error:
            return [_as_error(event.error)]
        if event.event.strip() == b"error":
            return [_as_error(event.data)]
        return self._read(event.data)

    def _read(self, payload: bytes) -> list[Chunk]:
        """Give the documents in `payload`, nearly always one. What is no JSON object becomes an error chunk."""
        if self.done:
            return []
        try:
            decoded = _decode(payload)
        except (ValueError, RecursionError):
            return self._read_leniently(payload)
        chunk = _as_chunk(decoded)
        return [_unreadable(payload) if chunk is None else chunk]

    def _read_leniently(self, payload: bytes) -> list[Chunk]:
        """Documents that stand side by side, whatever the wire has between them, up to `[DONE]`."""
        text, at = payload.decode("utf-8", "replace"), 0
        chunks: list[Chunk] = []
        while (at := _end_of(_BETWEEN.match(text, at))) < len(text):
            if text.startswith(DONE.decode(), at):
                self.done = True
                return [*chunks, END]
            try:
                decoded, at = _scan(text, at)
            except (ValueError, RecursionError):
                decoded, at = None, len(text)
            chunk = _as_chunk(decoded)
            chunks.append(_unreadable(payload) if chunk is None else chunk)
        return chunks


def _end_of(found: re.Match[str] | None) -> int:
    assert found is not None  # the pattern takes nothing, too
    return found.end()


def _as_chunk(decoded: object) -> Chunk | None:
    """Give the object that a document is; a few servers put their error object into a list."""
    if isinstance(decoded, list) and decoded:
        decoded = decoded[0]
    return decoded if isinstance(decoded, dict) else None


def error_chunk(message: str, **fields: str) -> Chunk:
    return {"error": {"message": message, **fields}}


def _unreadable(payload: bytes) -> Chunk:
    return error_chunk(f"The model server sent something unreadable: {_quoted(payload)}", code=UNREADABLE)


def _as_error(payload: bytes) -> Chunk:
    """Make an error chunk of a payload that is an error by where it stood."""
    try:
        decoded = json.loads(payload.decode("utf-8", "replace"), strict=False)
    except (ValueError, RecursionError):
        decoded = None
    if isinstance(decoded, dict) and decoded:
        return decoded if decoded.get("error") else {"error": decoded}
    return error_chunk(decoded if isinstance(decoded, str) else _quoted(payload))


def _quoted(payload: bytes) -> str:
    return payload.decode("utf-8", "replace").strip()[:MAX_QUOTED_CHARACTERS]
