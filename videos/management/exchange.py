"""A whole exchange from a program: send, print what comes, wait for the jobs, give the finished video."""

import asyncio
from contextlib import aclosing
from pathlib import Path
from typing import TextIO

from chat import jobs
from chat.conversation.new_message import NewMessage
from chat.conversation.sending import send_message
from chat.jobs import UNFINISHED, Job, JobStatus
from chat.runtime import Runtime
from chat.stream.events import Delta, Failure, Finalized, Record, Snapshot, Status, StepRestarted, ToolResult
from chat.stream.feed import Feed
from chat.stream.log import retried
from config.common.database import in_pool, writing
from config.common.hints import announce
from projects.models import Project
from videos.models import Format, Quality, Render, SceneBuild, Video

BAR = 24  # characters of a progress bar
POLL_SECONDS = 0.2


class TurnFailed(Exception):
    """The answer or one of its jobs failed; the text is the sentence for the person."""


class Exchange:
    """One message and all that comes of it. This process works for the project beside any server that runs."""

    def __init__(self, project: Project, output: TextIO, *, is_terminal: bool) -> None:
        self._project, self._output, self._is_terminal = project, output, is_terminal
        self._at_line_start = True
        self._failure = ""  # the sentence of what the answer failed by

    async def run(self, message: str) -> Path | None:
        """Give the finished MP4 when the video changed. Raises ChatError or TurnFailed."""
        before = (await in_pool(Video.objects.of)(self._project)).version
        runtime = Runtime(work=True, project=self._project.pk).start()
        try:
            sent = await in_pool(send_message)(self._project, self._project.owner, NewMessage.saying(message))
            await self.print_answer(runtime.feed, sent.stream.pk)
            failed = await self._wait_for(await in_pool(lambda: list(jobs.of_stream(sent.stream.pk)))())
            render = await retried(in_pool(_finished_video), self._project, before, sent.stream.pk)
            if render is not None:
                announce(work=True)
                failed += await self._wait_for([render])
            if failed:
                raise TurnFailed(" ".join(_sentence(job) for job in failed))
            return render.final_path if render is not None else None
        finally:
            await runtime.stop()

    async def print_answer(self, feed: Feed, stream: int) -> None:
        """Print the answer as it comes, or what there is of one that has ended. Raises TurnFailed."""
        async with aclosing(feed.follow(stream, None)) as batches:
            async for records in batches:
                for record in records:
                    self._print(record)
        self._line("")

    def _print(self, record: Record) -> None:
        match record.event:
            case Snapshot(state=state):
                self._failure = state.error.message if state.error else ""
                if state.content:
                    self._line(f"[going on]\n{state.content}", end="")
            case Delta(content=content):
                self._write(content)
            case StepRestarted(content=content):
                self._line(f"[the last of it is taken back]\n{content}", end="")
            case Status(status="retrying", retry_in_s=seconds, reason=reason):
                self._line(f"[{reason} Retrying in {seconds:g} s.]")
            case ToolResult() as result:
                done = "begun" if result.jobs else "done"  # its jobs are waited for below
                said = done if result.success else result.error.message if result.error else result.status
                self._line(f"[{result.name}: {said}, {(result.duration_ms or 0) / 1000:.1f} s]")
            case Failure(message=message):
                self._failure = message
            case Finalized(status="error"):
                self._line("")
                raise TurnFailed(self._failure)
            case Finalized(status="stopped"):
                raise TurnFailed("The answer was stopped.")

    async def _wait_for(self, waiting: list[Job]) -> list[Job]:
        """Show the progress of each job until all have ended; give those that failed."""
        for job in waiting:
            while job.status in UNFINISHED:
                self._bar(job)
                await asyncio.sleep(POLL_SECONDS)
                await retried(in_pool(job.refresh_from_db))
            self._bar(job)
            self._line("")
        # A build that something newer took the place of has not failed.
        return [job for job in waiting if job.status == JobStatus.FAILED or _is_cut_short(job)]

    def _bar(self, job: Job) -> None:
        full = round(job.progress * BAR)
        is_known = job.status == JobStatus.RUNNING and job.progress and job.eta_s  # before it is a guess
        left = f", {job.eta_s:.0f} s left" if is_known else ""
        what = f"{job.KIND} {job.scene}" if isinstance(job, SceneBuild) else job.KIND
        text = f"{what} [{'#' * full}{'.' * (BAR - full)}] {job.progress:4.0%} {job.status}{left}"
        if self._is_terminal:
            self._output.write(f"\r{text:<70}")
            self._at_line_start = False
        elif job.status not in UNFINISHED:
            self._line(text)
        self._output.flush()

    def _write(self, text: str) -> None:
        if text:
            self._output.write(text, ending="")  # type: ignore[call-arg]  # Django's OutputWrapper adds a line end
            self._output.flush()
            self._at_line_start = text.endswith("\n")

    def _line(self, text: str, end: str = "\n") -> None:
        """Write `text` on a line of its own."""
        if not self._at_line_start:
            self._write("\n")
        if text:
            self._write(text + end)


def _is_cut_short(job: Job) -> bool:
    return job.status == JobStatus.CANCELLED and not isinstance(job, SceneBuild)


def _sentence(job: Job) -> str:
    what = f"Scene {job.scene}: " if isinstance(job, SceneBuild) else ""
    return what + (job.error_message or f"The {job.KIND} was {job.status}.")


def _finished_video(project: Project, before: int, stream: int) -> Render | None:
    """The turn's MP4 of the newest version, or one asked for now; None when the video did not change."""
    with writing():
        video = Video.objects.locked(project)
        if video.version == before:
            return None
        rendered = Render.objects.filter(stream=stream, format=Format.MP4, shape="", status=JobStatus.READY)
        newest = rendered.exclude(quality=Quality.DRAFT).order_by("-version__number").select_related("version").first()
        if newest is not None:
            return newest
        return Render.objects.ask(video, video.version, Format.MP4, Quality.STANDARD, project.owner_id, stream)
