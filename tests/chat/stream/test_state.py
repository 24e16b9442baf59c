"""The state on its own: its JSON, how steps make a text, how much of a thought is shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from chat.models import Step, ToolCall
from chat.stream import state as module
from chat.stream.state import (
    LONGEST_THOUGHT,
    CallState,
    Part,
    StepState,
    StreamState,
    Thought,
    Whole,
    shown_thought,
    text_of,
)
from tests.chat.stream.story import EMPTY

THOUGHT = Thought(step=0, content="Two scenes?", ms=12)
PARTS = [each for each in vars(module).values() if isinstance(each, type) and issubclass(each, Part)]
TEXTS = st.lists(st.text(st.sampled_from("ab \n"), max_size=4), max_size=6)


def test_its_json_is_without_thoughts_unless_they_are_asked_for_and_there_are_any() -> None:
    thinking = EMPTY.model_copy(update={"thoughts": (THOUGHT,)})
    assert "thoughts" not in thinking.model_dump(mode="json")
    assert "thoughts" not in EMPTY.with_thoughts()
    assert thinking.with_thoughts() == {**thinking.model_dump(mode="json"), "thoughts": [THOUGHT.model_dump()]}
    assert StreamState.model_validate(thinking.with_thoughts()) == thinking


@pytest.mark.parametrize("part", PARTS)
def test_no_part_of_it_changes_or_has_fields_that_nobody_described(part: type[BaseModel]) -> None:
    assert part.model_config.get("frozen") and part.model_config.get("extra") == "forbid"


def test_a_field_that_is_not_described_is_refused() -> None:
    with pytest.raises(ValidationError):
        StepState.model_validate({"index": 0, "contents": "typo"})


@pytest.mark.parametrize("part", [each for each in PARTS if issubclass(each, Whole) and each is not Whole])
def test_what_is_sent_whole_is_described_as_whole(part: type[BaseModel]) -> None:
    schema = part.model_json_schema(mode="serialization")
    assert set(schema["required"]) == set(schema["properties"])


def test_a_call_and_a_step_are_told_under_the_names_that_their_rows_have() -> None:
    for told, row in ((CallState, ToolCall), (StepState, Step)):
        assert told.model_fields.keys() <= {field.name for field in row._meta.fields}


@given(TEXTS)
def test_the_text_holds_all_that_the_steps_said_in_their_order_and_blank_lines_between(texts: list[str]) -> None:
    assert text_of(texts) == "\n\n".join(text for text in texts if text)
    assert text_of(tuple(texts)) == text_of(texts)


@pytest.mark.parametrize("length", [0, 1, LONGEST_THOUGHT - 1, LONGEST_THOUGHT])
def test_a_thought_is_shown_as_it_is_while_it_is_short_enough(length: int) -> None:
    assert shown_thought("x" * length) == "x" * length


def test_of_a_longer_one_the_beginning_is_shown_and_that_there_was_more() -> None:
    thought = "a" * LONGEST_THOUGHT + "b"
    assert shown_thought(thought) == "a" * LONGEST_THOUGHT + "…"
    assert shown_thought(thought + "b" * 1000) == shown_thought(thought)
