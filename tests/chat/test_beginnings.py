"""What a beginning asks of the database, counted in a running server: from the request to the first words stored."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.chat.statements import APP, beginning
from tests.people import Person
from tests.servers import Place
from tests.upstream import ScriptedUpstream, marker, say

OFTEN = 4  # at each place: now and then the process looks at something by itself, and that is counted too


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("statements") / "statements"


@pytest.fixture(scope="module")
def maker(written: Path, migrated: Place, upstream: ScriptedUpstream) -> Iterator[Person]:
    """Somebody at an embedded server on SQLite, at which no page is open."""
    limits = {"MAX_RUNNING_PER_USER": "50", "MAX_QUEUED_PER_USER": "50"}
    settings = {"OPENAI_BASE_URL": upstream.base_url, "EXTRA_APPS": APP, "STATEMENTS": str(written), **limits}
    with migrated.copied(written.parent, settings).server() as server, Person.at(server, "maker") as person:
        yield person


def fewest(maker: Person, projects: list[str], written: Path) -> int:
    return min(len(beginning(maker, project, written)) for project in projects)


def test_the_first_message_of_a_project_takes_thirteen_statements(maker: Person, written: Path) -> None:
    assert fewest(maker, [maker.project() for _ in range(OFTEN)], written) == 13


def test_a_later_message_takes_two_more_for_what_was_said_before(maker: Person, written: Path) -> None:
    projects = [maker.project() for _ in range(OFTEN)]
    for project in projects:
        assert maker.answered(project, marker(say("Hello.")))["status"] == "success"
    assert fewest(maker, projects, written) == 15
