"""Render children kept warm: starting one takes longer than drawing a picture."""

import asyncio
import contextlib
import json
import math
import os
import signal
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from videos.rendering.tasks import Task

ROOT = Path(__file__).resolve().parents[2]  # of the checkout, where `videos` can be imported
LINE_BYTES = 2**20
KEPT_STDERR_BYTES = 4000
IDLE_SECONDS = 600.0
MOST_UPLOADS_WAITING = 20
MOST_TASKS = 200  # of one child: whatever a native library leaks ends with it
# All that a child needs of the environment: secrets stay here.
PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "PYTHONPATH", "VIRTUAL_ENV", "LD_LIBRARY_PATH")

OnFrame = Callable[[int], None]


class RenderFailed(Exception):
    """No file was made. `code` is stable, `message` a sentence for a person, `detail` the child's last words."""

    def __init__(self, code: str, message: str, detail: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.detail = detail


class Busy(RenderFailed):
    """So many wait already that one more would wait too long."""

    def __init__(self) -> None:
        super().__init__("busy", "Too much of this is under way just now. Try again in a moment.")


@dataclass(frozen=True)
class Done:
    """A whole file: its size, what could not be drawn, and what else whoever made it knows of it."""

    bytes: int
    warnings: list[str] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)


class Child:
    """One process, in a session of its own, so that all of it can be ended at once."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdin and process.stdout and process.stderr
        self._process, self._stdin, self._stdout = process, process.stdin, process.stdout
        self._last_words = b""
        self._listening = asyncio.create_task(self._listen(process.stderr))
        self.tasks = 0

    @classmethod
    async def start(cls, nice: int) -> "Child":
        environment = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-X",
            "faulthandler",
            "-m",
            "videos.rendering.render_child",
            str(nice),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            cwd=ROOT,
            env=environment,
            start_new_session=True,
            limit=LINE_BYTES,
        )
        return cls(process)

    @property
    def is_usable(self) -> bool:
        return self._process.returncode is None and self.tasks < MOST_TASKS

    async def do(self, task: Task, seconds: float, on_frame: OnFrame) -> Done:
        """Raises RenderFailed; then nothing stands at the task's output."""
        self.tasks += 1
        self._last_words = b""
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # a child that died says so below
            self._stdin.write(json.dumps({"seconds": seconds, **task.to_json()}).encode() + b"\n")
            await self._stdin.drain()
        async for line in self._stdout:
            said = json.loads(line)
            if "frame" in said:
                on_frame(said["frame"])
            elif "done" in said:
                return Done(**said["done"])
            else:
                raise RenderFailed(said["error"]["code"], said["error"]["message"], self._detail())
        raise self._death(await self._process.wait())

    def _death(self, status: int) -> RenderFailed:
        if status == -signal.SIGXCPU:
            return RenderFailed("timeout", "The render used more CPU time than it may and was ended.", self._detail())
        if status < 0:
            name = signal.Signals(-status).name
            return RenderFailed("crashed", f"The render process was ended by {name}. Try again.", self._detail())
        return RenderFailed(
            "render_failed", "The video could not be rendered. The reason is in the log.", self._detail()
        )

    def _detail(self) -> str:
        return self._last_words.decode(errors="replace")

    async def _listen(self, stream: asyncio.StreamReader) -> None:
        """Read what it complains about to the end, so that it never waits; keep the last of it."""
        while piece := await stream.read(4096):
            self._last_words = (self._last_words + piece)[-KEPT_STDERR_BYTES:]

    async def end(self) -> None:
        """Kill its whole group, if it is still there, and reap it."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        await self._process.wait()
        self._listening.cancel()
        self._stdin.close()


class Budget:
    """How many seconds the tasks of one render may be at work, together."""

    def __init__(self, seconds: float) -> None:
        self._of = self._left = seconds

    @property
    def left(self) -> float:
        return max(0.0, self._left)

    @contextlib.asynccontextmanager
    async def spent(self) -> AsyncIterator[None]:
        """Raises RenderFailed when what is left is used up."""
        began = time.monotonic()
        try:
            async with asyncio.timeout(self.left):
                yield
        except TimeoutError:
            message = (
                f"Drawing took more than {self._of:g} seconds of work and was ended. Use fewer pixels or elements."
            )
            raise RenderFailed("timeout", message) from None
        finally:
            self._left -= time.monotonic() - began


@dataclass(frozen=True, eq=False)
class Turn:
    """A task that waits for its place."""

    user: int
    rank: int
    number: int
    is_there: "asyncio.Future[None]"


class Pool:
    """At most `size` children at work, and beyond these one for each user who has none, up to twice as many: a render
    of one user never keeps another one's waiting, however long its pieces take. Else users take turns.

    A child that failed, or whose task was cancelled, is ended; the others stay warm.
    """

    def __init__(self, size: int, nice: int, most_waiting: float = math.inf) -> None:
        """`nice`: how far its children stand back for everything else on the machine, 0 (not at all) to 19."""
        self._size, self._nice, self._most_waiting = size, nice, most_waiting
        self._at_work: Counter[int] = Counter()  # children, by user
        self._served: dict[int, int] = {}  # the number of each user's newest turn
        self._waiting: list[Turn] = []
        self._numbers = count(1)
        self._idle: list[tuple[Child, asyncio.TimerHandle]] = []
        self._ending: set[asyncio.Task[None]] = set()

    async def run(
        self, task: Task, budget: Budget, on_frame: OnFrame = lambda frame: None, *, user: int = 0, rank: int = 0
    ) -> Done:
        """Do `task` in a child, in the turn of `user`; of theirs the lowest `rank` first.

        Raises RenderFailed; Busy, and does nothing, when `most_waiting` tasks wait already. Cancelling ends the child.
        """
        await self._enter(user, rank)
        try:
            async with budget.spent():
                return await self._do(task, budget.left, on_frame)
        finally:
            self._leave(user)

    async def _do(self, task: Task, seconds: float, on_frame: OnFrame) -> Done:
        child = self._warm() or await Child.start(self._nice)
        whole = False
        try:
            done = await child.do(task, seconds, on_frame)
            whole = True
            return done
        finally:
            if whole and child.is_usable and len(self._idle) < self._size:
                self._keep(child)
            else:
                await asyncio.shield(self._end(child))
            if not whole:
                Path(task.output).unlink(missing_ok=True)

    async def close(self) -> None:
        """End all children that wait; the others end with their tasks."""
        while child := self._warm():
            await child.end()
        await asyncio.gather(*self._ending)

    async def _enter(self, user: int, rank: int) -> None:
        turn = Turn(user, rank, next(self._numbers), asyncio.get_running_loop().create_future())
        self._waiting.append(turn)
        self._admit()
        if len(self._waiting) > self._most_waiting:
            self._waiting.remove(turn)
            raise Busy()
        try:
            await turn.is_there
        except asyncio.CancelledError:
            if turn.is_there.cancelled():
                self._waiting.remove(turn)
            else:  # our turn came just now: it is the next one's
                self._leave(user)
            raise

    def _leave(self, user: int) -> None:
        self._at_work[user] -= 1
        self._admit()

    def _admit(self) -> None:
        """Let in whom there is room for: who has fewest at work first, then who has waited longest for a turn."""
        while ready := [turn for turn in self._waiting if not turn.is_there.done() and self._has_room(turn.user)]:
            turn = min(ready, key=lambda t: (self._at_work[t.user], self._served.get(t.user, 0), t.rank, t.number))
            self._waiting.remove(turn)
            self._at_work[turn.user] += 1
            self._served[turn.user] = next(self._numbers)
            turn.is_there.set_result(None)

    def _has_room(self, user: int) -> bool:
        busy = self._at_work.total()
        return busy < self._size or (busy < 2 * self._size and not self._at_work[user])

    def _warm(self) -> Child | None:
        while self._idle:
            child, timer = self._idle.pop()
            timer.cancel()
            if child.is_usable:
                return child
            self._end(child)
        return None

    def _keep(self, child: Child) -> None:
        self._idle.append((child, asyncio.get_running_loop().call_later(IDLE_SECONDS, self._retire, child)))

    def _retire(self, child: Child) -> None:
        self._idle = [(other, timer) for other, timer in self._idle if other is not child]
        self._end(child)

    def _end(self, child: Child) -> "asyncio.Task[None]":
        ending = asyncio.get_running_loop().create_task(child.end())
        self._ending.add(ending)
        ending.add_done_callback(self._ending.discard)
        return ending


class Pools:
    """Those of one event loop: for the frames of videos, for single pictures of them, which somebody waits for, and for
    what comes from outside, each of which may take much memory."""

    def __init__(self) -> None:
        cores = os.cpu_count() or 1
        self.videos = Pool(cores, nice=5)
        self.stills = Pool(min(2, cores), nice=0)
        self.uploads = Pool(min(2, cores), nice=5, most_waiting=MOST_UPLOADS_WAITING)

    async def close(self) -> None:
        for pool in (self.videos, self.stills, self.uploads):
            await pool.close()


_pools: "WeakKeyDictionary[asyncio.AbstractEventLoop, Pools]" = WeakKeyDictionary()


def pools() -> Pools:
    """This event loop's; end them with `close_pools`."""
    loop = asyncio.get_running_loop()
    if loop not in _pools:
        _pools[loop] = Pools()
    return _pools[loop]


async def close_pools() -> None:
    if found := _pools.pop(asyncio.get_running_loop(), None):
        await found.close()
