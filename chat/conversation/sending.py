"""Phase one of a message: store what was said, the placeholder of its answer and the queued stream, at once."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import Count, Q

from chat.conversation.new_message import LONGEST_CLIENT_ID, NewMessage
from chat.models import Conversation, Message, MessageStatus, Role, Stream, StreamStatus
from config.common.database import writing
from config.common.errors import Invalid, NotFound, SameIdOtherContent, TooBusy
from config.common.hints import announce
from projects.lifecycle import touch
from projects.models import Project


@dataclass(frozen=True)
class Sent:
    user_message: Message
    assistant_message: Message
    stream: Stream
    created: bool


def send_message(project: Project, user: Any, message: NewMessage) -> Sent:
    """Store the message, or find it when it was sent before: the same id never starts a second answer.

    It follows `parent`, or stands beside the message that it `replaces`, or else follows the end of the branch shown.

    Raises SameIdOtherContent, Invalid, NotFound or TooBusy; then nothing is stored.
    """
    with writing():
        # The user's row is what a user's limits are counted under; the conversation's is what orders messages.
        get_user_model().objects.select_for_update(no_key=True).get(pk=user.pk)
        conversation = locked_conversation(project)
        if known := Message.objects.filter(project=project, uuid=message.id).first():
            return _sent_before(known, message.content)
        message.check_content()
        check_limits(user)
        sent = _store(conversation, user, message, _parent(conversation, message))
    announce(projects=[project.pk], work=True)
    return sent


def locked_conversation(project: Project) -> Conversation:
    """The project's conversation, ours until the transaction ends; its first message makes it."""
    conversations = Conversation.objects.select_for_update(of=("self",)).select_related("active_leaf")
    if found := conversations.filter(project=project).first():
        return found
    if not Project.objects.filter(pk=project.pk).exists():  # deleted meanwhile
        raise NotFound()
    Conversation.objects.get_or_create(project=project)
    return conversations.get(project=project)


def _sent_before(known: Message, content: str) -> Sent:
    if known.role != Role.USER or known.content != content:
        raise SameIdOtherContent()
    answer = known.children.filter(role=Role.ASSISTANT).order_by("pk").first()
    assert answer is not None  # stored in the same transaction
    return Sent(known, answer, answer.stream, created=False)


def _parent(conversation: Conversation, message: NewMessage) -> Message | None:
    if message.replaces is not None:
        sentence = "The message that this one should replace is not in the project."
        return _message(conversation, message.replaces, sentence).parent
    if message.parent is not None:
        return _message(conversation, message.parent, "The message that this one should follow is not in the project.")
    return conversation.active_leaf


def _message(conversation: Conversation, id: UUID, sentence: str) -> Message:
    found = Message.objects.filter(project_id=conversation.project_id, uuid=id).select_related("parent").first()
    if found is None:
        raise Invalid(sentence)
    return found


def _store(conversation: Conversation, user: Any, message: NewMessage, parent: Message | None) -> Sent:
    said = Message.objects.create(
        project=conversation.project,
        uuid=message.id,
        parent=parent,
        role=Role.USER,
        content=message.content,
        client_id=(message.client_id or "")[:LONGEST_CLIENT_ID],
        about=message.about.model_dump() if message.about else None,
    )
    return begin_answer(conversation, user, said)


def begin_answer(conversation: Conversation, user: Any, said: Message, id: UUID | None = None) -> Sent:
    """Store the placeholder of an answer to `said` and its queued stream; it becomes the newest of what is shown."""
    project = conversation.project
    answer = Message.objects.create(
        project=project,
        uuid=id or uuid4(),
        parent=said,
        role=Role.ASSISTANT,
        status=MessageStatus.PENDING,
        client_id=said.client_id,
    )
    stream = Stream.objects.create(project=project, user=user, message=answer)
    conversation.active_leaf = answer
    conversation.save(update_fields=["active_leaf"])
    touch(project)
    return Sent(said, answer, stream, created=True)


def check_limits(user: Any) -> None:
    """Raises TooBusy when one more stream would wait beyond the limits."""
    queue = Stream.objects.filter(status=StreamStatus.QUEUED).count()
    if queue >= settings.MAX_QUEUED:
        raise TooBusy(
            "The server has as many messages waiting as it takes. Send this one again in a moment.",
            retry_after_s=10,
            queue_length=queue,
        )
    waiting = _waiting(user)
    if waiting >= settings.MAX_QUEUED_PER_USER:
        raise TooBusy(
            f"{waiting} of your messages are waiting for their answers. Send this one again when one of them is done.",
            retry_after_s=5,
            queue_length=waiting,
        )


def _waiting(user: Any) -> int:
    """How many streams of `user` will still be queued once workers took up what they may."""
    rows = (
        Stream.objects.unfinished()
        .filter(user=user)
        .values("project")
        .annotate(queued=Count("pk", filter=Q(status="queued")), running=Count("pk", filter=Q(status="running")))
    )
    queued = running = startable = 0
    for row in rows:
        queued += row["queued"]
        running += row["running"]
        startable += min(row["queued"], max(0, settings.MAX_RUNNING_PER_PROJECT - row["running"]))
    return queued - min(startable, max(0, settings.MAX_RUNNING_PER_USER - running))
