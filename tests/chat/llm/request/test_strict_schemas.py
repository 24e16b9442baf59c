"""Schemas that leave the house: any model that a developer registers makes a valid one, or is refused in a sentence."""

import json
import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum, IntEnum
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple, Optional

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from pydantic import (
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    HttpUrl,
    RootModel,
    StringConstraints,
    Tag,
    create_model,
)
from pydantic import Json as JsonText
from typing_extensions import TypedDict  # pydantic asks for this one before Python 3.12

from chat import tools
from chat.llm.request.strict_schemas import UnfitSchema, strict_schema
from chat.tools import Tool, ToolArguments, tool
from tests.strictness import faults

Json = dict[str, Any]


class Colour(Enum):
    RED = "red"
    BLUE = "blue"


class Level(IntEnum):
    LOW = 1
    HIGH = 2


class Cat(BaseModel):
    """Purrs."""

    kind: Literal["cat"] = "cat"
    lives: Annotated[int, Field(ge=1, le=9)] = 9


class Dog(BaseModel):
    kind: Literal["dog"]
    name: Annotated[str, StringConstraints(min_length=2, max_length=8, pattern="^[a-z]+$")]


class Open(BaseModel):
    model_config = ConfigDict(extra="allow")
    words: str = "none"


class Node(BaseModel):
    """A place in a tree."""

    value: int
    children: list["Node"] = []


class Person(NamedTuple):
    name: str
    age: int = 3


class Size(TypedDict, total=False):
    width: int
    height: int


@dataclass
class Point:
    x: float
    y: float = 0.0


class Words(RootModel[list[str]]):
    pass


Pet = Annotated[Cat | Dog, Field(discriminator="kind")]
Tagged = Annotated[Annotated[Cat, Tag("a cat")] | Annotated[Dog, Tag("a dog")],
                   Discriminator(lambda given: "a dog" if (given.get("kind") if isinstance(given, dict)
                                                           else given.kind) == "dog" else "a cat")]  # fmt: skip
CATS = st.builds(Cat, lives=st.integers(1, 9))
DOGS = st.builds(Dog, kind=st.just("dog"), name=st.from_regex(r"\A[a-z]{2,8}\Z"))
NODES = st.recursive(
    st.builds(Node, value=st.integers(-9, 9)),
    lambda inner: st.builds(Node, value=st.integers(-9, 9), children=st.lists(inner, max_size=2)),
    max_leaves=4,
)
SMALL = st.integers(-99, 99)
# Types that somebody might write, each with values of it.
LEAVES: list[tuple[Any, st.SearchStrategy[Any]]] = [
    (str, st.text(max_size=5)),
    (bool, st.booleans()),
    (int, SMALL),
    (float, st.floats(-9, 9)),
    (None, st.none()),
    (Annotated[str, StringConstraints(min_length=1, max_length=3)], st.text(min_size=1, max_size=3)),
    (Annotated[str, Field(description="Two letters.", pattern="^[a-z]{2}$")], st.from_regex(r"\A[a-z]{2}\Z")),
    (Annotated[int, Field(ge=0, lt=10, multiple_of=2)], st.sampled_from([0, 2, 8])),
    (Annotated[float, Field(gt=0, le=1)], st.floats(0.25, 1)),
    (Annotated[float, Field(ge=float("-inf"))], st.floats(-9, 9)),
    (Literal["a", "b"], st.sampled_from(["a", "b"])),
    (Literal["only"], st.just("only")),
    (Literal["a", 1, None, True], st.sampled_from(["a", 1, None, True])),
    (Colour, st.sampled_from(Colour)),
    (Level, st.sampled_from(Level)),
    (date, st.dates()),
    (datetime, st.datetimes()),
    (time, st.times()),
    (timedelta, st.timedeltas(timedelta(0), timedelta(9))),
    (Decimal, st.decimals(0, 9, places=2)),
    (uuid.UUID, st.uuids()),
    (Path, st.just(Path("a/b"))),
    (HttpUrl, st.just(HttpUrl("https://example.com/"))),
    (bytes, st.just(b"abc")),
    (JsonText[dict[str, int]], st.just('{"a":1}')),
    (Cat, CATS),
    (Dog, DOGS),
    (Pet, CATS | DOGS),
    (Tagged, CATS | DOGS),
    (Open, st.builds(Open, words=st.text(max_size=3))),
    (Node, NODES),
    (Person, st.builds(Person, name=st.text(max_size=3), age=SMALL)),
    (Size, st.fixed_dictionaries({"width": SMALL, "height": SMALL})),
    (Point, st.builds(Point, x=st.floats(-9, 9), y=st.floats(-9, 9))),
    (Words, st.builds(Words, st.lists(st.text(max_size=3), max_size=2))),
    (set[Literal["a", "b"]], st.sets(st.sampled_from(["a", "b"]))),
    (frozenset[int], st.frozensets(SMALL, max_size=3)),
    (tuple[int, str], st.tuples(SMALL, st.text(max_size=3))),
    (tuple[int, ...], st.lists(SMALL, max_size=3).map(tuple)),
]
FREE: list[Any] = [Any, dict, dict[str, int], dict[str, Any], dict[Colour, str], list, list[Any], object, set,
                   tuple[()], Enum("None of them", {})]  # fmt: skip
