"""The page of a project costs the same, however long the conversation is."""

from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from chat.models import Conversation, Message, MessageStatus
from projects import lifecycle
from projects.models import Project

MOST_QUERIES = 12


def say(project: Project, count: int) -> None:
    """Let the conversation go on by so many messages, whose newest one is shown."""
    last = project.messages.order_by("-pk").first()
    for number in range(count):
        role = "assistant" if number % 2 else "user"
        fields = {"role": role, "content": f"Word **{number}**.", "status": MessageStatus.SUCCESS, "uuid": uuid4()}
        last = Message.objects.create(project=project, parent=last, **fields)
    Conversation.objects.update_or_create(project=project, defaults={"active_leaf": last})


@pytest.mark.django_db
def test_a_look_at_a_project_costs_the_same_however_much_was_said(admin_client: Client, admin_user: User) -> None:
    project = lifecycle.create(admin_user, "Talked about")
    address = f"/projects/{project.pk}/"
    admin_client.get(address)  # the first look begins the session

    def look() -> tuple[int, int]:
        with CaptureQueriesContext(connection) as captured:
            page = admin_client.get(address)
        assert page.status_code == 200
        return len(captured), len(page.content)

    say(project, 60)
    queries, size = look()
    assert queries <= MOST_QUERIES
    say(project, 1500)
    assert look() == (queries, pytest.approx(size, rel=0.05))
