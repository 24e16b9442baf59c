"""People with passwords, in browsers that this machine is not known by."""

from collections.abc import Callable, Iterator

import httpx
import pytest

from tests.people import Person
from tests.servers import Server

PASSWORD = "a long password"
MAKE = """
from django.contrib.auth import get_user_model
from projects.accounts.models import ApiToken
for name in {names!r}:
    user, _ = get_user_model().objects.get_or_create(username=name)
    user.set_password({password!r}); user.save()
    print("token", name, ApiToken.issue(user))
"""
NAMES = ["ann", "ben", "cleo", "dora", "emil", "fay"]
FROM_ELSEWHERE = {"X-Forwarded-For": "192.0.2.1"}  # nobody is signed in by being on this machine

OpenBrowser = Callable[..., httpx.Client]


@pytest.fixture(scope="session")
def tokens(server: Server) -> dict[str, str]:
    """NAMES, who all have the same password, and their tokens."""
    made = server.place.manage("shell", "-c", MAKE.format(names=NAMES, password=PASSWORD)).stdout
    return dict(line.split()[1:] for line in made.splitlines() if line.startswith("token "))


@pytest.fixture(scope="session")
def people(server: Server, tokens: dict[str, str]) -> Server:
    """The one server, on which NAMES can sign in."""
    return server


@pytest.fixture(scope="session")
def person(server: Server, tokens: dict[str, str]) -> Iterator[Callable[[str], Person]]:
    """`person("ann")` is who acts with her token."""
    known = {name: Person(server, token) for name, token in tokens.items()}
    yield known.__getitem__
    for each in known.values():
        each.http.close()


def sign_in(browser: httpx.Client, name: str, password: str = PASSWORD) -> httpx.Response:
    browser.get("/login/")
    fields = {"username": name, "password": password, "csrfmiddlewaretoken": browser.cookies["csrftoken"]}
    return browser.post("/login/", data=fields, follow_redirects=False)


def submit(browser: httpx.Client, path: str, **fields: str) -> httpx.Response:
    """Send a form of a page."""
    return browser.post(path, data={**fields, "csrfmiddlewaretoken": browser.cookies["csrftoken"]})


@pytest.fixture
def open_browser(people: Server) -> Iterator[OpenBrowser]:
    """`open_browser("ann")` gives a browser in which she is signed in; without a name nobody is."""
    opened: list[httpx.Client] = []

    def open_one(name: str = "", url: str = people.url, agent: str = "") -> httpx.Client:
        headers = FROM_ELSEWHERE | ({"User-Agent": agent} if agent else {})
        browser = httpx.Client(base_url=url, headers=headers, timeout=30, follow_redirects=True)
        opened.append(browser)
        if name:
            assert sign_in(browser, name).status_code == 302
            browser.headers["X-CSRFToken"] = browser.cookies["csrftoken"]
        return browser

    yield open_one
    for browser in opened:
        browser.close()
