"""A plan that a model without tools writes becomes a call; whatever else it says stays what it says."""

import json
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.llm.reading.accumulate import Accumulator
from chat.llm.reading.chunks import END
from chat.llm.reading.plan_in_words import CANNOT, PlanReader
from chat.llm.reading.speech import Speech

PLAN = {"title": "Tea", "scenes": [{"id": "one", "text": "{braces} and `ticks`"}]}
WRITTEN = json.dumps(PLAN)


def read(text: str, cuts: list[int] = [], *, finish: str = "stop", tool: str = "plan", first: bool = True) -> Speech:  # noqa: B006
    """What `text`, cut into chunks, is read as."""
    places = [0, *sorted(cut for cut in cuts if cut < len(text)), len(text)]
    chunks: list[dict[str, Any]] = [
        {"choices": [{"index": 0, "delta": {"content": text[start:end]}}]} for start, end in pairwise(places)
    ]
    chunks += [{"choices": [{"index": 0, "delta": {}, "finish_reason": finish}]}, {"choices": [], "usage": {"a": 1}}]
    reader, accumulator = PlanReader(tool, is_asked_first=first), Accumulator()
    for chunk in chunks:
        for told in reader.feed([chunk]):
            accumulator.feed(told)
    for told in reader.close():
        accumulator.feed(told)
    return accumulator.finish()


@pytest.mark.parametrize(
    "text",
    [
        WRITTEN, f"\n {WRITTEN}\n", f"```json\n{WRITTEN}\n```", f"```\n{WRITTEN}```\n",
        json.dumps({"plan": PLAN}), json.dumps({"name": "plan", "arguments": PLAN}),
    ],
)  # fmt: skip
@given(cuts=st.lists(st.integers(0, 120), max_size=8))
def test_a_plan_becomes_a_call(text: str, cuts: list[int]) -> None:
    speech = read(text, cuts)
    assert [(call.name, json.loads(call.arguments_text)) for call in speech.calls] == [("plan", PLAN)]
    assert (speech.content, speech.finish_reason, speech.usage) == ("", "tool_calls", {"a": 1})


@given(st.text(max_size=60), st.lists(st.integers(0, 60), max_size=5))
def test_words_stay_words_and_say_that_nothing_was_made(text: str, cuts: list[int]) -> None:
    if text.lstrip(" \n\t\r`").startswith("{") or "\x00" in text:
        return
    speech = read(text, cuts)
    if speech.calls:
        assert "{" in text
        return
    assert speech.content in (f"{text}\n\n{CANNOT}", CANNOT if not text.strip() else "", f"{text}{CANNOT}")


def test_after_a_result_words_are_the_end() -> None:
    assert read("It is done.", first=False).content == "It is done."


def test_a_plan_cut_by_its_length_is_a_cut_call() -> None:
    speech = read(WRITTEN[:20], finish="length")
    assert (speech.finish_reason, speech.calls[0].arguments_text) == ("length", WRITTEN[:20])


def test_a_server_that_only_says_done_has_ended() -> None:
    reader, accumulator = PlanReader("plan", is_asked_first=True), Accumulator()
    told = reader.feed([{"choices": [{"index": 0, "delta": {"content": WRITTEN}}]}, END])
    for chunk in [*told, *reader.close()]:
        accumulator.feed(chunk)
    speech = accumulator.finish()
    assert (speech.ending, len(speech.calls)) == ("tool_calls", 1)


def test_without_a_plan_tool_json_is_text() -> None:
    assert read(WRITTEN, tool="").content.startswith(WRITTEN)


@pytest.mark.parametrize("thought", ["<think>Hm.</think>\n\n", "A video, then.</think>\n"])
@pytest.mark.parametrize("cuts", [[], [3, 9, 18, 25]])
def test_thoughts_before_a_plan_are_no_part_of_it(thought: str, cuts: list[int]) -> None:
    speech = read(f"{thought}{WRITTEN}", cuts)
    assert [json.loads(call.arguments_text) for call in speech.calls] == [PLAN]
    assert speech.content == ""


def test_words_behind_a_thought_stay_words() -> None:
    speech = read("Hm, hello?</think>Hello.")
    assert speech.content == f"Hello.\n\n{CANNOT}"


HELD = json.dumps({"plan": PLAN, "say": 'Here "it" is.'})


@given(cuts=st.lists(st.integers(0, 120), max_size=8), fenced=st.booleans(), turned=st.booleans())
def test_an_answer_held_to_the_schema_is_a_call_and_words(cuts: list[int], fenced: bool, turned: bool) -> None:
    written = json.dumps({"say": 'Here "it" is.', "plan": PLAN}) if turned else HELD
    speech = read(f"```json\n{written}\n```" if fenced else written, cuts)
    assert [(call.name, json.loads(call.arguments_text)) for call in speech.calls] == [("plan", PLAN)]
    assert (speech.content, speech.finish_reason) == ('Here "it" is.', "tool_calls")


@given(cuts=st.lists(st.integers(0, 60), max_size=8))
def test_held_to_the_schema_it_may_just_talk(cuts: list[int]) -> None:
    speech = read(json.dumps({"plan": None, "say": "Hello {you}."}), cuts)
    assert (len(speech.calls), speech.content) == (0, f"Hello {{you}}.\n\n{CANNOT}")
    assert read('{"plan": null, "say": "Hello th', cuts, finish="length").content == f"Hello th\n\n{CANNOT}"


@given(end=st.integers(0, len(HELD)), cuts=st.lists(st.integers(0, 120), max_size=4))
def test_a_whole_plan_is_made_wherever_the_words_behind_it_are_cut(end: int, cuts: list[int]) -> None:
    speech = read(HELD[:end], cuts, finish="length")
    whole = len('{"plan": ') + len(WRITTEN)
    if end >= whole:
        assert (speech.finish_reason, json.loads(speech.calls[0].arguments_text)) == ("tool_calls", PLAN)
    else:
        assert speech.finish_reason == "length", "what was cut never runs"


@given(st.text(alphabet='{}"plansy: ,nu\n`', max_size=40), st.lists(st.integers(0, 40), max_size=5))
def test_whatever_comes_is_read(text: str, cuts: list[int]) -> None:
    assert read(text, cuts).finish_reason in ("stop", "tool_calls")
