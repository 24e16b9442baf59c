"""Reads the chunks of the Chat Completions API, as documented and as other servers send them. Pure.

Which server needs which rule: the recordings that `tests/chat/llm/test_recordings.py` plays.
Source: https://platform.openai.com/docs/api-reference/chat-streaming
"""

from typing import Any

from chat.llm.chunks import Chunk
from chat.llm.draft import CallDraft, Draft
from chat.llm.extras import GOES_BACK

REASONING = ("reasoning_content", "reasoning", "reasoning_text")  # one thought may come under two of them
_CALL = {"index", "id", "type", "function", "name", "arguments"}


class CompletionsReader:
    """Reads chunks into a draft. Of several choices only the first one is read."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._last_call: CallDraft | None = None
        self._by_index: dict[object, CallDraft] = {}
        self._by_id: dict[str, CallDraft] = {}

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
            self._read_delta(delta)
        elif isinstance(message := choice.get("message"), dict) and self._draft.is_blank:
            self._read_delta(message)  # an answer that was not streamed; elsewhere it repeats what was said
        finish_reason = choice.get("finish_reason")
        if finish_reason:
            self._draft.finish_reason = str(finish_reason)  # not yet the end: it may stand after each call

    def _read_delta(self, delta: dict[str, Any]) -> None:
        for field in REASONING:
            if (reasoning := delta.get(field)) and isinstance(reasoning, str):
                self._draft.think(reasoning, field)
                break
        if extra := {key: delta[key] for key in GOES_BACK if delta.get(key)}:
            self._draft.extras.add(extra)
        content = delta.get("content")
        if content:
            self._read_content(content)
        refusal = delta.get("refusal")
        if isinstance(refusal, str):
            self._draft.refuse(refusal)
        calls = delta.get("tool_calls")
        if calls:
            self._read_calls(calls)
        legacy_call = delta.get("function_call")
        if isinstance(legacy_call, dict):
            self._read_call({"index": 0, "function": legacy_call})

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

    def _read_calls(self, calls: object) -> None:
        for entry in calls if isinstance(calls, list) else [calls]:
            if isinstance(entry, dict):
                self._read_call(entry)

    def _read_call(self, entry: dict[str, Any]) -> None:
        function = entry.get("function")
        function = function if isinstance(function, dict) else {}
        name = function.get("name")
        name = name if isinstance(name, str) else ""
        call_id = entry.get("id")
        call_id = str(call_id) if call_id or call_id == 0 else ""
        call = self._call_of(entry.get("index"), call_id, name)
        if name:
            self._draft.name_call(call, name)
        self._draft.add_arguments(call, function.get("arguments"))
        if extra := {key: value for key, value in entry.items() if key not in _CALL and value is not None}:
            call.extras.add(extra)

    def _call_of(self, index: object, call_id: str, name: str) -> CallDraft:
        """Find the call that an entry goes on with, or begin one.

        Servers differ: the id may be missing, empty or repeated later, the index missing or 0 for every call.
        """
        index = index if isinstance(index, int) else None
        call = self._last_call if index is None else self._by_index.get(index)
        if index is None and call_id in self._by_id:
            call = self._by_id[call_id]
        if call is None or _is_another(call, call_id, name):
            call = self._draft.begin_call()
        if call_id and not call.provider_call_id:
            call.provider_call_id = call_id
            self._by_id[call_id] = call
        if index is not None:
            self._by_index[index] = call
        self._last_call = call
        return call


def _is_another(call: CallDraft, call_id: str, name: str) -> bool:
    """Whether an entry with a name begins a call other than `call`, in whose place it stands.

    A fresh id alone does not make a call: some servers invent one for each fragment.
    """
    if not name or call.is_nameless:
        return False
    if call_id and call.provider_call_id:
        return call_id != call.provider_call_id
    return name != call.name


def _plain_text(value: object) -> str:
    """Join the texts of a thought: a text, a part with a text, or a list of them."""
    if isinstance(value, list):
        return "".join(map(_plain_text, value))
    if isinstance(value, dict):
        value = value.get("text")
    return value if isinstance(value, str) else ""
