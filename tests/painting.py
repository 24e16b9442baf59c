"""A scripted image server: OpenAI's `/images/generations`, as one family or another has it, well or badly."""

import asyncio
import base64
import io
import threading
from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any, Self

from aiohttp import web
from PIL import Image

from tests.upstream.background import BackgroundLoop, serve

SIZES = {
    "gpt-image-1": ["1024x1024", "1024x1536", "1536x1024"],
    "dall-e-3": ["1024x1024", "1024x1792", "1792x1024"],
}
USAGE = {"input_tokens": 12, "output_tokens": 1056, "total_tokens": 1068}
PATIENCE_SECONDS = 30.0


def painted(words: str, size: str = "1024x1024", format: str = "PNG") -> bytes:
    """A picture of this size, in a colour that stands for the words."""
    width, _, height = size.partition("x")
    file = io.BytesIO()
    Image.new("RGB", (int(width), int(height)), (hash(words) & 255, len(words) & 255, 90)).save(file, format)
    return file.getvalue()


class Painter:
    """`asked` counts what was asked for, refusals of an option aside. What `will` names comes first, then pictures.

    The model that is asked for decides which family it is: `gpt-image-1` refuses `response_format`, `dall-e-3` answers
    by an address unless it is asked not to, `one-size` refuses every size, and all others make what they like.
    """

    def __init__(self) -> None:
        self.asked: Counter[str] = Counter()
        self.bodies: list[dict[str, Any]] = []
        self.headers: list[Mapping[str, str]] = []
        self.fetched: list[Mapping[str, str]] = []
        self.links: list[Any] = []  # what is answered first where a picture is fetched: a status, bytes or an address
        self._script: defaultdict[str, list[Any]] = defaultdict(list)
        self.left: Counter[str] = Counter()  # whom an answer did not reach: who asked went away
        self._news = threading.Condition()
        self._gate = asyncio.Event()
        self._gate.set()

    def hold(self) -> None:
        """Answer nobody until `release`."""
        self._loop.loop.call_soon_threadsafe(self._gate.clear)

    def release(self) -> None:
        self._loop.loop.call_soon_threadsafe(self._gate.set)

    def will(self, words: str, *answers: Any) -> None:
        """Answer these words so, one time after another: a status with its body, bytes, a JSON, "half", "cut", "link"
        or "hang"."""
        self._script[words] += answers

    def until_asked(self, words: str) -> None:
        with self._news:
            assert self._news.wait_for(lambda: self.asked[words], PATIENCE_SECONDS), f"nobody asked for {words!r}"

    def until_left(self, words: str) -> None:
        with self._news:
            assert self._news.wait_for(lambda: self.left[words], PATIENCE_SECONDS), f"somebody waits for {words!r}"

    async def generate(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        self.bodies.append(body)
        self.headers.append(request.headers)
        if refusal := refused(body):
            return refusal
        words, size = body["prompt"], body.get("size", "1024x1024")
        self._count(self.asked, words)
        try:
            await self._gate.wait()
            return await self._answer(request, body, words, size)
        except asyncio.CancelledError:
            self._count(self.left, words)
            raise

    def _count(self, counter: Counter[str], words: str) -> None:
        with self._news:
            counter[words] += 1
            self._news.notify_all()

    async def _answer(self, request: web.Request, body: dict[str, Any], words: str, size: str) -> web.StreamResponse:
        by_link = body["model"] == "dall-e-3" and body.get("response_format") != "b64_json"
        answer = self._script[words].pop(0) if self._script[words] else "link" if by_link else painted(words, size)
        match answer:
            case (int() as status, told):
                shown = {"error": {"message": told}} if isinstance(told, str) else told
                return web.json_response(shown, status=status, headers={"Retry-After": "0"})
            case "hang":
                await asyncio.sleep(PATIENCE_SECONDS * 10)
                raise AssertionError("nobody left")
            case "link":
                return web.json_response({"created": 1, "data": [{"url": f"{self.base_url}/made/picture.png"}]})
            case dict():
                return web.json_response(answer)
            case bytes():
                return web.json_response(inline(answer))
        whole = web.json_response(inline(painted(words, size))).body
        assert isinstance(whole, bytes)
        if answer == "cut":  # the server gives up, and ends as if it were whole
            return web.Response(body=whole[:-50], content_type="application/json")
        assert answer == "half"
        return await broken(request, whole)

    async def made(self, request: web.Request) -> web.StreamResponse:
        self.fetched.append(request.headers)
        match self.links.pop(0) if self.links else painted("made"):
            case int() as status:
                return web.Response(status=status)
            case str() as address:
                return web.Response(status=302, headers={"Location": address})
            case data:
                return web.Response(body=data, content_type="image/png")

    def __enter__(self) -> Self:
        self._loop = BackgroundLoop("image server")
        app = web.Application()
        app.router.add_post("/v1/images/generations", self.generate)
        app.router.add_get("/v1/made/picture.png", self.made)
        self._runner, url = self._loop.run(serve(app, 0))
        self.base_url = f"{url}/v1"
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.run(self._runner.cleanup())
        self._loop.close()


def inline(data: bytes) -> dict[str, Any]:
    return {"created": 1, "data": [{"b64_json": base64.b64encode(data).decode()}], "usage": USAGE}


def refused(body: dict[str, Any]) -> web.Response | None:
    """The answer to an option that the model does not know, in the words of the servers that have these."""
    model, size = body["model"], body.get("size")
    if model == "gpt-image-1" and "response_format" in body:
        told = {"message": "Unknown parameter: 'response_format'.", "param": "response_format"}
        return web.json_response({"error": {**told, "code": "unknown_parameter"}}, status=400)
    if size and model in SIZES and size not in SIZES[model]:
        return web.json_response({"error": {"message": f"'{size}' is not one of {SIZES[model]} - 'size'"}}, status=400)
    if size and model == "one-size":
        told = {"message": "The size is not supported by this model.", "code": "invalid_size"}
        return web.json_response({"error": told}, status=400)
    return None


async def broken(request: web.Request, whole: bytes) -> web.StreamResponse:
    """Half of the answer, then the connection breaks."""
    response = web.StreamResponse(headers={"Content-Length": str(len(whole)), "Content-Type": "application/json"})
    await response.prepare(request)
    await response.write(whole[: len(whole) // 2])
    await asyncio.sleep(0)
    assert request.transport
    request.transport.abort()
    return response
