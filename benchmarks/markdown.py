"""What forming a streamed answer costs, beside one whole rendering of it: `python -m benchmarks.markdown`.

An answer of 10,000 words is formed block by block, as the page asks for it while it streams, and compared with forming
the whole text at once. The best of some rounds, interleaved.
"""

import time
from collections.abc import Callable

from chat.markdown import render_block, split_blocks
from chat.markdown.code_colours import Purse
from chat.markdown.html import CLEANER
from chat.markdown.parser import PARSER

ROUNDS = 7
PARAGRAPH = "Every **tenth** word of it is `code`, *stress* or a plain one that only fills the line until its end. "
PART = (
    "## Part {i}\n\n" + PARAGRAPH * 3 + "\n\n- one of {i}\n- two\n\n```python\ndef part_{i}():\n    return {i}\n```\n\n"
)


def text() -> str:
    return "".join(PART.replace("{i}", str(number)) for number in range(150))


def whole(answer: str) -> None:
    CLEANER.clean(PARSER.render(answer, {"purse": Purse.of(answer)}))


def streamed(blocks: list[str]) -> None:
    for block in blocks:
        render_block(block)


def seconds(work: Callable[[], None]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def main() -> None:
    answer = text()
    blocks = split_blocks(answer)
    once = [seconds(lambda: whole(answer))]
    grown = [seconds(lambda: streamed(blocks))]
    for _ in range(ROUNDS):
        once.append(seconds(lambda: whole(answer)))
        grown.append(seconds(lambda: streamed(blocks)))
    print(f"{len(answer.split()):,} words in {len(blocks)} blocks")
    print(f"whole, at once:          {min(once) * 1000:6.1f} ms")
    print(f"block by block:          {min(grown) * 1000:6.1f} ms, {min(grown) / min(once):.2f} times the whole")


if __name__ == "__main__":
    main()
