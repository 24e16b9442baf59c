"""A model server that only streams: `python -m benchmarks.streams.source PORT CHUNKS PER_SECOND`.

Each chunk's text is a stamp, `@` and 16 digits and its number: microseconds of the monotonic clock, which all processes
of a machine share, and 1, 2, 3, …, by which a client sees that one is missing.
"""

import asyncio
import json
import sys
import time

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
FRAME = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": "source"}


def chunk(delta: dict[str, str], finish_reason: str | None = None) -> bytes:
    choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish_reason}
    return b"data: " + json.dumps({**FRAME, "choices": [choice]}).encode() + b"\n\n"


BEFORE, AFTER = chunk({"content": "STAMP"}).split(b"STAMP")
END = chunk({}, "stop") + b"data: [DONE]\n\n"


def sized(data: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(data), data)


def stamped(number: int) -> bytes:
    return sized(BEFORE + b"@%016d.%06d" % (time.monotonic_ns() // 1000, number) + AFTER)


async def stream(writer: asyncio.StreamWriter, count: int, pause: float) -> None:
    """Write `count` chunks, one each `pause` seconds."""
    due = time.monotonic()
    for number in range(1, count + 1):
        writer.write(stamped(number))
        due += pause
        await asyncio.sleep(max(0.0, due - time.monotonic()))
    writer.write(sized(END) + b"0\r\n\r\n")
    await writer.drain()


async def main(port: int, count: int, per_second: float) -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
                await reader.readexactly(int(length.split(b":")[1]))
                writer.write(HEAD)
                await stream(writer, count, 1 / per_second)
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", port, backlog=2000)
    print("ready", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])))
