"""Reads the events of the Responses API, which some gateways stream whatever was asked. Pure.

Source: https://platform.openai.com/docs/api-reference/responses-streaming
"""

from typing import Any

from chat.llm.reading.chunks import Chunk
from chat.llm.reading.draft import CallDraft, Draft

ENDINGS = ("response.completed", "response.incomplete", "response.failed")


class ResponsesReader:
    """Reads events into a draft. Items go by `output_index`: some servers change the ids on the way."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._calls: dict[object, CallDraft] = {}
        self._said: dict[tuple[object, object], str] = {}

    def read(self, chunk: Chunk) -> None:
        match chunk.get("type"):
            case "response.output_text.delta":
                self._say(chunk, _text(chunk, "delta"))
            case "response.output_text.done":
                self._say(chunk, _rest(_text(chunk, "text"), self._said.get(_place(chunk), "")))
            case "response.reasoning_summary_text.delta" | "response.reasoning_text.delta":
                self._draft.think(_text(chunk, "delta"))
            case "response.refusal.delta":
                self._draft.refuse(_text(chunk, "delta"))
            case "response.output_item.added" | "response.output_item.done":
                self._read_item(chunk)
            case "response.function_call_arguments.delta":
                self._draft.add_arguments(self._call_at(chunk), _text(chunk, "delta"))
            case "response.function_call_arguments.done":
                self._complete_arguments(self._call_at(chunk), _text(chunk, "arguments"))
            case kind if kind in ENDINGS:
                self._read_end(chunk)
            case "error":
                self._draft.report_error(chunk.get("error") or chunk)
            case _ if chunk.get("error"):
                self._draft.report_error(chunk["error"])

    def _say(self, chunk: Chunk, text: str) -> None:
        place = _place(chunk)
        self._said[place] = self._said.get(place, "") + text
        self._draft.say(text)

    def _call_at(self, chunk: Chunk) -> CallDraft:
        place = _hashable(chunk.get("output_index"))
        if place not in self._calls:
            self._calls[place] = self._draft.begin_call()
        return self._calls[place]

    def _read_item(self, chunk: Chunk) -> None:
        item = chunk.get("item")
        if not isinstance(item, dict) or item.get("type") != "function_call":
            return
        call = self._call_at(chunk)
        call.provider_call_id = call.provider_call_id or _text(item, "call_id") or _text(item, "id")
        self._draft.name_call(call, _text(item, "name"))
        self._complete_arguments(call, _text(item, "arguments"))

    def _complete_arguments(self, call: CallDraft, whole: str) -> None:
        """Add what the deltas left out of the whole text, which some servers send without any delta."""
        self._draft.add_arguments(call, _rest(whole, call.argument_text()))

    def _read_end(self, chunk: Chunk) -> None:
        response = chunk.get("response")
        if not isinstance(response, dict):
            return
        self._draft.report_usage(response.get("usage"))
        details = response.get("incomplete_details")
        is_filtered = isinstance(details, dict) and details.get("reason") == "content_filter"
        self._draft.end("content_filter" if is_filtered else _text(response, "status"))
        if response.get("error") or chunk["type"] == "response.failed":
            self._draft.report_error(response.get("error") or "The response failed.")


def _text(mapping: dict[str, Any], key: str) -> str:
    value = mapping.get(key)
    return value if isinstance(value, str) else ""


def _place(chunk: Chunk) -> tuple[object, object]:
    return _hashable(chunk.get("output_index")), _hashable(chunk.get("content_index"))


def _hashable(value: object) -> object:
    return value if isinstance(value, int | str) else None


def _rest(whole: str, said: str) -> str:
    """What of `whole` has not been said; nothing when what was said is something else."""
    return whole[len(said) :] if whole.startswith(said) else ""
