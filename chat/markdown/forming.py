"""Where texts are formed: here what takes a moment, in a child process what is long and what has code to colour.

A thread would not help against them: it holds the interpreter lock, and nothing can end it. A child costs the other
requests nothing, and may be killed. Views call this; code that holds a thread of the database's pool must not.
"""

import atexit
import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections import OrderedDict
from collections.abc import Hashable, Iterable, Iterator
from pathlib import Path

import structlog
from django.db import connection

from chat.markdown.code_colours import Purse, may_have_colours
from chat.markdown.html import formed_blocks, plain_block

logger = structlog.get_logger(__name__)

ROOT = Path(__file__).resolve().parents[2]  # of the checkout, where `chat` can be imported
PASSED_ON = ("PATH", "LANG", "LC_ALL", "PYTHONPATH", "VIRTUAL_ENV", "LD_LIBRARY_PATH")  # no secrets
MAX_CHARACTERS_HERE = 2500  # of all texts of a request: less than 50 ms, whatever they are
CPU_SECONDS = 1.0  # that a text may use in the child, and more for each character: many times what it needs
CPU_SECONDS_PER_CHARACTER = 0.02 / 1024
MOST_CPU_SECONDS = 5.0
SECONDS_FOR_ALL = 5.0  # for the texts of one request; the next goes on with what is left
SECONDS_TO_WAIT = 3.0  # for a turn
SECONDS_WITHOUT_A_SIGN = 30.0  # from a child that was stopped, or gets no CPU
REMEMBERED_CHARACTERS = 16_000_000

Blocks = list[str]


def form(texts: Iterable[str], lane: "Lane", who: Hashable = None) -> dict[str, Blocks]:
    """The blocks of each text, as HTML. A text that takes too much stays as it is written.

    Left out are those for which there was no time: many want the child, or `who`, who has one turn at a time.
    """
    wanted = dict.fromkeys(texts)
    formed = form_at_once(wanted)
    missing = [text for text in wanted if text not in formed]
    made = lane.form(missing, who) if missing else {}
    for text, blocks in made.items():
        _known.put(text, blocks)
    return formed | made


def form_at_once(texts: Iterable[str]) -> dict[str, Blocks]:
    """The blocks of those texts that are known, or need no child. Whoever has many texts and little time asks this."""
    wanted = dict.fromkeys(texts)
    formed = {text: blocks for text in wanted if (blocks := _known.get(text)) is not None}
    left = MAX_CHARACTERS_HERE
    for text in wanted:
        if text not in formed and len(text) <= left and not may_have_colours(text):
            left -= len(text)
            formed[text] = formed_blocks(text, Purse(0))
            _known.put(text, formed[text])
    return formed


class Known:
    """What was formed last, up to so many characters: the same text is shown again and again."""

    def __init__(self, characters: int) -> None:
        self._left = characters
        self._blocks: OrderedDict[str, Blocks] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, text: str) -> Blocks | None:
        with self._lock:
            if text in self._blocks:
                self._blocks.move_to_end(text)
            return self._blocks.get(text)

    def put(self, text: str, blocks: Blocks) -> None:
        with self._lock:
            if text not in self._blocks:
                self._blocks[text] = blocks
                self._left -= _size(text, blocks)
            while self._left < 0:
                self._left += _size(*self._blocks.popitem(last=False))


def _size(text: str, blocks: Blocks) -> int:
    return len(text) + sum(map(len, blocks))


class Lane:
    """One child, whose turns are taken one after another."""

    def __init__(self) -> None:
        self._child: Child | None = None
        self._free = threading.Lock()
        self._present: set[Hashable] = set()
        self._door = threading.Lock()

    def form(self, texts: Iterable[str], who: Hashable) -> dict[str, Blocks]:
        """The blocks of as many texts as there is time for."""
        if not connection.in_atomic_block:
            connection.close()  # whoever waits needs none, and there are few
        formed: dict[str, Blocks] = {}
        with self._turn(who) as is_ours:
            end = time.monotonic() + SECONDS_FOR_ALL
            for text in texts if is_ours else ():
                if (blocks := self._form(text)) is not None:
                    formed[text] = blocks
                if time.monotonic() > end:
                    break
        return formed

    def close(self) -> None:
        """End the child, if there is one."""
        if self._child:
            self._child.end()
        self._child = None

    @contextlib.contextmanager
    def _turn(self, who: Hashable) -> Iterator[bool]:
        """Wait for a turn; gives whether it came."""
        with self._door:
            enters = who is None or who not in self._present
            if enters:
                self._present.add(who)
        has_turn = enters and self._free.acquire(timeout=SECONDS_TO_WAIT)
        try:
            yield has_turn
        finally:
            if has_turn:
                self._free.release()
            if enters:
                with self._door:
                    self._present.discard(who)

    def _form(self, text: str) -> Blocks | None:
        """With colours, else without, else as it is written. None where it could not even be tried."""
        for purse in (Purse.of(text), Purse(0)):
            try:
                return self._form_with(purse, text)
            except TooMuch as reason:
                logger.warning("a text took too much", characters=len(text), reason=str(reason), phase="request")
        return [plain_block(text)]

    def _form_with(self, purse: Purse, text: str) -> Blocks | None:
        """Raises TooMuch."""
        for _ in range(2):  # a child that waited long may just have ended
            try:
                self._child = self._child or Child()
                return self._child.form(text, purse)
            except TooMuch:
                self.close()
                raise
            except OSError as error:
                logger.info("a child that forms texts ended", reason=str(error))
                self.close()
        return None


class TooMuch(Exception):
    """The text took more than a text may."""


# How a child ends that no text is to blame for: it left, waited too long, was killed by us or by somebody.
BLAMELESS = {0, -signal.SIGALRM, -signal.SIGTERM, -signal.SIGKILL}


class Child:
    """A process of `chat.markdown.child`."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "chat.markdown.child"],
            cwd=ROOT,
            env={name: os.environ[name] for name in PASSED_ON if name in os.environ},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )

    def form(self, text: str, purse: Purse) -> Blocks:
        """Raises TooMuch, or OSError when there is no child any more."""
        assert self._process.stdin and self._process.stdout
        seconds = min(CPU_SECONDS + CPU_SECONDS_PER_CHARACTER * len(text), MOST_CPU_SECONDS)
        ending = threading.Timer(seconds + SECONDS_WITHOUT_A_SIGN, self._process.kill)
        ending.daemon = True
        ending.start()
        try:
            asked = {"text": text, "seconds": seconds, "purse": purse.seconds}
            self._process.stdin.write(json.dumps(asked).encode() + b"\n")
            self._process.stdin.flush()
            line = self._process.stdout.readline()
        finally:
            ending.cancel()
        if not line.endswith(b"\n"):
            raise self._death()
        said = json.loads(line)
        if "failed" in said:
            raise TooMuch(said["failed"])
        blocks: Blocks = said["blocks"]
        return blocks

    def _death(self) -> Exception:
        status = self._process.wait()
        if status in BLAMELESS:
            return OSError(f"status {status}")
        return TooMuch(signal.Signals(-status).name if status < 0 else f"status {status}")

    def end(self) -> None:
        """Kill it, if it is still there, and reap it."""
        self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(OSError):
                assert pipe
                pipe.close()
        self._process.wait()


_known = Known(REMEMBERED_CHARACTERS)
LIVE = Lane()  # for answers that somebody watches being written
STORED = Lane()  # for messages that are shown again
atexit.register(LIVE.close)
atexit.register(STORED.close)
