"""A project is shared: viewers look, editors change, owners share and delete, and to all others it does not exist."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest
from websockets.exceptions import InvalidStatus

from tests.chat.web.test_revocation import GONE, PATIENCE_SECONDS, goodbye
from tests.people import Person
from tests.projects.conftest import OpenBrowser, submit
from tests.reading import fold_all
from tests.servers import Server
from tests.upstream import Hold, ScriptedUpstream, Text, call, marker, say, step

GetPerson = Callable[[str], Person]
PATCH = {"op": "replace", "path": "/title", "from": None, "value_json": '"Blue"'}
CALLED = marker(call("apply_json_patch", {"operations": [PATCH], "explanation": "x"}), say("Done."))
ID = "00000000-0000-4000-8000-000000000000"

# Every request that changes something, with a body that fits: {…} is replaced by what the project has.
CHANGES: dict[str, Any] = {
    "PATCH /api/projects/{id}": {"name": "Another"},
    "POST /api/projects/{id}/messages": {"id": ID, "content": "hello"},
    "POST /api/streams/{stream}/stop": None,
    "POST /api/streams/{stream}/retry": {},
    "POST /api/tool-calls/{call}/retry": None,
    "POST /api/tool-calls/{call}/resolve": {"outcome": "done"},
    "POST /api/jobs/{job}/cancel": None,
    "POST /api/jobs/{job}/retry": None,
    "POST /api/projects/{id}/messages/{message}/answer": {"id": ID},
    "POST /api/projects/{id}/messages/{message}/show": None,
    "DELETE /api/projects/{id}/messages/{message}": None,
    "PATCH /api/projects/{id}/settings": {"temperature": 1},
    "PATCH /api/projects/{id}/video": {"operations": [PATCH]},
    "PATCH /api/projects/{id}/video/scenes/{scene}": {"layout": "title", "slots": {"heading": "Hello"}},
    "POST /api/projects/{id}/video/scenes": {"words": "We open on Friday, 12 June at 8 am"},
    "PATCH /api/projects/{id}/video/style": {"style": "linen"},
    "POST /api/projects/{id}/video/undo": {},
    "POST /api/projects/{id}/video/versions/{number}/restore": None,
    "POST /api/projects/{id}/scenes/{scene}/regenerate": {},
    "POST /api/projects/{id}/renders": {"format": "mp4", "quality": "draft"},
    "POST /api/projects/{id}/sound/speech": None,
    "POST /api/projects/{id}/assets": {"file": ("a.png", b"no picture")},
    "DELETE /api/projects/{id}/assets/{asset}": None,
    "POST /api/projects/{id}/shares": {},
    "DELETE /api/projects/{id}/shares/{share}": None,
}
FOR_OWNERS: dict[str, Any] = {
    "DELETE /api/projects/{id}": None,
    "POST /api/projects/{id}/members": {"username": "emil", "role": "viewer"},
    "PATCH /api/projects/{id}/members/{member}": {"role": "editor"},
    "DELETE /api/projects/{id}/members/{member}": None,
}

FOR_VIEWERS: dict[str, Any] = {"POST /api/projects/{id}/duplicate": {}}  # what it makes is their own


class Shared:
    """A project of Ann's that Ben may edit, Cleo and Emil look at; Dora knows nothing of it."""

    def __init__(self, person: GetPerson) -> None:
        self.owner, self.editor, self.viewer, self.outsider = map(person, ("ann", "ben", "cleo", "dora"))
        self.id = self.owner.project("Shared")
        self.members = {
            name: self.owner.post(f"/api/projects/{self.id}/members", {"username": name, "role": role}, 201)["id"]
            for name, role in (("ben", "editor"), ("cleo", "viewer"), ("emil", "viewer"))
        }

    def remove(self, name: str) -> None:
        self.owner.ask("DELETE", f"/api/projects/{self.id}/members/{self.members[name]}", 204)

    def change(self, name: str, role: str) -> None:
        self.owner.ask("PATCH", f"/api/projects/{self.id}/members/{self.members[name]}", 200, json={"role": role})


@pytest.fixture
def shared(person: GetPerson) -> Shared:
    return Shared(person)


def asked(who: Person, request: str, body: Any, known: dict[str, str]) -> tuple[int, str]:
    """The status and the code of what `request` gives."""
    method, path = request.format(**known).split(" ")
    sent = {"files": body} if path.endswith("/assets") else {"json": body} if body is not None else {}
    answer = who.http.request(method, path, **sent)
    return answer.status_code, answer.json()["code"] if answer.status_code >= 400 else ""


