"""Messages as the page, the API and the `message` frames show them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Self, TypeVar, cast
from uuid import UUID

from django.db.models import Q

from chat import jobs
from chat.conversation.sending import Sent
from chat.conversation.usage import usage_of
from chat.markdown import plain_block
from chat.markdown.forming import STORED, form, form_at_once
from chat.models import Conversation, Message, MessageStatus, Role, Step, Stream, StreamStatus, ToolCall
from chat.shapes import (
    AnswerErrorOut,
    AnswerUsageOut,
    JobOut,
    MessageOnPage,
    MessageOut,
    MessageWordsOut,
    StepTextOut,
    StepWordsOut,
    ThoughtOut,
    ToolCallOut,
)
from chat.stream.snapshots import call_fields, error_state, state_now, thoughts_of
from projects.models import Project

M = TypeVar("M", bound=MessageOut)


def messages_of(
    project: Project,
    before: UUID | None = None,
    limit: int = 50,
    reaching: UUID | None = None,
) -> list[MessageOut]:
    """The newest `limit` messages (before the message `before`), oldest first; more when `reaching` is older.

    Raises Message.DoesNotExist when `before` is not in the project.
    """
    rows = Message.objects.filter(project=project)
    if before is not None:
        rows = rows.filter(pk__lt=rows.get(uuid=before).pk)
    if reaching is not None and (found := rows.filter(uuid=reaching).first()):
        limit = max(limit, rows.filter(pk__gte=found.pk).count() + 1)
    return message_json(list(rows.order_by("-pk")[:limit])[::-1])


def with_all_html(messages: list[MessageOut]) -> list[MessageOut]:
    """The messages with the HTML of all answers and their steps, for views: they may have to wait for it."""
    return _with_html(messages, formed_blocks_of(_said(messages)))


def without_html(message: MessageOut | MessageOnPage) -> MessageWordsOut:
    steps: list[StepWordsOut] = [{"index": step["index"], "content": step["content"]} for step in message["steps"]]
    return cast(MessageWordsOut, {**message, "html": None, "steps": steps})


def formed_blocks_of(texts: Iterable[str]) -> dict[str, list[str]]:
    """The HTML of each stored text, block by block; of texts that cannot be formed now, the text itself. For views."""
    wanted = list(texts)
    formed = form(wanted, STORED)
    return {text: formed.get(text) or [plain_block(text)] for text in wanted}


def branch(messages: list[M]) -> list[M]:
    """Those of `messages`, which are of one project, that lie on the branch shown."""
    known = {message["id"]: message for message in messages}
    shown: list[M] = []
    at = messages[-1]["active_leaf"] if messages else None
    while at in known:
        shown.append(known[at])
        at = known[at]["parent"]
    return shown[::-1]


def served(messages: list[MessageOut]) -> list[MessageOnPage]:
    """The messages as a page brings them: those that are being answered with the `state` up to now."""
    open_streams = Stream.objects.select_related("message").in_bulk(
        [int(message["stream"] or 0) for message in messages if message["status"] == MessageStatus.PENDING]
    )
    return [_up_to_now(message, open_streams.get(int(message["stream"] or 0))) for message in messages]


def _up_to_now(message: MessageOut, stream: Stream | None) -> MessageOnPage:
    if stream is None:
        return cast(MessageOnPage, message)
    state = state_now(stream).with_thoughts()
    calls, thoughts = state["tool_calls"], state.get("thoughts", [])
    return {**message, "steps": state["steps"], "tool_calls": calls, "thoughts": thoughts, "state": state}


def message_json(messages: list[Message]) -> list[MessageOut]:
    """The messages' JSON, in a fixed number of queries; in none when there are no messages.

    `html` is None where forming the text may take more than a moment.
    """
    return _shown(messages, Around.of(messages)) if messages else []


def sent_json(sent: Sent) -> tuple[MessageOut, MessageOut]:
    """The JSON of what was just sent, and of its answer: what is known of a new branch's end is not read again."""
    messages = [sent.user_message, sent.assistant_message]
    said, answer = _shown(messages, Around.of_sent(sent)) if sent.is_alone else message_json(messages)
    return said, answer


