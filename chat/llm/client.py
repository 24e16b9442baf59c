"""Talks to a model server: one request, the chunks of its answer as they arrive.

The `openai` package opens the stream (address, authentication, status errors). Its per-chunk objects are not
used: they cost more than all the rest of an answer. Nothing is retried here but a request that the server refused for
an option that it does not know, or for its length: that is asked again without, and remembered. The errors say what
else is worth another try.
"""

import asyncio
import ssl
from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, aclosing, asynccontextmanager
from dataclasses import replace
from typing import Any

import aiohttp
import httpx2
import openai
import structlog

from chat.llm.knowledge import Knowledge, ThisProcessKnows
from chat.llm.model_errors import (
    AnswerTooLong,
    ConnectionLost,
    ContextTooSmall,
    ModelError,
    ModelNotFound,
    ModelSilent,
    ModelUnreachable,
    NoModelServer,
    RejectedRequest,
    from_error_objects,
    from_status,
)
from chat.llm.openai_requests import CONNECT_TIMEOUT_S, NO_KEY, client_for, key_headers
from chat.llm.reading.chunks import Chunk, ChunkDecoder
from chat.llm.reading.plan_in_words import PlanReader
from chat.llm.request.capabilities import PICTURES, Capabilities
from chat.llm.request.model_request import Body, ModelRequest, body_of
from chat.llm.request.server_refusals import (
    context_refusal,
    longest_answer,
    refused_option,
    served_context,
    speaks_of_pictures,
)
from chat.llm.transport_errors import NEVER_CONNECTED, TRANSPORT_ERRORS, causes_of, told_in_full

logger = structlog.get_logger(__name__)

LONGEST_NAME = 200  # of a model
MAX_CONNECTIONS = 10_000  # never the limit: how many streams run is decided before a request is made
MAX_STARTS = 50
START_HELD_S = 0.5
DRAIN_S = 0.05
BATCH = 32  # chunks handed over before the loop may do something else
MAX_ANSWER_BYTES = 64 * 1024 * 1024
CUT_SHARE, LEAST_CUT = 0.5, 1024  # an estimate may be off by as much; nobody serves a smaller context
LISTED_FOR_S, LISTING_TIMEOUT_S = 600.0, 3.0

