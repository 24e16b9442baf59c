"""What model servers may not be able to do. Pure."""

from dataclasses import dataclass

# Optional parts of a request.
OPTIONS = (
    "stream_options",
    "parallel_tool_calls",
    "max_completion_tokens",
    "max_tokens",
    "temperature",
    "response_format",
    "strict",
    "reasoning",
    "tools",
    "several_pictures",
    "pictures",
)
PICTURES = frozenset({"pictures", "several_pictures"})


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What is known of a server and a model: options that it refused, the context that it serves, in tokens, and how
    long an answer it lets us ask for."""

    refused: frozenset[str] = frozenset()
    context_tokens: int | None = None
    answer_tokens: int | None = None
