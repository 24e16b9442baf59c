"""The rules by which chunks become a speech, one by one, and what holds for all chunks whatever."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.llm.reading.accumulate import Accumulator
from chat.llm.reading.extras import MAX_CHARACTERS
from chat.llm.reading.speech import CallArguments, CallBegun, Part, Reasoning, Speech, SpokenCall, Text

from .recordings import joined, seen_in


def accumulate(*chunks: dict[str, Any]) -> tuple[list[Part], Speech]:
    accumulator = Accumulator()
    parts = [part for chunk in chunks for part in accumulator.feed(chunk)]
    return parts, accumulator.finish()


def choice(**fields: Any) -> dict[str, Any]:
    return {"choices": [{"index": 0, **fields}]}


def delta(**fields: Any) -> dict[str, Any]:
    return choice(delta=fields)


def call(*, name: Any = None, arguments: Any = None, **fields: Any) -> dict[str, Any]:
    return delta(tool_calls=[{**fields, "function": {"name": name, "arguments": arguments}}])


def calls_of(*chunks: dict[str, Any]) -> list[tuple[str, str, str]]:
    parts, speech = accumulate(*chunks)
    assert joined(parts) == seen_in(speech)
    return [(each.provider_call_id, each.name, each.arguments_text) for each in speech.calls]


def test_parts_come_as_the_model_speaks() -> None:
    parts, speech = accumulate(
        delta(role="assistant", content=""),
        delta(reasoning_content="Hm."),
        delta(content="Yes"),
        call(index=0, id="c1", name="paint", arguments=""),
        call(index=0, arguments='{"a":'),
        call(index=0, arguments="1}"),
        choice(delta={}, finish_reason="tool_calls"),
        {"choices": [], "usage": {"total_tokens": 7}},
    )
    assert parts == [
        Reasoning("Hm."),
        Text("Yes"),
        CallBegun(0, "paint"),
        CallArguments(0, '{"a":'),
        CallArguments(0, "1}"),
    ]
    assert speech == Speech(
        "Yes", "Hm.", "", "tool_calls", {"total_tokens": 7}, (SpokenCall(0, "c1", "paint", '{"a":1}'),), (),
        reasoning_field="reasoning_content",
    )  # fmt: skip


def test_nothing_is_a_speech_too() -> None:
    assert accumulate() == ([], Speech("", "", "", None, None, (), ()))


@pytest.mark.parametrize("later", [None, "", "c1"])
def test_a_later_id_may_be_null_empty_or_repeated(later: str | None) -> None:
    assert calls_of(
        call(index=0, id="c1", name="f", arguments="{"), call(index=0, id=later, name="f", arguments="}")
    ) == [("c1", "f", "{}")]


def test_fresh_ids_without_a_name_go_on_with_the_call() -> None:
    assert calls_of(call(index=0, id="c1", name="f", arguments="{"), call(index=0, id="c2", arguments="}")) == [
        ("c1", "f", "{}")
    ]


def test_another_id_with_a_name_is_another_call_even_at_the_same_index() -> None:
    assert calls_of(
        call(index=0, id="c1", name="f", arguments="{}"), call(index=0, id="c2", name="f", arguments="{}")
    ) == [("c1", "f", "{}"), ("c2", "f", "{}")]


def test_calls_without_ids_and_with_one_index_are_told_apart_by_their_names() -> None:
    assert calls_of(call(index=0, id="", name="f", arguments="{}"), call(index=0, id="", name="g", arguments="{}")) == [
        ("", "f", "{}"),
        ("", "g", "{}"),
    ]


def test_calls_need_no_index() -> None:
    assert calls_of(
        call(id="c1", name="f", arguments="{"),
        call(arguments="}"),
        call(id="c2", name="g", arguments="["),
        call(id="c1", arguments=" "),
        call(id="c2", arguments="]"),
    ) == [("c1", "f", "{} "), ("c2", "g", "[]")]


def test_our_index_counts_from_zero_whatever_the_servers_does() -> None:
    parts, speech = accumulate(call(index=5, id="c1", name="f"), call(index=2, id="c2", name="g"))
    assert parts == [CallBegun(0, "f"), CallBegun(1, "g")]
    assert [each.index for each in speech.calls] == [0, 1]


def test_interleaved_calls_keep_their_arguments_apart() -> None:
    assert calls_of(
        call(index=0, id="c1", name="f"),
        call(index=1, id="c2", name="g"),
        call(index=0, arguments="0"),
        call(index=1, arguments="1"),
        call(index=0, arguments="0"),
    ) == [("c1", "f", "00"), ("c2", "g", "1")]


def test_entries_of_one_index_in_one_chunk_are_joined() -> None:
    entries = [{"index": 0, "function": {"arguments": piece}} for piece in ('{"a"', ":", "1}")]
    assert calls_of(call(index=0, id="c1", name="f"), delta(tool_calls=entries)) == [("c1", "f", '{"a":1}')]


def test_arguments_before_the_name_wait_for_it() -> None:
    parts, speech = accumulate(call(index=0, id="c1", arguments="{"), call(index=0, name="f", arguments="}"))
    assert parts == [CallBegun(0, "f"), CallArguments(0, "{"), CallArguments(0, "}")]
    assert speech.calls[0].arguments_text == "{}"


def test_an_empty_call_is_noise_and_a_nameless_one_an_error() -> None:
    assert accumulate(call(index=1, arguments=""))[1] == accumulate()[1]
    speech = accumulate(call(index=0, id="c1", arguments="{}"), call(index=1, id="c2", name="f"))[1]
    assert [(each.index, each.name) for each in speech.calls] == [(0, "f")]
    assert speech.errors[0]["code"] == "nameless_call"


def test_arguments_may_be_an_object() -> None:
    assert calls_of(call(index=0, id="c1", name="f", arguments={"a": 1})) == [("c1", "f", '{"a": 1}')]


def test_the_legacy_function_call_is_a_call() -> None:
    assert calls_of(delta(function_call={"name": "f", "arguments": "{"}), delta(function_call={"arguments": "}"})) == [
        ("", "f", "{}")
    ]


def test_a_finish_reason_is_not_yet_the_end() -> None:
    chunks = [call(index=0, id="c1", name="f"), call(index=1, id="c2", name="g")]
    for chunk in chunks:
        chunk["choices"][0]["finish_reason"] = "tool_calls"
    speech = accumulate(*chunks, choice(delta={}, finish_reason=None))[1]
    assert speech.finish_reason == "tool_calls"
    assert len(speech.calls) == 2


def test_a_message_beside_a_delta_is_not_said_twice() -> None:
    repeated = choice(delta={"content": ""}, message={"content": "Yes"}, finish_reason="stop")
    assert accumulate(delta(content="Yes"), repeated)[1].content == "Yes"
    assert accumulate(delta(content="Yes"), choice(message={"content": "Yes"}))[1].content == "Yes"


def test_an_answer_that_was_not_streamed_is_read() -> None:
    message = {"content": "Yes", "tool_calls": [{"id": "c1", "function": {"name": "f", "arguments": "{}"}}]}
    speech = accumulate({**choice(message=message, finish_reason="stop"), "usage": {"total_tokens": 3}})[1]
    assert (speech.content, speech.finish_reason, speech.usage) == ("Yes", "stop", {"total_tokens": 3})
    assert speech.calls == (SpokenCall(0, "c1", "f", "{}"),)


def test_content_may_be_a_list_of_parts() -> None:
    thought = {"type": "thinking", "thinking": [{"type": "text", "text": "Hm."}]}
    parts = [thought, {"type": "text", "text": "0"}, {"type": "reference", "reference_ids": [1]}, " yes"]
    speech = accumulate(delta(content=parts))[1]
    assert (speech.content, speech.reasoning) == ("0 yes", "Hm.")


def test_the_text_zero_is_a_text() -> None:
    assert accumulate(delta(content="0"))[0] == [Text("0")]


def test_reasoning_under_two_names_is_read_once() -> None:
    assert accumulate(delta(reasoning="Hm.", reasoning_content="Hm."))[1].reasoning == "Hm."


@pytest.mark.parametrize("field", ["reasoning_content", "reasoning", "reasoning_text"])
def test_the_member_that_held_the_reasoning_is_remembered(field: str) -> None:
    speech = accumulate(delta(**{field: ""}), delta(**{field: "H"}), delta(**{field: "m."}))[1]
    assert (speech.reasoning, speech.reasoning_field) == ("Hm.", field)


def test_what_a_server_adds_to_a_call_is_kept() -> None:
    signature = {"google": {"thought_signature": "c2ln"}}
    chunks = [
        call(index=0, id="c1", name="f", arguments="{", extra_content=None),
        call(index=0, arguments="}", extra_content=signature),
        call(index=1, id="c2", name="g", arguments="{}", type="function"),
    ]
    calls = accumulate(*chunks, delta(extra_content={"google": {"thought": True}}))
    assert [each.extra for each in calls[1].calls] == [{"extra_content": signature}, None]
    assert calls[1].extra == {"extra_content": {"google": {"thought": True}}}


def test_signed_thoughts_that_come_in_pieces_go_back_whole() -> None:
    def block(**fields: Any) -> dict[str, Any]:
        return delta(reasoning_details=[{"type": "reasoning.text", "index": 0, **fields}])

    encrypted = {"type": "reasoning.encrypted", "index": 0, "id": "c1", "data": "x"}
    speech = accumulate(
        block(text="H", signature=None), block(text="m."), block(text="", signature="s1"), block(text="Next."),
        delta(reasoning_details=[encrypted]), delta(reasoning_details=[{**encrypted, "id": "c2"}]),
    )[1]  # fmt: skip
    assert speech.extra == {
        "reasoning_details": [
            {"type": "reasoning.text", "index": 0, "text": "Hm.", "signature": "s1"},
            {"type": "reasoning.text", "index": 0, "text": "Next."},
            encrypted,
            {**encrypted, "id": "c2"},
        ]
    }


def test_what_a_server_adds_is_bounded_and_storable() -> None:
    def extra_of(*values: Any) -> object:
        return accumulate(*(delta(extra_content=value) for value in values))[1].extra

    assert extra_of({"a": "\x00"}, {"b": float("nan")}) == {"extra_content": {"a": "\ufffd"}}
    assert extra_of({"a": "x" * MAX_CHARACTERS}) is None
    assert extra_of(*({"a": "x" * 1000} for _ in range(MAX_CHARACTERS // 1000))) is None
    deep: Any = 1
    for _ in range(500):
        deep = [deep]
    assert extra_of({"a": 1}, deep) is None


@pytest.mark.parametrize(
    "chunk",
    [
        {},
        {"choices": None},
        {"choices": []},
        choice(),
        choice(delta=None),
        choice(delta=[]),
        {"choices": ["x"]},
    ],
)
def test_a_chunk_may_hold_nothing(chunk: dict[str, Any]) -> None:
    assert accumulate(delta(content="a"), chunk, delta(content="b"))[1].content == "ab"


def test_only_the_first_choice_is_read() -> None:
    other = {"choices": [{"index": 1, "delta": {"content": "no"}, "finish_reason": "length"}]}
    speech = accumulate(delta(content="yes"), other)[1]
    assert (speech.content, speech.finish_reason) == ("yes", None)


def test_the_last_usage_that_says_something_counts() -> None:
    usages = [{"total_tokens": 1}, {"total_tokens": 2}, None, {}]
    assert accumulate(*({"choices": [], "usage": usage} for usage in usages))[1].usage == {"total_tokens": 2}


def test_an_error_inside_a_chunk_is_kept_beside_what_was_said() -> None:
    broken = {**delta(content="b"), "error": {"code": 502, "message": "gone"}}
    speech = accumulate(delta(content="a"), broken)[1]
    assert speech.content == "ab"
    assert speech.errors == ({"code": 502, "message": "gone"},)


@pytest.mark.parametrize(
    ("chunk", "message"),
    [
        ({"error": "gone"}, "gone"),
        ({"object": "error", "message": "gone"}, "gone"),
        ({"type": "error", "message": "gone"}, "gone"),
        ({"type": "response.failed", "response": {"error": {"message": "gone"}}}, "gone"),
        ({"type": "response.failed", "response": {}}, "The response failed."),
    ],
)
def test_errors_of_other_shapes_are_errors(chunk: dict[str, Any], message: str) -> None:
    assert accumulate(chunk)[1].errors[0]["message"] == message


def response_event(kind: str, **fields: Any) -> dict[str, Any]:
    return {"type": f"response.{kind}", "output_index": 0, **fields}


def test_responses_that_are_only_told_when_done_are_read_once() -> None:
    item = {"type": "function_call", "call_id": "c1", "name": "f", "arguments": "{}"}
    assert calls_of(
        response_event("created"),
        response_event("function_call_arguments.done", arguments="{}"),
        response_event("output_item.done", item=item),
    ) == [("c1", "f", "{}")]
    text = accumulate(response_event("output_text.delta", delta="Ye"), response_event("output_text.done", text="Yes"))[
        0
    ]
    assert text == [Text("Ye"), Text("s")]


def test_a_response_that_was_filtered_says_so() -> None:
    filtered = {"status": "incomplete", "incomplete_details": {"reason": "content_filter"}}
    assert accumulate(response_event("incomplete", response=filtered))[1].finish_reason == "content_filter"


def test_a_response_may_refuse() -> None:
    assert accumulate(response_event("refusal.delta", delta="No."))[1].refusal == "No."


def test_a_surrogate_pair_cut_over_two_chunks_is_joined() -> None:
    parts, speech = accumulate(delta(content="a\ud83d"), delta(content="\ude00b"))
    assert parts == [Text("a"), Text("😀b")]
    assert speech.content == "a😀b"


def test_what_no_database_stores_is_replaced() -> None:
    usage = {"note": "\x00", "cost": float("nan")}
    chunk = delta(content="\x00\ude00", refusal="\ud83d")
    speech = accumulate({**chunk, "usage": usage}, call(index=0, id="\x00", name="f\x00", arguments="\ud83d!"))[1]
    assert speech.content == "\ufffd\ufffd"
    assert speech.refusal == "\ufffd"
    assert speech.usage == {"note": "\ufffd", "cost": None}
    assert speech.calls == (SpokenCall(0, "\ufffd", "f\ufffd", "\ufffd!"),)


texts = st.text(st.sampled_from("ab\x00é😀\ud83d\ude00"), max_size=4)
maybe_texts = st.none() | texts
anything_small = st.recursive(
    st.none() | texts | st.floats(),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["type", "text"]) | texts, inner),
    max_leaves=4,
)
entries = st.fixed_dictionaries(
    {},
    optional={
        "index": st.none() | st.integers(0, 2),
        "id": st.sampled_from([None, "", "c1", "c2"]),
        "extra_content": anything_small,
        "function": st.fixed_dictionaries(
            {}, optional={"name": st.sampled_from([None, "", "f", "g"]), "arguments": maybe_texts}
        ),
    },
)
deltas = st.fixed_dictionaries(
    {},
    optional={
        "content": maybe_texts,
        "reasoning": maybe_texts,
        "refusal": maybe_texts,
        "extra_content": anything_small,
        "reasoning_details": anything_small,
        "tool_calls": st.none() | st.lists(entries, max_size=3),
    },
)
speakable = deltas.map(lambda fields: delta(**fields))
KEYS = """
    arguments choices content delta error finish_reason function function_call id index item message name
    object output_index reasoning refusal response status text thinking tool_calls type usage
