"""Messages are a tree of which one branch is shown: answer anew, show another branch, remove."""

from typing import Any
from uuid import UUID

from django.db.models.functions import Now

from chat.conversation.sending import Beginning, Sent, check_limits, locked_conversation
from chat.conversation.stream_queue import StreamQueue
from chat.models import Conversation, Message, Role, Stream, StreamStatus
from chat.work.at_once import taking_up
from config.common.database import database_now, writing
from config.common.errors import Conflict, NotFound, SameIdOtherContent
from config.common.hints import announce
from projects.models import Project


def answer_anew(project: Project, user: Any, answer: UUID, id: UUID) -> Sent:
    """Begin another answer, under the id `id`, to what `answer` answers; sent again with the same id it is found.

    Raises NotFound, SameIdOtherContent, Conflict while the present answer is under way, or TooBusy.
    """
    with taking_up() as chance, writing():
        conversation = locked_conversation(project)
        present = _message(conversation, answer)
        if present.role != Role.ASSISTANT or present.parent is None:
            raise Conflict("Only an answer can be made anew.")
        if known := Message.objects.filter(project=project, uuid=id).first():
            if known.role != Role.ASSISTANT or known.parent_id != present.parent_id:
                raise SameIdOtherContent()
            return Sent(present.parent, known, known.stream, created=False)
        if Stream.objects.unfinished().filter(message=present).exists():
            raise Conflict("This answer is still under way. Stop it first.")
        queue = StreamQueue.now()
        check_limits(user, queue)
        sent = Beginning(project, user, queue, chance, database_now(), conversation.pk).answer(present.parent, id)
    announce(projects=[project.pk], work=sent.place is not None)
    return sent


def show(project: Project, message: UUID) -> Message:
    """Show the branch of `message`, down to its newest end, which is given. Raises NotFound."""
    with writing():
        conversation = locked_conversation(project)
        _set_leaf(conversation, _end_of(_message(conversation, message)))
    announce(projects=[project.pk])
    assert conversation.active_leaf is not None
    return conversation.active_leaf


def remove(project: Project, message: UUID) -> None:
    """Remove what a person said, with the answers to it; what follows moves up. Raises NotFound or Conflict."""
    with writing():
        conversation = locked_conversation(project)
        said = _message(conversation, message)
        if said.role != Role.USER:
            raise Conflict("An answer is removed with the message that it answers.")
        answers = list(said.children.all())
        streams = list(Stream.objects.select_for_update().filter(message__in=answers))
        if any(stream.status == StreamStatus.RUNNING for stream in streams):
            raise Conflict("This message is being answered. Stop the answer first.")
        gone = [said, *answers]
        Message.objects.filter(parent__in=answers).update(parent=said.parent, updated_at=Now())
        if conversation.active_leaf in gone:
            rest = Message.objects.filter(project=project, parent=said.parent).exclude(pk=said.pk).order_by("-pk")
            beside = rest.first() or said.parent
            _set_leaf(conversation, _end_of(beside, gone) if beside else None)
        said.delete()
    keys = [stream.pk for stream in streams]
    announce(streams=keys, requeued=keys, projects=[project.pk], work=True)


def _message(conversation: Conversation, id: UUID) -> Message:
    found = Message.objects.filter(project_id=conversation.project_id, uuid=id).select_related("parent").first()
    if found is None:
        raise NotFound()
    return found


def _end_of(message: Message, without: list[Message] | None = None) -> Message:
    """The end of the newest branch below `message`."""
    hidden = [each.pk for each in without or []]
    while below := message.children.exclude(pk__in=hidden).order_by("-pk").first():
        message = below
    return message


def _set_leaf(conversation: Conversation, leaf: Message | None) -> None:
    conversation.active_leaf = leaf
    conversation.save(update_fields=["active_leaf"])
    if leaf is not None:
        Message.objects.filter(pk=leaf.pk).update(updated_at=Now())  # its `message` frame tells which branch is shown
