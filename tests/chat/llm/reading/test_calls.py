"""Which piece belongs to which tool call: the same calls come out, however a server numbers and cuts them."""

import json
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from chat.llm.reading.json_end import JsonEnd

from .recordings import joined, read, seen_in

Entry = dict[str, Any]
Spoken = tuple[str, dict[str, Any]]

values = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(st.sampled_from('ab{}[]"\\ :,é😀\n'), max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from('ab"{'), inner, max_size=2),
    max_leaves=6,
)
arguments = st.dictionaries(st.sampled_from(["a", "b", "}"]), values, max_size=3)
spoken_calls = st.lists(st.tuples(st.sampled_from("fg"), arguments), min_size=1, max_size=4)


@dataclass(frozen=True)
class Way:
    """How a server streams its calls."""

    index: str  # own, none, zero (one for all), rising (with every entry)
    ids: str  # own, none, one (for all)
    repeats_id: bool  # with every piece
    repeats_name: bool
    head: str  # what comes with the name: nothing, null, piece, whole
    interleaves: bool

    @property
    def is_told_apart(self) -> bool:
        """Whether anybody could tell which piece belongs where."""
        if self.interleaves:
            by_id = self.ids == "own" and self.repeats_id
            return self.index == "own" or (by_id and self.index in ("none", "zero"))
        return not (self.index == "rising" and self.repeats_name)


ways = st.builds(
    Way,
    index=st.sampled_from(["own", "none", "zero", "rising"]),
    ids=st.sampled_from(["own", "none", "one"]),
    repeats_id=st.booleans(),
    repeats_name=st.booleans(),
    head=st.sampled_from(["nothing", "null", "piece", "whole"]),
    interleaves=st.booleans(),
).filter(lambda way: way.is_told_apart)


def entries_of(calls: list[Spoken], way: Way, data: st.DataObject) -> list[Entry]:
    queues = [_entries_of_one(place, *call, way, data) for place, call in enumerate(calls)]
    if not way.interleaves:
        entries = [entry for queue in queues for entry in queue]
    else:
        entries = [queue.pop(0) for queue in queues]
        while waiting := [queue for queue in queues if queue]:
            entries.append(data.draw(st.sampled_from(waiting)).pop(0))
    if way.index == "rising":
        entries = [{"index": at, **entry} for at, entry in enumerate(entries)]
    return entries


def _entries_of_one(place: int, name: str, given_arguments: Any, way: Way, data: st.DataObject) -> list[Entry]:
    text = json.dumps(
        given_arguments, ensure_ascii=data.draw(st.booleans()), indent=data.draw(st.sampled_from([None, 1]))
    )
    cuts = sorted(data.draw(st.sets(st.integers(1, len(text)), max_size=5))) if way.head != "whole" else []
    pieces: list[str | None] = [text[start:end] for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True)]
    if way.head in ("nothing", "null"):
        pieces.insert(0, "" if way.head == "nothing" else None)
    entries = []
    for number, piece in enumerate(pieces):
        entry: Entry = {"function": {"arguments": piece}}
        if way.index in ("own", "zero"):
            entry["index"] = place if way.index == "own" else 0
        if way.ids != "none" and (number == 0 or way.repeats_id):
            entry["id"] = f"call_{place}" if way.ids == "own" else "call"
        if number == 0 or way.repeats_name:
            entry["function"]["name"] = name
        entries.append(entry)
    return entries


def body_of(entries: list[Entry], data: st.DataObject) -> bytes:
    chunks, waiting = [], list(entries)
    while waiting:
        size = data.draw(st.integers(1, 3))
        chunks.append({"choices": [{"index": 0, "delta": {"tool_calls": waiting[:size]}}]})
        waiting = waiting[size:]
    chunks.append({"choices": [{"index": 0, "delta": {}, "finish_reason": "tool_calls"}]})
    return "".join(f"data: {json.dumps(chunk)}\n\n" for chunk in chunks).encode() + b"data: [DONE]\n\n"


@given(spoken_calls, ways, st.data())
def test_calls_come_out_as_they_were_meant(calls: list[Spoken], way: Way, data: st.DataObject) -> None:
    if way.ids == "one":  # the same call again under the same id is a repetition
        assume(all(first != second for first, second in zip(calls, calls[1:], strict=False)))
    body = body_of(entries_of(calls, way, data), data)
    cuts = [0, *sorted(data.draw(st.sets(st.integers(0, len(body)), max_size=4))), len(body)]
    parts, speech = read(body[start:end] for start, end in zip(cuts, cuts[1:], strict=False))
    assert [(call.name, json.loads(call.arguments_text)) for call in speech.calls] == calls
    assert joined(parts) == seen_in(speech)
    assert not speech.errors


