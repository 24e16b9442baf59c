"""Elements as a model writes them: an array with the ids inside, under a strict schema without free keys."""

from typing import Any

from pydantic import TypeAdapter, ValidationError

from videos.complaints import InvalidDocument, first_complaint
from videos.elements import ELEMENT_TYPES, MAX_ELEMENTS, BaseElement, Element, Override, with_box

_ADAPTER: TypeAdapter[Any] = TypeAdapter(Element)
# What a strict schema must not carry, and what only costs tokens: bounds are told when they are broken.
_DROPPED = {
    "default",
    "title",
    "description",
    "discriminator",
    "$defs",
    "propertyNames",
    "minimum",
    "maximum",
}


def component_elements_schema() -> dict[str, Any]:
    """The strict JSON schema of an array of elements: every property required, nullable where optional."""
    branches = [_strict_element(name, model) for name, model in ELEMENT_TYPES.items()]
    return {"type": "array", "maxItems": MAX_ELEMENTS, "items": {"anyOf": branches}}


def _strict_element(name: str, model: type[BaseElement]) -> dict[str, Any]:
    schema = model.model_json_schema()
    strict: dict[str, Any] = _strict(schema, schema.get("$defs", {}))
    strict["description"] = " ".join((model.__doc__ or "").split())
    properties = strict["properties"]
    properties["type"] = {"type": "string", "enum": [name]}
    for side in ("x", "y", "w", "h"):
        properties[side] = _nullable(properties[side])
    if name == "component":
        properties["overrides"] = _nullable({"type": "array", "items": _strict_override()})
    return strict


def _strict_override() -> dict[str, Any]:
    """One entry of `overrides`: a free key is not possible here, so the element's id stands inside."""
    schema = Override.model_json_schema()
    strict: dict[str, Any] = _strict(schema, schema.get("$defs", {}))
    strict["properties"] = {"element": {"type": "string"}, **strict["properties"]}
    strict["required"] = list(strict["properties"])
    return strict


def _strict(schema: Any, definitions: dict[str, Any]) -> Any:
    if isinstance(schema, list):
        return [_strict(item, definitions) for item in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return _strict(definitions[schema["$ref"].removeprefix("#/$defs/")], definitions)
    if "const" in schema:
        return {"type": "string", "enum": [schema["const"]]}
    strict = {key: _strict(value, definitions) for key, value in schema.items() if key not in _DROPPED}
    if "properties" in schema:
        strict["properties"] = {
            name: _strict_property(value, definitions) for name, value in schema["properties"].items()
        }
        strict["required"] = list(strict["properties"])
        strict["additionalProperties"] = False
    return strict


def _strict_property(schema: dict[str, Any], definitions: dict[str, Any]) -> dict[str, Any]:
    strict: dict[str, Any] = _strict(schema, definitions)
    return _nullable(strict) if "default" in schema else strict


def _nullable(schema: dict[str, Any]) -> dict[str, Any]:
    if "anyOf" in schema:
        options = schema["anyOf"]
        return schema if {"type": "null"} in options else {"anyOf": [*options, {"type": "null"}]}
    if schema.get("type") == "object":
        return {"anyOf": [schema, {"type": "null"}]}
    nullable = {**schema, "type": [schema["type"], "null"]}
    return {**nullable, "enum": [*schema["enum"], None]} if "enum" in schema else nullable


def elements_from_input(
    elements: list[dict[str, Any]], *, width: int = 1280, height: int = 720
) -> tuple[list[str], dict[str, Element]]:
    """The order and the keyed elements of an array as `component_elements_schema` has it; null means default.

    `width` and `height` are the document's, for elements without a box.
    Raises InvalidDocument with a path such as `/elements/3/fill`.
    """
    if not isinstance(elements, list):
        raise InvalidDocument("list_type", "/elements", "/elements: must be a list.")
    if len(elements) > MAX_ELEMENTS:
        message = f"A component has at most {MAX_ELEMENTS} elements; this one has {len(elements)}."
        raise InvalidDocument("too_many_elements", "/elements", message)
    keyed: dict[str, Element] = {}
    for index, data in enumerate(elements):
        element = _element(f"/elements/{index}", with_box(_without_nulls(data), width, height))
        if element.id in keyed:
            path = f"/elements/{index}/id"
            raise InvalidDocument("id_twice", path, f"{path}: {element.id!r} is used twice.")
        keyed[element.id] = element
    return list(keyed), keyed


def _element(path: str, data: Any) -> Element:
    if isinstance(data, dict) and isinstance(data.get("overrides"), list):
        data = {**data, "overrides": _keyed_overrides(f"{path}/overrides", data["overrides"])}
    try:
        element: Element = _ADAPTER.validate_python(data)
    except ValidationError as error:
        raise first_complaint(error, path) from None
    return element


def _keyed_overrides(path: str, overrides: list[Any]) -> dict[str, Any]:
    keyed: dict[str, Any] = {}
    for index, override in enumerate(overrides):
        if not isinstance(override, dict) or not isinstance(override.get("element"), str):
            message = f"{path}/{index}: must name the element that it changes."
            raise InvalidDocument("override_element", f"{path}/{index}", message)
        keyed[override["element"]] = {name: value for name, value in override.items() if name != "element"}
    return keyed


def _without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_nulls(item) for key, item in value.items() if item is not None}
    return [_without_nulls(item) for item in value] if isinstance(value, list) else value
