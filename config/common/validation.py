"""From what pydantic refuses to words: where it is, what is wrong there, and what was probably meant. Pure.

The one way in which anybody is told what does not fit: people, programs and models. Whose place has words of its own
(a colour, say) brings them along; who refuses with them raises an error of its own.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from difflib import get_close_matches
from itertools import islice
from typing import Any, NamedTuple

from pydantic import ValidationError

PLACE = re.compile(r"^(?:/[\w~-]*+)++: (.)", re.MULTILINE)

MOST_TOLD = 12  # faults that are told at once
LONGEST_SHOWN = 60  # characters of what was given

Place = tuple[str | int, ...]  # names and indices, from the whole inwards
Problem = Mapping[str, Any]  # as pydantic's ErrorDetails; without `input` nothing of what was given is told
Words = Callable[[Problem], str | None]
Nearest = Callable[[object, Iterable[str]], str | None]


class Fault(NamedTuple):
    """One thing that does not fit. `code` is pydantic's name for it; `words` follow the place in a sentence."""

    code: str
    place: Place
    words: str

    def sentence(self, path: str) -> str:
        return f"{path}: {self.words}{'' if self.words.endswith('?') else '.'}"


def plain(word: object) -> str:
    """Words that differ only in case and separators are the same; easeOut is ease_out."""
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", str(word))
    return re.sub(r"[\W_]+", "_", apart.lower()).strip("_")


def nearest(word: object, choices: Iterable[str]) -> str | None:
    """The choice that is spelled nearly as `word`; None when none is."""
    known = {plain(choice): choice for choice in choices}
    close = get_close_matches(plain(word), known, n=1, cutoff=0.6)
    return known[close[0]] if close else None


def did_you_mean(word: object, choices: Iterable[str], nearest: Nearest = nearest) -> str:
    """` Did you mean 'x'?`, or nothing."""
    found = nearest(word, choices)
    return f" Did you mean {found!r}?" if found else ""


def shown(value: object) -> str:
    """`value` as it may stand in a sentence: short, on one line."""
    if isinstance(value, str):
        text = repr(value[: LONGEST_SHOWN + 1])
    else:
        pieces = json.JSONEncoder(ensure_ascii=False, default=str).iterencode(value)
        text = "".join(islice(pieces, LONGEST_SHOWN + 1)).encode(errors="backslashreplace").decode()
    return text if len(text) <= LONGEST_SHOWN else f"{text[: LONGEST_SHOWN - 3]}…"


def pointer(place: Iterable[str | int]) -> str:
    """The place as a JSON Pointer, "" for the whole."""
    return "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in place)


def dotted(place: Iterable[str | int]) -> str:
    """The place as programmers write it (`brand.colours.0`), "" for the whole."""
    return ".".join(map(str, place))


def faults(
    refused: ValidationError | Sequence[Problem], own: Words = lambda problem: None, nearest: Nearest = nearest
) -> list[Fault]:
    """All that does not fit. `own` gives the words for what it knows better, `nearest` what was meant."""
    problems = refused.errors(include_url=False) if isinstance(refused, ValidationError) else refused
    return [Fault(each["type"], tuple(each["loc"]), own(each) or _words(each, nearest)) for each in problems]


def told(sentences: Sequence[str], most: int = MOST_TOLD) -> list[str]:
    """As many of the sentences as are told at once, and how many more there are."""
    more = len(sentences) - most
    return [*sentences[:most], f"And {more} more like these."] if more > 0 else list(sentences)


def unknown_name(name: object, known: Sequence[str], nearest: Nearest = nearest, there: str = "there are") -> str:
    """Words about a property that there is not: what was probably meant of the `known`, or behind `there` all of them.

    An empty `there`: the known ones are too many, or not all of this place.
    """
    meant = did_you_mean(name, known, nearest)
    listed = f"; {there} {', '.join(known)}" if known and there else ""
    return f"is not a property that exists here{f'.{meant}' if meant else listed}"


def one_of(value: object, choices: Sequence[str], nearest: Nearest = nearest) -> str:
    """Words behind a list of `choices`: what was given instead, and what was probably meant."""
    meant = did_you_mean(value, choices, nearest)
    return f"; got {shown(value)}{f'.{meant}' if meant else ''}"


def _words(problem: Problem, nearest: Nearest) -> str:
    context: Mapping[str, Any] = problem.get("ctx", {})
    got = f"; got {shown(problem['input'])}" if "input" in problem else ""
    match problem["type"]:
        case "missing":
            return "is missing"
        case "extra_forbidden":
            return unknown_name(problem["loc"][-1], ())
        case "finite_number":
            return "must be a finite number"
        case "literal_error" | "enum":
            expected = context["expected"]
            choices = [choice.strip("'") for choice in re.split(", | or ", expected)]
            return f"must be {expected}" + (one_of(problem["input"], choices, nearest) if got else "")
        case "multiple_of":
            return f"must be a multiple of {context['multiple_of']:g}{got}"
        case "greater_than_equal":
            return f"must be at least {context['ge']:g}{got}"
        case "greater_than":
            return f"must be more than {context['gt']:g}{got}"
        case "less_than_equal":
            return f"must be at most {context['le']:g}{got}"
        case "less_than":
            return f"must be less than {context['lt']:g}{got}"
        case "too_long":
            return f"has at most {context['max_length']} entries; this one has {context['actual_length']}"
        case "too_short":
            return f"has at least {context['min_length']} entries; this one has {context['actual_length']}"
        case "string_too_long":
            length = f"; this one has {len(problem['input'])}" if got else ""
            return f"has at most {context['max_length']} characters{length}"
        case "string_too_short":
            least = context["min_length"]
            return "must not be empty" if least == 1 else f"has at least {least} characters"
        case "string_pattern_mismatch":
            return f"must match {context['pattern']}{got}"
        case "json_invalid":
            return f"is no JSON ({context['error']})"
        case "value_error":
            return str(context["error"]).rstrip(".")
        case kind if kind in _KINDS:
            return f"must be {_KINDS[kind]}{got}"
        case _:
            return re.sub(r"^\w+ should", "should", problem["msg"]).rstrip(".")


_KINDS = {
    "string_type": "a text",
    "string_unicode": "a text without half characters",
    "float_type": "a number",
    "float_parsing": "a number",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_parsing_size": "a smaller whole number",
    "int_from_float": "a whole number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "uuid_type": "a UUID",
    "uuid_parsing": "a UUID",
    "list_type": "a list",
    "dict_type": "an object",
    "model_type": "an object",
    "model_attributes_type": "an object",
}


def without_paths(words: str) -> str:
    """What is told to a model begins with the place of what is wrong ("/scenes/0: …"), no word for people."""
    return PLACE.sub(lambda found: found[1].upper(), words)
