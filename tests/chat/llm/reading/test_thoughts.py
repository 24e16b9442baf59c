"""Thoughts that a server left in the text are no words of the answer; an answer that speaks of them keeps its own."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.llm.reading.accumulate import Accumulator
from chat.llm.reading.chunks import END
from chat.llm.reading.speech import Part, Speech, Text
from chat.llm.reading.thoughts import CLOSING, LONGEST_BLANK, OPENING

from .recordings import joined, seen_in

TAGS = list(zip(OPENING, CLOSING, strict=True))


def said(*pieces: str, then: tuple[dict[str, Any], ...] = (END,)) -> tuple[list[Part], Speech]:
    """What becomes of a text that comes in these pieces."""
    accumulator = Accumulator()
    chunks = [{"choices": [{"index": 0, "delta": {"content": piece}}]} for piece in pieces]
    parts = [part for chunk in [*chunks, *then] for part in accumulator.feed(chunk)]
    speech = accumulator.finish()
    assert joined(parts) == seen_in(speech)
    return parts, speech


def read(*pieces: str) -> tuple[str, str]:
    """The words and the thoughts."""
    speech = said(*pieces)[1]
    return speech.content, speech.reasoning


texts = st.lists(
    st.sampled_from(
        [*OPENING, *CLOSING, "<th", "ink>", "</", "<", ">", "[", "`", "```", "\n", " ", "a", "Б", "◁", "."]
    ),
    max_size=12,
).map("".join)


@st.composite
def cut_texts(draw: st.DrawFn, whole: st.SearchStrategy[str] = texts) -> list[str]:
    text = draw(whole)
    cuts = [0, *sorted(draw(st.sets(st.integers(0, len(text)), max_size=6))), len(text)]
    return [text[start:end] for start, end in zip(cuts, cuts[1:], strict=False)]


@given(cut_texts())
def test_it_does_not_matter_where_a_text_is_cut(pieces: list[str]) -> None:
    assert read(*pieces) == read("".join(pieces)) == read(*"".join(pieces))


words = st.text(st.sampled_from("ab Б.\n"), min_size=1, max_size=8).map(str.strip).filter(bool)
blank = st.sampled_from(["", " ", "\n", "\n\n"])


@st.composite
def thinking(draw: st.DrawFn) -> tuple[str, str, str]:
    """An answer with thoughts before it: as sent, its words, its thoughts."""
    sent, thoughts = draw(blank), []
    for opening, closing in draw(st.lists(st.sampled_from(TAGS), min_size=1, max_size=3)):
        thought = draw(words | st.just(""))
        sent += opening + draw(blank) + thought + draw(blank) + closing + draw(blank)
        thoughts += [thought] if thought else []
    told = draw(words | st.just(""))
    return sent + told, told, "\n\n".join(thoughts)


@given(thinking(), st.data())
def test_thoughts_before_the_answer_are_parted_from_it(answer: tuple[str, str, str], data: st.DataObject) -> None:
    sent, told, thoughts = answer
    parts, speech = said(*data.draw(cut_texts(st.just(sent))))
    assert (speech.content, speech.reasoning.lstrip()) == (told, thoughts)
    shown = "".join(part.content for part in parts if isinstance(part, Text))
    assert shown == told, "nothing of a thought was ever shown as the answer"


@pytest.mark.parametrize(("opening", "closing"), TAGS)
def test_a_thought_that_nothing_ends_is_all_there_is(opening: str, closing: str) -> None:
    for end in range(1, len(closing)):
        assert read(f"{opening}Hm.\n" + closing[:end])[0] == ""
    assert read(f"\n{opening}\nOkay, the user wants") == ("", "Okay, the user wants")


@pytest.mark.parametrize("opening", OPENING)
def test_the_beginning_of_a_tag_is_text_when_it_ends_there(opening: str) -> None:
    for end in range(1, len(opening)):
        assert read(opening[:end]) == (opening[:end], "")
        assert read(f"  {opening[:end]}", "!") == (f"  {opening[:end]}!", "")


@pytest.mark.parametrize(
    "sent",
    [
        "I greet.\n</think>\n\nHello.",
        "I greet.</think>Hello.",
        "</think>Hello.",
        "I greet.\n\n</thinking>Hello.",
        "`a` and\n```\nx\n```\n</think>Hello.",
        "The tag `</think>` ends it.\n</think>Hello.",
    ],
)
def test_text_before_a_closing_tag_alone_was_a_thought(sent: str) -> None:
    for cut in range(len(sent) + 1):
        content, reasoning = read(sent[:cut], sent[cut:])
        assert content == "Hello."
        assert reasoning == sent[: sent.rindex("</")].strip()


def test_a_block_inside_a_block_is_a_thought() -> None:
    assert read("<think>a<think>b</think>c</think>d")[0] == "d"


@pytest.mark.parametrize(
    "answer",
    [
        "Models write <think> and </think> around thoughts.",
        "`<think>` opens a thought.",
        "It looks so:\n<think>\nHm.\n</think>\nThen it answers.",
        "```\n<think>Hm.</think>\n```",
        "So:\n\n```xml\nHm.\n</think>\n```\n\nIt ends with `</think>`, or with “</think>”.",
        "~~~\n</think>\n~~~",
        "- End it with </think>\n- then answer",
        '{"text": "</think>"}',
        "[think](https://example.com) and [/think](https://example.com)",
        "<thinker>a</thinker>",
        "1 < 2 > 1 [x] ◁▷",
        "  leading and trailing  ",
        "   ",
    ],
)
def test_an_answer_that_speaks_of_tags_is_left_as_it_is(answer: str) -> None:
    for cut in range(len(answer) + 1):
        parts, speech = said(answer[:cut], answer[cut:])
        assert (speech.content, speech.reasoning) == (answer, "")
        assert all(isinstance(part, Text) for part in parts)


CALL = {
    "choices": [{"index": 0, "delta": {"tool_calls": [{"index": 0, "function": {"name": "f", "arguments": "{}"}}]}}]
}


def test_a_call_ends_the_text_before_it() -> None:
    parts, speech = said("\n ", then=(CALL, END))
    assert [type(part).__name__ for part in parts] == ["Text", "CallBegun", "CallArguments"]
    assert speech.content == "\n "
    assert said("<think>Hm.\n", then=(CALL, END))[1].content == ""
    after = {"choices": [{"index": 0, "delta": {"content": "a\n</think>b"}}]}
    assert said("So: ", then=(CALL, after, END))[1].content == "So: a\n</think>b", "calls cannot be taken back"


def test_white_space_is_not_held_back_for_ever() -> None:
    parts, speech = said(*["\n"] * (LONGEST_BLANK + 5))
    assert len(parts) == 5
    assert speech.content == "\n" * (LONGEST_BLANK + 5)


def test_thoughts_in_a_member_of_their_own_and_in_the_text_are_both_read() -> None:
    member = {"choices": [{"index": 0, "delta": {"reasoning_content": "One."}}]}
    text = {"choices": [{"index": 0, "delta": {"content": "<think>Two.</think>Hello."}}]}
    accumulator = Accumulator()
    for chunk in (member, text, END):
        accumulator.feed(chunk)
    speech = accumulator.finish()
    assert (speech.content, speech.reasoning_field) == ("Hello.", "reasoning_content")
    assert "One." in speech.reasoning and "Two." in speech.reasoning
