"""JSON schemas for model servers: every one that leaves the house is made here. Pure.

They hold to what both OpenAI's strict structured outputs and Gemini's endpoint take: for one word that is unknown there
the whole request is refused. What a schema cannot say there (lengths, patterns, formats, defaults, choices of numbers)
is told in the description, and checked when the answer comes in.
Sources: https://platform.openai.com/docs/guides/structured-outputs#supported-schemas,
https://ai.google.dev/api/caching#Schema
"""

import json
import math
import re
from collections.abc import Iterator
from itertools import chain
from typing import Any

from pydantic import BaseModel
from pydantic.errors import PydanticInvalidForJsonSchema, PydanticUserError
from pydantic.json_schema import GenerateJsonSchema

Json = dict[str, Any]

MOST_PROPERTIES = 5_000
MOST_LEVELS = 10  # of objects and arrays in one another
MOST_ENUM_VALUES = 1_000
MOST_NAME_CHARACTERS = 120_000  # of all names of properties and definitions, and all values to choose from

SCALARS = {"string": str, "integer": int, "number": float, "boolean": bool, "null": type(None)}
NUMBER_LIMITS, ARRAY_LIMITS = ("minimum", "maximum"), ("minItems", "maxItems")
OTHER_LIMITS = {"exclusiveMinimum": "more than", "exclusiveMaximum": "less than", "multipleOf": "a multiple of"}
PROPERTY_NAME = re.compile(r"[a-zA-Z0-9_.-]{1,64}")  # what Anthropic's endpoint takes
LONGEST_DEFAULT = 100  # characters of a default that is told
NOTHING: tuple[Any, ...] = (None, "", "none", [], False, 0)  # defaults that go without saying
FORMATS = {
    "date": "a date such as 2026-12-31",
    "time": "a time such as 23:59:00",
    "date-time": "date and time such as 2026-12-31T23:59:00Z",
    "duration": "a duration such as PT1H30M",
    "uri": "an address such as https://example.com/",
    "regex": "a regular expression",
    "path": "a path",
}


class UnfitSchema(ValueError):
    """No strict schema says this. The sentence names the place as a JSON Pointer, and the way out."""


class _Generate(GenerateJsonSchema):
    # A default that is no JSON, a choice that no model can take: nothing to tell a model.
    ignored_warning_kinds = {"skipped-choice", "non-serializable-default", "skipped-discriminator"}


def strict_schema(source: type[BaseModel] | Json) -> Json:
    """The schema of a model, or of a JSON schema as pydantic makes them, as strict servers take it.

    Every object is closed and needs all properties; a definition stands where it is used, unless it is within itself.
    Raises UnfitSchema for what cannot be said: free keys, values of any kind, too many or too deep things.
    """
    given = source if isinstance(source, dict) else _schema_of(source)
    making = _Making(given)
    schema = making.whole()
    if schema.get("type") != "object":
        raise UnfitSchema("The whole must be an object with named fields, which this is not: put it into a field.")
    schema.pop("description", None)  # whoever sends the schema tells what it is about
    if making.definitions:
        schema["$defs"] = making.definitions
    _check_limits(schema)
    return schema


def _schema_of(model: type[BaseModel]) -> Json:
    try:
        return model.model_json_schema(schema_generator=_Generate)
    except (PydanticInvalidForJsonSchema, PydanticUserError) as error:
        reason = str(error).split("\n")[0]
        raise UnfitSchema(f"A field of {model.__name__} has no JSON schema: {reason}") from error


