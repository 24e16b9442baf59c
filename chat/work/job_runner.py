"""Jobs as work of the executor: all that is the same whatever a job does. Each kind adds its work and its sentences."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, Self, TypeVar

import structlog

from chat.jobs import Job, JobStatus
from chat.stream.log import retried
from chat.work.executor import WorkKind, run_until
from chat.work.leases import LeaseLost
from config.common.database import in_pool
from config.common.hints import announce

logger = structlog.get_logger(__name__)

PROGRESS_SECONDS = 0.4

J = TypeVar("J", bound=Job)


@dataclass(frozen=True)
class JobEnding:
    """How a job ends. `code` and `message` are for the person, `detail` holds the original words, for operators."""

    status: JobStatus
    code: str = ""
    message: str = ""
    detail: str = ""

    @classmethod
    def ready(cls) -> Self:
        return cls(JobStatus.READY)

    @classmethod
    def failed(cls, code: str, message: str, detail: str = "") -> Self:
        return cls(JobStatus.FAILED, code, message, detail)

    @classmethod
    def cancelled(cls, code: str = "", message: str = "") -> Self:
        """Without a code whoever cancelled it has said why, or needs no reason."""
        return cls(JobStatus.CANCELLED, code, message)


class JobRunner(Generic[J]):
    """One job in this process."""

    GAVE_UP: ClassVar[str]  # the sentence for one whose worker crashed again and again

    def __init__(self, job: J) -> None:
        self.job = job

    async def work(self) -> JobEnding:
        """Do the job, whatever a crash left of it. `ready` says that it was moved there, with its result."""
        raise NotImplementedError

    def news(self) -> dict[str, Any]:
        """The fields that tell how far it is, as far as they changed since the last look."""
        return {}

    def fields_of(self, ending: JobEnding) -> dict[str, Any]:
        """What is written with an end that is not `ready`."""
        error = {"error_code": ending.code, "error_message": ending.message} if ending.code else {}
        return {"eta_s": None, "stop_requested": False, **error}

    async def run(self, stop: asyncio.Event) -> JobEnding:
        """Bring the job to its end. A shutdown is CancelledError, and passes: the job goes back to the queue."""
        ending = await run_until(self._work(), stop) or JobEnding.cancelled()
        if ending.status == JobStatus.FAILED:
            kind = self.job.KIND
            told = {"code": ending.code, "reason": ending.message, "detail": ending.detail}
            logger.warning(f"{kind} failed", phase=kind, **told)
        if ending.status != JobStatus.READY:
            await retried(in_pool(end), self.job, ending.status, **self.fields_of(ending))
        return ending

    async def _work(self) -> JobEnding:
        if self.job.is_given_up:
            return JobEnding.failed("gave_up", self.GAVE_UP)
        telling = asyncio.create_task(self._tell())
        try:
            return await self.work()
        finally:
            telling.cancel()

    async def _tell(self) -> None:
        """Store the progress as it grows, a few times a second."""
        with suppress(LeaseLost):
            while True:
                await asyncio.sleep(PROGRESS_SECONDS)
                if news := self.news():
                    await retried(in_pool(self.job.told), **news)
                    announce(projects=[self.job.project_id])


class JobKind(WorkKind[J]):
    """Jobs of one model."""

    def runner(self, job: J) -> JobRunner[J]:
        raise NotImplementedError

    async def run(self, work: J, stop: asyncio.Event) -> None:
        structlog.contextvars.bind_contextvars(project=work.project_id)
        announce(projects=[work.project_id])
        await self.runner(work).run(stop)

    def left(self, work: J) -> None:
        announce(projects=[work.project_id], streams=[work.stream_id] if work.stream_id else [], work=True)


def end(job: Job, status: JobStatus, **fields: Any) -> None:
    """End a running job. Raises LeaseLost when its epoch is over."""
    row = job.held().first()  # not `job`: an earlier try, whose commit failed, would have moved it
    if row is None:
        raise LeaseLost(f"{job.KIND} {job.pk}: epoch {job.epoch} is over")
    row.move_to(status, **fields)
