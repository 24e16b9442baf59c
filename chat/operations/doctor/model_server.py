"""The model server, asked for a word."""

import asyncio
import time
from collections.abc import Iterator

from django.conf import settings

from chat.llm.choice import chat_model, is_offline, model_name
from chat.llm.listening import ask
from chat.llm.model_errors import ModelError
from chat.llm.request.model_request import Json, ModelRequest
from chat.llm.server_names import server_name
from chat.operations.doctor.finding import Finding, note, ok, wrong

WORDS = "Say: ok"
MOST_TOKENS = 200  # some think before they say a word
PATIENCE_SECONDS = 60.0
TOOL: Json = {
    "type": "function",
    "function": {
        "name": "look",
        "description": "Look at the video.",
        "strict": True,
        "parameters": {"type": "object", "properties": {}, "required": [], "additionalProperties": False},
    },
}


def look_at_model() -> Iterator[Finding]:
    if is_offline():
        yield note("model", "Neither OPENAI_API_KEY nor OPENAI_BASE_URL is set: the offline demo model answers.")
        return
    where = f"{model_name()} at {server_name(settings.OPENAI_BASE_URL)}"
    for what, tools in (("model", []), ("model's tools", [TOOL])):
        began = time.perf_counter()
        try:
            asyncio.run(_asked(tools))
        except ModelError as error:
            do = "Mend OPENAI_API_KEY, OPENAI_BASE_URL or OPENAI_MODEL."
            if tools:
                do = "Models without tools plan videos in words; choose another one for all else that tools do."
            yield wrong(what, f"{where} refuses: {error.message} ({error.code})", do)
            return
        except TimeoutError:
            yield wrong(
                what, f"{where} says nothing for {PATIENCE_SECONDS:g} s.", "Look at the server, or choose another."
            )
            return
        yield ok(what, f"{where} answers after {time.perf_counter() - began:.1f} s.")


async def _asked(tools: list[Json]) -> None:
    model = chat_model()
    request = ModelRequest([{"role": "user", "content": WORDS}], tools, model_name(), max_tokens=MOST_TOKENS)
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            await ask(model, request, first_token_s=PATIENCE_SECONDS)
    finally:
        await model.aclose()
