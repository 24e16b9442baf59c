"""One request of ours that is no step of an answer: ask, listen to the end, give the whole."""

import asyncio
from collections.abc import Callable
from contextlib import aclosing

from chat.llm.accumulate import Accumulator
from chat.llm.client import ChatModel
from chat.llm.endings import raise_for_ending
from chat.llm.errors import ModelTooSlow
from chat.llm.request import ModelRequest
from chat.llm.speech import Rethought, Speech, Text


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
