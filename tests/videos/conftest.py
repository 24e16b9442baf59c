"""A server that draws, and who asks it."""

from collections.abc import Iterator

import pytest

from tests.people import Person
from tests.servers import Server


@pytest.fixture(scope="session")
def maker(server: Server) -> Iterator[Person]:
    with Person.at(server, "maker") as person:
        yield person


@pytest.fixture(scope="session")
def visitor(server: Server) -> Iterator[Person]:
    """Somebody else, with nothing of the maker's."""
    with Person.at(server, "visitor") as person:
        yield person
