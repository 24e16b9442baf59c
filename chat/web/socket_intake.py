"""The connection beneath a socket, where the server that holds it lets us reach it.

ASGI has no words for it, but a client that sends without end must be read in small bites (all frames of a bite are
parsed at once, while everybody waits), its control frames and fragments, which no application ever sees, must be
counted, and once it is told to go, nothing more of it may be parsed, as servers do until it says goodbye. Under a
server that is not known here the limit holds for messages alone.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any

BITE_BYTES = 8 * 1024  # some 400 small frames, a few milliseconds; servers read 64 to 256 KiB otherwise
GOODBYE_SECONDS = 1.0  # for a client to take in why
CONTROL = (0x0, 0x9, 0xA)  # opcodes: a fragment that continues a message, ping, pong


class Wire:
    """That of an unknown server."""

    def watch(self, on_frame: Callable[[], object]) -> None:
        """From now on read in small bites, and tell of each frame that is no message of its own."""

    def cut(self) -> None:
        """Look at nothing more that comes. What is said now is still sent; a second later the server hangs up.

        What comes meanwhile is read and dropped: bytes that nobody has read when a connection is closed make the
        kernel reset it, and then many a client does not see what it was told last.
        """

    @staticmethod
    def beneath(send: Any) -> "Wire":
        """The wire that the ASGI callable `send` writes to."""
        if isinstance(send, partial) and send.args and hasattr(send.args[0], "onFrameBegin"):
            return DaphneWire(send.args[0])
        protocol = getattr(send, "__self__", None)
        return UvicornWire(protocol) if hasattr(protocol, "read_paused") else Wire()


class DaphneWire(Wire):
    """A protocol of autobahn on a transport of Twisted. It hangs up by itself, a second after it has said goodbye."""

    def __init__(self, protocol: Any) -> None:
        self._protocol = protocol

    def watch(self, on_frame: Callable[[], object]) -> None:
        protocol = self._protocol
        begin = protocol.onFrameBegin

        def counted() -> None:
            if protocol.current_frame.opcode in CONTROL:
                on_frame()
            begin()

        protocol.onFrameBegin = counted
        protocol.transport.bufferSize = BITE_BYTES

    def cut(self) -> None:
        self._protocol.dataReceived = lambda data: None
        del self._protocol.transport.bufferSize


class UvicornWire(Wire):
    """A protocol of uvicorn's, with either of its libraries, on a transport of asyncio."""

    def __init__(self, protocol: Any) -> None:
        self._protocol = protocol

    def watch(self, on_frame: Callable[[], object]) -> None:
        for name in ("handle_cont", "handle_ping", "handle_pong"):
            if handle := getattr(self._protocol, name, None):
                setattr(self._protocol, name, self._counted(handle, on_frame))
        with suppress(AttributeError):  # uvloop chooses for itself
            self._protocol.transport.max_size = BITE_BYTES

    @staticmethod
    def _counted(handle: Callable[[Any], None], on_frame: Callable[[], object]) -> Callable[..., None]:
        def counted(*event: Any) -> None:
            on_frame()
            handle(*event)

        return counted

    def cut(self) -> None:
        protocol = self._protocol
        protocol.close_timeout, protocol.read_paused = GOODBYE_SECONDS, False
        protocol.transport.set_protocol(Deaf(protocol))
        protocol.transport.resume_reading()


class Deaf(asyncio.Protocol):
    """Stands for another protocol, and drops what comes."""

    def __init__(self, protocol: Any) -> None:
        self.connection_lost = protocol.connection_lost  # type: ignore[method-assign]
        self.pause_writing = protocol.pause_writing  # type: ignore[method-assign]
        self.resume_writing = protocol.resume_writing  # type: ignore[method-assign]
