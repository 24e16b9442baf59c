"""The limits of bodies in daphne, which reads a request whole before the application hears of it.

Twisted's own timeout begins anew with each byte, and it parses forms that nobody reads there: 100 MB of one took 3.6 s
of the event loop and 1.3 GB.
"""

import asyncio
from collections.abc import Callable
from http import HTTPStatus
from time import monotonic
from typing import Any
from urllib.parse import unquote

from daphne import server
from daphne.http_protocol import HTTPFactory, WebRequest
from twisted.web.http import HTTPChannel

from config.body_limits.limits import HEADER_SECONDS, LINGER_SECONDS, IncomingBody, TooSlow, refusal
from config.body_limits.signed_in import check_sender
from config.common.errors import ChatError
from config.headers import Headers, dressed


def install() -> None:
    """Let daphne make its connections here, which it has no setting for: under `runserver` and `daphne` alike."""
    server.HTTPFactory = BoundedFactory


class ServerSays(ChatError):
    """A header that is none (400), an application that crashed (500) or took too long (503)."""

    CODES = {400: "bad_request", 503: "too_slow"}

    def __init__(self, status: int, message: str) -> None:
        super().__init__(f"{message.rstrip('.')}.")
        self.status, self.code = status, self.CODES.get(status, "server_error")


class BoundedRequest(WebRequest):
    """A request whose body is looked at as it comes."""

    is_refused = False
    admission: "asyncio.Task[None] | None" = None  # begun when more comes than anybody may send
    whole: tuple[bytes, ...] | None = None  # a request that came to its end before its admission

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named, parsePOSTFormSubmission=False)  # Django does that

    def gotLength(self, length: int | None) -> None:
        super().gotLength(length)
        self.begun = monotonic()
        self.command, self.target = self.channel._command, self.channel._path
        self.body = IncomingBody(unquote(self.target.partition(b"?")[0].decode("latin-1")), length)
        self._look()

    def handleContentChunk(self, data: bytes) -> None:
        if not self.is_refused:
            super().handleContentChunk(data)
            self.body.add(len(data))
            self._look()

    def requestReceived(self, *request: bytes) -> None:
        if self.is_refused:
            self.channel.loseConnection()
        elif self.admission is not None and not self.admission.done():
            self.whole = request
        else:
            super().requestReceived(*request)

    def basic_error(self, status: int, status_text: bytes, body: str) -> None:
        """What daphne itself refuses is told as ours is: under /api/ as JSON, never as HTML."""
        _, headers, text = self._answer(ServerSays(status, body))
        self.handle_reply({"type": "http.response.start", "status": status, "headers": headers})
        self.handle_reply({"type": "http.response.body", "body": text})

    def _look(self) -> None:
        try:
            self.body.check()
        except ChatError as error:
            self._refuse(error)
            return
        self.channel.expect(self.body.seconds_left(), lambda: self._refuse(TooSlow()))
        if self.body.is_for_members and self.admission is None:
            self.channel.transport.pauseProducing()
            self.admission = asyncio.get_running_loop().create_task(self._admit())

    async def _admit(self) -> None:
        refused: ChatError | None = None
        try:
            await check_sender(self.body, self._sent_headers())
        except ChatError as error:
            refused = error
        if self._disconnected or self.is_refused:
            return
        self.channel.transport.resumeProducing()
        if refused:
            self._refuse(refused)
        if self.whole is not None:
            self.admission = None
            self.requestReceived(*self.whole)

    def _sent_headers(self) -> Headers:
        sent = self.requestHeaders.getAllRawHeaders()
        return [(name.lower(), value) for name, values in sent for value in values]

    def _answer(self, error: ChatError) -> tuple[int, Headers, bytes]:
        """Status, headers and body of a refusal."""
        status, headers, text = refusal(self.body.path, error)
        method = self.command.decode("latin-1")
        scope = {"type": "http", "method": method, "path": self.body.path, "headers": self._sent_headers()}
        return status, dressed(scope, status, headers), text

    def _refuse(self, error: ChatError) -> None:
        """Answer, read on for a moment without keeping anything, and close."""
        self.is_refused = True
        self.requestHeaders.removeHeader(b"expect")  # else "100 Continue" would follow
        status, headers, text = self._answer(error)
        lines = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}".encode(), *map(b": ".join, headers), b"", text]
        transport = self.channel.transport
        transport.write(b"\r\n".join(lines))
        if not self.channel.isSecure():
            transport.loseWriteConnection()
        self.channel.expect(LINGER_SECONDS, transport.abortConnection)
        said = {
            "path": self.target.decode("latin-1"),
            "status": status,
            "method": self.command.decode("latin-1"),
            "client": f"{getattr(self.client, 'host', '')}:{getattr(self.client, 'port', '')}",
            "time_taken": monotonic() - self.begun,
            "size": len(text),
        }
        self.server.log_action("http", "complete", said)


class BoundedChannel(HTTPChannel):
    """A connection on which requests come in time: it is always known what comes next, and by when."""

    _waiting: Any = None

    def expect(self, seconds: float | None, otherwise: Callable[[], None] | None = None) -> None:
        """Call `otherwise`, or close, unless something else is expected in time. None: nothing is."""
        if self._waiting is not None and self._waiting.active():
            self._waiting.cancel()
        self._waiting = None if seconds is None else self.callLater(seconds, otherwise or self._close)

    def connectionMade(self) -> None:
        super().connectionMade()
        self._expect_request()

    def allContentReceived(self) -> None:
        self.expect(None)
        super().allContentReceived()

    def requestDone(self, request: BoundedRequest) -> None:
        self._expect_request()
        super().requestDone(request)

    def connectionLost(self, reason: Any) -> None:
        self.expect(None)
        super().connectionLost(reason)

    def _expect_request(self) -> None:
        self._unsent = self._unsent_now()
        self.expect(HEADER_SECONDS)

    def _close(self) -> None:
        """Unless the client is still reading the last answer, which daphne has written as fast as it was made."""
        if (unsent := self._unsent_now()) and unsent != self._unsent:
            self._expect_request()
        else:
            self.timeoutConnection()

    def _unsent_now(self) -> tuple[int, int] | None:
        """Changes while something is sent; None when nothing waits."""
        waits = getattr(self.transport, "dataBuffer", b"")
        return (len(waits), self.transport.offset) if waits else None


class BoundedFactory(HTTPFactory):
    protocol = BoundedChannel

    def __init__(self, server: Any) -> None:
        super().__init__(server)
        self.timeOut = None  # Twisted's, which the channel above replaces

    def buildProtocol(self, address: Any) -> Any:
        channel = super().buildProtocol(address)
        channel.requestFactory = BoundedRequest
        return channel

    def acceptableProtocols(self) -> list[bytes]:
        return [b"http/1.1"]  # HTTP/2 is the proxy's, in front
