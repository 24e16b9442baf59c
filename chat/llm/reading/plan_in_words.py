"""Reads the plan that a model without tools writes as JSON, as a call of the tool whose arguments it is. Pure.

Only for servers that refuse `tools`: everywhere else calls come from the structured `tool_calls` alone.
"""

import json
import re
from contextlib import suppress
from typing import Any

from chat.llm.reading.accumulate import Accumulator
from chat.llm.reading.chunks import Chunk
from chat.llm.reading.speech import Part, Reasoning, Rethought, Speech, Text
from chat.llm.request.plans import PLAN, SAY

CANNOT = (
    "*This model cannot call tools, so it can neither make nor change a video here. "
    "Another one can be chosen in the project's settings.*"
)
_UNDECIDED = re.compile(r"\s*(?:`{0,3}|```\w*\s*)")
_PLAN = re.compile(r"\s*(?:```\w*\s*)?(?=\{)")
# What is held to the schema of `chat.llm.request.plans` begins so; then it is known whether it has a plan.
_OPENING = re.compile(rf'\{{\s*"(?:{PLAN}"\s*:\s*|{SAY}")')
_HALF_OPENING = re.compile(r'\{\s*(?:"\w{0,4}(?:"\s*:?\s*)?)?')
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
        self._is_plan = False  # it is one, and its call was announced
        self._is_held = False  # it says whether it is one, in JSON, which is read at the end

    def feed(self, chunks: list[Chunk]) -> list[Chunk]:
        parts: list[Part] = []
        for chunk in chunks:
            parts += self._accumulator.feed(chunk)
        return [read for part in parts for read in self._read(part)]

    def close(self) -> list[Chunk]:
        """The answer has ended; give what was held back, and the end."""
        speech = self._accumulator.finish()
        plan, said, is_whole = self._answer() if self._is_plan or self._is_held else (None, self._held, False)
        finish_reason = speech.ending
        chunks = [_chunk({"content": said})] if said else []
        if plan is not None:
            call = {} if self._is_plan else {"name": self._tool}
            chunks.append(_chunk({"tool_calls": [{"index": 0, "function": {**call, "arguments": plan}}]}))
            finish_reason = "tool_calls" if finish_reason == "stop" or is_whole else finish_reason
        elif self._is_asked_first and not (speech.errors or speech.refusal or speech.calls):
            is_said = bool(said.strip() if self._is_held else speech.content.strip())
            chunks.append(_chunk({"content": f"\n\n{CANNOT}" if is_said else CANNOT}))
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
        if self._is_plan or self._is_held:
            return []
        if begun := _PLAN.match(self._held):
            return self._decide_plan(self._held[begun.end() :])
        if len(self._held) <= LONGEST_UNDECIDED and _UNDECIDED.fullmatch(self._held):
            return []
        self._is_words, held, self._held = True, self._held, ""
        return [_chunk({"content": held})]

    def _decide_plan(self, text: str) -> list[Chunk]:
        opening = _OPENING.match(text)
        is_open = opening.end() == len(text) if opening else bool(_HALF_OPENING.fullmatch(text))
        if is_open and len(text) <= LONGEST_UNDECIDED:
            return []
        if opening and text[opening.end() : opening.end() + 1] != "{":
            self._is_held = True
            return []
        self._is_plan = True
        return [_chunk({"tool_calls": [{"index": 0, "function": {"name": self._tool, "arguments": ""}}]})]

    def _answer(self) -> tuple[str | None, str, bool]:
        """The plan's text without a fence or an envelope around it, what is said beside it, and whether it is whole."""
        text = self._held[self._held.index("{") :].rstrip().rstrip("`").rstrip()
        try:
            answer = json.loads(text)
        except (ValueError, RecursionError):
            return self._cut(text)
        said = str(answer.get(SAY) or "") if self._is_held or PLAN in answer else ""
        for key in (PLAN, self._tool, "arguments", "parameters"):
            if isinstance(answer.get(key), dict):
                return json.dumps(answer[key], ensure_ascii=False), said, True
        return (None, said, False) if self._is_held else (text, said, True)

    def _cut(self, text: str) -> tuple[str | None, str, bool]:
        """The same of an answer that broke off: its plan may be whole, and only the words behind it cut."""
        opening = _OPENING.match(text)
        if opening is None:
            return text, "", False
        if self._is_held:
            with suppress(ValueError, RecursionError):
                text = str(json.loads(f'{text}"}}').get(SAY) or "")
            return None, text, False
        try:
            plan, _ = json.JSONDecoder().raw_decode(text, opening.end())
        except (ValueError, RecursionError):
            return text[opening.end() :], "", False
        return json.dumps(plan, ensure_ascii=False), "", True


def _chunk(delta: dict[str, Any], finish_reason: str | None = None) -> Chunk:
    return {"choices": [{"index": 0, "delta": delta, "finish_reason": finish_reason}]}


def _ending(speech: Speech, finish_reason: str | None) -> list[Chunk]:
    chunks: list[Chunk] = [{"error": error} for error in speech.errors]
    if speech.refusal:
        chunks.append(_chunk({"refusal": speech.refusal}))
    chunks.append(_chunk({}, finish_reason))
    return [*chunks, {"choices": [], "usage": speech.usage}] if speech.usage else chunks
