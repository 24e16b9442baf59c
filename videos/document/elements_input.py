"""Elements and paints as a model writes them: JSON in a text, an array with the ids inside. Pure."""

import re
from typing import Any

from pydantic import TypeAdapter, ValidationError

from chat.llm.json_text import read_json
from videos.document.complaints import Gathering, InvalidDocument, complaints
from videos.document.elements import COLOR_PATTERN, MAX_ELEMENTS, Element, Paint, with_box
from videos.document.nearest import colour_code

_ELEMENT: TypeAdapter[Any] = TypeAdapter(Element)
_PAINT: TypeAdapter[Any] = TypeAdapter(Paint)


def elements_from_input(
    given: str, *, width: int = 1280, height: int = 720, path: str = "/elements_json"
) -> tuple[list[str], dict[str, Element]]:
    """The order and the keyed elements of a JSON text; null means default.

    `width` and `height` are the document's, for elements without a box; `path` is where the text stands.
    Raises InvalidDocument with all that is wrong, with paths such as `/elements_json/3/fill`.
    """
    elements = _listed(_value(path, given))
    if not isinstance(elements, list):
        raise InvalidDocument("list_type", path, f"{path}: must be an array of elements.")
    if len(elements) > MAX_ELEMENTS:
        message = f"{path}: at most {MAX_ELEMENTS} elements; these are {len(elements)}."
        raise InvalidDocument("too_many_elements", path, message)
    keyed: dict[str, Element] = {}
    gathering = Gathering()
    for index, data in enumerate(elements):
        with gathering:
            element = _element(f"{path}/{index}", with_box(_without_nulls(data), width, height))
            if element.id in keyed:
                here = f"{path}/{index}/id"
                raise InvalidDocument("id_twice", here, f"{here}: {element.id!r} is used twice.")
            keyed[element.id] = element
    gathering.tell()
    return list(keyed), keyed


def paint_from_input(given: str, path: str = "/background_json") -> dict[str, Any]:
    """The paint of a JSON text; a colour alone is a solid one. Raises InvalidDocument."""
    bare = given.strip().strip('"')
    if re.match(COLOR_PATTERN, bare):
        return {"kind": "solid", "color": bare}
    if code := colour_code(bare):
        raise InvalidDocument("no_paint", path, f"{path}: must be a paint; got {bare!r}. Did you mean {code!r}?")
    try:
        paint: dict[str, Any] = _PAINT.dump_python(_PAINT.validate_python(_without_nulls(_value(path, given))))
    except ValidationError as error:
        raise complaints(error, path) from None
    return paint


def _value(path: str, given: str) -> Any:
    try:
        return read_json(given, structure=True)
    except ValueError as error:
        raise InvalidDocument("no_json", path, f"{path}: is no JSON ({error}).") from error


def _listed(given: Any) -> Any:
    """The array that is meant by one element, by elements keyed by their ids, or by an object that holds either."""
    if not isinstance(given, dict):
        return given
    if isinstance(given.get("type"), str):
        return [given]
    if "elements" in given:
        return _listed(given["elements"])
    if all(isinstance(each, dict) for each in given.values()):
        return [{**each, "id": key} for key, each in given.items()]
    return given


def _element(path: str, data: Any) -> Element:
    try:
        element: Element = _ELEMENT.validate_python(data)
    except ValidationError as error:
        raise complaints(error, path) from None
    return element


def _without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_nulls(item) for key, item in value.items() if item is not None}
    return [_without_nulls(item) for item in value] if isinstance(value, list) else value
