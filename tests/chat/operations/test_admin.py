"""The admin shows everything, leads from one thing to the next, and acts only through the model layer."""

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from chat.answer.controls import stop
from chat.conversation.new_message import NewMessage
from chat.conversation.prices import Price
from chat.conversation.sending import Sent, send_message
from chat.jobs import JobStatus
from chat.models import CallStatus, Message, ModelServer, Step, Stream, StreamEvent, StreamStatus, ToolCall
from chat.models import Client as Connected
from chat.operations.admin import SHOWN_EVENTS
from chat.stream.events import Delta
from chat.stream.log import append_now
from projects.accounts.models import ApiToken
from projects.models import Project
from videos.document.placeholders import brief_from
from videos.models import Format, OrderedPicture, Quality, Render, SceneBuild, Speech, Version, Video

pytestmark = pytest.mark.django_db
MODELS = [
    Message,
    Stream,
    ToolCall,
    StreamEvent,
    ModelServer,
    Video,
    Version,
    Render,
    SceneBuild,
    Speech,
    OrderedPicture,
    Connected,
]


@dataclass
class Turn:
    """A project with a stopped answer that has called a tool and begun a render."""

    project: Project
    sent: Sent
    call: ToolCall
    render: Render
    token: str

    @property
    def stream(self) -> Stream:
        return Stream.objects.get(pk=self.sent.stream.pk)

    def row(self, model: type[Model]) -> Model:
        own = {Message: self.sent.assistant_message, Stream: self.stream, ToolCall: self.call, Render: self.render}
        found = own.get(model) or model._default_manager.first()
        assert found is not None
        return found


@pytest.fixture
def turn(admin_user: User) -> Turn:
    project = Project.objects.create(owner=admin_user, name="Fireworks")
    sent = send_message(project, admin_user, NewMessage.saying("hello <b>there</b>"))
    step = Step.objects.create(stream=sent.stream, index=0, content="Rendering.", finish_reason="tool_calls")
    error = {"code": "tool_failed", "message": "No film left."}
    call = ToolCall.objects.create(
        stream=sent.stream, step=step, index=0, name="render_video", status=CallStatus.ERROR, arguments={}, error=error
    )
    video = Video.objects.of(project)
    render = Render.objects.ask(video, 1, Format.MP4, Quality.HIGH, sent.stream.user_id, sent.stream.pk)
    SceneBuild.objects.ask(video, "intro", brief_from(video.document, "intro"))
    Speech.objects.create(project=video.project, version=video.versions.get(number=video.version), lines=2)
    OrderedPicture.objects.create(project=video.project, words="A cat", shape="square")
    Version.objects.filter(video=video).update(author_kind="tool_call", author=str(call.pk))
    Connected.objects.create(project=project, user=admin_user, client_id=str(uuid4()), transport="websocket")
    ModelServer.objects.create(server="http://127.0.0.1:1/v1", model="m", refused=["strict"])
    stop(sent.stream)
    Render.objects.filter(pk=render.pk).update(status=JobStatus.FAILED, error_code="x", error_message="No.")
    render.refresh_from_db()
    return Turn(project, sent, call, render, ApiToken.issue(admin_user, "laptop"))


