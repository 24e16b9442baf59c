"""What is learned of a model server, and remembered: what it refuses, and how much it takes."""

from dataclasses import replace
from typing import Protocol

from chat.llm.request.capabilities import Capabilities


class Knowledge(Protocol):
    """What is known of one server, by model."""

    async def of(self, model: str) -> Capabilities: ...

    async def refuses(self, model: str, option: str) -> None:
        """Remember that the server refused `option` (one of `chat.llm.request.capabilities.OPTIONS`)."""
        ...

    async def serves(self, model: str, context_tokens: int) -> None:
        """Remember that the server refused more than this."""
        ...

    async def answers(self, model: str, tokens: int) -> None:
        """Remember that the server refused a higher limit of an answer."""
        ...


class ThisProcessKnows:
    """Knowledge that ends with the process."""

    def __init__(self) -> None:
        self._known: dict[str, Capabilities] = {}

    async def of(self, model: str) -> Capabilities:
        return self._known.get(model, Capabilities())

    async def refuses(self, model: str, option: str) -> None:
        known = await self.of(model)
        self._known[model] = replace(known, refused=known.refused | {option})

    async def serves(self, model: str, context_tokens: int) -> None:
        self._known[model] = replace(await self.of(model), context_tokens=context_tokens)

    async def answers(self, model: str, tokens: int) -> None:
        self._known[model] = replace(await self.of(model), answer_tokens=tokens)
