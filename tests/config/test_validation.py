"""One way from what pydantic refuses to words, for everything that is taken from outside."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from chat.conversation.project_settings import SettingsIn
from chat.tools import definitions, find
from chat.web.bodies import MessageIn, ResolveIn, RetryIn
from config.common.validation import LONGEST_SHOWN, dotted, faults, nearest, pointer, shown, told, unknown_name
from videos.web.video_bodies import PatchIn, RegenerateIn, UndoIn

ROOT = Path(__file__).parents[2]
HERE = "config/common/validation.py"
BODIES = [MessageIn, ResolveIn, RetryIn, SettingsIn, PatchIn, UndoIn, RegenerateIn]
TAKEN = [*BODIES, *(find(each["function"]["name"]).arguments for each in definitions())]
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=80),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


def modules() -> Iterator[tuple[str, ast.Module]]:
    for room in ("chat", "config", "projects", "videos"):
        for path in (ROOT / room).rglob("*.py"):
            yield path.relative_to(ROOT).as_posix(), ast.parse(path.read_text())


def reads(tree: ast.AST, key: str) -> bool:
    subscripts = (node for node in ast.walk(tree) if isinstance(node, ast.Subscript))
    return any(isinstance(each.slice, ast.Constant) and each.slice.value == key for each in subscripts)


def imported(tree: ast.AST) -> set[str]:
    nodes = list(ast.walk(tree))
    plain = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    return plain | {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}


def test_pydantics_words_are_read_in_one_place_and_what_was_meant_is_guessed_there() -> None:
    assert [name for name, tree in modules() if reads(tree, "msg")] == [HERE]
    assert [name for name, tree in modules() if "difflib" in imported(tree)] == [HERE]


@pytest.mark.parametrize("taken", TAKEN, ids=lambda each: each.__name__)
@given(data=st.data())
def test_whatever_does_not_fit_is_told_in_our_words(taken: type[BaseModel], data: st.DataObject) -> None:
    names = [field.alias or name for name, field in taken.model_fields.items()]
    objects = st.dictionaries(st.sampled_from([*names, "more"]), ANYTHING, max_size=5)
    try:
        taken.model_validate(data.draw(objects | ANYTHING))
    except ValidationError as error:
        for fault in faults(error):
            sentence = fault.sentence(pointer(fault.place) or "It")
            sentence.encode()
            assert not re.search("should|Input|Value error", fault.words), sentence
            assert sentence[-1] in ".?" and "\n" not in fault.words and len(fault.words) < 700, sentence


class Paint(BaseModel):
    model_config = ConfigDict(extra="forbid")

    kind: Literal["solid", "linear"]
    width: int = Field(1, ge=1, le=9)
    name: str = Field("x", min_length=1, max_length=3)


class Picture(BaseModel):
    paints: list[Paint] = Field(max_length=2)


def sentences(given: Any) -> list[str]:
    with pytest.raises(ValidationError) as refused:
        Picture.model_validate(given)
    return [fault.sentence(dotted(fault.place) or "It") for fault in faults(refused.value)]


def test_each_thing_is_told_with_its_place_what_it_takes_and_what_was_meant() -> None:
    wrong = {"kind": "Solid", "width": 0, "name": "", "depth": 1}
    assert sentences({"paints": [wrong, {"kind": "conic", "width": "wide", "name": "long"}]}) == [
        "paints.0.kind: must be 'solid' or 'linear'; got 'Solid'. Did you mean 'solid'?",
        "paints.0.width: must be at least 1; got 0.",
        "paints.0.name: must not be empty.",
        "paints.0.depth: is not a property that exists here.",
        "paints.1.kind: must be 'solid' or 'linear'; got 'conic'.",
        "paints.1.width: must be a whole number; got 'wide'.",
        "paints.1.name: has at most 3 characters; this one has 4.",
    ]
    assert sentences([]) == ["It: must be an object; got []."] and sentences({}) == ["paints: is missing."]
    assert sentences({"paints": [{"kind": "solid"}] * 3}) == ["paints: has at most 2 entries; this one has 3."]


def test_what_was_given_is_told_only_to_whom_it_is_handed() -> None:
    with pytest.raises(ValidationError) as refused:
        Picture.model_validate({"paints": [{"kind": "Solid", "name": "secret"}]})
    words = [fault.words for fault in faults(refused.value.errors(include_input=False))]
    assert words == ["must be 'solid' or 'linear'", "has at most 3 characters"]


def test_at_most_twelve_are_told_at_once() -> None:
    assert told(["a."] * 12) == ["a."] * 12
    assert told(["a."] * 14) == ["a."] * 12 + ["And 2 more like these."]


def test_a_place_is_a_pointer_or_a_path_with_dots() -> None:
    assert (pointer(("a/b", 0, "c~d")), dotted(("a", 0, "b"))) == ("/a~1b/0/c~0d", "a.0.b")
    assert pointer(()) == dotted(()) == ""


@given(ANYTHING)
def test_what_was_given_is_shown_shortly_and_can_be_sent(value: Any) -> None:
    text = shown(value)
    text.encode()
    assert len(text) <= LONGEST_SHOWN and "\n" not in text


def test_what_was_meant_is_found_over_cases_separators_and_slips() -> None:
    choices = ["slide_up", "easeOut", "Žofia Nováková", "李小龙"]
    meant = [nearest(word, choices) for word in ("Slide-Up", "ease_out", "zofia novakova", "李小", "rotate")]
    assert meant == ["slide_up", "easeOut", "Žofia Nováková", "李小龙", None]
    assert unknown_name("widht", ["width", "name"]) == "is not a property that exists here. Did you mean 'width'?"
    assert unknown_name("z", ["width", "name"]) == "is not a property that exists here; there are width, name"
