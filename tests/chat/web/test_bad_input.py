"""What does not fit, is not theirs, or comes from elsewhere is refused in words, stores nothing and breaks nothing."""

import json
import re
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import httpx
import pytest
from websockets.exceptions import InvalidStatus

from tests.people import Person
from tests.servers import Server
from tests.upstream import call, marker, say

UUID = "6f2b7c1e-6d0f-4f37-9b84-0c8a6a0d3f11"
MALFORMED = ["0", "-1", "x", "1.5", "9" * 30, "%00", "%C3%A9", "1%27--", "٣", "null", UUID[:-1], UUID]


@pytest.fixture(autouse=True)
def nothing_crashed(server: Server) -> Iterator[None]:
    """No test of this file may make the server log an error."""
    before = len(server.log)
    yield
    assert not re.findall(r'.*"level": "(?:error|critical)".*|.*Traceback.*', server.log[before:])


def assert_refusal(answer: httpx.Response, status: int) -> Any:
    """A JSON error: a stable code and a sentence, nothing of our insides."""
    assert answer.status_code == status, f"{answer.request.method} {answer.request.url}: {answer.text[:300]}"
    assert answer.headers["Content-Type"].startswith("application/json")
    refusal = answer.json()
    assert re.fullmatch(r"[a-z_]+", refusal["code"]) and len(refusal["message"].split()) > 2
    assert "Traceback" not in answer.text and ".py" not in answer.text and "<" not in refusal["message"]
    assert not re.search(r"\b[A-Z]\w+In\b", refusal["message"])  # our classes of bodies
    return refusal


# Bodies

POSTS = ["/api/projects", "/api/projects/{project}/messages", "/api/projects/{project}/messages?wait=1"]
POSTS += ["/api/projects/{project}/renders", "/api/streams/{stream}/retry", "/api/tool-calls/{call}/resolve"]


@pytest.fixture(scope="module")
def known(owner: Person) -> dict[str, str]:
    """Ids of one thing of each kind, all the owner's."""
    project = owner.project("known")
    state = owner.answered(project, marker(call("no_such_tool"), say("Ok.")))
    job = owner.post(f"/api/projects/{project}/renders", {"format": "lottie", "quality": "draft"}, 202)
    return {"project": project, "stream": state["id"], "call": state["tool_calls"][0]["id"], "job": job["id"]}


@pytest.fixture
def unchanged(owner: Person, known: dict[str, str]) -> Iterator[None]:
    """Nothing may be stored meanwhile."""

    def all_there_is() -> Any:
        project = f"/api/projects/{known['project']}"
        paths = ["/api/projects", f"{project}/messages", f"{project}/jobs", f"/api/streams/{known['stream']}"]
        return [
            [(each["id"], each.get("status") in ("queued", "running")) for each in owner.get(path)["items"]]
            if "streams" not in path
            else owner.get(path)
            for path in paths
        ]

    before = all_there_is()
    yield
    assert all_there_is() == before


@pytest.mark.parametrize("body", [b"{", b"", b"\xff\xfe", b'{"id": "\xff"}', b"{'id': 1}", b"[" * 10_000])
def test_a_body_that_is_no_json_is_a_400(owner: Person, known: dict[str, str], unchanged: None, body: bytes) -> None:
    for path in POSTS:
        if body or "retry" not in path:  # which needs no body
            assert_refusal(owner.http.post(path.format(**known), content=body), 400)


WRONG_STEPS = ('{"outcome": 1, "from_step": "two"}', '{"outcome": 1, "from_step": true}')


@pytest.mark.parametrize("body", ["[]", "1", '"text"', "null", "{}", "[{}]", *WRONG_STEPS])
def test_a_body_of_another_shape_is_a_422(owner: Person, known: dict[str, str], unchanged: None, body: str) -> None:
    for path in POSTS:
        needs_nothing = "retry" in path and body in ("null", "{}") or path == "/api/projects" and body == "{}"
        if not needs_nothing:
            assert_refusal(owner.http.post(path.format(**known), content=body), 422)


