"""The HTTP API of projects, messages, streams, tool calls and jobs. SSE, long poll and `?wait=` are in chat/http.py."""

from typing import Annotated, Any

from django.contrib.auth.models import User
from django.http import HttpRequest
from ninja import Query, Router

from chat import interventions, jobs, team
from chat.access import number, project_for, uuid_of
from chat.database import writing
from chat.errors import Gone, Invalid, NotFound
from chat.files import Answer, file_response
from chat.models import Message, Stream, ToolCall
from chat.news import announce
from chat.presenting import call_json, messages_of, project_json, queue_positions
from chat.schemas import MessageIn, ProjectIn, ResolveIn, RetryIn, sent_json
from chat.sending import send_message
from chat.snapshots import state_now
from projects.models import MemberRole, Project

router = Router()
VIEWER, EDITOR = MemberRole.VIEWER, MemberRole.EDITOR


class FileRemoved(Gone):
    code = jobs.REMOVED
    sentence = "The file is no longer on the disk. Ask for it again to have it made anew."


MOST_ITEMS = 200
Limit = Annotated[int, Query(50, ge=1, le=MOST_ITEMS)]


def project_of(request: HttpRequest, id: str, needed: MemberRole | None = None) -> Project:
    """The project `id`, for those who are `needed` in it: who looks a viewer, who changes something an editor.

    Raises as `project_for`.
    """
    return project_for(request.user, number(id), needed or (VIEWER if _only_looks(request) else EDITOR))


def _only_looks(request: HttpRequest) -> bool:
    return request.method in ("GET", "HEAD")


def _check_role(request: HttpRequest, project: int) -> None:
    """Raises ReadOnly for those who may see what is in `project`, but want to change it."""
    if not _only_looks(request):
        project_for(request.user, project, EDITOR)


def user_of_request(request: HttpRequest) -> User:
    """Who is signed in; neither the API nor `login_required`, before the pages, lets anybody else in."""
    assert isinstance(request.user, User)
    return request.user


def stream_of(request: HttpRequest, id: str) -> Stream:
    stream = Stream.objects.visible_to(request.user).select_related("message").filter(pk=number(id)).first()
    if stream is None:
        raise NotFound()
    _check_role(request, stream.project_id)
    return stream


def call_of(request: HttpRequest, id: str) -> ToolCall:
    call = interventions.find_call(uuid_of(id), request.user)
    if call is None:
        raise NotFound()
    _check_role(request, call.stream.project_id)
    return call


def job_of(request: HttpRequest, id: str) -> jobs.Job:
    job = jobs.find(uuid_of(id), request.user)
    if job is None:
        raise NotFound()
    _check_role(request, job.project_id)
    return job


def page(items: list[Any], limit: int) -> dict[str, Any]:
    """`items` were read one more than `limit`, oldest last; `next` is the last shown id when there are more."""
    more = len(items) > limit
    shown = items[:limit]
    return {"items": shown, "next": shown[-1]["id"] if more and shown else None}


def checked_name(name: str) -> str:
    name = name.strip()
    if not name:
        raise Invalid("A project needs a name of 1 to 200 characters.")
    return name


@router.get("/projects", summary="Projects, the newest first")
def list_projects(request: HttpRequest, after: str = "", limit: Limit = 50) -> Any:
    rows = Project.objects.visible_to(request.user).select_related("owner").order_by("-pk")
    if after:
        rows = rows.filter(pk__lt=number(after))
    return page([project_json(project) for project in rows[: limit + 1]], limit)


@router.post("/projects", summary="Make a project", response={201: Any})
def make_project(request: HttpRequest, payload: ProjectIn) -> Any:
    with writing():
        project = Project.objects.create(owner=user_of_request(request), name=checked_name(payload.name))
    project.role = MemberRole.OWNER
    return 201, project_json(project)


@router.get("/projects/{id}", summary="A project")
def get_project(request: HttpRequest, id: str) -> Any:
    return project_json(project_of(request, id))


@router.get("/projects/{id}/people", summary="The team chart of a project")
def get_people(request: HttpRequest, id: str) -> Any:
    return {"items": team.chart(project_of(request, id).pk)}


@router.patch("/projects/{id}", summary="Rename a project")
def rename_project(request: HttpRequest, id: str, payload: ProjectIn) -> Any:
    project = project_of(request, id)
    project.name, project.is_named = checked_name(payload.name), True
    with writing():
        project.save(update_fields=["name", "is_named", "updated_at"])
    return project_json(project)


@router.delete("/projects/{id}", summary="Delete a project with all that is in it", response={204: None})
def delete_project(request: HttpRequest, id: str) -> Any:
    interventions.remove_project(project_of(request, id, MemberRole.OWNER))
    return 204, None


