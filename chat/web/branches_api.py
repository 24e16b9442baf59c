"""The HTTP API of branches: another answer, another branch, a message removed."""

from django.http import HttpRequest

from chat.conversation import branches
from chat.shapes import MessageOut, SentOut
from chat.web.bodies import AnswerIn, sent_json
from chat.web.serializers import message_json, with_all_html
from config.common.errors import Conflict, SameIdOtherContent, TooBusy
from config.common.router import Router, refuses
from projects.access import uuid_of
from projects.requests import WithStatus, project_of, user_of_request

router = Router()
MESSAGE = "/projects/{id}/messages/{message}"


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
