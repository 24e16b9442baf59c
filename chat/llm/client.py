"""Talks to a model server: one request, the chunks of its answer as they arrive.

The `openai` package opens the stream (address, authentication, status errors). Its per-chunk objects are not
used: they cost more than all the rest of an answer. Nothing is retried here; the errors say what is worth it.
"""

import asyncio
import ssl
from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, aclosing, asynccontextmanager
from dataclasses import dataclass
from typing import Any, Protocol

import aiohttp
import httpx2
import openai

from chat.llm.chunks import Chunk, ChunkDecoder
from chat.llm.errors import (
    AnswerTooLong,
    ConnectionLost,
    ModelError,
    ModelSilent,
    ModelUnreachable,
    NoModelServer,
    from_status,
)

CONNECT_TIMEOUT_S = 30.0  # hundreds of streams that begin at once keep the loop busy for the package's 5 seconds
LONGEST_NAME = 200  # of a model
MAX_CONNECTIONS = 10_000  # never the limit: how many streams run is decided before a request is made
MAX_STARTS = 50
START_HELD_S = 0.5
DRAIN_S = 0.05
BATCH = 32  # chunks handed over before the loop may do something else
MAX_ANSWER_BYTES = 64 * 1024 * 1024

_TRANSPORT_ERRORS = (
    openai.OpenAIError,
    httpx2.HTTPError,
    httpx2.InvalidURL,
    httpx2.StreamError,
    aiohttp.ClientError,
    OSError,
)
_NEVER_CONNECTED = (
    aiohttp.ClientConnectorError,  # refused, unknown name, no route, bad certificate
    aiohttp.ConnectionTimeoutError,
    httpx2.ConnectError,
    ConnectionRefusedError,
    ssl.SSLError,
)
_Response = openai.AsyncAPIResponse[Any]


@dataclass(frozen=True)
class ModelRequest:
    """What a model is asked, in the shape of the Chat Completions API."""

    messages: list[dict[str, Any]]
    tools: list[dict[str, Any]]
    model: str
    temperature: float | None = None  # None: not sent, since some models refuse it
    response_format: dict[str, Any] | None = None  # a JSON schema that the whole answer must fit


class ChatModel(Protocol):
    """A model: a server, the demo model, or a double."""

    def stream(self, request: ModelRequest) -> AsyncGenerator[list[Chunk], None]:
        """Yield the decoded chunks of one answer, a few at a time. Always close it. Raises ModelError."""
        ...

    async def aclose(self) -> None:
        """Give the connections back."""
        ...


class Starts:
    """Lets few requests be made up at once: each costs milliseconds, for which the running streams must wait.

    A start holds its place until the server answers, at most `held_s` seconds: a slow server holds up nobody.
    """

    def __init__(self, places: int = MAX_STARTS, held_s: float = START_HELD_S) -> None:
        self._places = asyncio.Semaphore(places)
        self._held_s = held_s

    @asynccontextmanager
    async def place(self) -> AsyncIterator[None]:
        await self._places.acquire()
        is_held = True

        def give_back() -> None:
            nonlocal is_held
            if is_held:
                is_held = False
                self._places.release()

        timer = asyncio.get_running_loop().call_later(self._held_s, give_back)
        try:
            yield
        finally:
            timer.cancel()
            give_back()


class OpenAIModel:
    """A server that speaks the Chat Completions API. Belongs to the event loop in which it is first used.

    `idle_timeout_s`: how long the server may send nothing, before its answer or in it; any byte restarts it.
    `api_key` may be empty, for servers that want none.
    """

    def __init__(
        self,
        base_url: str | None,
        api_key: str,
        model: str = "",
        *,
        idle_timeout_s: float = 60.0,
        connect_timeout_s: float = CONNECT_TIMEOUT_S,
    ) -> None:
        self.model = model  # asked when a request names none
        self._api_key = api_key
        self._starts = Starts()
        timeout = httpx2.Timeout(
            idle_timeout_s, connect=connect_timeout_s, pool=connect_timeout_s, write=connect_timeout_s
        )
        limits = httpx2.Limits(max_connections=MAX_CONNECTIONS, keepalive_expiry=30.0)
        self._client = openai.AsyncOpenAI(
            base_url=base_url,
            api_key=api_key or "none",  # the package insists on one; without ours no request carries it
            timeout=timeout,
            max_retries=0,
            http_client=openai.DefaultAioHttpClient(timeout=timeout, limits=limits),
        )
        # The package imports this at its first use, for which the streams that come first would wait.
        self._completions = self._client.chat.completions

    async def stream(self, request: ModelRequest) -> AsyncGenerator[list[Chunk], None]:
        """Yield the decoded chunks of one answer, at most BATCH at a time. Raises ModelError."""
        try:
            async with self._response(request) as response, aclosing(_read(response)) as batches:
                async for batch in batches:
                    yield batch
        except ModelError:
            raise
        except _TRANSPORT_ERRORS as error:
            told = _translate(error)
            told.hide(self._api_key)
            raise told from error

    async def aclose(self) -> None:
        await self._client.close()

    @asynccontextmanager
    async def _response(self, request: ModelRequest) -> AsyncIterator[_Response]:
        """Send the request; give the response once its headers are there."""
        async with AsyncExitStack() as stack:
            async with self._starts.place():
                response = await stack.enter_async_context(self._opening(request))
            # The sent body, with the schemas of all tools, would be kept as long as the answer streams.
            response.http_response.request = httpx2.Request(response.method, response.url)
            yield response

    def _opening(self, request: ModelRequest) -> AbstractAsyncContextManager[_Response]:
        # As `extra_body` they go out as they are. The package rebuilds its own `messages` and `tools` by their types,
        # which keeps the loop from all other streams for 15 ms in a conversation of 90 messages.
        body: dict[str, Any] = {"messages": request.messages}
        if request.tools:  # an empty list is refused by most servers
            body["tools"] = request.tools
        if request.temperature is not None:
            body["temperature"] = request.temperature
        if request.response_format:
            body["response_format"] = request.response_format
        return self._completions.with_streaming_response.create(
            model=request.model or self.model,
            messages=[],
            stream=True,
            stream_options={"include_usage": True},
            extra_body=body,
            extra_headers=None if self._api_key else {"Authorization": openai.Omit()},
        )


