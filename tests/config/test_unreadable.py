"""What cannot be read, or stored, is refused in words before anything looks at it, and nothing crashes."""

import json
import math
import re
import socket
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.common.errors import ChatError
from config.common.json_bodies import read_json
from config.common.storable import MAX_DEPTH, is_storable, storable_json, unstorable_at
from projects.accounts.sessions import SessionStore
from tests.people import Person
from tests.servers import Server
from tests.upstream import call, marker, say

HALVES = ["\\u0000", "\\ud800", "\\udc00", "\\ud800\\ud800", "\\udc00\\ud800"]


@pytest.fixture(autouse=True)
def nothing_crashed(server: Server) -> Iterator[None]:
    before = len(server.log)
    yield
    assert not re.findall(r'.*"level": "(?:error|critical)".*|.*Traceback.*', server.log[before:])


@pytest.fixture(scope="module")
def browser(server: Server) -> Iterator[httpx.Client]:
    """Signed in by a page view on the machine itself."""
    with httpx.Client(base_url=server.url) as client:
        client.get("/")
        client.headers["X-CSRFToken"] = client.cookies["csrftoken"]
        yield client


def assert_told(answer: httpx.Response, *statuses: int) -> None:
    assert answer.status_code in statuses, answer.text[:300]
    if answer.request.url.path.startswith("/api/"):
        refusal = answer.json()
        assert re.fullmatch("[a-z_]+", refusal["code"]) and refusal["message"].endswith(".")
    else:
        assert "Traceback" not in answer.text and "Exception" not in answer.text


def part(head: str, data: bytes = b"x") -> bytes:
    return b"--xyz\r\nContent-Disposition: form-data; " + head.encode() + b"\r\n\r\n" + data + b"\r\n"


END = b"--xyz--\r\n"
UPLOAD = part('name="file"; filename="a.png"') + END
FORM = "multipart/form-data; boundary=xyz"
FORMS = [
    *(
        (part(f'name="file"; filename="{name}"') + END, FORM)
        for name in ("..", ".", "a/..", "/", "\\", "", "\0", "a\0b")
    ),
    (part('name="file"; filename="a"', bytes(100_000))[:500], FORM),
    (b"--xyz\r\nContent-Dis", FORM),
    (b"", FORM),
    (b"".join(part(f'name="f{n}"') for n in range(1500)) + END, FORM),
    (b"".join(part(f'name="f{n}"; filename="a"') for n in range(200)) + END, FORM),
    (part('name="f"\r\nContent-Transfer-Encoding: base64', b"!") + END, FORM),
    *((UPLOAD, f"multipart/form-data{rest}") for rest in ("", "; boundary=", "; boundary=;;", '; boundary="')),
    *((UPLOAD, f"multipart/form-data; boundary={name}") for name in ("abc", "x" * 300, "a b", "xyz\x01", "é")),
    *(
        (UPLOAD, f"{FORM}; charset={name}")
        for name in ("utf-7", "utf-16", "idna", "rot13", "hex", "undefined", "latin-1")
    ),
    ("&".join(f"f{n}=1" for n in range(1500)).encode(), "application/x-www-form-urlencoded"),
    (b"name=%ff", "application/x-www-form-urlencoded; charset=latin-1"),
    (b"name=a%00b&content=a%00b&username=a%00b&system_prompt=a%00b", "application/x-www-form-urlencoded"),
]


@pytest.mark.parametrize(("body", "kind"), FORMS)
def test_a_form_that_is_none_is_refused(browser: httpx.Client, owner: Person, body: bytes, kind: str) -> None:
    project = browser.post("/api/projects", json={"name": "forms"}).json()["id"]
    headers = {"Content-Type": kind.encode()}
    for path in ("assets", "messages", "messages?wait=1", "renders", "members"):
        for client in (browser, owner.http):
            answer = client.post(f"/api/projects/{project}/{path}", content=body, headers=headers)
            assert_told(answer, 400, 404, 413, 422)
    for path in ("/login/", f"/projects/{project}/rename/", "/account/tokens/", "/admin/login/", "/markdown"):
        answer = browser.post(path, content=body, headers=headers)
        assert answer.status_code < 500 and "Traceback" not in answer.text
        if b"=1&" in body or b"%" in body or body.count(b"--xyz") > 3:
            assert_told(answer, 413 if b"1" in body else 400 if "latin" in kind else 422)


@pytest.mark.parametrize("half", HALVES)
def test_text_that_cannot_be_stored_is_a_422_wherever_it_stands(owner: Person, project: str, half: str) -> None:
    state = owner.answered(project, marker(call("no_such_tool"), say("Ok.")))
    scene = owner.get(f"/api/projects/{project}/video")["document"]["scene_order"][0]
    inside = f"/api/projects/{project}"
    bodies = {
        "POST /api/projects": '{"name": "@"}',
        f"PATCH {inside}": '{"name": "@"}',
        f"POST {inside}/messages": '{"id": "ID", "content": "@"}',
        f"POST {inside}/messages?wait=1": '{"id": "ID", "content": "x", "client_id": "@"}',
        f"POST {inside}/members": '{"username": "@", "role": "viewer"}',
        f"PATCH {inside}/settings": '{"system_prompt": "@"}',
        f"PATCH {inside}/video": '{"operations": [{"op": "replace", "path": "/title", "value": {"a": ["@"]}}]}',
        f"POST {inside}/scenes/{scene}/regenerate": '{"prompt": "@"}',
        f"POST /api/tool-calls/{state['tool_calls'][0]['id']}/resolve": '{"outcome": "done", "result": {"@": 1}}',
    }
    for request, body in bodies.items():
        method, path = request.split()
        content = body.replace("@", f"a{half}b").replace("ID", str(uuid4()))
        assert_told(owner.http.request(method, path, content=content), 422)