MESSAGES = [
    {"content": "hello"},
    {"id": "1", "content": "hello"},
    {"id": 7, "content": "hello"},
    {"id": None, "content": "hello"},
    {"id": UUID},
    {"id": UUID, "content": None},
    {"id": UUID, "content": 5},
    {"id": UUID, "content": ["hello"]},
    {"id": UUID, "content": {"text": "hello"}},
    {"id": UUID, "content": "a\0b"},
    {"id": UUID, "content": "hello", "client_id": 5},
    {"id": UUID, "content": "hello", "client_id": "a\0b"},
    {"id": UUID, "content": "hello", "parent": "nobody"},
    {"id": UUID, "content": "hello", "parent": UUID},
]


@pytest.mark.parametrize("query", ["", "?wait=1"])
def test_a_message_with_a_wrong_field_is_a_422(
    owner: Person, known: dict[str, str], unchanged: None, query: str
) -> None:
    for body in MESSAGES:
        assert_refusal(owner.http.post(f"/api/projects/{known['project']}/messages{query}", json=body), 422)


def test_half_a_character_is_a_422(owner: Person, known: dict[str, str], unchanged: None) -> None:
    body = json.dumps({"id": UUID, "content": "half \ud83d"})
    for query in ("", "?wait=1"):
        answer = owner.http.post(f"/api/projects/{known['project']}/messages{query}", content=body)
        assert answer.status_code in (400, 422)
        assert_refusal(answer, answer.status_code)


@pytest.mark.parametrize("name", ["", "   ", "x" * 201, "a\0b", None, 5, "half \ud83d"])
def test_a_project_needs_a_name(owner: Person, known: dict[str, str], unchanged: None, name: Any) -> None:
    body = json.dumps({"name": name}).encode()
    assert_refusal(owner.http.post("/api/projects", content=body), 422)
    assert_refusal(owner.http.patch(f"/api/projects/{known['project']}", content=body), 422)


@pytest.mark.parametrize("query", ["", "?wait=1"])
def test_a_huge_body_is_refused(owner: Person, known: dict[str, str], unchanged: None, query: str) -> None:
    body = {"id": UUID, "content": "x" * 5_000_000}
    answer = owner.http.post(f"/api/projects/{known['project']}/messages{query}", json=body)
    assert answer.status_code in (413, 422)
    assert_refusal(answer, answer.status_code)


@pytest.mark.parametrize("limit", ["0", "-1", "201", "x", "9" * 40])
def test_a_limit_out_of_bounds_is_a_422(owner: Person, known: dict[str, str], limit: str) -> None:
    for path in (
        "/api/projects",
        f"/api/projects/{known['project']}/messages",
        f"/api/projects/{known['project']}/jobs",
    ):
        assert_refusal(owner.http.get(path, params={"limit": limit}), 422)


# Ids

PATHS = [
    ("GET", "/api/projects/{project}"),
    ("PATCH", "/api/projects/{project}"),
    ("DELETE", "/api/projects/{project}"),
    ("GET", "/api/projects/{project}/messages"),
    ("POST", "/api/projects/{project}/messages"),
    ("POST", "/api/projects/{project}/messages?wait=1"),
    ("GET", "/api/projects/{project}/jobs"),
    ("GET", "/api/projects/{project}/video"),
    ("GET", "/api/projects/{project}/video/versions"),
    ("POST", "/api/projects/{project}/video/versions/1/restore"),
    ("POST", "/api/projects/{project}/renders"),
    ("GET", "/api/streams/{stream}"),
    ("GET", "/api/streams/{stream}/events"),
    ("POST", "/api/streams/{stream}/stop"),
    ("POST", "/api/streams/{stream}/retry"),
    ("POST", "/api/tool-calls/{call}/retry"),
    ("POST", "/api/tool-calls/{call}/resolve"),
    ("GET", "/api/jobs/{job}"),
    ("POST", "/api/jobs/{job}/cancel"),
    ("POST", "/api/jobs/{job}/retry"),
    ("GET", "/api/jobs/{job}/file"),
]
FITTING = {"id": UUID, "content": "hello", "name": "x", "outcome": "done", "format": "mp4", "quality": "draft"}


def fitting(method: str) -> dict[str, Any]:
    """A body with which the request would go through."""
    return {"json": FITTING} if method in ("POST", "PATCH") else {}


@pytest.mark.parametrize(("method", "path"), PATHS)
def test_an_unknown_or_malformed_id_is_a_404(owner: Person, method: str, path: str) -> None:
    for id in [*MALFORMED, "999999999"]:
        address = path.format(project=id, stream=id, call=id, job=id)
        assert_refusal(owner.http.request(method, address, **fitting(method)), 404)


