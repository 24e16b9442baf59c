"""Reading a request: the video as it stands, what the person wants now, and what this turn has done so far."""

import json
import re
from dataclasses import dataclass, field
from typing import Any

from chat.llm.request.chat_messages import STATE

Message = dict[str, Any]
DOCUMENT = re.compile(r"<document version=\"\d+\">(.*?)</document>", re.DOTALL)
BRAND = re.compile(r"<brand>(\{.*?\})</brand>")
SELECTED = re.compile(r"\n\n\(The person has selected the scene ([\w-]{1,64}) on the page\.\)$")
PICTURE = re.compile(r"^(?P<id>[\w-]{1,64}): \"[^\n]{0,300}\", \d+×\d+, image/[\w+.-]+$", re.MULTILINE)
LONGEST_PROMPT = 32_000  # characters that are read: as many as a message may have
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
    def reason(self) -> str:
        """The tool's own sentence about a failure."""
        return self.result.partition(":")[2].strip() or self.result


@dataclass(frozen=True)
class Conversation:
    """A request as the demo model sees it."""

    prompt: str
    done: list[Done] = field(default_factory=list)
    said: tuple[str, ...] = ()  # what the person said in the turns before, oldest first
    selected: str = ""  # the scene that the person has selected on the page
    document: dict[str, Any] = field(default_factory=dict)  # the whole of it; empty: there is none
    brand: tuple[str, ...] = ()  # the colours that the project's settings name
    logo: str = ""  # the id of the picture that is theirs
    pictures: tuple[str, ...] = ()  # the ids of what the person has uploaded
    tools: frozenset[str] = frozenset()

    @property
    def failures(self) -> list[Done]:
        return [each for each in self.done if each.failed]

    @property
    def plan(self) -> Done | None:
        """The call of this turn that planned a new video."""
        return next((each for each in self.done if each.tool == "plan_scenes"), None)

    @property
    def of_film(self) -> str:
        """What is said of a film or photo that is wished: pictures can be had where somebody makes them to order."""
        return "film_to_order" if "make_picture" in self.tools else "film"


def read_conversation(messages: list[Message], tools: list[dict[str, Any]]) -> Conversation:
    """What a request asks, from its messages and tools alone."""
    turns = [place for place, each in enumerate(messages) if each.get("role") == "user"]
    said = [_parted(messages[place])[0] for place in turns] or [""]
    state = _parted(messages[-1])[1] if messages else ""
    shown, selected = DOCUMENT.search(state), SELECTED.search(said[-1])
    systems = "\n".join(text_of(each.get("content")) for each in messages if each.get("role") == "system")
    branded = BRAND.search(systems)
    brand = json.loads(branded[1]) if branded else {}
    *before, prompt = (SELECTED.sub("", each)[:LONGEST_PROMPT].strip() for each in said)
    return Conversation(
        prompt=prompt,
        done=_read_calls(messages[turns[-1] + 1 :]) if turns else [],
        said=tuple(before),
        selected=selected[1] if selected else "",
        document=json.loads(shown[1]) if shown else {},
        brand=tuple(brand.get("colours", ())),
        logo=brand.get("logo", ""),
        pictures=tuple(found["id"] for found in PICTURE.finditer(DOCUMENT.sub("", state))),
        tools=frozenset(str(tool.get("function", {}).get("name", "")) for tool in tools),
    )


def text_of(content: Any) -> str:
    """The text of a message's content, which is text or a list of parts."""
    if isinstance(content, list):
        return "".join(part.get("text") or "" for part in content if isinstance(part, dict))
    return content or ""


def _parted(message: Message) -> tuple[str, str]:
    """A message's text, and the state of the work, with which the product ends the last one."""
    before, found, after = text_of(message.get("content")).rpartition(STATE)
    return (before, after) if found else (after, "")


def _read_calls(messages: list[Message]) -> list[Done]:
    results = {each.get("tool_call_id"): _parted(each)[0] for each in messages if each.get("role") == "tool"}
    calls = [call for message in messages for call in message.get("tool_calls") or []]
    return [
        Done(call["function"]["name"], _arguments(call["function"].get("arguments")), results.get(call.get("id"), ""))
        for call in calls
    ]


def _arguments(text: Any) -> dict[str, Any]:
    try:
        arguments = json.loads(text or "{}")
    except ValueError:
        return {}
    return arguments if isinstance(arguments, dict) else {}