def page(model: type[Model], what: str, *arguments: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{what}", args=arguments)


@pytest.mark.parametrize("model", MODELS)
def test_lists_are_searched_and_rows_shown_without_a_way_to_write_them(
    admin_client: Client, turn: Turn, model: type[Model]
) -> None:
    listed = admin_client.get(page(model, "changelist"))
    assert listed.status_code == 200
    for query in ("fire", str(uuid4()), "5", "a'\"<b>"):
        assert admin_client.get(page(model, "changelist"), {"q": query}).status_code == 200
    shown = admin_client.get(page(model, "change", turn.row(model).pk)).content.decode()
    main = shown[shown.index('id="content-main"') :]
    assert not re.findall(r'<(?:textarea|select|input(?! type="hidden"))[^>]*name="(?!csrf)[^>]*>', main)
    assert "_save" not in main and "hello <b>" not in main
    assert admin_client.get(page(model, "add")).status_code == 403
    assert admin_client.post(page(model, "change", turn.row(model).pk), {"status": "success"}).status_code == 403


@pytest.mark.parametrize("model", [model for model in MODELS if model is not ModelServer])
def test_rows_are_not_deleted_one_by_one(admin_client: Client, turn: Turn, model: type[Model]) -> None:
    assert admin_client.post(page(model, "delete", turn.row(model).pk), {"post": "yes"}).status_code == 403
    assert "delete_selected" not in admin_client.get(page(model, "changelist")).content.decode()


def test_what_was_learned_of_a_model_server_is_forgotten_by_deleting(admin_client: Client, turn: Turn) -> None:
    admin_client.post(page(ModelServer, "delete", turn.row(ModelServer).pk), {"post": "yes"})
    assert not ModelServer.objects.exists()


def test_a_project_is_deleted_with_all_that_is_in_it(admin_client: Client, turn: Turn) -> None:
    admin_client.post(page(Project, "delete", turn.project.pk), {"post": "yes"})
    assert not Stream.objects.exists() and not Render.objects.exists()


def test_a_token_is_shown_without_its_digest_and_revoked_by_deleting(admin_client: Client, turn: Turn) -> None:
    token = ApiToken.objects.get()
    for address in (page(ApiToken, "changelist"), page(ApiToken, "change", token.pk)):
        shown = admin_client.get(address).content.decode()
        assert "laptop" in shown and token.digest not in shown and turn.token not in shown
    admin_client.post(page(ApiToken, "delete", token.pk), {"post": "yes"})
    assert ApiToken.user_of(turn.token) is None


def test_pages_lead_from_message_to_stream_to_project_jobs_calls_and_events(admin_client: Client, turn: Turn) -> None:
    message = admin_client.get(page(Message, "change", turn.sent.assistant_message.pk)).content.decode()
    assert page(Stream, "change", turn.stream.pk) in message and page(Project, "change", turn.project.pk) in message
    stream = admin_client.get(page(Stream, "change", turn.stream.pk)).content.decode()
    for target in (turn.sent.assistant_message, turn.project, turn.call, turn.render):
        assert page(type(target), "change", target.pk) in stream
    events = f"{page(StreamEvent, 'changelist')}?stream__id__exact={turn.stream.pk}"
    assert events in stream and "1-1" in admin_client.get(events).content.decode()
    render = admin_client.get(page(Render, "change", turn.render.pk)).content.decode()
    assert page(Stream, "change", turn.stream.pk) in render
    version = admin_client.get(page(Version, "change", turn.render.version_id)).content.decode()
    assert page(ToolCall, "change", turn.call.pk) in version


def test_a_stream_tells_what_it_used(admin_client: Client, turn: Turn, settings: Any) -> None:
    settings.PRICES = {"small": Price(prompt=1, completion=10)}
    turn.stream.steps.update(model_name="small", usage={"prompt_tokens": 1000, "completion_tokens": 200})
    for address in (page(Stream, "changelist"), page(Stream, "change", turn.stream.pk)):
        assert "1,200 tokens" in (shown := admin_client.get(address).content.decode()) and "$0.003" in shown


def test_a_stream_shows_its_newest_events_only(
    admin_client: Client, turn: Turn, django_assert_max_num_queries: Any
) -> None:
    append_now(turn.stream, 3, [Delta(step=0, content=f"piece {n}") for n in range(SHOWN_EVENTS + 50)])
    with django_assert_max_num_queries(40):
        shown = admin_client.get(page(Stream, "change", turn.stream.pk)).content.decode()
    assert f"piece {SHOWN_EVENTS + 49}" in shown and '"piece 49' not in shown and "&quot;piece 49&quot;" not in shown
    assert f"all {SHOWN_EVENTS + 52}" in shown


def test_lists_need_a_fixed_number_of_queries(
    admin_client: Client, turn: Turn, admin_user: User, django_assert_max_num_queries: Any
) -> None:
    for number in range(4):
        send_message(Project.objects.create(owner=admin_user, name=f"{number}"), admin_user, NewMessage.saying("hello"))
    for model in (Message, Stream, ToolCall, Render, Version, Video):
        with django_assert_max_num_queries(12):
            admin_client.get(page(model, "changelist"))


def act(client: Client, model: type[Model], action: str, *rows: Model) -> str:
    """Choose an action for rows; give the messages that it reports."""
    form = {"action": action, "_selected_action": [row.pk for row in rows]}
    shown = client.post(page(model, "changelist"), form, follow=True).content.decode()
    return " ".join(re.findall(r'<li class="(?:success|warning|error)">(.*?)</li>', shown, re.S))


def test_streams_are_stopped_and_retried(admin_client: Client, turn: Turn) -> None:
    assert "1 of 1" in act(admin_client, Stream, "retry", turn.stream)
    assert turn.stream.status == StreamStatus.QUEUED
    report = act(admin_client, Stream, "retry", turn.stream)
    assert "0 of 1" in report and "Only an answer that failed or was stopped can be retried" in report
    assert "1 of 1" in act(admin_client, Stream, "stop", turn.stream)
    assert turn.stream.status == StreamStatus.STOPPED
    assert "0 of 1" in act(admin_client, Stream, "stop", turn.stream)


def test_calls_are_retried(admin_client: Client, turn: Turn) -> None:
    assert "1 of 1" in act(admin_client, ToolCall, "retry", turn.call)
    turn.call.refresh_from_db()
    assert (turn.call.status, turn.stream.status) == (CallStatus.PENDING, StreamStatus.QUEUED)
    assert "0 of 1" in act(admin_client, ToolCall, "retry", turn.call)


def test_renders_are_cancelled_and_retried(admin_client: Client, turn: Turn) -> None:
    assert "0 of 1" in act(admin_client, Render, "cancel", turn.render)
    assert "1 of 1" in act(admin_client, Render, "retry", turn.render)
    assert "0 of 1" in act(admin_client, Render, "retry", turn.render)
    assert "1 of 1" in act(admin_client, Render, "cancel", turn.render)
    turn.render.refresh_from_db()
    assert turn.render.status == JobStatus.CANCELLED


def test_who_may_only_look_may_not_act(client: Client, turn: Turn) -> None:
    from django.contrib.auth.models import Permission

    viewer = User.objects.create_user("viewer", password="x", is_staff=True)
    viewer.user_permissions.add(*Permission.objects.filter(codename__startswith="view_"))
    client.force_login(viewer)
    assert client.get(page(Stream, "changelist")).status_code == 200
    act(client, Stream, "retry", turn.stream)
    assert turn.stream.status == StreamStatus.STOPPED


def test_a_running_stream_tells_who_holds_it_and_for_how_long(admin_client: Client, turn: Turn) -> None:
    soon = timezone.now() + timedelta(seconds=8)
    held = Stream.objects.filter(pk=turn.stream.pk)
    held.update(status="running", owner="host:1:abc", lease_until=soon)
    shown = admin_client.get(page(Stream, "changelist")).content.decode()
    assert "host:1:abc" in shown and 'class="status running"' in shown
    assert re.search(r"runs out [78]\sseconds from now", shown)
    held.update(lease_until=timezone.now() - timedelta(seconds=5))
    assert "ran out 5\N{NO-BREAK SPACE}seconds ago" in admin_client.get(page(Stream, "changelist")).content.decode()


def test_every_model_that_matters_is_there() -> None:
    assert {model for model in admin.site._registry if model._meta.app_label in ("chat", "videos")} == set(MODELS)
