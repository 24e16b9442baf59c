"""Asking for files over HTTP while the video changes: what was asked for comes, and is what was asked for."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from tests.chaos.conftest import need_services
from tests.chaos.deployments import own_database, postgres_url
from tests.people import Person
from tests.servers import DRAWING, Place, Server
from tests.upstream import Hold, ScriptedUpstream, call, marker
from tests.videos.making import plan, unique, will_build

DRAFT = {"format": "mp4", "quality": "draft"}


@pytest.fixture
def project(filmmaker: Person) -> str:
    return filmmaker.project()


@pytest.fixture(params=["sqlite", "postgres"])
def editor(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Person]:
    """Somebody with a server of each kind of database."""
    if request.param == "sqlite":
        yield request.getfixturevalue("filmmaker")
        return
    need_services()
    with own_database(postgres_url()) as url:
        place = Place(tmp_path, {"DATABASE_URL": url, **DRAWING})
        place.migrate("tester")
        with place.server() as server, Person(server, place.token()) as person:
            yield person


def change(person: Person, project: str, path: str, value: Any) -> None:
    operations = [{"op": "replace", "path": path, "value": value}]
    person.ask("PATCH", f"/api/projects/{project}/video", 200, json={"operations": operations})


def test_what_is_asked_for_while_drafts_come_and_go_is_made(editor: Person) -> None:
    project = editor.project()
    change(editor, project, "/scenes/intro/duration", 0.2)

    def edit() -> None:
        for number in range(12):
            change(editor, project, "/title", f"Title {number}")

    def ask() -> list[Any]:
        return [editor.post(f"/api/projects/{project}/renders", DRAFT, 202) for _ in range(6)]

    with ThreadPoolExecutor(4) as threads:
        edits = threads.submit(edit)
        asked = [job for asking in [threads.submit(ask) for _ in range(3)] for job in asking.result()]
        edits.result()
    jobs = {job["version"]: set[str]() for job in asked}
    for job in asked:
        jobs[job["version"]].add(job["id"])
    assert [len(ids) for ids in jobs.values()] == [1] * len(jobs)  # the same again is the same job
    for job in asked:
        done = editor.job_ended(job["id"])
        assert (done["status"], done["version"]) == ("ready", job["version"])


@pytest.mark.parametrize("answers", [(), ("I would rather not.", "{}")])  # the tests' server tries twice
def test_a_file_asked_for_right_after_a_prompt_is_of_what_came_of_it(
    filmmaker: Person, project: str, upstream: ScriptedUpstream, answers: tuple[str, ...]
) -> None:
    (scene,) = unique("prompted")
    will_build(upstream, scene, *answers, gate=scene)
    said = marker(call("plan_scenes", plan(scene, seconds=0.3)), [Hold(f"say {scene}")], key=uuid4().hex)
    stream = filmmaker.stream(project, said)
    job = filmmaker.post(f"/api/projects/{project}/renders", DRAFT, 202)
    pinned = filmmaker.post(f"/api/projects/{project}/renders", {**DRAFT, "version": 1}, 202)
    upstream.release(f"say {scene}")
    upstream.wait_held(scene)
    assert filmmaker.job_ended(pinned["id"])["version"] == 1
    waiting = filmmaker.post(f"/api/projects/{project}/renders", DRAFT, 202)
    assert (waiting["id"], waiting["status"], waiting["version"]) == (job["id"], "queued", 2)
    upstream.release(scene)
    done = filmmaker.job_ended(job["id"])
    newest = filmmaker.get(f"/api/projects/{project}/video")["version"]
    assert (done["status"], done["version"]) == ("ready", newest) and newest == (2 if answers else 3)
    filmmaker.until_ended(stream)


def test_beyond_the_queues_limit_a_render_is_refused_until_there_is_room(
    server: Server, upstream: ScriptedUpstream, stranger: Person
) -> None:
    gate = uuid4().hex
    with Person.at(server, f"busy-{gate}") as busy:
        project = busy.project()
        busy.stream(project, marker([Hold(gate)], key=gate))  # what waits for an answer stays in the queue
        path = f"/api/projects/{project}/renders"
        wanted = [
            {"format": format, "quality": "high", "height": height}
            for format, height in product(("mp4", "webm", "gif", "png"), (240, 360, 480, 540, 720, 1080))
        ]
        asked = [busy.http.post(path, json=each) for each in wanted]
        assert [each.status_code for each in asked] == [202] * 22 + [429] * 2  # two may run, and twenty wait
        refused = asked[-1]
        assert int(refused.headers["Retry-After"]) > 0
        assert refused.json() == {"code": "too_busy", "message": refused.json()["message"], "queue_length": 20}
        assert busy.post(path, wanted[0], 202)["id"] == asked[0].json()["id"]
        assert busy.http.post(f"/api/projects/{project}/shares", json={"follows": True}).status_code == 429
        assert stranger.post(f"/api/projects/{stranger.project()}/renders", {**DRAFT, "format": "lottie"}, 202)
        busy.post(f"/api/jobs/{asked[0].json()['id']}/cancel", status=202)
        busy.post(path, wanted[-1], 202)
        busy.ask("DELETE", f"/api/projects/{project}", 204)
        upstream.release(gate)


def test_a_render_tells_what_is_wrong_with_the_words(filmmaker: Person, project: str) -> None:
    words = {"type": "text", "text": "Over one another", "size": 90}
    faint = {**words, "text": "Hardly seen", "y": 560, "h": 100, "fill": "#202a55"}
    elements = {"one": words, "two": words, "faint": faint}
    operations = [{"op": "add", "path": "/scenes/intro/elements", "value": elements},
                  {"op": "add", "path": "/scenes/intro/order", "value": list(elements)}]  # fmt: skip
    filmmaker.ask("PATCH", f"/api/projects/{project}/video", 200, json={"operations": operations})
    asked = {"format": "lottie", "quality": "standard"}
    done = filmmaker.job_ended(filmmaker.post(f"/api/projects/{project}/renders", asked, 202)["id"])
    assert done["status"] == "ready"
    assert any("“Over one another” and “Over one another” share" in each for each in done["warnings"])
    assert any(each.startswith("Scene 1: “Hardly seen” can hardly be read") for each in done["warnings"])
