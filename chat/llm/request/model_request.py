"""What a model is asked, and what that becomes for a server that cannot do everything. Pure.

The body of a request begins with what is the same from request to request (instructions, tools), so that servers find
it in their caches; what changes with each step stands in the last message.
"""

import json
from dataclasses import dataclass, field
from typing import Any

from chat.llm.model_errors import ContextTooSmall
from chat.llm.request.chat_messages import ChatMessage
from chat.llm.request.server_refusals import OPTIONS, Capabilities
from chat.llm.request.tokens import estimated_tokens

Json = dict[str, Any]

DEFAULT_CONTEXT_TOKENS = 60_000  # where neither the operator nor the server says what fits
SHARE_FOR_THE_ANSWER = 4  # of a served context, one part of so many is kept free, unless the answer may be shorter
LEAST_ANSWER_TOKENS = 256
DOCUMENTED = ("role", "content", "tool_calls", "tool_call_id")  # members of a message; the others came from a server
STATE = "\n\n<state>\n"  # what follows the last of these in the last message is the product's, about the work
RESULT = "The result:\n"  # what a model without tools reads of its plan begins so
LONGEST_OLD_RESULT = 600  # characters of a tool's result, where whole ones do not fit


@dataclass(frozen=True)
class ModelRequest:
    """What a model is asked, in the shape of the Chat Completions API."""

    messages: list[ChatMessage]
    tools: list[Json]
    model: str
    temperature: float | None = None  # None: not sent, since some models refuse it
    response_format: Json | None = None  # a JSON schema that the whole answer must fit
    max_tokens: int | None = None  # of the answer, thoughts included; None: as many as the server lets it
    context_tokens: int | None = None  # what the request may have, schemas included; None: what the server says
    may_forget: bool = False  # its oldest turns may be left out when they do not fit
    plan_tool: str = ""  # the tool that a model without tools calls by writing its arguments as JSON

    @property
    def tokens(self) -> int:
        """Our estimate of all that it holds."""
        return estimated_tokens([self.messages, self.tools, self.response_format])


@dataclass(frozen=True)
class Body:
    """What is sent. `options` are those of its optional parts that a refusal may name; `tokens` is our estimate."""

    content: Json
    options: frozenset[str] = field(default_factory=frozenset)
    tokens: int = 0
    answer_tokens: int = 0  # what the answer may have besides
    is_without_tools: bool = False  # the request has some, but the server refuses them
    plan_tool: str = ""  # the tool whose arguments such an answer may be, as JSON


def body_of(request: ModelRequest, capabilities: Capabilities) -> Body:
    """The JSON of `request` for a server of these capabilities. Raises ContextTooSmall when it cannot fit."""
    refused = capabilities.refused
    messages, tools = request.messages, request.tools
    if "parallel_tool_calls" in refused:
        messages = one_call_a_message(messages)
    if "reasoning" in refused:
        messages = [{name: each[name] for name in DOCUMENTED if name in each} for each in messages]
    is_without_tools = bool(tools) and "tools" in refused
    if is_without_tools:
        messages, tools = in_words(messages, _plan_instructions(tools, request.plan_tool)), []
    if "strict" in refused:
        tools = [{**tool, "function": _without(tool["function"], "strict")} for tool in tools]
    response_format = request.response_format
    if response_format is not None and "response_format" in refused:
        messages, response_format = _told(messages, _schema_in_words(response_format)), None
    elif response_format is not None and "strict" in refused:
        response_format = {**response_format, "json_schema": _without(response_format["json_schema"], "strict")}
    schemas = estimated_tokens([tools, response_format]) if tools or response_format else 0
    messages, tokens = _fitting(request, messages, schemas, capabilities)
    content: Json = {"messages": messages}
    if tools:  # an empty list is refused by most servers
        content["tools"] = tools
    if response_format is not None:
        content["response_format"] = response_format
    if request.temperature is not None and "temperature" not in refused:
        content["temperature"] = request.temperature
    if request.max_tokens:
        content |= _limit(request.max_tokens, tokens, capabilities)
    if "stream_options" not in refused:
        content["stream_options"] = {"include_usage": True}
    in_parts = {
        "strict": any("strict" in part for part in [*(tool["function"] for tool in tools), *_schemas(response_format)]),
        "parallel_tool_calls": any(len(each.get("tool_calls", ())) > 1 for each in messages),
        "reasoning": any(each.keys() - DOCUMENTED for each in messages),
    }
    return Body(
        content,
        options=frozenset(name for name in OPTIONS if name in content or in_parts.get(name)),
        tokens=tokens,
        answer_tokens=content.get("max_completion_tokens") or content.get("max_tokens") or 0,
        is_without_tools=is_without_tools,
        plan_tool=request.plan_tool,
    )


