"""A server with OpenAI's `/images/generations`, theirs or one of the many local ones that speak it."""

import asyncio
import hashlib
import json
from dataclasses import dataclass
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings

from chat.llm.server_names import server_name
from config.common.loading import loaded
from videos.imaging.image_answers import found_in


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
        await loaded("videos.imaging.image_requests")
        from videos.imaging.image_requests import answer

        return await answer(self, words, shape, wish)

    async def picture(self, answer: bytes) -> bytes:
        """The picture of an answer, whatever it is really, fetched where it only names one. Raises ImageError."""
        found = await asyncio.to_thread(found_in, answer)
        if isinstance(found, bytes):
            return found
        await loaded("videos.imaging.picture_links")
        from videos.imaging.picture_links import fetched

        return await fetched(found, self.base_url)
