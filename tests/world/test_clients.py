"""Clients that others' generators make of the API's document: compiled, and used against a real server."""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.people import Person
from tests.world.conftest import NODE_MODULES, SERVICES_REQUIRED, TOOLS

HERE = Path(__file__).parent
SECONDS = 180


def run(*command: str | Path, cwd: Path, **environment: str) -> str:
    """What the command says. Raises AssertionError with all that it said when it fails."""
    path = f"{TOOLS}:{os.environ['PATH']}"
    kept = {"PATH": path, **{name: os.environ[name] for name in ("HOME", "LANG") if name in os.environ}}
    done = subprocess.run(
        command, cwd=cwd, env={**kept, **environment}, capture_output=True, text=True, timeout=SECONDS
    )
    assert done.returncode == 0, f"{' '.join(map(str, command))}:\n{done.stdout}{done.stderr}"
    return done.stdout + done.stderr


def assert_done(person: Person, told: Any, title: str) -> None:
    """What the client says is there."""
    path = f"/api/projects/{told['project']}"
    assert told["content"] == person.get(f"{path}/messages")["items"][1]["content"]
    assert told["versions"] == [1, 2] and person.get(f"{path}/video")["document"]["title"] == title
    assert told["bytes"] == told["size"] > 1000


def test_a_generated_python_client_does_it_all(person: Person, document: Path, tmp_path: Path) -> None:
    config = ["--config", HERE / "python_client.yml", "--meta", "none"]
    made = run(
        *(TOOLS / "openapi-python-client", "generate", "--path", document),
        *("--output-path", tmp_path / "reeltalk_client", "--fail-on-warning", *config),
        cwd=tmp_path,
    )
    assert "WARNING" not in made
    script = [TOOLS / "python", HERE / "python_client.py", person.server.url, person.token]
    told = run(*script, cwd=tmp_path, PYTHONPATH=str(tmp_path))
    assert_done(person, json.loads(told.splitlines()[-1]), "Seen from Python")


@pytest.mark.skipif(
    shutil.which("node") is None and not SERVICES_REQUIRED, reason="Node is not here: no TypeScript client was made"
)
def test_a_generated_typescript_client_does_it_all(person: Person, document: Path, tmp_path: Path) -> None:
    for name in ("client.ts", "tsconfig.json", "package.json"):
        shutil.copy(HERE / name, tmp_path)
    (tmp_path / "node_modules").symlink_to(NODE_MODULES)
    tools = NODE_MODULES / ".bin"
    run(tools / "openapi-typescript", document, "--output", "schema.ts", cwd=tmp_path)
    run(tools / "tsc", "--project", ".", cwd=tmp_path)
    told = run("node", "compiled/client.js", person.server.url, person.token, cwd=tmp_path)
    assert_done(person, json.loads(told.splitlines()[-1]), "Seen from TypeScript")