def list_models(base_url: str | None, api_key: str, *, timeout_s: float) -> list[str]:
    """The names that the server gives at `/models`, sorted. Sync, for a thread that may wait. Raises ModelError."""
    try:
        with openai.OpenAI(base_url=base_url, api_key=api_key or "none", timeout=timeout_s, max_retries=0) as client:
            headers = {} if api_key else {"Authorization": openai.Omit()}
            listed: Any = client.get("/models", cast_to=object, options={"headers": headers})
    except _TRANSPORT_ERRORS as error:
        failure = _translate(error)
        failure.hide(api_key)
        raise failure from error
    except ValueError as error:  # no JSON, whatever its header says
        raise NoModelServer(detail=f"The list of models cannot be read: {error}") from error
    items = listed.get("data") if isinstance(listed, dict) else None
    told = [each.get("id") for each in items if isinstance(each, dict)] if isinstance(items, list) else []
    return sorted({name for name in told if isinstance(name, str) and 0 < len(name) <= LONGEST_NAME})


async def _read(response: _Response) -> AsyncGenerator[list[Chunk], None]:
    if response.headers.get("content-type", "").startswith("text/html"):
        raise NoModelServer(detail="The answer is a web page.")
    decoder = ChunkDecoder()
    reads = _reads(response)
    received = unbreathed = 0
    async for data in reads:
        received += len(data)
        if received > MAX_ANSWER_BYTES:
            raise AnswerTooLong(detail=f"more than {MAX_ANSWER_BYTES} bytes")
        chunks = decoder.feed(data)
        for first in range(0, len(chunks), BATCH):
            batch = chunks[first : first + BATCH]
            yield batch
            unbreathed += len(batch)
            if unbreathed >= BATCH:  # reads that find their bytes waiting never pause by themselves
                unbreathed = 0
                await asyncio.sleep(0)
        if decoder.done:
            await _drain(reads)
            return
    last = decoder.close()
    if last:
        yield last


def _reads(response: _Response) -> AsyncIterator[bytes]:
    """The body as it arrives. Each of the package's layers costs some of every chunk; encoded bodies need them."""
    stream = response.http_response.stream
    if response.headers.get("content-encoding", "identity") != "identity" or not isinstance(stream, AsyncIterable):
        return response.iter_bytes()
    return aiter(stream)


async def _drain(reads: AsyncIterator[bytes]) -> None:
    """Read to the end of the body, right behind `[DONE]`, so that the connection can be used again."""
    try:
        async with asyncio.timeout(DRAIN_S):
            async for _ in reads:
                pass
    except _TRANSPORT_ERRORS:
        pass  # the answer is whole already


def _translate(error: Exception) -> ModelError:
    """Give the ModelError for what the transport raised."""
    if isinstance(error, openai.APIStatusError):
        response = error.response
        return from_status(error.status_code, response.headers, error.body or response.text)
    causes = list(_causes(error))
    detail = " from ".join(f"{type(each).__name__}: {each}" for each in causes)
    if any(isinstance(each, httpx2.InvalidURL | httpx2.UnsupportedProtocol) for each in causes):
        return NoModelServer(detail=detail)
    # The innermost error tells: on the way out the transport calls lost connections timeouts.
    told = [each for each in causes if isinstance(each, aiohttp.ClientError | OSError)] or causes
    if any(isinstance(each, _NEVER_CONNECTED) for each in causes):
        return ModelUnreachable(detail=detail)
    if isinstance(told[-1], TimeoutError | httpx2.TimeoutException):
        return ModelSilent(detail=detail)
    return ConnectionLost(detail=detail)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__
