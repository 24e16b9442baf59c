"""The rules of servers that take a request only when it is exactly right: real validators where others wrote some."""

import base64
import io
import json
import re
from collections.abc import Iterable
from typing import Any

from mistral_common.protocol.instruct.request import ChatCompletionRequest
from mistral_common.protocol.instruct.validator import MistralRequestValidatorV13
from openai.types.chat import ChatCompletionMessageParam, ChatCompletionToolParam
from PIL import Image
from pydantic import TypeAdapter

from tests.upstream.conversation import text_of

Message = dict[str, Any]
OPENAI_MESSAGES: TypeAdapter[Any] = TypeAdapter(list[ChatCompletionMessageParam])
OPENAI_TOOLS: TypeAdapter[Any] = TypeAdapter(list[ChatCompletionToolParam])


class Refused(AssertionError):
    """What a server would answer with 400."""


def check_openai(messages: list[Message], tools: Iterable[Message] = ()) -> None:
    """By the types of OpenAI's package, and the sentences with which its servers refuse."""
    for given, read in zip(messages, OPENAI_MESSAGES.validate_python(messages), strict=True):
        for name in ("tool_calls", "content"):  # the package reads sequences lazily
            if isinstance(read.get(name), Iterable) and not isinstance(read[name], str):
                assert len(list(read[name])) == len(given[name])
    OPENAI_TOOLS.validate_python(list(tools))
    open_calls: list[str] = []
    for message in messages:
        if message["role"] == "tool":
            if message["tool_call_id"] not in open_calls:
                raise Refused("'tool' must be a response to a preceding message with 'tool_calls'")
            open_calls.remove(message["tool_call_id"])
            continue
        if open_calls:
            raise Refused(f"tool_call_ids did not have response messages: {open_calls}")
        open_calls = [call["id"] for call in message.get("tool_calls", ())]
        if message["role"] == "assistant" and message["content"] is None and not open_calls:
            raise Refused("content is required unless there are tool_calls")
        for call in message.get("tool_calls", ()):
            if not re.fullmatch(r"[a-zA-Z0-9_-]{1,64}", call["function"]["name"]):
                raise Refused("function name does not match ^[a-zA-Z0-9_-]{1,64}$")
    if open_calls:
        raise Refused(f"tool_call_ids did not have response messages: {open_calls}")


def check_mistral(messages: list[Message], tools: list[Message] | None = None) -> None:
    """By the validator of Mistral's own package. Its models think in parts of the content, never in a member."""
    spoken = [{key: value for key, value in each.items() if not key.startswith("reasoning")} for each in messages]
    request = ChatCompletionRequest.from_openai(spoken, tools=tools)
    MistralRequestValidatorV13().validate_request(request)


def check_anthropic(messages: list[Message]) -> None:
    """By the Messages API that stands behind Anthropic-compatible addresses.

    Source: https://docs.anthropic.com/en/api/messages
    """
    seen: set[str] = set()
    turns: list[str] = []
    for message in messages:
        if message["role"] == "system":
            continue
        role = "assistant" if message["role"] == "assistant" else "user"
        if not turns and role != "user":
            raise Refused("messages: first message must use the user role")
        if message["role"] != "tool" and turns and turns[-1] == role:
            raise Refused("messages: roles must alternate")
        turns.append(role)
        content = text_of(message.get("content"))
        if message.get("content") is not None and not content.strip():
            raise Refused("messages: text content blocks must contain non-whitespace text")
        for call in message.get("tool_calls", ()):
            if call["id"] in seen:
                raise Refused("messages: tool_use ids must be unique")
            seen.add(call["id"])
            if not isinstance(json.loads(call["function"]["arguments"]), dict):
                raise Refused("tool_use.input: Input should be a valid dictionary")
    if turns[-1] != "user":
        raise Refused("the conversation must end with a user message")


def check_pictures(messages: list[Message]) -> None:
    """Pictures stand in messages of the user behind one of the assistant, and each is a data URL that can be read."""
    for before, message in zip([{}, *messages], messages, strict=False):
        if isinstance(message.get("content"), list):
            if (before.get("role"), message["role"]) != ("assistant", "user"):
                raise Refused("a picture stands in a user message behind an assistant's")
            words, *pictures = message["content"]
            if words["type"] != "text" or not pictures:
                raise Refused("words first, then pictures")
            for part in pictures:
                mime, _, data = part["image_url"]["url"].removeprefix("data:").partition(";base64,")
                with Image.open(io.BytesIO(base64.b64decode(data, validate=True))) as image:
                    image.load()
                    if Image.MIME[image.format or ""] != mime:
                        raise Refused(f"the picture is no {mime}")


def check_gemini(messages: list[Message]) -> None:
    """By what Gemini's API says of function calls behind its compatible address.

    Source: https://ai.google.dev/gemini-api/docs/function-calling
    """
    before = ""
    for place, message in enumerate(messages):
        calls = message.get("tool_calls", ())
        if calls and before not in ("user", "tool"):
            raise Refused("a function call turn comes immediately after a user turn or after a function response turn")
        answers = messages[place + 1 : place + 1 + len(calls)]
        if [answer.get("tool_call_id") for answer in answers] != [call["id"] for call in calls]:
            raise Refused("the number of function response parts must equal that of the function call parts")
        if not calls and not (message.get("content") or ""):
            raise Refused("contents.parts must not be empty")
        before = message["role"]


def check_everywhere(messages: list[Message], tools: list[Message] | None = None) -> None:
    check_openai(messages, tools or ())
    check_mistral(messages, tools)
    check_anthropic(messages)
    check_gemini(messages)
    check_pictures(messages)
