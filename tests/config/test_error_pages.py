"""What people see when something went wrong while DEBUG is on: our pages, never Django's yellow ones."""

import logging
from typing import Any

import httpx
import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from tests.servers import Server


def breaks(request: HttpRequest) -> HttpResponse:
    secret = "what only developers may see"
    raise ZeroDivisionError(secret)


def finds_nothing(request: HttpRequest) -> HttpResponse:
    raise Http404("what only developers may see")


def refuses(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied("what only developers may see")


def suspects(request: HttpRequest) -> HttpResponse:
    raise SuspiciousOperation("what only developers may see")


def here(request: HttpRequest) -> HttpResponse:
    return HttpResponse("here")


urlpatterns = [
    path("", here, name="home"),
    path("account/", here, name="account"),
    path("logout/", here, name="logout"),
    path("breaks", breaks),
    path("nothing", finds_nothing),
    path("refuses", refuses),
    path("suspects", suspects),
    path("slash/", here),
]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/breaks", 500, "The server had trouble"),
        ("/nothing", 404, "There is nothing here"),
        ("/no/such/page", 404, "There is nothing here"),
        ("/refuses", 403, "This is not yours to open"),
        ("/suspects", 400, "That was not taken"),
    ],
)
@pytest.mark.parametrize("debug", [True, False])
def test_people_see_our_pages_whether_debug_is_on_or_off(
    settings: Any, address: str, status: int, words: str, debug: bool
) -> None:
    settings.ROOT_URLCONF, settings.DEBUG = __name__, debug
    answer = Client(raise_request_exception=False).get(address)
    page = answer.content.decode()
    assert answer.status_code == status and words in page
    assert "only developers" not in page and "DEBUG = True" not in page


@pytest.mark.django_db
def test_an_address_without_its_slash_is_mended(settings: Any) -> None:
    settings.ROOT_URLCONF, settings.DEBUG = __name__, True
    assert Client().get("/slash")["Location"] == "/slash/"


@pytest.mark.django_db
def test_the_log_has_the_traceback(settings: Any, caplog: pytest.LogCaptureFixture) -> None:
    settings.ROOT_URLCONF, settings.DEBUG = __name__, True
    with caplog.at_level(logging.ERROR, "django.request"):
        Client(raise_request_exception=False).get("/breaks")
    (record,) = [each for each in caplog.records if each.name == "django.request"]
    assert record.exc_info and record.exc_info[0] is ZeroDivisionError


def test_a_server_with_debug_on_shows_them(server: Server) -> None:
    with httpx.Client(base_url=server.url, follow_redirects=True) as browser:
        for address in ("/no/such/page", "/projects/999999999/", "/projects/x/", "/s/no-such-share/x"):
            page = browser.get(address)
            assert page.status_code == 404 and "There is nothing here" in page.text, address
            assert "urlconf" not in page.text.lower()
        assert browser.get("/api/nothing").json()["code"] == "not_found"
