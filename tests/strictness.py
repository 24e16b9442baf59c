"""What strict servers take, as a validator of schemas: OpenAI's list, and of it what Gemini's endpoint takes, too.

OpenAI would also take const, lists of types, exclusive limits and multiples; Gemini's endpoint refuses a request for
each of them, and for a choice of anything but texts.
Sources: https://platform.openai.com/docs/guides/structured-outputs#supported-schemas,
https://ai.google.dev/api/caching#Schema
"""

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator

Json = dict[str, Any]

NODE = {"$ref": "#/$defs/node"}
WORDS = {"description": {"type": "string", "minLength": 1}}
SCALAR = {"enum": ["string", "number", "integer", "boolean", "null"]}
NAME = "^[a-zA-Z0-9_.-]{1,64}$"  # what Anthropic's endpoint takes
COUNT = {"type": "integer", "minimum": 0}
TEXTS = {"type": "array", "minItems": 1, "uniqueItems": True, "items": {"type": "string"}}


def _closed(needed: list[str], /, **properties: Any) -> Json:
    return {"required": needed, "properties": {**properties, **WORDS}, "additionalProperties": False}


_ALLOWED = {
    "reference": {
        "required": ["$ref"],
        "properties": {"$ref": {"pattern": r"^#(/\$defs/[^/]+)?$"}},
        "additionalProperties": False,
    },
    "choice": _closed(["anyOf"], anyOf={"type": "array", "minItems": 1, "items": NODE}),
    "object": _closed(
        ["type", "properties", "required", "additionalProperties"],
        type={"const": "object"},
        properties={"type": "object", "propertyNames": {"pattern": NAME}, "additionalProperties": NODE},
        required={"type": "array", "items": {"type": "string"}, "uniqueItems": True},
        additionalProperties={"const": False},
    ),
    "array": _closed(["type", "items"], type={"const": "array"}, items=NODE, minItems=COUNT, maxItems=COUNT),
    "scalar": _closed(
        ["type"],
        type=SCALAR,
        enum=TEXTS,
        minimum={"type": "number"},
        maximum={"type": "number"},
    ),
}
_DIALECT = Draft202012Validator(
    {
        "$defs": {**_ALLOWED, "node": {"oneOf": [{"$ref": f"#/$defs/{name}"} for name in _ALLOWED]}},
        "type": "object",
        "required": ["type"],
        "properties": {
            **_ALLOWED["object"]["properties"],
            "$defs": {"type": "object", "additionalProperties": NODE},
        },
        "allOf": [{"required": _ALLOWED["object"]["required"]}],
        "additionalProperties": False,
    }
)


def faults(schema: Json) -> list[str]:
    """What is wrong with a schema; nothing is good."""
    Draft202012Validator.check_schema(schema)
    found = [f"{error.json_path}: {error.message[:200]}" for error in _DIALECT.iter_errors(schema)]
    if found:
        return found
    definitions = schema.get("$defs", {})
    nodes = [node for root in (schema, *definitions.values()) for node in _nodes(root)]
    names = [name for node in nodes for name in node.get("properties", ())]
    values = [value for node in nodes for value in node.get("enum", ())]
    for node in nodes:
        if sorted(node.get("required", ())) != sorted(node.get("properties", ())):
            found.append(f"not every property is required: {list(node['properties'])}")
        if "$ref" in node and node["$ref"] != "#" and node["$ref"].removeprefix("#/$defs/") not in definitions:
            found.append(f"{node['$ref']} is not there")
    for what, count, most in (
        ("properties", len(names), 5_000),
        ("values", len(values), 1_000),
        ("characters", sum(len(str(each)) for each in [*names, *definitions, *values]), 120_000),
        ("levels", _levels(schema, definitions, ()), 10),
    ):
        if count > most:
            found.append(f"{count} {what}, at most {most}")
    return found


def faults_of_request(body: Json) -> list[str]:
    """What a strict server finds wrong with the schemas of a request. All are strict, or, for a server that knows no
    such word, none."""
    functions = [tool["function"] for tool in body.get("tools") or ()]
    format = (body.get("response_format") or {}).get("json_schema")
    asked = [(each.get("strict"), each["name"], each["parameters"]) for each in functions]
    if format:
        asked.append((format.get("strict"), format["name"], format["schema"]))
    found = [f"Invalid schema {name!r}: {fault}" for _, name, schema in asked for fault in _known(json.dumps(schema))]
    told = {each["name"]: each.get("description", "") for each in functions}
    found += [f"{name!r} has a long description" for name, description in told.items() if len(description) > 1024]
    loose = [f"{name!r} is not strict" for strict, name, _ in asked if strict is not True]
    return found + (loose if len(loose) < len(asked) else [])


@cache
def _known(text: str) -> list[str]:
    return faults(json.loads(text))


def _nodes(node: Json) -> Iterator[Json]:
    yield node
    for inner in _inner(node):
        yield from _nodes(inner)


def _inner(node: Json) -> list[Json]:
    return [*node.get("properties", {}).values(), *node.get("anyOf", ()), *([node["items"]] if "items" in node else [])]


def _levels(node: Json, definitions: Json, within: tuple[str, ...]) -> int:
    if "$ref" in node:
        name = node["$ref"].removeprefix("#/$defs/")
        return 0 if name in within or name == "#" else _levels(definitions[name], definitions, (*within, name))
    own = node.get("type") in ("object", "array")
    return own + max((_levels(inner, definitions, within) for inner in _inner(node)), default=0)
