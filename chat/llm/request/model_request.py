"""What a model is asked, and what that becomes for a server that cannot do everything. Pure.

The body of a request begins with what is the same from request to request (instructions, tools), so that servers find
it in their caches; what changes with each step stands in the last message.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from chat.llm.request.capabilities import OPTIONS, Capabilities
from chat.llm.request.chat_messages import ChatMessage, as_sent, pictures_of, with_pictures
from chat.llm.request.fitting import fitting, message_tokens
from chat.llm.request.in_words import (
    in_words,
    is_unplanned,
    one_call_a_message,
    schema_in_words,
    with_instructions,
)
from chat.llm.request.plans import NO_TOOLS, Plan
from chat.llm.request.tokens import estimated_tokens

Json = dict[str, Any]

DEFAULT_CONTEXT_TOKENS = 60_000  # where neither the operator nor the server says what fits
SHARE_FOR_THE_ANSWER = 4  # of a served context, one part of so many is kept free, unless the answer may be shorter
LEAST_ANSWER_TOKENS = 256
DOCUMENTED = ("role", "content", "tool_calls")  # members of what an assistant says; the others came from a server
MOST_PICTURES = 4  # in one request, the newest


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
    plan: Plan | None = None  # the one call that a model without tools can make, by writing it as JSON
    insists_on: frozenset[str] = frozenset()  # options that are sent although the server once refused them

    @property
    def tokens(self) -> int:
        """Our estimate of all that it holds."""
        return sum(map(message_tokens, self.messages)) + estimated_tokens([self.tools, self.response_format])

    def room(self, capabilities: Capabilities) -> int:
        """How many tokens it may have on a server of these capabilities, beside its answer."""
        served, wanted = capabilities.context_tokens, self.context_tokens
        if served is None:
            return wanted or DEFAULT_CONTEXT_TOKENS
        kept = served // SHARE_FOR_THE_ANSWER
        free = served - (min(kept, self.max_tokens) if self.max_tokens else kept)
        return min(free, wanted or free)


@dataclass(frozen=True)
class Body:
    """What is sent. `options` are those of its optional parts that a refusal may name; `tokens` is our estimate."""

    content: Json
    options: frozenset[str] = field(default_factory=frozenset)
    tokens: int = 0
    answer_tokens: int = 0  # what the answer may have besides
    is_without_tools: bool = False  # the request has some, but the server refuses them
    plan_tool: str = ""  # the tool whose arguments such an answer may be, as JSON
    is_asked_first: bool = True  # the model has not been told yet that its plan was carried out


def body_of(request: ModelRequest, capabilities: Capabilities) -> Body:
    """The JSON of `request` for a server of these capabilities. Raises ContextTooSmall when it cannot fit."""
    refused = capabilities.refused
    messages, tools = request.messages, request.tools
    if "parallel_tool_calls" in refused:
        messages = one_call_a_message(messages)
    if "reasoning" in refused:
        messages = [_documented(each) for each in messages]
    response_format = request.response_format
    is_without_tools, is_asked_first = bool(tools) and "tools" in refused, True
    messages = with_pictures(messages, 0 if is_without_tools else _most_pictures(refused))
    if is_without_tools:
        by_schema = "response_format" not in refused
        messages, tools = in_words(messages, _instructions(request.plan, by_schema=by_schema)), []
        is_asked_first = is_unplanned(messages)
        if request.plan and by_schema and is_asked_first:  # once its plan is made, words are awaited
            response_format = response_format or request.plan.response_format
    if "strict" in refused:
        tools = [{**tool, "function": _without(tool["function"], "strict")} for tool in tools]
    if response_format is not None and "response_format" in refused:
        messages, response_format = with_instructions(messages, schema_in_words(response_format)), None
    elif response_format is not None and "strict" in refused:
        response_format = {**response_format, "json_schema": _without(response_format["json_schema"], "strict")}
    schemas = estimated_tokens([tools, response_format]) if tools or response_format else 0
    messages, tokens = fitting(messages, request.room(capabilities), schemas, may_forget=request.may_forget)
    content: Json = {"messages": [as_sent(message) for message in messages]}
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
    shown = sum(len(pictures_of(message)) for message in messages)
    in_parts = {
        "strict": any("strict" in part for part in [*(tool["function"] for tool in tools), *_schemas(response_format)]),
        "parallel_tool_calls": any(len(each.get("tool_calls", ())) > 1 for each in messages),
        "reasoning": any(each != _documented(each) for each in messages),
        "several_pictures": shown > 1,
        "pictures": shown > 0,
    }
    return Body(
        content,
        options=frozenset(name for name in OPTIONS if name in content or in_parts.get(name)),
        tokens=tokens,
        answer_tokens=content.get("max_completion_tokens") or content.get("max_tokens") or 0,
        is_without_tools=is_without_tools,
        plan_tool=request.plan.tool if request.plan else "",
        is_asked_first=is_asked_first,
    )


def _instructions(plan: Plan | None, *, by_schema: bool) -> str:
    """What a model without tools is told of what it can do all the same."""
    if plan is None:
        return NO_TOOLS
    return plan.by_schema if by_schema else plan.in_words


def _documented(message: ChatMessage) -> ChatMessage:
    if message["role"] != "assistant":
        return message
    return {name: message[name] for name in DOCUMENTED if name in message}


def _most_pictures(refused: Collection[str]) -> int:
    if "pictures" in refused:
        return 0
    return 1 if "several_pictures" in refused else MOST_PICTURES


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


def _without(mapping: Json, key: str) -> Json:
    return {name: value for name, value in mapping.items() if name != key}
