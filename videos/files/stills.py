"""Single pictures of a video, drawn when somebody asks and kept by the hash of what they show."""

from dataclasses import dataclass
from pathlib import Path

from asgiref.sync import async_to_sync

from videos.document.document import Document
from videos.models import pictures_of
from videos.models.disk import folder, written
from videos.rendering.pieces import Piece, still_of
from videos.rendering.render_job import size_of
from videos.rendering.render_parent import still


@dataclass(frozen=True)
class Still:
    """One picture, drawn or not."""

    piece: Piece
    path: Path
    project: int

    @property
    def etag(self) -> str:
        return f'"{self.piece.key[:32]}"'

    def draw(self) -> None:
        """Let the file be there. For threads of requests: it waits while the event loop works. Raises RenderFailed."""
        if self.path.is_file():
            return
        with written(self.path) as working:
            async_to_sync(still)(self.piece, pictures_of(self.project), str(working))


def still_at(document: Document, project: int, second: float, width: int) -> Still:
    """The picture at `second`, about `width` pixels wide."""
    height = width * document.height / document.width
    size = size_of(document, max(2, round(min(width, height))))
    piece = still_of(document, second, *size)
    return Still(piece, folder("stills", project) / piece.key[:2] / f"{piece.key}.png", project)
