"""The document at /api/openapi.json: django-ninja's, and what follows for each operation from what it is."""

from collections.abc import Iterator
from functools import cached_property
from itertools import groupby
from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import REF_TEMPLATE, OpenAPISchema
from ninja.operation import Operation
from pydantic import TypeAdapter

from chat import jobs
from chat.shapes import JobOut
from config.body_limits.limits import TooSlow
from config.common import errors
from config.common.errors import ChatError
from config.common.json_bodies import BadJson
from config.common.router import REFUSALS, header
from config.middleware import BadForm, TooManyFields, UnstorableText

Json = dict[str, Any]


class Api(NinjaAPI):
    """The API, which describes all that it may answer. Its operations are named as the functions that answer them."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        return operation.view_func.__name__

    def get_openapi_schema(self, **_: Any) -> OpenAPISchema:
        return self._document

    @cached_property
    def _document(self) -> OpenAPISchema:
        """Made once: it takes half a second, in which nobody else is answered."""
        document = super().get_openapi_schema()
        schemas = document["components"]["schemas"]
        for item in document["paths"].values():
            item.pop("head", None)  # as GET, without a body
            for method, operation in item.items():
                _name_answers(operation, schemas)
                expected = {*_by_shape(method, operation), *operation.pop(REFUSALS, ())}
                operation["responses"] |= _refusals(expected, schemas)
        schemas[JobOut.__name__] = _any_kind_of_job(schemas)
        for name in _told(document["paths"], schemas):
            for field in schemas[name].get("properties", {}).values():
                field.pop("default", None)  # nothing that is told is left out; generators stumble over some
        return document


def _told(paths: Json, schemas: Json) -> set[str]:
    """The names of what answers are made of."""
    known: set[str] = set()
    ways: list[Any] = [operation["responses"] for item in paths.values() for operation in item.values()]
    while ways:
        part = ways.pop()
        if isinstance(part, dict):
            ways += part.values()
            name = str(part.get("$ref", "")).rpartition("/")[2]
            if name in schemas and name not in known:
                known.add(name)
                ways.append(schemas[name])
        elif isinstance(part, list):
            ways += part
    return known


def _name_answers(operation: Json, schemas: Json) -> None:
    """Let what an operation gives be known by its name, so that clients have a type for it."""
    for response in operation["responses"].values():
        for part in response.get("content", {}).values():
            schema = part.get("schema", {})
            if "properties" in schema and "title" in schema:
                schemas[schema["title"]] = schema
                part["schema"] = {"$ref": REF_TEMPLATE.format(model=schema["title"])}


def _by_shape(method: str, operation: Json) -> Iterator[type[ChatError]]:
    """What any operation of this shape may refuse with."""
    places = {parameter["in"] for parameter in operation["parameters"]}
    yield from (errors.BadHost, errors.Unauthorized, errors.DatabaseUnavailable)
    if method != "get":
        yield from (errors.Forbidden, errors.ReadOnly, errors.StorageFull, errors.TooLarge, TooSlow)
    if "path" in places:
        yield errors.NotFound
    if "requestBody" in operation:
        is_json = "application/json" in operation["requestBody"]["content"]
        yield from (BadJson,) if is_json else (BadForm, TooManyFields, UnstorableText)
    if "query" in places or "requestBody" in operation:
        yield errors.Invalid


def _refusals(expected: set[type[ChatError]], schemas: Json) -> Json:
    """The responses of these errors, one a status, which names the codes."""
    ordered = sorted(expected, key=lambda error: (error.status, error.code))
    return {status: _response(list(same), schemas) for status, same in groupby(ordered, key=lambda each: each.status)}


def _response(same: list[type[ChatError]], schemas: Json) -> Json:
    shapes = {_described(error.shape, schemas)["$ref"]: None for error in same}
    references = [{"$ref": reference} for reference in shapes]
    response: Json = {
        "description": "\n".join(f"- `{error.code}`: {error.sentence}" for error in same),
        "content": {"application/json": {"schema": references[0] if len(references) == 1 else {"anyOf": references}}},
    }
    # Required only where every error of this status has it.
    headers = {name: words for error in same for name, words in error.header_words.items()}
    if headers:
        response["headers"] = {
            name: header(words, required=all(name in error.header_words for error in same))
            for name, words in headers.items()
        }
    return response


def _any_kind_of_job(schemas: Json) -> Json:
    """What the apps call jobs: one of the kinds that they define."""
    kinds = {kind.KIND: _described(kind.SHAPE, schemas) for kind in jobs.job_models()}
    mapping = {name: reference["$ref"] for name, reference in kinds.items()}
    return {"oneOf": list(kinds.values()), "discriminator": {"propertyName": "kind", "mapping": mapping}}


def _described(shape: Any, schemas: Json) -> Json:
    """A reference to `shape`, which is among `schemas` from now on."""
    described = TypeAdapter(shape).json_schema(mode="serialization", ref_template=REF_TEMPLATE)
    schemas.update(described.pop("$defs", {}))
    if "$ref" not in described:
        schemas[shape.__name__] = described
    return {"$ref": described.get("$ref", REF_TEMPLATE.format(model=shape.__name__))}
