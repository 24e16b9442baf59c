"""Phase one of a message: store what was said, the placeholder of its answer and its stream, at once.

The stream is queued, or held by this very process from its first moment on (chat/work/at_once.py).
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import Case, Exists, OuterRef, Subquery, When
from django.db.models.functions import Now

from chat.conversation.new_message import LONGEST_CLIENT_ID, NewMessage
from chat.conversation.stream_queue import StreamQueue
from chat.models import Conversation, Message, MessageStatus, Role, Stream, StreamStatus
from chat.work.at_once import Chance, taking_up
from config.common.database import has_row_locks, writing
from config.common.errors import Invalid, NotFound, SameIdOtherContent, TooBusy
from config.common.hints import announce
from config.common.prepared import KEY, UUID_KEY, Prepared
from projects.lifecycle import touch
from projects.models import Project


@dataclass(frozen=True)
class Sent:
    user_message: Message
    assistant_message: Message
    stream: Stream
    created: bool
    follows: UUID | None = None  # the message before it, where no other follows that one: it has no branch beside it
    is_alone: bool = False  # whether that is so
    place: int | None = None  # in the queue, where it waits


class Standing(NamedTuple):
    """How the conversation of a project stands when somebody sends a message."""

    conversation: int | None  # None: nothing was said yet
    leaf: int | None  # the end of the branch shown
    leaf_uuid: UUID | None
    is_followed: bool  # something follows it all the same, or without one there is something all the same
    known: int | None  # the message itself, when it was sent before
    now: datetime  # by the database's clock


_first = Message.objects.filter(project=OuterRef("pk"), parent=None)
_next = Message.objects.filter(parent=OuterRef("conversation__active_leaf"))
_standing = Prepared(
    lambda project, id: Project.objects.filter(pk=project).values_list(
        "conversation",
        "conversation__active_leaf",
        "conversation__active_leaf__uuid",
        Case(When(conversation__active_leaf=None, then=Exists(_first)), default=Exists(_next)),
        Subquery(Message.objects.filter(project=project, uuid=id).values("pk")[:1]),
        Now(),
    ),
    KEY,
    UUID_KEY,
)


def send_message(project: Project, user: Any, message: NewMessage) -> Sent:
    """Store the message, or find it when it was sent before: the same id never starts a second answer.

    It follows `parent`, or stands beside the message that it `replaces`, or else follows the end of the branch shown.

    Raises SameIdOtherContent, Invalid, NotFound or TooBusy; then nothing is stored.
    """
    with taking_up() as chance, writing():
        # The user's row is what a user's limits are counted under; the conversation's is what orders messages.
        if has_row_locks():
            get_user_model()._default_manager.select_for_update(no_key=True).get(pk=user.pk)
            locked_conversation(project)
        row = _standing.first(project.pk, message.id)
        if row is None:  # deleted meanwhile
            raise NotFound()
        standing = Standing(*row)
        if standing.known is not None:
            return _sent_before(Message.objects.get(pk=standing.known), message.content)
        message.check_content()
        queue = StreamQueue.now()
        check_limits(user, queue)
        begin = Beginning(project, user, queue, chance, standing.now, standing.conversation)
        sent = begin.answer(_store(project, message, standing))
        if message.parent is None and message.replaces is None and not standing.is_followed:
            sent = replace(sent, follows=standing.leaf_uuid, is_alone=True)
    announce(projects=[project.pk], work=sent.place is not None)
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


def _store(project: Project, message: NewMessage, standing: Standing) -> Message:
    parent = standing.leaf
    if message.replaces is not None:
        sentence = "The message that this one should replace is not in the project."
        parent = _message(project, message.replaces, sentence).parent_id
    elif message.parent is not None:
        parent = _message(project, message.parent, "The message that this one should follow is not in the project.").pk
    return Message.objects.create(
        project=project,
        uuid=message.id,
        parent_id=parent,
        role=Role.USER,
        content=message.content,
        client_id=(message.client_id or "")[:LONGEST_CLIENT_ID],
        about=message.about.model_dump() if message.about else None,
    )


def _message(project: Project, id: UUID, sentence: str) -> Message:
    found = Message.objects.filter(project=project, uuid=id).first()
    if found is None:
        raise Invalid(sentence)
    return found


@dataclass(frozen=True)
class Beginning:
    """What a new answer in `project` begins with, within a transaction that holds the conversation."""

    project: Project
    user: Any
    queue: StreamQueue
    chance: Chance
    now: datetime  # by the database's clock
    conversation: int | None  # None: this answer makes it

    def answer(self, said: Message, id: UUID | None = None) -> Sent:
        """Store the placeholder of an answer to `said` and its stream; it becomes the newest of what is shown."""
        answer = Message.objects.create(
            project=self.project,
            uuid=id or uuid4(),
            parent=said,
            role=Role.ASSISTANT,
            status=MessageStatus.PENDING,
            client_id=said.client_id,
        )
        stream = self._stream(answer)
        conversation = Conversation(pk=self.conversation, project=self.project, active_leaf=answer)
        conversation.save(update_fields=["active_leaf"] if self.conversation else None)
        touch(self.project)
        place = len(self.queue.waiting) + 1 if stream.status == StreamStatus.QUEUED else None
        return Sent(said, answer, stream, created=True, place=place)

    def _stream(self, answer: Message) -> Stream:
        owner = self.chance.owner(Stream, self.project.pk, self.user.pk, self.queue.waiting, self.queue.running)
        stream = Stream.objects.create(
            project=self.project,
            user=self.user,
            message=answer,
            created_at=self.now,
            queued_at=self.now,
            **(Stream.taken(owner, self.now) if owner else {}),
        )
        if owner:
            self.chance.take(stream)
        return stream


def check_limits(user: Any, queue: StreamQueue | None = None) -> None:
    """Raises TooBusy when one more stream would wait beyond the limits."""
    queue = queue or StreamQueue.now()
    if len(queue.waiting) >= settings.MAX_QUEUED:
        raise TooBusy(
            "The server has as many messages waiting as it takes. Send this one again in a moment.",
            retry_after_s=10,
            queue_length=len(queue.waiting),
        )
    waiting = queue.waiting_of(user.pk)
    if waiting >= settings.MAX_QUEUED_PER_USER:
        raise TooBusy(
            f"{waiting} of your messages are waiting for their answers. Send this one again when one of them is done.",
            retry_after_s=5,
            queue_length=waiting,
        )
