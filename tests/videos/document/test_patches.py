"""Patches: all of it or nothing, and always a way back."""

import copy
from typing import Any

import jsonpatch
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.videos.samples import parsed
from videos.document.document import Document, parse_document
from videos.document.patches import AppliedPatch, InvalidPatch, apply_patch, difference

TITLE = {"type": "text", "text": "Hi"}


def document() -> Document:
    return parsed({"title": TITLE, "box": {"type": "rect"}})


def op(name: str, path: str, *value: Any, **more: Any) -> dict[str, Any]:
    return {"op": name, "path": path, **({"value": value[0]} if value else {}), **more}


def applied(*operations: dict[str, Any]) -> AppliedPatch:
    return apply_patch(document(), list(operations))


def refused(*operations: Any) -> InvalidPatch:
    start = document()
    before = start.to_json()
    with pytest.raises(InvalidPatch) as caught:
        apply_patch(start, list(operations))
    assert start.to_json() == before
    return caught.value


ELEMENTS = "/scenes/intro/elements"


@pytest.mark.parametrize(
    "operations",
    [
        [op("replace", f"{ELEMENTS}/title/fill", "#0000ff")],
        [op("remove", f"{ELEMENTS}/title/fill"), op("replace", f"{ELEMENTS}/title/size", 20)],
        [op("add", f"{ELEMENTS}/new", TITLE), op("add", "/scenes/intro/order/-", "new")],
        [op("add", f"{ELEMENTS}/new", TITLE), op("add", "/scenes/intro/order/0", "new")],
        [op("remove", f"{ELEMENTS}/box"), op("remove", "/scenes/intro/order/1")],
        [
            op("move", f"{ELEMENTS}/head", **{"from": f"{ELEMENTS}/title"}),
            op("replace", "/scenes/intro/order/0", "head"),
        ],
        [op("move", "/scenes/intro/order/0", **{"from": "/scenes/intro/order/1"})],
        [op("copy", "/scenes/end", **{"from": "/scenes/intro"}), op("add", "/scene_order/-", "end")],
        [op("test", "/fps", 10), op("replace", "/fps", 20)],
        [op("test", "/fps", 10)],
    ],
)
def test_the_inverse_restores_the_exact_json(operations: list[dict[str, Any]]) -> None:
    patch = applied(*operations)
    assert apply_patch(document(), patch.forward).document == patch.document if patch.forward else True
    back = apply_patch(patch.document, patch.inverse).document if patch.inverse else patch.document
    assert back.to_json() == document().to_json()


def test_a_moved_element_takes_its_key_as_id() -> None:
    source = {"from": f"{ELEMENTS}/title"}
    patch = applied(op("move", f"{ELEMENTS}/head", **source), op("replace", "/scenes/intro/order/0", "head"))
    assert patch.document.scenes["intro"].elements["head"].id == "head"


def test_values_of_the_patch_are_not_shared_with_the_document() -> None:
    operations = [op("add", f"{ELEMENTS}/new", dict(TITLE)), op("add", "/scenes/intro/order/-", "new")]
    kept = copy.deepcopy(operations)
    applied(*operations, op("replace", f"{ELEMENTS}/new/text", "Changed"))
    assert operations == kept


@pytest.mark.parametrize(
    ("operation", "code", "words"),
    [
        (
            op("replace", f"{ELEMENTS}/nope/fill", "#000000"),
            "path_not_found",
            "/scenes/intro/elements has only title, box",
        ),
        (op("replace", "/scenes/intro/order/7", "x"), "path_not_found", "has 2 entries"),
        (op("add", "/scenes/intro/order/7", "x"), "path_not_found", "has 2 entries"),
        (op("add", "/scenes/intro/order/01", "x"), "path_not_found", "has 2 entries"),
        (op("remove", "/scenes/intro/order/-"), "path_not_found", "has 2 entries"),
        (op("remove", ""), "whole_document", "cannot be removed"),
        (op("move", "/scenes/x", **{"from": ""}), "whole_document", "cannot be removed"),
        (op("move", "/scenes/intro/x", **{"from": "/scenes"}), "path_not_found", "cannot move"),
        (op("copy", "/scenes/x", **{"from": "/scenes/no"}), "path_not_found", "/scenes has only intro"),
        (op("append", "/scenes"), "unknown_operation", "add, remove, replace, move, copy, test; got 'append'"),
        (op("add", "/fps"), "member_missing", "add needs value"),
        (op("copy", "/fps"), "member_missing", "copy needs from"),
        ({"op": "remove"}, "member_missing", "remove needs path"),
        (op("add", "scenes/x", 1), "bad_pointer", "JSON pointer"),
        (op("add", "/a~7", 1), "bad_pointer", "JSON pointer"),
        (op("add", "/" + "x" * 2000, 1), "bad_pointer", "JSON pointer"),
        ({"op": "remove", "path": 7}, "bad_pointer", "JSON pointer"),
        ("remove", "not_an_operation", "must be an object"),
        (op("test", "/fps", 11), "test_failed", "the test of /fps failed"),
        (op("test", "/fps", True), "test_failed", "the test of /fps failed"),
        (op("test", "/nope", 1), "test_failed", "the test of /nope failed"),
        (op("replace", "/fps", float("nan")), "not_finite", "finite"),
        (op("add", "/x", {1: 2}), "not_json", "keys of an object"),
        (op("add", "/x", {1, 2}), "not_json", "must be JSON"),
        (op("replace", f"{ELEMENTS}/title/id", "other"), "id_is_key", "move the element"),
        (op("replace", "/fps", 99), "less_than_equal", "/fps: must be at most 60; got 99."),
        (op("add", f"{ELEMENTS}/new", TITLE), "order_misses", "it misses 'new'"),
        (op("replace", "", {"version": 1}), "missing", "is missing"),
    ],
)
def test_a_patch_that_cannot_be_is_refused_with_code_and_sentence(operation: Any, code: str, words: str) -> None:
    error = refused(operation)
    assert error.code == code
    assert words in error.message


