"""How an image server is asked for a picture, and what its refusals mean."""

import asyncio
import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal, Self
from uuid import UUID, uuid5

import httpx2
import openai
from django.conf import settings

from chat.llm.client import CONNECT_TIMEOUT_S
from chat.llm.model_errors import retry_after_s, sentence_of
from chat.llm.transport_errors import NEVER_ASKED, TRANSPORT_ERRORS, causes_of, told_in_full
from videos.imaging.image_errors import (
    ImageError,
    ImagesBusy,
    ImagesNotFound,
    ImagesRefusedCredentials,
    ImagesUnavailable,
    ImagesUnpaid,
    ImagesUnreachable,
    PictureOutcomeUnknown,
    PictureRefused,
    PictureRejected,
    PictureTooBig,
)
from videos.imaging.image_server import ImageServer
from videos.rendering.picture_limits import MOST_BYTES

# OpenAI's newest models make these; who makes others says so, or makes what it likes.
SIZES = {"landscape": "1536x1024", "portrait": "1024x1536", "square": "1024x1024"}
SIZE = re.compile(r"\b(\d{3,4})x(\d{3,4})\b")
MOST_ANSWER_BYTES = MOST_BYTES * 4 // 3 + 2**16  # a picture in base64, and what stands around it
GATEWAYS = {408, 502, 504, 520, 522, 524}  # somebody between us and the server lost patience with it
UNPAID = {"insufficient_quota", "billing_hard_limit_reached", "billing_not_active"}
AGAINST_RULES = {"content_policy_violation", "moderation_blocked", "content_filter", "safety_violation"}


@dataclass(frozen=True)
class Wish:
    """What is asked beside the words; None is not asked at all. Servers refuse what they do not know."""

    size: str | None
    form: Literal["b64_json"] | None = "b64_json"
    may_choose: bool = True  # another size, of those that the server names

    def without(self, refusal: str) -> Self | None:
        """What is left of it after this refusal; None where that is about something else."""
        if self.form and re.search("response.format", refusal, re.IGNORECASE):
            return replace(self, form=None)
        if self.size and "size" in refusal.lower():
            named = [each[0] for each in SIZE.finditer(refusal) if each[0] != self.size] if self.may_choose else []
            nearest = min(named, key=lambda each: abs(_ratio(each) - _ratio(self.size or "1x1")), default=None)
            return replace(self, size=nearest, may_choose=False)
        return None


def _ratio(size: str) -> float:
    width, _, height = size.partition("x")
    return int(width) / int(height)


async def answer(server: ImageServer, words: str, shape: str, wish: UUID) -> bytes:
    """What the server says to an order, as `ImageServer.answer` gives it. Raises ImageError."""
    asked = Wish(SIZES[shape])
    try:
        async with asyncio.timeout(settings.IMAGE_TIMEOUT_SECONDS), _client(server) as client:
            while True:
                try:
                    return await _ask(server, client, words, asked, wish)
                except PictureRejected as error:
                    lesser = asked.without(error.detail)
                    if lesser is None:
                        raise
                    asked = lesser
    except ImageError as error:
        error.hide(server.api_key)
        raise
    except TRANSPORT_ERRORS as error:
        told = _from_transport(error)
        told.hide(server.api_key)
        raise told from error


def _client(server: ImageServer) -> openai.AsyncOpenAI:
    timeout = httpx2.Timeout(CONNECT_TIMEOUT_S, read=settings.IMAGE_TIMEOUT_SECONDS)
    return openai.AsyncOpenAI(
        base_url=server.base_url,
        api_key=server.api_key or "none",  # the package insists on one; without ours no request carries it
        timeout=timeout,
        max_retries=0,
        http_client=openai.DefaultAioHttpClient(timeout=timeout),
    )


async def _ask(server: ImageServer, client: openai.AsyncOpenAI, words: str, asked: Wish, wish: UUID) -> bytes:
    headers: dict[str, str | openai.Omit] = {"Idempotency-Key": str(uuid5(wish, f"{asked.size} {asked.form}"))}
    if not server.api_key:
        headers["Authorization"] = openai.Omit()
    try:
        async with client.images.with_streaming_response.generate(
            model=server.model,
            prompt=words,
            size=asked.size or openai.omit,
            response_format=asked.form or openai.omit,
            extra_headers=headers,
        ) as response:
            return await _whole(response.iter_bytes())
    except openai.APIStatusError as error:
        raise from_status(error) from error


async def _whole(blocks: AsyncIterator[bytes]) -> bytes:
    data = bytearray()
    async for block in blocks:
        data += block
        if len(data) > MOST_ANSWER_BYTES:
            raise PictureTooBig(detail=f"more than {MOST_ANSWER_BYTES} bytes")
    return bytes(data)


def from_status(error: openai.APIStatusError) -> ImageError:
    """The error of an answer with an HTTP status, in the server's own sentence where it has one."""
    status, said = error.status_code, sentence_of(error.body) or sentence_of(error.response.text)
    kind = _kind(status, _codes(error.body))
    message = f"{kind.sentence} It says: {said}" if said else ""
    waits = retry_after_s(error.response.headers)
    return kind(message, detail=f"HTTP {status}: {error.response.text}", retry_after_s=waits)


def _kind(status: int, codes: set[str]) -> type[ImageError]:
    if codes & AGAINST_RULES:
        return PictureRefused
    if status == 402 or codes & UNPAID:
        return ImagesUnpaid
    if status in GATEWAYS:
        return PictureOutcomeUnknown
    match status:
        case 401 | 403:
            return ImagesRefusedCredentials
        case 404:
            return ImagesNotFound
        case 429:
            return ImagesBusy
        case _ if status == 409 or status >= 500:
            return ImagesUnavailable
    return PictureRejected


def _codes(body: object) -> set[str]:
    """What an error's body calls itself: its `code` and `type`, wherever a server puts them."""
    if not isinstance(body, Mapping):
        return set()
    own = {str(body[name]) for name in ("code", "type") if body.get(name)}
    return own | _codes(body.get("error"))


def _from_transport(error: Exception) -> ImageError:
    """The error for what came of a connection."""
    is_unasked = any(isinstance(each, NEVER_ASKED) for each in causes_of(error))
    kind = ImagesUnreachable if is_unasked else PictureOutcomeUnknown
    return kind(detail=told_in_full(error))
