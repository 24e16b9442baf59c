"""What the model gets to read: instructions, the state of the work, and the history within a token budget."""

import json
from collections.abc import Callable
from typing import Any

from chat.models import CallStatus, Message, Role, Step, Stream, ToolCall
from projects.models import Project

CHARACTERS_A_TOKEN = 4  # a rough rule that errs on the safe side for English and code
LONGEST_RESULT = 12_000  # characters of a tool result in the current turn
LONGEST_OLD_RESULT = 600  # and in earlier turns
INSTRUCTIONS = (
    "You are Reeltalk's assistant. You help people make short animated videos by talking with them. "
    "Use the tools to plan scenes, build their elements, change the video's document and render it; "
    "say in a sentence or two what you are about to do, and sum up when it is done. "
    "When a tool refuses something, read its sentence and adapt."
)

Describe = Callable[[Project], str]
_describers: list[Describe] = []


def describes(function: Describe) -> Describe:
    """Register a function whose text about a project, if any, goes into the model's instructions."""
    _describers.append(function)
    return function


def messages_for(stream: Stream, budget: int, wishes: str = "") -> list[dict[str, Any]]:
    """The chat messages of the next model call: about `budget` tokens, oldest turns dropped first.

    `wishes` is the project's own system prompt. The current turn is never dropped, and a tool call never stands
    without its result.
    """
    told = [INSTRUCTIONS, *(tell(stream.project) for tell in _describers), instructed(wishes)]
    system = {"role": "system", "content": "\n\n".join(part for part in told if part)}
    path = _path(stream.message)
    answered = {s.message_id: s for s in Stream.objects.filter(message__in=path).select_related("message")}
    turns: list[list[dict[str, Any]]] = []
    for message in path:
        spoken = _spoken(message, answered.get(message.pk), current=message.pk == stream.message_id)
        if message.role == Role.USER or not turns:
            turns.append(spoken)
        else:
            turns[-1] += spoken
    return [system, *_within(turns, budget - _tokens([system]))]


def instructed(wishes: str) -> str:
    """The project's own system prompt as a model reads it; it comes last, and can say nothing in our name."""
    return f"What the people of this project want in every answer:\n{wishes}" if wishes else ""


def _path(leaf: Message) -> list[Message]:
    """From the root of the tree to `leaf`."""
    by_id = {m.pk: m for m in Message.objects.filter(project_id=leaf.project_id, pk__lte=leaf.pk)}
    path, at = [], by_id.get(leaf.pk)
    while at is not None:
        path.append(at)
        at = by_id.get(at.parent_id) if at.parent_id else None
    return path[::-1]


def _spoken(message: Message, stream: Stream | None, *, current: bool) -> list[dict[str, Any]]:
    if message.role == Role.USER:
        return [{"role": "user", "content": message.content + _selected(message)}]
    if stream is None:
        return [{"role": "assistant", "content": message.content}] if message.content else []
    calls: dict[int, list[ToolCall]] = {}
    steps = list(stream.steps.current().order_by("index"))
    for call in stream.calls.current().order_by("index") if steps else ():
        calls.setdefault(call.step_id, []).append(call)
    longest = LONGEST_RESULT if current else LONGEST_OLD_RESULT
    spoken: list[dict[str, Any]] = []
    for step in steps:
        spoken += _step_messages(step, calls.get(step.pk, []), longest)
    return spoken


def _selected(message: Message) -> str:
    about = message.about or {}
    return f"\n\n(The person has selected the {about['kind']} {about['id']} on the page.)" if about else ""


def _step_messages(step: Step, calls: list[ToolCall], longest: int) -> list[dict[str, Any]]:
    if not calls:
        return [{"role": "assistant", "content": step.content}] if step.content else []
    said = {
        "role": "assistant",
        "content": step.content or None,
        "tool_calls": [
            {
                "id": str(call.pk),
                "type": "function",
                # Cut or broken arguments would be refused by the next server that reads them.
                "function": {"name": call.name, "arguments": json.dumps(call.arguments or {}, ensure_ascii=False)},
            }
            for call in calls
        ],
    }
    answers = [
        {"role": "tool", "tool_call_id": str(call.pk), "content": _shortened(answer(call), longest)} for call in calls
    ]
    return [said, *answers]


def answer(call: ToolCall) -> str:
    """What the model reads as the result of `call`."""
    match call.status:
        case CallStatus.COMPLETE:
            return call.result if isinstance(call.result, str) else json.dumps(call.result, ensure_ascii=False)
        case CallStatus.ERROR:
            return f"Error: {(call.error or {}).get('message', 'the tool failed')}"
        case CallStatus.UNKNOWN:
            return (
                "Unknown: the server stopped while this ran, and it is not known whether it took effect. "
                "It was not repeated. Tell the person, and do not assume either."
            )
        case CallStatus.CANCELLED:
            return "Cancelled: the person stopped the answer before this ran."
        case _:
            return "Not run."


def _shortened(text: str, longest: int) -> str:
    if len(text) <= longest:
        return text
    return f"{text[: longest * 2 // 3]}\n[… {len(text) - longest} characters left out …]\n{text[-longest // 3 :]}"


def _within(turns: list[list[dict[str, Any]]], budget: int) -> list[dict[str, Any]]:
    """The newest turns that fit, whole; the last one always."""
    kept: list[list[dict[str, Any]]] = []
    for turn in reversed(turns):
        budget -= _tokens(turn)
        if kept and budget < 0:
            break
        kept.append(turn)
    return [message for turn in reversed(kept) for message in turn]


def _tokens(messages: list[dict[str, Any]]) -> int:
    return sum(len(json.dumps(message, ensure_ascii=False)) for message in messages) // CHARACTERS_A_TOKEN