def _shown(messages: list[Message], around: "Around") -> list[MessageOut]:
    shown: list[MessageOut] = []
    for message in messages:
        stream = around.streams.get(message.pk)
        steps = around.steps.get(stream.pk, []) if stream else []
        shown.append(
            {
                "id": str(message.uuid),
                "project": str(message.project_id),
                "role": message.role,
                "content": message.content,
                "html": None,
                "status": message.status,
                "parent": around.parents.get(message.parent_id or 0),
                "siblings": around.branches.beside(message),
                "active_leaf": around.branches.leaves.get(message.project_id),
                "client_id": message.client_id or None,
                "about": message.about,
                "created_at": message.created_at.isoformat(),
                "stream": str(stream.pk) if stream else None,
                "steps": [_step_json(step) for step in steps],
                "thoughts": _thoughts_json(steps),
                "tool_calls": around.calls.get(stream.pk, []) if stream else [],
                "jobs": around.jobs.get(stream.pk, []) if stream else [],
                "begun": around.begun.get(stream.pk, {}) if stream else {},
                "error": _error(stream),
                "usage": around.usage.get(stream.pk) if stream else None,
                "queue_position": around.positions.get(stream.pk) if stream else None,
            }
        )
    return _with_html(shown, form_at_once(_said(shown)))


def _said(messages: list[MessageOut]) -> list[str]:
    """The texts of the answers and of their steps."""
    answers = [message for message in messages if message["role"] == Role.ASSISTANT]
    return [*(each["content"] for each in answers), *(s["content"] for each in answers for s in each["steps"])]


def _with_html(messages: list[MessageOut], formed: Mapping[str, list[str]]) -> list[MessageOut]:
    """The messages with the HTML of those answers and steps whose texts are `formed`."""

    def html(text: str) -> str | None:
        return "".join(formed[text]) if text in formed else None

    def told(message: MessageOut) -> MessageOut:
        if message["role"] != Role.ASSISTANT:
            return message
        steps: list[StepTextOut] = [{**step, "html": html(step["content"])} for step in message["steps"]]
        return {**message, "html": html(message["content"]), "steps": steps}

    return list(map(told, messages))


@dataclass(frozen=True)
class Branches:
    """Where the branches around some messages part: by project and parent, and which one each project shows."""

    children: dict[tuple[int, int | None], list[str]]
    leaves: dict[int, str]

    @classmethod
    def around(cls, messages: list[Message]) -> Self:
        projects = {message.project_id for message in messages}
        parents = {message.parent_id for message in messages if message.parent_id}
        roots = Q(parent=None, project__in=projects) if any(m.parent_id is None for m in messages) else Q()
        rows = Message.objects.filter(Q(parent__in=parents) | roots).order_by("pk")
        children: dict[tuple[int, int | None], list[str]] = {}
        for project, parent, uuid in rows.values_list("project_id", "parent_id", "uuid"):
            children.setdefault((project, parent), []).append(str(uuid))
        leaves = Conversation.objects.filter(project__in=projects, active_leaf__isnull=False)
        told = {project: str(uuid) for project, uuid in leaves.values_list("project_id", "active_leaf__uuid")}
        return cls(children, told)

    def beside(self, message: Message) -> list[str]:
        """The messages that stand in the same place, this one among them, oldest first."""
        return self.children.get((message.project_id, message.parent_id), [str(message.uuid)])


