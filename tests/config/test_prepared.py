"""Queries that are compiled once give what the ORM gives, whoever runs them and with whatever values."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser, User
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from chat.models import Message, Role
from config.common.database import in_pool
from config.common.errors import NotFound
from config.common.prepared import KEY, TEXT, UUID_KEY, Prepared
from projects.access import project_for
from projects.models import Member, MemberRole, Project

by_name = Prepared(
    lambda owner, name: (
        Project.objects.filter(owner=owner, name=name).select_related("owner").annotate(of=F("owner")).order_by("pk")
    ),
    KEY,
    TEXT,
)
by_uuid = Prepared(
    lambda id: Message.objects.filter(uuid=id).values_list("uuid", "created_at", "project__name"), UUID_KEY
)


@pytest.fixture
def ann() -> User:
    return User.objects.create(username="ann")


@pytest.mark.django_db
def test_rows_come_with_all_that_the_query_joins(ann: User) -> None:
    made = Project.objects.create(owner=ann, name="A name with % and ?")
    with CaptureQueriesContext(connection) as asked:
        found = by_name.first(ann.pk, made.name)
        assert found == made and found is not None and (found.owner, found.of) == (ann, ann.pk)  # type: ignore[attr-defined]
    assert len(asked) == 1


@pytest.mark.django_db
def test_each_run_has_its_own_values_and_its_own_rows(ann: User) -> None:
    made = [Project.objects.create(owner=ann, name=name) for name in ("one", "two", "two")]
    assert [by_name(ann.pk, name) for name in ("one", "two", "none", "one")] == [made[:1], made[1:], [], made[:1]]
    Project.objects.filter(name="one").update(name="two")
    assert len(by_name(ann.pk, "two")) == 3 and by_name.first(ann.pk, "one") is None


@pytest.mark.django_db
def test_values_are_of_the_types_of_their_fields(ann: User) -> None:
    project = Project.objects.create(owner=ann, name="one")
    said = Message.objects.create(project=project, uuid=uuid4(), role=Role.USER, content="hello")
    assert by_uuid(said.uuid) == [(said.uuid, said.created_at, "one")]
    assert by_uuid(uuid4()) == []


@pytest.mark.django_db(transaction=True)
async def test_threads_run_it_at_once_each_on_its_own_connection() -> None:
    ann = await User.objects.acreate(username="ann")
    names = [f"{number}" for number in range(40)]
    for name in names:
        await Project.objects.acreate(owner=ann, name=name)

    def found(name: str) -> list[str]:
        with ThreadPoolExecutor(4) as threads:
            return [row.name for rows in threads.map(lambda _: by_name(ann.pk, name), range(4)) for row in rows]

    assert await in_pool(found)("7") == ["7"] * 4


@pytest.mark.django_db
def test_who_may_see_a_project_is_found_so(ann: User) -> None:
    bob, stranger = (User.objects.create(username=name) for name in ("bob", "stranger"))
    project = Project.objects.create(owner=ann, name="one")
    Member.objects.create(project=project, user=bob, role=MemberRole.VIEWER)
    roles = [project_for(user, project.pk, MemberRole.VIEWER).role for user in (ann, bob, ann)]
    assert roles == ["owner", "viewer", "owner"]
    for user in (stranger, AnonymousUser()):
        with pytest.raises(NotFound):
            project_for(user, project.pk, MemberRole.VIEWER)
