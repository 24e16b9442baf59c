"""Reads the arguments of a tool call. What is not one whole JSON object never runs. Pure."""

from typing import Any

from chat.llm.json_text import decode
from chat.llm.reading.speech import SpokenCall

CUT = {"length", "max_tokens", "incomplete"}  # finish reasons of an answer that reached its length limit


class InvalidArguments(Exception):
    """The arguments cannot be used. `message` is for the model: what was wrong and what it can do."""

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        self.message = message
        super().__init__(message)


def parse_arguments(call: SpokenCall, finish_reason: str | None) -> dict[str, Any]:
    """Give the arguments of `call`, their texts storable. Of a key that came twice the last value counts.

    Nothing and null are {}, unless the answer was cut there. An object that was encoded as a string once more, as some
    servers do, is taken out of it. Raises InvalidArguments: `arguments_cut` (by
    the length limit) or `invalid_arguments`.
    """
    is_cut = finish_reason in CUT
    text = call.arguments_text.strip()
    if text in ("", "null") and not is_cut:
        return {}
    try:
        return _read_object(text)
    except (ValueError, RecursionError) as error:
        raise _cut(call) if is_cut else _invalid(call, error) from error


def _read_object(text: str) -> dict[str, Any]:
    """Raises ValueError or RecursionError."""
    value = decode(text)
    if isinstance(value, str):
        value = decode(value)
    if not isinstance(value, dict):
        raise ValueError("they are not a JSON object")
    return value


def _cut(call: SpokenCall) -> InvalidArguments:
    return InvalidArguments(
        "arguments_cut",
        f"{call.name} did not run: its arguments were cut off because the answer reached its length limit. "
        "Call it again with shorter arguments, or split the work into several calls.",
    )


def _invalid(call: SpokenCall, error: Exception) -> InvalidArguments:
    reason = "they are nested too deep" if isinstance(error, RecursionError) else str(error)
    return InvalidArguments(
        "invalid_arguments",
        f"{call.name} did not run: its arguments are not valid ({reason}). "
        "Call it again with one complete JSON object that fits the tool's schema.",
    )
