"""Rendering from the server's side: what is drawn already is taken, the rest is drawn by children, in parallel."""

import asyncio
import contextlib
import os
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

from videos.document.document import Document, InvalidDocument, parse_document
from videos.rendering.picture_limits import LONGEST_SIDE
from videos.rendering.pieces import Piece, pieces_of, sound_key, still_of, telling_second
from videos.rendering.pool import Budget, Busy, Done, OnFrame, RenderFailed, pools
from videos.rendering.render_job import Frames, RenderJob, frames_of
from videos.rendering.tasks import Draw, Join, Mix, Redraw, Reencode, Task, Trim, WriteLottie, told_of

__all__ = [
    "Busy", "Progress", "RenderFailed", "RenderResult", "cannot_write", "redraw", "reencode", "render", "still",
    "trimmed",
]  # fmt: skip

STILL_SECONDS = 20.0
REDRAW_SECONDS = 10.0
TRIM_SECONDS = 20.0
REENCODE_SECONDS = 120.0  # the longest recording takes ten, the longest video in 1080p seventy, on two free cores
UPLOAD_PATIENCE_SECONDS = 60.0  # until its turn


@dataclass(frozen=True)
class Progress:
    """`frame` frames of `of` are there."""

    frame: int
    of: int

    @property
    def share(self) -> float:
        return self.frame / max(1, self.of)


OnProgress = Callable[[Progress], None]


@dataclass(frozen=True)
class RenderResult:
    """A whole file: `seconds` of video, `bytes` on disk, what could not be drawn, and how many frames were known."""

    path: str
    frames: int
    seconds: float
    bytes: int
    warnings: list[str]
    reused: int = 0


async def render(job: RenderJob, on_progress: OnProgress) -> RenderResult:
    """Render in child processes; `on_progress` is called for each frame.

    Cancelling ends the children and waits for them. Raises RenderFailed; then the output file does not exist.
    """
    return await Rendering(job, on_progress).run()


async def still(piece: Piece, pictures: dict[str, str], output: str) -> Done:
    """Draw one picture, in a child that waits for such tasks. Raises RenderFailed."""
    task = Draw(output, piece.document, pictures, piece.frames, "png", "standard")
    try:
        async with asyncio.timeout(STILL_SECONDS):
            return await pools().stills.run(task, Budget(STILL_SECONDS))
    except TimeoutError:
        raise RenderFailed("timeout", f"The picture took longer than {STILL_SECONDS:g} seconds.") from None


async def redraw(source: str, output: str, longest: int = LONGEST_SIDE) -> None:
    """Draw the picture from outside in the file `source` anew, in a child, with no side over `longest` pixels.

    Raises RenderFailed, Busy among them.
    """
    await _made_anew(Redraw(output, source, longest), REDRAW_SECONDS)


async def reencode(source: str, output: str, poster: str) -> dict[str, Any]:
    """Encode the recording or the video from outside in the file `source` anew, in a child; a video has a `poster`.

    Gives the members of `Heard` or of `Clip`. Raises RenderFailed, Busy among them.
    """
    return (await _made_anew(Reencode(output, source, poster), REENCODE_SECONDS, rank=1)).facts


async def _made_anew(task: Redraw | Reencode, seconds: float, rank: int = 0) -> Done:
    """`rank`: pictures are quick, and pass by recordings and videos that wait."""
    try:
        async with asyncio.timeout(UPLOAD_PATIENCE_SECONDS + seconds):
            return await pools().uploads.run(task, Budget(seconds), rank=rank)
    except TimeoutError:
        raise Busy() from None


async def trimmed(source: str, output: str) -> None:
    """Bring the spoken line in the file `source` into our form, in a child. Raises RenderFailed, Busy among them."""
    await pools().uploads.run(Trim(output, source), Budget(TRIM_SECONDS))


