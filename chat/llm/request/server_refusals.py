"""What a model server cannot do, read from its own refusals. Pure.

Sentences as servers really write them: tests/chat/llm/request/test_server_refusals.py.
"""

import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

_THOUGHTS = r"\b(?:reasoning\w*|thinking_blocks|extra_content)\b"
_UNWANTED = r"\b(?:not (?:supported|permitted|allowed)|unknown|extra|forbidden|un(?:supported|expected|recognized))\b"
_IMAGES = r"\b(?:images?(?:[_ ](?:urls?|inputs?|contents?|parts?|fields?))?|pictures?|vision|multi-?modal(?:ity)?)\b"
_ONLY_TEXT = (  # of the content's parts, by readers that know no others
    r"content['\"`]?\)? ?(?::|must|should|has to|needs to)[^.]{0,20} be (?:a |of type )?['\"`]?str(?:ing)?\b"
    r"|invalid type: sequence, expected a string|array into go struct field|untagged enum \w*content"
    r"|expected `?text`?|input should be 'text'|concatenate str \(not \W{0,2}list"
)
_TOOLS = r"(?:tools?|functions?)(?:[- _](?:use|calls?|calling|choice|param(?:eter)?))?"
# How refusals speak of each option; whatever else they name is our mistake.
_SPOKEN_OF: dict[str, re.Pattern[str]] = {
    name: re.compile(pattern, re.IGNORECASE)
    for name, pattern in {
        "stream_options": r"stream_?options|include_usage",
        "parallel_tool_calls": r"parallel[_ ](?:tool|function)|(?:single|multiple|one) (?:tool|function)[- ]?call",
        "max_completion_tokens": r"max_(?:completion_)?tokens",
        "max_tokens": r"max_tokens|max_new_tokens",
        "temperature": r"\btemperature\b",
        "response_format": r"response_?format|json[_ ]?schema|json[_ ]mode|structured[_ ]output|guided[_ ]|grammar",
        "strict": (
            r"['\"`.]strict\b|\bstrict\b['\"`:]|\bstrict\b[^.]{0,40}\b(?:not|unknown|extra|forbidden|un\w+)\b"
            r"|\b(?:unknown|extra|additional|un\w+)\b[^.]{0,60}\bstrict\b"
        ),
        "reasoning": rf"{_THOUGHTS}[^.]{{0,80}}{_UNWANTED}|{_UNWANTED}[^.]{{0,80}}{_THOUGHTS}",
        "tools": (
            rf"(?:not|n't|no)\b[^.]{{0,40}}\b(?:support|enabl|allow|accept|permit)\w*\b[^.]{{0,20}}\b{_TOOLS}\b"
            rf"|\b{_TOOLS}['\"`]?(?: (?:is|are))?(?:n't| not|:? unsupported| disabled| unavailable| requires)\b"
            r"|\b(?:unsupported|unknown|unrecognized|unexpected|extra|additional)\b[^.]{0,60}\b(?:tools|tool_choice)\b"
        ),
        "several_pictures": (
            r"(?:at most|up to|maximum of|only|limit of|limited to) (?:one|a single|[1-9]\d*) images?\b"
            r"|(?:multiple|several|too many|more than (?:one|\d+)|number of) images?\b|several_pictures"
        ),
        "pictures": (
            rf"(?:\b(?:not?|never|un(?:supported|known|expected|recognized))\b|n't\b)[^.]{{0,60}}{_IMAGES}"
            rf"|{_IMAGES}[^.]{{0,60}}(?:\b(?:not|only|un(?:supported|available)|disabled|mmproj)\b|n't\b)"
            rf"|at most (?:0|zero|no) image|'url' field must be a base64|mmproj|{_ONLY_TEXT}"
        ),
    }.items()
}
_OF_A_PICTURE = re.compile(_IMAGES, re.IGNORECASE)
_OF_THIS_PICTURE = re.compile(
    r"(?:could|can|was|were|unable|fail\w*|invalid|too|exceed\w*|cannot)\b[^.]{0,30}"
    r"\b(?:process\w*|decod\w*|read|load\w*|large|big|size|identif\w*|download\w*|fetch\w*)\b"
    r"|corrupt|policy|policies|safety|moderation|dimensions",
    re.IGNORECASE,
)
_OF_A_SCHEMA = re.compile(r"invalid schema|in context=|parameters\b|tools[.\[]\d|\[?tools\]?[.\[, ]+\d", re.IGNORECASE)


