"""The registry, and what every tool promises to the model."""

from typing import Any

import pytest
from pydantic import Field

from chat import tools
from chat.tools import ToolArguments, ToolContext, ToolFailed, definitions, find, tool

FIXED = {"plan_scenes", "generate_component", "apply_json_patch", "render_video"}


class Greeting(ToolArguments):
    """Greet somebody."""

    name: str = Field(description="Whom.")
    times: int | None = Field(description="How often.")


def objects(schema: Any) -> list[dict[str, Any]]:
    """All object schemas within `schema`."""
    if isinstance(schema, list):
        return [found for each in schema for found in objects(each)]
    if not isinstance(schema, dict):
        return []
    inner = [found for value in schema.values() for found in objects(value)]
    return [schema, *inner] if schema.get("type") == "object" else inner


def test_the_promised_tools_are_there() -> None:
    assert {definition["function"]["name"] for definition in definitions()} >= FIXED


@pytest.mark.parametrize("definition", definitions(), ids=lambda each: each["function"]["name"])
def test_schemas_are_strict(definition: dict[str, Any]) -> None:
    function = definition["function"]
    assert function["strict"] is True and function["description"]
    found = objects(function["parameters"])
    assert found
    for schema in found:
        assert schema["additionalProperties"] is False
        assert sorted(schema["required"]) == sorted(schema["properties"])


@pytest.mark.parametrize("definition", definitions(), ids=lambda each: each["function"]["name"])
def test_every_argument_is_described(definition: dict[str, Any]) -> None:
    for name, schema in definition["function"]["parameters"]["properties"].items():
        assert schema.get("description") or name in ("elements", "operations", "format", "quality"), name


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


def test_arguments_that_do_not_fit_are_refused_in_words() -> None:
    with pytest.raises(ToolFailed, match=r"title: Field required.*nothing" ".*|nothing was done.*title") as failure:
        find("plan_scenes").parse({"intent": "x"})
    assert failure.value.code == "invalid_arguments"
