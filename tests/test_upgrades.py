"""A filled database of each release is brought to the newest state, and nothing of it is lost.

The recordings are made by `python -m tests.upgrades.record`.
"""

import base64
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from tests.chaos.conftest import need_services
from tests.chaos.deployments import own_database, postgres_url
from tests.people import Person
from tests.projects.conftest import FROM_ELSEWHERE, sign_in
from tests.servers import DRAWING, Place, Server
from tests.upgrades.record import PASSWORD, see, token_of
from tests.upgrades.recordings import FOLDER, Recording, differences, fill, opened

# What later releases dropped or changed on purpose: names of tables, and of columns as `table.column`.
LEFT_OUT: set[str] = {"projects_projectsettings.font"}  # is `heading_font` and `body_font` now

RELEASES = sorted(path.stem for path in FOLDER.glob("*.json"))
SETTINGS = {"EXTRA_APPS": "tests.projects.quick", "EVENT_RETENTION_DAYS": "36500", **DRAWING}  # recordings grow old
TO_ITS_MIGRATIONS = """
from django.core.management import call_command
for app, migration in {migrations!r}.items():
    call_command("migrate", app, migration, verbosity=0)
"""
VERIFY_ALL = """
from chat.models import Stream
from django.core.management import call_command
for stream in Stream.objects.exclude(status__in=("queued", "running")).order_by("pk"):
    call_command("replay_stream", str(stream.pk), verify=True)
"""


@dataclass
class Upgraded:
    """A place that was filled as it was at a release, then upgraded, before anybody has used it."""

    place: Place
    recording: Recording
    columns_then: dict[str, list[str]]
    lost: list[str]


@pytest.fixture(
    scope="module", params=[(name, kind) for name in RELEASES for kind in ("sqlite", "postgres")], ids="-".join
)
def upgraded(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Upgraded]:
    release, kind = request.param
    recording = Recording.load(FOLDER / f"{release}.json")
    with ExitStack() as stack:
        place = Place(tmp_path_factory.mktemp(f"{release}-{kind}"), dict(SETTINGS))
        if kind == "postgres":
            need_services()
            place.settings["DATABASE_URL"] = stack.enter_context(own_database(postgres_url()))
        place.manage("shell", "-c", TO_ITS_MIGRATIONS.format(migrations=recording.migrations))
        with opened(place) as database:
            columns = {name: list(database.columns(name)) for name in database.tables()}
            fill(database, recording.tables)
        for path, content in recording.files.items():
            (place.folder / "data" / path).parent.mkdir(parents=True, exist_ok=True)
            (place.folder / "data" / path).write_bytes(base64.b64decode(content))
        place.manage("migrate", "--verbosity", "0")
        with opened(place) as database:
            lost = differences(database, recording.tables, LEFT_OUT)
        yield Upgraded(place, recording, columns, lost)


@pytest.fixture(scope="module")
def server(upgraded: Upgraded) -> Iterator[Server]:
    """The server of today on that database. (Stands in for the one that all tests share.)"""
    with upgraded.place.server() as running:
        yield running


@pytest.fixture(scope="module")
def ann(server: Server) -> Iterator[Person]:
    with Person(server, token_of("ann")) as person:
        yield person


def test_a_recording_has_rows_of_every_table_of_its_release(upgraded: Upgraded) -> None:
    recorded = upgraded.recording.tables
    assert {name: sorted(table.columns) for name, table in recorded.items()} == {
        name: sorted(columns) for name, columns in upgraded.columns_then.items()
    }
    assert {name for name, table in recorded.items() if not table.rows} == {
        "auth_user_groups",
        "auth_user_user_permissions",
    }


def test_no_value_is_lost(upgraded: Upgraded) -> None:
    assert not upgraded.lost


class Undone(Exception):
    """Ends a transaction without a trace."""


@pytest.mark.parametrize(
    "change, told",
    [
        ("DROP TABLE chat_client", "chat_client: the table is gone"),
        ("ALTER TABLE chat_step DROP COLUMN reasoning", "chat_step.reasoning: the column is gone"),
        ("DELETE FROM projects_apitoken WHERE id = 1", "projects_apitoken: row 1 is gone"),
        ("UPDATE chat_stream SET usage = NULL WHERE id = 1", "chat_stream.usage of row 1: was {"),
        ("UPDATE chat_step SET temperature = 1 WHERE id = 1", "chat_step.temperature of row 1: was 0.5, is 1.0"),
        ("UPDATE chat_message SET created_at = '2020-01-01' WHERE id = 1", "chat_message.created_at of row 1: was '20"),
        (
            "UPDATE projects_project SET is_named = NOT is_named WHERE id = 1",
            "projects_project.is_named of row 1: was ",
        ),
        ("UPDATE videos_video SET document = '{}' WHERE id = 1", "videos_video.document of row 1: was {"),
    ],
)
def test_what_a_migration_would_lose_is_noticed(upgraded: Upgraded, change: str, told: str) -> None:
    tables = upgraded.recording.tables
    with suppress(Undone), opened(upgraded.place) as database:
        before = differences(database, tables, LEFT_OUT)
        database.execute(change)
        found = [line for line in differences(database, tables, LEFT_OUT) if line not in before]
        assert len(found) == 1 and found[0].startswith(told), found
        on_purpose = LEFT_OUT | {found[0].split(" ")[0].rstrip(":")}
        assert differences(database, tables, on_purpose) == before
        raise Undone
    with opened(upgraded.place) as database:
        assert differences(database, tables, LEFT_OUT) == before


