"""Whoever may not stay is told so and let go: signed out, token revoked, deactivated, project deleted."""

import json
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import httpx
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from tests.people import Person, Tab
from tests.servers import Server
from tests.upstream import Hold, ScriptedUpstream, Text, marker, step

SIGNED_OUT, GONE = 4401, 4404
SAID = {SIGNED_OUT: "signed_out", GONE: "project_deleted"}
PATIENCE_SECONDS = 30.0  # each second it is looked who may stay; the machine may do much else


def held(gate: str) -> str:
    return marker(step(Text("before", 1), Hold(gate), Text(" after", 1)))


def goodbye(tab: Tab) -> tuple[str, int]:
    """The last problem that a tab is told, and the code with which it is closed."""
    deadline, problem = time.monotonic() + PATIENCE_SECONDS, ""
    while time.monotonic() < deadline:
        try:
            frame = tab.next(timeout=PATIENCE_SECONDS)
        except ConnectionClosed as closed:
            assert closed.rcvd is not None
            if isinstance(closed.__cause__, OSError):
                # Who does not answer a close within a second is cut off, and this client then forgets the frame before.
                problem = problem or SAID[closed.rcvd.code]
            return problem, closed.rcvd.code
        problem = frame["code"] if frame["type"] == "problem" else problem
    raise AssertionError("the socket stays open")


def change(server: Server, sql: str, *values: Any) -> None:
    with sqlite3.connect(server.place.folder / "db.sqlite3", timeout=20) as database:
        database.execute(sql, values)
    database.close()


@contextmanager
def signed_in(server: Server) -> Iterator[httpx.Client]:
    """A browser of the local user, signed in by a page view."""
    with httpx.Client(base_url=server.url, timeout=30, follow_redirects=True) as browser:
        assert browser.get("/").status_code == 200
        browser.headers["X-CSRFToken"] = browser.cookies["csrftoken"]
        yield browser


@contextmanager
def tab_of(server: Server, browser: httpx.Client, project: str) -> Iterator[Tab]:
    cookies = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    address = f"{server.ws_url}/ws/projects/{project}/?client_id={uuid4()}"
    with connect(address, additional_headers={"Cookie": cookies, "Origin": server.url}) as connection:
        yield Tab(connection)


def test_signing_out_closes_the_sockets_of_that_session_and_no_others(server: Server) -> None:
    with signed_in(server) as browser, signed_in(server) as elsewhere:
        project = browser.post("/api/projects", json={"name": "mine"}).json()["id"]
        with tab_of(server, browser, project) as tab, tab_of(server, elsewhere, project) as other:
            tab.settle()
            browser.post("/logout/", follow_redirects=False)
            assert goodbye(tab) == ("signed_out", SIGNED_OUT)
            other.settle()


@pytest.mark.parametrize("how", ["revoked", "deactivated"])
def test_an_ended_token_closes_socket_event_stream_and_long_poll(
    server: Server, upstream: ScriptedUpstream, how: str
) -> None:
    with Person.at(server, f"{how}-guest") as person:
        project, gate = person.project(), f"leaving-{how}"
        stream = person.stream(project, held(gate))
        person.until_told(stream, lambda state: state["content"] == "before")
        with person.tab(project) as tab, _listening(person, stream) as lines:
            next(lines)
            tab.settle()
            if how == "revoked":
                change(server, "DELETE FROM projects_apitoken WHERE digest = ?", _digest(person.token))
            else:
                change(server, "UPDATE auth_user SET is_active = 0 WHERE username = ?", f"{how}-guest")
            assert goodbye(tab) == ("signed_out", SIGNED_OUT)
            list(lines)  # to its end
        refused = person.http.get(f"/api/streams/{stream}/events", headers={"Accept": "application/json"})
        assert refused.status_code == 401
        upstream.release(gate)


def _digest(token: str) -> str:
    import hashlib

    return hashlib.sha256(token.encode()).hexdigest()


@contextmanager
def _listening(person: Person, stream: str) -> Iterator[Iterator[str]]:
    headers = {"Accept": "text/event-stream"}
    with person.http.stream(
        "GET", f"/api/streams/{stream}/events", headers=headers, timeout=PATIENCE_SECONDS
    ) as answer:
        yield answer.iter_lines()


def test_a_project_that_goes_to_somebody_else_closes_its_sockets(server: Server, owner: Person, project: str) -> None:
    with owner.tab(project) as tab, Person.at(server, "new-owner"):
        tab.settle()
        sql = "UPDATE projects_project SET owner_id = (SELECT id FROM auth_user WHERE username = ?) WHERE id = ?"
        change(server, sql, "new-owner", project)
        assert goodbye(tab) == ("project_deleted", GONE)


def test_a_project_deleted_while_it_is_answered_ends_quietly(
    server: Server, owner: Person, project: str, upstream: ScriptedUpstream
) -> None:
    before = len(server.log)
    folder = server.place.folder / "data" / "renders" / project
    folder.mkdir(parents=True)
    (folder / "old.mp4").write_bytes(b"a film")
    stream = owner.stream(project, held("deleted"))
    owner.until_told(stream, lambda state: state["content"] == "before")
    with owner.tab(project) as tab:
        tab.until_type("snapshot")
        owner.ask("DELETE", f"/api/projects/{project}", 204)
        assert goodbye(tab) == ("project_deleted", GONE)
    owner.get(f"/api/streams/{stream}", 404)
    assert not folder.exists()
    deadline = time.monotonic() + PATIENCE_SECONDS
    while f'"stream": {stream}' not in (ended := _said(server.log[before:], "deleted while it ran")):
        assert time.monotonic() < deadline, server.log[before:]
        time.sleep(0.05)
    assert ended.count("\n") == 1
    upstream.release("deleted")
    assert not [line for line in server.log[before:].splitlines() if '"level": "error"' in line]


def _said(log: str, event: str) -> str:
    return "".join(f"{line}\n" for line in log.splitlines() if json.dumps(event) in line)
