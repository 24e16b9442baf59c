"""The HTTP API of branches: another answer, another branch, a message removed."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from chat import branches
from chat.access import uuid_of
from chat.api import project_of, user_of_request
from chat.presenting import message_json, with_html
from chat.schemas import AnswerIn, sent_json

router = Router()
MESSAGE = "/projects/{id}/messages/{message}"


@router.post(MESSAGE + "/answer", summary="Answer anew, as another branch", response={200: Any, 202: Any})
def answer_anew(request: HttpRequest, id: str, message: str, payload: AnswerIn) -> Any:
    sent = branches.answer_anew(project_of(request, id), user_of_request(request), uuid_of(message), payload.id)
    return (202 if sent.created else 200), sent_json(sent)


@router.post(MESSAGE + "/show", summary="Show the branch of a message; gives its newest end")
def show(request: HttpRequest, id: str, message: str) -> Any:
    return with_html(message_json([branches.show(project_of(request, id), uuid_of(message))]))[0]


@router.delete(MESSAGE, summary="Remove what a person said, with its answers", response={204: None})
def remove(request: HttpRequest, id: str, message: str) -> Any:
    branches.remove(project_of(request, id), uuid_of(message))
    return 204, None
