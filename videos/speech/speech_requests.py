"""How a speech server is asked for a line, and what its refusals mean."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Literal

import httpx2
import openai

from chat.llm.openai_requests import CONNECT_TIMEOUT_S, client_for, from_answer, key_headers, told_without
from chat.llm.transport_errors import NEVER_ASKED, causes_of, told_in_full
from videos.sound.cues import Said
from videos.speech.speech_errors import (
    NothingSpoken,
    SpeechBrokeOff,
    SpeechBusy,
    SpeechError,
    SpeechNotFound,
    SpeechRefusedCredentials,
    SpeechRejected,
    SpeechUnavailable,
    SpeechUnreachable,
)
from videos.speech.speech_server import SpeechServer

LONGEST_ANSWER_S = 120.0  # for one line
MOST_BYTES = 32 * 2**20  # of one line: minutes of what is not compressed


async def speak(server: SpeechServer, said: Said, output: Path, key: str) -> None:
    """Write the sound to `output`. The same `key` is the same wish. Raises SpeechError."""
    timeout = httpx2.Timeout(CONNECT_TIMEOUT_S, read=LONGEST_ANSWER_S)
    with told_without(server.api_key, _from_transport):
        async with (
            asyncio.timeout(LONGEST_ANSWER_S),
            client_for(server.base_url, server.api_key, timeout) as client,
        ):
            try:
                await _ask(server, client, said, output, key, form="wav")
            except SpeechRejected as error:  # some know one format only, and refuse to be asked for another
                if "format" not in error.detail:
                    raise
                await _ask(server, client, said, output, key, form=openai.omit)


async def _ask(
    server: SpeechServer,
    client: openai.AsyncOpenAI,
    said: Said,
    output: Path,
    key: str,
    *,
    form: Literal["wav"] | openai.Omit,
) -> None:
    text, voice, speed = said
    headers = {**key_headers(server.api_key), "Idempotency-Key": key}
    try:
        async with client.audio.speech.with_streaming_response.create(
            model=server.model,
            voice=voice or server.usual_voice,
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
        raise _from_status(error) from error


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


def _from_status(error: openai.APIStatusError) -> SpeechError:
    """The error of an answer with an HTTP status, in the server's own sentence where it has one."""
    match status := error.status_code:
        case 401 | 403:
            kind: type[SpeechError] = SpeechRefusedCredentials
        case 404:
            kind = SpeechNotFound
        case 429:
            kind = SpeechBusy
        case _ if status in (408, 409) or status >= 500:
            kind = SpeechUnavailable
        case _:
            kind = SpeechRejected
    return from_answer(kind, error)


def _from_transport(error: Exception) -> SpeechError:
    """The error for what came of a connection."""
    kind = SpeechUnreachable if any(isinstance(each, NEVER_ASKED) for each in causes_of(error)) else SpeechBrokeOff
    return kind(detail=told_in_full(error))
