"""A project is named, renamed, touched and deleted by one module, whichever way it is asked for."""

import ast
import asyncio
from collections.abc import AsyncGenerator, Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chat.conversation import titles
from chat.conversation.new_message import NewMessage
from chat.conversation.sending import Sent, send_message
from chat.llm.reading.chunks import END, Chunk
from chat.llm.request.model_request import ModelRequest
from chat.models import Stream, StreamStatus
from config.common import hints
from config.common.errors import NotFound
from projects import lifecycle
from projects.lifecycle import UNTITLED, BadName, checked_name
from projects.models import Project
from tests.servers import ROOT

LONGEST = Project.LONGEST_NAME
LONG_AGO = datetime(2001, 1, 1, tzinfo=UTC)
# What cannot be stored at all is refused before anybody looks at it: tests/config/test_unreadable.py.
CHARACTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
NAMES = (
    st.text(CHARACTERS, max_size=12)
    | st.text(" \t\n\u2003", max_size=3).flatmap(lambda blank: st.sampled_from([f"{blank}a{blank}", blank]))
    | st.integers(LONGEST - 3, LONGEST + 3).flatmap(lambda n: st.sampled_from(["x" * n, "é" * (n - 1) + " ", "😀" * n]))
)


def expected(name: str) -> str | None:
    """The name as it is to be stored; None when it is to be refused."""
    try:
        return checked_name(name)
    except BadName:
        return None


@given(NAMES)
def test_a_name_is_words_of_a_bounded_length_and_checked_once_is_checked_for_good(name: str) -> None:
    stored = expected(name)
    assert (stored is None) == (not name.strip() or len(name) > LONGEST)
    assert stored is None or (stored == name.strip() and expected(stored) == stored)


# Every way to a name. Each gives the status and what was told.

Way = Callable[[Client, Project, str], tuple[int, str]]


def by_form(client: Client, project: Project, name: str) -> tuple[int, str]:
    answer = client.post(f"/projects/{project.pk}/rename/", {"name": name})
    return answer.status_code, answer.content.decode()


def by_api(client: Client, project: Project, name: str) -> tuple[int, str]:
    answer = client.patch(f"/api/projects/{project.pk}", {"name": name}, "application/json")
    if answer.status_code == 200:
        stored = Project.objects.get(pk=project.pk)
        assert (answer.json()["name"], answer.json()["updated_at"]) == (stored.name, stored.updated_at.isoformat())
    return answer.status_code, answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("way", [by_form, by_api])
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=NAMES)
def test_a_person_renames_by_one_rule(admin_client: Client, admin_user: User, way: Way, name: str) -> None:
    project = old(admin_user, is_named=False)
    status, told = way(admin_client, project, name)
    wanted = expected(name)
    if wanted is None:
        assert status == 422 and BadName.sentence in told
        assert_named(project, "Before", is_named=False, is_touched=False)
    else:
        assert status in (200, 302)
        assert_named(project, wanted, is_named=True, is_touched=True)


@pytest.mark.django_db
@pytest.mark.filterwarnings("ignore:Returning tuple")  # Ninja's, of its own way to give a status
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=NAMES)
def test_a_person_names_a_new_project_by_the_same_rule(admin_client: Client, name: str) -> None:
    wanted = expected(name)
    made = admin_client.post("/api/projects", {"name": name}, "application/json")
    if wanted is None:
        assert (made.status_code, made.json()) == (422, {"code": "invalid", "message": BadName.sentence})
    else:
        assert (made.json()["name"], made.json()["is_named"]) == (wanted, True)
    posted = admin_client.post("/", {"name": name})
    if wanted is None and name.strip():
        assert posted.status_code == 422 and BadName.sentence in posted.content.decode()
    else:  # the form's field may stay empty
        assert posted.status_code == 302
        assert Project.objects.latest("pk").name == (wanted or UNTITLED)


@pytest.mark.django_db
def test_one_that_was_deleted_meanwhile_is_not_renamed(admin_user: User) -> None:
    project = lifecycle.create(admin_user)
    Project.objects.all().delete()
    with pytest.raises(NotFound):
        lifecycle.rename(project, "Too late")


class Saying:
    """A model that says one text."""

    def __init__(self, text: str) -> None:
        self.text = text

    async def stream(self, request: ModelRequest) -> AsyncGenerator[list[Chunk], None]:
        yield [{"choices": [{"index": 0, "delta": {"content": self.text}}]}, END]

    async def aclose(self) -> None: ...


@pytest.mark.django_db(transaction=True)
def test_the_first_answer_names_by_the_same_rule_and_only_what_nobody_named(admin_user: User) -> None:
    project = old(admin_user, is_named=False)
    stream = send_message(project, admin_user, NewMessage.saying("A rocket, please.")).stream
    Stream.objects.filter(pk=stream.pk).update(status=StreamStatus.SUCCESS)

    @settings(max_examples=40)
    @given(NAMES, st.booleans())
    def say(title: str, is_named: bool) -> None:
        Project.objects.filter(pk=project.pk).update(name="Before", is_named=is_named, updated_at=LONG_AGO)
        asyncio.run(titles._name(stream.pk, Saying(title)))
        wanted = None if is_named else expected(titles.clean(title))
        assert_named(project, wanted or "Before", is_named or wanted is not None, is_touched=wanted is not None)

    say()