@pytest.mark.parametrize("accept", ["application/json", "text/event-stream"])
def test_somebody_elses_thing_is_a_404(stranger: Person, known: dict[str, str], unchanged: None, accept: str) -> None:
    for method, path in PATHS:
        options = fitting(method) | {"headers": {"Accept": accept}}
        assert_refusal(stranger.http.request(method, path.format(**known), **options), 404)


@pytest.mark.parametrize("before", ["x", "0", UUID, "a\0b"])
def test_a_page_behind_an_unknown_message_is_a_404(owner: Person, known: dict[str, str], before: str) -> None:
    assert_refusal(owner.http.get(f"/api/projects/{known['project']}/messages", params={"before": before}), 404)


def test_a_page_behind_a_malformed_project_is_a_404(owner: Person) -> None:
    assert_refusal(owner.http.get("/api/projects", params={"after": "x"}), 404)


def test_somebody_elses_stream_is_not_reached_over_an_own_socket(
    stranger: Person, owner: Person, known: dict[str, str], unchanged: None
) -> None:
    with stranger.tab(stranger.project()) as tab:
        for type in ("resume", "stop", "retry"):
            for stream in (known["stream"], "x", "9" * 30, ""):
                tab.say(type, stream=stream)
                problem = tab.until_type("problem")
                assert (problem["code"], problem["about"]) == ("not_found", stream)
    with pytest.raises(InvalidStatus), stranger.tab(known["project"]):
        pass


def test_a_stream_of_another_own_project_is_not_reached_over_a_socket(owner: Person, known: dict[str, str]) -> None:
    with owner.tab(owner.project()) as tab:
        tab.say("resume", stream=known["stream"], after=None)
        assert tab.until_type("problem")["code"] == "not_found"


@pytest.mark.parametrize("id", ["0", "x", "9" * 30, UUID])
def test_a_socket_of_no_project_is_closed_at_the_handshake(owner: Person, id: str) -> None:
    with pytest.raises(InvalidStatus) as refused, owner.tab(id):
        pass
    assert refused.value.response.status_code in (403, 404)


# Who asks


@pytest.mark.parametrize("token", [None, "wrong", "rt_", "é"])
def test_without_a_valid_token_it_is_a_401(
    server: Server, known: dict[str, str], unchanged: None, token: str | None
) -> None:
    headers = {} if token is None else {b"Authorization": f"Bearer {token}".encode()}
    with httpx.Client(base_url=server.url, headers=headers) as nobody:
        for method, path in [("GET", "/api/projects"), ("POST", "/api/projects"), *PATHS]:
            assert_refusal(nobody.request(method, path.format(**known), **fitting(method)), 401)


def test_a_socket_without_a_valid_token_is_closed_at_the_handshake(owner: Person, known: dict[str, str]) -> None:
    for headers in ({}, {"Authorization": "Bearer wrong"}):
        with pytest.raises(InvalidStatus), owner.tab(known["project"], additional_headers=headers):
            pass


@pytest.fixture
def browser(server: Server) -> Iterator[httpx.Client]:
    """Signed in by a page view on the machine itself, with session and CSRF cookies."""
    with httpx.Client(base_url=server.url, follow_redirects=True) as client:
        assert client.get("/").status_code == 200
        assert {"sessionid", "csrftoken"} <= set(client.cookies)
        yield client


def cookies(browser: httpx.Client) -> str:
    return "; ".join(f"{name}={value}" for name, value in browser.cookies.items())


def test_a_session_changes_nothing_without_its_csrf_token(browser: httpx.Client) -> None:
    csrf = {"X-CSRFToken": browser.cookies["csrftoken"]}
    project = browser.post("/api/projects", json={"name": "mine"}, headers=csrf).json()["id"]
    message = {"id": UUID, "content": marker(say("Hello"))}
    paths = ["/api/projects", f"/api/projects/{project}/messages", f"/api/projects/{project}/messages?wait=1"]
    for path in paths:
        assert_refusal(browser.post(path, json={**FITTING, **message}), 403)
        wrong = {"X-CSRFToken": "x" * 64}
        assert_refusal(browser.post(path, json={**FITTING, **message}, headers=wrong), 403)
        foreign = {**csrf, "Origin": "https://evil.example"}
        assert_refusal(browser.post(path, json={**FITTING, **message}, headers=foreign), 403)
    assert browser.get(f"/api/projects/{project}/messages").json()["items"] == []
    sent = browser.post(f"/api/projects/{project}/messages?wait=20", json=message, headers=csrf)
    assert (sent.status_code, sent.json()["content"]) == (200, "Hello")


