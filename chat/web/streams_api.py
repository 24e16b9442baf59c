"""The HTTP API of streams and their tool calls.

What SSE and long poll take and give is described here, too; chat/web/sse.py answers them.
"""

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Header, Query

from chat.answer import controls
from chat.models import Stream, ToolCall
from chat.shapes import EventsOut, StreamOut
from chat.stream.snapshots import call_state, state_now
from chat.stream.state import CallState, StreamState
from chat.web.bodies import ResolveIn, RetryIn
from chat.web.serializers import queue_positions
from config.common.errors import Conflict, NotFound
from config.common.router import Router, refuses
from projects.access import number, uuid_of
from projects.requests import WithStatus, check_role

router = Router()

SSE = {
    "type": "object",
    "description": "One event.",
    "properties": {
        "id": {"type": "string"},
        "event": {"type": "string"},
        "data": {"type": "string", "contentMediaType": "application/json"},
    },
}


def stream_of(request: HttpRequest, id: str) -> Stream:
    stream = Stream.objects.visible_to(request.user).select_related("message").filter(pk=number(id)).first()
    if stream is None:
        raise NotFound()
    check_role(request, stream.project_id)
    return stream


def call_of(request: HttpRequest, id: str) -> ToolCall:
    call = controls.find_call(uuid_of(id), request.user)
    if call is None:
        raise NotFound()
    check_role(request, call.stream.project_id)
    return call


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
