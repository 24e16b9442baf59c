"""The HTTP API of messages, and of the team that they may be about.

What `?wait=` takes and gives is described here, too; chat/web/sse.py answers it.
"""

from typing import Annotated

from django.http import HttpRequest
from ninja import Query

from chat.conversation import sending, team
from chat.models import Message
from chat.shapes import MessagesOut, PeopleOut, SentOut
from chat.stream.state import StreamState
from chat.web.bodies import MessageIn, sent_json
from chat.web.serializers import messages_of, with_all_html
from config.common.errors import NotFound, SameIdOtherContent, TooBusy
from config.common.router import Router, refuses
from projects.access import uuid_of
from projects.requests import Limit, WithStatus, project_of

router = Router()

Wait = Annotated[float | None, Query(None, ge=0, description="Seconds to wait for the end of the answer; at most 120.")]


@router.get("/projects/{id}/people", summary="The team chart of a project", response=PeopleOut)
def list_people(request: HttpRequest, id: str) -> PeopleOut:
    return {"items": team.chart(project_of(request, id).pk)}


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
