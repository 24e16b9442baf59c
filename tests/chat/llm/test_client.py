"""The client against a real server on this machine: good answers, bad ones, none."""

import asyncio
import gc
import socket
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing, asynccontextmanager
from typing import Any

import pytest

from chat.llm import client
from chat.llm.client import OpenAIModel, Starts
from chat.llm.model_errors import ModelError
from chat.llm.reading.accumulate import Accumulator
from chat.llm.reading.finish_reasons import raise_for_ending
from chat.llm.reading.speech import Speech
from chat.llm.request.model_request import ModelRequest
from tests.listening import listening

HELLO = b'data: {"choices":[{"index":0,"delta":{"content":"Hello"}}]}\n\n'
STOP = b'data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\n'
DONE = b"data: [DONE]\n\n"
PATIENCE_SECONDS = 30
REQUEST = ModelRequest(messages=[{"role": "user", "content": "Hi"}], tools=[], model="m")

Writer = asyncio.StreamWriter
Answer = Callable[[Writer], Awaitable[None]]


class Server:
    """Answers every request with `answer`; keeps the requests as they came."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.requests: list[bytes] = []
        self.connections = 0
        self.left = asyncio.Event()
        self.url = ""

    async def serve(self, reader: asyncio.StreamReader, writer: Writer) -> None:
        self.connections += 1
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                if head.startswith(b"GET"):  # it lists no models
                    writer.write(b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n")
                    continue
                length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0])
                self.requests.append(head + await reader.readexactly(length))
                await self.answer(writer)
                if writer.is_closing():
                    return
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            self.left.set()


@asynccontextmanager
async def serving(answer: Answer) -> AsyncIterator[Server]:
    server = Server(answer)
    async with listening(server.serve) as port:
        server.url = f"http://127.0.0.1:{port}/v1"
        yield server


@asynccontextmanager
async def model_at(
    url: str, api_key: str = "sk-hunter2hunter2", idle_timeout_s: float = 5
) -> AsyncIterator[OpenAIModel]:
    model = OpenAIModel(url, api_key, "default-model", idle_timeout_s=idle_timeout_s)
    try:
        yield model
    finally:
        await model.aclose()


def head(status: str = "200 OK", **headers: str) -> bytes:
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    fields = {"content-type": "text/event-stream", "connection": "close", **given}
    lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in fields.items())]
    return "\r\n".join([*lines, "", ""]).encode()


def http_chunk(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)


def says(*pieces: bytes, pause_s: float = 0) -> Answer:
    """Write the pieces, then close."""

    async def answer(writer: Writer) -> None:
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(pause_s)
        writer.close()

    return answer


async def ask(model: OpenAIModel, request: ModelRequest = REQUEST) -> Speech:
    accumulator = Accumulator()
    async with aclosing(model.stream(request)) as batches:
        async for batch in batches:
            assert len(batch) <= client.BATCH
            for chunk in batch:
                accumulator.feed(chunk)
    speech = accumulator.finish()
    raise_for_ending(speech)
    return speech


async def answer_to(answer: Answer, **settings: Any) -> Speech:
    async with serving(answer) as server, model_at(server.url, **settings) as model:
        return await ask(model)


async def failure_of(answer: Answer, **settings: Any) -> ModelError:
    with pytest.raises(ModelError) as caught:
        await answer_to(answer, **settings)
    return caught.value


async def test_an_answer_is_read_to_its_end() -> None:
    speech = await answer_to(says(head(), HELLO, STOP, DONE))
    assert (speech.content, speech.finish_reason) == ("Hello", "stop")


async def test_an_answer_may_come_byte_by_byte() -> None:
    body = HELLO + STOP + DONE
    pieces = [body[at : at + 1] for at in range(len(body))]
    assert (await answer_to(says(head(), *pieces))).content == "Hello"


async def test_a_long_answer_in_few_reads_comes_in_small_batches() -> None:
    assert (await answer_to(says(head(), HELLO * 1000 + STOP + DONE))).content == "Hello" * 1000


async def test_an_answer_that_is_not_streamed_is_read() -> None:
    body = b'{"choices":[{"index":0,"message":{"content":"Hello"},"finish_reason":"stop"}]}'
    assert (await answer_to(says(head(content_type="application/json"), body))).content == "Hello"


async def test_the_request_holds_what_was_asked() -> None:
    tool = {"type": "function", "function": {"name": "paint", "parameters": {"type": "object"}, "strict": True}}
    async with serving(says(head(), STOP, DONE)) as server, model_at(server.url) as model:
        await ask(model, ModelRequest(REQUEST.messages, [tool], ""))
        await ask(model)
    first, second = server.requests
    assert first.startswith(b"POST /v1/chat/completions ")
    assert b"bearer sk-hunter2hunter2" in first.lower()
    for text in (b'"model":"default-model"', b'"stream":true', b'"include_usage":true', b'"strict":true', b'"Hi"'):
        assert text in first
    assert b'"model":"m"' in second
    assert b"tools" not in second


async def test_without_a_key_nobody_is_told_one() -> None:
    async with serving(says(head(), STOP, DONE)) as server, model_at(server.url, api_key="") as model:
        await ask(model)
    assert b"authorization" not in server.requests[0].lower()


@pytest.mark.parametrize(
    ("status", "code", "retryable"),
    [
        ("400 Bad Request", "model_rejected_request", False),
        ("401 Unauthorized", "model_refused_credentials", False),
        ("404 Not Found", "model_not_found", False),
        ("429 Too Many Requests", "model_busy", True),
        ("500 Internal Server Error", "model_unavailable", True),
    ],
)
async def test_a_status_is_told(status: str, code: str, retryable: bool) -> None:
    body = b'{"error": {"message": "No such thing for sk-hunter2hunter2."}}'
    answer = says(head(status, content_type="application/json", retry_after="3"), body)
    async with serving(answer) as server, model_at(server.url) as model:
        with pytest.raises(ModelError) as caught:
            await ask(model)
    error = caught.value
    assert (error.code, error.retryable) == (code, retryable)
    assert error.retry_after_s == (3 if retryable else None)
    assert "No such thing" in error.detail
    assert "hunter2" not in error.message + error.detail
    assert len(server.requests) == 1, "retrying is not the client's business"


async def test_a_clean_end_without_a_finish_reason_is_a_failure() -> None:
    error = await failure_of(says(head(), HELLO))
    assert (error.code, error.retryable) == ("no_finish_reason", True)


async def test_done_ends_an_answer_that_names_no_reason() -> None:
    speech = await answer_to(says(head(), HELLO, DONE))
    assert (speech.content, speech.finish_reason, speech.ending) == ("Hello", None, "stop")


async def test_a_whole_answer_may_have_done_glued_on() -> None:
    body = b'{"choices":[{"index":0,"message":{"content":"Hello"},"finish_reason":"stop"}]}\n\n' + DONE
    assert (await answer_to(says(head(), body[:30], body[30:]))).content == "Hello"


async def test_a_reset_in_the_middle_is_told_as_a_lost_connection() -> None:
    async def reset(writer: Writer) -> None:
        writer.write(head(transfer_encoding="chunked") + http_chunk(HELLO))
        await writer.drain()
        linger_0_s = struct.pack("ii", 1, 0)  # closing sends a reset
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger_0_s)
        writer.close()

    error = await failure_of(reset)
    assert (error.code, error.retryable) == ("model_connection_lost", True)


async def test_a_body_that_ends_before_its_length_is_told_as_a_lost_connection() -> None:
    error = await failure_of(says(head(content_length="5000"), HELLO))
    assert error.code == "model_connection_lost"


async def test_a_connection_closed_before_any_answer_is_told_as_lost() -> None:
    assert (await failure_of(says())).code == "model_connection_lost"


@pytest.mark.parametrize("begun", [b": wait\n\n", HELLO])
async def test_silence_after_the_first_byte_ends_with_a_timeout(begun: bytes) -> None:
    error = await failure_of(says(head() + begun, pause_s=30), idle_timeout_s=0.1)
    assert (error.code, error.is_tried_again) == ("model_timeout", True)


@pytest.mark.parametrize("begun", [b"", head()])
async def test_before_the_first_byte_silence_is_for_the_caller_to_end(begun: bytes) -> None:
    """A server that reads a long prompt says nothing, with or without its headers."""

    async def read_slowly(writer: Writer) -> None:
        writer.write(begun)
        await writer.drain()
        await asyncio.sleep(0.3)
        writer.write((b"" if begun else head()) + HELLO + STOP + DONE)
        writer.close()

    assert (await answer_to(read_slowly, idle_timeout_s=0.05)).content == "Hello"


async def test_any_byte_restarts_the_idle_timeout() -> None:
    pieces = [head(), *[b": wait\n\n"] * 8, HELLO, STOP, DONE]  # together longer than the timeout, each far shorter
    assert (await answer_to(says(*pieces, pause_s=0.3), idle_timeout_s=3)).content == "Hello"


@pytest.mark.parametrize(
    "body",
    [
        b'{"error": {"message": "Overloaded"}}',
        HELLO + b'event: error\ndata: {"error": {"message": "Overloaded"}}\n\n',
        HELLO + b"error: Overloaded\n\n",
        HELLO + b"data: {Overloaded\n\n" + STOP + DONE,
    ],
)
async def test_an_error_in_place_of_an_answer_is_told(body: bytes) -> None:
    error = await failure_of(says(head(), body))
    assert (error.code, error.retryable) == ("model_broke_off", True)
    assert "Overloaded" in error.message


async def test_a_web_page_is_no_model() -> None:
    error = await failure_of(says(head(content_type="text/html; charset=utf-8"), b"<html>Welcome</html>"))
    assert not error.retryable
    assert "OPENAI_BASE_URL" in error.message


async def test_nobody_listening_is_told_as_unreachable() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        async with model_at(f"http://127.0.0.1:{unused.getsockname()[1]}/v1") as model:
            with pytest.raises(ModelError) as caught:
                await ask(model)
    assert (caught.value.code, caught.value.retryable) == ("model_unreachable", True)


@pytest.mark.parametrize("url", ["nonsense", "ftp://127.0.0.1/v1"])
async def test_an_address_that_is_none_is_told(url: str) -> None:
    async with model_at(url) as model:
        with pytest.raises(ModelError, match="OPENAI_BASE_URL"):
            await ask(model)


async def test_an_endless_answer_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "MAX_ANSWER_BYTES", 1000)
    assert (await failure_of(says(head(), *[HELLO] * 100))).code == "model_answer_too_long"


async def test_whoever_stops_reading_leaves_the_server() -> None:
    async def talk_on(writer: Writer) -> None:
        writer.write(head())
        while True:  # until the connection is gone
            writer.write(HELLO)
            await writer.drain()
            await asyncio.sleep(0.01)

    async with serving(talk_on) as server, model_at(server.url) as model:
        async with aclosing(model.stream(REQUEST)) as batches:
            async for _ in batches:
                break
        async with asyncio.timeout(PATIENCE_SECONDS):
            await server.left.wait()


async def test_a_connection_serves_the_next_request_even_if_its_body_ends_a_little_late() -> None:
    async def keep_alive(writer: Writer) -> None:
        writer.write(head(connection="keep-alive", transfer_encoding="chunked") + http_chunk(HELLO + STOP + DONE))
        await writer.drain()
        await asyncio.sleep(0.01)
        writer.write(b"0\r\n\r\n")

    async with serving(keep_alive) as server, model_at(server.url) as model:
        for _ in range(3):
            await ask(model)
    assert (len(server.requests), server.connections) == (3, 1)


async def test_an_answer_that_is_done_waits_for_nobody() -> None:
    async with asyncio.timeout(PATIENCE_SECONDS):
        assert (await answer_to(says(head() + HELLO + STOP + DONE, pause_s=300), idle_timeout_s=200)).content == "Hello"


async def test_many_streams_may_begin_at_once() -> None:
    async with serving(says(head(), HELLO, STOP, DONE)) as server, model_at(server.url) as model:
        speeches = await asyncio.gather(*(ask(model) for _ in range(150)))
    assert [speech.content for speech in speeches] == ["Hello"] * 150


async def test_a_stream_may_be_stopped_while_it_waits_for_its_start() -> None:
    async with serving(says(head(), STOP, DONE)) as server, model_at(server.url) as model:
        model._starts = Starts(places=0)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.01):
                await ask(model)
        gc.collect()  # a request that was made up and never sent would warn here
    assert server.requests == []


@pytest.mark.parametrize("given_ms", [0.2, 0.5, 0.7, 0.8, 0.9, 1.0, 1.5, 3.0])
async def test_nothing_stays_open_whenever_an_answer_is_given_up(given_ms: float) -> None:
    async with serving(says(head(), STOP, DONE)) as server, model_at(server.url) as model:
        model._starts = Starts(places=0)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(given_ms / 1000):
                await ask(model)
        gc.collect()
    gc.collect()  # a connection that nobody closes would warn here


async def test_few_starts_at_once_but_a_slow_one_holds_up_nobody() -> None:
    starts = Starts(places=1, held_s=0.01)
    answered = asyncio.Event()

    async def slow() -> None:
        async with starts.place():
            await answered.wait()

    first, second = asyncio.create_task(slow()), asyncio.create_task(slow())
    async with asyncio.timeout(PATIENCE_SECONDS), starts.place():
        answered.set()
    await asyncio.gather(first, second)
    assert not starts._places.locked(), "each place is given back once"
