"""Single pictures of a video, drawn when somebody asks and kept by the hash of what they show."""

import asyncio
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from asgiref.sync import async_to_sync
from PIL import Image

from config.common.database import in_pool
from videos.document.document import Document
from videos.models import pictures_of
from videos.models.disk import folder, written
from videos.models.recordings import with_captions
from videos.rendering.pieces import Piece, still_of
from videos.rendering.render_job import size_of
from videos.rendering.render_parent import still

SEEN_SIDE = 512  # pixels of a model's picture, the shorter side: what most of them look at, and cheap
JPEG_QUALITY = 85


@dataclass(frozen=True)
class Still:
    """One picture, drawn or not."""

    piece: Piece
    path: Path
    project: int

    @classmethod
    def of(cls, document: Document, project: int, second: float, side: int) -> Self:
        """The picture at `second`, whose shorter side has `side` pixels."""
        document = with_captions(project, document)
        piece = still_of(document, second, *size_of(document, side))
        return cls(piece, folder("stills", project) / piece.key[:2] / f"{piece.key}.png", project)

    @property
    def etag(self) -> str:
        return f'"{self.piece.key[:32]}"'

    def draw(self) -> None:
        """Let the file be there. For threads of requests: it waits while the event loop works. Raises RenderFailed."""
        if not self.path.is_file():
            async_to_sync(self._draw)(pictures_of(self.project))

    async def drawn(self) -> bytes:
        """As a JPEG, drawn if it is not there. For coroutines. Raises RenderFailed or OSError."""
        if not self.path.is_file():
            await self._draw(await in_pool(pictures_of)(self.project))
        return await asyncio.to_thread(self._as_jpeg)

    async def _draw(self, pictures: dict[str, str]) -> None:
        with written(self.path) as working:
            await still(self.piece, pictures, str(working))

    def _as_jpeg(self) -> bytes:
        file = io.BytesIO()
        with Image.open(self.path, formats=["PNG"]) as drawn:
            drawn.convert("RGB").save(file, "JPEG", quality=JPEG_QUALITY)
        return file.getvalue()


def small_still(document: Document, project: int, second: float) -> Still:
    """The picture at `second` as large as a model needs it."""
    return Still.of(document, project, second, SEEN_SIDE)


def still_at(document: Document, project: int, second: float, width: int) -> Still:
    """The picture at `second`, about `width` pixels wide."""
    height = width * document.height / document.width
    return Still.of(document, project, second, max(2, round(min(width, height))))
