"""Colours for code, within bounds. Pure but for a timer.

Pygments' lexers are lists of regular expressions, and some of them take exponential time. Only those that were measured
(tests/chat/markdown, `python -m benchmarks.lexers`) colour anything. Nobody knows them to the last: what they may use
is limited, and they never run in the server's own process (forming.py).
"""

import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from types import FrameType
from typing import Any, Self

from pygments import highlight
from pygments.formatters.html import HtmlFormatter
from pygments.lexer import Lexer
from pygments.lexers import find_lexer_class, get_all_lexers
from pygments.lexers.shell import BashLexer

# Above this a code block stays uncoloured: colouring costs far more than all the rest.
MAX_COLOURED_CHARACTERS = 20_000
# Seconds of CPU that colouring may use: two to four times of what ordinary code needs.
SECONDS_AT_ONCE = 0.020
SECONDS_PER_CHARACTER = 0.008 / 1024

# By Pygments' names. None takes exponential time on any code that was tried. Some take more than linear (what could
# become a method of Java or C is read again at each of its words): for that there is the purse.
MEASURED = frozenset(
    {
        "Bash", "C", "C#", "C++", "CSS", "Dart", "Diff", "Docker", "Elixir", "Go", "Groovy", "HTML", "JSON", "JSX",
        "Java", "JavaScript", "Kotlin", "LessCss", "Lua", "Markdown", "Objective-C", "PHP", "PostgreSQL SQL dialect",
        "PowerShell", "Python", "Python console session", "Ruby", "Rust", "S", "SCSS", "SQL", "Swift", "TOML", "TSX",
        "Text only", "TypeScript", "XML", "YAML",
    }
)  # fmt: skip
# Markdown's lexer would call any other lexer for the fences in it; C#'s tries letters from a list of all that are.
OPTIONS: dict[str, dict[str, Any]] = {"Markdown": {"handlecodeblocks": False}, "C#": {"unicodelevel": "none"}}
# What a lexer makes ready at its first use, lexers inside it included, is not the first block's to pay for.
SAMPLE = "<script>a</script><style>a{b:c}</style><?php a ?>\n"

_NAMES = {alias: name for name, aliases, _, _ in get_all_lexers(plugins=False) if name in MEASURED for alias in aliases}
_FENCE = re.compile(r"(?:```|~~~)[`~]*+[^\S\n]*+([^\s`]++)")
_FORMATTER = HtmlFormatter[str](nowrap=True)


class Spent(Exception):
    """The purse is empty."""


class Purse:
    """The CPU time that colouring may still use in one text."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds

    @classmethod
    def of(cls, text: str) -> Self:
        return cls(SECONDS_AT_ONCE + SECONDS_PER_CHARACTER * len(text))

    @contextmanager
    def open(self) -> Iterator[None]:
        """Count what is done meanwhile. In a main thread only.

        Raises Spent in the middle of whatever is done: the matching of a regular expression looks for signals, too.
        """
        before = signal.signal(signal.SIGVTALRM, _raise_spent)
        signal.setitimer(signal.ITIMER_VIRTUAL, self.seconds)
        try:
            yield
        finally:
            self.seconds, _ = signal.setitimer(signal.ITIMER_VIRTUAL, 0)
            signal.signal(signal.SIGVTALRM, before)


def _raise_spent(number: int, frame: FrameType | None) -> None:
    raise Spent


def may_have_colours(text: str) -> bool:
    """Whether a Markdown text may hold code that can be coloured. A quick look, which rather says yes."""
    return any(match[1].lower() in _NAMES for match in _FENCE.finditer(text))


def coloured(code: str, language: str, purse: Purse) -> str:
    """`code` as HTML, with Pygments' classes where they can be had."""
    name = _NAMES.get(language.lower())
    if name is None or len(code) > MAX_COLOURED_CHARACTERS or purse.seconds <= 0:
        return escaped(code)
    made = lexer(name)
    try:
        with purse.open():
            return highlight(code, made, _FORMATTER)
    except Spent:
        return escaped(code)


def lexer(name: str) -> Lexer:
    """A lexer of its own for each block: some remember where they are."""
    made: Lexer = _ready(name)(**OPTIONS.get(name, {}))
    return made


def _mended(rules: list[Any]) -> list[Any]:
    """Rules of Bash that say the same in one way only, and so take neither exponential nor quadratic time."""
    clear = {
        r"(?s)\$'(\\\\|\\[0-7]+|\\.|[^'\\])*'": r"(?s)\$'(?:\\.|[^'\\])*+'",
        r"<<-?\s*(\'?)\\?(\w+)[\w\W]+?\2": r"<<-?\s*+(\'?)\\?(\w++)[\w\W]+?\2",
    }
    return [(clear.get(rule[0], rule[0]), *rule[1:]) if isinstance(rule, tuple) else rule for rule in rules]


# In the library's own class, for the lexer of Dockerfiles calls it.
BashLexer.tokens.update({state: _mended(BashLexer.tokens[state]) for state in ("basic", "data")})


@cache
def _ready(name: str) -> Any:
    """The class of the lexer, its expressions compiled."""
    found: Any = find_lexer_class(name)
    list(found(**OPTIONS.get(name, {})).get_tokens(SAMPLE))
    return found


def escaped(code: str) -> str:
    return code.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