Typed = tuple[Any, st.SearchStrategy[Any]]


def _around(inner: st.SearchStrategy[Typed]) -> st.SearchStrategy[Typed]:
    """Types made of others."""
    listed = inner.map(lambda each: (list[each[0]], st.lists(each[1], max_size=2)))
    bounded = inner.map(lambda each: (Annotated[list[each[0]], Field(min_length=1, max_length=3)],
                                      st.lists(each[1], min_size=1, max_size=3)))  # fmt: skip
    optional = inner.map(lambda each: (Optional[each[0]], st.none() | each[1]))  # noqa: UP045  # any type, as a value
    pair = st.tuples(inner, inner).map(lambda both: (tuple[both[0][0], both[1][0]], st.tuples(both[0][1], both[1][1])))
    return listed | bounded | optional | pair | models(inner).map(
        lambda model: (model, values_of(model))
    )  # fmt: skip


KNOWN: dict[type[BaseModel], dict[str, st.SearchStrategy[Any]]] = {}  # the values of each field of a made model


def values_of(model: type[BaseModel]) -> st.SearchStrategy[BaseModel]:
    return st.fixed_dictionaries(KNOWN[model]).map(lambda values: model(**values))


@st.composite
def models(draw: st.DrawFn, inner: st.SearchStrategy[Typed], base: type[BaseModel] = BaseModel) -> type[BaseModel]:
    """A model with some fields: described or not, with a default or not, under a name or an alias."""
    fields: Json = {}
    values = {}
    for number, (annotation, value) in enumerate(draw(st.lists(inner, max_size=4))):
        name = f"field{number}"
        about: Json = {}
        if draw(st.booleans()):
            about["description"] = "What it is."
        if draw(st.booleans()):
            about["alias"] = name = f"alias{number}"
        if draw(st.booleans()):
            about["default"] = draw(value)
        fields[f"field{number}"] = (annotation, Field(**about))
        values[name] = value
    model = create_model(f"Made{len(KNOWN)}", __base__=base, **fields)
    KNOWN[model] = values
    return model


TYPES = st.recursive(st.sampled_from(LEAVES), _around, max_leaves=6)
FEW = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


@FEW
@given(models(TYPES, ToolArguments), st.data())
def test_every_model_makes_a_valid_schema_that_takes_what_the_model_takes(
    model: type[ToolArguments], data: st.DataObject
) -> None:
    try:
        schema = strict_schema(model)
    except UnfitSchema as refused:
        assert "levels; strict servers take at most 10" in str(refused)
        return
    assert faults(schema) == []
    for word in ("oneOf", "allOf", '"default"', "minLength", "prefixItems", "uniqueItems", '"format"', '"title"'):
        assert word not in json.dumps(schema)
    made = data.draw(values_of(model))
    example = json.loads(made.model_dump_json(by_alias=True, round_trip=True))
    Draft202012Validator(schema).validate(example)
    assert Tool("made", model, print, {}).parse(example) == model.model_validate_json(json.dumps(example))
    assert json.dumps(strict_schema(model)) == json.dumps(schema)


@FEW
@given(st.sampled_from(FREE), st.lists(st.sampled_from(["list", "optional", "model", "union"]), max_size=3))
def test_what_no_schema_can_say_is_refused_with_its_place_and_a_way_out(kind: Any, around: list[str]) -> None:
    for how in around:
        match how:
            case "list":
                kind = list[kind]
            case "optional":
                kind = Optional[kind]  # noqa: UP045  # any type, as a value
            case "model":
                kind = create_model("Within", inner=(kind, ...))
            case "union":
                kind = Cat | kind if kind not in (object, Any) else kind
    with pytest.raises(UnfitSchema) as refused:
        strict_schema(create_model("Arguments", __base__=ToolArguments, things=(kind, ...)))
    sentence = str(refused.value)
    assert sentence.count("\n") == 0 and len(sentence) < 400
    assert sentence.startswith("/things") and re.search(r"`(things|inner)_json: str`|chosen from", sentence)


def test_what_pydantic_itself_cannot_say_is_refused_too() -> None:
    with pytest.raises(UnfitSchema, match="A field of Arguments has no JSON schema: .*Callable"):
        strict_schema(create_model("Arguments", call=(Callable[[int], int], ...)))
    with pytest.raises(UnfitSchema, match="must be an object with named fields"):
        strict_schema(Words)