class Rendering:
    """One render under way."""

    def __init__(self, job: RenderJob, on_progress: OnProgress) -> None:
        self._job, self._on_progress = job, on_progress
        self._budget = Budget(job.time_limit_s)
        self._drawn: dict[str, int] = {}  # frames, by the piece's key
        self._reused = 0

    async def run(self) -> RenderResult:
        try:
            document = parse_document(self._job.document)
        except InvalidDocument as error:
            raise RenderFailed("invalid_document", error.message) from error
        frames = frames_of(document, self._job.format, self._job.quality, self._job.height)
        if self._job.format in ("mp4", "webm"):
            return await self._in_pieces(document, frames)
        return await self._whole(document, frames)

    async def _whole(self, document: Document, frames: Frames) -> RenderResult:
        """A file of one task: what a GIF shows depends on all of it, the others are quick."""
        job = self._job
        task: Draw | WriteLottie
        if job.format == "lottie":
            task = WriteLottie(job.output, job.document, job.pictures)
        elif job.format == "png":
            poster = still_of(document, telling_second(document), frames.width, frames.height)
            frames = poster.frames
            task = Draw(job.output, poster.document, job.pictures, frames, "png", job.quality)
        else:
            task = Draw(job.output, job.document, job.pictures, frames, job.format, job.quality)
        done = await self._do(task, lambda frame: self._on_progress(Progress(frame, frames.count)))
        if job.format == "lottie":
            self._on_progress(Progress(frames.count, frames.count))
        return RenderResult(job.output, frames.count, frames.count / frames.fps, done.bytes, done.warnings)

    async def _in_pieces(self, document: Document, frames: Frames) -> RenderResult:
        """Draw what is not there yet, then join all."""
        job = self._job
        pieces = pieces_of(document, frames, job.format, job.quality)
        with self._cache() as cache:
            paths = {piece.key: cache / piece.key[:2] / f"{piece.key}.{job.format}" for piece in pieces}
            missing = {piece.key: piece for piece in pieces if not _is_there(paths[piece.key])}
            self._reused = frames.count - sum(piece.frames.count for piece in missing.values())
            if self._reused:
                self._tell(frames.count)
            sound = await self._draw_all(missing, paths, frames, cache)
            drawn = [str(paths[piece.key]) for piece in pieces]
            joined = Join(job.output, drawn, frames.fps, job.format, sound, job.lines)
            done = await self._do(joined)
        seconds = frames.count / frames.fps
        return RenderResult(job.output, frames.count, seconds, done.bytes, done.warnings, self._reused)

    async def _draw_all(
        self, missing: dict[str, Piece], paths: dict[str, Path], frames: Frames, cache: Path
    ) -> str | None:
        """Gives the file of what is heard meanwhile, if anything is."""
        threads = max(1, (os.cpu_count() or 1) // max(1, len(missing)))
        try:
            async with asyncio.TaskGroup() as group:
                mixing = group.create_task(self._mix(frames.count / frames.fps, cache)) if self._job.cues else None
                for piece in missing.values():
                    group.create_task(self._draw(piece, paths[piece.key], frames.count, threads))
        except ExceptionGroup as failures:
            raise failures.exceptions[0] from None
        return mixing.result() if mixing else None

    async def _mix(self, seconds: float, cache: Path) -> str:
        job = self._job
        key = sound_key(job.cues, seconds, job.format)
        path = cache / key[:2] / f"{key}.{'m4a' if job.format == 'mp4' else 'weba'}"
        if not _is_there(path):
            await self._cached(path, lambda working: Mix(working, job.cues, seconds, job.format))
        return str(path)

    async def _draw(self, piece: Piece, path: Path, of: int, threads: int) -> None:
        def told(frame: int) -> None:
            self._drawn[piece.key] = frame
            self._tell(of)

        job = self._job
        drawing = (piece.document, job.pictures, piece.frames, job.format, job.quality, threads)
        await self._cached(path, lambda working: Draw(working, *drawing), told)

    async def _cached(self, path: Path, task: Callable[[str], Task], on_frame: OnFrame = lambda frame: None) -> None:
        """Do it under a name of its own; the file appears in the cache when it is whole."""
        _make_folder(path.parent)
        working = path.with_suffix(f".{uuid4().hex}.part")
        await self._do(task(str(working)), on_frame)
        os.replace(working, path)

    async def _do(self, task: Task, on_frame: OnFrame = lambda frame: None) -> Done:
        rank = 0 if self._job.quality == "draft" else 1
        return await pools().videos.run(task, self._budget, on_frame, user=self._job.user, rank=rank)

    def _tell(self, of: int) -> None:
        self._on_progress(Progress(self._reused + sum(self._drawn.values()), of))

    @contextlib.contextmanager
    def _cache(self) -> Iterator[Path]:
        """The folder of the pieces; one for this render only when none is given."""
        if self._job.cache is not None:
            yield Path(self._job.cache)
            return
        folder = Path(f"{self._job.output}.pieces")
        _make_folder(folder, parents=False)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _is_there(path: Path) -> bool:
    """Whether the piece is drawn already; then it counts as used now."""
    with contextlib.suppress(OSError):
        os.utime(path, (time.time(), time.time()))
        return True
    return False


def _make_folder(folder: Path, *, parents: bool = True) -> None:
    try:
        folder.mkdir(parents=parents, exist_ok=True)
    except OSError as error:
        raise cannot_write(error) from error


def cannot_write(error: OSError) -> RenderFailed:
    """What a person is told of `error`, which is about a file of a render."""
    return RenderFailed(*told_of(error))
