"""A scripted speech server: real HTTP on 127.0.0.1 that speaks OpenAI's `/audio/speech`, in tones, well or badly."""

import asyncio
import io
import wave
from collections import Counter, defaultdict
from typing import Any, Self

import numpy as np
from aiohttp import web

from tests.upstream.background import BackgroundLoop, serve

RATE = 24_000
SILENCE_S = 0.3  # before and behind the words, as servers have it
LETTER_S = 0.05


def seconds_of(text: str) -> float:
    """How long the words themselves are."""
    return len(text) * LETTER_S


def tone(text: str) -> bytes:
    """A WAV of the words: a tone, with silence around it."""
    times = np.arange(round(seconds_of(text) * RATE)) / RATE
    quiet = np.zeros(round(SILENCE_S * RATE))
    samples = np.concatenate([quiet, 0.4 * np.sin(2 * np.pi * 220 * times), quiet])
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(RATE)
        sound.writeframes((samples * 32767).astype("<i2").tobytes())
    return file.getvalue()


class SpeechServer:
    """`asked` counts what was asked for, `keys` its Idempotency-Keys. What `will` names comes first, then tones."""

    def __init__(self) -> None:
        self.asked: Counter[str] = Counter()
        self.keys: defaultdict[str, set[str]] = defaultdict(set)
        self.bodies: list[dict[str, Any]] = []
        self._script: defaultdict[str, list[Any]] = defaultdict(list)

    def will(self, text: str, *answers: Any) -> None:
        """Answer this text so, one time after another: a status with its sentence, bytes, "half", "cut" or
        "never"."""
        self._script[text] += answers

    async def speak(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        text = body["input"]
        self.bodies.append(body)
        self.asked[text] += 1
        self.keys[text].add(request.headers["Idempotency-Key"])
        answer = self._script[text].pop(0) if self._script[text] else tone(text)
        match answer:
            case (int() as status, str() as sentence):
                return web.json_response({"error": {"message": sentence}}, status=status, headers={"Retry-After": "0"})
            case "half":  # the connection breaks
                return await self._broken(request, tone(text))
            case "never":  # until whoever asked is gone
                while request.transport and not request.transport.is_closing():
                    await asyncio.sleep(0.01)
                return web.Response(status=503)
            case "cut":  # the server gives up, and ends as if it were whole
                return web.Response(body=tone(text)[:-RATE], content_type="audio/wav")
            case _:
                return web.Response(body=answer, content_type="audio/wav")

    async def _broken(self, request: web.Request, sound: bytes) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": str(len(sound)), "Content-Type": "audio/wav"})
        await response.prepare(request)
        await response.write(sound[: len(sound) // 2])
        await asyncio.sleep(0)
        assert request.transport
        request.transport.abort()
        return response

    def __enter__(self) -> Self:
        self._loop = BackgroundLoop("speech server")
        app = web.Application()
        app.router.add_post("/v1/audio/speech", self.speak)
        self._runner, url = self._loop.run(serve(app, 0))
        self.base_url = f"{url}/v1"
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.run(self._runner.cleanup())
        self._loop.close()
