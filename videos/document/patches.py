"""JSON Patch (RFC 6902) on a document: all of it or nothing, validated, and with the way back."""

import copy
import json
import math
from dataclasses import dataclass
from typing import Any

import jsonpatch
import jsonpointer

from config.common.validation import shown
from videos.document.complaints import Complaint, Gathering, InvalidDocument, together
from videos.document.document import Document, parse_document
from videos.document.nearest import did_you_mean, nearest

Operation = dict[str, Any]

MAX_OPERATIONS = 500
MAX_DEPTH = 32  # of a value; the document itself needs ten
MAX_NODES = 100_000  # of a value, and of the document while it is patched: copies of copies grow fast

_MEMBERS = {
    "add": {"path", "value"},
    "remove": {"path"},
    "replace": {"path", "value"},
    "move": {"path", "from"},
    "copy": {"path", "from"},
    "test": {"path", "value"},
}


# What the libraries raise for an operation that does not fit a value.
MISFITS = (jsonpatch.JsonPatchException, jsonpointer.JsonPointerException, TypeError, KeyError, ValueError)


class InvalidPatch(Complaint):
    """The patch cannot be applied; the document is as it was.

    `path` is in the patch ("/operations/2") or in the document that it would have made.
    """


@dataclass(frozen=True)
class AppliedPatch:
    """`forward` leads from the JSON before to that of `document`, defaults included; `inverse` leads back."""

    document: Document
    forward: list[Operation]
    inverse: list[Operation]


def apply_patch(document: Document, operations: list[Operation]) -> AppliedPatch:
    """`document` with `operations` done in their order; `document` itself is not changed.

    Raises InvalidPatch when an operation is malformed, does not fit, or when the result is no valid document.
    """
    before = document.to_json()
    changed = _changed(before, operations)
    try:
        after = parse_document(changed)
    except InvalidDocument as error:
        raise together([InvalidPatch(part.code, part.path, part.message) for part in error.parts]) from None
    after_json = after.to_json()
    return AppliedPatch(after, difference(before, after_json), difference(after_json, before))


def difference(before: Any, after: Any, path: str = "") -> list[Operation]:
    """The operations from one JSON value to another: objects key by key, a changed list as a whole."""
    if not (isinstance(before, dict) and isinstance(after, dict)):
        return [] if _same(before, after) else [{"op": "replace", "path": path, "value": after}]
    operations: list[Operation] = []
    for key in before:
        here = f"{path}/{jsonpointer.escape(key)}"
        if key in after:
            operations += difference(before[key], after[key], here)
        else:
            operations.append({"op": "remove", "path": here})
    for key in [key for key in after if key not in before]:
        operations.append({"op": "add", "path": f"{path}/{jsonpointer.escape(key)}", "value": after[key]})
    return operations


def _same(one: Any, other: Any) -> bool:
    """Whether two values are the same JSON: in Python, True and 1.0 are equal to 1."""
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)


def _changed(before: Any, operations: Any) -> Any:
    if not isinstance(operations, list):
        raise InvalidPatch("not_a_list", "/operations", "A patch must be a list of operations.")
    if not operations:
        raise InvalidPatch("empty_patch", "/operations", "The patch has no operations.")
    if len(operations) > MAX_OPERATIONS:
        message = f"A patch has at most {MAX_OPERATIONS} operations; this one has {len(operations)}."
        raise InvalidPatch("too_many_operations", "/operations", message)
    value, gathering = copy.deepcopy(before), Gathering()
    for index, operation in enumerate(operations):
        with gathering:
            _check_operation(index, operation)
    gathering.tell()
    for index, operation in enumerate(operations):
        value = _apply_one(value, index, operation)
        if operation["op"] in ("copy", "move"):
            _check_size(value, f"/operations/{index}")
    return value


def _apply_one(value: Any, index: int, operation: Operation) -> Any:
    try:
        return jsonpatch.apply_patch(value, [copy.deepcopy(operation)], in_place=True)
    except jsonpatch.JsonPatchTestFailed:
        message = f"/operations/{index}: the test of {operation['path']} failed; the value there is another."
        raise InvalidPatch("test_failed", f"/operations/{index}", message) from None
    except MISFITS as error:
        raise _misfit(value, index, operation, error) from None