def _patterns(*texts: str) -> list[re.Pattern[str]]:
    return [re.compile(text, re.IGNORECASE) for text in texts]


_SIZES = _patterns(
    r"available context size \(?(\d+)",
    r"context[ _-](?:length|window|size)(?: limit)?(?: of the model)?(?: is| of|:| =)?(?: only)? ?\(?(\d+)",
    r"(\d+) (?:tokens? )?(?:maximum )?context (?:length|window|size)",
    r"maximum (?:model|context|input|sequence|prompt) (?:length|window|size)(?: is| of|:)? ?\(?(\d+)",
    r"tokens? > (\d+)(?: tokens?)? maximum",
    r"maximum (?:number of )?(?:input )?tokens(?: allowed)? ?\(?(\d+)",
    r"max_new_tokens`? must be <= (\d+)",
    r"prompt cannot exceed (\d+)",
    r"n_ctx\b[^\d]{0,5}(\d+)",
    r"context limit: \d+ \+ \d+ > (\d+)",
    r"must have less than (\d+) tokens",
    r"exceeds the limit of (\d+)",
    r"exceed\w* model (?:token limit|max length): (\d+)",
    r"input length should be \[\d+, (\d+)\]",
)
_SENT = _patterns(
    r"request \((\d+) tokens",
    r"(\d+) (?:tokens )?in the messages",
    r"(?:prompt|input|request) (?:has|contains|is|of) (\d+)",
    r"(?:prompt|token count|input) \(?(?:length )?(\d+)",
    r"too long: (\d+)",
    r"given: (\d+)",
    r"n_prompt_tokens\b[^\d]{0,5}(\d+)",
    r"context limit: (\d+) \+",
    r"requested: (\d+)",
    r"prompt tokens: (\d+)",
    r"token count of (\d+)",
)
_TOO_LONG = re.compile(
    r"context|too long|too many tokens|maximum (?:model|input|sequence|prompt|number of)"
    r"|max_new_tokens.? must be|cannot exceed|must have less than|token count|token limit|max length|input length",
    re.IGNORECASE,
)
# Too long, and nothing is told of how much fits.
_VAGUE = re.compile(
    r"reduce the length of the (?:messages|prompt)|(?:input|prompt) is too long|prompt exceeds max length",
    re.IGNORECASE,
)
# What one answer may have at most.
_ANSWERS = _patterns(
    r"at most (\d+) (?:completion|output)",
    r"max\w*tokens\b[^.]{0,60}\[\d+, (\d+)\]",
    r"max\w*tokens\b[^.]{0,60}(?:<=|less than or equal to|at most|maximum(?: value)?(?: of| is)?|up to) (\d+)",
)
LEAST_CONTEXT, MOST_CONTEXT = 256, 100_000_000  # tokens; other numbers are something else

# Under which names servers list the size that they serve, the surest first. `n_ctx_train` and its like tell what the
# model was trained with, which is no promise.
_SERVED = (
    "loaded_context_length",
    "max_model_len",
    "n_ctx",
    "context_length",
    "context_window",
    "max_context_length",
    "max_input_tokens",
)


