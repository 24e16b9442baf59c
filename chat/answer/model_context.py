"""What the model gets to read: instructions, the history as far as it fits, and the state of the work at the end."""

import json
from collections import defaultdict
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import Exists, OuterRef

from chat.answer.shown_pictures import Shown, shown_by
from chat.context import as_it_is, told
from chat.llm.choice import DEMO, model_name
from chat.llm.request.chat_messages import STATE, ChatMessage, PastCall, PastStep, PastTurn, chat_messages
from chat.llm.request.fitting import LONGEST_OLD_RESULT, shortened
from chat.llm.request.in_words import FAILED
from chat.llm.request.model_request import DEFAULT_CONTEXT_TOKENS, ModelRequest
from chat.models import CallStatus, Message, Role, Step, Stream, StreamStatus, ToolCall
from chat.tools import offered, plan
from projects.models import Pictures, Project

MOST_MESSAGES = 200  # that are looked at, whatever fits: a step costs the same at the thousandth answer
MOST_CHARACTERS_A_TOKEN = 5  # of any text: what is longer than the budget times this cannot fit
LONGEST_RESULT = 12_000  # characters of a tool result in the current turn
INSTRUCTIONS = (
    "You are Reeltalk's assistant. You help people make short animated videos by talking with them, in their language. "
    "Act by tools: make the video at once when you know what it is about, and ask only what you cannot guess; "
    "a tool's answer tells how the words stand and what to mend. When one refuses something, read its sentence and "
    "adapt. At the end say in a sentence or two what there is now, without ids, and never claim what was not done. "
    "The newest message ends with the state of the work between <state> and </state>: it is from the product, not from "
    "the person."
)
SILENCES = {
    StreamStatus.ERROR: "(This answer failed.)",
    StreamStatus.STOPPED: "(The person stopped this answer.)",
    StreamStatus.SUCCESS: "(No answer.)",
}


def request_for(stream: Stream, *, is_first: bool = False) -> ModelRequest:
    """What the model is asked in the next step, as the project's settings are now.

    `is_first`: the answer has no step yet, so that none is looked for.
    """
    project = as_it_is(stream.project_id)
    chosen = project.settings
    model = model_name(chosen.model)
    budget = settings.CONTEXT_TOKENS or DEFAULT_CONTEXT_TOKENS
    shown = {} if is_first or model == DEMO or chosen.pictures == Pictures.NO else shown_by(stream)
    messages = messages_for(stream, budget, project, model=model, shown=shown, is_first=is_first)
    return ModelRequest(
        messages=messages,
        tools=offered(project, _said(messages)),
        model=model,
        temperature=chosen.temperature,
        max_tokens=chosen.answer_tokens,
        context_tokens=settings.CONTEXT_TOKENS or None,
        may_forget=True,
        plan=plan(),
        insists_on=frozenset({"pictures"}) if chosen.pictures == Pictures.YES else frozenset(),
    )


def _said(messages: list[ChatMessage]) -> str:
    """What the person said last."""
    said = (each["content"] for each in reversed(messages) if each["role"] == "user")
    return next((content.split(STATE)[0] for content in said if isinstance(content, str)), "")


def messages_for(
    stream: Stream,
    budget: int,
    project: Project | None = None,
    *,
    model: str = "",
    shown: Shown | None = None,
    is_first: bool = False,
) -> list[ChatMessage]:
    """The chat messages of the next call of `model`: not much more than `budget` tokens, the newest turns.

    `project`, if it was read, is as it is now; `shown` are the pictures that the model sees of this answer's calls.
    The instructions are the same from request to request; what changes stands at the end of the last message.
    """
    project = project or as_it_is(stream.project_id)
    lasting, state = (told(project, is_lasting=each) for each in (True, False))
    system = "\n\n".join([INSTRUCTIONS, *lasting, *filter(None, [instructed(project.settings.system_prompt)])])
    messages = chat_messages(_turns(stream, budget, shown or {}, is_first), model)
    if state:
        messages[-1]["content"] += STATE + "\n\n".join(state) + "\n</state>"
    return [{"role": "system", "content": system}, *messages]


def instructed(wishes: str) -> str:
    """The project's own system prompt as a model reads it; it comes last, and can say nothing in our name."""
    return f"What the people of this project want in every answer:\n{wishes}" if wishes else ""