def test_only_a_page_view_signs_in_never_the_api(server: Server) -> None:
    for path in ("/api/projects", "/healthz", "/api/docs", "/api"):
        assert "sessionid" not in httpx.get(server.url + path).cookies
    proxied = httpx.get(server.url + "/", headers={"X-Forwarded-For": "203.0.113.7"})
    assert "sessionid" not in proxied.cookies


def test_a_foreign_page_cannot_open_a_socket(browser: httpx.Client, owner: Person, server: Server) -> None:
    csrf = {"X-CSRFToken": browser.cookies["csrftoken"]}
    project = browser.post("/api/projects", json={"name": "mine"}, headers=csrf).json()["id"]
    headers = {"Cookie": cookies(browser)}
    with owner.tab(project, additional_headers=headers, origin=server.url) as tab:
        tab.settle()
    for origin in ("https://evil.example", "null", server.url.replace("127.0.0.1", "localhost"), ""):
        with pytest.raises(InvalidStatus), owner.tab(project, additional_headers=headers, origin=origin):
            pass


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "evil.example:80", "a b"])
def test_a_foreign_host_is_refused(server: Server, owner: Person, known: dict[str, str], host: str) -> None:
    message = {"json": {"id": UUID, "content": "hello"}}
    paths: list[tuple[str, str, dict[str, Any]]] = [
        ("GET", "/api/projects", {}),
        ("GET", f"/api/streams/{known['stream']}/events", {}),
        ("POST", f"/api/projects/{known['project']}/messages?wait=1", message),
    ]
    for method, path, options in paths:
        answer = owner.http.request(method, path, headers={"Host": host}, **options)
        assert answer.status_code in (400, 403)
        assert_refusal(answer, answer.status_code)


# Never HTML under /api/


@pytest.mark.parametrize(
    "path", ["/api/", "/api/nothing", "/api/streams", "/api/projects/1/nothing", "/api/%00", "/api//x"]
)
def test_an_unknown_address_is_a_404_in_json(owner: Person, server: Server, path: str) -> None:
    for client in (owner.http, httpx):
        address = path if client is owner.http else server.url + path
        for accept in ("text/html", "application/json"):
            assert_refusal(client.get(address, headers={"Accept": accept}), 404)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("PUT", "/api/projects"),
        ("DELETE", "/api/projects/{project}/messages"),
        ("PUT", "/api/projects/{project}/messages?wait=1"),
        ("POST", "/api/streams/{stream}"),
        ("POST", "/api/streams/{stream}/events"),
        ("GET", "/api/streams/{stream}/stop"),
        ("PATCH", "/api/jobs/{job}"),
    ],
)
def test_a_method_that_is_not_taken_is_a_405_in_json(
    owner: Person, known: dict[str, str], unchanged: None, method: str, path: str
) -> None:
    assert_refusal(owner.http.request(method, path.format(**known)), 405)


def test_odd_queries_and_headers_break_nothing(owner: Person, known: dict[str, str]) -> None:
    events = f"/api/streams/{known['stream']}/events"
    for after in ("", "x", "1-", "-1", "1-2-3", "9" * 20 + "-1", "1-" + "9" * 20, "a\0b", "٣-٤", "1-0", "0-0"):
        answer = owner.get(events, params={"after": after}, headers={"Accept": "application/json"})
        assert [event["type"] for event in answer["events"]] == ["snapshot", "finalized"] and answer["done"]
    for accept in ("", "*/*", "nonsense", "application/json, text/event-stream"):
        with owner.http.stream("GET", events, headers={"Accept": accept}) as answer:
            assert answer.headers["Content-Type"].startswith("text/event-stream")
    assert_refusal(owner.http.get(events, params={"wait": "x"}, headers={"Accept": "application/json"}), 422)


def test_a_message_id_is_the_same_in_any_spelling(owner: Person) -> None:
    project, id, content = owner.project(), str(uuid4()), marker(say("once"))
    first = owner.send(project, content, id)
    for spelled in (id.upper(), id.replace("-", ""), f"{{{id}}}", f"urn:uuid:{id}"):
        assert owner.send(project, content, spelled, status=200)["stream"]["id"] == first["stream"]["id"]
