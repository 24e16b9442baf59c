"""The HTTP API of messages and their branches, and of the team that they may be about.

What `?wait=` takes and gives is described here, too; chat/web/sse.py answers it.
"""

from typing import Annotated

from django.http import HttpRequest
from ninja import Query

from chat.conversation import branches, sending, team
from chat.models import Message
from chat.shapes import MessageOut, MessagesOut, PeopleOut, SentOut
from chat.stream.state import StreamState
from chat.web.bodies import AnswerIn, MessageIn, sent_json
from chat.web.serializers import message_json, messages_of, with_all_html
from config.common.errors import Conflict, NotFound, SameIdOtherContent, TooBusy
from config.common.router import Router, refuses
from projects.access import uuid_of
from projects.requests import Limit, WithStatus, project_of, user_of_request

router = Router()

MESSAGE = "/projects/{id}/messages/{message}"

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


@router.post(MESSAGE + "/answer", summary="Answer anew, as another branch", response={200: SentOut, 202: SentOut})
@refuses(Conflict, SameIdOtherContent, TooBusy)
def answer_anew(request: HttpRequest, id: str, message: str, payload: AnswerIn) -> WithStatus[SentOut]:
    sent = branches.answer_anew(project_of(request, id), user_of_request(request), uuid_of(message), payload.id)
    return (202 if sent.created else 200), sent_json(sent)


@router.post(MESSAGE + "/show", summary="Show the branch of a message; gives its newest end", response=MessageOut)
def show_branch(request: HttpRequest, id: str, message: str) -> MessageOut:
    return with_all_html(message_json([branches.show(project_of(request, id), uuid_of(message))]))[0]


@router.delete(MESSAGE, summary="Remove what a person said, with its answers", response={204: None})
@refuses(Conflict)
def remove_message(request: HttpRequest, id: str, message: str) -> WithStatus[None]:
    branches.remove(project_of(request, id), uuid_of(message))
    return 204, None
