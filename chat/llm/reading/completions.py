"""Reads the chunks of the Chat Completions API, as documented and as other servers send them. Pure.

Which server needs which rule: the recordings that `tests/chat/llm/reading/test_recordings.py` plays.
Source: https://platform.openai.com/docs/api-reference/chat-streaming
"""

from collections.abc import Callable
from typing import Any

from chat.llm.reading.calls import CallReader
from chat.llm.reading.chunks import Chunk
from chat.llm.reading.draft import Draft
from chat.llm.reading.extras import GOES_BACK

REASONING = ("reasoning_content", "reasoning", "reasoning_text")  # one thought may come under two of them


class CompletionsReader:
    """Reads chunks into a draft. Of several choices only the first one is read."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._calls = CallReader(draft)

    def read(self, chunk: Chunk) -> None:
        error = chunk.get("error")
        if error:
            self._draft.report_error(error)
        usage = chunk.get("usage")  # in the last chunk, or cumulative in each: the last one counts
        if usage:
            self._draft.report_usage(usage)
        choices = chunk.get("choices")
        if isinstance(choices, list):
            for choice in choices:
                if isinstance(choice, dict) and not choice.get("index"):
                    self._read_choice(choice)
        elif not error and "error" in (chunk.get("object"), chunk.get("type")):
            self._draft.report_error(chunk)

    def _read_choice(self, choice: dict[str, Any]) -> None:
        delta = choice.get("delta")
        if isinstance(delta, dict):
            self._read_delta(delta, self._calls.read)
        elif isinstance(message := choice.get("message"), dict) and self._draft.is_blank:
            # An answer that was not streamed; elsewhere it repeats what was said.
            self._read_delta(message, self._calls.read_whole)
        finish_reason = choice.get("finish_reason")
        if finish_reason:
            self._draft.end(str(finish_reason))

    def _read_delta(self, delta: dict[str, Any], read_call: Callable[[dict[str, Any]], None]) -> None:
        for field in REASONING:
            if (reasoning := delta.get(field)) and isinstance(reasoning, str):
                self._draft.think(reasoning, field)
                break
        if not GOES_BACK.isdisjoint(delta):
            self._draft.extras.add({key: delta[key] for key in GOES_BACK & delta.keys() if delta[key]})
        content = delta.get("content")
        if content:
            self._read_content(content)
        refusal = delta.get("refusal")
        if isinstance(refusal, str):
            self._draft.refuse(refusal)
        calls = delta.get("tool_calls") or ()
        for entry in calls if isinstance(calls, list) else [calls]:
            if isinstance(entry, dict):
                read_call(entry)
        legacy_call = delta.get("function_call")
        if isinstance(legacy_call, dict):
            read_call({"index": 0, "function": legacy_call})

    def _read_content(self, content: object) -> None:
        """Read a text, or a list of parts of which some are thoughts."""
        if isinstance(content, str):
            self._draft.say(content)
        elif isinstance(content, list):
            for part in content:
                self._read_part(part)

    def _read_part(self, part: object) -> None:
        if isinstance(part, str):
            self._draft.say(part)
        elif isinstance(part, dict):
            if isinstance(text := part.get("text"), str):
                self._draft.say(text)
            if part.get("type") == "refusal" and isinstance(refusal := part.get("refusal"), str):
                self._draft.refuse(refusal)
            if "thinking" in part:
                self._draft.think(_plain_text(part["thinking"]))


def _plain_text(value: object) -> str:
    """Join the texts of a thought: a text, a part with a text, or a list of them."""
    if isinstance(value, list):
        return "".join(map(_plain_text, value))
    if isinstance(value, dict):
        value = value.get("text")
    return value if isinstance(value, str) else ""