@dataclass(frozen=True)
class Around:
    """What is told with some messages: their answers' streams, by message, and by stream what belongs to each."""

    streams: dict[int, Stream]
    parents: dict[int, str]
    branches: Branches
    positions: dict[int, int]
    calls: dict[int, list[ToolCallOut]] = field(default_factory=dict)
    begun: dict[int, dict[str, list[str]]] = field(default_factory=dict)
    steps: dict[int, list[Step]] = field(default_factory=dict)
    jobs: dict[int, list[JobOut]] = field(default_factory=dict)
    usage: dict[int, AnswerUsageOut] = field(default_factory=dict)

    @classmethod
    def of(cls, messages: list[Message]) -> Self:
        answers = [message for message in messages if message.role == Role.ASSISTANT]
        streams = {stream.message_id: stream for stream in Stream.objects.filter(message__in=answers)}
        begun = [stream for stream in streams.values() if stream.epoch]
        calls, begun_jobs = _calls_of(begun)
        return cls(
            streams=streams,
            parents=_uuids({message.parent_id for message in messages if message.parent_id}),
            branches=Branches.around(messages),
            positions=queue_positions() if any(s.status == StreamStatus.QUEUED for s in streams.values()) else {},
            calls=calls,
            begun=begun_jobs,
            steps=_steps_of(begun),
            jobs=_jobs_of(begun),
            usage=usage_of(begun),
        )

    @classmethod
    def of_sent(cls, sent: Sent) -> Self:
        """Of what was just stored at the end of the branch shown."""
        said, answer, stream = sent.user_message, sent.assistant_message, sent.stream
        parents = {said.pk: str(said.uuid)}
        if said.parent_id is not None:
            parents[said.parent_id] = str(sent.follows)
        positions = {} if sent.place is None else {stream.pk: sent.place}
        return cls({answer.pk: stream}, parents, Branches({}, {said.project_id: str(answer.uuid)}), positions)


def _error(stream: Stream | None) -> AnswerErrorOut | None:
    error = error_state(stream) if stream else None
    return AnswerErrorOut(code=error.code, message=error.message, retryable=error.retryable) if error else None


def _uuids(keys: Iterable[int]) -> dict[int, str]:
    return {pk: str(uuid) for pk, uuid in Message.objects.filter(pk__in=list(keys)).values_list("pk", "uuid")}


def _calls_of(
    streams: Iterable[Stream],
) -> tuple[dict[int, list[ToolCallOut]], dict[int, dict[str, list[str]]]]:
    """The tool calls of each answer, and by the ids of those that began jobs which these are."""
    rows = ToolCall.objects.current().filter(stream__in=list(streams)).select_related("step")
    calls: dict[int, list[ToolCallOut]] = {}
    begun: dict[int, dict[str, list[str]]] = {}
    for call in rows.order_by("step__index", "index"):
        calls.setdefault(call.stream_id, []).append(call_fields(call))
        if call.jobs:
            begun.setdefault(call.stream_id, {})[str(call.pk)] = call.jobs
    return calls, begun


def _steps_of(streams: Iterable[Stream]) -> dict[int, list[Step]]:
    """The steps of each answer, so that tool calls can stand below what led to them."""
    steps: dict[int, list[Step]] = {}
    for step in Step.objects.current().to_show().filter(stream__in=list(streams)).order_by("index"):
        steps.setdefault(step.stream_id, []).append(step)
    return steps


def _step_json(step: Step) -> StepTextOut:
    return {"index": step.index, "content": step.content, "html": None}


def _thoughts_json(steps: list[Step]) -> list[ThoughtOut]:
    return [{"step": thought.step, "content": thought.content, "ms": thought.ms} for thought in thoughts_of(steps)]


def _jobs_of(streams: Iterable[Stream]) -> dict[int, list[JobOut]]:
    keys = [stream.pk for stream in streams]
    found: dict[int, list[JobOut]] = {}
    for model in jobs.job_models():
        rows = list(model.objects.filter(stream_id__in=keys).order_by("created_at"))
        for job, item in zip(rows, jobs.shown(rows), strict=True):
            found.setdefault(job.stream_id or 0, []).append(item)
    return found


def queue_positions() -> dict[int, int]:
    """The place of each queued stream, 1 for the next."""
    rows = Stream.objects.filter(status=StreamStatus.QUEUED).order_by("pk").values_list("pk", flat=True)
    return {pk: place for place, pk in enumerate(rows, start=1)}