_NEVER_CONNECTED = (*NEVER_CONNECTED, ssl.SSLError)
_Response = openai.AsyncAPIResponse[Any]


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

    `idle_timeout_s`: how long the server may send nothing once its answer has begun; any byte restarts it. How long it
    may take to begin is for the caller to say: a server that reads a long prompt is silent for minutes.
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
        knowledge: Knowledge | None = None,
    ) -> None:
        self.model = model  # asked when a request names none
        self._knowledge = knowledge or ThisProcessKnows()
        self._listed: dict[str, int] = {}  # model: the context that the server says it serves
        self._listed_at = float("-inf")
        self._api_key = api_key
        self._starts = Starts()
        self._idle_timeout_s = idle_timeout_s
        timeout = httpx2.Timeout(connect_timeout_s, read=None)
        limits = httpx2.Limits(max_connections=MAX_CONNECTIONS, keepalive_expiry=30.0)
        self._client = client_for(base_url, api_key, timeout, limits=limits)
        # The package imports this at its first use, for which the streams that come first would wait.
        self._completions = self._client.chat.completions

    async def stream(self, request: ModelRequest) -> AsyncGenerator[list[Chunk], None]:
        """Yield the decoded chunks of one answer, at most BATCH at a time. Raises ModelError."""
        model = request.model or self.model
        refusal: ModelError | None = None
        refused_now: set[str] = set()
        while True:
            known = await self._capabilities(request, model)
            capabilities = replace(known, refused=(known.refused - request.insists_on) | refused_now)
            try:
                body = body_of(request, capabilities)
            except ContextTooSmall as error:
                raise refusal or error from None  # the server's own sentence, where it was asked
            try:
                async with aclosing(self._answer(body, model)) as batches:
                    async for batch in batches:
                        yield batch
                return
            except ModelError as error:
                refusal = error
                learned = await self._learned(error, body, capabilities, model)
                if learned is None:
                    raise
                refused_now |= learned

    async def aclose(self) -> None:
        await self._client.close()

    async def _answer(self, body: Body, model: str) -> AsyncGenerator[list[Chunk], None]:
        reader, begins = None, True
        if body.is_without_tools:
            reader = PlanReader(body.plan_tool, is_asked_first=body.is_asked_first)
        try:
            async with (
                self._response(body, model) as response,
                aclosing(_read(response, self._idle_timeout_s)) as batches,
            ):
                async for batch in batches:
                    if begins and body.options & PICTURES and (error := batch[0].get("error")):
                        raise from_error_objects([error if isinstance(error, dict) else {"message": error}])
                    begins = False
                    for chunk in batch:
                        if usage := chunk.get("usage"):
                            _tell_when_cut(usage, body, model)
                    yield reader.feed(batch) if reader else batch
            if reader:
                yield reader.close()
        except ModelError:
            raise
        except TRANSPORT_ERRORS as error:
            told = _translate(error)
            told.hide(self._api_key)
            raise told from error

    async def _capabilities(self, request: ModelRequest, model: str) -> Capabilities:
        known = await self._knowledge.of(model)
        if request.context_tokens is not None:  # the operator knows better than a list
            return known
        listed = await self._served_context(model)
        sizes = [size for size in (known.context_tokens, listed) if size]
        return replace(known, context_tokens=min(sizes)) if sizes else known

    async def _served_context(self, model: str) -> int | None:
        """The context that the server lists for the model, looked up now and then; None when it lists none."""
        loop = asyncio.get_running_loop()
        if loop.time() - self._listed_at > LISTED_FOR_S:
            self._listed_at = loop.time()  # at once: many answers may begin together
            try:
                async with asyncio.timeout(LISTING_TIMEOUT_S):
                    listed: Any = await self._client.get("/models", cast_to=object, options={"headers": self._headers})
                self._listed = {item["id"]: size for item in _items(listed) if (size := served_context(item))}
            except (*TRANSPORT_ERRORS, TimeoutError, ValueError) as error:
                logger.debug("models not listed", error=f"{type(error).__name__}: {error}")
        return self._listed.get(model)

    async def _learned(self, error: ModelError, body: Body, known: Capabilities, model: str) -> frozenset[str] | None:
        """The options that the refusal names; they are left out from now on. None: it says nothing that we can do.

        Empty where it tells how much it takes, which is remembered.
        """
        said = error.refusal
        if not isinstance(error, RejectedRequest | ModelNotFound):  # 404: no model that can do that
            return await self._learned_of_pictures(error, body, model)
        if (too_long := context_refusal(said)) is not None:
            fits = too_long.fitting(body.tokens, body.answer_tokens, known.context_tokens)
            logger.warning("the model server reads less", model=model, context_tokens=fits, detail=error.detail)
            await self._knowledge.serves(model, fits)
            return frozenset()
        if (longest := longest_answer(said, body.answer_tokens)) is not None:
            logger.warning("the model server lets it answer less", model=model, tokens=longest, detail=error.detail)
            await self._knowledge.answers(model, longest)
            return frozenset()
        option = refused_option(said, body.options - PICTURES)
        if option is None:
            return await self._learned_of_pictures(error, body, model)
        return await self._refused(option, error, model)

    async def _learned_of_pictures(self, error: ModelError, body: Body, model: str) -> frozenset[str] | None:
        """As `_learned`; servers refuse pictures with whatever status, and some only those that were sent."""
        sent = body.options & PICTURES
        if (option := refused_option(error.refusal, sent)) is not None:
            return await self._refused(option, error, model)
        if sent and speaks_of_pictures(error.refusal):
            logger.warning("the model server cannot use a picture", model=model, detail=error.detail)
            return frozenset({"pictures"})
        return None

    async def _refused(self, option: str, error: ModelError, model: str) -> frozenset[str]:
        logger.warning("the model server refuses an option", model=model, option=option, detail=error.detail)
        await self._knowledge.refuses(model, option)
        return frozenset({option})

    @property
    def _headers(self) -> dict[str, str | openai.Omit]:
        return key_headers(self._api_key)

    @asynccontextmanager
    async def _response(self, body: Body, model: str) -> AsyncIterator[_Response]:
        """Send the request; give the response once its headers are there."""
        async with AsyncExitStack() as stack:
            async with self._starts.place():
                response = await stack.enter_async_context(self._opening(body, model))
            # The sent body, with the schemas of all tools, would be kept as long as the answer streams.
            response.http_response.request = httpx2.Request(response.method, response.url)
            yield response

    def _opening(self, body: Body, model: str) -> AbstractAsyncContextManager[_Response]:
        # As `extra_body` they go out as they are. The package rebuilds its own `messages` and `tools` by their types,
        # which keeps the loop from all other streams for 15 ms in a conversation of 90 messages.
        return self._completions.with_streaming_response.create(
            model=model, messages=[], stream=True, extra_body=body.content, extra_headers=self._headers
        )