def test_nothing_of_a_patch_is_applied_when_its_last_operation_fails() -> None:
    error = refused(op("replace", "/title", "New"), op("remove", "/nope"))
    assert error.path == "/operations/1"


def test_too_deep_too_large_and_too_many_are_refused_quickly() -> None:
    deep: Any = []
    for _ in range(5000):
        deep = [deep]
    assert refused(op("add", "/x", deep)).code == "value_too_large"
    assert refused(op("add", "/x", [0] * 200_000)).code == "value_too_large"
    assert refused(*[op("copy", "/scenes/intro/x", **{"from": "/scenes"})] * 100).code == "value_too_large"
    assert refused(*[op("test", "/fps", 10)] * 501).code == "too_many_operations"
    assert refused().code == "empty_patch"


KEYS = st.sampled_from(["a", "b", "~", "/", "", "é"])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=3),
    lambda children: st.lists(children, max_size=3) | st.dictionaries(KEYS, children, max_size=4),
    max_leaves=12,
)


def patched(value: Any, operations: list[dict[str, Any]]) -> Any:
    return jsonpatch.apply_patch(value, operations)


def exactly(value: Any) -> Any:
    """The value with its types, as 1, 1.0 and True are equal in Python."""
    if isinstance(value, dict):
        return {key: exactly(item) for key, item in value.items()}
    return [exactly(item) for item in value] if isinstance(value, list) else (type(value), value)


@given(before=JSON, after=JSON)
@settings(max_examples=300)
def test_the_difference_leads_from_any_json_to_any_other(before: Any, after: Any) -> None:
    assert exactly(patched(before, difference(before, after))) == exactly(after)


IDS = st.sampled_from(["title", "box", "new", "x1"])
PATHS = st.one_of(
    st.sampled_from(["/title", "/fps", "/scene_order/-", "/scene_order/0", "/scenes/intro/duration"]),
    IDS.map(lambda name: f"{ELEMENTS}/{name}"),
    st.sampled_from(["/scenes/intro/order/0", "/scenes/intro/order/1", "/scenes/intro/order/-", "/scenes/end"]),
    st.tuples(IDS, st.sampled_from(["x", "fill", "text", "opacity"])).map(lambda two: f"{ELEMENTS}/{two[0]}/{two[1]}"),
)
VALUES = st.one_of(
    st.integers(0, 70),
    IDS,
    st.just("#00ff00"),
    st.just(0.5),
    st.just({"type": "text", "text": "More"}),
    st.just({"duration": 2.0}),
)
OPERATIONS = st.one_of(
    st.builds(op, st.sampled_from(["add", "replace"]), PATHS, VALUES),
    st.builds(op, st.just("remove"), PATHS),
    st.builds(
        lambda name, path, source: op(name, path, **{"from": source}), st.sampled_from(["move", "copy"]), PATHS, PATHS
    ),
)


@st.composite
def fitting(draw: Any) -> list[dict[str, Any]]:
    """Operations with the order lists set at the end, so that many of the patches are valid."""
    operations = draw(st.lists(OPERATIONS, max_size=3))
    kept = draw(st.lists(IDS, unique=True))
    return [*operations, op("replace", "/scenes/intro/order", kept)]


@given(operations=fitting() | st.lists(OPERATIONS, min_size=1, max_size=4))
@settings(max_examples=300)
def test_any_patch_is_refused_or_can_be_taken_back(operations: list[dict[str, Any]]) -> None:
    start = document()
    try:
        patch = apply_patch(start, operations)
    except InvalidPatch:
        return
    assert parse_document(patch.document.to_json()) == patch.document
    there = patched(start.to_json(), patch.forward)
    assert exactly(there) == exactly(patch.document.to_json())
    assert exactly(patched(there, patch.inverse)) == exactly(start.to_json())
