"""Bodies that the API takes."""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from chat.conversation.new_message import NewMessage
from chat.conversation.sending import Sent
from chat.shapes import SentOut, StreamOut
from chat.web import serializers
from config.common.json_bodies import AS_IN_JSON, Body


class MessageIn(NewMessage):
    """A message to send."""


class AnswerIn(Body):
    id: UUID = Field(description="Of the new answer, chosen by the client; the same id begins one answer only.")


class RetryIn(Body):
    from_step: Annotated[int, AS_IN_JSON] | None = None


class ResolveIn(Body):
    outcome: Literal["run_again", "done", "abandon"]
    result: Any = None


def sent_json(sent: Sent) -> SentOut:
    user_message, assistant_message = serializers.sent_json(sent)
    stream: StreamOut = {"id": str(sent.stream.pk), "status": sent.stream.status}
    return {"user_message": user_message, "assistant_message": assistant_message, "stream": stream}
