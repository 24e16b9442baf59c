"""On the machine itself opening a page signs in, but not whoever has signed out: they say who they are first."""

from collections.abc import Iterator

import httpx
import pytest

from tests.servers import Server


@pytest.fixture
def browser(server: Server) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.url, follow_redirects=True) as client:
        assert client.get("/").url.path == "/", "signed in by opening a page"
        yield client


def sent(browser: httpx.Client, address: str, **form: str) -> httpx.Response:
    return browser.post(address, data={"csrfmiddlewaretoken": browser.cookies["csrftoken"], **form})


def signed_out(browser: httpx.Client) -> httpx.Response:
    return sent(browser, "/logout/")


def test_who_signed_out_stays_so_whatever_they_open(browser: httpx.Client) -> None:
    assert signed_out(browser).url.path == "/login/"
    for address in ("/", "/account/", "/search/", "/login/", "/"):
        assert browser.get(address).url.path == "/login/"
    assert browser.get("/api/projects").status_code == 401


def test_the_local_user_needs_no_password_and_comes_back_to_where_they_were(browser: httpx.Client) -> None:
    signed_out(browser)
    page = browser.get("/account/")
    assert "Go on as the local user" in page.text
    assert sent(browser, str(page.url), local="1", next="/account/").url.path == "/account/"
    browser.cookies.delete("sessionid")
    assert browser.get("/").url.path == "/", "and is signed in by opening a page from then on"


def test_to_come_back_is_not_to_go_elsewhere(browser: httpx.Client) -> None:
    signed_out(browser)
    assert sent(browser, "/login/", local="1", next="https://elsewhere.example/").url.path == "/"


def test_from_elsewhere_nobody_is_the_local_user(browser: httpx.Client) -> None:
    signed_out(browser)
    browser.headers["X-Forwarded-For"] = "192.0.2.1"
    assert "local user" not in browser.get("/login/").text
    assert sent(browser, "/login/", local="1").url.path == "/login/"
    assert browser.get("/").url.path == "/login/"
