"""A child that measures: what a text costs in seconds of CPU. It can be killed, also within a regular expression."""

import contextlib
import gc
import json
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

from chat.llm.model_errors import without_secrets
from chat.llm.reading.plan_in_words import PlanReader
from chat.llm.reading.thoughts import ThoughtFilter
from chat.markdown import code_colours, render_markdown
from videos.demo.building import read_brief
from videos.demo.conversation import read_conversation
from videos.document.nearest import nearest
from videos.jobs.build_request import UnfitAnswer, read_scene

ROOT = Path(__file__).resolve().parents[3]
CPU_SECONDS = 20  # after which a text counts as endless


class Measuring:
    """The child, as a context. A machine that is busy makes it slow, not wrong: only its own CPU time counts."""

    def __enter__(self) -> Self:
        command = [sys.executable, "-m", "tests.chat.markdown.measured"]
        self._child = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self._child.kill()
        self._child.communicate()

    def seconds(self, text: str, what: str = "markdown") -> float:
        """CPU seconds of one of WORK on `text`, or of the lexer of this name."""
        assert self._child.stdin and self._child.stdout
        self._child.stdin.write(json.dumps({"text": text, "what": what}) + "\n")
        self._child.stdin.flush()
        line = self._child.stdout.readline()
        assert line, f"endless: {what} of {text[:100]!r}… of {len(text)} characters"
        return float(line)


def read_scene_of(answer: str) -> None:
    with contextlib.suppress(UnfitAnswer):
        read_scene(answer, "stop", width=1280, height=720)


def read_request_of(words: str) -> None:
    document = f'<document version="1">{words}</document>'
    read_conversation([{"role": "system", "content": document}, {"role": "user", "content": words}], [])


def in_pieces(text: str) -> Iterator[str]:
    return (text[at : at + 4] for at in range(0, len(text), 4))


def filter_thoughts(text: str) -> None:
    thoughts = ThoughtFilter()
    for piece in in_pieces(f"<think>{text}"):
        thoughts.feed(piece)


def read_plan(text: str) -> None:
    reader = PlanReader("plan_scenes", is_asked_first=True)
    for piece in in_pieces(text):
        reader.feed([{"choices": [{"index": 0, "delta": {"content": piece}}]}])
    reader.close()


# What reads texts that others wrote with regular expressions, beside Markdown.
WORK: dict[str, Callable[[str], object]] = {
    "markdown": render_markdown,
    "errors of model servers": without_secrets,
    "answers with a scene": read_scene_of,
    "requests to the demo model": read_request_of,
    "briefs for the demo model": lambda text: read_brief([{"role": "user", "content": f"<brief>{text}"}]),
    "thoughts in answers": filter_thoughts,
    "plans in words": read_plan,
    "words that were meant": lambda text: nearest(text, ["fill", "stroke"]),
}


def taken(work: Callable[[str], object], text: str) -> float:
    began = time.thread_time()
    work(text)
    return time.thread_time() - began


def main() -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    gc.disable()  # as in the child that forms texts
    render_markdown("Made ready *before* it counts.\n\n|a|\n|-|\n")
    for line in sys.stdin:
        asked = json.loads(line)
        signal.setitimer(signal.ITIMER_PROF, CPU_SECONDS)
        what, text = asked["what"], asked["text"]
        work = WORK.get(what) or (lambda code, name=what: list(code_colours.lexer(name).get_tokens(code)))
        print(taken(work, text), flush=True)
        signal.setitimer(signal.ITIMER_PROF, 0)


if __name__ == "__main__":
    main()
