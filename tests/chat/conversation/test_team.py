"""The team chart: people are looked up, added under a manager, taken out; each project has its own."""

from typing import Any

import pytest

from tests.people import Person
from tests.upstream import marker, say, step
from tests.upstream.scripts import ToolCall


def add(name: str, title: str | None = None, manager: str | None = None) -> ToolCall:
    return ToolCall("add_person", {"name": name, "title": title, "manager": manager})


def find(query: str | None) -> ToolCall:
    return ToolCall("find_people", {"query": query})


def performed(person: Person, project: str, *calls: ToolCall) -> list[dict[str, Any]]:
    """Let an answer make the calls, one step each; give them as they ended."""
    steps = [step(call, finish="tool_calls") for call in calls]
    told: list[dict[str, Any]] = person.answered(project, marker(*steps, say("Done.")))["tool_calls"]
    return told


def chart(person: Person, project: str) -> list[tuple[str, str, str | None]]:
    people = person.get(f"/api/projects/{project}/people")["items"]
    return [(each["name"], each["title"], each["manager"]) for each in people]


def test_people_are_added_under_a_manager_and_found(owner: Person, project: str) -> None:
    calls = performed(
        owner,
        project,
        add("Ben Okoro", "head of design"),
        add("Ann  Lee\n", "designer", "ben okoro"),
        find("DESIGN"),
        find("ann"),
    )
    assert [call["status"] for call in calls] == ["complete"] * 4
    assert chart(owner, project) == [("Ben Okoro", "head of design", None), ("Ann Lee", "designer", "Ben Okoro")]
    assert calls[1]["result"] == "Ann Lee is in the team chart, under Ben Okoro."
    assert calls[2]["result"].splitlines() == [
        "Ben Okoro: head of design; at the top; manager of Ann Lee",
        "Ann Lee: designer; reports to Ben Okoro",
    ]
    assert calls[3]["result"] == "Ann Lee: designer; reports to Ben Okoro"


@pytest.mark.parametrize(
    "call, code, sentence",
    [
        (add("Ann Lee", None, "Ben Okora"), "unknown_person", "Did you mean 'Ben Okoro'?"),
        (add("BEN OKORO"), "person_exists", "is in the team chart already"),
        (add(" "), "invalid_arguments", "/name: is empty"),
        (add("x" * 121), "invalid_arguments", "at most 120 characters; got 121"),
        (find("Benn Okoro"), "unknown_person", "Did you mean 'Ben Okoro'?"),
        (ToolCall("remove_person", {"name": "Bob"}), "unknown_person", "nobody in the team chart is called 'Bob'"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_refusal_says_what_to_do_and_changes_nothing(
    owner: Person, project: str, call: ToolCall, code: str, sentence: str
) -> None:
    _, refused = performed(owner, project, add("Ben Okoro"), call)
    assert (refused["status"], refused["error"]["code"]) == ("error", code)
    assert sentence in refused["error"]["message"]
    assert chart(owner, project) == [("Ben Okoro", "", None)]


def test_reports_of_somebody_who_is_taken_out_go_to_their_manager(owner: Person, project: str) -> None:
    calls = performed(
        owner,
        project,
        add("Cleo"),
        add("Ben", None, "Cleo"),
        add("Ann", None, "Ben"),
        ToolCall("remove_person", {"name": "ben"}),
    )
    assert calls[-1]["result"] == "Ben is no longer in the team chart. 1 who reported to them reports to Cleo now."
    assert chart(owner, project) == [("Cleo", "", None), ("Ann", "", "Cleo")]


def test_each_project_has_its_own_chart(owner: Person, stranger: Person, project: str) -> None:
    performed(owner, project, add("Ben Okoro"))
    other = owner.project()
    assert performed(owner, other, find(None))[0]["result"] == "The team chart is empty."
    assert stranger.get(f"/api/projects/{project}/people", 404)["code"] == "not_found"