def test_no_request_that_changes_something_is_open_to_viewers_or_strangers(shared: Shared) -> None:
    owner = shared.owner
    state = owner.answered(shared.id, CALLED)
    job = owner.post(f"/api/projects/{shared.id}/renders", {"format": "lottie", "quality": "draft"}, 202)["id"]
    known = {
        "id": shared.id,
        "stream": state["id"],
        "call": state["tool_calls"][0]["id"],
        "job": job,
        "message": state["message"],
        "member": shared.members["emil"],
        **dict.fromkeys(["number", "scene", "asset", "share"], "1"),
    }
    described = owner.get("/api/openapi.json")["paths"]
    writes = {
        f"{method.upper()} {re.sub(r'{.*?}', '*', path)}"
        for path, methods in described.items()
        for method in methods
        if method != "get" and path != "/api/projects" and not path.startswith("/api/brand")  # one's own
    }
    assert writes == {
        re.sub(r"{.*?}", "*", request) for request in CHANGES | FOR_OWNERS | FOR_VIEWERS
    }  # none is forgotten here
    for request, body in CHANGES.items():
        assert asked(shared.viewer, request, body, known) == (403, "read_only"), request
    for request, body in FOR_OWNERS.items():
        assert asked(shared.viewer, request, body, known) == (403, "owner_only"), request
        assert asked(shared.editor, request, body, known) == (403, "owner_only"), request
    for request, body in FOR_VIEWERS.items():
        assert asked(shared.viewer, request, body, known) == (201, ""), request
    for request, body in (CHANGES | FOR_OWNERS | FOR_VIEWERS).items():
        assert asked(shared.outsider, request, body, known) == (404, "not_found"), request
    assert shared.viewer.get(f"/api/projects/{shared.id}/shares", 403)["code"] == "read_only"
    for path in ("", "/messages", "/video", "/video/versions", "/jobs", "/members", "/assets"):
        shared.viewer.get(f"/api/projects/{shared.id}{path}")
        shared.outsider.get(f"/api/projects/{shared.id}{path}", 404)
    for path in (f"/api/streams/{state['id']}", f"/api/jobs/{job}"):
        shared.viewer.get(path)
        shared.outsider.get(path, 404)
    body = {"id": str(uuid4()), "content": "hello"}
    assert shared.viewer.post(f"/api/projects/{shared.id}/messages?wait=1", body, 403)["code"] == "read_only"


def test_an_editor_works_as_the_owner_does_and_both_see_it(shared: Shared) -> None:
    with shared.owner.tab(shared.id) as tab:
        tab.settle()
        state = shared.editor.answered(shared.id, CALLED)
        assert state["status"] == "success"
        tab.until_end(state["id"])
    shared.editor.ask("PATCH", f"/api/projects/{shared.id}", 200, json={"name": "By Ben"})
    shared.editor.post(f"/api/projects/{shared.id}/renders", {"format": "lottie", "quality": "draft"}, 202)
    shared.editor.post(f"/api/projects/{shared.id}/video/undo", {})
    for who, role in ((shared.owner, "owner"), (shared.editor, "editor"), (shared.viewer, "viewer")):
        told = next(each for each in who.get("/api/projects")["items"] if each["id"] == shared.id)
        assert (told["name"], told["owner"], told["role"]) == ("By Ben", "ann", role)


def test_a_viewer_follows_live_and_is_refused_at_the_socket_until_made_an_editor(
    shared: Shared, upstream: ScriptedUpstream
) -> None:
    stream = shared.owner.stream(shared.id, marker(step(Text("before", 1), Hold("viewing"), Text(" after", 1))))
    with shared.viewer.tab(shared.id) as tab:
        tab.until_told(stream, lambda state: state["content"] == "before")
        for type, fields in (
            ("send", {"id": ID, "content": "hello"}),
            ("stop", {"stream": stream}),
            ("retry", {"stream": stream}),
        ):
            tab.say(type, **fields)
            problem = tab.until_type("problem")
            assert (problem["code"], problem["about"]) == ("read_only", fields.get("id", stream))
            assert "make you an editor" in problem["message"]
        upstream.release("viewing")
        assert tab.until_end(stream)[-1]["status"] == "success"
        assert (told := fold_all(shared.viewer.events(stream))) and told["content"] == "before after"
        shared.change("cleo", "editor")
        tab.until_type("reconnect")  # who comes back sees what they may do now
    with shared.viewer.tab(shared.id) as tab:
        tab.say("send", id=ID, content=marker(say("Hello.")))
        accepted = tab.until_type("accepted")
        tab.until_end(accepted["stream"]["id"])


