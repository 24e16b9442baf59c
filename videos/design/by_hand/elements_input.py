"""Elements, groups and paints as a model writes them: JSON in a text, an array with the ids inside. Pure."""

import re
from collections import Counter
from collections.abc import Collection, Iterator
from typing import Any, get_args

from pydantic import TypeAdapter, ValidationError

from chat.llm.json_text import read_json
from videos.design.by_hand.groups import Group, Place, Written, WrittenGroup, elements_in
from videos.design.composition.boxes import Align, Direction, Justify
from videos.document.complaints import Gathering, InvalidDocument, complaints
from videos.document.elements import (
    COLOR_PATTERN,
    ELEMENT_TYPES,
    MAX_ELEMENTS,
    BaseElement,
    Element,
    Paint,
    Preset,
    completed,
)
from videos.document.nearest import colour_code, meant
from videos.document.style import Style

Json = dict[str, Any]
_ELEMENT: TypeAdapter[Any] = TypeAdapter(Element)
_PAINT: TypeAdapter[Any] = TypeAdapter(Paint)

MAX_DEPTH = 8  # of groups in groups
MAX_WRITTEN = 2 * MAX_ELEMENTS  # groups and elements together
TYPES = (*ELEMENT_TYPES, "group")
# What each kind has and no other: it tells what an element without a type is.
TELLING = {
    "children": "group", "text": "text", "icon": "icon", "asset": "image", "values": "chart", "d": "path",
    "effect": "particles", "component": "component",
}  # fmt: skip
WORDS_OF_GROUPS = {"direction": get_args(Direction), "align": get_args(Align), "justify": get_args(Justify)}
# What is written without a colour or a font has those of the style.
IN_STYLE: dict[str, Json] = {
    "text": {"fill": "$text", "font": "body"},
    "rect": {"fill": "$accent"},
    "ellipse": {"fill": "$accent"},
    "path": {"stroke": "$text"},
    "icon": {"fill": "$accent"},
    "chart": {"colors": ["$accent", "$accent2", "$accent~accent2:50", "$accent~text:40", "$accent2~text:40"]},
}


def elements_from_input(
    given: str,
    *,
    width: int = 1280,
    height: int = 720,
    style: Style | None = None,
    taken: Collection[str] = (),
    path: str = "/elements_json",
) -> tuple[list[str], dict[str, BaseElement]]:
    """The order and the keyed elements of a JSON text, its groups solved; null means default.

    `width`, `height` and `style` are the document's; `path` is where the text stands. Ids that are left out are made,
    none of those that are `taken`. Raises InvalidDocument with all that is wrong, with paths such as
    `/elements_json/3/fill` and `/elements_json/0/children/1`.
    """
    listed = _listed(_value(path, given))
    if not isinstance(listed, list):
        raise InvalidDocument("list_type", path, f"{path}: must be an array of elements.")
    reading = _Reading((width, height), _checked_size(path, listed), set(taken))
    gathering, found = Gathering(), list[tuple[str, BaseElement]]()
    for index, data in enumerate(listed):
        with gathering:
            here = f"{path}/{index}"
            written = reading.read(here, _without_nulls(data), inside=False)
            if isinstance(written, Written):
                found.append((f"{here}/id", written.element))
            else:
                found += [(here, each) for each in elements_in(written, (width, height), style or Style())]
    keyed: dict[str, BaseElement] = {}
    for here, element in found:
        with gathering:
            if element.id in keyed:
                raise InvalidDocument("id_twice", here, f"{here}: {element.id!r} is used twice.")
            keyed[element.id] = element
    gathering.tell()
    if len(keyed) > MAX_ELEMENTS:
        raise _too_many(path, f"at most {MAX_ELEMENTS} elements", len(keyed))
    return list(keyed), keyed


def _checked_size(path: str, listed: list[Any]) -> set[str]:
    """The ids that are written anywhere. Raises InvalidDocument for too many elements, before one of them is read."""
    if len(listed) > MAX_ELEMENTS:
        raise _too_many(path, f"at most {MAX_ELEMENTS} elements", len(listed))
    ids, count = set[str](), 0
    for depth, data in _walked(listed, 0):
        count += 1
        if depth > MAX_DEPTH:
            raise InvalidDocument("too_deep", path, f"{path}: groups stand at most {MAX_DEPTH} deep in one another.")
        if isinstance(data, dict) and isinstance(data.get("id"), str):
            ids.add(data["id"])
    if count > MAX_WRITTEN:
        raise _too_many(path, f"at most {MAX_WRITTEN} groups and elements", count)
    return ids


