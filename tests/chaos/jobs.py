"""kill -9 while a job runs: it is done once, and nobody ever sees half of a file."""

import asyncio
import hashlib
import io
import time
from collections import Counter
from contextlib import suppress
from typing import Any

import av

from tests.chaos import scripts
from tests.chaos.chains import Chain
from tests.chaos.clients import api
from tests.chaos.registry import STAYING, cell
from tests.chaos.rows import uuid_text
from tests.chaos.runs import AWAY, Run, Testbed
from tests.chaos.scenarios import Scenario
from tests.videos.making import scene_answer, will_build

# Each with the kind of message whose tools begin such a job.
LINKS = (
    ("during_render=kill@3", "render"),
    ("before_render_ready=kill", "render"),
    ("during_build=kill", "plan"),
)
TABLES = ("videos_render", "videos_scenebuild")  # one for each kind of job
BUILDS = 8  # requests for a scene that the model server answers well, with those that a kill cuts off
PATIENCE_SECONDS = 60.0


class JobChain(Chain):
    """A chain through jobs: each link's process dies in one of them."""

    def __init__(self, testbed: Testbed, links: tuple[tuple[str, str], ...] = LINKS) -> None:
        super().__init__(testbed, Scenario(21, testbed.deployment.way, (), STAYING[:1], (), users=1, projects=1), links)
        self.files: dict[str, str] = {}  # job → digest of the file that anybody could fetch first

    async def _perform(self) -> None:
        upstream = self.testbed.upstream
        assert upstream is not None
        for scene in scripts.PLANNED:
            will_build(upstream, scene, *[scene_answer(f"Built {scene}")] * BUILDS)
        watching = asyncio.create_task(self._watch())
        await super()._perform()
        deadline = time.monotonic() + PATIENCE_SECONDS
        while (open_jobs := await asyncio.to_thread(self._unfinished_jobs)) and time.monotonic() < deadline:
            await asyncio.sleep(0.1)
        watching.cancel()
        self.errors += [f"a job is {row['status']} after all faults: {row}" for row in open_jobs]
        await self._fetch_all()
        self._look_for_leftovers()
        self._count_effects()

    def _count_effects(self) -> None:
        """A scene that was built is one version of the video."""
        authors = Counter(row["author"] for row in self._stored().versions if row["author_kind"] == "build")
        builds = {uuid_text(row["id"]): row["status"] for row in self._jobs() if "scene" in row}
        for id, status in builds.items():
            if authors.pop(id, 0) != (status == "ready"):
                self.errors.append(f"build {id} is {status}, and made {authors} versions")
        plans = any(kind == "plan" for _, kind in self.links)
        if authors or (plans and "ready" not in builds.values()):
            self.errors.append(f"versions {dict(authors)} are of no build, or none of {builds} became ready")

    def _jobs(self) -> list[dict[str, Any]]:
        database = self.testbed.deployment.database
        return [row for table in TABLES for row in database.of_projects(table, [int(p) for p in self.projects])]

    def _unfinished_jobs(self) -> list[dict[str, Any]]:
        return [row for row in self._jobs() if row["status"] in ("queued", "running")]

    async def _watch(self) -> None:
        """Ask for each job's file all the time: what there is of it must be whole."""
        while True:
            with suppress(*AWAY):
                await self._fetch_all()
            await asyncio.sleep(0.1)

    async def _fetch_all(self) -> None:
        for row in await asyncio.to_thread(self._jobs):
            id = uuid_text(row["id"])
            async with api(self._url(), self._token(0)) as http:
                answer = await http.get(f"/api/jobs/{id}/file")
            if answer.status_code != 200:
                if row["status"] == "ready" and "frames" in row:
                    self.errors.append(f"job {id} is ready, and its file gives {answer.status_code}")
                continue
            digest = hashlib.sha256(answer.content).hexdigest()
            if id not in self.files:
                self.errors += _flaws(id, answer.content, await asyncio.to_thread(self._row, id))
            if self.files.setdefault(id, digest) != digest:
                self.errors.append(f"the file of job {id} changed after it was ready")

    def _row(self, id: str) -> dict[str, Any]:
        return next(row for row in self._jobs() if uuid_text(row["id"]) == id)

    def _look_for_leftovers(self) -> None:
        folder = self.testbed.deployment.place.folder / "data" / "renders"
        finished = {uuid_text(row["id"]) for row in self._jobs() if row["status"] == "ready"}
        self.notes.append(f"{len(finished)} jobs ready")
        for project in self.projects:
            names = {path.name for path in (folder / project).iterdir()}
            if strays := {name for name in names if name.partition(".")[0] not in finished or ".part" in name}:
                self.errors.append(f"left behind in the data folder: {sorted(strays)}")
        if not finished:
            self.errors.append("no job became ready")


def _flaws(id: str, content: bytes, row: dict[str, Any]) -> list[str]:
    with av.open(io.BytesIO(content)) as container:
        frames = sum(1 for _ in container.decode(video=0))
    if (len(content), frames) != (row["size"], row["frames"]):
        return [
            f"the file of job {id} has {len(content)} bytes and {frames} frames, not {row['size']}, {row['frames']}"
        ]
    return []


@cell(suite=())
def kill_during_jobs(testbed: Testbed) -> Run:
    return JobChain(testbed)
