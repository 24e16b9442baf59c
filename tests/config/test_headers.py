"""What every answer says to browsers, caches and other pages, and who may read what is written to the disk."""

import os
import re
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from django.test import RequestFactory
from websockets.exceptions import InvalidStatus

from projects.accounts.client_address import is_from_here
from tests.people import Person
from tests.servers import DRAWING, ROOT, Place, Server

APP, EVIL = "https://app.example", "https://evil.example"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, migrated: Place) -> Place:
    """Begun by somebody whose files all may read."""
    place = migrated.copied(tmp_path_factory.mktemp("open"), {"CORS_ALLOWED_ORIGINS": APP, **DRAWING})
    place.folder.chmod(0o755)
    (place.folder / "db.sqlite3").chmod(0o600)
    return place


@pytest.fixture(scope="module", params=["daphne", "uvicorn"])
def serving(request: pytest.FixtureRequest, place: Place) -> Iterator[Server]:
    before = os.umask(0o022)
    try:
        with place.server(request.param) as running:
            yield running
    finally:
        os.umask(before)


@pytest.fixture(scope="module")
def maker(serving: Server) -> Iterator[Person]:
    with Person.at(serving, "maker") as person:
        yield person


@pytest.fixture(scope="module")
def answer(maker: Person) -> dict[str, str]:
    """A project with an ended stream."""
    project = maker.project()
    return {"project": project, "stream": maker.answered(project, "hello")["id"]}


@pytest.fixture(scope="module")
def browser(serving: Server) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=serving.url) as client:
        client.get("/")
        yield client


EVENTS = "/api/streams/{stream}/events"
ANSWERS = [
    ("GET", "/", {}),
    ("GET", "/account/", {}),
    ("GET", "/login/", {}),
    ("GET", "/admin/", {}),
    ("GET", "/healthz", {}),
    ("GET", "/api/docs", {}),
    ("GET", "/api/openapi.json", {}),
    ("GET", "/api/projects", {}),
    ("GET", "/api/nothing", {}),
    ("PUT", "/api/projects", {}),
    ("GET", EVENTS, {"headers": {"Accept": "text/event-stream"}}),
    ("GET", EVENTS, {"headers": {"Accept": "application/json"}}),
    ("GET", EVENTS + "?after=9-9", {}),
    ("GET", "/api/streams/999999/events", {}),
    ("POST", "/api/projects/{project}/messages?wait=0", {"json": {}}),
    ("POST", "/", {"content": bytes(2 * 2**20)}),
    ("POST", "/api/projects", {"content": bytes(3 * 2**20)}),
]


@pytest.mark.parametrize(("method", "path", "more"), ANSWERS)
def test_every_answer_is_dressed_whoever_made_it(
    maker: Person, browser: httpx.Client, answer: dict[str, str], method: str, path: str, more: dict[str, object]
) -> None:
    for client in (maker.http, browser):
        got = client.request(method, path.format(**answer), **more)  # type: ignore[arg-type]
        assert got.headers["X-Content-Type-Options"] == "nosniff"
        if got.status_code != 404:  # which django-csp leaves without one while DEBUG is on
            policy = got.headers["Content-Security-Policy"]
            assert "default-src 'self'" in policy and "unsafe" not in policy
        assert got.headers["X-Frame-Options"] == "DENY" and got.headers["Referrer-Policy"] == "same-origin"
        assert re.search("no-store|no-cache", got.headers["Cache-Control"])
        assert "Access-Control-Allow-Origin" not in got.headers


def test_what_varies_with_the_session_says_so_together_with_the_origin(
    browser: httpx.Client, answer: dict[str, str]
) -> None:
    for origin in (APP, EVIL):
        varies = browser.get("/api/projects", headers={"Origin": origin}).headers["Vary"].lower()
        assert {"cookie", "origin"} <= set(re.split(r",\s*", varies))


@pytest.mark.parametrize(("method", "path", "more"), [each for each in ANSWERS if each[1].startswith("/api/")])
def test_a_page_of_an_allowed_origin_reads_the_api_and_no_other_does(
    maker: Person, answer: dict[str, str], method: str, path: str, more: dict[str, dict[str, str]]
) -> None:
    for origin, allowed in ((APP, APP), (EVIL, None), ("null", None), (f"{APP}.evil.example", None)):
        headers = {**more.get("headers", {}), "Origin": origin}
        got = maker.http.request(method, path.format(**answer), **{**more, "headers": headers})  # type: ignore[arg-type]
        assert got.headers.get("Access-Control-Allow-Origin") == allowed
        assert "Access-Control-Allow-Credentials" not in got.headers


