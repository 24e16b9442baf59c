"""A request in words, for servers that refuse tools, several calls at once, or a schema of the answer. Pure."""

import json
from typing import Any

from chat.llm.request.chat_messages import ChatMessage

Json = dict[str, Any]
RESULT = "The result:\n"  # what a model without tools reads of its plan begins so
FAILED = "Error"  # what any tool that could not do it tells begins so


def one_call_a_message(messages: list[ChatMessage]) -> list[ChatMessage]:
    """The same conversation for servers whose models make one call at a time."""
    split: list[ChatMessage] = []
    results = {each["tool_call_id"]: each for each in messages if each["role"] == "tool"}
    for message in messages:
        calls = message.get("tool_calls", ())
        if message["role"] == "tool":
            continue
        if not calls:
            split.append(message)
        for place, call in enumerate(calls):
            own = message if place == 0 else {"role": "assistant", "content": None}
            split += [{**own, "tool_calls": [call]}, results[call["id"]]]
    return split


def in_words(messages: list[ChatMessage], instructions: str) -> list[ChatMessage]:
    """The same conversation for servers that refuse tools: calls and their results are told as text."""
    told: list[ChatMessage] = []
    for message in with_instructions(messages, instructions) if instructions else messages:
        if message["role"] == "tool":
            result = {"role": "user", "content": f"{RESULT}{message['content']}"}
            if told[-1]["role"] == "user":  # of a second call in the same step
                result = {"role": "user", "content": f"{told.pop()['content']}\n\n{result['content']}"}
            told.append(result)
        elif message.get("tool_calls"):
            written = [call["function"]["arguments"] for call in message["tool_calls"]]
            content = "\n\n".join(part for part in (message.get("content"), *written) if part)
            told.append({"role": "assistant", "content": content})
        elif told and told[-1]["role"] == message["role"] == "user":
            told[-1] = {"role": "user", "content": f"{told[-1]['content']}\n\n{message['content']}"}
        else:
            told.append(message)
    return told


def is_unplanned(messages: list[ChatMessage]) -> bool:
    """Whether a model without tools still has to make its plan: it was not told that one was carried out."""
    said = str(messages[-1].get("content", ""))
    return not said.startswith(RESULT) or said.startswith(f"{RESULT}{FAILED}")


def schema_in_words(response_format: Json) -> str:
    schema = response_format["json_schema"]["schema"]
    return f"Answer with one JSON object and nothing else. Its schema:\n{_compact(schema)}"


def with_instructions(messages: list[ChatMessage], more: str) -> list[ChatMessage]:
    """`messages` with `more` at the end of the instructions."""
    first, *rest = messages
    if first["role"] != "system":
        return [{"role": "system", "content": more}, *messages]
    return [{**first, "content": f"{first['content']}\n\n{more}"}, *rest]


def _compact(schema: Json) -> str:
    return json.dumps(schema, ensure_ascii=False, separators=(",", ":"))
