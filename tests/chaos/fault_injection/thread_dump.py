"""At SIGUSR1 this process says where all its threads and tasks are: asked of one that does not end."""

import asyncio
import faulthandler
import signal
import sys
from types import FrameType

from chat import runtime


def listen() -> None:
    signal.signal(signal.SIGUSR1, _say)


def _say(number: int, frame: FrameType | None) -> None:
    faulthandler.dump_traceback(all_threads=True)
    found = [task for task in list(asyncio.tasks._all_tasks) if not task.done()]
    print(f"{len(found)} tasks, runtime {runtime._current}", file=sys.stderr)
    for task in found:
        task.print_stack(file=sys.stderr)