def old(owner: User, is_named: bool) -> Project:
    """A project in which nothing happened for long."""
    return Project.objects.create(owner=owner, name="Before", is_named=is_named, updated_at=LONG_AGO)


def assert_named(project: Project, name: str, is_named: bool, is_touched: bool) -> None:
    stored = Project.objects.get(pk=project.pk)
    assert (stored.name, stored.is_named, stored.updated_at > LONG_AGO) == (name, is_named, is_touched)


# What happens in it, and its end


@pytest.mark.django_db
def test_a_message_makes_its_project_the_newest(admin_user: User) -> None:
    project = old(admin_user, is_named=True)
    lifecycle.create(admin_user, "Another")
    send_message(project, admin_user, NewMessage.saying("hello"))
    assert Project.objects.first() == project


@pytest.mark.django_db
def test_what_the_admin_changes_is_touched_too(admin_client: Client, admin_user: User) -> None:
    project = old(admin_user, is_named=True)
    members = {"members-TOTAL_FORMS": 0, "members-INITIAL_FORMS": 0}
    form = {"owner": admin_user.pk, "name": " Renamed ", "is_named": "on", **members}
    form |= {"chosen-TOTAL_FORMS": 0, "chosen-INITIAL_FORMS": 0}
    assert admin_client.post(f"/admin/projects/project/{project.pk}/change/", form).status_code == 302
    assert_named(project, "Renamed", is_named=True, is_touched=True)


@pytest.fixture
def told() -> Iterator[list[hints.Hint]]:
    """The news of this process."""
    heard: list[hints.Hint] = []
    hints.listen(heard.append)
    yield heard
    hints.listen(None)


def by_its_owner(client: Client, sent: Sent) -> None:
    lifecycle.delete(sent.stream.project)


def by_the_admin(client: Client, sent: Sent) -> None:
    client.post(f"/admin/projects/project/{sent.stream.project_id}/delete/", {"post": "yes"})


def with_its_owner(client: Client, sent: Sent) -> None:
    sent.stream.project.owner.delete()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("way", [by_its_owner, by_the_admin, with_its_owner])
def test_whoever_follows_a_project_is_told_however_it_goes(
    admin_client: Client, told: list[hints.Hint], way: Callable[[Client, Sent], None]
) -> None:
    owner = User.objects.create(username="ann")
    sent = send_message(lifecycle.create(owner), owner, NewMessage.saying("hello"))
    project, stream = sent.stream.project_id, sent.stream.pk
    told.clear()
    way(admin_client, sent)
    assert not Project.objects.filter(pk=project).exists()
    assert told == [hints.Hint({stream}, {stream}, {project}, work=True)]


@pytest.mark.django_db(transaction=True)
def test_a_deletion_that_is_taken_back_is_told_to_nobody(told: list[hints.Hint]) -> None:
    project = lifecycle.create(User.objects.create(username="ann"))
    with transaction.atomic():
        lifecycle.delete(project)
        transaction.set_rollback(True)
    assert told == []


# Nobody else

FIELDS = {"name", "is_named", "updated_at"}
WRITERS = {"create", "acreate", "get_or_create", "update_or_create", "update", "aupdate", "bulk_create", "bulk_update"}


def writes_beside(source: str) -> set[int]:
    """The lines of a module at which it writes the name or the time of a project, or makes or deletes one."""
    tree = ast.parse(source)
    sources = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    if not any(source.partition(".")[0] == "projects" for source in sources):
        return set()
    return {node.lineno for node in ast.walk(tree) if _assigns(node) or _calls(node)}


def _assigns(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store) and node.attr in FIELDS


def _calls(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call):
        return False
    given = {keyword.arg for keyword in node.keywords}
    if isinstance(node.func, ast.Name):
        return node.func.id == "Project"
    if not isinstance(node.func, ast.Attribute):
        return False
    called, of = node.func.attr, _root(node.func)
    is_written = called in WRITERS and (of == "Project" and bool(given & FIELDS) or "is_named" in given)
    return is_written or (called == "delete" and of in ("Project", "project"))


def _root(node: ast.expr) -> str:
    """`Project` of `Project.objects.filter(…).update`."""
    while not isinstance(node, ast.Name):
        inner = getattr(node, "value", None) or getattr(node, "func", None)
        if inner is None:
            return ""
        node = inner
    return node.id


MODULES = [
    path
    for room in ("config", "chat", "projects", "videos")
    for path in (ROOT / room).rglob("*.py")
    if path != Path(lifecycle.__file__) and "migrations" not in path.parts
]


def test_no_other_module_writes_the_name_or_the_time_of_a_project() -> None:
    assert len(MODULES) > 100
    found = {str(path.relative_to(ROOT)): writes_beside(path.read_text()) for path in MODULES}
    assert {path: lines for path, lines in found.items() if lines} == {}


@pytest.mark.parametrize(
    "line",
    [
        "project.name = name",
        "found.updated_at = timezone.now()",
        "project.name, project.is_named = checked(name), True",
        "Project(owner=user, name=name)",
        "Project.objects.create(owner=user, name=name)",
        "Project.objects.filter(pk=key).update(updated_at=Now())",
        "unnamed.update(name=title, is_named=True)",
        "project.delete()",
        "Project.objects.filter(pk=key).delete()",
    ],
)
def test_it_would_be_found(line: str) -> None:
    assert writes_beside(f"from projects.models import Project\n{line}\n") == {2}
