"""Reads the plan that a model without tools writes as JSON, as a call of the tool whose arguments it is. Pure.

Only for servers that refuse `tools`: everywhere else calls come from the structured `tool_calls` alone.
"""

import json
import re
from typing import Any

from chat.llm.reading.accumulate import Accumulator
from chat.llm.reading.chunks import Chunk
from chat.llm.reading.speech import Part, Reasoning, Rethought, Speech, Text

CANNOT = (
    "*This model cannot call tools, so it can neither make nor change a video here. "
    "Another one can be chosen in the project's settings.*"
)
_UNDECIDED = re.compile(r"\s*(?:`{0,3}|```\w*\s*)")
_PLAN = re.compile(r"\s*(?:```\w*\s*)?\{")
LONGEST_UNDECIDED = 1000  # characters: what begins with more blanks is no plan


class PlanReader:
    """Takes the chunks of an answer, gives them as a server with tools would have sent them.

    `tool` is the one whose arguments a JSON answer is; "": none. `is_asked_first`: the model has no result of a plan
    before it, so that words alone mean that nothing was made.
    """

    def __init__(self, tool: str, *, is_asked_first: bool) -> None:
        self._tool, self._is_asked_first = tool, is_asked_first
        self._accumulator = Accumulator()
        self._held = ""  # text that may be the beginning of a plan, or is one
        self._is_words = not tool
        self._is_plan = False

    def feed(self, chunks: list[Chunk]) -> list[Chunk]:
        parts: list[Part] = []
        for chunk in chunks:
            parts += self._accumulator.feed(chunk)
        return [read for part in parts for read in self._read(part)]

    def close(self) -> list[Chunk]:
        """The answer has ended; give what was held back, and the end."""
        speech = self._accumulator.finish()
        chunks = [_chunk({"content": self._held})] if self._held and not self._is_plan else []
        finish_reason = speech.ending
        if self._is_plan:
            chunks.append(_chunk({"tool_calls": [{"index": 0, "function": {"arguments": self._arguments()}}]}))
            finish_reason = "tool_calls" if finish_reason == "stop" else finish_reason
        elif self._is_asked_first and not (speech.errors or speech.refusal or speech.calls):
            chunks.append(_chunk({"content": f"\n\n{CANNOT}" if speech.content.strip() else CANNOT}))
        return [*chunks, *_ending(speech, finish_reason)]

    def _read(self, part: Part) -> list[Chunk]:
        match part:
            case Reasoning(content):
                return [_chunk({"reasoning_content": content})]
            case Rethought(content) if not self._is_plan:
                said = self._is_words and bool(self._tool)  # then whoever reads on takes it back, told by the tag
                self._is_words, self._held = not self._tool, ""
                return [_chunk({"content": "</think>"} if said else {"reasoning_content": content})]
            case Text(content) if self._is_words:
                return [_chunk({"content": content})]
            case Text(content):
                return self._decide(content)
            case _:
                return []

    def _decide(self, content: str) -> list[Chunk]:
        self._held += content
        if self._is_plan:
            return []
        if _PLAN.match(self._held):
            self._is_plan = True
            return [_chunk({"tool_calls": [{"index": 0, "function": {"name": self._tool, "arguments": ""}}]})]
        if len(self._held) <= LONGEST_UNDECIDED and _UNDECIDED.fullmatch(self._held):
            return []
        self._is_words, held, self._held = True, self._held, ""
        return [_chunk({"content": held})]

    def _arguments(self) -> str:
        """The plan's text without a fence or an envelope around it."""
        text = self._held[self._held.index("{") :].rstrip().rstrip("`").rstrip()
        try:
            plan = json.loads(text)
        except (ValueError, RecursionError):
            return text
        for key in (self._tool, "arguments", "parameters"):
            if isinstance(plan.get(key), dict):
                return json.dumps(plan[key], ensure_ascii=False)
        return text


def _chunk(delta: dict[str, Any], finish_reason: str | None = None) -> Chunk:
    return {"choices": [{"index": 0, "delta": delta, "finish_reason": finish_reason}]}


def _ending(speech: Speech, finish_reason: str | None) -> list[Chunk]:
    chunks: list[Chunk] = [{"error": error} for error in speech.errors]
    if speech.refusal:
        chunks.append(_chunk({"refusal": speech.refusal}))
    chunks.append(_chunk({}, finish_reason))
    return [*chunks, {"choices": [], "usage": speech.usage}] if speech.usage else chunks
