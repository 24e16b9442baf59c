"""Server-sent events, from bytes as the network cuts them to whole events. Pure.

Source: https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
Model servers send two things beyond it: an `error:` field, and a bare JSON object on a line of its own.
"""

from typing import NamedTuple

BOM = b"\xef\xbb\xbf"


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
