"""`among` finds what `in` finds, in one parameter."""

import pytest
from django.contrib.auth.models import User

from chat.models import Message, Stream
from config.common.database import among
from tests.chat.streams import queued

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("wanted", [[], ["bob"], ["ann", "bob"], [f"name {n}" for n in range(2000)]], ids=len)
def test_among_finds_what_in_finds(wanted: list[str]) -> None:
    User.objects.bulk_create(User(username=name) for name in ("ann", "bob", "cleo", "name 7"))
    assert set(User.objects.filter(among("username", wanted))) == set(User.objects.filter(username__in=wanted))


def test_among_takes_keys_of_every_kind_and_those_of_a_relation() -> None:
    streams = [queued(), queued()]
    messages = [stream.message for stream in streams]
    assert set(Message.objects.filter(among("uuid", [message.uuid for message in messages]))) == set(messages)
    assert list(Stream.objects.filter(among("project__pk", {streams[0].project_id}))) == [streams[0]]
