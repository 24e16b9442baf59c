"""`python -m tests.upgrades.record [NAME]`: fill a database through the product, and write it down as NAME.json.

A recording is made once, when its release is made, and never again: it stands for the databases that people have. Those
of later releases stand beside it, under names of their own; `tests/test_upgrades.py` upgrades each.
"""

import argparse
import base64
import io
import tempfile
import time
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
from PIL import Image

from tests.people import Person
from tests.projects.conftest import FROM_ELSEWHERE, sign_in
from tests.servers import DRAWING, Place, Server
from tests.upgrades.recordings import FOLDER, Json, Recording, opened, read_table
from tests.upstream import Hold, Reasoning, ScriptedUpstream, Text, call, fail, marker, say, step

PEOPLE = ("ann", "ben", "cleo")
PASSWORD = "a long password"
MAKE_PEOPLE = """
from django.contrib.auth import get_user_model
from projects.accounts.models import ApiToken
for name, token in {tokens!r}.items():
    user = get_user_model().objects.create_user(name, password={password!r})
    ApiToken.objects.create(user=user, name="recorded", digest=ApiToken.hash(token))
"""
OF_A_PROJECT = ("", "/messages", "/video", "/video/versions", "/jobs", "/usage", "/settings", "/members", "/people")
WORDED = ("html", "words")
KEPT = ("assets", "renders")  # kinds of files, of which pictures are recorded: they are small
UNUSED = ("auth_user_groups", "auth_user_user_permissions")
PATIENCE_SECONDS = 60


def token_of(name: str) -> str:
    """Not issued but given, so that the tests know it in clear."""
    return f"rt_of-a-recording-{name}"


def record() -> Recording:
    with tempfile.TemporaryDirectory() as folder:
        place = Place(Path(folder), {"EXTRA_APPS": "tests.projects.quick", "EMBEDDED_WORKER": "1", **DRAWING})
        place.manage("migrate", "--verbosity", "0")
        tokens = {name: token_of(name) for name in PEOPLE}
        place.manage("shell", "-c", MAKE_PEOPLE.format(tokens=tokens, password=PASSWORD))
        with place.server() as server, Person(server, token_of("ann")) as ann:
            tea = make_video(ann)
            share(ann, tea)
            come_and_go(server, tea)
        with ScriptedUpstream() as upstream:
            strict = {"OPENAI_BASE_URL": upstream.base_url, "OPENAI_MODEL": "strict"}
            with place.server(**strict) as server, Person(server, token_of("ann")) as ann:
                troubles = have_troubles(ann, upstream)
        with place.server(EMBEDDED_WORKER="0") as server, Person(server, token_of("ann")) as ann:
            ann.stream(ann.project("Waiting"), "hello")  # nobody takes it up
            return written_down(place, see(ann, [tea, troubles]))


def make_video(ann: Person) -> str:
    """A small video by the demo model and by hand, with all that hangs on it."""
    tea = ann.project("Tea")
    brand = {"colours": ["#204060", "#f0c040"], "font": "display"}
    chosen = {"temperature": 0.5, "system_prompt": "Be brief.", "max_steps": 6, "brand": brand}
    ann.ask("PATCH", f"/api/projects/{tea}/settings", 200, json=chosen)
    ann.answered(tea, "Add Ada Lovelace to the team, then add Ben Okoro as designer under Ada Lovelace")
    ann.answered(tea, 'One scene that says "Tea", 1 second')
    until_made(ann, tea)
    ann.answered(tea, 'change the text to "More tea"')
    ann.answered(tea, "redo scene 1 with sparks")  # drawn by the model
    until_made(ann, tea)
    ann.post(f"/api/projects/{tea}/video/undo")
    by_hand = [{"op": "replace", "path": "/title", "value": "Tea, by hand"}]
    told = {"operations": by_hand, "explanation": "As it is to be called."}
    ann.ask("PATCH", f"/api/projects/{tea}/video", 200, json=told)
    picture = {"file": ("dot.png", dot(), "image/png")}
    ann.ask("POST", f"/api/projects/{tea}/assets", 201, files=picture)
    answer = ann.get(f"/api/projects/{tea}/messages")["items"][-1]["id"]
    sent = ann.post(f"/api/projects/{tea}/messages/{answer}/answer", {"id": str(uuid4())}, 202)
    ann.until_ended(sent["stream"]["id"])
    ann.post(f"/api/projects/{tea}/renders", {"format": "png", "quality": "draft", "height": 240}, 202)
    until_made(ann, tea)
    return tea


