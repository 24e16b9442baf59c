"""Code that makes a lexer's expressions try again and again: something begins, and what follows never ends it."""

import random
from collections.abc import Iterator

SHORT = 56  # characters are enough for an exponential expression to be endless
LONG = 1_000
BEGINNINGS = [
    "", '"', "'", "`", '"""', "'''", "$'", '$"', '@"', 'r#"', "f'{", "E'", "<a b=\"", "<a b='", "key = '", "a: \"", "(",
    "[[", "{", "${", "#{", "$(", "/", "s!", "m/", "q{", "%w(", "~r/", "/*", "<!--", "<![CDATA[", "//", "--", "#", "<",
    "<<", "<<E\n", "url(", "def ", "class ", "function ", "template <", "<script>\"", "<style>a{b:\"", "<?php \"",
]  # fmt: skip
PIECES = [
    "\\", "\\\\", '\\"', "a\\", "a", "A", "_", "1", "1.", "é", " ", "\t", "\n", "\f", "a ", "a\n", "a.", "a,", "a=",
    "a:", "a<", "<a ", "(", "((", "{", "[", "${", "$", "&", "=", ":", ": ", ";", "|", "?", "*", "//", "/*", "*/", "#",
    "'", '"', "''", '""', "``", "<<", "<!--", "-", "--", "@", "%", "\\\n",
]  # fmt: skip
ENDS = ["", "\n", '"', "'", "!"]
WORD = "".join(random.Random(1).choices("abcdefghijklmnopqrstuvwxyz", k=20_000))  # that repeats nothing


def all_codes(size: int) -> Iterator[str]:
    """Each beginning, of each piece as many as fit, each end: 11,000 of them."""
    for beginning in BEGINNINGS:
        yield beginning + WORD[:size]
        for piece in PIECES:
            for end in ENDS:
                yield beginning + piece * (size // len(piece)) + end


def some_codes(size: int, step: int) -> Iterator[str]:
    """One in `step` of them, spread over all."""
    for number, code in enumerate(all_codes(size)):
        if number % step == 0:
            yield code
