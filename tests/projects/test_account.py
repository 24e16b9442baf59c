"""The account page: where somebody is signed in, and what their scripts are let in by."""

import re
from html import unescape
from uuid import uuid4

from tests.chat.web.test_revocation import SIGNED_OUT, goodbye, tab_of
from tests.people import Person
from tests.projects.conftest import OpenBrowser, submit
from tests.servers import Server
from tests.upstream import Hold, ScriptedUpstream, Text, marker, step

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:132.0) Gecko/20100101 Firefox/132.0"
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/18.1 Mobile/15E148 Safari/604.1"
)


def sessions_in(page: str) -> list[str]:
    """The names of the devices."""
    section = page.partition('id="sessions"')[2].partition("</section>")[0]
    names = re.findall(r'row-name">(.*?)</span>\s*<span class="row-more', section, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", "", unescape(name)).split()) for name in names]


def test_sessions_are_listed_and_one_that_is_ended_loses_socket_and_event_stream(
    people: Server, open_browser: OpenBrowser, upstream: ScriptedUpstream
) -> None:
    here, phone = open_browser("fay", agent=FIREFOX), open_browser("fay", agent=IPHONE)
    other = open_browser("fay", agent="report/1.0")
    project = phone.post("/api/projects", json={"name": "mine"}).json()["id"]
    said = marker(step(Text("before", 1), Hold("ended"), Text(" after", 1)))
    body = {"id": str(uuid4()), "content": said}
    stream = phone.post(f"/api/projects/{project}/messages", json=body).json()["stream"]["id"]
    page = here.get("/account/").text
    assert sessions_in(page) == ["Firefox on Windows this one", "report", "Mobile Safari on iPhone"]
    assert phone.cookies["sessionid"] not in page  # who reads the page could come in with it
    events = f"/api/streams/{stream}/events"
    with (
        tab_of(people, phone, project) as left,
        tab_of(people, here, project) as kept,
        phone.stream("GET", events, headers={"Accept": "text/event-stream"}) as listening,
    ):
        lines = listening.iter_lines()
        next(lines)
        left.settle()
        id = re.search(r'name="session" value="(\w+)">\s*<button[^>]*aria-label="Sign out Mobile', page)
        assert id
        assert sessions_in(submit(here, "/account/sessions/end/", session=id[1]).text) == [
            "Firefox on Windows this one",
            "report",
        ]
        assert goodbye(left) == ("signed_out", SIGNED_OUT)
        list(lines)  # to its end
        kept.settle()
    upstream.release("ended")
    assert phone.get("/", follow_redirects=False).status_code == 302
    assert sessions_in(submit(here, "/account/sessions/end/").text) == ["Firefox on Windows this one"]
    assert other.get("/", follow_redirects=False).status_code == 302
    assert here.get("/", follow_redirects=False).status_code == 200


def test_nobody_ends_the_session_of_somebody_else(open_browser: OpenBrowser) -> None:
    theirs, mine, second = open_browser("emil"), open_browser("cleo"), open_browser("cleo")
    page = mine.get("/account/").text
    for id in re.findall(r'name="session" value="(\w+)"', page):
        submit(theirs, "/account/sessions/end/", session=id)
    submit(theirs, "/account/sessions/end/")
    assert second.get("/", follow_redirects=False).status_code == 200


def test_a_token_is_shown_once_works_and_is_revoked(people: Server, open_browser: OpenBrowser) -> None:
    browser, other = open_browser("emil"), open_browser("cleo")
    shown = submit(browser, "/account/tokens/", name="nightly <report>")
    assert shown.status_code == 201
    assert shown.headers["Cache-Control"] == "no-store"
    token = re.search(r'value="(rt_[\w-]+)"', shown.text)
    assert token
    again = submit(browser, "/account/tokens/", name="nightly <report>")  # as when the page is reloaded
    assert again.status_code == 409 and "rt_" not in again.text
    assert "never used" in again.text and "nightly &lt;report&gt;" in again.text
    revoke = re.search(r"/account/tokens/\d+/revoke/", again.text)
    assert revoke
    person = Person(people, token[1])
    with person.http:
        project = person.project()
        assert "last used" in browser.get("/account/").text
        with person.tab(project) as tab:
            tab.settle()
            assert "revoked already" in submit(other, revoke[0]).text  # of somebody else: as if it were not there
            assert "is revoked" in submit(browser, revoke[0]).text
            assert goodbye(tab) == ("signed_out", SIGNED_OUT)
        assert person.get("/api/projects", 401)["code"] == "unauthorized"
