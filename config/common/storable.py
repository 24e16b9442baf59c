"""Text and JSON that every database takes and UTF-8 can encode. Pure.

PostgreSQL stores no NUL, UTF-8 has no lone surrogates, JSON has no NaN: whatever comes from outside may hold all three.
What a model server sends is mended (`storable_text`, `storable_json`), what people send is refused (`unstorable_at`).
"""

import json
import math
import re
from collections.abc import Collection
from typing import Any, NoReturn

REPLACEMENT = "\ufffd"
MAX_DEPTH = 64  # deeper than any honest JSON, and far from Python's recursion limit

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_find_unstorable = _UNSTORABLE.search


def is_storable(text: str) -> bool:
    return not _find_unstorable(text)


def strict_json(text: str | bytes) -> Any:
    """Decode JSON as the standard has it. Raises ValueError (NaN and infinities too) or RecursionError."""
    return json.loads(text, parse_constant=refuse_constant)


def refuse_constant(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON")


def unstorable_at(value: Any, but: Collection[str] = ()) -> tuple[str, ...] | None:
    """The keys and indices that lead to what cannot be stored in `value`, decoded JSON; None: it can be.

    What stands under one of the outermost keys in `but` is not looked at.
    """
    waiting: list[tuple[tuple[str, ...], Any]] = [((), value)]
    while waiting:
        path, each = waiting.pop()
        if isinstance(each, str):
            is_fine = is_storable(each)
        elif isinstance(each, float):
            is_fine = math.isfinite(each)  # 1e999
        elif isinstance(each, dict):
            is_fine = len(path) < MAX_DEPTH and all(map(is_storable, each))
            waiting += [((*path, key), inner) for key, inner in each.items() if path or key not in but]
        elif isinstance(each, list):
            is_fine = len(path) < MAX_DEPTH
            waiting += [((*path, str(index)), inner) for index, inner in enumerate(each)]
        else:
            continue
        if not is_fine:
            return path
    return None


class TooDeep(ValueError):
    """The JSON is nested deeper than MAX_DEPTH."""


def storable_text(text: str) -> str:
    """Join the surrogate pairs in `text`; NUL and lone surrogates become U+FFFD."""
    if not _find_unstorable(text):
        return text
    joined = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return joined.replace("\x00", REPLACEMENT)


def storable_json(value: Any, depth: int = 0) -> Any:
    """Give `value`, decoded JSON, with its texts storable and NaN and infinities as None. Raises TooDeep."""
    if isinstance(value, str):
        return storable_text(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if not isinstance(value, dict | list):
        return value
    if depth == MAX_DEPTH:
        raise TooDeep(f"nested deeper than {MAX_DEPTH}")
    if isinstance(value, list):
        return [storable_json(each, depth + 1) for each in value]
    return {storable_text(key): storable_json(each, depth + 1) for key, each in value.items()}


class StorableText:
    """One text that comes in pieces. The first half of a surrogate pair is held back until the second comes.

    A half with which the text ends is left out: nothing can be made of it.
    """

    __slots__ = ("_half",)

    def __init__(self) -> None:
        self._half = ""

    def add(self, piece: str) -> str:
        """Take the next piece; give what may be shown and stored, perhaps nothing yet."""
        if not self._half and not _find_unstorable(piece):
            return piece
        piece = self._half + piece
        self._half = piece[-1:] if "\ud800" <= piece[-1:] <= "\udbff" else ""
        return storable_text(piece[: len(piece) - len(self._half)])