@router.post("/projects/{id}/messages", summary="Send a message", response={200: Any, 202: Any})
def send(request: HttpRequest, id: str, payload: MessageIn) -> Any:
    sent = send_message(
        project_of(request, id),
        request.user,
        payload.id,
        payload.content,
        payload.client_id or "",
        payload.parent,
        about=payload.about.model_dump() if payload.about else None,
        replaces=payload.replaces,
    )
    return (202 if sent.created else 200), sent_json(sent)


@router.get("/projects/{id}/messages", summary="Messages, the newest last")
def list_messages(request: HttpRequest, id: str, before: str = "", limit: Limit = 50) -> Any:
    try:
        items = messages_of(project_of(request, id), uuid_of(before) if before else None, limit + 1, formed=True)
    except Message.DoesNotExist as error:
        raise NotFound("The message that `before` names is not in the project.") from error
    more = len(items) > limit
    shown = items[-limit:]
    return {"items": shown, "next": shown[0]["id"] if more else None}


@router.get("/projects/{id}/jobs", summary="Jobs of a project, the newest first")
def list_jobs(request: HttpRequest, id: str, kind: str = "", unfinished: bool = False, limit: Limit = 50) -> Any:
    project = project_of(request, id)
    found: list[jobs.Job] = []
    for model in jobs.job_models():
        if not kind or kind == model.KIND:
            rows = model.objects.filter(project=project)
            found += (rows.unfinished() if unfinished else rows).order_by("-created_at")[: limit + 1]
    found.sort(key=lambda job: job.created_at, reverse=True)
    return page(jobs.shown(found[: limit + 1]), limit)


@router.get("/streams/{id}", summary="The whole state of a stream")
def get_stream(request: HttpRequest, id: str) -> Any:
    stream = stream_of(request, id)
    state = state_now(stream).model_dump(mode="json", exclude={"thoughts"})
    if state["status"] == "queued":
        state["queue_position"] = queue_positions().get(stream.pk)
    return state


@router.post("/streams/{id}/stop", summary="Stop an answer", response={200: Any, 202: Any})
def stop_stream(request: HttpRequest, id: str) -> Any:
    stream = stream_of(request, id)
    under_way = interventions.stop(stream)
    return (202 if under_way else 200), {"id": str(stream.pk), "status": stream.status}


@router.post("/streams/{id}/retry", summary="Retry an answer that failed or was stopped", response={202: Any})
def retry_stream(request: HttpRequest, id: str, payload: RetryIn | None = None) -> Any:
    stream = stream_of(request, id)
    interventions.retry(stream, payload.from_step if payload else None)
    return 202, {"id": str(stream.pk), "status": "queued"}


@router.post("/tool-calls/{id}/retry", summary="Run a failed or unknown tool call again", response={202: Any})
def retry_call(request: HttpRequest, id: str) -> Any:
    call = call_of(request, id)
    interventions.retry_call(call)
    return 202, call_json(call_of(request, id))


@router.post("/tool-calls/{id}/resolve", summary="Say what became of an unknown call", response={202: Any})
def resolve_call(request: HttpRequest, id: str, payload: ResolveIn) -> Any:
    interventions.resolve(call_of(request, id), payload.outcome, payload.result)
    return 202, call_json(call_of(request, id))


@router.get("/jobs/{id}", summary="A job")
def get_job(request: HttpRequest, id: str) -> Any:
    return jobs.shown([job_of(request, id)])[0]


@router.post("/jobs/{id}/cancel", summary="Cancel a job", response={200: Any, 202: Any})
def cancel_job(request: HttpRequest, id: str) -> Any:
    job = job_of(request, id)
    changed = jobs.cancel(job)
    announce(projects=[job.project_id], work=True)
    job.refresh_from_db()
    return (202 if changed else 200), jobs.shown([job])[0]


@router.post("/jobs/{id}/retry", summary="Queue a failed or cancelled job again", response={202: Any})
def retry_job(request: HttpRequest, id: str) -> Any:
    job = job_of(request, id)
    jobs.retry(job, user_of_request(request))
    announce(projects=[job.project_id], work=True)
    return 202, jobs.shown([job])[0]


@router.get("/jobs/{id}/file", summary="The file that a job made; with Range", response={200: Any, 206: Any, 410: Any})
def get_file(request: HttpRequest, id: str) -> Answer:
    job = job_of(request, id)
    path = job.file_path()
    if job.error_code == jobs.REMOVED:
        raise FileRemoved(job.error_message)
    if path is not None and not path.is_file():
        raise FileRemoved()
    if path is None:
        raise NotFound("This job has no file (yet). Its status says whether it still runs.")
    return file_response(request, path, job.file_name())