def _walked(listed: list[Any], depth: int) -> Iterator[tuple[int, Any]]:
    """Everything in groups, with how deep it stands; JSON is never so deep that this could not walk it."""
    for data in listed:
        yield depth, data
        if isinstance(data, dict) and isinstance(data.get("children"), list):
            yield from _walked(data["children"], depth + 1)


def _too_many(path: str, most: str, count: int) -> InvalidDocument:
    return InvalidDocument("too_many_elements", path, f"{path}: {most}; these are {count}.")


class _Reading:
    """The elements of one text: each understood, named and checked."""

    def __init__(self, frame: tuple[int, int], ids: set[str], taken: set[str]) -> None:
        self.frame, self.taken, self.counts = frame, ids | taken, Counter[str]()

    def read(self, path: str, data: Any, *, inside: bool) -> Written | WrittenGroup:
        """Raises InvalidDocument with all that is wrong in it."""
        raw = understood(data)
        if not isinstance(raw, dict):
            return self._element(path, raw, inside=inside)
        if "id" not in raw and isinstance(raw.get("type"), str):
            raw = {**raw, "id": self._free(raw["type"])}
        if inside and ("x" in raw or "y" in raw):
            corner = f"{path}/{'x' if 'x' in raw else 'y'}"
            message = f"{corner}: what is in a group stands where the group puts it; leave x and y out."
            raise InvalidDocument("placed_by_group", corner, message)
        return self._group(path, raw) if raw.get("type") == "group" else self._element(path, raw, inside=inside)

    def _free(self, kind: str) -> str:
        while True:
            self.counts[kind] += 1
            if (name := f"{kind}-{self.counts[kind]}") not in self.taken:
                return name

    def _group(self, path: str, raw: Json) -> WrittenGroup:
        gathering, children = Gathering(), list[Written | WrittenGroup]()
        with gathering:
            try:
                group = Group.model_validate(raw)
            except ValidationError as error:
                raise complaints(error, path, Group) from None
        listed = raw.get("children")
        for index, child in enumerate(listed if isinstance(listed, list) else []):
            with gathering:
                children.append(self.read(f"{path}/children/{index}", child, inside=True))
        gathering.tell()
        return WrittenGroup(group, path, tuple(children))

    def _element(self, path: str, raw: Any, *, inside: bool) -> Written:
        gathering, grow = Gathering(), 0.0
        if inside and isinstance(raw, dict) and "grow" in raw:
            raw = dict(raw)
            with gathering:
                try:
                    grow = Place.model_validate({"grow": raw.pop("grow")}).grow
                except ValidationError as error:
                    raise complaints(error, path) from None
        with gathering:
            element = _checked(path, completed(raw, *self.frame))
        gathering.tell()
        return Written(element, path, grow, raw.get("w"), raw.get("h"))


def understood(data: Any) -> Any:
    """The raw element with what its author surely meant: its type, names by which others call its properties, and a
    motion that is only named."""
    if not isinstance(data, dict):
        return data
    kind = _kind(data)
    if kind is None:
        return data
    raw = {**data, "type": kind}
    if kind == "group" and data.get("type") in WORDS_OF_GROUPS["direction"]:
        raw = {"direction": data["type"], **raw}
    names = [*(Group if kind == "group" else ELEMENT_TYPES[kind]).model_fields, "grow"]
    for name in raw.keys() - set(names):
        if (right := meant(name, names)) is not None and right not in raw:
            raw[right] = raw.pop(name)
    for name in {"enter", "exit"} & raw.keys():
        if isinstance(raw[name], str):
            raw[name] = {"preset": meant(raw[name], get_args(Preset)) or raw[name]}
    for name in WORDS_OF_GROUPS.keys() & raw.keys() if kind == "group" else ():
        raw[name] = meant(raw[name], WORDS_OF_GROUPS[name]) or raw[name]
    return raw


def _kind(data: Json) -> str | None:
    """The type of a raw element: as it says, else as its properties tell; None when neither does."""
    if isinstance(data.get("children"), list):
        return "group"
    if "type" in data:
        return meant(data["type"], TYPES)
    found = next((name for name in TELLING if name in data), None)
    found = found or next((right for name in data if (right := meant(name, TELLING))), None)
    return TELLING[found] if found else None


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
    return [given] if _kind(given) else given


def _checked(path: str, data: Any) -> BaseElement:
    """The element, in the style where it says nothing else."""
    try:
        element: BaseElement = _ELEMENT.validate_python(data)
    except ValidationError as error:
        raise complaints(error, path) from None
    roles = IN_STYLE.get(str(data["type"]), {})
    own = {name: role for name, role in roles.items() if name not in element.model_fields_set}
    return element.model_copy(update=own) if own else element


def _without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_nulls(item) for key, item in value.items() if item is not None}
    return [_without_nulls(item) for item in value] if isinstance(value, list) else value
