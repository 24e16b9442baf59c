"""Versions from outside: who changed what, edits by hand, undo and restore."""

from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User

from projects.models import Project
from tests.people import Person
from tests.upstream import call, marker, say
from tests.videos.making import text_element
from videos.models import Version, Video
from videos.models.video import Author

ADD_SCENE = [
    {"op": "add", "path": "/scenes/outro", "value": {"duration": 3}},
    {"op": "add", "path": "/scene_order/-", "value": "outro"},
]


def patched(person: Person, project: str, *operations: Any, status: int = 200, **headers: str) -> Any:
    body = {"operations": [{**each} for each in operations]}
    return person.ask("PATCH", f"/api/projects/{project}/video", status, json=body, headers=headers)


def replaced(path: str, value: Any) -> Any:
    return {"op": "replace", "path": path, "value": value}


def video(person: Person, project: str, **query: Any) -> Any:
    return person.get(f"/api/projects/{project}/video", params=query)


def undone(person: Person, project: str, status: int = 200, **wanted: Any) -> Any:
    return person.post(f"/api/projects/{project}/video/undo", wanted, status)


def by_tool(person: Person, project: str, tool: str, **arguments: Any) -> Any:
    """Let the model call one tool; give the answer's snapshot."""
    return person.answered(project, marker(call(tool, arguments), say("Done."), key=uuid4().hex))


def patch_call(path: str, value_json: str) -> Any:
    return {"op": "replace", "path": path, "from": None, "value_json": value_json}


@pytest.fixture
def titled(owner: Person, project: str) -> str:
    """A project whose first scene has a white title."""
    scene = "/scenes/intro"
    element = {**text_element("Hello", "title"), "fill": "#ffffff"}
    patched(
        owner,
        project,
        {"op": "add", "path": f"{scene}/elements/title", "value": element},
        {"op": "add", "path": f"{scene}/order/-", "value": "title"},
        replaced(f"{scene}/duration", 4),
    )
    return project


def test_each_change_says_what_it_is_and_who_made_it(owner: Person, titled: str) -> None:
    patched(owner, titled, replaced("/scenes/intro/elements/title/fill", "#3b82f6"))
    patched(owner, titled, replaced("/scenes/intro/duration", 6), replaced("/title", "New"))
    patched(owner, titled, *ADD_SCENE)
    patched(owner, titled, replaced("/scene_order", ["outro", "intro"]))
    patched(owner, titled, {"op": "remove", "path": "/scenes/outro"}, replaced("/scene_order", ["intro"]))
    state = by_tool(
        owner, titled, "apply_json_patch",
        operations=[patch_call("/scenes/intro/elements/title/text", '"Bye"')], explanation="Other words",
    )  # fmt: skip
    items = owner.get(f"/api/projects/{titled}/video/versions")["items"]
    assert [item["summary"] for item in items[2:]] == [
        "“Hello”: colour white → blue",
        "Title “A project” → “New”; “Hello”: 4 s → 6 s",
        "Added scene 2 (3 s)",
        "Scene 2 moved to place 1",
        "Removed scene 1",
        "“Hello” → “Bye”",
    ]
    assert items[2]["author"] == {"kind": "person", "id": "owner", "message": None}
    call_id = state["tool_calls"][0]["id"]
    assert items[-1]["author"] == {"kind": "tool_call", "id": call_id, "message": state["message"]}
    assert items[-1]["explanation"] == "Other words"


def test_ways_back_are_told_in_one_line_each(owner: Person, titled: str) -> None:
    path = f"/api/projects/{titled}/video/versions"
    newest = owner.get(f"/api/projects/{titled}/video")["version"]
    patched(owner, titled, replaced("/scenes/intro/duration", 6))
    undone(owner, titled, version=newest + 1)
    undone(owner, titled, version=newest + 2)
    owner.post(f"{path}/1/restore", status=201)
    undone(owner, titled, version=newest + 4)
    told = [item["summary"] for item in owner.get(path)["items"]][newest:]
    assert told == [
        "“Hello”: 4 s → 6 s",
        "Undid: “Hello”: 4 s → 6 s",
        "Again: “Hello”: 4 s → 6 s",
        "Restored version 1",
        "Undid going back to version 1",
    ]


def test_what_an_undo_meets_is_told_in_the_words_of_the_video(owner: Person, titled: str) -> None:
    patched(owner, titled, replaced("/scenes/intro/elements/title/fill", "#3b82f6"))
    changed = owner.get(f"/api/projects/{titled}/video")["version"]
    patched(owner, titled, replaced("/scenes/intro/elements/title/fill", "#ff0000"))
    refused = undone(owner, titled, 409, version=changed)
    assert "touch the same: “Hello”." in refused["message"] and "/" not in refused["message"]
    assert refused["paths"] == ["/scenes/intro/elements/title/fill"]


def test_the_second_of_two_editors_is_told(owner: Person, titled: str) -> None:
    answer = owner.http.get(f"/api/projects/{titled}/video")
    tag = answer.headers["ETag"]
    first = patched(owner, titled, replaced("/scenes/intro/duration", 5), **{"If-Match": tag})
    assert first["document"]["scenes"]["intro"]["duration"] == 5 and first["version"] == 3
    told = patched(owner, titled, replaced("/scenes/intro/duration", 9), status=409, **{"If-Match": tag})
    assert told["code"] == "version_changed" and told["version"] == 3
    assert video(owner, titled)["document"]["scenes"]["intro"]["duration"] == 5
    assert patched(owner, titled, replaced("/fps", 24), **{"If-Match": '"3"'})["version"] == 4
    assert patched(owner, titled, replaced("/fps", 24), status=422, **{"If-Match": "new"})["code"] == "invalid"


