"""What a person sees of texts that were made to be hard: all of it, at once, and nobody else waits."""

import json
import os
import signal
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Any

import httpx
import pytest

from tests.chat.markdown.attacks import ATTACKS
from tests.people import Person
from tests.servers import Place, Server
from tests.upstream import marker, say

FISH = 'Try this:\n\n```fish\necho "' + "\\" * 48 + "\n```\n"
LONG = "Some *words*.\n\n" * 1000


class Browser(httpx.Client):
    """Signed in by a page view on the machine itself."""

    def __init__(self, server: Server) -> None:
        super().__init__(base_url=server.url, timeout=120)
        self.get("/")
        self.headers["X-CSRFToken"] = self.cookies["csrftoken"]

    def formed(self, *blocks: str) -> Any:
        answer = self.post("/markdown", json={"blocks": blocks})
        assert answer.status_code == 200, answer.text
        return answer.json()["html"]


@pytest.fixture
def browser(server: Server) -> Iterator[Browser]:
    client = Browser(server)
    yield client
    client.close()


def children_of(server: Server) -> list[int]:
    """Those of the server that form texts."""
    told = subprocess.run(["ps", "-A", "-o", "pid=,ppid=,args="], capture_output=True, text=True, check=True).stdout
    rows = [line.split(None, 2) for line in told.splitlines()]
    return [int(pid) for pid, parent, command in rows if int(parent) == server.process.child.pid and "child" in command]


def assert_answers_while_a_child_hangs(server: Server, browser: Browser) -> None:
    """The child is stopped in its work, as a text without end would keep it."""
    browser.formed(LONG)
    (child,) = children_of(server)
    os.kill(child, signal.SIGSTOP)
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(browser.formed, f"{LONG}!")
        for _ in range(20):
            assert httpx.get(f"{server.url}/healthz", timeout=60).status_code == 200
        assert browser.get("/").status_code == 200
        assert browser.formed("*short*") == ["<p><em>short</em></p>\n"]
        assert not asked.done()
        os.kill(child, signal.SIGKILL)
        assert asked.result()[0].endswith("<p>!</p>\n")
    assert children_of(server) != [child]


@pytest.mark.parametrize("kind", ["daphne", "uvicorn"])
def test_everything_answers_while_a_text_is_formed_without_end(place: Place, kind: str) -> None:
    with place.server(kind) as server, closing(Browser(server)) as browser:  # of its own, with no other child yet
        assert_answers_while_a_child_hangs(server, browser)


def test_code_that_would_hang_a_lexer_is_shown_without_colours(
    server: Server, owner: Person, project: str, browser: Browser
) -> None:
    owner.answered(project, marker(say(FISH)))
    shown = owner.get(f"/api/projects/{project}/messages")["items"][-1]["html"]
    assert '<code>echo "' + "\\" * 48 + "\n</code>" in shown
    assert httpx.get(f"{server.url}/healthz").status_code == 200
    assert browser.formed(FISH) == [shown]


def test_a_long_answer_is_whole_on_the_page_and_in_the_api(owner: Person, server: Server, project: str) -> None:
    words = ATTACKS["words"](12_000)
    owner.answered(project, marker(say(words)))
    message = owner.get(f"/api/projects/{project}/messages")["items"][-1]
    assert message["html"].count("<strong>tenth</strong>") == words.count("**tenth**")
    assert message["steps"][0]["html"] == message["html"]


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_is_answered(browser: Browser, name: str) -> None:
    text = ATTACKS[name](8_000)
    (html,) = browser.formed(text)
    assert html or name in ("definitions", "spaces")


ODD: list[tuple[int, bytes, str]] = [
    (400, b"", "application/json"),
    (400, b"[" * 30_000, "application/json"),
    (400, b'{"blocks": ' + b"[" * 30_000, "application/json"),
    (400, b"\xff\xfe", "application/json"),
    (400, b'{"blocks": ["\xff"]}', "application/json"),
    (400, b"null", "application/json"),
    (400, b"[]", "application/json"),
    (400, b'{"blocks": ' + b"1" * 5000 + b"}", "application/json"),
    (400, b"a=1", "application/x-www-form-urlencoded"),
    (400, b"--b\r\n\r\n--b--", "multipart/form-data; boundary=b"),
    (422, b'{"blocks": null}', "application/json"),
    (422, b'{"blocks": "text"}', "application/json"),
    (422, b'{"blocks": {"a": 1}}', "application/json"),
    (422, b'{"blocks": ["a", null]}', "application/json"),
    (422, json.dumps({"blocks": ["a"] * 501}).encode(), "application/json"),
    (413, b" " * 70_000, "application/json"),
]


@pytest.mark.parametrize(("status", "body", "kind"), ODD)
def test_what_is_no_list_of_texts_is_refused_in_words(browser: Browser, status: int, body: bytes, kind: str) -> None:
    answer = browser.post("/markdown", content=body, headers={"Content-Type": kind})
    assert answer.status_code == status
    assert len(answer.json()["message"].split()) > 3 and answer.json()["code"]


def test_half_characters_and_nul_become_the_sign_for_what_cannot_be_shown(browser: Browser) -> None:
    body = rb'{"blocks": ["half \ud800 **\udc00** \ud83d\ude00", "```py\n\ud800\n```", "a\u0000b", ""]}'
    answer = browser.post("/markdown", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 200
    half, code, nul, nothing = answer.json()["html"]
    assert half == "<p>half \ufffd <strong>\ufffd</strong> \U0001f600</p>\n"
    assert "\ufffd" in code and nul == "<p>a\ufffdb</p>\n" and nothing == ""
