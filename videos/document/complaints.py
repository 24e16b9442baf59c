"""What breaks a rule of a video, told so that a model and a person understand it and can mend it."""

from collections.abc import Collection, Mapping, Sequence
from functools import partial
from typing import Any

from pydantic import BaseModel, ValidationError

from config.common.validation import Fault, Problem, faults, one_of, pointer, shown, told, unknown_name
from videos.document.audio import Audio, Music, Sound, Voice
from videos.document.elements import COLOR_PATTERN, ELEMENT_TYPES, Key, LinearPaint, Motion, Override, SolidPaint, Track
from videos.document.nearest import colour_code, did_you_mean, nearest

# Of elements, scenes and what is heard.
PARTS: list[type[BaseModel]] = [
    Motion, Key, Track, LinearPaint, SolidPaint, Override, Audio, Music, Voice, Sound,
]  # fmt: skip


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

    @property
    def plain(self) -> str:
        """Its sentences without the pointers before them: for people, who do not see the document."""
        told = (part.message.removeprefix(f"{part.path}: ") for part in self.parts)
        return " ".join(dict.fromkeys(f"{words[:1].upper()}{words[1:]}" for words in told))

    def under(self, path: str) -> "Complaint":
        """The same of a thing that stands at `path`, where this one's paths begin."""
        moved = [type(part)(part.code, f"{path}{part.path}", f"{path}{part.message}") for part in self.parts]
        return together(moved)


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
    whole = type(first)(first.code, first.path, "\n".join(told([part.message for part in parts])))
    whole.parts = parts
    return whole


def complaints(error: ValidationError, root: str = "", whole: type[BaseModel] | None = None) -> InvalidDocument:
    """All that is wrong, with its paths below `root`. `whole`: what stands there, where that is no element."""
    found = faults(error, partial(_words, whole=whole), nearest)
    return together([_complaint(fault, root) for fault in found])  # type: ignore[return-value]


def _complaint(fault: Fault, root: str) -> InvalidDocument:
    path = root + pointer(part for part in fault.place if not _names_a_branch(part))
    return InvalidDocument(fault.code, path, fault.sentence(path or "The document"))


def _names_a_branch(part: str | int) -> bool:
    return isinstance(part, str) and (part.startswith(("type=", "kind=")) or part == "[key]")


def _words(problem: Problem, whole: type[BaseModel] | None) -> str | None:
    """Words for what only a video has: colours, ids, and elements and paints of some kind."""
    pattern = str(problem.get("ctx", {}).get("pattern", ""))
    given = problem["input"]
    match problem["type"]:
        case "string_pattern_mismatch" if pattern == COLOR_PATTERN:
            code = colour_code(given)
            return f"must be a colour like #ff8800; got {shown(given)}" + (f". Did you mean {code!r}?" if code else "")
        case "string_pattern_mismatch" if pattern.startswith("^[a-z0-9]["):
            rule = "at most 64 of a-z, 0-9, _ and -, beginning with a letter or digit"
            return f"must be an id: {rule}; got {shown(given)}"
        case "union_tag_invalid" | "union_tag_not_found":
            return _branch_words(problem)
        case "extra_forbidden":
            return _unknown_property(problem, whole)
        case _:
            return None


_BRANCHES = {
    "element": ("type", list(ELEMENT_TYPES)),
    "paint": ("kind", ["solid", "linear", "radial"]),
    "gradient": ("kind", ["linear", "radial"]),
}


def _branch_words(problem: Problem) -> str:
    """An element or a paint whose `type` or `kind` is absent or unknown."""
    name, choices = _BRANCHES[problem["ctx"]["discriminator"].removesuffix("()")]
    if not isinstance(problem["input"], dict):
        return f"must be an object with a {name}; got {shown(problem['input'])}"
    return f"its {name} must be one of {', '.join(choices)}{one_of(problem['input'].get(name), choices, nearest)}"


def _unknown_property(problem: Problem, whole: type[BaseModel] | None) -> str:
    """What was probably meant, or what there is where the place tells which kind of element it is."""
    *place, name = problem["loc"]
    if whole is not None and not place:
        return unknown_name(name, list(whole.model_fields), nearest, "it has")
    kind = next((str(part).removeprefix("type=") for part in place if str(part).startswith("type=")), None)
    if kind in ELEMENT_TYPES and str(place[-1]) == f"type={kind}":
        return unknown_name(name, list(ELEMENT_TYPES[kind].model_fields), nearest, f"a {kind} has")
    return unknown_name(name, list(dict.fromkeys(field for part in PARTS for field in part.model_fields)), nearest, "")


def check_known(path: str, noun: str, name: str, known: Collection[str]) -> None:
    """Raises InvalidDocument where nothing has this name, with the names that there are."""
    if name not in known:
        choices = f"there are {', '.join(sorted(known))}" if known else "there is none"
        message = f"{path}: no {noun} {name!r}; {choices}.{did_you_mean(name, known)}"
        raise InvalidDocument("unknown_reference", path, message)


def check_asset(path: str, name: str, kind: str, kinds: Mapping[str, str]) -> None:
    """Raises InvalidDocument where no asset of this kind has the name. `kinds`: what each of all assets is."""
    known = [key for key, each in kinds.items() if each == kind]
    if name in kinds and name not in known:
        instead = f"the {kind}s are {', '.join(sorted(known))}" if known else f"there is no {kind} yet"
        message = f"{path}: {name!r} is a {kinds[name]}, and only a {kind} can stand here; {instead}."
        raise InvalidDocument("unknown_reference", path, message)
    check_known(path, "asset", name, known)
