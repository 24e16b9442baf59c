"""What operators see of how things are going: who is connected, what ended how, and what somebody should look at."""

import asyncio
import re
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
from django.contrib.auth.models import Permission, User
from django.db import IntegrityError, InterfaceError, OperationalError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from chat.conversation.new_message import NewMessage
from chat.conversation.sending import send_message
from chat.jobs import JobStatus
from chat.models import CallStatus, Message, MessageStatus, Presence, Role, Step, Stream, StreamStatus, ToolCall
from chat.models import Client as Connected
from chat.operations import alerts, statistics
from chat.operations.metrics import render_metrics
from chat.operations.presence import Connected as Who
from chat.operations.presence import PresenceKeeper, client_id_of, store
from chat.operations.pruning import prune
from projects.models import Project
from tests.people import Person
from tests.servers import Server
from videos.models import Format, Quality, Render, Video

PAGE = "admin:chat_operations"
NO_WORKER = timedelta(minutes=1)


@pytest.fixture
def operator(db: None) -> User:
    """Without a password: to make one takes long."""
    return User.objects.create(username="operator", is_staff=True, is_superuser=True)


@pytest.fixture
def page(client: Client, operator: User) -> Client:
    client.force_login(operator)
    return client


@pytest.fixture
def project(operator: User) -> Project:
    return Project.objects.create(owner=operator, name="Fireworks")


def ended(project: Project, status: str = "success", ago: float = 60, seconds: float = 4, **fields: Any) -> Stream:
    """An answer that ended `ago` seconds ago."""
    message = Message.objects.create(project=project, role=Role.ASSISTANT, status=MessageStatus.SUCCESS)
    at = timezone.now() - timedelta(seconds=ago)
    asked = at - timedelta(seconds=seconds)
    return Stream.objects.create(
        project=project, user=project.owner, message=message, status=status, epoch=1, queued_at=asked,
        finished_at=at, **fields,
    )  # fmt: skip


def step(stream: Stream, **fields: Any) -> Step:
    return Step.objects.create(stream=stream, index=0, content="x", **fields)


def seen(project: Project, ago: float, client_id: str = "tab") -> None:
    Connected.objects.create(
        project=project, user=project.owner, client_id=client_id, transport="websocket",
        seen_at=timezone.now() - timedelta(seconds=ago),
    )  # fmt: skip


# Who is connected.


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("ago", "presence"),
    [(0, "connected"), (20, "connected"), (30, "away"), (500, "away"), (700, "gone"), (90_000, "gone")],
)
def test_a_client_is_connected_away_or_gone(project: Project, page: Client, ago: float, presence: str) -> None:
    seen(project, ago)
    assert Connected.objects.get().presence == presence
    assert [each for each in Presence if Connected.objects.who_are(each).exists()] == [presence]
    address = reverse("admin:chat_client_changelist")
    for chosen in Presence:
        listed = page.get(address, {"presence": chosen.value}).content.decode()
        assert ('class="status ' in listed) == (chosen == presence)


@pytest.mark.django_db
def test_a_client_that_comes_back_is_the_same_one(project: Project, operator: User) -> None:
    seen(project, 300)
    first = Connected.objects.get()
    store({Who(project.pk, operator.pk, "tab", "websocket")})
    again = Connected.objects.get()
    assert (again.presence, again.first_seen_at) == (Presence.CONNECTED, first.first_seen_at)


@pytest.mark.django_db
def test_whose_project_or_account_is_deleted_meanwhile_is_passed_over(project: Project, operator: User) -> None:
    here = Who(project.pk, operator.pk, "tab", "sse")
    store({here, here._replace(project=10**6), here._replace(user=10**6)})
    assert Connected.objects.count() == 1


@pytest.mark.django_db
def test_a_client_leads_to_what_it_said_in_its_project(project: Project, page: Client) -> None:
    seen(project, 0)
    other = Project.objects.create(owner=project.owner, name="Another")
    for where in (project, other):
        said = NewMessage(id=uuid4(), content=f"hello {where.name}", client_id="tab")
        send_message(where, where.owner, said)
    shown = page.get(reverse("admin:chat_client_change", args=[Connected.objects.get().pk])).content.decode()
    (address,) = re.findall(r'<a href="([^"]*)">1 sent</a>', shown)
    listed = page.get(address.replace("&amp;", "&")).content.decode()
    assert "hello Fireworks" in listed and "hello Another" not in listed


