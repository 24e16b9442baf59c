"""Puts a speech together from the chunks of a model's answer, whichever of the two APIs it speaks. Pure.

Feed one `Accumulator` the chunks of a model call, show the parts that it gives, then ask it for the whole.
"""

from chat.llm.reading.chunks import END, Chunk
from chat.llm.reading.completions import CompletionsReader
from chat.llm.reading.draft import Draft
from chat.llm.reading.responses import ResponsesReader
from chat.llm.reading.speech import Part, Speech


class Accumulator:
    """One model call. The first chunk tells which API it is."""

    def __init__(self) -> None:
        self._draft = Draft()
        self._reader: CompletionsReader | ResponsesReader | None = None

    def feed(self, chunk: Chunk) -> list[Part]:
        """Take a chunk of any shape; give what it adds. Never raises."""
        if chunk is END:
            self._draft.is_done = True
            self._draft.end()
            return self._draft.take_parts()
        reader = self._reader
        if reader is None:
            is_response = str(chunk.get("type")).startswith("response.")
            reader = self._reader = (ResponsesReader if is_response else CompletionsReader)(self._draft)
        reader.read(chunk)
        return self._draft.take_parts()

    def finish(self) -> Speech:
        """Give the whole. It is joined from the parts that `feed` gave, so both always say the same."""
        return self._draft.finish()
