"""The HTTP API of projects, messages, streams, tool calls and jobs.

What SSE, long poll and `?wait=` take and give is described here, too; config/asgi.py has chat/web/sse.py answer them.
"""

from typing import Annotated, Any, TypeVar

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from ninja import Header, Query

from chat import jobs
from chat.answer import controls
from chat.conversation import sending, team
from chat.models import Message, Stream, ToolCall
from chat.shapes import (
    EventsOut,
    JobOut,
    JobsOut,
    MessagesOut,
    PeopleOut,
    ProjectOut,
    ProjectsOut,
    SentOut,
    StreamOut,
)
from chat.stream.snapshots import call_state, state_now
from chat.stream.state import CallState, StreamState
from chat.web.bodies import MessageIn, NewProjectIn, ProjectIn, ResolveIn, RetryIn, sent_json
from chat.web.serializers import messages_of, project_json, queue_positions, with_all_html
from config.common.errors import (
    Conflict,
    Gone,
    NotFound,
    OwnerOnly,
    SameIdOtherContent,
    TooBusy,
)
from config.common.file_response import FileAnswer, described_file, file_response
from config.common.hints import announce
from config.common.router import Router, refuses
from projects import lifecycle
from projects.access import number, project_for, uuid_of
from projects.models import MemberRole, Project

router = Router()
VIEWER, EDITOR = MemberRole.VIEWER, MemberRole.EDITOR


class FileRemoved(Gone):
    code = jobs.REMOVED
    sentence = "The file is no longer on the disk. Ask for it again to have it made anew."


T = TypeVar("T")
WithStatus = tuple[int, T]  # with the status

MOST_ITEMS = 200
Limit = Annotated[int, Query(50, ge=1, le=MOST_ITEMS)]
Wait = Annotated[float | None, Query(None, ge=0, description="Seconds to wait for the end of the answer; at most 120.")]


SSE = {
    "type": "object",
    "description": "One event.",
    "properties": {
        "id": {"type": "string"},
        "event": {"type": "string"},
        "data": {"type": "string", "contentMediaType": "application/json"},
    },
}


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
    call = controls.find_call(uuid_of(id), request.user)
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


def next_after(items: list[Any], limit: int) -> str | None:
    """`items` were read one more than `limit`, oldest last; the id of the last shown when there are more."""
    return str(items[limit - 1]["id"]) if len(items) > limit else None


@router.get("/projects", summary="Projects, the newest first", response=ProjectsOut)
@refuses(NotFound)
def list_projects(request: HttpRequest, after: str = "", limit: Limit = 50) -> ProjectsOut:
    rows = Project.objects.visible_to(request.user).select_related("owner").order_by("-pk")
    if after:
        rows = rows.filter(pk__lt=number(after))
    found = [project_json(project) for project in rows[: limit + 1]]
    return {"items": found[:limit], "next": next_after(found, limit)}


@router.post("/projects", summary="Make a project", response={201: ProjectOut})
def make_project(request: HttpRequest, payload: NewProjectIn) -> WithStatus[ProjectOut]:
    name = payload.name if "name" in payload.model_fields_set else None
    project = lifecycle.create(user_of_request(request), name)
    project.role = MemberRole.OWNER
    return 201, project_json(project)


@router.get("/projects/{id}", summary="A project", response=ProjectOut)
def get_project(request: HttpRequest, id: str) -> ProjectOut:
    return project_json(project_of(request, id))


@router.get("/projects/{id}/people", summary="The team chart of a project", response=PeopleOut)
def list_people(request: HttpRequest, id: str) -> PeopleOut:
    return {"items": team.chart(project_of(request, id).pk)}


@router.patch("/projects/{id}", summary="Rename a project", response=ProjectOut)
def rename_project(request: HttpRequest, id: str, payload: ProjectIn) -> ProjectOut:
    project = project_of(request, id)
    lifecycle.rename(project, payload.name)
    return project_json(project)


@router.delete("/projects/{id}", summary="Delete a project with all that is in it", response={204: None})
@refuses(OwnerOnly)
def delete_project(request: HttpRequest, id: str) -> WithStatus[None]:
    lifecycle.delete(project_of(request, id, MemberRole.OWNER))
    return 204, None