def test_a_tool_that_cannot_be_offered_is_refused_when_it_is_registered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tools, "_tools", {})

    class Options(ToolArguments):
        """Set options."""

        options: dict[str, str]

    with pytest.raises(ValueError, match=r"'set_options' cannot be offered.* /options .*`options_json: str`"):
        tool("set_options", Options)(print)
    assert tools.definitions() == []


@pytest.mark.parametrize("name", ["größe", "a b", "$ref", "x" * 65])
def test_a_name_that_some_server_refuses_is_refused_here(name: str) -> None:
    with pytest.raises(UnfitSchema, match=r"/inner/\S.* has a name that some servers refuse: give it an alias"):
        strict_schema(create_model("Outer", inner=(create_model("Inner", field=(int, Field(alias=name))), ...)))


def test_no_arguments_are_an_empty_object() -> None:
    class Nothing(ToolArguments):
        """Do it."""

    empty = {"type": "object", "properties": {}, "required": [], "additionalProperties": False}
    assert strict_schema(Nothing) == empty


def test_what_a_schema_may_not_say_is_told_in_words() -> None:
    class Told(ToolArguments):
        code: Annotated[str, Field(min_length=2, max_length=4, pattern="^[a-z]+$", description="A code.")] = "ab"
        day: date | None = None
        tags: set[Annotated[str, Field(max_length=9)]] = set()
        person: Person
        count: Annotated[int, Field(ge=1, le=5)] = 3
        share: Annotated[float, Field(gt=0, le=1, multiple_of=0.5)]
        fps: Literal[24, 30]

    properties = strict_schema(Told)["properties"]
    assert properties["code"]["description"] == (
        'A code. At least 2 characters; at most 4 characters; matches `^[a-z]+$`; default "ab".'
    )
    day = {"type": "string", "description": "A date such as 2026-12-31."}
    assert properties["day"] == {"anyOf": [day, {"type": "null"}]}
    assert properties["tags"]["description"] == "Nothing twice."
    assert properties["tags"]["items"]["description"] == "At most 9 characters."
    assert properties["person"]["description"].startswith("In this order: Name, Age")
    assert properties["count"] == {"type": "integer", "minimum": 1, "maximum": 5, "description": "Default 3."}
    assert properties["share"] == {"type": "number", "maximum": 1.0, "description": "More than 0; a multiple of 0.5."}
    assert properties["fps"] == {"type": "integer", "description": "One of 24, 30."}
    with pytest.raises(tools.ToolFailed, match="/code: has at least 2 characters"):
        Tool("told", Told, print, {}).parse({"code": "a", "person": ["Ann", 3], "share": 0.5, "fps": 24})


def test_only_what_is_within_itself_is_a_definition() -> None:
    class Tree(ToolArguments):
        root: Node = Field(description="Where it begins.")
        pet: Cat = Field(description="Who lives in it.")
        other: Cat

    schema = strict_schema(Tree)
    assert list(schema["$defs"]) == ["Node"] and faults(schema) == []
    assert schema["properties"]["root"] == {"anyOf": [{"$ref": "#/$defs/Node"}], "description": "Where it begins."}
    assert schema["properties"]["pet"]["type"] == "object"
    assert faults(strict_schema(Node)) == []


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({f"f{number}": (int, ...) for number in range(5001)}, "more than 5000 properties"),
        ({"choice": (Literal[*(f"c{number}" for number in range(1001))], ...)}, "1001 values"),
        ({"choice": (Literal[*(f"{number:0200d}" for number in range(601))], ...)}, "120206 characters"),
        ({"deep": (list[list[list[list[list[list[list[list[list[list[int]]]]]]]]]], ...)}, "11 levels"),
    ],
)
def test_what_is_too_large_is_refused(fields: Json, words: str) -> None:
    with pytest.raises(UnfitSchema, match=words):
        strict_schema(create_model("Large", **fields))


@pytest.mark.parametrize(
    "schema",
    [
        {"oneOf": [{}]}, {"title": "x"}, {"default": 1}, {"minLength": 1}, {"format": "date"}, {"not": {}},
        {"allOf": [{}]}, {"type": ["string", "null"]},
        {"const": 1}, {"type": "integer", "enum": [1]}, 
        {"type": "object"}, {"type": "array"}, {"$ref": "#/$defs/x", "description": "x"}, {},
        {"type": "object", "properties": {"a": {"type": "string"}}, "required": [], "additionalProperties": False},
        {"type": "object", "properties": {}, "required": [], "additionalProperties": True},
    ],
)  # fmt: skip
def test_the_validator_of_these_tests_finds_what_is_wrong(schema: Json) -> None:
    whole = {"type": "object", "properties": {"a": schema}, "required": ["a"], "additionalProperties": False}
    assert faults(whole) and faults(schema)