def _turns(stream: Stream, budget: int, shown: Shown, is_first: bool) -> list[PastTurn]:
    """The newest turns up to the one of `stream`, oldest first, in three queries however long the conversation is."""
    path = _path(stream, budget * MOST_CHARACTERS_A_TOKEN)
    steps, calls = _spoken([past.pk for _, past in path if past and not (is_first and past.pk == stream.pk)])
    turns: list[PastTurn] = []
    said = ""
    for message, answered in path:
        if message.role == Role.USER:
            said = message.content + _selected(message)
            continue
        if answered is None:
            turns.append(PastTurn(said, (PastStep(message.content),)))
            continue
        longest = LONGEST_RESULT if answered.pk == stream.pk else LONGEST_OLD_RESULT
        past = tuple(_past_step(step, calls[step.pk], longest, shown) for step in steps[answered.pk])
        silence = SILENCES.get(StreamStatus(answered.status), SILENCES[StreamStatus.SUCCESS])
        turns.append(PastTurn(said, past, silence))
    return turns


def _spoken(streams: list[int]) -> tuple[dict[int, list[Step]], dict[int, list[ToolCall]]]:
    """The steps of answers, by stream, and their calls, by step; asked for as far as there can be any."""
    steps: dict[int, list[Step]] = defaultdict(list)
    calls: dict[int, list[ToolCall]] = defaultdict(list)
    if not streams:
        return steps, calls
    called = set()
    rows = Step.objects.current().filter(stream__in=streams)
    for step in rows.annotate(has_calls=Exists(ToolCall.objects.filter(step=OuterRef("pk")))).order_by("index"):
        steps[step.stream_id].append(step)
        if step.has_calls:  # type: ignore[attr-defined]
            called.add(step.stream_id)
    if called:
        for call in ToolCall.objects.current().filter(stream__in=called).order_by("index"):
            calls[call.step_id].append(call)
    return steps, calls


class Answered(NamedTuple):
    """The stream of a past answer, as much of it as is told."""

    pk: int
    status: str


def _path(stream: Stream, characters: int) -> list[tuple[Message, Answered | None]]:
    """From the oldest message whose words may still count to the answer of `stream`, each with its own stream.

    A person's comes first; there are at most MOST_MESSAGES.
    """
    parent = Message._meta.get_field("parent")
    if parent.is_cached(stream.message) and (said := stream.message.parent) and said.parent_id is None:
        return [(said, None), (stream.message, Answered(stream.pk, stream.status))]  # stored by us, a moment ago
    rows = Message.objects.raw(
        """
        WITH RECURSIVE path(id, parent_id, depth, said) AS (
            SELECT id, parent_id, 0, 0 FROM chat_message WHERE id = %s
            UNION ALL
            SELECT m.id, m.parent_id, path.depth + 1, path.said + length(m.content)
            FROM path JOIN chat_message m ON m.id = path.parent_id
            WHERE path.depth < %s AND (path.depth = 0 OR path.said <= %s)
        )
        SELECT chat_message.*, chat_stream.id AS stream_key, chat_stream.status AS stream_status
        FROM path JOIN chat_message ON chat_message.id = path.id
        LEFT JOIN chat_stream ON chat_stream.message_id = path.id
        ORDER BY path.depth DESC
        """,
        [stream.message_id, MOST_MESSAGES - 1, characters],
    )
    path = [(row, _answered(row)) for row in rows]
    first = next((place for place, (message, _) in enumerate(path) if message.role == Role.USER), 0)
    return path[first:]


def _answered(row: Any) -> Answered | None:
    return Answered(row.stream_key, row.stream_status) if row.stream_key else None


def _selected(message: Message) -> str:
    about = message.about or {}
    return f"\n\n(The person has selected the {about['kind']} {about['id']} on the page.)" if about else ""


def _past_step(step: Step, calls: list[ToolCall], longest: int, shown: Shown) -> PastStep:
    return PastStep(
        step.content,
        model=step.model_name,
        reasoning=step.reasoning,
        reasoning_field=step.reasoning_field,
        extra=step.extra,
        calls=tuple(
            PastCall(
                call.pk,
                call.name,
                call.arguments_text,
                shortened(answer(call), longest),
                provider_call_id=call.provider_call_id,
                extra=call.extra,
                pictures=shown.get(call.pk, ()),
            )
            for call in calls
        ),
    )


def answer(call: ToolCall) -> str:
    """What the model reads as the result of `call`."""
    match call.status:
        case CallStatus.COMPLETE:
            return call.result if isinstance(call.result, str) else json.dumps(call.result, ensure_ascii=False)
        case CallStatus.ERROR:
            return f"{FAILED}: {(call.error or {}).get('message', 'the tool failed')}"
        case CallStatus.UNKNOWN:
            return (
                "Unknown: the server stopped while this ran, and it is not known whether it took effect. "
                "It was not repeated. Tell the person, and do not assume either."
            )
        case CallStatus.CANCELLED:
            return "Cancelled: the person stopped the answer before this ran."
        case _:
            return "Not run."
