"""schemathesis asks everything of the API that its document allows, and much that it does not, for two minutes."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.people import Person
from tests.servers import ROOT
from tests.world.conftest import TOOLS

SECONDS = 120


@pytest.mark.timeout(4 * SECONDS)
def test_the_api_does_what_its_document_says(person: Person, known: dict[str, str], tmp_path: Path) -> None:
    asked = [f"{person.server.url}/api/openapi.json", "--checks", "all", "--max-time", str(SECONDS), "--no-color"]
    done = subprocess.run(
        [TOOLS / "st", "--config-file", ROOT / "tests/world/schemathesis.toml", "run", *asked],
        cwd=tmp_path,
        env={**os.environ, **known, "TOKEN": person.token},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=3 * SECONDS,
    )
    print(done.stdout)
    assert done.returncode == 0, done.stdout
