"""A child that forms texts: one a line on stdin, the HTML of its blocks on stdout.

It knows nothing of Django. `{"text", "seconds", "purse"}`, seconds of CPU that the text and its colours may take, is
answered by `{"blocks": [HTML]}` or `{"failed": why}`. It ends
when a text takes more seconds of CPU than it may (SIGPROF), after a while without work (SIGALRM), when stdin closes.
"""

import contextlib
import gc
import json
import resource
import signal
import sys
from typing import Any

from chat.markdown.code_colours import Purse
from chat.markdown.html import formed_blocks

IDLE_SECONDS = 600
MEMORY_BYTES = 2**30  # of address space
MEMORY_TO_LEAVE_WITH = 200 * 2**20  # what a large text left behind goes back to the system


def main() -> None:
    """Form what comes until nothing more does."""
    _limit()
    gc.disable()  # it would look again and again at the many tokens of a long text, which are no garbage
    signal.alarm(IDLE_SECONDS)
    for line in sys.stdin.buffer:
        signal.alarm(0)
        asked = json.loads(line)
        # Both signals end the process in the middle of whatever it does, a regular expression included.
        signal.setitimer(signal.ITIMER_PROF, asked["seconds"])
        said = _formed(asked["text"], Purse(asked["purse"]))
        signal.setitimer(signal.ITIMER_PROF, 0)
        sys.stdout.write(json.dumps(said) + "\n")
        sys.stdout.flush()
        if _memory() > MEMORY_TO_LEAVE_WITH:
            return
        signal.alarm(IDLE_SECONDS)


def _formed(text: str, purse: Purse) -> dict[str, Any]:
    try:
        return {"blocks": formed_blocks(text, purse)}
    except (MemoryError, RecursionError) as error:
        return {"failed": type(error).__name__}


def _limit() -> None:
    for limit, value in ((resource.RLIMIT_AS, MEMORY_BYTES), (resource.RLIMIT_CORE, 0)):
        with contextlib.suppress(ValueError, OSError):  # macOS has no limit on address space
            resource.setrlimit(limit, (value, value))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent's end is ours


def _memory() -> int:
    """The bytes in use; on systems that do not tell, the most that ever were."""
    try:  # Linux passes the most of the parent on to a child
        with open("/proc/self/statm") as sizes:
            return int(sizes.read().split()[1]) * resource.getpagesize()
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


if __name__ == "__main__":
    main()
