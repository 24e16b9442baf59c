"""Looking at what was drawn: frames of a document, rastered at their own size, and where they are not black."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from videos.compiler import compile_document
from videos.document.document import Document
from videos.rendering.raster import Raster
from videos.rendering.render_job import Frames

Picture = NDArray[np.int16]  # (height, width, 3): red, green, blue


def frames(document: Document, *indices: int, lottie: dict[str, Any] | None = None) -> list[Picture]:
    """These frames of the document."""
    compiled = lottie or compile_document(document)
    size = Frames(document.width, document.height, document.fps, round(document.duration * document.fps))
    with Raster(compiled, size) as raster:
        return [raster.frame(index)[:, :, :3].astype(np.int16) for index in indices]


def frame(document: Document, index: int) -> Picture:
    return frames(document, index)[0]


def lit(picture: Picture, level: int = 40) -> NDArray[np.bool_]:
    """Which pixels are brighter than `level`."""
    return picture.max(axis=2) > level


def bounds(picture: Picture) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of what is lit, right and bottom outside of it."""
    rows, columns = np.flatnonzero(lit(picture).any(axis=1)), np.flatnonzero(lit(picture).any(axis=0))
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1