def _misfit(value: Any, index: int, operation: Operation, error: Exception) -> InvalidPatch:
    """Why an operation does not fit `value`: the first pointer that leads nowhere, and what is there."""
    here = f"/operations/{index}"
    for member in ("from", "path"):
        pointer = operation.get(member)
        if pointer is None or (reached := _reached(value, pointer)) == pointer:
            continue
        there = jsonpointer.resolve_pointer(value, reached)
        inside = f"{reached or 'the document'} has {_contents(there)}"
        message = f"{here}: cannot {operation['op']} {shown(pointer)}: {inside}.{_meant(value, pointer)}"
        return InvalidPatch("path_not_found", here, message)
    message = f"{here}: cannot {operation['op']} {shown(operation['path'])}: {error}."
    return InvalidPatch("does_not_fit", here, message)


def _meant(value: Any, pointer: str) -> str:
    """` Did you mean '/scenes/intro'?`: the pointer with each part that leads nowhere replaced by its nearest."""
    meant: list[str] = []
    for part in jsonpointer.JsonPointer(pointer).parts:
        if not isinstance(value, dict):
            return ""
        found = part if part in value else nearest(part, value)
        if found is None:
            return ""
        meant.append(found)
        value = value[found]
    return f" Did you mean {jsonpointer.JsonPointer.from_parts(meant).path!r}?"


def _reached(value: Any, pointer: str) -> str:
    """The longest beginning of `pointer` that leads somewhere in `value`."""
    parts = jsonpointer.JsonPointer(pointer).parts
    for length in range(len(parts), 0, -1):
        beginning = jsonpointer.JsonPointer.from_parts(parts[:length]).path
        if jsonpointer.resolve_pointer(value, beginning, None) is not None and parts[length - 1] != "-":
            return str(beginning)
    return ""


def _contents(value: Any) -> str:
    if isinstance(value, dict):
        return f"only {', '.join(list(value)[:20])}" if value else "nothing inside"
    return f"{len(value)} entries" if isinstance(value, list) else "nothing inside"


def _check_operation(index: int, operation: Any) -> None:
    here = f"/operations/{index}"
    if not isinstance(operation, dict):
        raise InvalidPatch("not_an_operation", here, f"{here}: must be an object with op and path.")
    op = operation.get("op")
    if not isinstance(op, str) or op not in _MEMBERS:
        message = f"{here}: op must be one of {', '.join(_MEMBERS)}; got {shown(op)}.{did_you_mean(op, _MEMBERS)}"
        raise InvalidPatch("unknown_operation", here, message)
    for member in sorted(_MEMBERS[op]):
        if member not in operation:
            raise InvalidPatch("member_missing", here, f"{here}: {op} needs {member}.")
    for member in sorted({"path", "from"} & _MEMBERS[op]):
        _check_pointer(f"{here}/{member}", op, operation[member])
    if "value" in _MEMBERS[op]:
        _check_size(operation["value"], f"{here}/value")
    if (op == "remove" and operation["path"] == "") or (op == "move" and operation["from"] == ""):
        raise InvalidPatch("whole_document", here, f"{here}: the whole document cannot be removed.")


def _check_pointer(where: str, op: str, pointer: Any) -> None:
    if not isinstance(pointer, str) or len(pointer) > 1000:
        message = f"{where}: must be a JSON pointer, a text such as /scenes/intro/duration."
        raise InvalidPatch("bad_pointer", where, message)
    try:
        parts = jsonpointer.JsonPointer(pointer).parts
    except jsonpointer.JsonPointerException:
        message = f"{where}: must be a JSON pointer, beginning with /, ~0 for ~, ~1 for /; got {shown(pointer)}."
        raise InvalidPatch("bad_pointer", where, message) from None
    if len(parts) == 5 and parts[2] == "elements" and parts[4] == "id" and op != "test":
        message = f"{where}: an element's id is its key; move the element to another key instead."
        raise InvalidPatch("id_is_key", where, message)


def _check_size(value: Any, where: str) -> None:
    """Finite numbers, JSON types, bounded depth and size. Iterative, as the depth is not known yet."""
    pending, nodes = [(value, 0)], 0
    while pending:
        item, depth = pending.pop()
        nodes += 1
        if depth > MAX_DEPTH or nodes > MAX_NODES:
            raise InvalidPatch("value_too_large", where, f"{where}: the value is too deep or too large.")
        if isinstance(item, dict):
            if not all(isinstance(key, str) for key in item):
                raise InvalidPatch("not_json", where, f"{where}: the keys of an object must be texts.")
            pending += [(child, depth + 1) for child in item.values()]
        elif isinstance(item, list):
            pending += [(child, depth + 1) for child in item]
        elif isinstance(item, float) and not math.isfinite(item):
            raise InvalidPatch("not_finite", where, f"{where}: numbers must be finite.")
        elif item is not None and not isinstance(item, str | bool | int | float):
            raise InvalidPatch("not_json", where, f"{where}: must be JSON; got {type(item).__name__}.")
