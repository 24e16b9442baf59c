"""From pydantic's errors to one sentence that a model and a person understand."""

import json
import re
from collections.abc import Iterable, Sequence
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from videos.document.elements import COLOR_PATTERN, ELEMENT_TYPES, Key, LinearPaint, Motion, Override, SolidPaint, Track
from videos.document.nearest import colour_code, did_you_mean

PARTS: list[type[BaseModel]] = [Motion, Key, Track, LinearPaint, SolidPaint, Override]  # of elements and scenes


MOST_TOLD = 12  # complaints that are told at once


class Complaint(ValueError):
    """Something breaks a rule.

    `code` is stable; `path` is the JSON pointer of what is wrong, "" for the whole; `message` is a sentence. Of several
    that are told together, code and path are the first's, and the message has a line for each.
    """

    def __init__(self, code: str, path: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.path = path
        self.message = message
        self.parts: list[Complaint] = [self]


class InvalidDocument(Complaint):
    """The document breaks a rule."""


class Gathering:
    """Checks, each in a `with` block of the same object: what they refuse is kept, and told together."""

    def __init__(self) -> None:
        self.found: list[Complaint] = []

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> bool:
        if isinstance(error, Complaint):
            self.found += error.parts
        return isinstance(error, Complaint)

    def tell(self) -> None:
        """Raise what was found, if anything."""
        if self.found:
            raise together(self.found)


def together(found: Sequence[Complaint]) -> Complaint:
    """All of them as one, of the first one's kind."""
    first, parts = found[0], [part for each in found for part in each.parts]
    lines = [part.message for part in parts[:MOST_TOLD]]
    if more := len(parts) - len(lines):
        lines.append(f"And {more} more like these.")
    whole = type(first)(first.code, first.path, "\n".join(lines))
    whole.parts = parts
    return whole


def complaints(error: ValidationError, root: str = "") -> InvalidDocument:
    """All that is wrong, with its paths below `root`."""
    return together([_complaint(detail, root) for detail in error.errors(include_url=False)])  # type: ignore[return-value]


def _complaint(detail: ErrorDetails, root: str) -> InvalidDocument:
    path = root + "".join(f"/{_escaped(part)}" for part in detail["loc"] if not _names_a_branch(part))
    sentence = _sentence(detail)
    ending = "" if sentence.endswith("?") else "."
    return InvalidDocument(detail["type"], path, f"{path or 'The document'}: {sentence}{ending}")


def _names_a_branch(part: str | int) -> bool:
    return isinstance(part, str) and (part.startswith(("type=", "kind=")) or part == "[key]")


def _escaped(part: str | int) -> str:
    return str(part).replace("~", "~0").replace("/", "~1")


def shown(value: Any) -> str:
    """`value` as it may stand in a sentence: short, on one line."""
    text = repr(value) if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 60 else f"{text[:57]}…"


def _sentence(detail: ErrorDetails) -> str:
    context = detail.get("ctx", {})
    got = f"; got {shown(detail['input'])}"
    match detail["type"]:
        case "missing":
            return "is missing"
        case "extra_forbidden":
            return f"is not a property that exists here{_known_properties(detail)}"
        case "string_pattern_mismatch" if context.get("pattern") == COLOR_PATTERN:
            code = colour_code(detail["input"])
            return f"must be a colour like #ff8800{got}" + (f". Did you mean {code!r}?" if code else "")
        case "string_pattern_mismatch" if str(context.get("pattern", "")).startswith("^[a-z0-9]["):
            return f"must be an id: at most 64 of a-z, 0-9, _ and -, beginning with a letter or digit{got}"
        case "union_tag_invalid" | "union_tag_not_found":
            return _branch_sentence(detail)
        case "literal_error":
            choices = [choice.strip("'") for choice in re.split(", | or ", context["expected"])]
            return f"must be {context['expected']}{got}{_meant(detail['input'], choices)}"
        case "multiple_of":
            return f"must be a multiple of {context['multiple_of']:g}{got}"
        case "greater_than_equal" | "greater_than":
            return f"must be at least {_bound(context)}{got}"
        case "less_than_equal" | "less_than":
            return f"must be at most {_bound(context)}{got}"
        case "finite_number":
            return "must be a finite number"
        case "too_long":
            return f"has at most {context['max_length']} entries; this one has {context['actual_length']}"
        case "too_short":
            return f"has at least {context['min_length']} entries; this one has {context['actual_length']}"
        case "string_too_long":
            return f"has at most {context['max_length']} characters; this one has {len(detail['input'])}"
        case "string_too_short":
            return "must not be empty"
        case kind if kind in _KINDS:
            return f"must be {_KINDS[kind]}{got}"
        case _:
            return detail["msg"]


_KINDS = {
    "string_type": "a text",
    "float_type": "a number",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "bool_type": "true or false",
    "list_type": "a list",
    "dict_type": "an object",
    "model_type": "an object",
    "model_attributes_type": "an object",
}


def _bound(context: dict[str, Any]) -> str:
    return f"{next(context[name] for name in ('ge', 'gt', 'le', 'lt') if name in context):g}"


_BRANCHES = {
    "element": ("type", list(ELEMENT_TYPES)),
    "paint": ("kind", ["solid", "linear", "radial"]),
    "gradient": ("kind", ["linear", "radial"]),
}


def _branch_sentence(detail: ErrorDetails) -> str:
    """An element or a paint whose `type` or `kind` is absent or unknown."""
    name, choices = _BRANCHES[detail["ctx"]["discriminator"].removesuffix("()")]
    if not isinstance(detail["input"], dict):
        return f"must be an object with a {name}; got {shown(detail['input'])}"
    value = detail["input"].get(name)
    return f"its {name} must be one of {', '.join(choices)}; got {shown(value)}{_meant(value, choices)}"


def _meant(value: Any, choices: Iterable[str]) -> str:
    """`. Did you mean 'x'?`, or nothing."""
    suggestion = did_you_mean(value, choices)
    return f".{suggestion}" if suggestion else ""


def _known_properties(detail: ErrorDetails) -> str:
    """What was probably meant, or what there is where the place tells which kind of element it is."""
    *place, name = detail["loc"]
    kind = next((str(part).removeprefix("type=") for part in place if str(part).startswith("type=")), None)
    if kind in ELEMENT_TYPES and str(place[-1]) == f"type={kind}":
        suggestion = _meant(name, ELEMENT_TYPES[kind].model_fields)
        return suggestion or f"; a {kind} has {', '.join(ELEMENT_TYPES[kind].model_fields)}"
    return _meant(name, dict.fromkeys(field for part in PARTS for field in part.model_fields))
