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

from chat.llm.openai_requests import CONNECT_TIMEOUT_S, client_for, from_answer, key_headers, told_without
from chat.llm.transport_errors import NEVER_ASKED, causes_of, told_in_full
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
    timeout = httpx2.Timeout(CONNECT_TIMEOUT_S, read=settings.IMAGE_TIMEOUT_SECONDS)
    with told_without(server.api_key, _from_transport):
        async with (
            asyncio.timeout(settings.IMAGE_TIMEOUT_SECONDS),
            client_for(server.base_url, server.api_key, timeout) as client,
        ):
            while True:
                try:
                    return await _ask(server, client, words, asked, wish)
                except PictureRejected as error:
                    lesser = asked.without(error.detail)
                    if lesser is None:
                        raise
                    asked = lesser


async def _ask(server: ImageServer, client: openai.AsyncOpenAI, words: str, asked: Wish, wish: UUID) -> bytes:
    headers = {**key_headers(server.api_key), "Idempotency-Key": str(uuid5(wish, f"{asked.size} {asked.form}"))}
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
    return from_answer(_kind(error.status_code, _codes(error.body)), error)


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