def _tell_when_cut(usage: object, body: Body, model: str) -> None:
    """Some servers read no more than their context and say nothing: note `sent_tokens` in such a usage."""
    read = usage.get("prompt_tokens") if isinstance(usage, dict) else None
    if isinstance(usage, dict) and isinstance(read, int) and LEAST_CUT <= read < body.tokens * CUT_SHARE:
        usage["sent_tokens"] = body.tokens
        logger.warning("the model server read less than was sent", model=model, read=read, sent=body.tokens)


def list_models(base_url: str | None, api_key: str, *, timeout_s: float) -> list[str]:
    """The names that the server gives at `/models`, sorted. Sync, for a thread that may wait. Raises ModelError."""
    try:
        with openai.OpenAI(base_url=base_url, api_key=api_key or NO_KEY, timeout=timeout_s, max_retries=0) as client:
            headers = key_headers(api_key)
            listed: Any = client.get("/models", cast_to=object, options={"headers": headers})
    except TRANSPORT_ERRORS as error:
        failure = _translate(error)
        failure.hide(api_key)
        raise failure from error
    except ValueError as error:  # no JSON, whatever its header says
        raise NoModelServer(detail=f"The list of models cannot be read: {error}") from error
    return sorted({item["id"] for item in _items(listed)})


def _items(listed: object) -> list[dict[str, Any]]:
    """The entries of `/models` that have a usable name."""
    items = listed.get("data") if isinstance(listed, dict) else None
    told = [each for each in items if isinstance(each, dict)] if isinstance(items, list) else []
    return [each for each in told if isinstance(each.get("id"), str) and 0 < len(each["id"]) <= LONGEST_NAME]


async def _read(response: _Response, idle_timeout_s: float) -> AsyncGenerator[list[Chunk], None]:
    if response.headers.get("content-type", "").startswith("text/html"):
        raise NoModelServer(detail="The answer is a web page.")
    decoder = ChunkDecoder()
    reads = _heard(_reads(response), idle_timeout_s)
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


async def _heard(reads: AsyncIterator[bytes], idle_timeout_s: float) -> AsyncGenerator[bytes, None]:
    """The same, as long as one follows the other in time. Raises TimeoutError."""
    limit_s = None
    while True:
        async with asyncio.timeout(limit_s):
            data = await anext(reads, None)
        if data is None:
            return
        limit_s = idle_timeout_s
        yield data


async def _drain(reads: AsyncIterator[bytes]) -> None:
    """Read to the end of the body, right behind `[DONE]`, so that the connection can be used again."""
    try:
        async with asyncio.timeout(DRAIN_S):
            async for _ in reads:
                pass
    except TRANSPORT_ERRORS:
        pass  # the answer is whole already


def _translate(error: Exception) -> ModelError:
    """Give the ModelError for what the transport raised."""
    if isinstance(error, openai.APIStatusError):
        response = error.response
        return from_status(error.status_code, response.headers, error.body or response.text)
    causes, detail = list(causes_of(error)), told_in_full(error)
    if any(isinstance(each, httpx2.InvalidURL | httpx2.UnsupportedProtocol) for each in causes):
        return NoModelServer(detail=detail)
    # The innermost error tells: on the way out the transport calls lost connections timeouts.
    told = [each for each in causes if isinstance(each, aiohttp.ClientError | OSError)] or causes
    if any(isinstance(each, _NEVER_CONNECTED) for each in causes):
        return ModelUnreachable(detail=detail)
    if isinstance(told[-1], TimeoutError | httpx2.TimeoutException):
        return ModelSilent(detail=detail)
    return ConnectionLost(detail=detail)
