"""Which speeches count as answers."""

from typing import Any

import pytest

from chat.llm.model_errors import ModelError
from chat.llm.reading.finish_reasons import raise_for_ending
from chat.llm.reading.speech import Speech, SpokenCall

SPOKEN: dict[str, Any] = {
    "content": "",
    "reasoning": "",
    "refusal": "",
    "finish_reason": "stop",
    "usage": None,
    "calls": (),
    "errors": (),
}


def ending(**fields: Any) -> tuple[str, bool] | None:
    """The code and whether another try may help; None when it is an answer."""
    try:
        raise_for_ending(Speech(**{**SPOKEN, **fields}))
    except ModelError as error:
        return error.code, error.retryable
    return None


@pytest.mark.parametrize("finish_reason", ["stop", "tool_calls", "length", "function_call", "completed", "incomplete"])
def test_an_ordinary_ending_is_an_answer_even_when_it_is_empty(finish_reason: str) -> None:
    assert ending(finish_reason=finish_reason) is None


def test_no_finish_reason_is_a_failure() -> None:
    assert ending(finish_reason=None, content="Half an ans") == ("no_finish_reason", True)


def test_done_ends_an_answer_that_names_no_reason() -> None:
    assert ending(finish_reason=None, content="All of it.", is_done=True) is None
    assert ending(finish_reason=None, is_done=True) is None
    assert ending(finish_reason=None, is_done=True, errors=({"message": "gone"},)) == ("model_broke_off", True)
    assert ending(finish_reason=None, is_done=True, refusal="No.") == ("refused", False)


def test_how_an_answer_ended_is_told_as_it_is_stored() -> None:
    call = SpokenCall(0, "c1", "f", "{}")
    told = [
        Speech(**{**SPOKEN, **fields}).ending
        for fields in (
            {"finish_reason": "length", "is_done": True},
            {"finish_reason": None, "is_done": True},
            {"finish_reason": None, "is_done": True, "calls": (call,)},
            {"finish_reason": None, "calls": (call,)},
        )
    ]
    assert told == ["length", "stop", "tool_calls", None]


def test_a_refusal_is_told_and_not_tried_again() -> None:
    assert ending(refusal="No.") == ("refused", False)
    assert ending(finish_reason="content_filter", content="Well,") == ("refused", False)
    assert ending(refusal="I can", finish_reason=None) == ("no_finish_reason", True)


@pytest.mark.parametrize("finish_reason", [None, "stop", "length", "content_filter"])
def test_an_error_always_wins(finish_reason: str | None) -> None:
    assert ending(finish_reason=finish_reason, errors=({"message": "gone"},)) == ("model_broke_off", True)


def test_the_finish_reason_error_is_an_error() -> None:
    assert ending(finish_reason="error") == ("model_broke_off", True)


def test_bad_credentials_told_inside_an_answer_are_not_tried_again() -> None:
    assert ending(errors=({"code": 401, "message": "bad key"},)) == ("model_refused_credentials", False)
