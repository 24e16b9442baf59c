"""What the demo model understands of the team chart."""

import pytest

from videos.demo.conversation import Conversation, Done
from videos.demo.team_wishes import calls_for, team_turn
from videos.demo.utterances import Call

BEN_AND_ANN = "Add Ben Okoro to the team, then add Ann Lee as designer under Ben Okoro"


def add(name: str, title: str | None = None, manager: str | None = None) -> Call:
    return Call("add_person", {"name": name, "title": title, "manager": manager})


@pytest.mark.parametrize(
    "prompt, calls",
    [
        ("add Ann Lee as a designer under Ben Okoro", [add("Ann Lee", "designer", "Ben Okoro")]),
        ("Add Émile Roux, our editor, under Ann", [add("Émile Roux", "editor", "Ann")]),
        ("add Ben Okoro to our team as head of design", [add("Ben Okoro", "head of design")]),
        (BEN_AND_ANN, [add("Ben Okoro"), add("Ann Lee", "designer", "Ben Okoro")]),
        ("remove Ann Lee from the team", [Call("remove_person", {"name": "Ann Lee"})]),
        ("find Ann in the team", [Call("find_people", {"query": "Ann"})]),
        ("who reports to Ann?", [Call("find_people", {"query": "Ann"})]),
        ("Who is on our team?", [Call("find_people", {"query": None})]),
        ("show the team chart", [Call("find_people", {"query": None})]),
        ("a video about our team", []),
        ("add a scene about the team", []),
        ("add a title under the logo", []),
    ],
)
def test_prompts_become_calls(prompt: str, calls: list[Call]) -> None:
    assert calls_for(prompt) == calls


def test_a_manager_is_added_before_those_who_report_to_them() -> None:
    first = Done("add_person", {"name": "Ben Okoro"}, "Ben Okoro is in the team chart, at the top.")
    begun, next_one = (team_turn(Conversation(BEN_AND_ANN, done)) for done in ([], [first]))
    assert [[call.arguments["name"] for call in each.calls] for each in (begun, next_one)] == [
        ["Ben Okoro"],
        ["Ann Lee"],
    ]


def test_a_refusal_is_told_and_ends_the_turn() -> None:
    refused = Done("add_person", {"name": "Ben Okoro"}, "Error: /name: 'Ben Okoro' is in the team chart already.")
    told = team_turn(Conversation(BEN_AND_ANN, [refused]))
    assert not told.calls
    assert "in the team chart already" in told.text