def test_all_is_seen_as_before(upgraded: Upgraded, ann: Person) -> None:
    projects = [str(each["id"]) for each in upgraded.recording.rows("projects_project") if each["name"] != "Waiting"]
    assert {row["name"] for row in ann.get("/api/projects")["items"]} >= {"Tea", "Troubles", "Waiting"}
    assert not list(missing(upgraded.recording.seen, see(ann, projects)))


def missing(before: Any, now: Any, path: str = "") -> Iterator[str]:
    """Where `now` does not have what `before` had; more fields may have come."""
    if isinstance(before, dict) and isinstance(now, dict):
        for key, value in before.items():
            yield from missing(value, now[key], f"{path} {key}") if key in now else [f"{path} {key}: is gone"]
    elif isinstance(before, list) and isinstance(now, list) and len(before) == len(now):
        for number, (one, other) in enumerate(zip(before, now, strict=True)):
            yield from missing(one, other, f"{path} {number}")
    elif before != now:
        yield f"{path}: was {before!r:.200}, is {now!r:.200}"


def test_the_events_of_each_answer_agree_with_it(upgraded: Upgraded) -> None:
    ended = [row for row in upgraded.recording.rows("chat_stream") if row["finished_at"]]
    told = upgraded.place.manage("shell", "--verbosity", "0", "-c", VERIFY_ALL).stdout.splitlines()
    assert len(told) >= len(ended) > 5
    assert all(line.endswith("the events and the stored message agree.") for line in told), told


def test_everybody_has_their_ways_in_and_their_roles(server: Server) -> None:
    roles = {}
    for name in ("ann", "ben", "cleo"):
        with Person(server, token_of(name)) as person:
            found = person.get("/api/projects")["items"]
        roles[name] = {each["name"]: each["role"] for each in found}["Tea"]
        with httpx.Client(base_url=server.url, headers=FROM_ELSEWHERE) as browser:
            assert sign_in(browser, name, PASSWORD).status_code == 302
    assert roles == {"ann": "owner", "ben": "editor", "cleo": "viewer"}


def test_files_are_where_they_were(upgraded: Upgraded, ann: Person) -> None:
    (render,) = [row for row in upgraded.recording.rows("videos_render") if row["format"] == "png"]
    answer = ann.http.get(f"/api/jobs/{render['id']}/file")
    assert (answer.status_code, len(answer.content)) == (200, render["size"])
    (upload,) = upgraded.recording.rows("videos_upload")
    shown = ann.http.get(f"/api/projects/{upload['project_id']}/assets/{upload['key']}")
    assert (shown.status_code, len(shown.content)) == (200, upload["size"])
    (share,) = ann.get(f"/api/projects/{upload['project_id']}/shares")["items"]
    assert share["url"].endswith(f"/s/{upgraded.recording.rows('videos_share')[0]['token']}/")


def test_what_waited_is_answered(upgraded: Upgraded, ann: Person) -> None:
    (waiting,) = [row for row in upgraded.recording.rows("chat_stream") if row["status"] == "queued"]
    state = ann.until_ended(str(waiting["id"]))
    assert state["status"] == "success" and state["content"]


def test_work_goes_on_in_the_old_projects(upgraded: Upgraded, ann: Person) -> None:
    """Rows of every kind that people make come with new ids, which are nobody's yet."""
    (tea,) = [str(row["id"]) for row in upgraded.recording.rows("projects_project") if row["name"] == "Tea"]
    before = ann.get(f"/api/projects/{tea}/video")["version"]
    state = ann.answered(tea, 'change the text to "Later tea"')
    assert state["status"] == "success" and {call["status"] for call in state["tool_calls"]} == {"complete"}
    assert "Later tea" in str(ann.get(f"/api/projects/{tea}/video")["document"])
    ann.post(f"/api/projects/{tea}/video/undo")
    assert ann.get(f"/api/projects/{tea}/video")["version"] == before + 2
    ann.post(f"/api/projects/{tea}/shares", None, 201)
    new = ann.project("New")
    ann.post(f"/api/projects/{new}/members", {"username": "ben"}, 201)
    assert ann.answered(new, "Add Ada Lovelace to the team")["status"] == "success"
