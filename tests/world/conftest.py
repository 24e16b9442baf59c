"""A server with one thing of each kind, and the tools of others, which `make test-world` has installed."""

import io
import os
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from PIL import Image

from tests.people import Person
from tests.servers import DRAWING, ROOT, Place
from tests.upstream import ScriptedUpstream, call, fail, marker, say
from tests.videos.making import planned

TOOLS = ROOT / ".make/world/python/bin"
NODE_MODULES = ROOT / ".make/world/node/node_modules"
SERVICES_REQUIRED = os.environ.get("REQUIRE_SERVICES") == "1"


@pytest.fixture(scope="session")
def person(tmp_path_factory: pytest.TempPathFactory, migrated: Place, upstream: ScriptedUpstream) -> Iterator[Person]:
    """Somebody at a server of their own, which may not log an error."""
    folder = tmp_path_factory.mktemp("world")
    limits = {"MAX_RUNNING_PER_USER": "20", "MAX_QUEUED_PER_USER": "1000", "UPSTREAM_ATTEMPTS": "1", **DRAWING}
    limits["MAX_QUEUED_RENDERS_PER_USER"] = "1000"
    place = migrated.copied(folder, {"OPENAI_BASE_URL": upstream.base_url, **limits})
    with place.server() as server, Person.at(server, "world") as found:
        yield found
        wrong = [line for line in server.log.splitlines() if '"level": "error"' in line or "serializer warn" in line]
        assert not wrong, "\n".join(wrong[:5])


@pytest.fixture(scope="session")
def document(person: Person, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The OpenAPI document as a file."""
    path = tmp_path_factory.mktemp("document") / "openapi.json"
    path.write_text(person.http.get("/api/openapi.json").text)
    return path


@pytest.fixture(scope="session")
def known(person: Person) -> dict[str, str]:
    """The ids of one thing of each kind, and of another one of those that the API can remove."""
    project = person.project("World")
    path = f"/api/projects/{project}"
    answered = planned(person, project, "opening")
    called = person.answered(project, marker(call("no_such_tool"), say("There is none.")))
    failed = person.answered(project, marker(fail(500)))
    doomed = person.send(project, marker(say("Gone soon.")))
    person.until_ended(doomed["stream"]["id"])
    render = person.post(f"{path}/renders", {"format": "lottie", "quality": "draft"}, 202)
    build = person.get(f"{path}/jobs?kind=build")["items"][0]
    for job in (render, build):
        person.job_ended(job["id"])
    return {
        "PROJECT": project,
        "DOOMED_PROJECT": person.project("Doomed"),
        "MESSAGE": person.get(f"{path}/messages")["items"][0]["id"],
        "DOOMED_MESSAGE": doomed["user_message"]["id"],
        "ANSWER": answered["message"],
        "STREAM": answered["id"],
        "FAILED": failed["id"],
        "CALL": called["tool_calls"][0]["id"],
        "RENDER": render["id"],
        "BUILD": build["id"],
        "SCENE": "opening",
        "ASSET": asset(person, project),
        "DOOMED_ASSET": asset(person, project),
        "MEMBER": member(person, project, "guest"),
        "DOOMED_MEMBER": member(person, project, "visitor"),
        "USERNAME": stranger(person, "passer-by"),
        "SHARE": person.post(f"{path}/shares", {}, 201)["id"],
    }


def stranger(person: Person, username: str) -> str:
    """Somebody else at the same server."""
    person.server.place.token(username)
    return username


def member(person: Person, project: str, username: str) -> str:
    body = {"username": stranger(person, username), "role": "viewer"}
    return str(person.post(f"/api/projects/{project}/members", body, 201)["id"])


def asset(person: Person, project: str) -> str:
    """An uploaded picture that no other is the same as."""
    buffer = io.BytesIO()
    Image.frombytes("RGB", (4, 4), uuid4().bytes * 3).save(buffer, "PNG")
    files = {"file": ("dot.png", buffer.getvalue(), "image/png")}
    return str(person.ask("POST", f"/api/projects/{project}/assets", 201, files=files)["id"])
