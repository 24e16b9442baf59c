"""`among` finds what `in` finds, in one parameter; `read_news` reads each stream from its own place."""

from uuid import uuid4

import pytest
from django.contrib.auth.models import User

from chat.models import Message, Stream
from chat.stream.events import EventId, Record
from chat.stream.feed import read_news
from chat.stream.log import store
from config.common.database import among
from projects.models import Project

pytestmark = pytest.mark.django_db


@pytest.fixture
def streams() -> list[int]:
    """Two streams with three events each."""
    user = User.objects.create(username="ann")
    keys = []
    for _ in range(2):
        project = Project.objects.create(owner=user, name="A project")
        message = Message.objects.create(project=project, role="assistant", uuid=uuid4())
        stream = Stream.objects.create(project=project, user=user, message=message)
        store(Record(stream.pk, EventId(1, seq), "delta", f'"{seq}"') for seq in (1, 2, 3))
        keys.append(stream.pk)
    return keys


@pytest.mark.parametrize("wanted", [[], ["bob"], ["ann", "bob"], [f"name {n}" for n in range(2000)]], ids=len)
def test_among_finds_what_in_finds(wanted: list[str]) -> None:
    User.objects.bulk_create(User(username=name) for name in ("ann", "bob", "cleo", "name 7"))
    assert set(User.objects.filter(among("username", wanted))) == set(User.objects.filter(username__in=wanted))


def test_among_takes_keys_of_every_kind_and_those_of_a_relation(streams: list[int]) -> None:
    messages = list(Message.objects.all())
    assert set(Message.objects.filter(among("uuid", [m.uuid for m in messages]))) == set(messages)
    assert list(Stream.objects.filter(among("project__pk", {messages[0].project_id}))) == [messages[0].stream]


def test_news_are_read_of_each_stream_behind_its_own_place(streams: list[int]) -> None:
    first, second = streams
    news = read_news({second: EventId(0, 9), first: EventId(1, 2), second + 1: EventId(0, 0)})
    assert [(record.stream, record.id, record.payload) for record in news] == [
        (first, EventId(1, 3), '"3"'),
        *((second, EventId(1, seq), f'"{seq}"') for seq in (1, 2, 3)),
    ]
    assert read_news({}) == []
