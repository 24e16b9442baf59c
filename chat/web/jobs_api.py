"""The HTTP API of jobs and their files."""

from django.http import HttpRequest

from chat import jobs
from chat.shapes import JobOut, JobsOut
from config.common.errors import Conflict, Gone, NotFound
from config.common.file_response import FileAnswer, described_file, file_response
from config.common.hints import announce
from config.common.router import Router, refuses
from projects.access import uuid_of
from projects.requests import Limit, WithStatus, check_role, next_after, project_of, user_of_request

router = Router()


class FileRemoved(Gone):
    code = jobs.REMOVED
    sentence = "The file is no longer on the disk. Ask for it again to have it made anew."


def job_of(request: HttpRequest, id: str) -> jobs.Job:
    job = jobs.find(uuid_of(id), request.user)
    if job is None:
        raise NotFound()
    check_role(request, job.project_id)
    return job


@router.get("/projects/{id}/jobs", summary="Jobs of a project, the newest first", response=JobsOut)
def list_jobs(request: HttpRequest, id: str, kind: str = "", unfinished: bool = False, limit: Limit = 50) -> JobsOut:
    project = project_of(request, id)
    found: list[jobs.Job] = []
    for model in jobs.job_models():
        if not kind or kind == model.KIND:
            rows = model.objects.filter(project=project)
            found += (rows.unfinished() if unfinished else rows).order_by("-created_at")[: limit + 1]
    found.sort(key=lambda job: job.created_at, reverse=True)
    shown = jobs.shown(found[: limit + 1])
    return {"items": shown[:limit], "next": next_after(shown, limit)}


@router.get("/jobs/{id}", summary="A job", response=JobOut)
def get_job(request: HttpRequest, id: str) -> JobOut:
    return jobs.shown([job_of(request, id)])[0]


@router.post("/jobs/{id}/cancel", summary="Cancel a job", response={200: JobOut, 202: JobOut})
def cancel_job(request: HttpRequest, id: str) -> WithStatus[JobOut]:
    job = job_of(request, id)
    changed = jobs.cancel(job)
    announce(projects=[job.project_id], work=True)
    job.refresh_from_db()
    return (202 if changed else 200), jobs.shown([job])[0]


@router.post("/jobs/{id}/retry", summary="Queue a failed or cancelled job again", response={202: JobOut})
@refuses(Conflict, *jobs.refusals_of_a_retry())
def retry_job(request: HttpRequest, id: str) -> WithStatus[JobOut]:
    job = job_of(request, id)
    jobs.retry(job, user_of_request(request))
    announce(projects=[job.project_id], work=True)
    return 202, jobs.shown([job])[0]


@router.get(
    "/jobs/{id}/file",
    summary="The file that a job made; with Range",
    response={200: None},
    openapi_extra=described_file("video/mp4", "video/webm", "image/gif", "image/png", "application/json"),
)
@refuses(FileRemoved)
def get_job_file(request: HttpRequest, id: str) -> FileAnswer:
    job = job_of(request, id)
    path = job.file_path()
    if job.error_code == jobs.REMOVED:
        raise FileRemoved(job.error_message)
    if path is not None and not path.is_file():
        raise FileRemoved()
    if path is None:
        raise NotFound("This job has no file (yet). Its status says whether it still runs.")
    return file_response(request, path, job.file_name())