@pytest.mark.parametrize("number", ["NaN", "-Infinity", "1e999"])
def test_a_number_that_is_none_is_refused(owner: Person, project: str, number: str) -> None:
    body = f'{{"operations": [{{"op": "add", "path": "/scenes", "value": {number}}}]}}'
    assert_told(owner.http.patch(f"/api/projects/{project}/video", content=body), 400, 422)


def test_a_message_sent_before_is_answered_as_then_whatever_its_text_is_now(owner: Person, project: str) -> None:
    id = str(uuid4())
    owner.send(project, marker(say("Hello")), id)
    for query in ("", "?wait=1"):
        body = {"id": id, "content": "a\0b"}
        assert_told(owner.http.post(f"/api/projects/{project}/messages{query}", json=body), 409)


@pytest.mark.parametrize("value", ['"\\ud800"', '"a\\u0000"', "1e999", "[" * 500 + "]" * 500, '{"\\udc00": 1}'])
def test_what_a_tool_is_given_never_crashes_it(owner: Person, project: str, value: str) -> None:
    operation = {"op": "replace", "path": "/title", "from": None, "value_json": value}
    spoken = call("apply_json_patch", {"operations": [operation], "explanation": "half \ud800"})
    [done] = owner.answered(project, marker(spoken, say("Ok.")))["tool_calls"]
    assert done["status"] == "complete" or done["error"]["code"] not in ("tool_crashed", "server_error")


@pytest.mark.parametrize("path", ["/search/?q=%00", "/?at=%00", "/login/?next=a%00b", "/admin/chat/message/?q=%00"])
def test_a_page_takes_no_query_that_cannot_be_stored(browser: httpx.Client, path: str) -> None:
    answer = browser.get(path)
    assert_told(answer, 422)
    assert "That was not taken" in answer.text


@pytest.mark.parametrize("path", ["/%00", "/s/%00/", "/static/%00", "/admin/chat/message/%00/change/", "/api/%00"])
def test_a_path_that_cannot_be_stored_leads_nowhere(browser: httpx.Client, path: str) -> None:
    assert_told(browser.get(path), 404)


def test_what_the_server_itself_refuses_is_json_under_the_api(server: Server) -> None:
    host, port = server.url.removeprefix("http://").split(":")
    for line in (b"GET /api/\xff HTTP/1.1", b"GET /api/projects?\xff HTTP/1.1", b"GET /api/x HTTP/1.1\r\nBad Name: x"):
        with socket.create_connection((host, int(port))) as wire:
            wire.sendall(line + b"\r\nHost: " + host.encode() + b"\r\nConnection: close\r\n\r\n")
            head, _, body = wire.makefile("rb").read().partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 400 ") and b"<" not in body
        assert not body or json.loads(body)["code"] == "bad_request"


@pytest.mark.parametrize("origin", ["http://[", "\xff", "://", "null"])
def test_an_origin_that_is_none_is_a_foreign_one(browser: httpx.Client, origin: str) -> None:
    project = browser.post("/api/projects", json={"name": "origins"}).json()["id"]
    body = {"id": str(uuid4()), "content": "hello"}
    headers = {"Origin": origin.encode("latin-1")}
    for query in ("", "?wait=1"):
        path = f"/api/projects/{project}/messages{query}"
        assert_told(browser.post(path, json=body, headers=headers), 403)


def test_a_cookie_that_spells_nul_is_no_session(server: Server) -> None:
    for key in ("\0" * 8, "\ud800" * 32, "", "x", "a b c d e f", None):
        assert SessionStore(key).session_key is None
    cookie = {"Cookie": 'sessionid="' + "\\000" * 32 + '"'}
    assert httpx.get(f"{server.url}/api/projects", headers=cookie).status_code == 401


JSON: Any = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(exclude_categories=())),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(exclude_categories=())), inner),
)


@given(JSON)
def test_json_is_either_as_good_as_mended_or_refused(value: Any) -> None:
    """The two ways to look at what comes from outside agree on what a database takes."""
    try:
        read = read_json(json.dumps(value).encode())
    except ChatError as refused:
        assert refused.status in (400, 422) and refused.message.isprintable()
        assert json.dumps(storable_json(value)) != json.dumps(value) or _holds_no_json(value)
    else:
        assert storable_json(read) == read
        json.dumps(read, ensure_ascii=False, allow_nan=False).encode()


def _holds_no_json(value: Any) -> bool:
    if isinstance(value, float):
        return not math.isfinite(value)
    return any(
        map(_holds_no_json, value.values() if isinstance(value, dict) else value if isinstance(value, list) else ())
    )


@given(st.integers(0, 3 * MAX_DEPTH))
def test_the_depth_of_json_is_bounded(depth: int) -> None:
    nested: Any = 1
    for _ in range(depth):
        nested = [nested]
    assert (unstorable_at(nested) is None) == (depth <= MAX_DEPTH)


@given(st.text(st.characters(exclude_categories=())))
def test_text_is_storable_when_utf_8_and_postgresql_take_it(text: str) -> None:
    try:
        text.encode()
        fits = "\0" not in text
    except UnicodeEncodeError:
        fits = False
    assert is_storable(text) == fits