@router.post(
    "/projects/{id}/messages",
    summary="Send a message",
    description="The same `id` with the same content again: 200 and what there is, whatever happened since. With "
    "`wait`: 200 with the state of the stream when it has ended in time.",
    response={200: SentOut | StreamState, 202: SentOut},
)
@refuses(SameIdOtherContent, TooBusy)
def send_message(request: HttpRequest, id: str, payload: MessageIn, wait: Wait = None) -> WithStatus[SentOut]:
    sent = sending.send_message(project_of(request, id), request.user, payload)
    return (202 if sent.created else 200), sent_json(sent)


@router.get("/projects/{id}/messages", summary="Messages, the newest last", response=MessagesOut)
def list_messages(request: HttpRequest, id: str, before: str = "", limit: Limit = 50) -> MessagesOut:
    try:
        items = messages_of(project_of(request, id), uuid_of(before) if before else None, limit + 1)
    except Message.DoesNotExist as error:
        raise NotFound("The message that `before` names is not in the project.") from error
    more = len(items) > limit
    shown = with_all_html(items[-limit:])
    return {"items": shown, "next": shown[0]["id"] if more else None}


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


@router.get("/streams/{id}", summary="The whole state of a stream", response=StreamState)
def get_stream(request: HttpRequest, id: str) -> StreamState:
    stream = stream_of(request, id)
    state = state_now(stream)
    if state.status == "queued":
        return state.model_copy(update={"queue_position": queue_positions().get(stream.pk)})
    return state


@router.get(
    "/streams/{id}/events",
    summary="The events of a stream, from a cursor on: SSE, or a long poll with `Accept: application/json`",
    description="Each event of SSE has `id`, `event` (its type; `stream_error` for `error`) and `data`, the same JSON "
    "as in a poll. It ends after `finalized`, and after about 1 MiB: go on with the last id. 204: there is no more.",
    response={200: EventsOut, 204: None},
    openapi_extra={"responses": {200: {"content": {"text/event-stream": {"schema": SSE}}}}},
)
def follow_stream(
    request: HttpRequest,
    id: str,
    after: Annotated[str, Query("", description="An event's id: only what came later.")] = "",
    wait: Annotated[float, Query(25, ge=0, description="Of a poll: seconds until it answers; at most 60.")] = 25,
    last_event_id: Annotated[str, Header("", alias="Last-Event-ID", description="As `after`, and before it.")] = "",
) -> HttpResponse:
    """HEAD only: EventsConsumer answers GET."""
    stream_of(request, id)
    return HttpResponse(content_type="text/event-stream; charset=utf-8")


@router.post("/streams/{id}/stop", summary="Stop an answer", response={200: StreamOut, 202: StreamOut})
@refuses(Conflict)
def stop_stream(request: HttpRequest, id: str) -> WithStatus[StreamOut]:
    stream = stream_of(request, id)
    under_way = controls.stop(stream)
    return (202 if under_way else 200), {"id": str(stream.pk), "status": stream.status}


@router.post("/streams/{id}/retry", summary="Retry an answer that failed or was stopped", response={202: StreamOut})
@refuses(Conflict)
def retry_stream(request: HttpRequest, id: str, payload: RetryIn | None = None) -> WithStatus[StreamOut]:
    stream = stream_of(request, id)
    controls.retry(stream, payload.from_step if payload else None)
    return 202, {"id": str(stream.pk), "status": "queued"}


@router.post("/tool-calls/{id}/retry", summary="Run a failed or unknown tool call again", response={202: CallState})
@refuses(Conflict)
def retry_tool_call(request: HttpRequest, id: str) -> WithStatus[CallState]:
    call = call_of(request, id)
    controls.retry_call(call)
    return 202, call_state(call_of(request, id))


@router.post("/tool-calls/{id}/resolve", summary="Say what became of an unknown call", response={202: CallState})
@refuses(Conflict)
def resolve_tool_call(request: HttpRequest, id: str, payload: ResolveIn) -> WithStatus[CallState]:
    controls.resolve(call_of(request, id), payload.outcome, payload.result)
    return 202, call_state(call_of(request, id))


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
