"""Old events go by themselves; what they told stays."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from chat.answer.controls import stop
from chat.conversation.new_message import NewMessage
from chat.conversation.sending import send_message
from chat.models import Stream, StreamEvent
from chat.operations.pruning import prune
from chat.stream.events import EventId
from chat.stream.feed import read_after
from projects.models import Project

pytestmark = pytest.mark.django_db


@pytest.fixture
def stopped() -> Stream:
    """A stream that was stopped in the queue: its log is a snapshot and a `finalized`."""
    project = Project.objects.create(owner=User.objects.create(username="ann"), name="A video")
    stream = send_message(project, project.owner, NewMessage.saying("hello")).stream
    stop(stream)
    return Stream.objects.get(pk=stream.pk)


def aged(stream: Stream, days: float) -> None:
    Stream.objects.filter(pk=stream.pk).update(finished_at=timezone.now() - timedelta(days=days))


def test_events_of_a_stream_that_ended_long_ago_go(stopped: Stream) -> None:
    aged(stopped, 8)
    assert prune() == 1
    assert list(StreamEvent.objects.values_list("type", flat=True)) == ["finalized"]
    assert prune() == 0


def test_younger_ones_stay(stopped: Stream) -> None:
    aged(stopped, 6)
    assert prune() == 0
    assert StreamEvent.objects.filter(stream=stopped).count() == 2


def test_a_client_that_comes_back_later_still_gets_the_state_and_the_end(stopped: Stream) -> None:
    before, _ = read_after(stopped.pk, None)
    aged(stopped, 8)
    prune()
    after, ended = read_after(stopped.pk, EventId(1, 1))
    assert ended and [record.type for record in after] == ["snapshot", "finalized"]
    assert [record.id for record in after] == [record.id for record in before]
    assert read_after(stopped.pk, after[-1].id) == ([], True)