@pytest.mark.parametrize("error", [InterfaceError("closed"), OperationalError("locked"), IntegrityError("foreign key")])
async def test_who_could_not_be_told_of_is_told_of_later(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    told: list[Any] = []
    done = asyncio.Event()

    async def store(seen: Any) -> None:
        told.append(set(seen))
        if len(told) == 1:
            raise error
        done.set()

    monkeypatch.setattr("chat.operations.presence.NEWS_EVERY_SECONDS", 0.01)
    monkeypatch.setattr("chat.operations.presence.in_pool", lambda function: store)
    keeper = PresenceKeeper()
    running = asyncio.create_task(keeper.run())
    with keeper.connected(1, User(pk=2), {"query_string": b"client_id=tab"}, "websocket"):
        await asyncio.wait_for(done.wait(), 30)
    running.cancel()
    assert told == [{Who(1, 2, "tab", "websocket")}] * 2


@pytest.mark.django_db
def test_clients_long_gone_are_forgotten(project: Project) -> None:
    seen(project, 30 * 3600, "old")
    seen(project, 20 * 3600, "younger")
    prune()
    assert Connected.objects.get().client_id == "younger"


@pytest.mark.parametrize("query", [b"", b"client_id=", b"client_id=%00", b"x=1"])
def test_a_client_need_not_name_itself(query: bytes) -> None:
    assert client_id_of({"query_string": query}) == ""


def transports(server: Server, project: str) -> list[str]:
    with closing(sqlite3.connect(server.place.folder / "db.sqlite3")) as rows:
        found = rows.execute("SELECT transport FROM chat_client WHERE project_id = ? ORDER BY 1", [int(project)])
        return [transport for (transport,) in found]


def test_clients_of_every_transport_are_told_of(server: Server, owner: Person) -> None:
    project = owner.project()
    stream = owner.stream(project, "hello")
    with owner.tab(project), owner.tab(project):
        owner.until_ended(stream)  # by long polls
        owner.http.get(f"/api/streams/{stream}/events", headers={"Accept": "text/event-stream"})
        deadline = time.monotonic() + 20
        while transports(server, project) != ["poll", "sse", "websocket", "websocket"]:
            assert time.monotonic() < deadline, transports(server, project)
            time.sleep(0.1)
    assert 'reeltalk_clients{presence="connected"} ' in httpx.get(f"{server.url}/metrics").text


# What somebody should look at. Each makes one alert true.


def waiting(project: Project) -> None:
    stream = send_message(project, project.owner, NewMessage.saying("hello")).stream
    Stream.objects.filter(pk=stream.pk).update(queued_at=timezone.now() - NO_WORKER)


def abandoned(project: Project) -> None:
    waiting(project)
    left = {"status": StreamStatus.RUNNING, "owner": "dead", "lease_until": timezone.now() - NO_WORKER}
    Stream.objects.update(**left)


def failing(project: Project) -> None:
    for _ in range(6):
        ended(project, "error", error_code="model_unreachable")
    for _ in range(14):
        ended(project)


def refused(project: Project) -> None:
    ended(project, "error", error_code="model_refused_credentials")


def given_up(project: Project) -> None:
    ended(project, "error", error_code="gave_up")


def slow(project: Project) -> None:
    for _ in range(6):
        step(ended(project), first_token_ms=12_000)


def cut_short(project: Project) -> None:
    step(ended(project), usage={"prompt_tokens": 2048, "sent_tokens": 9000})


def call(project: Project, status: str, **fields: Any) -> None:
    stream = ended(project)
    ToolCall.objects.create(stream=stream, step=step(stream), index=0, name="render_video", status=status, **fields)


def unknown(project: Project) -> None:
    call(project, CallStatus.UNKNOWN)


def renders(project: Project, count: int, **fields: Any) -> None:
    video = Video.objects.of(project)
    for _ in range(count):
        job = Render.objects.ask(video, 1, Format.MP4, Quality.HIGH, video.project.owner_id)
        at = timezone.now() - timedelta(seconds=30)
        Render.objects.filter(pk=job.pk).update(status=JobStatus.FAILED, finished_at=at, **fields)


def failing_renders(project: Project) -> None:
    renders(project, 5)


def full_disk(project: Project) -> None:
    renders(project, 1, error_code="disk_full")


def busy(project: Project) -> None:
    ended(project, StreamStatus.RUNNING, owner="alive", lease_until=timezone.now() + NO_WORKER)


def crowd(project: Project) -> None:
    busy(project)
    for _ in range(3):
        send_message(project, project.owner, NewMessage.saying("hello"))


WRONG: dict[str, Callable[[Project], None]] = {
    "nobody_works": waiting, "lease_ran_out": abandoned, "answers_fail": failing, "credentials_refused": refused,
    "gave_up": given_up, "queue_nearly_full": crowd, "model_slow": slow, "context_cut": cut_short,
    "calls_unknown": unknown,
    "jobs_fail": failing_renders, "disk_full": full_disk,
}  # fmt: skip


def test_every_rule_is_tried_here() -> None:
    assert alerts.RULES.keys() == WRONG.keys()


@pytest.mark.django_db
@pytest.mark.parametrize("code", WRONG)
def test_what_is_wrong_is_told_with_the_rows_that_show_it(
    project: Project, page: Client, settings: Any, code: str
) -> None:
    settings.MAX_QUEUED, settings.MAX_QUEUED_PER_USER = 3, 10
    assert alerts.active() == {}
    assert "nothing to look at" in page.get(reverse("admin:index")).content.decode()
    WRONG[code](project)
    assert alerts.active().keys() == {code}
    assert f'reeltalk_alert{{code="{code}"}} 1.0' in render_metrics().decode()
    assert "1 thing to look at" in page.get(reverse("admin:index")).content.decode()
    shown = page.get(reverse(PAGE)).content.decode()
    (rows,) = re.findall(rf'<code>{code}</code> .*? <a href="([^"]*)">show</a>', shown)
    assert 'id="result_list"' in page.get(rows.replace("&amp;", "&")).content.decode()


@pytest.mark.django_db
def test_what_lies_long_back_is_no_alert(project: Project) -> None:
    for _ in range(10):
        ended(project, "error", ago=7200, error_code="gave_up")
    refused(project)
    Stream.objects.filter(error_code="model_refused_credentials").update(finished_at=timezone.now() - NO_WORKER * 20)
    assert alerts.active() == {}


@pytest.mark.django_db
def test_who_waits_for_a_turn_is_no_alert(project: Project) -> None:
    waiting(project)
    busy(project)
    assert alerts.active() == {}


# How the answers went.


@pytest.mark.django_db
def test_a_window_tells_shares_times_and_codes(project: Project) -> None:
    for number in range(8):
        step(ended(project, seconds=number + 1), first_token_ms=100 * (number + 1), attempts=1 + number % 2)
    ended(project, "error", error_code="model_silent")
    ended(project, "error", error_code="model_silent")
    ended(project, "stopped")
    ended(project, ago=2 * 3600)
    window = statistics.window(1)
    assert (window.answers, window.ended["success"], window.error_share) == (11, 8, 20)
    assert window.errors == [("model_silent", 2)]
    assert window.first_token.of == 8 and window.first_token.p50 == pytest.approx(0.45)
    assert window.first_token.p99 == pytest.approx(0.793)
    assert window.repeated_calls == 4
    assert statistics.window(24).answers == 12


@pytest.mark.django_db
def test_bars_stand_where_the_answers_ended(project: Project) -> None:
    for _ in range(3):
        ended(project, ago=30)
    ended(project, "error", ago=30, error_code="x")
    ended(project, "stopped", ago=3590)
    bars = statistics.window(1).bars
    assert len(bars) == statistics.BARS
    assert bars[-1].parts == [("success", 25, 75), ("error", 0, 25)]
    assert bars[0].parts == [("stopped", 75, 25)]
    assert not any(bar.parts for bar in bars[1:-1])


@pytest.mark.django_db
def test_tools_tell_how_often_they_failed_and_how_long_they_took(project: Project) -> None:
    for ms in (100, 300):
        call(project, CallStatus.COMPLETE, duration_ms=ms)
    call(project, CallStatus.ERROR, duration_ms=200)
    (tool,) = statistics.window(1).tools
    assert (tool.name, tool.failed, tool.seconds.of, tool.seconds.p50) == ("render_video", 1, 3, pytest.approx(0.2))


@pytest.mark.django_db
def test_an_empty_house_has_no_figures(page: Client) -> None:
    window = statistics.window(24)
    assert (window.error_share, window.first_token.p50, window.most) == (None, None, 0)
    assert page.get(reverse(PAGE)).status_code == 200


@pytest.mark.django_db
def test_rows_that_differ_from_their_log_are_named(project: Project) -> None:
    from chat.answer.controls import stop

    stream = send_message(project, project.owner, NewMessage.saying("hello")).stream
    stop(stream)
    assert statistics.agreement() == statistics.Agreement(1, [])
    Message.objects.filter(stream=stream).update(content="somebody wrote here by hand")
    assert statistics.agreement() == statistics.Agreement(1, [stream.pk])


@pytest.mark.django_db
def test_now_tells_who_works_and_who_waits(project: Project) -> None:
    waiting(project)
    for owner in ("a", "a", "b"):
        ended(project, StreamStatus.RUNNING, owner=owner, lease_until=timezone.now() + NO_WORKER)
    seen(project, 0)
    now = statistics.now()
    assert (now.running, now.queued, now.processes) == (3, 1, 2)
    assert now.waits_s and now.waits_s >= NO_WORKER.total_seconds() and now.clients[Presence.CONNECTED] == 1


@pytest.mark.django_db
def test_the_page_takes_any_length(page: Client, project: Project) -> None:
    ended(project, "error", error_code="<b>")
    for hours in ("1", "24", "168", "", "0", "x", "99999999999", "१"):
        shown = page.get(reverse(PAGE), {"hours": hours})
        assert shown.status_code == 200 and "<b>" not in shown.content.decode()


@pytest.mark.django_db
def test_the_page_is_for_who_may_see_streams(client: Client) -> None:
    staff = User.objects.create(username="staff", is_staff=True)
    assert client.get(reverse(PAGE)).status_code == 302
    client.force_login(staff)
    assert client.get(reverse(PAGE)).status_code == 403
    assert "look at" not in client.get(reverse("admin:index")).content.decode()
    staff.user_permissions.add(Permission.objects.get(codename="view_stream"))
    assert client.get(reverse(PAGE)).status_code == 200
