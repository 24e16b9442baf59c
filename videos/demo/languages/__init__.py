"""What the demo model says, and the words of changes that it knows: a file for each language."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent


@cache
def tables(name: str) -> dict[str, dict[str, Any]]:
    """A table of each language's file, by the language's code."""
    files = {path.stem: tomllib.loads(path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.toml"))}
    return {code: file[name] for code, file in files.items()}


def say(code: str, name: str, /, **about: Any) -> str:
    """The sentence of that name, in the language of that code."""
    return str(tables("says")[code][name]).format(**about)


def said_in(code: str, name: str) -> list[str]:
    """Sentences of one kind, in the language of that code."""
    return list(tables("says")[code][name])
