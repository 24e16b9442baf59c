"""Looking at what was drawn: frames of a document, rastered at their own size, and where they are not black."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from videos.clips.reels import reels_of
from videos.compiler.compiling import Compiled, compile_with_warnings
from videos.document.document import Asset, Document
from videos.rendering.raster import Raster
from videos.rendering.render_job import Frames

Picture = NDArray[np.int16]  # (height, width, 3): red, green, blue


def frames(
    document: Document, *indices: int, lottie: dict[str, Any] | None = None, files: Mapping[str, str] | None = None
) -> list[Picture]:
    """These frames of the document. `files`: of its pictures and clips, by their sha256."""
    known = files or {}
    compiled = (
        Compiled(lottie, [], []) if lottie else compile_with_warnings(document, lambda asset: _read(known, asset))
    )
    size = Frames(document.width, document.height, document.fps, round(document.duration * document.fps))
    reels, _ = reels_of(compiled, known, document.width, document.height)
    with Raster(compiled.lottie, size, reels) as raster:
        return [raster.frame(index)[:, :, :3].astype(np.int16) for index in indices]


def _read(files: Mapping[str, str], asset: Asset) -> bytes | None:
    return Path(files[asset.sha256]).read_bytes() if asset.sha256 in files else None


def frame(document: Document, index: int) -> Picture:
    return frames(document, index)[0]


def lit(picture: Picture, level: int = 40) -> NDArray[np.bool_]:
    """Which pixels are brighter than `level`."""
    return picture.max(axis=2) > level


def bounds(picture: Picture) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of what is lit, right and bottom outside of it."""
    rows, columns = np.flatnonzero(lit(picture).any(axis=1)), np.flatnonzero(lit(picture).any(axis=0))
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1