def test_whoever_is_removed_is_let_go_and_the_others_stay(shared: Shared, upstream: ScriptedUpstream) -> None:
    stream = shared.owner.stream(shared.id, marker(step(Text("before", 1), Hold("removing"), Text(" after", 1))))
    events = f"/api/streams/{stream}/events"
    with (
        shared.viewer.tab(shared.id) as removed,
        shared.editor.tab(shared.id) as kept,
        shared.viewer.http.stream("GET", events, headers={"Accept": "text/event-stream"}) as listening,
    ):
        lines = listening.iter_lines()
        next(lines)
        removed.settle()
        shared.remove("cleo")
        assert goodbye(removed) == ("project_deleted", GONE)
        list(lines)  # to its end
        kept.settle()
    upstream.release("removing")
    for path in (f"/api/projects/{shared.id}", events):
        shared.viewer.get(path, 404)
    for who in (shared.viewer, shared.outsider):
        with pytest.raises(InvalidStatus), who.tab(shared.id):
            pass


def test_whoever_waits_for_an_answer_is_not_told_it_once_removed(shared: Shared, upstream: ScriptedUpstream) -> None:
    said = marker(step(Text("before", 1), Hold("waiting"), Text(" after", 1)))
    path, body = f"/api/projects/{shared.id}/messages?wait=60", {"id": ID, "content": said}
    with ThreadPoolExecutor(1) as pool:
        try:
            waiting = pool.submit(shared.editor.post, path, body, 404)
            upstream.wait_held("waiting")
            shared.remove("ben")
            assert waiting.result(PATIENCE_SECONDS)["code"] == "not_found"
        finally:
            upstream.release("waiting")


def test_members_are_added_once_by_the_owner_and_may_leave(shared: Shared) -> None:
    members = f"/api/projects/{shared.id}/members"
    for username, status, code in (
        ("nobody-of-this-name", 404, "no_such_person"),
        ("ben", 409, "already_member"),
        ("ann", 409, "already_member"),
    ):
        assert shared.owner.post(members, {"username": username, "role": "viewer"}, status)["code"] == code
    assert shared.owner.post(members, {"username": "dora", "role": "owner"}, 422)["code"] == "invalid"
    assert [(each["username"], each["role"]) for each in shared.viewer.get(members)["items"]] == [
        ("ben", "editor"),
        ("cleo", "viewer"),
        ("emil", "viewer"),
    ]
    shared.viewer.ask("DELETE", f"{members}/{shared.members['cleo']}", 204)
    shared.viewer.get(members, 404)
    assert shared.owner.get("/api/projects/999999999/members", 404)["code"] == "not_found"


DELETE = """
from django.contrib.auth.models import User
from django.db.models import RestrictedError
try: User.objects.get(username="felix").delete()
except RestrictedError: print("stays")
User.objects.get(username="gus").delete(); print("goes")
"""


def test_no_answer_goes_from_a_project_with_the_editor_who_asked_for_it(shared: Shared, people: Server) -> None:
    felix, gus = (Person(people, people.place.token(name)) for name in ("felix", "gus"))
    with felix, gus:
        shared.owner.post(f"/api/projects/{shared.id}/members", {"username": "felix", "role": "editor"}, 201)
        stream = felix.answered(shared.id, marker(say("Kept.")))["id"]
        gus.answered(gus.project(), marker(say("Gone.")))
        assert people.place.manage("shell", "-c", DELETE).stdout.split()[-2:] == ["stays", "goes"]
    assert shared.owner.snapshot(stream)["content"] == "Kept."


def test_pages_of_a_shared_project_work_without_scripts(shared: Shared, open_browser: OpenBrowser) -> None:
    owner, viewer, admin = open_browser("ann"), open_browser("cleo"), shared.owner
    address = f"/projects/{shared.id}/"
    home = viewer.get("/").text
    assert "Shared by ann · you are viewer" in home and f"{address}delete/" not in home
    page = viewer.get(address).text
    assert "ann shares this video with you to look at" in page
    assert submit(viewer, address, content="hello").status_code == 403
    assert submit(viewer, f"{address}delete/").status_code == 403
    assert submit(viewer, f"{address}members/", do="add", username="dora", role="viewer").status_code == 403
    refused = submit(owner, f"{address}members/", do="add", username="nobody", role="viewer")
    assert refused.status_code == 404 and "Nobody here has the username “nobody”" in refused.text
    assert "dora" in submit(owner, f"{address}members/", do="add", username="dora", role="editor").text
    assert open_browser("dora").get(address).status_code == 200
    unknown = submit(owner, f"{address}members/", member=shared.members["cleo"])
    assert unknown.status_code == 422 and "cleo" in unknown.text  # what does not say what to do removes nobody
    left = submit(viewer, f"{address}members/", do="remove", member=shared.members["cleo"])
    assert left.url.path == "/"
    assert viewer.get(address).status_code == 404
    assert [each["username"] for each in admin.get(f"/api{address}members")["items"]] == ["ben", "emil", "dora"]
