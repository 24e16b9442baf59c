"""Hearing a model call to its end, piece by piece or all at once."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing

from chat.llm.chat_model import ChatModel
from chat.llm.model_errors import ModelTooSlow
from chat.llm.reading.accumulate import Accumulator
from chat.llm.reading.finish_reasons import raise_for_ending
from chat.llm.reading.speech import Part, Rethought, Speech, Text
from chat.llm.request.model_request import ModelRequest


class Listening:
    """One model call. Take its `parts` to the end, then ask for the `speech`."""

    def __init__(self, model: ChatModel, request: ModelRequest, *, first_token_s: float) -> None:
        self._model, self._request, self._first_token_s = model, request, first_token_s
        self._accumulator = Accumulator()

    async def parts(self) -> AsyncGenerator[list[Part], None]:
        """Yield what each read of the answer adds. Always close it. Raises ModelError.

        How long the first piece may take is counted from here; after it the client says how long a pause may be.
        """
        try:
            async with (
                asyncio.timeout(self._first_token_s) as limit,
                aclosing(self._model.stream(self._request)) as reads,
            ):
                async for chunks in reads:
                    parts = [part for chunk in chunks for part in self._accumulator.feed(chunk)]
                    if parts:
                        limit.reschedule(None)
                    yield parts
        except TimeoutError as error:
            raise ModelTooSlow.after(self._first_token_s, self._request.tokens) from error

    def speech(self) -> Speech:
        """The whole. It is joined from the parts, so both always say the same."""
        return self._accumulator.finish()


async def ask(
    model: ChatModel, request: ModelRequest, *, first_token_s: float, heard: Callable[[int], None] = lambda _: None
) -> Speech:
    """The whole answer of a request that is no step of a stream. `heard` is told the characters so far.

    Raises ModelError, also for an answer that does not count as one.
    """
    listening, characters = Listening(model, request, first_token_s=first_token_s), 0
    async with aclosing(listening.parts()) as reads:
        async for parts in reads:
            for part in parts:
                if isinstance(part, Text):
                    characters += len(part.content)
                elif isinstance(part, Rethought):
                    characters = 0
            heard(characters)
    speech = listening.speech()
    raise_for_ending(speech)
    return speech