def until_made(ann: Person, project: str) -> None:
    with ann.tab(project) as tab:
        while any(job["status"] in ("queued", "running") for job in jobs_of(ann, project)):
            tab.until_type("job")


def jobs_of(ann: Person, project: str) -> Any:
    return ann.get(f"/api/projects/{project}/jobs?limit=200")["items"]


def dot() -> bytes:
    drawn = io.BytesIO()
    Image.new("RGB", (8, 8), "#204060").save(drawn, "PNG")
    return drawn.getvalue()


def share(ann: Person, tea: str) -> None:
    ann.post(f"/api/projects/{tea}/members", {"username": "ben", "role": "editor"}, 201)
    ann.post(f"/api/projects/{tea}/members", {"username": "cleo"}, 201)
    ann.post(f"/api/projects/{tea}/shares", {"expires_in_days": 365}, 201)
    until_made(ann, tea)


def come_and_go(server: Server, tea: str) -> None:
    """Somebody signs in by a form, mistypes a password, and looks at the project."""
    with httpx.Client(base_url=server.url, headers=FROM_ELSEWHERE) as browser:
        assert sign_in(browser, "cleo", "no such password").status_code == 200
        assert sign_in(browser, "ben").status_code == 302
    with Person(server, token_of("cleo")) as cleo, cleo.tab(tea) as tab:
        tab.settle()
        until_there_are(server.place, "chat_client")


def until_there_are(place: Place, table: str) -> None:
    """Wait for rows that the product stores in its own time."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        with opened(place) as database:
            if read_table(database, table).rows:
                return
        assert time.monotonic() < deadline, f"nothing was stored in {table}"
        time.sleep(0.1)


def have_troubles(ann: Person, upstream: ScriptedUpstream) -> str:
    """A model server that refuses an option, thinks, breaks down, asks for what does not go, and is stopped."""
    refused = {"error": {"message": "Unsupported parameter: 'stream_options'", "param": "stream_options"}}
    upstream.refuse("strict", '"stream_options"', 400, refused)
    project = ann.project("Troubles")
    ann.answered(project, marker(step(Reasoning("First this."), Text("Then that."))))
    ann.answered(project, marker(call("remove_person", {"name": "Nobody"}), say("There is none.")))
    ann.answered(project, marker(fail(401)))
    stopped = ann.stream(project, marker([Text("So far."), Hold("never")]))
    ann.until_told(stopped, lambda state: "So far." in state["content"])
    ann.post(f"/api/streams/{stopped}/stop", None, 202)
    ann.until_ended(stopped)
    return project


def see(ann: Person, projects: list[str]) -> Json:
    """What the API tells of these projects, by address."""
    paths = [f"/api/projects/{project}{part}" for project in projects for part in OF_A_PROJECT]
    told = {path: told_of(ann.get(path)) for path in paths}
    messages = [each for path in paths if path.endswith("/messages") for each in told[path]["items"]]
    streams = [f"/api/streams/{each['stream']}" for each in messages if each["stream"]]
    return told | {path: told_of(ann.get(path)) for path in streams}


def told_of(answer: Any) -> Any:
    """An answer without what is worded anew for each reader."""
    if isinstance(answer, list):
        return [told_of(each) for each in answer]
    if isinstance(answer, dict):
        return {key: told_of(value) for key, value in answer.items() if key not in WORDED}
    return answer


def written_down(place: Place, seen: Json) -> Recording:
    with opened(place) as database:
        tables = {name: read_table(database, name) for name in database.tables()}
        applied = database.execute("SELECT app, name FROM django_migrations ORDER BY id").fetchall()
    empty = {name for name, table in tables.items() if not table.rows} - set(UNUSED)
    assert not empty, f"nothing is in {empty}"
    data = place.folder / "data"
    pictures = [path for kind in KEPT for path in sorted((data / kind).rglob("*.png"))]
    files = {str(path.relative_to(data)): base64.b64encode(path.read_bytes()).decode() for path in pictures}
    return Recording(dict(applied), tables, files, seen)


def main() -> None:
    arguments = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    arguments.add_argument("name", nargs="?", default="first_release")
    path = FOLDER / f"{arguments.parse_args().name}.json"
    record().save(path)
    print(f"Wrote {path.name}: {path.stat().st_size / 1024:.0f} KiB.")


if __name__ == "__main__":
    main()
