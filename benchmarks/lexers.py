"""Which of Pygments' lexers may colour what others wrote: `python -m benchmarks.lexers Python Fish …`.

Without names it measures those that do. Each is given thousands of codes that make expressions try again and again,
in a child that can be killed. Told are the most CPU time and its code. "endless" is none to admit, nor is one far
above the others (chat/markdown/code_colours.py).
"""

import sys

from chat.markdown.code_colours import MEASURED
from tests.chat.markdown.codes import LONG, SHORT, all_codes, some_codes
from tests.chat.markdown.measured import Measuring


def measure(name: str) -> str:
    """One line about the lexer of this name."""
    longest, slowest = 0.0, ""
    with Measuring() as child:
        for code in [*all_codes(SHORT), *some_codes(LONG, 5)]:
            try:
                seconds = child.seconds(code, name)
            except AssertionError as endless:
                return str(endless)
            if seconds > longest:
                longest, slowest = seconds, f"{code[:40]!r} of {len(code)} characters"
    return f"{longest * 1000:6.1f} ms at most: {slowest}"


def main() -> None:
    for name in sys.argv[1:] or sorted(MEASURED):
        print(f"{name:24} {measure(name)}", flush=True)


if __name__ == "__main__":
    main()
