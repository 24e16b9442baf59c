"""What all tests share: the product on its own, as real processes, against a scripted model server."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.agreement import check_agreement
from tests.passwords import hash_quickly
from tests.people import Person
from tests.servers import DRAWING, NAMES, Place, Server
from tests.upstream.server import ScriptedUpstream

# However long an example takes on a busy machine says nothing about the product.
settings.register_profile("suite", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("suite")

TESTS = Path(__file__).parent
WORLD = TESTS / "world"
LONGEST = [TESTS / folder for folder in ("browser", "chaos", "machine")]


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """What needs the tools of others is tested only where it is asked for by name (`make test-world`)."""
    asked = (Path(each.partition("::")[0]).resolve() for each in config.args)
    return True if collection_path == WORLD and not any(path.is_relative_to(WORLD) for path in asked) else None


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The folders that take longest begin first: at the end no worker is left alone with one of their files."""
    items.sort(key=lambda item: not any(map(item.path.is_relative_to, LONGEST)))


def pytest_collection_finish() -> None:
    """Thousands of tests stay to the end: to look through them for garbage takes a while each time."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> None:
    """In the tests' own process, as in the servers under test."""
    hash_quickly()


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A migrated SQLite database to copy, in which NAMES have tokens and nobody has anything."""
    return Place(tmp_path_factory.mktemp("migrated")).migrate(*NAMES)


@pytest.fixture
def place(tmp_path: Path, migrated: Place) -> Place:
    """A fresh database and data folder."""
    return migrated.copied(tmp_path)


@pytest.fixture(scope="session")
def upstream() -> Iterator[ScriptedUpstream]:
    """The scripted model server. Scripts travel in the messages, so that tests share it."""
    with ScriptedUpstream() as running:
        yield running


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory, migrated: Place, upstream: ScriptedUpstream) -> Iterator[Server]:
    """One embedded server for all tests that neither change its settings, nor end it, nor look at files."""
    with shared_server(tmp_path_factory.mktemp("server"), migrated, upstream) as running:
        yield running


@pytest.fixture(scope="session")
def film_server(
    tmp_path_factory: pytest.TempPathFactory, migrated: Place, upstream: ScriptedUpstream
) -> Iterator[Server]:
    """Another one, which makes the files that are asked for, and the drafts."""
    with shared_server(tmp_path_factory.mktemp("films"), migrated, upstream, **DRAWING) as running:
        yield running


@contextmanager
def shared_server(folder: Path, migrated: Place, upstream: ScriptedUpstream, **settings: str) -> Iterator[Server]:
    limits = {"MAX_RUNNING_PER_USER": "50", "MAX_QUEUED_PER_USER": "50", "UPSTREAM_ATTEMPTS": "2"}
    place = migrated.copied(
        folder, {"OPENAI_BASE_URL": upstream.base_url, "EXTRA_APPS": "tests.projects.quick", **limits, **settings}
    )
    with place.server() as running:
        yield running
        assert "PydanticSerializationUnexpectedValue" not in running.log  # JSON that is not of its described type
    check_agreement(folder / "db.sqlite3")


@pytest.fixture(scope="session")
def owner(server: Server) -> Iterator[Person]:
    """Who asks in these tests, at the one server."""
    with Person.at(server, "owner") as person:
        yield person


@pytest.fixture(scope="session")
def stranger(server: Server) -> Iterator[Person]:
    """Somebody to whom the owner's things do not exist."""
    with Person.at(server, "stranger") as person:
        yield person


@pytest.fixture(scope="session")
def filmmaker(film_server: Server) -> Iterator[Person]:
    """Who has files made, at the server that makes them."""
    with Person.at(film_server, "maker") as person:
        yield person


@pytest.fixture
def project(owner: Person) -> str:
    """A new project of the owner."""
    return owner.project()
