"""The conversation as chat messages that strict servers take. Pure.

What came from a server goes back to the same model as it came: its call ids, its reasoning, members that we do not
know. Another model gets the neutral form, for it may refuse what it did not say. Who refuses what: docs/models.md.
"""

import json
import re
import string
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from chat.llm.reading.arguments import InvalidArguments, parse_arguments
from chat.llm.reading.speech import SpokenCall
from chat.llm.request.pictures import Picture

ChatMessage = dict[str, Any]

NOTHING_SAID = "(No answer.)"
NO_RESULT = "(No result.)"
NO_MESSAGE = "(No message.)"
STATE = "\n\n<state>\n"  # what follows the last of these in the last message is the product's, about the work
LOOKING = "Let me see how it looks."  # the assistant's, for no user message may stand behind a tool's result
SHOWN = "From the product, not from the person, in this order:"
_OUR_LETTERS = string.ascii_letters + string.digits
OUR_ID_LENGTH = 9  # what Mistral takes; everybody else takes it too


@dataclass(frozen=True, slots=True)
class PastCall:
    """A tool call as the model made it, and what it reads as its result."""

    id: UUID  # ours
    name: str
    arguments_text: str
    result: str
    provider_call_id: str = ""
    extra: dict[str, Any] | None = None
    pictures: tuple[Picture, ...] = ()  # that the model shall see


@dataclass(frozen=True, slots=True)
class PastStep:
    """What a model said in one call."""

    content: str
    model: str = ""
    reasoning: str = ""
    reasoning_field: str = ""  # the member in which it came; "": it stood in the text, and does not go back
    extra: dict[str, Any] | None = None
    calls: tuple[PastCall, ...] = ()


@dataclass(frozen=True, slots=True)
class PastTurn:
    """What a person said and what was answered. `silence` stands for the assistant where it said nothing at the end."""

    said: str
    steps: tuple[PastStep, ...] = ()
    silence: str = NOTHING_SAID


def chat_messages(turns: Iterable[PastTurn], model: str) -> list[ChatMessage]:
    """The messages of `turns`, oldest first, for `model`; the last turn is the one to be answered.

    Between two user messages stands something from the assistant, and so it does before what pictures a step's calls
    show; each call has its result right behind it, under an id that stands once in the request; no content is empty.
    """
    messages: list[ChatMessage] = []
    ids = _CallIds(model)
    silence = ""
    for turn in turns:
        if messages and messages[-1]["role"] != "assistant":
            messages.append({"role": "assistant", "content": silence})
        messages.append({"role": "user", "content": turn.said if turn.said.strip() else NO_MESSAGE})
        messages += _spoken(turn.steps, model, ids)
        silence = turn.silence
    return messages


def _spoken(steps: Iterable[PastStep], model: str, ids: "_CallIds") -> list[ChatMessage]:
    steps = [step for step in steps if step.calls or step.content.strip()]
    worked = any(step.calls for step in steps)
    messages: list[ChatMessage] = []
    for step in steps:
        said = [step.content] if step.content.strip() else []
        if messages and messages[-1]["role"] == "assistant":  # it made no calls, and yet the answer went on
            said.insert(0, messages.pop()["content"])
        own: dict[str, Any] = {"content": "\n\n".join(said) or None}
        # Thoughts of a turn without calls are of no use to anybody; some servers even refuse them.
        if worked and step.model == model:
            own |= _as_it_came(step)
        if step.calls:
            named = [(call, ids.of(call, step)) for call in step.calls]
            own["tool_calls"] = [_sent_call(call, id, step.model == model) for call, id in named]
            messages.append({"role": "assistant", **own})
            messages += [_sent_result(call, id) for call, id in named]
            messages += _shown([picture for call in step.calls for picture in call.pictures])
        else:
            messages.append({"role": "assistant", **own})
    return messages


def _shown(pictures: Sequence[Picture]) -> list[ChatMessage]:
    """Two messages with `pictures`, which stand in a member of ours (`pictures_of`) until the request goes out."""
    if not pictures:
        return []
    captions = "\n".join([SHOWN, *(picture.caption for picture in pictures)])
    return [{"role": "assistant", "content": LOOKING}, {"role": "user", "content": captions, "pictures": pictures}]


def pictures_of(message: ChatMessage) -> Sequence[Picture]:
    """The pictures that a message of ours shows. (What a server said may have a member of the same name.)"""
    pictures: Sequence[Picture] = message.get("pictures", ()) if message["role"] == "user" else ()
    return pictures


def with_pictures(messages: list[ChatMessage], most: int) -> list[ChatMessage]:
    """The same conversation with at most `most` pictures, the newest; as if the others had never been shown."""
    too_many = sum(len(pictures_of(message)) for message in messages) - most
    if too_many <= 0:
        return messages
    kept: list[ChatMessage] = []
    for message in messages:
        pictures = pictures_of(message)
        gone = min(too_many, len(pictures))
        too_many -= gone
        if gone:
            _, mark, state = message["content"].partition(STATE)  # captions are lines: the first one is ours
            kept.pop()  # the assistant's line before it
            kept += _shown(pictures[gone:])
            kept[-1] = {**kept[-1], "content": kept[-1]["content"] + mark + state}
        else:
            kept.append(message)
    return kept


def as_sent(message: ChatMessage) -> ChatMessage:
    """The message as servers take it: one with pictures as parts, its words first."""
    pictures = pictures_of(message)
    if not pictures:
        return message
    words = {"type": "text", "text": message["content"]}
    return {"role": "user", "content": [words, *(picture.part for picture in pictures)]}


def _as_it_came(step: PastStep) -> dict[str, Any]:
    reasoning = {step.reasoning_field: step.reasoning} if step.reasoning_field and step.reasoning else {}
    return {**(step.extra or {}), **reasoning}


def _sent_call(call: PastCall, id: str, is_own: bool) -> dict[str, Any]:
    extra = (call.extra or {}) if is_own else {}
    function = {"name": valid_name(call.name), "arguments": _sent_arguments(call)}
    return {**extra, "id": id, "type": "function", "function": function}


def _sent_result(call: PastCall, id: str) -> ChatMessage:
    return {"role": "tool", "tool_call_id": id, "content": call.result if call.result.strip() else NO_RESULT}


def valid_name(name: str) -> str:
    """`name` as OpenAI takes function names; models do invent others."""
    return re.sub(r"[^a-zA-Z0-9_-]", "_", name)[:64] or "_"


def _sent_arguments(call: PastCall) -> str:
    """The arguments as they came; cut or broken ones, which the next server that reads them would refuse, as {}."""
    try:
        arguments = parse_arguments(SpokenCall(0, "", call.name, call.arguments_text), None)
    except InvalidArguments:
        return "{}"
    text = call.arguments_text.strip()
    return text if text.startswith("{") else json.dumps(arguments, ensure_ascii=False)


class _CallIds:
    """The id under which each call goes to `model`: its own; ours where it gave none, or gave it twice."""

    def __init__(self, model: str) -> None:
        self._model = model
        self._given: set[str] = set()

    def of(self, call: PastCall, step: PastStep) -> str:
        id = call.provider_call_id if step.model == self._model else ""
        if not id or id in self._given:
            id = self._ours(call.id)
        self._given.add(id)
        return id

    def _ours(self, id: UUID) -> str:
        number = id.int
        while (made := _written(number)) in self._given:
            number += 1
        return made


def _written(number: int) -> str:
    letters = []
    for _ in range(OUR_ID_LENGTH):
        number, place = divmod(number, len(_OUR_LETTERS))
        letters.append(_OUR_LETTERS[place])
    return "".join(letters)
