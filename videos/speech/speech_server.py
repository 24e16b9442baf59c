"""A server with OpenAI's `/audio/speech`, theirs or one of the many local ones that speak it."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import httpx2
import openai

from chat.llm.client import CONNECT_TIMEOUT_S, DEFAULT_BASE_URL, server_name
from chat.llm.transport_errors import TRANSPORT_ERRORS
from videos.sound.cues import Said
from videos.speech.speech_errors import (
    NothingSpoken,
    SpeechBrokeOff,
    SpeechError,
    SpeechRejected,
    from_status,
    from_transport,
)

LONGEST_ANSWER_S = 120.0  # for one line
MOST_BYTES = 32 * 2**20  # of one line: minutes of what is not compressed


@dataclass(frozen=True)
class SpeechServer:
    """`api_key` may be empty, for servers that want none."""

    base_url: str
    api_key: str
    model: str
    usual_voice: str

    @property
    def heard_by(self) -> str:
        return urlsplit(self.base_url or DEFAULT_BASE_URL).hostname or ""

    @property
    def source(self) -> str:
        return f"{server_name(self.base_url)} {self.model}"

    def refusal(self, text: str, voice: str) -> str:
        return ""  # which languages its voices speak only the server knows

    async def speak(self, said: Said, output: Path, key: str) -> None:
        try:
            async with asyncio.timeout(LONGEST_ANSWER_S), self._client() as client:
                try:
                    await self._ask(client, said, output, key, form="wav")
                except SpeechRejected as error:  # some know one format only, and refuse to be asked for another
                    if "format" not in error.detail:
                        raise
                    await self._ask(client, said, output, key, form=openai.omit)
        except SpeechError as error:
            error.hide(self.api_key)
            raise
        except TRANSPORT_ERRORS as error:
            told = from_transport(error)
            told.hide(self.api_key)
            raise told from error

    def _client(self) -> openai.AsyncOpenAI:
        timeout = httpx2.Timeout(CONNECT_TIMEOUT_S, read=LONGEST_ANSWER_S)
        return openai.AsyncOpenAI(
            base_url=self.base_url or None,
            api_key=self.api_key or "none",  # the package insists on one; without ours no request carries it
            timeout=timeout,
            max_retries=0,
            http_client=openai.DefaultAioHttpClient(timeout=timeout),
        )

    async def _ask(
        self, client: openai.AsyncOpenAI, said: Said, output: Path, key: str, *, form: Literal["wav"] | openai.Omit
    ) -> None:
        text, voice, speed = said
        headers: dict[str, str | openai.Omit] = {"Idempotency-Key": key}
        if not self.api_key:
            headers["Authorization"] = openai.Omit()
        try:
            async with client.audio.speech.with_streaming_response.create(
                model=self.model,
                voice=voice or self.usual_voice,
                input=text,
                extra_headers=headers,
                speed=speed if speed != 1.0 else openai.omit,
                response_format=form,
            ) as response:
                kind = response.headers.get("content-type", "")
                if kind.startswith(("text/", "application/json")):
                    raise NothingSpoken(detail=f"The answer is {kind}.")
                await _store(response.iter_bytes(), response.headers, output)
        except openai.APIStatusError as error:
            raise from_status(error) from error


async def _store(blocks: AsyncIterator[bytes], headers: Mapping[str, str], output: Path) -> None:
    size, promised = 0, headers.get("content-length", "")
    with output.open("wb") as file:
        async for block in blocks:
            size += len(block)
            if size > MOST_BYTES:
                raise NothingSpoken(detail=f"more than {MOST_BYTES} bytes for one line")
            file.write(block)
    if promised.isdigit() and int(promised) > size and "content-encoding" not in headers:
        raise SpeechBrokeOff(detail=f"{size} of {promised} bytes")