@given(st.lists(st.tuples(st.sampled_from("fg"), st.none() | arguments), min_size=1, max_size=4))
def test_each_call_of_a_whole_message_is_a_call(calls: list[tuple[str, dict[str, Any] | None]]) -> None:
    entries = [{"function": {"name": name, "arguments": json.dumps(each) if each else ""}} for name, each in calls]
    choice = {"index": 0, "message": {"tool_calls": entries}, "finish_reason": "tool_calls"}
    speech = read([json.dumps({"choices": [choice]}).encode()])[1]
    assert [(call.name, json.loads(call.arguments_text or "null")) for call in speech.calls] == [
        (name, each or None) for name, each in calls
    ]


def calls_of(*entries: Entry) -> list[tuple[str, str]]:
    chunks = [{"choices": [{"index": 0, "delta": {"tool_calls": [entry]}}]} for entry in entries]
    body = "".join(f"data: {json.dumps(chunk)}\n\n" for chunk in chunks).encode()
    return [(call.name, call.arguments_text) for call in read([body])[1].calls]


def entry(arguments: str | None = None, name: str | None = None, **fields: Any) -> Entry:
    function = {key: value for key, value in (("name", name), ("arguments", arguments)) if value is not None}
    return {**fields, "function": function}


@pytest.mark.parametrize("place", [{}, {"index": 0}])
def test_two_calls_of_one_tool_without_ids_are_two(place: dict[str, int]) -> None:
    twice = [entry('{"scene_id":"intro"}', "get_video", **place), entry('{"scene_id":null}', "get_video", **place)]
    assert calls_of(*twice) == [("get_video", '{"scene_id":"intro"}'), ("get_video", '{"scene_id":null}')]
    assert calls_of(entry("{}", "undo", **place), entry("{}", "undo", **place)) == [("undo", "{}")] * 2


def test_the_next_call_may_be_announced_without_arguments() -> None:
    assert calls_of(entry('{"a":1}', "f", index=0), entry("", "f", index=0), entry('{"a":2}', index=0)) == [
        ("f", '{"a":1}'),
        ("f", '{"a":2}'),
    ]


def test_a_name_that_stands_behind_its_whole_call_is_noise() -> None:
    noise = [entry("", "f", index=0), entry(None, "f", index=0), entry("", "f", index=0)]
    assert calls_of(entry('{"a":1}', "f", index=0), *noise, entry("{}", "g", index=0)) == [
        ("f", '{"a":1}'),
        ("g", "{}"),
    ]


def test_an_index_that_counts_up_while_arguments_stream_is_one_call() -> None:
    first = [entry("", "f", index=0, id="c1"), entry('{"a":', index=1), entry("1}", index=2)]
    second = [entry("", "g", index=3, id="c2"), entry('{"b":', index=7), entry("2}")]
    assert calls_of(*first, *second) == [("f", '{"a":1}'), ("g", '{"b":2}')]


def test_arguments_at_the_index_of_a_whole_call_belong_to_the_open_one() -> None:
    assert calls_of(entry('{"a":1}', "f", index=0), entry("", "g", index=1), entry('{"b":2}', index=0)) == [
        ("f", '{"a":1}'),
        ("g", '{"b":2}'),
    ]


def test_a_whole_call_that_is_said_again_is_one() -> None:
    whole = entry('{"a":1}', "f", index=0, id="c1")
    assert calls_of(whole, whole, entry('{"a":1}', index=0)) == [("f", '{"a":1}')]
    assert calls_of(whole, entry('{"a":2}', "f", index=0, id="c1")) == [("f", '{"a":1}'), ("f", '{"a":2}')]


def test_what_belongs_nowhere_spoils_the_call_rather_than_running_it() -> None:
    assert calls_of(entry('{"a":1}', "f", index=0), entry('{"a":2}', index=0)) == [("f", '{"a":1}{"a":2}')]


@given(values, st.data())
def test_the_end_of_a_json_text_is_seen_when_it_comes(value: Any, data: st.DataObject) -> None:
    text = json.dumps(data.draw(st.sampled_from([{"a": value}, [value], json.dumps({"a": value})])))
    end, cut = JsonEnd(), data.draw(st.integers(0, len(text) - 1))
    end.add(text[:cut])
    end.add(text[cut:-1])
    assert not end.has_come
    end.add(text[-1])
    assert end.has_come
