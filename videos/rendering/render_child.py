"""A render child: tasks from stdin, one after another; on stdout what becomes of them.

It limits itself, knows nothing of Django, and leaves at once when its stdin closes: then nobody wants its files.
Each line on stdin is {"seconds": the limit of the task, **task}. Lines on stdout, each a JSON object: {"frame"} ·
{"done": {"bytes", "warnings", "facts"}} · {"error": {"code", "message"}}, the last two once for each task.
"""

import contextlib
import json
import os
import queue
import resource
import sys
import threading
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from config.common.errors import ChatError
from videos.rendering.tasks import Redraw, Reencode, Task, Trim, task_from, told_of

FILE_BYTES = 2**30
CORES = 2  # whose seconds of CPU the time limit allows


def main() -> int:
    """Do what comes on stdin until it ends."""
    tasks: queue.Queue[tuple[Task, float]] = queue.Queue()
    under_way: list[str] = []
    threading.Thread(target=_listen, args=(tasks, under_way), daemon=True).start()
    _limit_resources()
    while True:
        task, seconds = tasks.get()
        _limit(task, seconds)
        under_way[:] = [task.output]
        try:
            known = _do(task, lambda frame: _tell({"frame": frame}))
            said = {"done": {"bytes": os.path.getsize(task.output), **known}}
        except Exception as error:
            code, message = _reason(error)
            _remove(task.output)
            print(f"{type(error).__name__}: {error}", file=sys.stderr, flush=True)
            said = {"error": {"code": code, "message": message}}
        under_way.clear()
        _tell(said)


def _do(task: Task, on_frame: Callable[[int], None]) -> dict[str, Any]:
    """Do it; gives what `Done` tells besides its bytes. What only one kind of task needs is not loaded before."""
    if isinstance(task, Redraw):
        from videos.rendering.redrawing import redraw

        redraw(task.source, task.output, task.longest)
        return {}
    if isinstance(task, Reencode):
        from videos.clips.clip_reencoding import reencode

        return {"facts": asdict(reencode(task.source, task.output, task.poster))}
    if isinstance(task, Trim):
        from videos.sound.speech_trimming import trim

        trim(task.source, task.output)
        return {}
    from videos.rendering.drawing import do

    return {"warnings": do(task, on_frame)}


def _listen(tasks: "queue.Queue[tuple[Task, float]]", under_way: list[str]) -> None:
    """Take tasks until stdin ends: the parent closed it or died. Reading is the only sure sign on every system."""
    try:
        for line in sys.stdin.buffer:
            data = json.loads(line)
            seconds = data.pop("seconds")
            tasks.put((task_from(data), seconds))
    finally:  # also after a line that nobody understands: whoever waits is told at once
        for output in under_way:
            _remove(output)
        os._exit(3)


def _limit_resources() -> None:
    for limit, value in {
        resource.RLIMIT_AS: Task.memory_bytes,
        resource.RLIMIT_FSIZE: FILE_BYTES,
        resource.RLIMIT_CORE: 0,
    }.items():
        with contextlib.suppress(ValueError, OSError):  # macOS has no limit on address space
            resource.setrlimit(limit, (value, value))
    with contextlib.suppress(OSError):
        os.nice(int(sys.argv[1]) if len(sys.argv) > 1 else 0)


def _limit(task: Task, seconds: float) -> None:
    """Let `task` use its memory, and so much CPU time beyond what was used until now."""
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (task.memory_bytes, Task.memory_bytes))
    used = resource.getrusage(resource.RUSAGE_SELF)
    limit = int(used.ru_utime + used.ru_stime + seconds * CORES) + 1
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.RLIM_INFINITY))


def _tell(line: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


def _reason(error: Exception) -> tuple[str, str]:
    match error:
        case ChatError():
            return error.code, error.message
        case MemoryError():
            return "out_of_memory", "The video needs more memory than a render may have. Use fewer elements."
        case OSError():
            return told_of(error)
        case _:
            return "render_failed", "The video could not be rendered. The reason is in the log."


def _remove(path: str) -> None:
    with contextlib.suppress(OSError):
        os.unlink(path)


if __name__ == "__main__":
    sys.exit(main())