class _Making:
    """One schema in the making. `definitions` are those that are kept, being within themselves."""

    def __init__(self, given: Json) -> None:
        self._known: Json = given.get("$defs", {})
        self._whole = self._known[_name(given["$ref"])] if "$ref" in given else given
        self._recursive = {name for name in self._known if name in self._reached(self._known[name], set())}
        self._properties = 0
        self.definitions: Json = {}

    def whole(self) -> Json:
        return self.node(self._whole, "")

    def node(self, given: Any, path: str, words: tuple[str, ...] = ()) -> Json:
        """What `given` says at `path`; `words` are told about it besides."""
        if not isinstance(given, dict):
            raise UnfitSchema(_no_kind(path))
        if len(given.get("allOf", ())) == 1:
            given = {**given["allOf"][0], **{key: value for key, value in given.items() if key != "allOf"}}
        if "$ref" in given:
            name, rest = _name(given["$ref"]), {key: value for key, value in given.items() if key != "$ref"}
            if name not in self._known:
                raise UnfitSchema(f"{_place(path)} refers to {given['$ref']}, which is not there.")
            if name not in self._recursive:
                return self.node({**self._known[name], **rest}, path, words)
            made = self._reference(name, path)
            told = _described({}, rest, words)
            return {**told, "anyOf": [made]} if told else made
        made = self._plain(given, path)
        return _described(made, given, words)

    def _reference(self, name: str, path: str) -> Json:
        if name not in self.definitions:
            self.definitions[name] = {}  # it may be within itself
            self.definitions[name] = self.node(self._known[name], path)
        return {"$ref": f"#/$defs/{name}"}

    def _plain(self, given: Json, path: str) -> Json:
        if "enum" in given or "const" in given:
            return _choice(given, path)
        if branches := given.get("anyOf") or given.get("oneOf"):
            return _union([self.node(branch, path) for branch in branches])
        kinds = given.get("type")
        if isinstance(kinds, list):
            return _union([self._plain({**given, "type": kind}, path) for kind in kinds])
        match kinds:
            case "object":
                return self._object(given, path)
            case "array":
                return self._array(given, path)
            case "number" | "integer":
                return {"type": kinds, **_limits(given, NUMBER_LIMITS)}
            case "string" | "boolean" | "null":
                return {"type": kinds}
            case _:
                raise UnfitSchema(_no_kind(path))

    def _object(self, given: Json, path: str) -> Json:
        free = given.get("additionalProperties", True)
        if ("properties" not in given and free) or isinstance(free, dict) or "patternProperties" in given:
            raise UnfitSchema(
                f"{_place(path)} is an object with free keys (a dict), which no strict schema can say. Take named "
                f"fields, or the JSON as a text: {_as_text(path)}."
            )
        fields = given.get("properties", {}).items()
        self._properties += len(fields)
        if self._properties > MOST_PROPERTIES:  # before it grows further: what is used twice is made twice
            raise UnfitSchema(_too_much(f"more than {MOST_PROPERTIES}", "properties", MOST_PROPERTIES))
        if wrong := [name for name in given.get("properties", {}) if not PROPERTY_NAME.fullmatch(name)]:
            raise UnfitSchema(
                f"{path}/{wrong[0]} has a name that some servers refuse: give it an alias of at most 64 of "
                "a-z, A-Z, 0-9, _ . and -."
            )
        properties = {name: self.node(value, f"{path}/{name}", _default(value)) for name, value in fields}
        return {
            "type": "object",
            "properties": properties,
            "required": list(properties),
            "additionalProperties": False,
        }

    def _array(self, given: Json, path: str) -> Json:
        """An array whose places differ (a tuple) takes in each place what any of them takes."""
        places = given.get("prefixItems", [])
        kinds = [*places, *([given["items"]] if isinstance(given.get("items"), dict) else [])]
        if not kinds:
            raise UnfitSchema(_no_kind(f"{path}/0"))
        made = _union([self.node(kind, f"{path}/0") for kind in kinds])
        return {"type": "array", "items": made, **_limits(given, ARRAY_LIMITS)}

    def _reached(self, given: Any, seen: set[str]) -> set[str]:
        """The names of the definitions that are used in `given`, also by those that it uses."""
        if isinstance(given, dict):
            name = _name(given.get("$ref", ""))
            if name in self._known and name not in seen:
                seen.add(name)
                self._reached(self._known[name], seen)
            lists = (given.get(key, ()) for key in ("anyOf", "oneOf", "allOf", "prefixItems"))
            for inner in (given.get("items"), *given.get("properties", {}).values(), *chain(*lists)):
                self._reached(inner, seen)
        return seen


def _name(reference: str) -> str:
    return reference.removeprefix("#/$defs/")


def _place(path: str) -> str:
    return path or "The whole"


def _as_text(path: str) -> str:
    """The field that would take JSON as a text."""
    named = [part for part in path.split("/") if part and part != "0"]
    return f"`{named[-1] if named else 'value'}_json: str`"


def _no_kind(path: str) -> str:
    return (
        f"{_place(path)} may be anything, which no strict schema can say. Name its type, or take the JSON as a text: "
        f"{_as_text(path)}."
    )


def _choice(given: Json, path: str) -> Json:
    """Texts to choose from; of other values the types, with the choice in words."""
    values = given["enum"] if "enum" in given else [given["const"]]
    by_kind = {kind: [value for value in values if type(value) is type_] for kind, type_ in SCALARS.items()}
    if not values or sum(map(len, by_kind.values())) < len(values):
        raise UnfitSchema(f"{_place(path)} must be chosen from texts, numbers, true, false or null.")
    return _union([_one_of(kind, some) for kind, some in by_kind.items() if some])


