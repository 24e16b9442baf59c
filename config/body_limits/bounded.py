"""The limits of bodies as an ASGI application around ours: for uvicorn and other servers that hand on what comes."""

import asyncio
from contextlib import suppress
from typing import Any

from config.body_limits.limits import LINGER_SECONDS, IncomingBody, TooSlow, refusal
from config.body_limits.signed_in import check_sender
from config.common.errors import ChatError
from config.headers import dressed

DISCONNECT = {"type": "http.disconnect"}


class BoundedBodies:
    """Answers a body that is too large, or too slow, itself; the application sees a client that left."""

    def __init__(self, application: Any) -> None:
        self.application = application

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await self.application(scope, receive, send)
            return
        exchange = _Exchange(scope, receive, send)
        if await exchange.accepts():
            await self.application(scope, exchange.receive, exchange.send)


class _Exchange:
    """One request and its answer."""

    def __init__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        self.scope = scope
        self._receive, self._send = receive, send
        self.body = IncomingBody(scope["path"], _announced(scope["headers"]))
        self.is_whole = self.is_refused = self.is_answered = self.is_member = False

    async def accepts(self) -> bool:
        """Whether the body, so far, may come; else that was told."""
        try:
            self.body.check()
            if self.body.is_for_members and not self.is_member:
                await check_sender(self.body, self.scope["headers"])
                self.is_member = True
        except ChatError as error:
            await self._refuse(error)
        return not self.is_refused

    async def receive(self) -> dict[str, Any]:
        if self.is_refused:
            return DISCONNECT
        if self.is_whole:
            return await self._receive()  # type: ignore[no-any-return]
        try:
            async with asyncio.timeout(self.body.seconds_left()):
                message: dict[str, Any] = await self._receive()
        except TimeoutError:
            await self._refuse(TooSlow())
            return DISCONNECT
        self.is_whole = not message.get("more_body", False)
        self.body.add(len(message.get("body", b"")))
        return message if await self.accepts() else DISCONNECT

    async def send(self, message: dict[str, Any]) -> None:
        if not self.is_refused:
            self.is_answered = True
            await self._send(message)

    async def _refuse(self, error: ChatError) -> None:
        self.is_refused = True
        if self.is_answered:
            return  # the application has begun to speak before it had heard all; the server ends that
        status, headers, text = refusal(self.scope["path"], error)
        headers = dressed(self.scope, status, headers)
        await self._send({"type": "http.response.start", "status": status, "headers": headers})
        await self._send({"type": "http.response.body", "body": text, "more_body": True})
        with suppress(TimeoutError):
            async with asyncio.timeout(LINGER_SECONDS):
                while not self.is_whole:
                    self.is_whole = not (await self._receive()).get("more_body", False)
        await self._send({"type": "http.response.body", "body": b"", "more_body": False})


def _announced(headers: list[tuple[bytes, bytes]]) -> int | None:
    """The Content-Length, which the server has checked to be a number."""
    return next((int(value) for name, value in headers if name == b"content-length"), None)