def test_a_page_of_an_allowed_origin_may_ask_with_a_token_before_it_asks(maker: Person, serving: Server) -> None:
    for path in ("/api/projects", "/api/streams/1/events", "/api/projects/1/messages?wait=1"):
        asked = {"Origin": APP, "Access-Control-Request-Method": "PATCH"}
        got = httpx.options(serving.url + path, headers={**asked, "Access-Control-Request-Headers": "authorization"})
        assert got.is_success and got.headers["Access-Control-Allow-Origin"] == APP
        assert "PATCH" in got.headers["Access-Control-Allow-Methods"]
        assert {"authorization", "last-event-id"} <= set(got.headers["Access-Control-Allow-Headers"].split(", "))
        foreign = httpx.options(serving.url + path, headers={**asked, "Origin": EVIL})
        assert "Access-Control-Allow-Origin" not in foreign.headers


def test_an_allowed_origin_opens_a_socket_with_a_token_but_not_with_the_session(
    maker: Person, browser: httpx.Client
) -> None:
    csrf = {"X-CSRFToken": browser.cookies["csrftoken"]}
    own = str(browser.post("/api/projects", json={"name": "mine"}, headers=csrf).json()["id"])
    cookies = {"Cookie": "; ".join(f"{name}={value}" for name, value in browser.cookies.items())}
    with maker.tab(own, additional_headers=cookies, origin=maker.server.url) as tab:
        tab.settle()
    with pytest.raises(InvalidStatus), maker.tab(own, additional_headers=cookies, origin=APP):
        pass
    token = {"Authorization": f"Bearer {maker.token}"}
    with maker.tab(maker.project(), additional_headers=token, origin=APP) as tab:
        tab.settle()
    for foreign in (EVIL, f"{APP}.evil.example", APP.replace("https", "http"), "http://[", "null", ""):
        with pytest.raises(InvalidStatus), maker.tab(own, additional_headers=token, origin=foreign):
            pass
    sent = {"json": {"id": str(uuid4()), "content": "hello"}, "headers": {**csrf, "Origin": APP}}
    for query in ("", "?wait=0"):
        assert browser.post(f"/api/projects/{own}/messages{query}", **sent).status_code == 403  # type: ignore[arg-type]


# Who counts as the machine itself

PROXIES = ["Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Anything"]
PROXIES += ["X-Real-IP", "X-Client-IP", "Client-IP", "True-Client-IP", "CF-Connecting-IP", "X-Original-Forwarded-For"]
PROXIES += ["X-Cluster-Client-IP", "Fastly-Client-IP", "X-Envoy-External-Address"]


@pytest.mark.parametrize("name", PROXIES)
def test_who_comes_through_a_proxy_is_not_the_machine_itself(serving: Server, maker: Person, name: str) -> None:
    headers = {name: "203.0.113.7"}
    refused = httpx.get(f"{serving.url}/metrics", headers=headers)
    assert refused.status_code == 401 and refused.json()["code"] == "unauthorized"
    assert maker.http.get("/metrics", headers=headers).status_code == 200
    assert "sessionid" not in httpx.get(serving.url, headers=headers).cookies


@pytest.mark.parametrize(
    ("peer", "host", "is_here"),
    [
        ("127.0.0.1", "127.0.0.1:8000", True),
        ("::1", "[::1]:8000", True),
        ("127.8.8.8", "localhost", True),
        ("127.0.0.1", "reeltalk.example", False),
        ("192.0.2.1", "localhost", False),
        ("", "localhost", False),
    ],
)
def test_the_machine_itself_asks_from_loopback_under_a_name_for_that(
    settings: object, peer: str, host: str, is_here: bool
) -> None:
    settings.ALLOWED_HOSTS = ["*"]  # type: ignore[attr-defined]
    assert is_from_here(RequestFactory().get("/metrics", headers={"Host": host}, REMOTE_ADDR=peer)) == is_here


# The disk


def test_nobody_else_on_the_machine_reads_what_the_product_wrote(serving: Server, maker: Person) -> None:
    project = maker.project()
    job = maker.post(f"/api/projects/{project}/renders", {"format": "lottie", "quality": "draft"}, 202)
    maker.job_ended(job["id"])
    assert maker.http.get(f"/api/projects/{project}/video/still").status_code == 200
    written = [path for path in serving.place.folder.rglob("*") if path.suffix != ".log"]
    assert {path.suffix for path in written} >= {".sqlite3", ".png", ".json"}
    assert [path for path in written if stat.S_IMODE(path.stat().st_mode) & 0o077] == []


def test_the_first_start_and_the_first_migration_write_for_their_account_alone(tmp_path: Path) -> None:
    def run(*command: str) -> None:
        subprocess.run([sys.executable, *command], cwd=ROOT, env=place.environment(), check=True, umask=0o022)

    place = Place(tmp_path)
    path = tmp_path / ".env"
    run("-c", f"from pathlib import Path; from config.first_start import *; write_dotenv(Path({str(path)!r}))")
    run("manage.py", "migrate", "--plan")
    made = list(tmp_path.iterdir())
    assert path in made and [each.name for each in made if stat.S_IMODE(each.stat().st_mode) & 0o077] == []