def _schemas(response_format: Json | None) -> list[Json]:
    return [response_format["json_schema"]] if response_format else []


def _limit(most: int, tokens: int, capabilities: Capabilities) -> Json:
    """The limit of the answer, under the name that the server knows. Many count it into the context."""
    most = min(most, capabilities.answer_tokens or most)
    if capabilities.context_tokens:
        most = max(LEAST_ANSWER_TOKENS, min(most, capabilities.context_tokens - tokens * 11 // 10))
    for name in ("max_completion_tokens", "max_tokens"):
        if name not in capabilities.refused:
            return {name: most}
    return {}


def room(request: ModelRequest, capabilities: Capabilities) -> int:
    """How many tokens the request may have."""
    served = capabilities.context_tokens
    if served is None:
        return request.context_tokens or DEFAULT_CONTEXT_TOKENS
    kept = served // SHARE_FOR_THE_ANSWER
    free = served - (min(kept, request.max_tokens) if request.max_tokens else kept)
    return min(free, request.context_tokens or free)


def _fitting(
    request: ModelRequest, messages: list[ChatMessage], schemas: int, capabilities: Capabilities
) -> tuple[list[ChatMessage], int]:
    """The messages that fit, and the tokens of it all: the oldest turns go first, then the middle of long results.

    Raises ContextTooSmall when not even that is enough.
    """
    fits = room(request, capabilities) - schemas
    sizes = [estimated_tokens(message) for message in messages]
    first = _first_that_fits(messages, sizes, fits) if request.may_forget else 1
    kept, tokens = [*messages[:1], *messages[first:]], sum(sizes[:1]) + sum(sizes[first:])
    for place, message in enumerate(kept):
        if tokens <= fits:
            break
        if message["role"] == "tool" and place < len(kept) - 1:
            short = {**message, "content": shortened(message["content"], LONGEST_OLD_RESULT)}
            tokens += estimated_tokens(short) - estimated_tokens(message)
            kept[place] = short
    if tokens > fits:
        raise ContextTooSmall.by(needed=tokens + schemas, room=room(request, capabilities))
    return kept, tokens + schemas


def _first_that_fits(messages: list[ChatMessage], sizes: list[int], fits: int) -> int:
    """The place of the user message with which the oldest turn begins that may stay; the last turn always does."""
    beginnings = [place for place, message in enumerate(messages) if place and message["role"] == "user"]
    left = fits - sizes[0]
    end, first = len(messages), beginnings[-1] if beginnings else 1
    for begin in reversed(beginnings):
        left -= sum(sizes[begin:end])
        if left < 0:
            break
        first, end = begin, begin
    return first


def shortened(text: str, longest: int) -> str:
    """`text` without its middle when it has more than `longest` characters."""
    if len(text) <= longest:
        return text
    return f"{text[: longest * 2 // 3]}\n[… {len(text) - longest} characters left out …]\n{text[-longest // 3 :]}"


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
    for message in _told(messages, instructions) if instructions else messages:
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


def _plan_instructions(tools: list[Json], plan_tool: str) -> str:
    plan = next((tool["function"] for tool in tools if tool["function"]["name"] == plan_tool), None)
    if plan is None:
        return "You have no tools here, so you can only talk. Say so when you are asked to make or change something."
    return (
        "You have no tools here. When the person wants a new video, answer with one JSON object and nothing else; it "
        f"is carried out, and you are told the result. What it does: {plan['description']}\n"
        f"Its schema:\n{_compact(plan['parameters'])}\n"
        "To everything else answer in words. You cannot change a video that is there, only make a new one: say so."
    )


def _schema_in_words(response_format: Json) -> str:
    schema = response_format["json_schema"]["schema"]
    return f"Answer with one JSON object and nothing else. Its schema:\n{_compact(schema)}"


def _told(messages: list[ChatMessage], more: str) -> list[ChatMessage]:
    """`messages` with `more` at the end of the instructions."""
    first, *rest = messages
    if first["role"] != "system":
        return [{"role": "system", "content": more}, *messages]
    return [{**first, "content": f"{first['content']}\n\n{more}"}, *rest]


def _compact(schema: Json) -> str:
    return json.dumps(schema, ensure_ascii=False, separators=(",", ":"))


def _without(mapping: Json, key: str) -> Json:
    return {name: value for name, value in mapping.items() if name != key}
