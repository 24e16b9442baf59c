"""Only whole JSON objects become arguments; the model is told what to do about all else."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.llm.reading.arguments import InvalidArguments, parse_arguments
from chat.llm.reading.speech import SpokenCall


def parse(text: str, finish_reason: str | None = "tool_calls") -> dict[str, object]:
    return parse_arguments(SpokenCall(0, "c1", "paint", text), finish_reason)


def code_of(text: str, finish_reason: str | None = "tool_calls") -> str:
    with pytest.raises(InvalidArguments) as caught:
        parse(text, finish_reason)
    assert caught.value.message.startswith("paint did not run: ")
    assert "Call it again with" in caught.value.message
    return caught.value.code


def test_an_object_is_read() -> None:
    assert parse(' {"a": [1, 2.5, null, true, "é"]} ') == {"a": [1, 2.5, None, True, "é"]}


@pytest.mark.parametrize("text", ["", "  ", "null"])
@pytest.mark.parametrize("finish_reason", ["tool_calls", "stop", "completed"])
def test_nothing_with_an_ordinary_finish_is_no_arguments(text: str, finish_reason: str) -> None:
    assert parse(text, finish_reason) == {}


@pytest.mark.parametrize("text", ["", "null", "{", '{"a": 1', '{"a": "x', "nul"])
@pytest.mark.parametrize("finish_reason", ["length", "incomplete", "max_tokens"])
def test_what_the_length_limit_cut_never_runs(text: str, finish_reason: str) -> None:
    assert code_of(text, finish_reason) == "arguments_cut"


def test_a_call_that_was_complete_before_the_cut_runs() -> None:
    assert parse('{"a": 1}', "length") == {"a": 1}


@pytest.mark.parametrize(
    "text",
    [
        "{", "[]", "1", '"x"', "true", '{"a": 1} {"b": 2}', "{'a': 1}", '{"a": NaN}',
        '{"a": -Infinity}', '{"a": 1e999}',
        '{"a": 9223372036854775808}', '{"a": ' + "9" * 5000 + "}", '{"a": "tab\tinside"}', "{a: 1}",
        "```json\n{}\n```",
    ],
)  # fmt: skip
def test_what_is_no_json_object_never_runs(text: str) -> None:
    assert code_of(text) == "invalid_arguments"


@given(st.dictionaries(st.text('ab"\\é😀', max_size=3), st.text('{}"\\\n', max_size=5) | st.none() | st.integers(0, 9)))
def test_an_object_in_a_string_is_taken_out_of_it_once(value: dict[str, object]) -> None:
    twice = json.dumps(json.dumps(value))
    assert parse(f" {twice} ") == value
    assert code_of(json.dumps(twice)) == "invalid_arguments"
    assert code_of(twice[:-1], "length") == "arguments_cut"


@pytest.mark.parametrize("inner", ["", "null", "[]", "1", "true", "{", '{"a": NaN}', "words"])
def test_a_string_that_holds_no_object_never_runs(inner: str) -> None:
    assert code_of(json.dumps(inner)) == "invalid_arguments"


@pytest.mark.parametrize("depth", [65, 900, 100_000])
def test_a_nesting_bomb_never_runs(depth: int) -> None:
    assert code_of('{"a": ' + "[" * depth + "]" * depth + "}") == "invalid_arguments"


def test_of_a_key_that_came_twice_the_last_value_counts() -> None:
    assert parse('{"a": 1, "a": 2}') == {"a": 2}


def test_texts_can_be_stored() -> None:
    assert parse(r'{"\u0000": "a\u0000\ud83d", "b": "\ud83d\ude00"}') == {"\ufffd": "a\ufffd\ufffd", "b": "😀"}
