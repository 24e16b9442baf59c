"""Tasks done: documents into files. Runs in the render child only."""

import contextlib
import json
import queue
import threading
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from config.common.errors import ChatError
from videos.clips.reels import reels_of, with_first_pictures
from videos.compiler.compiling import Compiled, compile_with_warnings
from videos.document.document import Asset, InvalidDocument, parse_document
from videos.rendering.encoders import Encoder, open_encoder, write_png
from videos.rendering.joining import join
from videos.rendering.raster import Raster
from videos.rendering.sound_encoder import write_sound
from videos.rendering.tasks import Draw, Join, Mix, Task, WriteLottie

WAITING_FRAMES = 3  # between rasteriser and encoder

OnFrame = Callable[[int], None]


class CannotCompile(ChatError):
    code = "invalid_document"


def do(task: Task, on_frame: OnFrame) -> list[str]:
    """Do it, telling of each frame; gives sentences about what could not be drawn."""
    match task:
        case Draw():
            return _draw(task, on_frame)
        case Mix():
            write_sound(task)
            return []
        case Join():
            return join(task)
        case WriteLottie():
            return _write_lottie(task)
        case _:
            raise TypeError(f"no such task: {task}")


def _compiled(document: dict[str, Any], pictures: dict[str, str]) -> Compiled:
    return _compiled_text(json.dumps([document, pictures]))


@lru_cache(maxsize=2)  # the pieces of a scene, and the pictures of somebody who scrubs, come one after another
def _compiled_text(text: str) -> Compiled:
    document, pictures = json.loads(text)
    try:
        return compile_with_warnings(parse_document(document), lambda asset: _picture(pictures, asset))
    except InvalidDocument as error:
        raise CannotCompile(error.message) from error


def _picture(pictures: dict[str, str], asset: Asset) -> bytes | None:
    path = pictures.get(asset.sha256)
    if path is None:
        return None
    with contextlib.suppress(OSError), open(path, "rb") as file:
        return file.read()
    return None


def _write_lottie(task: WriteLottie) -> list[str]:
    compiled = with_first_pictures(_compiled(task.document, task.pictures), task.pictures)
    with open(task.output, "w", encoding="utf-8") as file:
        json.dump(compiled.lottie, file, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return compiled.warnings


def _draw(task: Draw, on_frame: OnFrame) -> list[str]:
    compiled = _compiled(task.document, task.pictures)
    reels, unread = reels_of(compiled, task.pictures, task.frames.width, task.frames.height)
    warnings = [*compiled.warnings, *unread]
    with Raster(compiled.lottie, task.frames, reels) as raster:
        if task.format == "png":
            write_png(task.output, raster.frame(0))
            on_frame(1)
        else:
            _encode(raster, open_encoder(task, raster, warnings), task.frames.count, on_frame)
    return warnings


def _encode(raster: Raster, encoder: Encoder, count: int, on_frame: OnFrame) -> None:
    """Rasterise here, encode in a second thread: both spend their time outside of Python."""
    waiting: queue.Queue[Any] = queue.Queue(maxsize=WAITING_FRAMES)
    failures: list[Exception] = []
    thread = threading.Thread(target=_take, args=(encoder, waiting, failures, on_frame))
    thread.start()
    try:
        for index in range(count):
            if failures:
                break
            waiting.put(encoder.prepare(raster.frame(index), index))
    finally:
        waiting.put(None)
        thread.join()
    if failures:
        raise failures[0]


def _take(encoder: Encoder, waiting: "queue.Queue[Any]", failures: list[Exception], on_frame: OnFrame) -> None:
    """Encode until there is no more. After a failure it goes on taking frames, so that nobody waits for it."""
    done = 0
    while (frame := waiting.get()) is not None:
        if failures:
            continue
        try:
            encoder.add(frame)
            done += 1
            on_frame(done)
        except Exception as error:
            failures.append(error)
    try:
        encoder.close()
    except Exception as error:
        failures.append(error)
