"""What pages call things: the same with and without a script."""

import re
from typing import Any

import pytest
from django.conf import settings

from chat import tools
from chat.templatetags.words import STATES, TOOLS, standing, without_paths

SCRIPT = (settings.BASE_DIR / "static/js/answer/tool-card.js").read_text()


def in_script(name: str) -> dict[str, str]:
    """The words of an object of the script."""
    (block,) = re.findall(rf"const {name} = {{(.*?)\n}};", SCRIPT, re.DOTALL)
    return dict(re.findall(r'^\s+(\w+): (?:{.*words: )?"([^"]+)"', block, re.MULTILINE))


def test_every_tool_has_a_name_for_people_the_same_everywhere() -> None:
    assert in_script("NAMES") == TOOLS
    assert in_script("STATES") == STATES
    ours = {name for name, tool in tools._tools.items() if tool.function.__module__.startswith(("chat.", "videos."))}
    assert ours == set(TOOLS)


def test_places_of_what_is_wrong_are_for_models() -> None:
    told = "/scenes/0/title-2: is too long.\n/title: is empty. 3/4 of it: no."
    assert without_paths(told) == "Is too long.\nIs empty. 3/4 of it: no."


@pytest.mark.parametrize(
    ("status", "jobs", "stands"),
    [
        ("complete", [], "complete"),
        ("complete", ["queued"], "working"),
        ("complete", ["ready", "running"], "working"),
        ("complete", ["ready", "failed"], "complete"),
        ("complete", ["cancelled", "failed"], "error"),
        ("complete", ["cancelled"], "cancelled"),
        ("error", ["running"], "error"),
        ("executing", [], "executing"),
    ],
)
def test_a_call_is_done_when_what_it_began_is(status: str, jobs: list[str], stands: str) -> None:
    shown: list[dict[str, Any]] = [{"id": str(place), "status": each} for place, each in enumerate(jobs)]
    others = [{"id": "another", "status": "running"}]
    message = {"jobs": [*shown, *others], "begun": {"a": [job["id"] for job in shown], "b": ["another"]}}
    assert standing({"id": "a", "status": status}, message) == stands
