"""JSON as a text inside JSON: how structure travels that no strict schema can say. Pure."""

import json
import re
from typing import Annotated, Any

from pydantic import BeforeValidator

from config.common.storable import refuse_constant, storable_json

LARGEST_INTEGER = 2**63 - 1
_ENDS = re.compile(r'\\.|"|,(?=\s*[\]}])', re.DOTALL)


def _as_text(given: Any) -> Any:
    return given if given is None or isinstance(given, str) else json.dumps(given, ensure_ascii=False)


JsonText = Annotated[str, BeforeValidator(_as_text)]
"""A tool's argument that holds JSON as a text. What a model gives without the quotes is taken as well."""


def decode(text: str, *, strict: bool = True) -> Any:
    """The value of a JSON text, as every database takes it; of a key that came twice the last value.

    Not strict: line ends may stand in a text. Raises ValueError or RecursionError.
    """
    value = json.loads(text, parse_constant=refuse_constant, parse_int=_integer, parse_float=_finite, strict=strict)
    return storable_json(value)


def read_json(text: str, *, structure: bool = False) -> Any:
    """The value of a JSON text as models write them: also in a Markdown fence, with raw line ends in its texts, or with
    a comma after the last entry; and, where an array or object (`structure`) is meant, quoted twice.

    Raises ValueError with a short reason.
    """
    bare = unfenced(text)
    try:
        try:
            value = decode(bare, strict=False)
        except ValueError:
            if (mended := _without_last_commas(bare)) == bare:
                raise
            value = decode(mended, strict=False)
        if structure and isinstance(value, str):
            return read_json(value)
    except RecursionError as error:
        raise ValueError("it is nested too deep") from error
    return value


def unfenced(text: str) -> str:
    """What stands in the first Markdown fence of a text that does not begin as JSON; else the text."""
    bare = text.strip()
    before, fence, rest = bare.partition("```")
    if not fence or before[:1] in tuple('{["'):
        return bare
    return re.sub(r"^[a-zA-Z]*", "", rest.partition("```")[0]).strip()


def escaped(text: str) -> str:
    """A JSON text that may stand between tags: no text in it can close them."""
    return text.replace("<", "\\u003c")


def _without_last_commas(text: str) -> str:
    """Without the commas that stand before a closing bracket. One pass, whatever the text."""
    kept, at, is_inside = [], 0, False
    for match in _ENDS.finditer(text):
        if match[0] == '"':
            is_inside = not is_inside
        elif match[0] == "," and not is_inside:
            kept.append(text[at : match.start()])
            at = match.end()
    return "".join([*kept, text[at:]])


def _integer(digits: str) -> int:
    if len(digits) > 20 or abs(value := int(digits)) > LARGEST_INTEGER:
        raise ValueError("a number is too large")
    return value


def _finite(digits: str) -> float:
    value = float(digits)
    if abs(value) == float("inf"):
        raise ValueError("a number is too large")
    return value
