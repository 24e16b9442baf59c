"""A server that draws, and who asks it."""

from collections.abc import Iterator

import pytest

from tests.people import Person
from tests.servers import Server


@pytest.fixture(scope="session")
def maker(server: Server) -> Iterator[Person]:
    person = Person(server, server.place.token("maker"))
    with person.http:
        yield person


@pytest.fixture(scope="session")
def visitor(server: Server) -> Iterator[Person]:
    """Somebody else, with nothing of the maker's."""
    person = Person(server, server.place.token("visitor"))
    with person.http:
        yield person
