"""Taking changes back where others came later: what they touch, where that meets, and the way back. Pure."""

from typing import Any

from videos.document.patches import Operation

Json = dict[str, Any]


class UndoConflict(Exception):
    """Later changes touch what would be taken back; `paths` are the pointers of it."""

    def __init__(self, paths: list[str]) -> None:
        super().__init__(f"Later changes touch the same: {', '.join(paths)}.")
        self.paths = paths


def conflicts(changes: list[list[Operation]], later: list[list[Operation]]) -> list[str]:
    """The paths in `changes` that `later` ones touch too. Lists that only keep an order are not among them."""
    ours = {operation["path"] for patch in changes for operation in patch if not is_order(operation["path"])}
    theirs = {operation["path"] for patch in later for operation in patch if not is_order(operation["path"])}
    return sorted(path for path in ours if any(_meet(path, other) for other in theirs))


def is_order(path: str) -> bool:
    """Whether the list there only says in which order things come."""
    parts = path.split("/")
    return path == "/scene_order" or (len(parts) == 4 and parts[3] == "order")


def _meet(one: str, other: str) -> bool:
    return one == other or one.startswith(f"{other}/") or other.startswith(f"{one}/")


def taken_back(document: Json, old: Json, new: Json, inverse: list[Operation]) -> list[Operation]:
    """The operations that take the change from `old` to `new` out of `document`; `inverse` leads from new to old.

    Raises UndoConflict where an order was changed both by it and later.
    """
    operations = []
    for operation in inverse:
        path = operation["path"]
        if not is_order(path):
            operations.append(operation)
            continue
        now = at(document, path)
        if now is None:  # the scene goes with another operation
            continue
        order = merged_order(at(old, path) or [], at(new, path) or [], now)
        if order is None:
            raise UndoConflict([path])
        operations.append({"op": "replace", "path": path, "value": order})
    return operations


def merged_order(old: list[str], new: list[str], now: list[str]) -> list[str] | None:
    """`now` without what changed from `old` to `new`; None when both that and a later change moved things."""
    common = [each for each in old if each in new and each in now]
    was_moved = common != [each for each in new if each in common]
    is_moved = [each for each in new if each in common] != [each for each in now if each in common]
    if was_moved and is_moved:
        return None
    kept = [each for each in now if each in old or each not in new]
    if was_moved:
        wanted = iter(common)
        kept = [next(wanted) if each in common else each for each in kept]
    for place, each in enumerate(old):
        if each not in new and each not in kept:
            before = [other for other in old[:place] if other in kept]
            kept.insert(kept.index(before[-1]) + 1 if before else 0, each)
    return kept


def at(document: Json, path: str) -> Any:
    """What stands at a pointer; None when nothing does."""
    value: Any = document
    for part in path.split("/")[1:]:
        if not isinstance(value, dict) or part not in value:
            return None
        value = value[part]
    return value
