"""What a model says in one call: the parts as they come, and the whole once it has ended. Pure.

All texts are storable (`config.common.storable`). Joining the parts gives the whole.
"""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Text:
    """The model said more to the person."""

    content: str


@dataclass(frozen=True, slots=True)
class Reasoning:
    """The model thought aloud; not part of the answer."""

    content: str


@dataclass(frozen=True, slots=True)
class Rethought:
    """All text so far was no answer but this thought: the tag that ends one came, without one that began it."""

    content: str


@dataclass(frozen=True, slots=True)
class CallBegun:
    """The model began a tool call. Comes once for each call, before its arguments, when the name is known."""

    index: int  # ours: 0, 1, 2, … in the order of the names; the server's may be missing or repeated
    name: str


@dataclass(frozen=True, slots=True)
class CallArguments:
    """Append `content` to the argument text of call `index`."""

    index: int
    content: str


Part = Text | Reasoning | Rethought | CallBegun | CallArguments


@dataclass(frozen=True, slots=True)
class SpokenCall:
    """A tool call as spoken. `arguments_text` may be empty, cut or no JSON: see `chat.llm.reading.arguments`."""

    index: int
    provider_call_id: str  # "" when the server gave none
    name: str
    arguments_text: str
    extra: dict[str, Any] | None = None  # members of the call that are not documented, to go back as they came


@dataclass(frozen=True, slots=True)
class Speech:
    """All that a model said in one call. Whether it may count as an answer: `chat.llm.reading.finish_reasons`."""

    content: str
    reasoning: str
    refusal: str
    finish_reason: str | None  # None: no chunk named one
    usage: dict[str, Any] | None  # as the server sent it
    calls: tuple[SpokenCall, ...]
    errors: tuple[dict[str, Any], ...]  # objects as the server sent them, each with at least a `message`
    reasoning_field: str = ""  # the member under which the reasoning came; "": in the text, or there was none
    is_done: bool = False  # the server said `[DONE]`
    extra: dict[str, Any] | None = (
        None  # members of the message that are to go back: `chat.llm.reading.extras.GOES_BACK`
    )

    @property
    def ending(self) -> str | None:
        """Why it ended, as it is stored. A few servers say `[DONE]` and no reason; None: the stream was cut."""
        if self.finish_reason is None and self.is_done:
            return "tool_calls" if self.calls else "stop"
        return self.finish_reason
