"""Whatever happened in a conversation, strict servers take what is sent of it."""

import json
import string
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chat.llm.request.capabilities import Capabilities
from chat.llm.request.chat_messages import PastCall, PastStep, PastTurn, chat_messages, valid_name
from chat.llm.request.in_words import in_words, one_call_a_message
from chat.llm.request.model_request import ModelRequest, body_of
from tests.chat.answer.strict_servers import Refused, check_anthropic, check_everywhere, check_gemini, check_openai

MODEL, OTHER = "asked", "another"
SYSTEM = {"role": "system", "content": "Be kind."}

texts = st.sampled_from(["", " ", "\n", "Hello.", "a\n\nb", "é\u0301", "<think>", "\u200b", "x" * 500])
nine = st.text(string.ascii_letters + string.digits, min_size=9, max_size=9)
names = st.sampled_from(["get_video", "$get_video", "", "a b", "ü", "x" * 200, "functions.get:0"]) | st.text(max_size=9)
arguments = st.sampled_from(['{"a":1}', "", "null", "{", '"{}"', "[1]", ' {"a": "é"} ', '{"a": NaN}', '{"a":{"b":[]}}'])
extras = st.none() | st.just({"extra_content": {"google": {"thought_signature": "c2ln"}}})


def calls_of(ids: st.SearchStrategy[str]) -> st.SearchStrategy[tuple[PastCall, ...]]:
    one = st.builds(PastCall, st.uuids(version=4), names, arguments, texts, provider_call_id=ids, extra=extras)
    return st.lists(one, max_size=3).map(tuple)


def steps_of(model: str, ids: st.SearchStrategy[str]) -> st.SearchStrategy[PastStep]:
    return st.builds(
        PastStep,
        texts,
        model=st.just(model),
        reasoning=texts,
        reasoning_field=st.sampled_from(["", "reasoning", "reasoning_content"]),
        extra=extras,
        calls=calls_of(ids),
    )


# The model that is asked gave ids that its own server takes; others gave what they liked.
own_ids = st.just("") | st.sampled_from(["Ab3dE6gH9", "000000000"]) | nine
steps = steps_of(MODEL, own_ids) | steps_of(OTHER, st.text(max_size=60)) | steps_of("", st.just(""))
turns = st.builds(PastTurn, texts, st.lists(steps, max_size=4).map(tuple))


def history(past: list[PastTurn], now: PastTurn) -> list[PastTurn]:
    """`now` as a turn that is to be answered: all of its steps have made calls."""
    return [*past, PastTurn(now.said, tuple(step for step in now.steps if step.calls))]


@settings(max_examples=150, deadline=None)
@given(st.lists(turns, max_size=5), turns)
def test_strict_servers_take_every_history(past: list[PastTurn], now: PastTurn) -> None:
    messages = [SYSTEM, *chat_messages(history(past, now), MODEL)]
    check_everywhere(messages)
    assert [m["role"] for m in messages].count("user") == len(past) + 1


@settings(max_examples=150, deadline=None)
@given(st.lists(turns, max_size=5), turns)
def test_the_forms_for_servers_that_can_do_less_are_taken_too(past: list[PastTurn], now: PastTurn) -> None:
    messages = [SYSTEM, *chat_messages(history(past, now), MODEL)]
    single = one_call_a_message(messages)
    check_everywhere(single)
    assert all(len(each.get("tool_calls", ())) <= 1 for each in single)
    words = in_words(messages, "No tools here.")
    check_everywhere(words)
    assert {each["role"] for each in words} <= {"system", "user", "assistant"}
    assert not any("tool_calls" in each for each in words)


@settings(max_examples=150, deadline=None)
@given(st.lists(turns, min_size=1, max_size=6), turns, st.integers(300, 3000))
def test_what_is_left_of_a_long_history_is_taken_too(past: list[PastTurn], now: PastTurn, fits: int) -> None:
    messages = [SYSTEM, *chat_messages(history(past, now), MODEL)]
    request = ModelRequest(messages, [], MODEL, context_tokens=fits, may_forget=True)
    try:
        body = body_of(request, Capabilities())
    except Exception as error:
        assert "reads at most" in str(error)
        return
    assert body.tokens <= fits
    check_everywhere(body.content["messages"])


@settings(max_examples=100, deadline=None)
@given(st.lists(turns, max_size=4), turns)
def test_a_message_goes_back_to_its_own_model_as_it_came(past: list[PastTurn], now: PastTurn) -> None:
    told = history(past, now)
    messages = iter(m for m in chat_messages(told, MODEL) if m.get("tool_calls"))
    given_ids: set[str] = set()
    for step in (step for turn in told for step in turn.steps if step.calls):
        message = next(messages)
        if step.model != MODEL:
            assert message.keys() == {"role", "content", "tool_calls"}
        elif step.reasoning_field and step.reasoning:
            assert message[step.reasoning_field] == step.reasoning
        for call, sent in zip(step.calls, message["tool_calls"], strict=True):
            if step.model == MODEL and call.provider_call_id and call.provider_call_id not in given_ids:
                assert sent["id"] == call.provider_call_id
            given_ids.add(sent["id"])
            assert sent.get("extra_content") == (
                (call.extra or {}).get("extra_content") if step.model == MODEL else None
            )
            if call.arguments_text.strip().startswith("{") and json_object(call.arguments_text):
                assert sent["function"]["arguments"] == call.arguments_text.strip()


def json_object(text: str) -> bool:
    try:
        return isinstance(json.loads(text, parse_constant=lambda name: None), dict) and "NaN" not in text
    except ValueError:
        return False


def test_our_ids_stay_the_same_from_request_to_request() -> None:
    call = PastCall(UUID(int=7), "find", "{}", "Found.")
    sent = [chat_messages([PastTurn("Hi", (PastStep("", calls=(call,)),))], model) for model in (MODEL, OTHER)]
    assert sent[0] == sent[1]


def test_thoughts_of_a_turn_without_calls_stay_here() -> None:
    """They help nobody, and deepseek-reasoner refused them."""
    step = PastStep("Hello.", model=MODEL, reasoning="Hm.", reasoning_field="reasoning_content")
    assert chat_messages([PastTurn("Hi", (step,)), PastTurn("And?")], MODEL)[1] == {
        "role": "assistant",
        "content": "Hello.",
    }


@pytest.mark.parametrize("name", ["get_video", "a-b", "A9"])
def test_a_good_name_stays(name: str) -> None:
    assert valid_name(name) == name


@pytest.mark.parametrize(
    "wrong",
    [
        [{"role": "user", "content": "a"}, {"role": "user", "content": "b"}],
        [{"role": "user", "content": "a"}, {"role": "assistant", "content": ""}, {"role": "user", "content": "b"}],
    ],
)
def test_the_rules_can_refuse(wrong: list[dict[str, str]]) -> None:
    with pytest.raises((Refused, AssertionError)):
        check_anthropic(wrong)
        check_gemini(wrong)
    with pytest.raises(Refused):
        check_openai([{"role": "user", "content": "a"}, {"role": "tool", "tool_call_id": "x", "content": "b"}])
