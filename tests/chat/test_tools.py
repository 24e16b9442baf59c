"""The registry, and what every tool promises to the model."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import Field

from chat import tools
from chat.tools import Tool, ToolArguments, ToolContext, ToolFailed, definitions, find, tool
from tests.strictness import faults_of_request
from videos.jobs.build_request import response_format

FIXED = {"plan_scenes", "generate_component", "apply_json_patch", "render_video"}


class Greeting(ToolArguments):
    """Greet somebody."""

    name: str = Field(description="Whom.")
    times: int | None = Field(description="How often.")


def test_the_promised_tools_are_there() -> None:
    assert {definition["function"]["name"] for definition in definitions()} >= FIXED


@pytest.mark.parametrize("definition", definitions(), ids=lambda each: each["function"]["name"])
def test_schemas_are_strict(definition: dict[str, Any]) -> None:
    assert definition["function"]["description"]
    assert faults_of_request({"tools": [definition]}) == []


def test_the_schema_of_a_scene_build_is_strict() -> None:
    assert faults_of_request({"response_format": response_format()}) == []


def test_every_schema_is_made_in_one_place() -> None:
    """What the tests walk is all there is: nothing else in the house makes a schema for a model server."""
    ways = ("model_json_schema", "pydantic_function_tool", "json_schema(", '"json_schema"')
    root = Path(__file__).parents[2]
    files = [path for room in ("chat", "config", "projects", "videos") for path in (root / room).rglob("*.py")]
    found = {str(path.relative_to(root)) for path in files if any(each in path.read_text() for each in ways)}
    taken_apart = {
        "chat/llm/request/in_words.py",
        "chat/llm/request/model_request.py",
        "config/openapi.py",
    }  # for servers that refuse schemas; for people's programs
    makers = {
        "chat/llm/request/plans.py",
        "chat/llm/request/strict_schemas.py",
        "videos/jobs/build_request.py",
        "videos/management/elements_reference.py",
        "videos/design/by_hand/elements_in_words.py",
    }
    assert found == makers | taken_apart


@pytest.mark.parametrize("definition", definitions(), ids=lambda each: each["function"]["name"])
def test_every_tool_is_described(definition: dict[str, Any]) -> None:
    """Its arguments where their names do not tell: what a model reads before a word is paid for in every request."""
    assert len(definition["function"]["description"]) > 20


def test_a_name_is_taken_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tools, "_tools", {})

    @tool("greet", Greeting)
    def greet(context: ToolContext, arguments: Greeting) -> str:
        return f"Hello {arguments.name}."

    with pytest.raises(ValueError, match="registered twice"):
        tool("greet", Greeting)(greet)
    with pytest.raises(ValueError, match="no name"):
        tool("gréet me", Greeting)(greet)
    assert find("greet").parse({"name": "Ann", "times": None}) == Greeting(name="Ann", times=None)


def test_an_unknown_tool_names_the_ones_there_are() -> None:
    with pytest.raises(ToolFailed, match="apply_json_patch") as failure:
        find("fly")
    assert failure.value.code == "unknown_tool"


def test_null_for_what_has_a_default_and_takes_no_null_is_as_if_it_was_left_out() -> None:
    class Wish(ToolArguments):
        """Wish for something."""

        words: str = "none"
        from_: list[str] = Field([], alias="from")
        until: int | None = 3
        sure: bool

    name = "wish_for_a_test"
    wish = Tool(name, Wish, lambda context, arguments: "", {})
    parsed = wish.parse({"words": None, "from": None, "until": None, "sure": True})
    assert parsed == Wish.model_validate({"words": "none", "from": [], "until": None, "sure": True})
    with pytest.raises(ToolFailed, match="sure"):
        wish.parse({"sure": None})


def test_arguments_that_do_not_fit_are_refused_in_words() -> None:
    with pytest.raises(ToolFailed, match=r"title: Field required.*nothing" ".*|nothing was done.*title") as failure:
        find("plan_scenes").parse({"intent": "x"})
    assert failure.value.code == "invalid_arguments"
