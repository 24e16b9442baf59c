"""The management commands, as an operator runs them."""

import json
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.contrib.auth import get_user_model
from django.core.management import ManagementUtility, call_command
from django.utils import timezone

from chat.conversation.new_message import NewMessage
from chat.conversation.sending import send_message
from chat.management.commands.replay_stream import LONGEST_PAUSE_SECONDS
from chat.models import StreamEvent
from projects.models import Project
from tests.people import Person
from tests.reading import fold_all, order, told
from tests.servers import DRAWING, Place, Server, Shell
from tests.upstream import Hold, ScriptedUpstream, Text, attempts, call, fail, marker, say, step

RENAME = {
    "operations": [{"op": "replace", "path": "/title", "from": None, "value_json": '"Renamed"'}],
    "explanation": "x",
}


def run(place: Place | Shell, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command that may fail; never with a traceback. At a place it is a process of its own."""
    done = place.run(*arguments) if isinstance(place, Shell) else place.manage(*arguments, check=False)
    assert "Traceback" not in done.stderr, done.stderr
    return done


@pytest.fixture(scope="module")
def shell(server: Server) -> Iterator[Shell]:
    """Where commands run beside the one server."""
    with server.place.shell() as running:
        yield running


def refusal(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    """Exit code and error text of a command that is refused, run in this process: a new one takes seconds."""
    with pytest.raises(SystemExit) as ended:
        ManagementUtility(["manage.py", *arguments]).execute()
    assert isinstance(ended.value.code, int)
    return ended.value.code, capsys.readouterr().err


@contextmanager
def database(place: Place) -> Iterator[sqlite3.Connection]:
    """The rows themselves, to break what no client can."""
    connection = sqlite3.connect(place.folder / "db.sqlite3", timeout=20)
    try:
        with connection:
            yield connection
    finally:
        connection.close()


# token


def test_a_token_signs_in_until_it_is_revoked(server: Server, shell: Shell) -> None:
    place = server.place
    token = run(place, "token", "somebody new", "--name", "laptop").stdout.strip()
    headers = {"Authorization": f"Bearer {token}"}
    assert httpx.get(f"{server.url}/api/projects", headers=headers).status_code == 200
    with database(place) as rows:
        stored = str(rows.execute("SELECT * FROM projects_apitoken").fetchall())
    assert token not in stored and "laptop" in stored
    assert run(shell, "token", "somebody new", "--revoke", "desktop").returncode != 0
    assert run(shell, "token", "somebody new", "--revoke", "laptop").returncode == 0
    assert httpx.get(f"{server.url}/api/projects", headers=headers).status_code == 401


# replay_stream


def replay(shell: Shell, stream: str, *options: str) -> list[Any]:
    done = run(shell, "replay_stream", stream, "--json", "--speed", "0", *options)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_a_replay_is_what_clients_saw_and_changes_nothing(
    server: Server, shell: Shell, owner: Person, project: str, upstream: ScriptedUpstream
) -> None:
    state = owner.answered(
        project, marker(call("no_such_tool", {"a": 1}, text="So."), attempts(fail(400), say("Done. 🎬")))
    )
    owner.post(f"/api/streams/{state['id']}/retry", status=202)
    state = owner.until_ended(state["id"])
    asked = len(upstream.requests)
    events = replay(shell, state["id"])
    assert events[0]["id"] == "1-1" and {order(event["id"])[0] for event in events} == {1, 2}
    newest = [event for event in events if order(event["id"]) > (2, 1)]
    assert newest == owner.events(state["id"], "2-1")
    assert told(fold_all(events) or {}) == told(owner.snapshot(state["id"]))
    assert replay(shell, state["id"], "--after", newest[1]["id"]) == newest[2:]
    plain = run(server.place, "replay_stream", state["id"], "--speed", "0").stdout.splitlines()
    assert [line.split()[0] for line in plain] == [event["id"] for event in events]
    assert len(upstream.requests) == asked and owner.snapshot(state["id"]) == state


@pytest.mark.django_db
def test_a_replay_keeps_the_timing(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    user = get_user_model().objects.create(username="replayed")
    stream = send_message(Project.objects.create(name="x", owner=user), user, NewMessage.saying("hello")).stream
    begin = timezone.now()
    for seq, at in enumerate((0, 0.5, 2.5, 2.5, 1.5, 500), 1):  # a clock may have been set back
        event = StreamEvent.objects.create(stream=stream, epoch=1, seq=seq, type="delta", payload='{"type":"delta"}')
        StreamEvent.objects.filter(pk=event.pk).update(created_at=begin + timedelta(seconds=at))
    waited: list[float] = []
    monkeypatch.setattr("chat.management.commands.replay_stream.time.sleep", waited.append)
    call_command("replay_stream", str(stream.pk), "--speed", "2")
    assert waited == [0.25, 1.0, 0.0, 0.0, LONGEST_PAUSE_SECONDS]
    assert len(capsys.readouterr().out.splitlines()) == 6


def test_a_replay_verifies_the_stored_message(server: Server, shell: Shell, owner: Person, project: str) -> None:
    state = owner.answered(project, marker(call("no_such_tool", text="So."), say("Done.")))
    verify = ("replay_stream", state["id"], "--verify")
    assert run(shell, *verify).returncode == 0
    with database(server.place) as rows:
        rows.execute("UPDATE chat_toolcall SET name = 'other' WHERE stream_id = ?", [state["id"]])
    done = run(shell, *verify)
    assert done.returncode == 1 and "no_such_tool" in done.stdout and "other" in done.stdout
    with database(server.place) as rows:
        rows.execute("DELETE FROM chat_streamevent WHERE stream_id = ? AND type != 'finalized'", [state["id"]])
    assert run(shell, *verify).returncode == 3
    assert owner.snapshot(state["id"])["content"] == "So.\n\nDone."  # what is pruned is told from the rows


@pytest.mark.django_db
@pytest.mark.parametrize("arguments", [["999999"], ["x"], ["1", "--after", "x"], ["1", "--speed", "-1"], []])
def test_a_replay_of_nothing_is_refused(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    code, told = refusal(capsys, "replay_stream", *arguments)
    assert code != 0 and told.strip()


# retry_stream


def failing_once(key: str) -> str:
    """A message whose answer fails at first, and is `Now.` when it is retried."""
    return marker(attempts(fail(400), say("Now.")), key=key)


def test_streams_are_retried_by_id_and_refused_one_by_one(server: Server, owner: Person) -> None:
    failing = [owner.answered(owner.project(), failing_once(f"by id {number}")) for number in range(2)]
    well = owner.answered(owner.project(), marker(say("Well.")))
    ids = [state["id"] for state in (*failing, well)]
    done = run(server.place, "retry_stream", *ids)
    assert done.returncode == 1 and "2 of 3" in done.stdout and well["id"] in done.stderr
    for state in failing:
        assert owner.until_ended(state["id"])["content"] == "Now."


def test_a_retry_may_begin_at_a_step(shell: Shell, owner: Person, project: str) -> None:
    first = attempts(call("no_such_tool", text="One way."), say("Another way."))
    state = owner.answered(project, marker(first, fail(400)))
    assert run(shell, "retry_stream", state["id"], "--from-step", "0").returncode == 0
    assert owner.until_ended(state["id"])["content"] == "Another way."


def test_all_that_failed_lately_is_retried(server: Server, shell: Shell, owner: Person, project: str) -> None:
    old, new = (owner.answered(owner.project(), failing_once(f"all {number}")) for number in range(2))
    with database(server.place) as rows:
        rows.execute("UPDATE chat_stream SET finished_at = datetime('now', '-3 hours') WHERE id = ?", [old["id"]])
    assert run(shell, "retry_stream", "--all-failed", "--since", "2h").returncode == 0
    assert owner.until_ended(new["id"])["content"] == "Now."
    assert owner.snapshot(old["id"])["status"] == "error"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("arguments", "code"), [([], 2), (["1", "--all-failed"], 2), (["--all-failed", "--since", "soon"], 2), (["99"], 1)]
)
def test_a_retry_of_nothing_is_refused(capsys: pytest.CaptureFixture[str], arguments: list[str], code: int) -> None:
    assert refusal(capsys, "retry_stream", *arguments)[0] == code


# chat


def test_a_video_is_made_from_the_shell_without_a_server(place: Place, upstream: ScriptedUpstream) -> None:
    place.settings |= {"OPENAI_BASE_URL": upstream.base_url, **DRAWING}
    output = place.folder / "made.mp4"
    message = marker(call("apply_json_patch", RENAME, text="Renaming."), say("Renamed."))
    done = run(place, "chat", message, "--project", "Films", "--user", "ann", "--output", str(output))
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert "Renaming." in lines and "Renamed." in lines
    assert any("apply_json_patch" in line and " s]" in line for line in lines)
    assert lines[-1] == str(output) and output.read_bytes()[4:8] == b"ftyp"
    done = run(place, "chat", marker(say("Nothing to do.")), "--project", "Films", "--user", "ann")
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "Nothing to do.")


def test_beside_a_server_the_same_project_is_used(film_server: Server, filmmaker: Person) -> None:
    project = filmmaker.project("Beside a server")
    message = marker(call("apply_json_patch", RENAME), say("Renamed."))
    done = run(film_server.place, "chat", message, "--project", "Beside a server", "--user", "maker")
    assert done.returncode == 0, done.stderr
    path = Path(done.stdout.splitlines()[-1])
    assert path.read_bytes()[4:8] == b"ftyp"
    said, answer = filmmaker.get(f"/api/projects/{project}/messages")["items"]
    assert (said["content"], answer["content"], answer["status"]) == (message, "Renamed.", "success")
    assert filmmaker.get(f"/api/projects/{project}/video")["document"]["title"] == "Renamed"


def test_a_failed_answer_is_exit_1_with_its_sentence(server: Server, owner: Person) -> None:
    body = {"error": {"message": "The scripted server is out of film."}}
    done = run(server.place, "chat", marker(fail(400, body=body)), "--user", "owner")
    assert done.returncode == 1 and "out of film" in done.stderr


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "arguments", [[], ["hello", "--project", " "], ["hello", "--output", "/no/such/folder/x.mp4"], ["hello", "--what"]]
)
def test_bad_arguments_are_exit_2(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    code, told = refusal(capsys, "chat", *arguments)
    assert code == 2 and told.strip()


def test_an_empty_message_is_exit_2(server: Server) -> None:
    done = run(server.place, "chat", "", "--user", "owner")
    assert done.returncode == 2 and "empty" in done.stderr


# work


def test_a_worker_runs_what_a_server_without_one_takes_in(place: Place, upstream: ScriptedUpstream) -> None:
    place.settings |= {"OPENAI_BASE_URL": upstream.base_url, "EMBEDDED_WORKER": "0"}
    with place.server() as server:
        person = Person(server, place.token("ann"))
        with person.http:
            stream = person.stream(person.project(), marker(step(Text("Hello", 1), Hold("worker"))))
            assert person.snapshot(stream)["status"] == "queued"
            with place.worker() as worker:
                person.until_told(stream, lambda state: state["content"] == "Hello")
                worker.end()
            assert worker.child.returncode == 0 and "Handed over." in worker.log
            upstream.release("worker")
            with place.worker("--streams", "1", "--renders", "0"):
                state = person.until_ended(stream)
            assert (state["status"], state["content"], state["epoch"]) == ("success", "Hello", 2)
