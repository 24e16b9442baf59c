"""A server with OpenAI's `/images/generations`, theirs or one of the many local ones that speak it."""

import asyncio
import base64
import hashlib
import json
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from typing import Any, Literal, Self
from urllib.parse import urlsplit
from uuid import UUID, uuid5

import httpx2
import openai
from django.conf import settings

from chat.llm.client import CONNECT_TIMEOUT_S, server_name
from chat.llm.model_errors import sentence_of
from chat.llm.transport_errors import TRANSPORT_ERRORS
from videos.imaging.image_errors import (
    ImageError,
    NoPicture,
    PictureRejected,
    PictureTooBig,
    from_status,
    from_transport,
)
from videos.imaging.picture_links import fetched
from videos.rendering.picture_limits import MOST_BYTES

# OpenAI's newest models make these; who makes others says so, or makes what it likes.
SIZES = {"landscape": "1536x1024", "portrait": "1024x1536", "square": "1024x1024"}
SIZE = re.compile(r"\b(\d{3,4})x(\d{3,4})\b")
MOST_ANSWER_BYTES = MOST_BYTES * 4 // 3 + 2**16  # a picture in base64, and what stands around it


def shape_of(width: int, height: int) -> str:
    """The shape of a picture that suits this frame."""
    if max(width, height) < 1.1 * min(width, height):
        return "square"
    return "landscape" if width > height else "portrait"


def image_server() -> "ImageServer | None":
    """The one that makes pictures here."""
    if not settings.IMAGE_BASE_URL:
        return None
    return ImageServer(settings.IMAGE_BASE_URL, settings.IMAGE_API_KEY, settings.IMAGE_MODEL)


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


@dataclass(frozen=True)
class ImageServer:
    """`api_key` may be empty, for servers that want none."""

    base_url: str
    api_key: str
    model: str

    @property
    def host(self) -> str:
        """To which the words are sent."""
        return urlsplit(self.base_url).hostname or ""

    def key_of(self, words: str, shape: str) -> str:
        """Stands for a picture as this server makes it."""
        wished = json.dumps([server_name(self.base_url), self.model, shape, words], ensure_ascii=False)
        return hashlib.sha256(wished.encode()).hexdigest()

    async def answer(self, words: str, shape: str, wish: UUID) -> bytes:
        """What the server says to an order, which is paid for then. The same `wish` is the same order.

        Raises ImageError.
        """
        asked = Wish(SIZES[shape])
        try:
            async with asyncio.timeout(settings.IMAGE_TIMEOUT_SECONDS), self._client() as client:
                while True:
                    try:
                        return await self._ask(client, words, asked, wish)
                    except PictureRejected as error:
                        lesser = asked.without(error.detail)
                        if lesser is None:
                            raise
                        asked = lesser
        except ImageError as error:
            error.hide(self.api_key)
            raise
        except TRANSPORT_ERRORS as error:
            told = from_transport(error)
            told.hide(self.api_key)
            raise told from error

    async def picture(self, answer: bytes) -> bytes:
        """The picture of an answer, whatever it is really, fetched where it only names one. Raises ImageError."""
        found = await asyncio.to_thread(_found, answer)
        return await fetched(found, self.base_url) if isinstance(found, str) else found

    def _client(self) -> openai.AsyncOpenAI:
        timeout = httpx2.Timeout(CONNECT_TIMEOUT_S, read=settings.IMAGE_TIMEOUT_SECONDS)
        return openai.AsyncOpenAI(
            base_url=self.base_url,
            api_key=self.api_key or "none",  # the package insists on one; without ours no request carries it
            timeout=timeout,
            max_retries=0,
            http_client=openai.DefaultAioHttpClient(timeout=timeout),
        )

    async def _ask(self, client: openai.AsyncOpenAI, words: str, asked: Wish, wish: UUID) -> bytes:
        headers: dict[str, str | openai.Omit] = {"Idempotency-Key": str(uuid5(wish, f"{asked.size} {asked.form}"))}
        if not self.api_key:
            headers["Authorization"] = openai.Omit()
        try:
            async with client.images.with_streaming_response.generate(
                model=self.model,
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


def usage_of(answer: bytes) -> dict[str, Any] | None:
    """What the server counted, if it tells."""
    told = _parsed(answer).get("usage")
    return told if isinstance(told, dict) else None


def _found(answer: bytes) -> bytes | str:
    """The first picture of an answer, or the address that stands for it. Raises NoPicture."""
    body, told = _parsed(answer), answer[:2000].decode(errors="replace")
    listed = body.get("data")
    first = listed[0] if isinstance(listed, list) and listed else None
    if not isinstance(first, dict):
        said = sentence_of(body)
        raise NoPicture(f"{NoPicture.sentence} It says: {said}" if said else "", detail=told)
    inline, link = first.get("b64_json"), first.get("url")
    if isinstance(link, str) and link.startswith("data:"):
        inline = link
    if isinstance(inline, str) and inline:
        try:
            return base64.b64decode(inline.rpartition("base64,")[2], validate=True)
        except ValueError as error:
            raise NoPicture(detail=f"{error}: {told}") from error
    if isinstance(link, str) and link:
        return link
    raise NoPicture(detail=told)


def _parsed(answer: bytes) -> dict[str, Any]:
    try:
        body = json.loads(answer)
    except (ValueError, RecursionError):
        return {}
    return body if isinstance(body, dict) else {}