"""
keys = st.sampled_from(KEYS.split())
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=5),
    max_leaves=20,
)
KINDS = ["response.output_text.delta", "response.output_item.done", "response.completed", "error", "x"]
odd_chunks = st.dictionaries(st.sampled_from(["choices", "usage", "error", "item", "response", "delta"]), anything)


def is_storable(value: object) -> bool:
    written = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, allow_nan=False)
    has_nul = "\x00" in written or "\\u0000" in written
    return not has_nul and not any("\ud800" <= each <= "\udfff" for each in written)


@given(st.lists(speakable, max_size=8))
def test_the_parts_make_the_whole_and_can_be_stored(chunks: list[dict[str, Any]]) -> None:
    parts, speech = accumulate(*chunks)
    assert joined(parts) == seen_in(speech)
    assert [each.index for each in speech.calls] == list(range(len(speech.calls)))
    texts_told = [*(part.content for part in parts if not isinstance(part, CallBegun)), speech.refusal]
    assert all(map(is_storable, texts_told))
    assert all(is_storable(extra) for extra in (speech.extra, *(each.extra for each in speech.calls)))


@given(st.lists(texts))
def test_text_comes_out_the_same_however_it_is_cut(pieces: list[str]) -> None:
    cut = accumulate(*(delta(content=piece) for piece in pieces))[1]
    assert cut.content == accumulate(delta(content="".join(pieces)))[1].content


@given(st.lists(odd_chunks.flatmap(lambda chunk: st.sampled_from(KINDS).map(lambda kind: {**chunk, "type": kind}))))
def test_no_chunk_of_any_shape_raises(chunks: list[dict[str, Any]]) -> None:
    parts, speech = accumulate(*chunks)
    assert joined(parts) == seen_in(speech)