def _one_of(kind: str, values: list[Any]) -> Json:
    match kind:
        case "string":
            return {"type": kind, "enum": list(dict.fromkeys(values))}
        case "null":
            return {"type": kind}
        case _:
            told = ", ".join(json.dumps(value) for value in values)
            return {"type": kind, "description": f"{'One of' if len(values) > 1 else 'Always'} {told}."}


def _union(branches: list[Json]) -> Json:
    """Each branch once; a bare union's branches are its own; one alone stands for itself."""
    branches = [inner for each in branches for inner in (each["anyOf"] if each.keys() == {"anyOf"} else [each])]
    different = [each for number, each in enumerate(branches) if each not in branches[:number]]
    return different[0] if len(different) == 1 else {"anyOf": different}


def _limits(given: Json, names: tuple[str, ...]) -> Json:
    return {name: given[name] for name in names if _is_finite(given.get(name))}


def _is_finite(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _described(made: Json, given: Json, words: tuple[str, ...]) -> Json:
    """`made` with a description: the given one, and what a strict schema does not say otherwise."""
    told = [*_in_words(given), *words]
    sentence = f"{'; '.join(told)}." if told else ""
    own = str(given.get("description") or "").strip()
    description = " ".join(filter(None, [own, made.get("description"), sentence[:1].upper() + sentence[1:]]))
    return {**made, "description": description} if description else made


def _in_words(given: Json) -> Iterator[str]:
    if given.get("minLength"):
        yield f"at least {given['minLength']} characters"
    if "maxLength" in given:
        yield f"at most {given['maxLength']} characters"
    for name, words in OTHER_LIMITS.items():
        if _is_finite(given.get(name)):
            yield f"{words} {given[name]}"
    if "pattern" in given:
        yield f"matches `{given['pattern']}`"
    if "format" in given:
        yield FORMATS.get(given["format"], str(given["format"]))
    if "json" in str(given.get("contentMediaType")):
        yield "a JSON text"
    if given.get("uniqueItems"):
        yield "nothing twice"
    if places := [str(place.get("title", "")) for place in given.get("prefixItems", ())]:
        yield f"in this order: {', '.join(places)}" if all(places) else f"{len(places)} places"


def _default(given: Any) -> tuple[str, ...]:
    """What a property is when nobody says otherwise, in words."""
    if not isinstance(given, dict) or given.get("default") in NOTHING:
        return ()
    text = json.dumps(given["default"], ensure_ascii=False)
    return (f"default {text}",) if len(text) <= LONGEST_DEFAULT else ()


def _check_limits(schema: Json) -> None:
    definitions: Json = schema.get("$defs", {})
    nodes = [each for root in (schema, *definitions.values()) for each in _nodes(root)]
    names = [*definitions, *(name for each in nodes for name in each.get("properties", ()))]
    values = [value for each in nodes for value in each.get("enum", ())]
    for count, noun, most in (
        (_levels(schema, definitions, {}), "levels", MOST_LEVELS),
        (len(values), "values to choose from", MOST_ENUM_VALUES),
        (sum(map(len, [*names, *values])), "characters of names", MOST_NAME_CHARACTERS),
    ):
        if count > most:
            raise UnfitSchema(_too_much(str(count), noun, most))


def _too_much(count: str, noun: str, most: int) -> str:
    return f"The whole has {count} {noun}; strict servers take at most {most}. Take a part as a text: {_as_text('')}."


def _nodes(schema: Json) -> Iterator[Json]:
    yield schema
    for inner in _inner(schema):
        yield from _nodes(inner)


def _inner(schema: Json) -> Iterator[Json]:
    yield from schema.get("properties", {}).values()
    yield from schema.get("anyOf", ())
    if "items" in schema:
        yield schema["items"]


def _levels(schema: Json, definitions: Json, known: dict[str, int]) -> int:
    """How deep objects and arrays stand in one another; what is within itself counts once."""
    if "$ref" in schema:
        name = _name(schema["$ref"])
        if name not in known:
            known[name] = 0
            known[name] = _levels(definitions[name], definitions, known)
        return known[name]
    own = int(schema.get("type") in ("object", "array"))
    return own + max((_levels(inner, definitions, known) for inner in _inner(schema)), default=0)
