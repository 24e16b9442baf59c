"""What a message asks to be shown, and whether a model is told what of it is missing."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.videos.demo.studio import Studio
from videos.demo.utterances import Call
from videos.facts.asked import asked_in, told_missing

FACTS = ["20 %", "ANA20", "3.90 €", "12 June", "8 am", "12 Mill Road", "0171 5550134", "www.nordwind.example", "78 m²"]
WISHES = ["20 seconds", "9:16", "3 scenes", "in #ff8800", "60 fps", "as a square video", "with confetti"]


def message(facts: list[str], wishes: list[str]) -> str:
    told = [f"code {fact}" if fact.isupper() and fact.isalnum() else fact for fact in facts]
    return "\n".join([f"There is {fact}." for fact in told] + [f"Make it {wish}." for wish in wishes])


@given(facts=st.lists(st.sampled_from(FACTS), unique=True), wishes=st.lists(st.sampled_from(WISHES), unique=True))
@settings(max_examples=40, deadline=None)
def test_what_is_not_among_the_texts_is_missing_and_no_wish_is(facts: list[str], wishes: list[str]) -> None:
    asked = asked_in(message(facts, wishes))
    missing = asked.not_shown(["Nothing of it"])
    assert all(any(fact in each for each in missing) for fact in facts) and len(missing) == len(facts)
    assert asked.not_shown(facts) == []


def test_a_fact_counts_as_shown_however_its_words_stand() -> None:
    asked = asked_in("Open Tue–Sun 7 am to 6 pm from Saturday, 12 December")
    assert asked.not_shown(["Tue–Sun", "7 am to 6 pm", "SATURDAY 12 DECEMBER"]) == []


def test_only_a_few_are_told_and_none_is_no_line() -> None:
    assert told_missing([]) == ""
    assert told_missing([str(number) for number in range(99)]).count('"') == 8


def planned(*headings: str) -> Call:
    scenes: list[dict[str, Any]] = [{"layout": "statement", "heading": each} for each in headings]
    return Call("plan_scenes", {"title": "Sale", "format": "16:9", "style": "sale", "scenes": scenes})


@pytest.mark.django_db
def test_a_model_is_told_what_its_plan_leaves_out_until_it_is_there() -> None:
    studio = Studio()
    studio.begin("Sale: 20 % with code ANA20 until 30 June, in 30 seconds")
    told = studio.run(planned("Sale: 20 %"))
    assert 'Not shown yet from the message: "code ANA20", "30 June"' in told and "asked for: 30 s" in told
    added = {"after": None, "scenes_json": json.dumps({"layout": "statement", "heading": "ANA20 until 30 June"})}
    assert "Not shown" not in studio.run(Call("add_scene", added))
