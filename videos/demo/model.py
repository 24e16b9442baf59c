"""The offline demo model: a `ChatModel` that decides by rules, from the request alone."""

import asyncio
import json
from collections.abc import AsyncGenerator

from chat.llm.request.model_request import ModelRequest
from videos.demo.building import built_scene, read_brief
from videos.demo.conversation import read_conversation
from videos.demo.turns import answer
from videos.demo.utterances import CHARACTERS_A_TOKEN, Chunk, Rhythm, Utterance, speak

NAME = "reeltalk-demo"


class DemoModel:
    """A `ChatModel` without a network. `rhythm` sets its pauses; `Rhythm(0, 0)` has none."""

    def __init__(self, rhythm: Rhythm | None = None) -> None:
        self.rhythm = rhythm or Rhythm()

    async def stream(self, request: ModelRequest) -> AsyncGenerator[list[Chunk], None]:
        """Yield the chunks of one answer, as a server would send them."""
        prompt_tokens = len(json.dumps(request.messages, ensure_ascii=False)) // CHARACTERS_A_TOKEN
        brief = read_brief(request.messages) if not request.tools else None
        if brief is not None:
            utterance = Utterance(await asyncio.to_thread(built_scene, brief), is_data=True)
        else:
            # Reading and fitting words takes longer than the loop of all answers can wait.
            utterance = await asyncio.to_thread(answer, read_conversation(request.messages, request.tools))
        async for chunks in speak(utterance, request.model or NAME, prompt_tokens, self.rhythm):
            yield chunks

    async def aclose(self) -> None:
        """Nothing to give back."""
