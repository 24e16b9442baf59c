"""What meets what, and how orders are put together again."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chat.work.fair_queue import Waiting, choose
from projects.models import Project
from tests.videos.samples import scene, video
from videos.document.document import parse_document
from videos.document.naming import colour_name
from videos.document.summaries import summarize
from videos.document.undo import conflicts, merged_order
from videos.models import Author, AuthorKind, Video


@pytest.mark.parametrize(
    ("old", "new", "now", "merged"),
    [
        ("ab", "abc", "abc", "ab"),  # c was added, and goes
        ("ab", "abc", "dabc", "dab"),  # d came later, and stays
        ("abc", "ac", "ac", "abc"),  # b was removed, and comes back to its place
        ("abc", "ac", "ca", "cab"),  # also where others moved later
        ("abc", "cab", "cabd", "abcd"),  # moved, and moves back
        ("abc", "cab", "bca", None),  # moved by both
        ("ab", "ba", "b", "b"),
    ],
)
def test_an_order_is_undone_around_later_changes(old: str, new: str, now: str, merged: str | None) -> None:
    found = merged_order(list(old), list(new), list(now))
    assert found == (list(merged) if merged is not None else None)


def test_changes_meet_where_one_path_holds_the_other() -> None:
    def patch(*paths: str) -> list[list[dict[str, str]]]:
        return [[{"op": "replace", "path": path} for path in paths]]

    assert conflicts(patch("/scenes/a", "/fps"), patch("/scenes/a/duration", "/title")) == ["/scenes/a"]
    assert conflicts(patch("/scenes/a/duration"), patch("/scenes/ab/duration", "/scene_order")) == []
    assert conflicts(patch("/scene_order"), patch("/scene_order")) == []  # merged, not refused


def test_projects_take_turns_within_their_limits() -> None:
    waiting = [Waiting(uuid4(), project, project) for project in (1, 1, 1, 1, 1, 2, 3)]
    keys: list[UUID] = [each.key for each in waiting]
    limits: dict[str, Any] = {"per_project": 4, "per_user": 8, "turns": "project"}
    assert choose(waiting, [], free=4, **limits) == [keys[0], keys[5], keys[6], keys[1]]
    assert len(choose(waiting, [], free=99, **limits)) == 6
    running = [Waiting(uuid4(), 1, 1)] * 3
    assert choose(waiting, running, free=99, **limits) == [keys[5], keys[6], keys[0]]
    assert len(choose(waiting, running, free=99, **{**limits, "per_project": 9, "per_user": 4})) == 3


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("#ffffff", "white"), ("#0a0a0f", "black"), ("#3b82f6", "blue"), ("#0b1f4d", "dark blue"), ("#ff0000", "red"),
        ("#f97316", "orange"), ("#8b5a3c", "brown"), ("#f5b942", "gold"), ("#808080", "grey"), ("#f472b6", "pink"),
        ("#00000000", "invisible"),
    ],
)  # fmt: skip
def test_colours_are_called_what_people_call_them(code: str, name: str) -> None:
    assert colour_name(code) == name


@pytest.mark.parametrize("text", ["#winner", "#1 shots", "#", "#ffffff\n", "#ffffff"])
def test_words_that_begin_like_a_colour_are_words(text: str) -> None:
    """They were taken for one by their length, and no such text could be stored."""
    before, after = (video({"intro": scene({"a": {"type": "text", "text": each}})}) for each in ("Hello", text))
    path = "/scenes/intro/elements/a/text"
    told = summarize(before, after, [{"op": "replace", "path": path, "value": text}])
    assert "Hello" in told and text.strip() in told


@pytest.mark.django_db
def test_a_change_and_its_undoing_cost_no_more_queries_however_long_the_history_is() -> None:
    user = get_user_model().objects.create(username="patient")
    project = Project.objects.create(name="Long", owner=user)
    person = Author(AuthorKind.PERSON, str(user.pk))

    def change(title: str) -> None:
        Video.objects.locked(project).patch([{"op": "replace", "path": "/title", "value": title}], person)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            change(uuid4().hex)
            Video.objects.locked(project).undo(person)
        return len(captured)

    queries()  # the first makes what is not there yet
    before = queries()
    for number in range(50):
        change(f"Title {number}")
    assert queries() == before < 60


@pytest.mark.django_db
def test_what_elements_have_since_a_video_was_stored_is_no_change_of_it() -> None:
    """A document of an earlier release lacks properties; who changes a title changes nothing else, and can undo it."""
    user = get_user_model().objects.create(username="early")
    project = Project.objects.create(name="Early", owner=user)
    person = Author(AuthorKind.PERSON, str(user.pk))
    shown = {"a": {"type": "path", "d": "M0 0L9 9Z"}, "b": {"type": "text", "text": "Hello"}}
    stored = parse_document(video({"intro": scene(shown)})).to_json()
    stored["scenes"]["intro"]["elements"] = {
        name: {key: value for key, value in element.items() if key not in ("loop", "glow", "count_up")}
        for name, element in stored["scenes"]["intro"]["elements"].items()
    }
    Video.objects.locked(project)
    Video.objects.filter(project=project).update(document=stored)
    early = Video.objects.locked(project)
    assert early.document == stored
    version = early.replace(early.parsed.model_copy(update={"title": "New"}), person)
    assert [operation["path"] for operation in version.forward] == ["/title"]
    undone = Video.objects.locked(project).undo(person)
    assert [operation["path"] for operation in undone.forward] == ["/title"]
    assert Video.objects.locked(project).parsed.title == stored["title"]