@dataclass(frozen=True, slots=True)
class ContextRefusal:
    """The request was too long: for a context of `served` tokens; the server counted `sent` in it. None: untold."""

    served: int | None
    sent: int | None = None

    def fitting(self, tokens: int, answer: int, known: int | None) -> int:
        """The context in our own counting, which took the request for `tokens`, with `answer` more for what it may say.

        `known`: what was taken for the context until now; each refusal makes it smaller.
        """
        if self.served is None:
            fits = tokens * 2 // 3  # of which a part is kept for the answer
        elif self.sent is not None:
            fits = int(self.served * min(1.0, tokens / self.sent))
        elif tokens + answer > self.served:
            fits = self.served
        else:  # we count too few
            fits = tokens * 4 // 5
        return fits if known is None or fits < known else known * 4 // 5


def refused_option(refusal: str, sent: Collection[str]) -> str | None:
    """Which of the options that were `sent` a server's refusal names."""
    named = set(_parameters(refusal))
    for option in _SPOKEN_OF:
        if option in sent and option in named:
            return option
    found = (option for option, speaks in _SPOKEN_OF.items() if option in sent and speaks.search(refusal))
    for option in found:
        if option == "tools" and _OF_A_SCHEMA.search(refusal):
            continue  # one of our schemas is wrong: without tools nothing would be better
        if option == "pictures" and _OF_THIS_PICTURE.search(refusal):
            continue  # others may be taken
        return option
    return None


def speaks_of_pictures(refusal: str) -> bool:
    """Whether a refusal may be about the pictures that were sent, whatever is wrong with them."""
    return _OF_A_PICTURE.search(refusal) is not None


def context_refusal(refusal: str) -> ContextRefusal | None:
    """What a refusal says of the context's size; None where it speaks of something else."""
    if not _TOO_LONG.search(refusal) and not _VAGUE.search(refusal):
        return None
    plain = re.sub(r"(?<=\d)[,_](?=\d{3}\b)", "", refusal)
    served = next(_numbers(_SIZES, plain), None)
    if served is None:
        return ContextRefusal(None) if _VAGUE.search(refusal) else None
    sent = next((number for number in _numbers(_SENT, plain) if number != served), None)
    return ContextRefusal(served, sent)


def longest_answer(refusal: str, asked: int) -> int | None:
    """How many tokens an answer may have, when a refusal says that the limit which was `asked` for is too much."""
    plain = re.sub(r"(?<=\d)[,_](?=\d{3}\b)", "", refusal)
    longest = next(_numbers(_ANSWERS, plain), None)
    return longest if longest is not None and longest < asked else None


def _numbers(patterns: list[re.Pattern[str]], text: str) -> Iterator[int]:
    for pattern in patterns:
        if match := pattern.search(text):
            number = int(match[1][:12])
            if LEAST_CONTEXT <= number <= MOST_CONTEXT:
                yield number


def _parameters(refusal: str) -> Iterator[str]:
    """The parameters that a JSON refusal points at: OpenAI's `param`, a `loc` of pydantic (`["body", "x"]`)."""
    start = refusal.find("{")
    try:
        body = json.loads(refusal[start:]) if start >= 0 else None
    except (ValueError, RecursionError):
        return
    waiting = [body]
    for _ in range(100):
        if not waiting:
            return
        each = waiting.pop()
        if isinstance(each, dict):
            if isinstance(param := each.get("param"), str):
                yield param
            loc = each.get("loc")
            if isinstance(loc, list) and len(loc) <= 2 and loc and isinstance(loc[-1], str):
                yield loc[-1]
            waiting += each.values()
        elif isinstance(each, list):
            waiting += each


def served_context(listed: Mapping[str, Any]) -> int | None:
    """The context that an entry of `/models` says is served; None where it tells none, or only a trained size."""
    places = [listed, *(listed[key] for key in ("meta", "top_provider") if isinstance(listed.get(key), dict))]
    for name in _SERVED:
        for place in places:
            size = place.get(name)
            if isinstance(size, int) and not isinstance(size, bool) and LEAST_CONTEXT <= size <= MOST_CONTEXT:
                return size
    return None
