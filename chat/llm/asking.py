"""One request of ours that is no step of an answer: ask, listen to the end, give the whole."""

import asyncio
from collections.abc import Callable
from contextlib import aclosing

from chat.llm.client import ChatModel
from chat.llm.model_errors import ModelTooSlow
from chat.llm.reading.accumulate import Accumulator
from chat.llm.reading.finish_reasons import raise_for_ending
from chat.llm.reading.speech import Rethought, Speech, Text
from chat.llm.request.model_request import ModelRequest


async def ask(
    model: ChatModel, request: ModelRequest, *, first_token_s: float, heard: Callable[[int], None] = lambda _: None
) -> Speech:
    """The model's whole answer. `heard` is told the characters so far. Raises ModelError."""
    accumulator, characters = Accumulator(), 0
    try:
        async with asyncio.timeout(first_token_s) as limit, aclosing(model.stream(request)) as reads:
            async for chunks in reads:
                for part in (part for chunk in chunks for part in accumulator.feed(chunk)):
                    limit.reschedule(None)
                    if isinstance(part, Text):
                        characters += len(part.content)
                    elif isinstance(part, Rethought):
                        characters = 0
                heard(characters)
    except TimeoutError as error:
        raise ModelTooSlow.after(first_token_s, request.tokens) from error
    speech = accumulator.finish()
    raise_for_ending(speech)
    return speech
