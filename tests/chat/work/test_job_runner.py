"""How jobs run and end, whatever their work is: a stop, a crash, a lost lease and the work's own end."""

import asyncio
from datetime import timedelta
from itertools import product
from typing import Any
from uuid import uuid4

import pytest
from asgiref.sync import sync_to_async
from django.contrib.auth.models import User
from django.db.models.functions import Now

from chat import jobs
from chat.jobs import Job, JobStatus
from chat.work import job_runner
from chat.work.executor import WorkKind, claim
from chat.work.job_runner import JobEnding, JobRunner
from chat.work.leases import MOST_CRASHES, LeaseLost, hand_over
from projects.models import Project
from videos.jobs.brief import brief_from
from videos.jobs.build_runner import Building, BuildKind
from videos.jobs.render_runner import Rendering, RenderKind
from videos.models import Format, Quality, Render, SceneBuild, Video

ROWS = pytest.mark.django_db(transaction=True)
KINDS: list[type[WorkKind[Any]]] = [BuildKind, RenderKind]


class Runner(JobRunner[Any]):
    """Does what the test says."""

    GAVE_UP = "Gave up."

    def __init__(self, job: Job, ending: JobEnding, *, waits: bool = False) -> None:
        super().__init__(job)
        self.ending = ending
        self.begun, self.may_end = asyncio.Event(), asyncio.Event()
        self.to_tell: list[dict[str, Any]] | None = None  # a list: it ends when all is told
        if not waits:
            self.may_end.set()

    async def work(self) -> JobEnding:
        self.begun.set()
        await self.may_end.wait()
        return self.ending

    def news(self) -> dict[str, Any]:
        if self.to_tell:
            return self.to_tell.pop(0)
        if self.to_tell is not None:
            self.may_end.set()
        return {}


@pytest.fixture
def video() -> Video:
    return new_video()


def new_video() -> Video:
    owner = User.objects.create(username=f"person-{uuid4()}")
    return Video.objects.of(Project.objects.create(owner=owner, name="A project"))


def asked(kind: type[WorkKind[Any]], video: Video) -> Job:
    if kind is BuildKind:
        return SceneBuild.objects.ask(video, "intro", brief_from(video.document, "intro"))
    return Render.objects.ask(video, 1, Format.MP4, Quality.DRAFT, video.project.owner_id)


def held(kind: type[WorkKind[Any]], video: Video, crashes: int = 0) -> Job:
    """A job that a worker has taken up."""
    row = asked(kind, video)
    type(row)._base_manager.filter(pk=row.pk).update(crashes=crashes)
    (job,) = claim(kind(), "worker", 1, None)
    assert isinstance(job, Job) and job.pk == row.pk
    return job


async def stored(job: Job) -> Job:
    found: Job = await type(job)._base_manager.aget(pk=job.pk)
    return found


ENDINGS = [JobEnding.failed("broke", "It broke.", "words"), JobEnding.cancelled("deleted", "It was deleted.")]


@ROWS
@pytest.mark.parametrize(("kind", "ending"), [*product(KINDS, ENDINGS)])
async def test_an_end_is_stored_with_what_it_tells(kind: type[WorkKind[Any]], ending: JobEnding, video: Video) -> None:
    job = await sync_to_async(held)(kind, video)
    assert await Runner(job, ending).run(asyncio.Event()) == ending
    row = await stored(job)
    assert (row.status, row.error_code, row.error_message) == (ending.status, ending.code, ending.message)
    assert row.finished_at and row.eta_s is None and (row.owner, row.lease_until) == ("", None)


@ROWS
@pytest.mark.parametrize("kind", KINDS)
async def test_a_stop_cancels_and_keeps_the_reason_that_was_given(kind: type[WorkKind[Any]], video: Video) -> None:
    job = await sync_to_async(held)(kind, video)
    await sync_to_async(jobs.cancel)(await stored(job))
    await type(job)._base_manager.filter(pk=job.pk).aupdate(error_code="superseded")
    runner, stop = Runner(job, JobEnding.ready(), waits=True), asyncio.Event()
    running = asyncio.create_task(runner.run(stop))
    await runner.begun.wait()
    stop.set()
    assert (await running).status == JobStatus.CANCELLED
    row = await stored(job)
    assert (row.status, row.error_code, row.stop_requested) == (JobStatus.CANCELLED, "superseded", False)


@ROWS
@pytest.mark.parametrize("kind", KINDS)
async def test_what_crashed_again_and_again_is_given_up_unbegun(kind: type[WorkKind[Any]], video: Video) -> None:
    job = await sync_to_async(held)(kind, video, MOST_CRASHES)
    runner = Building(job, None) if kind is BuildKind else Rendering(job)  # type: ignore[arg-type]
    await runner.run(asyncio.Event())
    row = await stored(job)
    assert (row.status, row.error_code) == (JobStatus.FAILED, "gave_up") and row.error_message.endswith("retry it.")


@ROWS
@pytest.mark.parametrize(
    ("kind", "ending", "other"), [*product(KINDS, [*ENDINGS, None], ["handed over", "taken up again", "ended"])]
)
async def test_who_lost_the_job_ends_nothing(
    kind: type[WorkKind[Any]], ending: JobEnding | None, other: str, video: Video
) -> None:
    job = await sync_to_async(held)(kind, video)
    await sync_to_async(_lost)(kind, job, other)
    before = await stored(job)
    stop = asyncio.Event()
    if ending is None:
        stop.set()
    with pytest.raises(LeaseLost):
        await Runner(job, ending or JobEnding.ready(), waits=ending is None).run(stop)
    row = await stored(job)
    assert (row.status, row.epoch, row.error_code) == (before.status, before.epoch, "")


def _lost(kind: type[WorkKind[Any]], job: Job, other: str) -> None:
    if other == "ended":
        job_runner.end(job, JobStatus.CANCELLED)
        return
    hand_over([job])
    if other == "taken up again":
        claim(kind(), "another", 1, None)


@ROWS
@pytest.mark.parametrize("kind", KINDS)
async def test_progress_is_told_while_the_epoch_runs_and_by_nobody_else(
    kind: type[WorkKind[Any]], video: Video, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(job_runner, "PROGRESS_SECONDS", 0.001)
    job = await sync_to_async(held)(kind, video)
    runner = Runner(job, ENDINGS[0], waits=True)
    runner.to_tell = [{"progress": 0.25}, {"progress": 0.5}]
    await runner.run(asyncio.Event())
    assert (await stored(job)).progress == 0.5
    with pytest.raises(LeaseLost):
        await sync_to_async(job.told)(progress=0.9)
    assert (await stored(job)).progress == 0.5


# Who is next


@ROWS
@pytest.mark.parametrize("kind", KINDS)
def test_what_a_process_left_behind_comes_before_what_waits(kind: type[WorkKind[Any]], video: Video) -> None:
    left, kept = held(kind, video), held(kind, new_video())
    waiting = asked(kind, new_video())
    type(left)._base_manager.filter(pk=left.pk).update(lease_until=Now() - timedelta(hours=1))
    assert [each.pk for each in kind().candidates(3, None)] == [left.pk, waiting.pk]
    for job in (left, waiting):
        assert [each.pk for each in kind().candidates(3, job.project_id)] == [job.pk]
    assert list(kind().candidates(3, kept.project_id)) == []