def test_old_versions_can_be_seen_and_a_bad_edit_changes_nothing(owner: Person, stranger: Person, titled: str) -> None:
    refused = patched(owner, titled, replaced("/scenes/intro/elements/titel/fill", "#000000"), status=422)
    assert "Did you mean '/scenes/intro/elements/title/fill'?" in refused["message"]
    patched(owner, titled, status=422)
    patched(stranger, titled, replaced("/fps", 24), status=404)
    assert video(owner, titled)["version"] == 2
    assert video(owner, titled, version=1)["document"]["scenes"]["intro"]["order"] == []
    assert owner.get(f"/api/projects/{titled}/video", 404, params={"version": 9})["code"] == "not_found"
    assert owner.get(f"/api/projects/{titled}/video", 422, params={"version": "x"})["code"] == "invalid"


def test_undo_leaves_later_changes_and_says_where_it_cannot(owner: Person, titled: str) -> None:
    state = by_tool(
        owner, titled, "apply_json_patch", explanation="x",
        operations=[patch_call("/scenes/intro/elements/title/fill", '"#ff0000"'), patch_call("/fps", "60")],
    )  # fmt: skip
    patched(owner, titled, *ADD_SCENE)
    patched(owner, titled, replaced("/scenes/intro/duration", 8))
    made = undone(owner, titled, message=state["message"])
    title = made["document"]["scenes"]["intro"]["elements"]["title"]
    assert (title["fill"], made["document"]["fps"]) == ("#ffffff", 30)
    assert made["document"]["scene_order"] == ["intro", "outro"]
    assert made["document"]["scenes"]["intro"]["duration"] == 8
    undone(owner, titled, version=4)  # the scene goes, the seconds stay
    assert video(owner, titled)["document"]["scene_order"] == ["intro"]
    patched(owner, titled, replaced("/scenes/intro/elements/title/text", "Later"))
    told = undone(owner, titled, status=409, version=2)
    assert told["code"] == "undo_conflict" and "/scenes/intro/elements/title" in told["paths"]
    assert video(owner, titled)["document"]["scenes"]["intro"]["elements"]["title"]["text"] == "Later"


def test_undo_goes_back_step_by_step_and_an_undo_can_be_undone(owner: Person, titled: str) -> None:
    for seconds in (5, 6):
        patched(owner, titled, replaced("/scenes/intro/duration", seconds))
    assert undone(owner, titled)["document"]["scenes"]["intro"]["duration"] == 5
    second = undone(owner, titled)
    assert second["document"]["scenes"]["intro"]["duration"] == 4
    redone = undone(owner, titled, version=second["version"])
    assert redone["document"]["scenes"]["intro"]["duration"] == 5
    undone(owner, titled)
    undone(owner, titled)
    assert undone(owner, titled, status=409)["code"] == "nothing_to_undo"
    assert video(owner, titled)["document"] == video(owner, titled, version=1)["document"]
    assert undone(owner, titled, status=404, version=99)["code"] == "not_found"
    assert undone(owner, titled, status=404, message=str(uuid4()))["code"] == "not_found"


def test_a_restored_version_is_a_new_one_that_names_the_old(owner: Person, titled: str) -> None:
    made = owner.post(f"/api/projects/{titled}/video/versions/1/restore", status=201)
    assert (made["version"], made["restored"], made["summary"]) == (3, 1, "Restored version 1")


def test_what_a_message_is_about_is_kept_and_told_to_the_model(owner: Person, project: str, upstream: Any) -> None:
    words = f"make it faster {uuid4().hex}"
    about = {"kind": "scene", "id": "intro"}
    sent = owner.send(project, words, about=about)
    owner.until_ended(sent["stream"]["id"])
    assert sent["user_message"]["about"] == about
    (request,) = [each.body for each in upstream.requests if words in str(each.body)]
    assert "selected the scene intro" in request["messages"][-1]["content"]
    again = owner.send(project, words, id=sent["user_message"]["id"], status=200)
    assert again["stream"]["id"] == sent["stream"]["id"]
    assert owner.send(project, words, status=422, about={"kind": "a b", "id": "x"})["code"] == "invalid"


@pytest.mark.django_db
def test_a_video_read_before_others_changed_it_still_gives_its_versions() -> None:
    user = User.objects.create(username="ann")
    project = Project.objects.create(owner=user, name="A project")
    Video.objects.of(project).patch([replaced("/title", "Second")], Author.person(user))
    read_before = Video.objects.of(project)
    Video.objects.of(project).patch([replaced("/title", "Third")], Author.person(user))
    assert read_before.document_at(2).title == "Second"
    assert read_before.document_at(1).title not in ("Second", "Third")


@pytest.mark.django_db
def test_a_video_begins_with_its_first_version_or_not_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    project = Project.objects.create(owner=User.objects.create(username="ann"), name="A project")
    with monkeypatch.context() as patch, pytest.raises(ConnectionError):
        patch.setattr(Version, "save", broken)
        Video.objects.of(project)
    assert not Video.objects.filter(project=project).exists()
    assert Video.objects.of(project).versions.get().number == 1


def broken(*_: Any, **__: Any) -> None:
    raise ConnectionError("as when the process dies here")
