"""What answers, to all who let it."""

from collections.abc import AsyncGenerator
from typing import Protocol

from chat.llm.reading.chunks import Chunk
from chat.llm.request.model_request import ModelRequest


class ChatModel(Protocol):
    """A model: a server, the demo model, or a double."""

    def stream(self, request: ModelRequest) -> AsyncGenerator[list[Chunk], None]:
        """Yield the decoded chunks of one answer, a few at a time. Always close it. Raises ModelError."""
        ...

    async def aclose(self) -> None:
        """Give the connections back."""
        ...
