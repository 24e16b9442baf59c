"""What a tool call takes as a video's history grows: `python -m benchmarks.tools [--versions 10 100 500]`.

A server of its own with a scripted model. When the video has so many versions, answers of a change and an undo are
asked for; told is what the server says that the calls took (`duration_ms`, on the worker, queueing excluded).
"""

import argparse
import statistics
import tempfile
from pathlib import Path
from uuid import uuid4

from tests.people import Person
from tests.servers import DRAWING, Place
from tests.upstream import ScriptedUpstream, calls, marker, say

ROUNDS = 9
LIMITS = {"MAX_RUNNING_PER_USER": "50", "MAX_QUEUED_PER_USER": "50", "LOG_LEVEL": "WARNING"}


def retitle(title: str) -> dict[str, object]:
    return {"op": "replace", "path": "/title", "value": title}


def took(person: Person, project: str) -> tuple[int, int]:
    """Milliseconds of a change and of its undoing."""
    operation = {"op": "replace", "path": "/title", "from": None, "value_json": f'"{uuid4().hex}"'}
    both = calls(("apply_json_patch", {"operations": [operation], "explanation": "x"}), ("undo", {"version": None}))
    state = person.answered(project, marker(both, say("Done."), key=uuid4().hex))
    change, undo = state["tool_calls"]
    assert change["status"] == undo["status"] == "complete", state
    return change["duration_ms"], undo["duration_ms"]


def main(versions: list[int]) -> None:
    with tempfile.TemporaryDirectory() as folder, ScriptedUpstream() as upstream:
        place = Place(Path(folder), {"OPENAI_BASE_URL": upstream.base_url, **LIMITS, **DRAWING})
        place.manage("migrate", "--verbosity", "0")
        with place.server("uvicorn") as server, Person.at(server, "measured") as person:
            project = person.project()
            path = f"/api/projects/{project}/video"
            for wanted in versions:
                while person.get(path)["version"] < wanted:
                    person.ask("PATCH", path, 200, json={"operations": [retitle(uuid4().hex)]})
                changes, undos = zip(*(took(person, project) for _ in range(ROUNDS)), strict=True)
                print(
                    f"{wanted:5} versions   change {statistics.median(changes):4.0f} ms (least {min(changes)})   "
                    f"undo {statistics.median(undos):4.0f} ms (least {min(undos)})",
                    flush=True,
                )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--versions", type=int, nargs="+", default=[10, 100, 500])
    main(parser.parse_args().versions)
