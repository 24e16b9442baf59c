"""Reading a request: the video as it stands, what the person wants now, and what this turn has done so far."""

import json
import re
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from chat.llm.request.model_request import STATE

Message = dict[str, Any]
DOCUMENT = re.compile(r"<document version=\"(\d+)\">(.*?)</document>", re.DOTALL)
BRAND = re.compile(r"<brand>(\{.*?\})</brand>")
SELECTED = re.compile(r"\n\n\(The person has selected the scene ([\w-]{1,64}) on the page\.\)$")
LONGEST_PROMPT = 600  # characters that are read: a wish is short, and the rules look at each word many times
FAILURES = ("Error:", "Unknown:", "Cancelled:", "Not run")


@dataclass(frozen=True)
class Done:
    """A tool call of this turn and what came of it."""

    tool: str
    arguments: dict[str, Any]
    result: str

    @property
    def failed(self) -> bool:
        return self.result.startswith(FAILURES)

    @property
    def version(self) -> int | None:
        """The version of the video that the call made, as its result tells it."""
        match = re.search(r"[Vv]ersion (\d+)", self.result)
        return int(match[1]) if match else None

    @property
    def reason(self) -> str:
        """The tool's own sentence about a failure."""
        return self.result.partition(":")[2].strip() or self.result


@dataclass(frozen=True)
class Conversation:
    """A request as the demo model sees it. `step` is the number of model calls that this turn has behind it."""

    prompt: str
    step: int
    done: list[Done] = field(default_factory=list)
    earlier: list[list[Done]] = field(default_factory=list)  # the calls of the turns before, oldest first
    said: tuple[str, ...] = ()  # what the person said in the turns before, oldest first
    selected: str = ""  # the scene that the person has selected on the page
    document: dict[str, Any] | None = None  # None: the request holds none, or only an outline of a long one
    brand: tuple[str, ...] = ()  # the colours that the project's settings name
    version: int = 0  # of the document; 0: the request names none
    tools: frozenset[str] = frozenset()

    @property
    def failures(self) -> list[Done]:
        return [each for each in self.done if each.failed]

    @property
    def before(self) -> str:
        """What the person said in the turn before."""
        return self.said[-1] if self.said else ""

    def has_done(self, tool: str) -> bool:
        """Whether this turn has called the tool, with success."""
        return any(each.tool == tool and not each.failed for each in self.done)

    def has_tried(self, tool: str) -> bool:
        return any(each.tool == tool for each in self.done)


def read_conversation(messages: list[Message], tools: list[dict[str, Any]]) -> Conversation:
    """What a request asks, from its messages and tools alone."""
    last = max((i for i, each in enumerate(messages) if each.get("role") == "user"), default=-1)
    document, version = _read_document(messages)
    turn = messages[last + 1 :]
    said = [_said(each) for each in messages[: max(0, last)] if each.get("role") == "user"]
    selected = SELECTED.search(_without_state(messages[last])) if last >= 0 else None
    return Conversation(
        prompt=_said(messages[last]) if last >= 0 else "",
        step=sum(each.get("role") == "assistant" for each in turn),
        done=_read_calls(turn),
        earlier=_read_turns(messages[: max(0, last)]),
        said=tuple(said),
        selected=selected[1] if selected else "",
        document=document,
        brand=_read_brand(messages),
        version=version,
        tools=frozenset(str(tool.get("function", {}).get("name", "")) for tool in tools),
    )


def text_of(content: Any) -> str:
    """The text of a message's content, which is text or a list of parts."""
    if isinstance(content, list):
        return "".join(part.get("text") or "" for part in content if isinstance(part, dict))
    return content or ""


def _said(message: Message) -> str:
    return SELECTED.sub("", _without_state(message))[:LONGEST_PROMPT].strip()


def _without_state(message: Message) -> str:
    """A message's text without the state of the work, with which the product ends the last one."""
    before, found, after = text_of(message.get("content")).rpartition(STATE)
    return before if found else after


def _read_document(messages: list[Message]) -> tuple[dict[str, Any] | None, int]:
    match = DOCUMENT.search(text_of(messages[-1].get("content")).rpartition(STATE)[2]) if messages else None
    return (_whole_document(match[2]), int(match[1])) if match else (None, 0)


def _read_brand(messages: list[Message]) -> tuple[str, ...]:
    for message in messages:
        match = BRAND.search(text_of(message.get("content"))) if message.get("role") == "system" else None
        if match:
            return tuple(json.loads(match[1]).get("colours", ()))
    return ()


def _whole_document(text: str) -> dict[str, Any] | None:
    """The document, unless the product told a shortened one: of that only a new video can be made."""
    try:
        document = json.loads(text)
    except ValueError:
        return None
    is_whole = all("elements" in scene for scene in document.get("scenes", {}).values())
    return document if is_whole else None


def _read_turns(messages: list[Message]) -> list[list[Done]]:
    starts = [i for i, each in enumerate(messages) if each.get("role") == "user"]
    return [_read_calls(messages[start:end]) for start, end in pairwise([*starts, len(messages)])]


def _read_calls(messages: list[Message]) -> list[Done]:
    results = {each.get("tool_call_id"): _without_state(each) for each in messages if each.get("role") == "tool"}
    return [
        Done(
            call["function"]["name"],
            _arguments(call["function"].get("arguments")),
            results.get(call.get("id"), ""),
        )
        for message in messages
        for call in message.get("tool_calls") or []
    ]


def _arguments(text: Any) -> dict[str, Any]:
    try:
        arguments = json.loads(text or "{}")
    except ValueError:
        return {}
    return arguments if isinstance(arguments, dict) else {}
